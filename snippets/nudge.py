"""Nudge one weight and watch z, a and the loss move."""

from math import exp


def forward(w, x=2.0, b=-0.5, y=1.0):
    """Return z, a and the loss of one neuron, all scalars.

    >>> forward(0.25)
    (0.0, 0.5, 0.125)
    """
    z = w * x + b
    a = 1 / (1 + exp(-z))
    return z, a, (a - y) ** 2 / 2


def ratios(w, h):
    """Return how much z moves with w, a with z, the loss with a.

    >>> [round(r, 3) for r in ratios(0.25, 0.001)]
    [2.0, 0.25, -0.5]
    """
    z, a, loss = forward(w)
    z_h, a_h, loss_h = forward(w + h)
    return (
        (z_h - z) / h,
        (a_h - a) / (z_h - z),
        (loss_h - loss) / (a_h - a),
    )


if __name__ == "__main__":
    z, a, loss = forward(0.5)
    print(f"z = {z:.5f}  a = {a:.5f}  loss = {loss:.5f}\n")
    print("nudge        ratio of the changes in")
    print("        h   z to w  a to z  loss to a   product")
    for n in range(0, 21, 4):
        h = 0.5**n
        r1, r2, r3 = ratios(0.5, h)
        print(
            f"{h:9.7f}   {r1:.4f} {r2:.5f}   {r3:.5f}"
            f"  {r1 * r2 * r3:.5f}"
        )
