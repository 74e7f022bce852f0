"""Three steps from one point: multiply, leave out, divide."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.divide import moves
from snippets.figures._palette import ERROR, FAINT, INK, SLOPE

Z, Y = 3.0, 0
LOOKS = {  # the colour of each rule, and the height of its arrow
    "multiply": (INK, 1.4),
    "leave out": (ERROR, 1.27),
    "divide": (SLOPE, 1.14),
}
RULES = dict(zip(LOOKS, moves(Z, Y), strict=True))
TITLE = f"Three steps from z = {Z:g} towards the target {Y}"
ALT = (
    "The activation over the sum z, an S between −22 and 17. From "
    f"z = {Z:g}, multiplying moves z by {RULES['multiply']:.3f}, leaving "
    f"the slope out by {RULES['leave out']:.2f}. Dividing follows the "
    "tangent until it meets the target and moves z by "
    f"{RULES['divide']:.1f}, to z = −{RULES['divide'] - Z:.1f}."
)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def draw():
    z = np.linspace(-22, 17, 313)
    fig, ax = plt.subplots()
    ax.plot(z, sigmoid(z), color=FAINT)
    ax.text(1, 0.4, "activation", color=FAINT, size=11)
    line = [Z, Z - RULES["divide"]], [sigmoid(Z), Y]
    ax.plot(*line, "--", color=SLOPE, lw=1, gid="move-tangent")
    word = {"color": SLOPE, "ha": "right", "size": 11, "gid": "move-word"}
    ax.text(-8, 0.56, "tangent", **word)
    for name, (colour, height) in LOOKS.items():
        to, gid = Z - RULES[name], f"move-{name.replace(' ', '-')}"
        step = [Z, to], [height, height]
        ax.plot(*step, color=colour, lw=3, gid=f"{gid}-step")
        ax.plot(to, height, "<", color=colour, gid=f"{gid}-end")
        place = {"color": colour, "ms": 5, "gid": f"{gid}-place"}
        ax.plot(to, sigmoid(to), "o", **place)
        word = {"color": colour, "size": 11, "gid": f"{gid}-name"}
        ax.text(Z + 0.9, height, name, va="center", **word)
    ax.plot(Z, sigmoid(Z), "o", color=INK, ms=7, gid="move-start")
    ax.set(xlabel="sum z", xlim=(-22, 17), xticks=[-20, -10, 0, 10])
    ax.set(ylabel="activation a", ylim=(-0.06, 1.5), yticks=[0, 0.5, 1])
    return fig
