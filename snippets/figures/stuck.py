"""Six loss curves: one that is well, and five that are not."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK, SLOPE
from snippets.stuck import CASES, train
from snippets.stuck_memory import wrong
from snippets.stuck_nan import fit

CURVES = {
    "healthy": "nothing wrong",
    "stands still": "weights x 50",
    "falls, then stands": "one hidden unit",
    "rises": "+= for -=",
}
LOSSES = {t: train(**CASES[c])[-1] for t, c in CURVES.items()}
STEEP = fit(0.3, 20)
TRIED = np.unique(np.geomspace(1, 300, 12).astype(int))
WRONG = np.array([wrong(20, n) for n in TRIED])
TITLE = "Which loss curve is yours?"
ALT = (
    "Six small plots of a loss over the passes. "
    + " ".join(
        f"{title.capitalize()}: {CURVES[title]}, from {loss[0]:.3f} to "
        f"{loss[-1]:.3f}."
        for title, loss in LOSSES.items()
    )
    + f" Explodes: from {STEEP[0]:.3g} to {STEEP[-1]:.0e} in "
    f"{len(STEEP)} passes. Training only: the wrong "
    f"answers in training fall to {WRONG[-1, 0]:.0%}, those held out "
    f"stay at {WRONG[-1, 1]:.0%}."
)


def draw():
    fig, axes = plt.subplots(2, 3, figsize=(5, 3.3))
    for ax, (title, loss) in zip(axes.flat, LOSSES.items(), strict=False):
        ax.plot(loss, color=SLOPE if title == "healthy" else ERROR)
        ax.set(title=title, ylim=(-0.03, 0.56))
    axes[1, 1].plot(STEEP, color=ERROR)
    axes[1, 1].set(title="explodes (log axis)", yscale="log")
    axes[1, 1].minorticks_off()
    training, held = WRONG.T
    axes[1, 2].plot(TRIED, training, color=INK)
    axes[1, 2].plot(TRIED, held, color=ERROR, ls="--")
    axes[1, 2].set(title="training only", ylim=(-0.03, 0.56))
    for text, y, color in (("held out", 0.44, ERROR), ("training", 0.1, INK)):
        axes[1, 2].text(300, y, text, color=color, ha="right", size=11)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.title.set_size(11)
        ax.spines[:].set_color(FAINT)
    return fig
