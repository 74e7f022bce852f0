"""The escape from sure and wrong: wrongness over steps."""

from math import exp

import matplotlib.pyplot as plt
import numpy as np

from snippets.cube_escape import RULES, steps_to_half
from snippets.figures._palette import ERROR, FAINT, INK

START = 5
LAST = 100_000
STEPS = {name: steps_to_half(rule, START) for name, rule in RULES.items()}
FIRST = sorted(
    1 / (1 + exp(rule(1 / (1 + exp(-START))) - START))
    for rule in RULES.values()
)
TITLE = "Four rules leave the same start"
ALT = (
    f"Wrongness against steps, logarithmic, from z = {START} with target "
    f"0, where it is {1 / (1 + exp(-START)):.3f}. After one step, at the "
    f"left edge, it is {FIRST[0]:.3f} to {FIRST[-1]:.3f}. The rules "
    "without the slope fall at once. Those with the slope stay near the "
    "top and then drop. Steps to one half: "
    + ", ".join(f"{name} {n}" for name, n in STEPS.items())
    + "."
)
LOOKS = {
    "cross-entropy": (ERROR, "-"),
    "e³ alone": (ERROR, "--"),
    "e·slope": (INK, "-"),
    "e³·slope": (FAINT, "--"),
}


def run(rule):
    """Return u after 0, 1, ... LAST steps."""
    z, rows = float(START), []
    for _ in range(LAST + 1):
        u = 1 / (1 + exp(-z))
        rows.append(u)
        z -= rule(u)
    return rows


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.5))
    steps = np.unique(np.geomspace(1, LAST, 300).astype(int))
    for name, (color, style) in LOOKS.items():
        u = np.array(run(RULES[name]))[steps]
        ax.plot(steps, u, color=color, ls=style, label=name)
    ax.axhline(0.5, color=FAINT, lw=0.8, ls=":")
    fig.legend(loc="outside upper center", fontsize=11, ncols=2)
    ax.set(
        xscale="log",
        xlim=(1, LAST),
        xlabel="steps",
        ylabel="wrongness u",
        ylim=(0, 1.02),
        yticks=(0, 0.5, 1),
    )
    ticks = [1, 10, 100, 1000, 10_000, LAST]
    ax.set_xticks(ticks, [f"{n:,}".replace(",", " ") for n in ticks])
    ax.minorticks_off()
    return fig


def table():
    return [
        ["rule", "steps to u < 1/2"],
        *([n, s] for n, s in STEPS.items()),
    ]
