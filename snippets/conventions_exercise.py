"""Six samples: the mean of squares trains like half the sum."""

from math import exp

DATA = [(-2, 0), (-1, 0), (0, 1), (1, 0), (2, 1), (3, 1)]


def train(factor, learning_rate, steps=10):
    """Return w and b; the loss is factor · Σ(a - y)²."""
    w = b = 0.0
    for _ in range(steps):
        dw = db = 0.0
        for x, y in DATA:
            a = 1 / (1 + exp(-(w * x + b)))
            delta = 2 * factor * (a - y) * a * (1 - a)
            dw, db = dw + delta * x, db + delta
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b


if __name__ == "__main__":
    for name, factor, rate in [
        ("half the sum, rate 1    ", 1 / 2, 1),
        ("mean of squares, rate 3 ", 1 / 6, 3),
        ("mean of squares, rate 1 ", 1 / 6, 1),
    ]:
        w, b = train(factor, rate)
        print(f"{name} w {w:.5f}, b {b:.5f}")
