"""Nudge one weight and watch z, a and the loss move."""

from math import exp


def forward(w, x=2.0, b=-0.5, y=1.0):
    """Return z, a and the loss of one neuron."""
    z = w * x + b
    a = 1 / (1 + exp(-z))
    return z, a, (a - y) ** 2 / 2


def ratios(w, h):
    """Return how the loss moves with a, a with z, and z with w."""
    z, a, loss = forward(w)
    z_h, a_h, loss_h = forward(w + h)
    dz, da = z_h - z, a_h - a
    return (loss_h - loss) / da, da / dz, dz / h


if __name__ == "__main__":
    w = 0.5
    z, a, loss = forward(w)
    print(f"z = {z:.5f}  a = {a:.5f}  loss = {loss:.5f}\n")
    print(" nudge h  loss to a  a to z  z to w   product")
    for h in (1.5, 0.7, 0.25, 0.01, 0.0001, 0.000001):
        r1, r2, r3 = ratios(w, h)
        print(f"{h:8.6f} {r1:10.5f} {r2:7.5f} {r3:7.4f}", end="")
        print(f" {r1 * r2 * r3:9.5f}")
