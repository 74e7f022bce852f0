"""Where the push falls back to what it was at u = 0.5."""

from math import sqrt


def push(u):
    """Return |error · slope| for the wrongness u, a scalar.

    >>> push(0.5)
    0.125
    """
    return u * u * (1 - u)


if __name__ == "__main__":
    # u²(1 - u) - 1/8 = -(u - 1/2) (u² - u/2 - 1/4)
    u = (1 + sqrt(5)) / 4
    print(f"u = {u:.4f}: push {push(u):.4f}")
    for near in (0.79, 0.83):
        print(f"u = {near:.4f}: push {push(near):.4f}")
