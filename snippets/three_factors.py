"""The slope of the loss with all three factors, and measured."""

from math import exp


def sigmoid(z):
    """Return the activation for the sum z."""
    return 1 / (1 + exp(-z))


def loss(w, x, y):
    """Return half the squared error of one neuron."""
    return (sigmoid(w * x) - y) ** 2 / 2


if __name__ == "__main__":
    w, x, y = 0.25, 2.0, 1.0
    a = sigmoid(w * x)
    error, slope = a - y, a * (1 - a)
    print(f"with the slope     {error * slope * x:.5f}")
    print(f"without the slope  {error * x:.5f}")
    h = 1e-6  # nudge the weight both ways, and look
    change = loss(w + h, x, y) - loss(w - h, x, y)
    print(f"measured           {change / (2 * h):.5f}")
