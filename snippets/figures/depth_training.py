"""How far each layer of a deep network moved while it was trained."""

import matplotlib.pyplot as plt

from snippets.depth_training import PASSES, RUNS, train
from snippets.figures._palette import ERROR, INK, SLOPE

TRAINED = {run: train(*run) for run in RUNS}
NAMES = {
    (kind, gain): kind + (f", weights × {gain**0.5:.2g}" if gain > 1 else "")
    for kind, gain in RUNS
}
TITLE = "How far each layer moved"
ALT = (
    "Movement against weight of seven layers, on a logarithmic axis, "
    f"after {PASSES} passes. "
    + " ".join(
        f"{NAMES[run]}: from {moved[0]:.1g} at the first layer to "
        f"{moved[-1]:.1g} at the last; the loss fell from {losses[0]:.3f} "
        f"to {losses[-1]:.3f}."
        for run, (losses, moved) in TRAINED.items()
    )
)
LOOKS = {
    ("sigmoid", 1): (ERROR, "o-"),
    ("sigmoid", 16): (ERROR, "s--"),
    ("tanh", 1): (SLOPE, "^-"),
    ("ReLU", 2): (INK, "D-"),
}


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.4))
    for run, (losses, moved) in TRAINED.items():
        color, look = LOOKS[run]
        ax.plot(
            range(1, len(moved) + 1),
            moved,
            look,
            color=color,
            ms=5,
            label=f"{NAMES[run]}: loss {losses[-1]:.3f}",
        )
    ax.set(
        yscale="log",
        ylim=(1e-4, 3),
        xlabel="layer",
        ylabel="movement / start",
        xticks=range(1, 8),
    )
    ax.minorticks_off()
    ax.legend(loc="center left", bbox_to_anchor=(0.01, 0.48), fontsize=11)
    return fig


def table():
    rows = [["layer", *NAMES.values()]]
    columns = [moved for _, moved in TRAINED.values()]
    for layer, row in enumerate(zip(*columns, strict=True), 1):
        rows.append([layer, *(f"{m:.1g}" for m in row)])
    return rows
