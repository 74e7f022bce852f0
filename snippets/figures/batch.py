"""One entry of X.T @ delta: a row meets a column, sample by sample."""

import matplotlib.pyplot as plt

from snippets.batch import W, X, Y, deltas
from snippets.figures._palette import ERROR, FAINT, INK, INPUT, PAPER

ROW, COLUMN = 0, 1  # input 1 and output 2
DELTA = deltas(X, W, Y)
LEFT, RIGHT, SHARES = X.T, DELTA, X[:, ROW] * DELTA[:, COLUMN]
TITLE = "One entry of the product of X.T and delta"


def minus(text):
    return text.replace("-", "−")


ALT = minus(
    f"Three grids. X transposed has {LEFT.shape[0]} rows, one an input, "
    f"and {LEFT.shape[1]} columns, one a sample. Delta has "
    f"{RIGHT.shape[0]} rows, one a sample, and {RIGHT.shape[1]} columns, "
    f"one an output. Their product has {W.shape[0]} rows and "
    f"{W.shape[1]} columns, as W has. Shaded are the first row of X "
    f"transposed, {', '.join(str(x) for x in LEFT[ROW])}, the second "
    "column of delta, "
    f"{', '.join(f'{d:.3f}' for d in RIGHT[:, COLUMN])}, and the entry "
    f"that they make, {SHARES.sum():.3f}."
)


def grid(ax, left, width, shape, color, name, shaded):
    rows, columns = shape
    for r in range(rows):
        for c in range(columns):
            text = shaded.get((r, c))
            at = (left + c * width, rows / 2 - r - 1)
            face = color if text else "none"
            edge = PAPER if text else color
            box = plt.Rectangle(at, width, 1, fc=face, ec=edge, lw=1)
            box.set_zorder(1 if text else 2)
            ax.add_patch(box)
            if text:
                ax.text(
                    at[0] + width / 2,
                    at[1] + 0.5,
                    minus(text),
                    ha="center",
                    va="center_baseline",
                    zorder=3,
                    size=11,
                    color=PAPER,
                )
    middle = left + columns * width / 2
    ax.text(middle, -2.75, name, ha="center", color=color)
    ax.text(middle, -3.6, f"({rows}, {columns})", ha="center", color=FAINT)


def draw():
    fig, ax = plt.subplots(figsize=(5, 2.5))
    ax.set(xlim=(-0.3, 12.7), ylim=(-3.9, 2.9), aspect="equal")
    ax.axis("off")
    row = {(ROW, i): f"{x}" for i, x in enumerate(LEFT[ROW])}
    column = {(i, COLUMN): f"{d:.3f}" for i, d in enumerate(RIGHT[:, COLUMN])}
    entry = {(ROW, COLUMN): f"{SHARES.sum():.3f}"}
    grid(ax, 0, 1, LEFT.shape, INPUT, "X.T", row)
    grid(ax, 5, 1.6, RIGHT.shape, ERROR, "delta", column)
    grid(ax, 9.2, 1.6, W.shape, INK, "gradient", entry)
    ax.text(4.5, 0, "@", ha="center", va="center")
    ax.text(8.7, 0, "=", ha="center", va="center")
    return fig
