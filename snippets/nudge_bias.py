"""Nudge the bias instead: the factor x drops out."""

from math import exp


def loss(w, b, x=2.0, y=1.0):
    """Return half the squared error of one neuron."""
    a = 1 / (1 + exp(-(w * x + b)))
    return (a - y) ** 2 / 2


if __name__ == "__main__":
    h = 1e-7
    per_w = (loss(0.5 + h, -0.5) - loss(0.5, -0.5)) / h
    per_b = (loss(0.5, -0.5 + h) - loss(0.5, -0.5)) / h
    print(f"loss per nudge of the weight {per_w:.5f}")
    print(f"loss per nudge of the bias   {per_b:.5f}")
    print(f"the first by the second      {per_w / per_b:.5f}")
