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
    z, a, loss = forward(0.5)
    print(f"z = {z:.5f}  a = {a:.5f}  loss = {loss:.5f}\n")
    print("  nudge h   loss to a   a to z   z to w    product")
    for n in range(0, 21, 4):
        h = 0.5**n
        r1, r2, r3 = ratios(0.5, h)
        print(f"{h:9.7f} {r1:11.5f} {r2:8.5f} {r3:8.4f}", end="")
        print(f" {r1 * r2 * r3:10.5f}")
