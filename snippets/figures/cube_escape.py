"""The escape from sure and wrong: wrongness over steps."""

from math import exp

import matplotlib.pyplot as plt

from snippets.cube_escape import RULES, steps_to_half
from snippets.figures._palette import ERROR, FAINT, INK, SLOPE

START = 5
STEPS = {name: steps_to_half(rule, START) for name, rule in RULES.items()}
TITLE = f"Five rules leave z = {START} when the target is 0"
ALT = (
    "Wrongness against steps, logarithmic. All start at "
    f"{1 / (1 + exp(-START)):.3f}. The rules without the slope fall at "
    "once. Those with the slope stay near the top and then drop. Steps "
    "to one half: "
    + ", ".join(f"{name} {n}" for name, n in STEPS.items())
    + "."
)
LOOKS = {
    "cross-entropy, u": (ERROR, "-"),
    "e³ alone": (ERROR, "--"),
    "sign·slope": (SLOPE, "-"),
    "e·slope": (INK, "-"),
    "e³·slope": (FAINT, "--"),
}


def run(rule, steps):
    z, rows = float(START), []
    for _ in range(steps):
        u = 1 / (1 + exp(-z))
        rows.append(u)
        z -= rule(u)
    return rows


def draw():
    fig, ax = plt.subplots()
    for name, (color, style) in LOOKS.items():
        u = run(RULES[name], 601)
        ax.plot(range(1, 601), u[1:], color=color, ls=style, label=name)
    ax.axhline(0.5, color=FAINT, lw=0.8, ls=":")
    ax.legend(loc="lower left", fontsize=9)
    ax.set(
        xscale="log",
        xlabel="steps",
        ylabel="wrongness u",
        ylim=(0, 1.02),
        yticks=(0, 0.5, 1),
    )
    ax.minorticks_off()
    return fig


def table():
    return [
        ["rule", "steps to u < 1/2"],
        *([n, s] for n, s in STEPS.items()),
    ]
