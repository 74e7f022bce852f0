"""The delta of a sigmoid neuron under the squared error."""

import cmath


def sigmoid(z):
    """Return the activation for z, a real or complex scalar.

    >>> sigmoid(0.0).real
    0.5
    """
    return 1 / (1 + cmath.exp(-z))


def loss(z, y):
    """Return half the squared error for z and the target y.

    >>> loss(0.0, 1.0).real
    0.125
    """
    return (sigmoid(z) - y) ** 2 / 2


def delta(z, y):
    """Return dL/dz for real z, derived by the chain rule.

    >>> delta(0.0, 1.0)
    -0.125
    """
    a = sigmoid(z).real
    return (a - y) * a * (1 - a)


if __name__ == "__main__":
    h, tiny = 1e-5, 1e-30
    print("  z  y     delta  differences  complex step")
    for z, y in [(0.5, 0), (0.5, 1), (-2, 1), (3, 0), (6, 0)]:
        rise = (loss(z + h, y) - loss(z - h, y)).real / (2 * h)
        step = loss(z + tiny * 1j, y).imag / tiny
        print(
            f"{z:4.1f} {y} {delta(z, y):9.5f}"
            f"   {rise:9.5f}     {step:9.5f}"
        )
