"""One neuron with one weight: where descent is after 1000 steps."""

from math import exp

DATA = [(1, 1)] * 4 + [(10, 0)]  # (input, target); no bias


def loss(w):
    """Return half the sum of the squared errors."""
    return sum((1 / (1 + exp(-w * x)) - y) ** 2 / 2 for x, y in DATA)


def descend(w, rate, steps=1000):
    """Return the weight after descent from w."""
    for _ in range(steps):
        gradient = 0.0
        for x, y in DATA:
            a = 1 / (1 + exp(-w * x))
            gradient += (a - y) * a * (1 - a) * x
        w -= rate * gradient
    return w


if __name__ == "__main__":
    for start, rate in ((0, 0.1), (0, 0.01), (1, 0.1)):
        w = descend(start, rate)
        print(f"from {start}, rate {rate:4}:", end=" ")
        print(f"w {w:8.5f}, loss {loss(w):.5f}")
