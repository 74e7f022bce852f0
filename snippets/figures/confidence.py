"""The push over confidence, with every output of a trained network."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.confidence import confidence, push
from snippets.figures._palette import ERROR, FAINT, INK, PAPER, SLOPE


def trained():
    """Return activations and targets of 40 overlapping samples."""
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.normal(-1.2, 1.3, 20), rng.normal(1.2, 1.3, 20)])
    y = np.repeat([0, 1], 20)
    w = b = 0.0
    for _ in range(2000):
        a = 1 / (1 + np.exp(-(w * x + b)))
        delta = (a - y) * a * (1 - a)
        w, b = w - 0.5 * delta @ x, b - 0.5 * delta.sum()
    return a, y


A, Y = trained()
RIGHT = abs(A - Y) < 0.5
SURE = confidence(A) > 0.5
COUNTS = {
    "sure and right": int((SURE & RIGHT).sum()),
    "unsure and right": int((~SURE & RIGHT).sum()),
    "unsure and wrong": int((~SURE & ~RIGHT).sum()),
    "sure and wrong": int((SURE & ~RIGHT).sum()),
}
TITLE = "Confidence is one axis, being right is another"
ALT = (
    "Push on z against confidence, from unsure on the left to sure on "
    "the right. Two curves start together at "
    f"{push(0.5, 0):.3f}: the lower one, for outputs that are right, "
    "falls to 0; the upper one, for outputs that are wrong, first rises "
    "and then falls to 0 as well. Forty outputs of a trained neuron lie "
    "on them: " + ", ".join(f"{n} {k}" for k, n in COUNTS.items()) + "."
)


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.4))
    c = np.linspace(0, 1, 101)
    ax.axvline(0.5, color=FAINT, lw=0.8, ls=":")
    wrong, right = (push((1 + c) / 2, y) for y in (0, 1))
    ax.plot(c, wrong, color=ERROR, gid="wrong-squared")
    ax.plot(c, right, color=SLOPE, gid="right-squared")
    for mask, marker, face in ((RIGHT, "o", PAPER), (~RIGHT, "X", INK)):
        ax.plot(
            confidence(A[mask]),
            push(A[mask], Y[mask]),
            marker,
            mec=INK,
            mfc=face,
            ms=6,
            lw=0,
        )
    ax.text(0.97, 0.135, "sure and wrong", color=ERROR, ha="right")
    ax.text(0.04, 0.155, "unsure and wrong", color=ERROR)
    ax.text(0.55, 0.05, "sure and right", color=SLOPE)
    ax.text(0.03, 0.055, "unsure and right", color=SLOPE)
    ax.set(
        xlim=(-0.02, 1.02),
        ylim=(-0.006, 0.175),
        yticks=(0, 0.05, 0.1, 0.15),
        xlabel="confidence |2a − 1|",
        ylabel="push on z, |δ|",
    )
    return fig


def table():
    rows = [["confidence", "right", "wrong"]]
    for kind in ("sure", "unsure"):
        counts = (COUNTS[f"{kind} and {w}"] for w in ("right", "wrong"))
        rows.append([kind, *counts])
    return rows
