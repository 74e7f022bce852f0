"""Four rules: the push on z over the wrongness."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.cube_escape import RULES
from snippets.figures._palette import ERROR, FAINT, INK

TITLE = "The push of four rules over the wrongness"
AT = (0.1, 0.5, 0.9)
ALT = "Push on z against wrongness u for four rules, at u = 0.1, 0.5, 0.9: "
ALT += "; ".join(
    f"{name} {', '.join(f'{rule(u):.3f}' for u in AT)}"
    for name, rule in RULES.items()
)
ALT += ". The two with the slope return to 0 at u = 1, the others do not."

LOOKS = {
    "cross-entropy": (ERROR, "-", (0.36, 0.33, "left")),
    "e·slope": (INK, "-", (0.47, 0.135, "right")),
    "e³·slope": (FAINT, "--", (0.6, 0.02, "left")),
    "e³ alone": (ERROR, "--", (0.74, 0.36, "left")),
}


def draw():
    u = np.linspace(0, 1, 201)
    fig, ax = plt.subplots()
    for name, rule in RULES.items():
        color, style, (x, y, ha) = LOOKS[name]
        ax.plot(u, rule(u), color=color, ls=style)
        ax.text(x, y, name, color=color, ha=ha)
    ax.set(
        xlim=(0, 1),
        ylim=(0, 0.4),
        yticks=(0, 0.1, 0.2, 0.3, 0.4),
        xlabel="wrongness u",
        ylabel="push on z, |δ|",
    )
    return fig


def table():
    rows = [["u", *RULES]]
    for u in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95):
        rows.append([f"{u:.2f}", *(f"{r(u):.4f}" for r in RULES.values())])
    return rows
