"""The loss of one neuron over its one weight, with two descents."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.descent_minimum import descend, loss
from snippets.figures._palette import ERROR, FAINT, INK

ENDS = {start: descend(start, 0.1) for start in (0, 1)}
TITLE = "A local minimum of one neuron under the squared error"
ALT = (
    "The loss over one weight, falling from the left to a local minimum at "
    f"w = {ENDS[0]:.2f} with loss {loss(ENDS[0]):.3f}. To its right it "
    "rises to a ridge and then sinks lower: at w = 6 it is "
    f"{loss(6.0):.3f}. Descent from w = 0 ends in the minimum. Descent "
    f"from w = 1 goes right: after 1000 steps it is at {ENDS[1]:.2f}."
)


def draw():
    w = np.concatenate([np.linspace(-2, 1, 121), np.linspace(1.05, 6, 40)])
    fig, ax = plt.subplots()
    ax.plot(w, [loss(v) for v in w], color=ERROR)
    ax.axhline(loss(ENDS[0]), color=FAINT, lw=0.8, ls=":")
    for start, end in ENDS.items():
        ax.plot(start, loss(start), "o", color=INK)
        ax.plot(end, loss(end), "X", color=INK, ms=8)
    ax.text(-0.2, 0.5, "from 0:\nstays here", ha="right", size=11)
    ax.text(1.2, 0.68, "from 1: goes on down, lower", size=11)
    ax.set(xlabel="weight w", ylabel="L", ylim=(0.45, 1.1), xlim=(-2, 6))
    return fig
