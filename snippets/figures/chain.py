"""The chain from one weight to the loss, a factor for each link."""

import matplotlib.pyplot as plt

from snippets.figures._palette import ERROR, FAINT, INK, INPUT, SLOPE

TITLE = "The chain from the weight to the loss"
ALT = (
    "Four circles in a row, joined by arrows: the weight w, the sum z, "
    "the activation a, the loss L. Under the arrows stand the three "
    "factors. From w to z: the input, x. From z to a: the slope, "
    "a times 1 minus a. From a to L: the error, a minus y. Their "
    "product is the slope of the loss for the weight."
)


def draw():
    fig, ax = plt.subplots(figsize=(5, 1.9))
    ax.set(xlim=(-0.8, 9.8), ylim=(-2.3, 1.4), aspect="equal")
    ax.axis("off")
    for x, name in zip((0, 3, 6, 9), "wzaL", strict=True):
        ax.add_patch(plt.Circle((x, 0.6), 0.62, fill=False, ec=FAINT))
        ax.text(x, 0.6, name, ha="center", va="center", size=15)
    links = [
        (1.5, "input", "x", INPUT),
        (4.5, "slope", "a(1 − a)", SLOPE),
        (7.5, "error", "a − y", ERROR),
    ]
    for x, name, factor, color in links:
        ax.annotate(
            "",
            (x + 0.75, 0.6),
            (x - 0.75, 0.6),
            arrowprops={"arrowstyle": "->", "color": color, "lw": 2},
        )
        ax.text(x, -0.4, factor, ha="center", va="center", color=color)
        ax.text(
            x,
            -1.0,
            name,
            ha="center",
            va="center",
            color=color,
            size=10,
        )
    ax.text(
        4.5,
        -1.9,
        "L moves by about  nudge × input × slope × error",
        ha="center",
        va="center",
        color=INK,
    )
    return fig
