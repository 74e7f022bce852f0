"""The wrongness curve: how hard each rule pushes, by how wrong."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK
from snippets.wrongness import cross_entropy, cubed, squared_error

PEAK = 2 / 3
TITLE = "The wrongness curve"
ALT = (
    "Push on z against wrongness u from 0 to 1. Error times slope "
    f"rises from 0 to {squared_error(PEAK):.3f} at u = {PEAK:.2f} and "
    "falls back to 0 at u = 1: at u = 0.99 it is "
    f"{squared_error(0.99):.4f}, about as much as at u = 0.10, "
    f"{squared_error(0.10):.4f}. The error alone is a straight line "
    "and leaves the picture at the top. The cubed error times the "
    "slope stays below the first curve and falls to 0 with it."
)


def draw():
    u = np.linspace(0, 1, 201)
    fig, ax = plt.subplots(figsize=(5, 3.3))
    ax.plot(u, cross_entropy(u), color=ERROR, gid="cross-entropy")
    ax.plot(u, cubed(u), color=FAINT, ls="--", gid="cubed-slope")
    ax.plot(u, squared_error(u), color=INK, lw=3, gid="squared")
    ax.plot(PEAK, squared_error(PEAK), "o", color=INK)
    for point in (0.10, 0.99):
        ax.plot(point, squared_error(point), "o", color=INK, ms=5)
    ax.annotate(
        "most push at u = 2/3",
        (PEAK, squared_error(PEAK)),
        (0, 9),
        textcoords="offset points",
        ha="center",
    )
    ax.text(0.39, 0.1, "error × slope", ha="right")
    ax.text(0.52, 0.018, "error³ × slope", color=FAINT)
    ax.text(0.27, 0.225, "error alone\n(cross-entropy)", color=ERROR)
    line = {"arrowstyle": "-", "color": FAINT}
    ax.annotate(
        "10 % wrong",
        (0.10, squared_error(0.10)),
        (0.30, 0.04),
        size=11,
        arrowprops=line,
    )
    ax.annotate(
        "99 % wrong:\nas little push",
        (0.99, squared_error(0.99)),
        (1.0, 0.19),
        size=11,
        ha="right",
        arrowprops={**line, "relpos": (0.9, 0)},
    )
    ax.set(
        xlim=(0, 1.01),
        ylim=(0, 0.27),
        xlabel="wrongness u = |a − y|",
        ylabel="push on z, |δ|",
        yticks=(0, 0.1, 0.2),
    )
    return fig


def table():
    rows = [["u", "error × slope", "error alone", "error³ × slope"]]
    for u in (0.1, 0.25, 0.5, 2 / 3, 0.75, 0.9, 0.99):
        rules = (squared_error(u), cross_entropy(u), cubed(u))
        rows.append([f"{u:.2f}", *(f"{rule:.4f}" for rule in rules)])
    return rows
