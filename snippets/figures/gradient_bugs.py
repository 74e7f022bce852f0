"""Seven gradients, one network: how the loss runs, what the check says."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, INK, SLOPE
from snippets.gradient_bugs import BUGS, check, train

with np.errstate(all="ignore"):
    LOSSES = {bug: train(bug) for bug in BUGS}
CHECKS = {bug: check(bug) for bug in BUGS}
TITLE = "The loss curve and the check, bug by bug"


def said(bug):
    return "agrees" if CHECKS[bug] < 1e-7 else "differs"


def ends(bug):
    loss = LOSSES[bug][-1]
    return f"{loss:.3f}" if np.isfinite(loss) else "nan"


ALT = (
    "Seven small panels with the loss over 300 passes, one for each bug, "
    f"all from a loss of {LOSSES['no bug'][0]:.3f}. Where it ends, and "
    "whether the check agrees: "
    + "; ".join(f"{bug}, {ends(bug)}, {said(bug)}" for bug in BUGS)
    + "."
)


def draw():
    fig, axes = plt.subplots(4, 2, figsize=(5, 6), sharex=True, sharey=True)
    *panels, empty = axes.flat
    empty.axis("off")
    for ax, bug in zip(panels, BUGS, strict=True):
        losses = np.array(LOSSES[bug])
        mark, color = ("✓", SLOPE) if said(bug) == "agrees" else ("✗", ERROR)
        ax.plot(losses, color=INK)
        ax.set_title(bug, loc="left", size=11)
        ax.set_title(f"{mark} {said(bug)}", loc="right", size=11, color=color)
        if ends(bug) == "nan":
            last = np.flatnonzero(np.isfinite(losses))[-1]
            ax.plot(last, losses[last], "X", color=ERROR)
            ax.text(last + 12, losses[last], "nan", va="center", size=11)
    ax.set(xlim=(0, 300), ylim=(-0.05, 1.1), yticks=(0, 0.5, 1))
    panels[-2].tick_params(labelbottom=True)
    fig.supxlabel("passes", size=11)
    fig.supylabel("loss", size=11)
    return fig


def table():
    rows = [["bug", "loss after 300 passes", "relative difference"]]
    for bug in BUGS:
        gap = CHECKS[bug]
        rows.append([bug, ends(bug), "< 1e-7" if gap < 1e-7 else f"{gap:.2f}"])
    return rows
