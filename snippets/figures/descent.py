"""A loss over two weights, and the paths that descent took on it."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.descent import loss, path
from snippets.figures._palette import FAINT, INK, SLOPE

PATHS = [  # name, where the name stands beside the end, and the run
    ("A", (-14, -4), (1.5, -4), 0.5, 1000, INK, "-"),
    ("B", (-14, 4), (-4, 8), 0.5, 1000, INK, "-"),
    ("C", (7, -2), (1.5, -4), 8.0, 12, SLOPE, "--"),
]
TITLE = "Three paths of descent over the same two weights"
ALT = (
    "Contour lines of the loss over the weight and the bias, with three "
    "paths. "
    + " ".join(
        f"{name}: from {start} with rate {rate}, {steps} steps lead from loss "
        f"{loss(np.array(start)):.3f} to "
        f"{loss(path(start, rate, steps)[-1]):.3f}."
        for name, _, start, rate, steps, *_ in PATHS
    )
)


def draw():
    w, b = np.meshgrid(np.linspace(-7, 4, 96), np.linspace(-8, 15, 96))
    L = np.array([loss(v) for v in zip(w.flat, b.flat, strict=True)])
    fig, ax = plt.subplots(figsize=(5, 3.9))
    lines = ax.contour(
        w,
        b,
        L.reshape(w.shape),
        levels=(
            0.33,
            0.36,
            0.4,
            0.45,
            0.5,
            0.51,
            0.55,
            0.65,
            0.8,
            0.95,
        ),
        colors=FAINT,
        linewidths=0.7,
    )
    ax.clabel(lines, levels=(0.65, 0.8), fontsize=8, fmt="%.2f")
    for name, offset, start, rate, steps, color, style in PATHS:
        v = path(start, rate, steps)
        v = v[np.unique(np.geomspace(1, len(v), 60).astype(int)) - 1]
        ax.plot(*v.T, color=color, ls=style, lw=1.6)
        ax.plot(*v[0], "o", color=color)
        ax.plot(*v[-1], "X", color=color, ms=8)
        ax.annotate(
            name, v[-1], offset, textcoords="offset points", color=color
        )
    ax.set(
        xlabel="weight w",
        ylabel="bias b",
        xlim=(-7, 4),
        ylim=(-8, 15),
    )
    return fig


def table():
    rows = [["path", "start", "rate", "steps", "loss at the end"]]
    for name, _, start, rate, steps, *_ in PATHS:
        end = loss(path(start, rate, steps)[-1])
        rows.append([name, start, rate, steps, f"{end:.4f}"])
    return rows
