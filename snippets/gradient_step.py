"""How near a central difference comes, by the size of h."""

from math import exp


def sigmoid(z):
    """Return the activation for z, both scalars.

    >>> sigmoid(0.0)
    0.5
    """
    return 1 / (1 + exp(-z))


def difference(z, h):
    """Return the central difference of the sigmoid, a scalar.

    >>> round(difference(0.0, 1e-4), 6)
    0.25
    """
    return (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)


if __name__ == "__main__":
    a = sigmoid(1.0)
    for n in (1, 2, 4, 5, 6, 8, 10, 12):
        gap = abs(difference(1.0, 10.0**-n) - a * (1 - a))
        print(f"h = 1e-{n:02d}: off by {gap:.0e}")
