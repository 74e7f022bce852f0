"""A loss over two weights, and the paths that descent took on it."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.descent import RUNS, path, x, y
from snippets.figures._palette import FAINT, INK, SLOPE

STEPS = {"A": 1000, "B": 1000, "C": 12}
PATHS = {
    name: path(start, rate, STEPS[name])
    for name, (start, rate, _) in RUNS.items()
}
LOOKS = {  # colour, line, and where the name stands beside the end
    "A": (INK, "-", (-14, -4)),
    "B": (INK, "-", (-14, 4)),
    "C": (SLOPE, "--", (7, -2)),
}
TITLE = "Three paths of descent over the same two weights"
ALT = (
    "Contour lines of the loss over the weight and the bias, with three "
    "paths. "
    + " ".join(
        f"{name}: from {start} with rate {rate}, {STEPS[name]} steps lead "
        f"from loss {PATHS[name][0, 2]:.3f} to {PATHS[name][-1, 2]:.3f}."
        for name, (start, rate, _) in RUNS.items()
    )
    + " B leaves towards smaller weights and larger biases."
)
LEVELS = (0.33, 0.36, 0.4, 0.45, 0.5, 0.51, 0.55, 0.65, 0.8, 0.95)


def draw():
    w, b = np.meshgrid(np.linspace(-7, 4, 96), np.linspace(-8, 15, 96))
    a = 1 / (1 + np.exp(-(w[..., None] * x + b[..., None])))
    L = ((a - y) ** 2).sum(axis=-1) / 2
    fig, ax = plt.subplots(figsize=(5, 3.9))
    lines = ax.contour(w, b, L, levels=LEVELS, colors=FAINT, linewidths=0.7)
    ax.clabel(lines, levels=(0.36, 0.51, 0.65, 0.8), fontsize=11, fmt="%.2f")
    for name, (color, style, offset) in LOOKS.items():
        v = PATHS[name][:, :2]
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
    for name, (start, rate, _) in RUNS.items():
        end = PATHS[name][-1, 2]
        rows.append([name, start, rate, STEPS[name], f"{end:.4f}"])
    return rows
