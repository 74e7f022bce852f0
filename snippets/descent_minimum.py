"""A true local minimum of one sigmoid neuron, squared error."""

from math import exp

DATA = [(1, 1)] * 4 + [(10, 0)]  # (input, target), no bias


def derivatives(w):
    """Return the loss and its first two derivatives, scalars.

    >>> derivatives(0.0)[:2]
    (0.625, 0.75)
    """
    loss = first = second = 0.0
    for x, y in DATA:
        a = 1 / (1 + exp(-w * x))
        slope = a * (1 - a)
        loss += (a - y) ** 2 / 2
        first += (a - y) * slope * x
        second += (slope + (a - y) * (1 - 2 * a)) * slope * x * x
    return loss, first, second


if __name__ == "__main__":
    w = 0.0
    for _ in range(1000):
        w -= 0.1 * derivatives(w)[1]
    loss, first, second = derivatives(w)
    print(f"descent from w = 0 ends at w = {w:.5f}")
    print(
        f"loss {loss:.5f}, slope below 1e-9: {abs(first) < 1e-9}",
        end="",
    )
    print(f", second derivative {second:.3f}")
    for other in (w - 0.1, w + 0.1, 1.0, 8.0):
        print(f"loss at w = {other:8.5f}: {derivatives(other)[0]:.5f}")
