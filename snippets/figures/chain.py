"""The chain from one weight to the loss: a nudge, and its factors."""

import matplotlib.pyplot as plt

from snippets.figures._palette import ERROR, FAINT, INK, INPUT, SLOPE
from snippets.three_factors import loss, sigmoid

X, Y, W, NUDGE = 2.0, 1.0, 0.25, 0.01
A = sigmoid(W * X)
MOVES = (
    NUDGE,
    NUDGE * X,
    sigmoid((W + NUDGE) * X) - A,
    loss(W + NUDGE, X, Y) - loss(W, X, Y),
)
TITLE = "A nudge goes from the weight to the loss"
ALT = (
    f"A neuron with the input {X:g}, the weight {W}, the bias 0 and the "
    f"target {Y:g} answers {A:.3f}. Four circles in a row, joined by "
    "arrows: the weight w, the sum z, the activation a, the loss L. A "
    "nudge moves them by "
    f"{MOVES[0]:.2f}, {MOVES[1]:.2f}, {MOVES[2]:.4f} and {MOVES[3]:.4f}. "
    f"From w to z the factor is the input x, {X:g}, in the tutorial l0. "
    f"From z to a it is the slope, a times 1 minus a, {A * (1 - A):.3f}, "
    "in the tutorial nonlin(l1,True). From a to L it is the error, "
    f"a minus y, {A - Y:.3f}, in the tutorial minus l1_error."
).replace(" -", " −")


def signed(number, digits):
    return f"{number:+.{digits}f}".replace("-", "−")


def draw():
    fig, ax = plt.subplots(figsize=(5, 2.7))
    ax.set(xlim=(-0.9, 9.9), ylim=(-4.2, 1.7), aspect="equal")
    ax.axis("off")
    at = {"ha": "center", "va": "center"}
    stages = [("w", "syn0", 2), ("z", "", 2), ("a", "l1", 4), ("L", "", 4)]
    for n, (name, theirs, digits) in enumerate(stages):
        x = 3 * n
        ax.add_patch(plt.Circle((x, 0.6), 0.62, fill=False, ec=FAINT))
        ax.text(x, 0.6, name, size=15, **at)
        ax.text(x, -0.45, signed(MOVES[n], digits), size=11, **at)
        ax.text(x, -1.1, theirs, size=11, **at)
    links = [
        ("input", "x", f"{X:g}", "l0", INPUT),
        ("slope", "a(1 − a)", f"{A * (1 - A):.3f}", "nonlin(l1,True)", SLOPE),
        ("error", "a − y", signed(A - Y, 3), "−l1_error", ERROR),
    ]
    for n, (name, ours, value, theirs, color) in enumerate(links):
        x = 3 * n + 1.5
        ax.annotate(
            "",
            (x + 0.75, 0.6),
            (x - 0.75, 0.6),
            arrowprops={"arrowstyle": "->", "color": color, "lw": 2},
        )
        ax.text(x, 1.25, f"× {value}", size=11, color=color, **at)
        ax.text(x, -1.8, name, size=12, color=color, **at)
        ax.text(x, -2.45, ours, size=12, color=color, **at)
        ax.text(x, -3.1, theirs, size=11, color=color, **at)
    for y, whose in ((-2.45, "here"), (-3.1, "tutorial")):
        ax.text(-0.85, y, whose, size=11, color=FAINT, va="center")
    ax.text(
        4.5,
        -3.9,
        "change of L ≈ error · slope · input · nudge",
        color=INK,
        **at,
    )
    return fig
