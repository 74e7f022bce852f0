"""Nudge the bias instead of the weight: the input drops out."""

from math import exp


def loss(w, b, x=2.0, y=1.0):
    """Return half the squared error of one neuron, a scalar.

    >>> loss(0.0, 0.0)
    0.125
    """
    a = 1 / (1 + exp(-(w * x + b)))
    return (a - y) ** 2 / 2


if __name__ == "__main__":
    h = 1e-6
    up = (loss(0.5 + h, -0.5) - loss(0.5 - h, -0.5)) / (2 * h)
    down = (loss(0.5, -0.5 + h) - loss(0.5, -0.5 - h)) / (2 * h)
    print(f"loss per nudge of the weight {up:.5f}")
    print(f"loss per nudge of the bias   {down:.5f}")
    print(f"one divided by the other     {up / down:.5f}")
