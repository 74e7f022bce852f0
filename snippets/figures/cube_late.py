"""Late training on log-log axes: four rules, four powers."""

from math import exp

import matplotlib.pyplot as plt
import numpy as np

from snippets.cube_late import RULES
from snippets.figures._palette import ERROR, FAINT, INK


def wrongness(rule, steps):
    """Return u after each of some numbers of steps, from z = 0."""
    z, found = 0.0, []
    for step in range(1, steps[-1] + 1):
        z -= rule(1 / (1 + exp(-z)))
        if step in steps:
            found.append(1 / (1 + exp(-z)))
    return found


STEPS = np.unique(np.geomspace(1, 100_000, 36).astype(int)).tolist()
U = {name: wrongness(rule, STEPS) for name, (_, rule) in RULES.items()}
TITLE = "How four rules fade on logarithmic axes"
ALT = (
    "Wrongness against steps, both logarithmic, from z = 0. Late, each "
    "rule follows a straight line, the power of the steps that stands "
    f"behind its name. After {STEPS[-1]:,} steps: "
    + ", ".join(f"{name} {u[-1]:.2g}" for name, u in U.items())
    + "."
)
LOOKS = {
    "cross-entropy": (ERROR, "-"),
    "e·slope": (INK, "-"),
    "e³ alone": (ERROR, "--"),
    "e³·slope": (FAINT, "--"),
}


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.5))
    late = np.array([3e3, 1e5])
    for name, (power, _) in RULES.items():
        color, style = LOOKS[name]
        ax.plot(STEPS, U[name], color=color, ls=style)
        line = U[name][-1] * (late / late[1]) ** (-1 / power)
        ax.plot(late, line * 1.3, color=FAINT, lw=0.8)
        ax.annotate(
            f"{name}, −1/{power}" if power > 1 else f"{name}, −1",
            (STEPS[-1], U[name][-1]),
            (5, 0),
            textcoords="offset points",
            va="center",
            size=11,
            color=color,
        )
    ax.set(
        xscale="log",
        yscale="log",
        xlim=(1, 1.5e8),
        xlabel="steps",
        ylabel="wrongness u",
        xticks=[1, 1e2, 1e4],
    )
    ax.minorticks_off()
    return fig
