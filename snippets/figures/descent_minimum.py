"""A hollow in the loss of one neuron, and a lower plain beyond."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.descent_minimum import derivatives
from snippets.figures._palette import ERROR, FAINT, INK

W = 0.0
for _ in range(1000):
    W -= 0.1 * derivatives(W)[1]
TITLE = "A local minimum of one neuron under the squared error"
ALT = (
    f"The loss over one weight. At w = {W:.2f} lies a hollow with loss "
    f"{derivatives(W)[0]:.3f}. To its right the loss rises to a ridge and "
    f"then sinks below the hollow: at w = 6 it is {derivatives(6.0)[0]:.3f}."
)


def draw():
    w = np.concatenate([np.linspace(-2, 1, 121), np.linspace(1.05, 6, 40)])
    fig, ax = plt.subplots()
    ax.plot(w, [derivatives(v)[0] for v in w], color=ERROR)
    ax.plot(W, derivatives(W)[0], "o", color=INK)
    ax.axhline(derivatives(W)[0], color=FAINT, lw=0.8, ls=":")
    ax.annotate(
        "descent from 0\nstays here",
        (W, derivatives(W)[0]),
        (-1.0, 0.5),
        ha="center",
        size=10,
        arrowprops={"arrowstyle": "-", "color": FAINT},
    )
    ax.text(4.2, 0.53, "lower, but over the ridge", ha="center", size=10)
    ax.set(xlabel="weight w", ylabel="L", ylim=(0.45, 1.1), xlim=(-2, 6))
    return fig
