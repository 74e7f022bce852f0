"""The shapes in X.T @ delta, drawn as boxes."""

import matplotlib.pyplot as plt

from snippets.batch import W, X, Y
from snippets.figures._palette import ERROR, FAINT, INK, INPUT

SAMPLES, INPUTS = X.shape
OUTPUTS = Y.shape[1]
TITLE = "The shapes in the product of X.T and delta"
ALT = (
    f"Three grids. X transposed has {INPUTS} rows and {SAMPLES} columns, "
    f"delta has {SAMPLES} rows and {OUTPUTS} columns, and their product, "
    f"the gradient, has {W.shape[0]} rows and {W.shape[1]} columns, as W "
    "has. One column of X transposed and one row of delta, both of the "
    "second sample, are shaded: together they make one sample's share."
)


def grid(ax, left, rows, columns, color, name, shade=None):
    top = rows / 2
    for r in range(rows):
        for c in range(columns):
            on = shade in (("row", r), ("column", c))
            box = (left + c, top - r - 1)
            ax.add_patch(
                plt.Rectangle(box, 1, 1, fc=color if on else "none", ec=color)
            )
    ax.text(left + columns / 2, -2.75, name, ha="center", color=color)
    size = f"({rows}, {columns})"
    ax.text(left + columns / 2, -3.6, size, ha="center", color=FAINT)


def draw():
    fig, ax = plt.subplots(figsize=(5, 2.4))
    ax.set(xlim=(-0.5, 13.5), ylim=(-3.9, 2.4), aspect="equal")
    ax.axis("off")
    grid(ax, 0, INPUTS, SAMPLES, INPUT, "X.T", ("column", 1))
    grid(ax, 5.6, SAMPLES, OUTPUTS, ERROR, "delta", ("row", 1))
    grid(ax, 10, INPUTS, OUTPUTS, INK, "gradient")
    ax.text(4.8, 0, "@", ha="center", va="center")
    ax.text(8.8, 0, "=", ha="center", va="center")
    return fig
