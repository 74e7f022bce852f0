"""The wrongness curve as a picture for links to the site."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, INK, SLOPE
from snippets.wrongness import squared_error


def draw():
    u = np.linspace(0, 1, 201)
    fig, ax = plt.subplots(facecolor="white")
    fig.subplots_adjust(left=0.07, right=0.93, bottom=0.16, top=0.66)
    ax.plot(u, squared_error(u), color=INK, lw=7)
    ax.plot(2 / 3, squared_error(2 / 3), "o", color=ERROR, ms=20)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_linewidth(2)
    ax.set(yticks=[], xticks=[0, 2 / 3, 1], ylim=(0, None))
    ax.set_xticklabels(["right", "⅔ wrong", "surely wrong"], size=24)
    fig.text(
        0.07,
        0.8,
        "Why multiply the error\nby the derivative of the sigmoid?",
        size=38,
        weight="bold",
        va="center",
        linespacing=1.3,
    )
    fig.text(0.07, 0.58, "how hard it pushes:", size=24, color=SLOPE)
    return fig
