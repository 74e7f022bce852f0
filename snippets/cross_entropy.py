"""Cross-entropy cancels the slope: delta = a - y."""

from math import exp, log


def sigmoid(z):
    """Return the activation for z, both scalars.

    >>> sigmoid(0.0)
    0.5
    """
    return 1 / (1 + exp(-z))


def cross_entropy(z, y):
    """Return -y ln a - (1 - y) ln(1 - a), a scalar.

    >>> round(cross_entropy(0.0, 1), 5)
    0.69315
    """
    a = sigmoid(z)
    return -y * log(a) - (1 - y) * log(1 - a)


if __name__ == "__main__":
    h = 1e-5
    print("   z  y  cross-entropy    a - y   measured  with slope")
    for z, y in [(0, 1), (3, 0), (-3, 1), (6, 0), (6, 1)]:
        a = sigmoid(z)
        rise = cross_entropy(z + h, y) - cross_entropy(z - h, y)
        print(
            f"{z:4d}  {y} {cross_entropy(z, y):14.5f} {a - y:8.5f}"
            f" {rise / (2 * h):10.5f} {(a - y) * a * (1 - a):10.5f}"
        )
