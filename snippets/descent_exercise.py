"""The hollow of one neuron, from two starts and at two rates."""

from math import exp

DATA = [(1, 1)] * 4 + [(10, 0)]


def descend(w, rate, steps=20_000):
    """Return the weight and the loss after descent, two scalars.

    >>> descend(0.0, 0.1, steps=0)
    (0.0, 0.625)
    """
    activation = lambda x: 1 / (1 + exp(-w * x))  # noqa: E731
    for _ in range(steps):
        gradient = 0.0
        for x, y in DATA:
            a = activation(x)
            gradient += (a - y) * a * (1 - a) * x
        w -= rate * gradient
    return w, sum((activation(x) - y) ** 2 / 2 for x, y in DATA)


if __name__ == "__main__":
    for start in (0.0, 2.0):
        for rate in (0.1, 0.01):
            w, loss = descend(start, rate)
            print(f"from {start} at rate {rate:4.2f}: ", end="")
            print(f"w = {w:8.5f}, loss {loss:.5f}")
