"""The loss over one weight, and chords that swing into the tangent."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK
from snippets.nudge import forward, ratios

AT = 0.5
STEPS = (1.5, 0.7, 0.25)
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
    w = np.linspace(-1.1, 2.4, 200)
    fig, ax = plt.subplots()
    ax.plot(w, loss(w), color=ERROR)
    ax.text(0.0, 0.235, "loss", color=ERROR)
    here = forward(AT)[2]
    for h in STEPS:
        end = loss(AT + h)
        chord = [AT, AT + h], [here, end]
        ax.plot(*chord, "o-", color=FAINT, lw=1, ms=4, gid=f"chord-{h:g}")
        ax.annotate(
            f"h = {h:g}",
            (AT + h, end),
            (-2, -16),
            textcoords="offset points",
            color=FAINT,
            ha="right" if h < 0.5 else "center",
            size=11,
            gid=f"chord-label-{h:g}",
        )
    ends = np.array([AT - 0.8, AT + 0.45])
    ax.plot(ends, here + SLOPE * (ends - AT), color=INK, lw=1.5)
    ax.text(-0.2, 0.16, "tangent", ha="right")
    ax.plot(AT, here, "o", color=INK)
    ax.set(xlabel="weight w", ylabel="L", ylim=(-0.06, 0.46))
    return fig
