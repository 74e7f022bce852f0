"""The slope of the sigmoid, read off its output."""

from math import exp


def sigmoid(z):
    return 1 / (1 + exp(-z))


def slope(a):
    """Return the slope at the point whose OUTPUT is a.

    >>> slope(0.5)
    0.25
    """
    return a * (1 - a)


if __name__ == "__main__":
    h = 1e-6
    print("  z       a   a(1-a)  measured")
    for z in (-2, -1, 0, 1, 2, 5):
        a = sigmoid(z)
        rise = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
        print(f"{z:3d} {a:.5f} {slope(a):.5f}   {rise:.5f}")
