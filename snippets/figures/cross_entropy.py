"""Two losses over z for the target 0: one flattens, one does not."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.cross_entropy import cross_entropy, sigmoid
from snippets.figures._palette import ERROR, FAINT, INK

TITLE = "Squared error and cross-entropy over z when the target is 0"
STEEPEST = float(np.log(2))
ALT = (
    "Loss against z from −4 to 6. Cross-entropy keeps climbing, at "
    f"z = 6 it is {cross_entropy(6.0, 0):.2f}. Half the squared error "
    f"is steepest at z = {STEEPEST:.2f} and flattens: at z = 6 it is "
    f"{sigmoid(6.0) ** 2 / 2:.3f}."
)


def draw():
    z = np.linspace(-4, 6, 201)
    fig, ax = plt.subplots()
    ax.plot(z, [cross_entropy(v, 0) for v in z], color=ERROR)
    ax.plot(z, [sigmoid(v) ** 2 / 2 for v in z], color=INK)
    ax.plot(STEEPEST, sigmoid(STEEPEST) ** 2 / 2, "o", color=INK)
    ax.annotate(
        "steepest at z = ln 2",
        (STEEPEST, sigmoid(STEEPEST) ** 2 / 2),
        (0.2, 0.9),
        color=FAINT,
        size=11,
        ha="right",
        arrowprops={"arrowstyle": "-", "color": FAINT},
    )
    ax.text(1.9, 2.3, "cross-entropy", color=ERROR, ha="right")
    ax.text(5.9, 0.62, "half the squared error", ha="right")
    ax.set(xlabel="z", ylabel="loss", ylim=(0, 3.2))
    return fig
