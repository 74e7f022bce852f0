"""Where the delta is largest: at a = 2/3 if the target is 0."""

from math import log


def delta(a, y=0.0):
    """Return the delta for an activation a, both scalars."""
    return (a - y) * a * (1 - a)


if __name__ == "__main__":
    grid = [n / 10**6 for n in range(10**6)]
    best = max(grid, key=delta)
    print(f"largest delta {delta(best):.5f} at a = {best:.5f}")
    print(f"4/27        = {4 / 27:.5f}, 2/3 = {2 / 3:.5f}")
    print(f"there z     = {log(best / (1 - best)):.5f}", end="")
    print(f" = ln 2 = {log(2):.5f}")
