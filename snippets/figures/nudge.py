"""The loss over one weight, and chords that swing into the tangent."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK
from snippets.nudge import forward, ratios

AT = 0.5
STEPS = (3.0, 1.2, 0.3)
SLOPE = float(np.prod(ratios(AT, 1e-6)))
TITLE = "Chords of the loss swing into its tangent"
ALT = (
    f"The loss falls as the weight grows. Through the point w = {AT} "
    "run three chords, for nudges of "
    f"{', '.join(f'{h:g}' for h in STEPS)}, each steeper than the one "
    f"before, and the tangent, whose slope is {SLOPE:.3f}."
)


def loss(w):
    return np.vectorize(lambda v: forward(v)[2])(w)


def draw():
    w = np.linspace(-1.6, 4.2, 200)
    fig, ax = plt.subplots()
    ax.plot(w, loss(w), color=ERROR)
    ax.text(-1.25, 0.475, "loss", color=ERROR)
    here = forward(AT)[2]
    for h in STEPS:
        end = loss(AT + h)
        ax.plot(
            [AT, AT + h], [here, end], "o-", color=FAINT, lw=1, ms=4
        )
        ax.annotate(
            f"h = {h:g}",
            (AT + h, end),
            (0, 7),
            textcoords="offset points",
            color=FAINT,
            ha="left",
            size=10,
        )
    ends = np.array([AT - 1.5, AT + 0.4])
    ax.plot(ends, here + SLOPE * (ends - AT), color=INK, lw=1.5)
    ax.text(-0.75, 0.235, "tangent", ha="right")
    ax.plot(AT, here, "o", color=INK)
    ax.set(xlabel="weight w", ylabel="L", ylim=(-0.02, 0.52))
    return fig
