"""Where the slope becomes exactly zero, and how to keep it."""

import numpy as np


def from_output(z):
    """Return a(1 - a), elementwise, shape of z.

    >>> from_output(np.array([0.0])).tolist()
    [0.25]
    """
    one = z.dtype.type(1)
    a = one / (one + np.exp(-z))
    return a * (one - a)


def from_both_sides(z):
    """Return sigmoid(z) * sigmoid(-z), elementwise, shape of z.

    >>> from_both_sides(np.array([0.0])).tolist()
    [0.25]
    """
    return 1 / (1 + np.exp(-z)) * (1 / (1 + np.exp(z)))


if __name__ == "__main__":
    for kind in (np.float64, np.float32):
        z = np.arange(1, 41, dtype=kind)
        first = int(z[from_output(z) == 0][0])
        print(f"{kind.__name__}: a(1-a) is exactly 0 from z = {first}")
    z = np.array([40.0])
    print(f"a(1-a) at z = 40:     {from_output(z)[0]:.3g}")
    print(f"s(z)·s(-z) at z = 40: {from_both_sides(z)[0]:.3g}")
    with np.errstate(over="ignore"):
        print(f"exp(709) = {np.exp(709.0):.3g}", end=", ")
        print(f"exp(710) = {np.exp(710.0):.3g}")
