"""A derivative in two ways: central differences, complex step."""

import cmath


def loss(z, y=1):
    """Return half the squared error for a real or complex z."""
    return (1 / (1 + cmath.exp(-z)) - y) ** 2 / 2


def differences(z, h):
    """Return dL/dz from two losses, one on either side."""
    return (loss(z + h) - loss(z - h)).real / (2 * h)


def complex_step(z, h):
    """Return dL/dz from one loss, a little off the real line."""
    return loss(z + h * 1j).imag / h


if __name__ == "__main__":
    print("    h  differences  complex step")
    for h in (1e-1, 1e-2, 1e-5, 1e-30):
        print(f"{h:5.0e}", end="")
        print(f"  {differences(0.5, h):11.8f}", end="")
        print(f"   {complex_step(0.5, h):11.8f}")
