"""One weight, three factors: the slope of the squared error."""

from math import exp


def sigmoid(z):
    """Return the activation for z, both scalars.

    >>> sigmoid(0.0)
    0.5
    """
    return 1 / (1 + exp(-z))


def loss(w, x, y):
    """Return half the squared error of one neuron, a scalar.

    >>> loss(0.0, 2.0, 1.0)
    0.125
    """
    return (sigmoid(w * x) - y) ** 2 / 2


if __name__ == "__main__":
    x, w, y = 2.0, 0.25, 1.0
    a = sigmoid(w * x)
    error = a - y  # how the loss moves with a
    slope = a * (1 - a)  # how a moves with z
    print(f"error {error:.5f} · slope {slope:.5f} · input {x}")
    print(f"with the slope    {error * slope * x:.5f}")
    print(f"without the slope {error * x:.5f}")
    h = 1e-6  # nudge the weight and measure
    change = loss(w + h, x, y) - loss(w - h, x, y)
    print(f"measured          {change / (2 * h):.5f}")
