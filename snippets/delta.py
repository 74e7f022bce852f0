"""The delta of a sigmoid neuron under the squared error."""

from math import exp


def sigmoid(z):
    return 1 / (1 + exp(-z))


def loss(z, y):
    """Return half the squared error for z and the target y."""
    return (sigmoid(z) - y) ** 2 / 2


def delta(z, y):
    """Return dL/dz, derived by the chain rule."""
    a = sigmoid(z)
    error = a - y
    slope = a * (1 - a)
    return error * slope


if __name__ == "__main__":
    h = 1e-5
    print("  z  y     delta  measured")
    for z, y in [(0.5, 1), (0.5, 0), (-2, 1), (3, 0), (6, 0)]:
        rise = (loss(z + h, y) - loss(z - h, y)) / (2 * h)
        print(f"{z:4.1f} {y} {delta(z, y):9.5f} {rise:9.5f}")
