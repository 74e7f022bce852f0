"""The small net, forward and back, with every number on it."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK, INPUT, SLOPE
from snippets.hidden_net import W1, W2, loss, sigmoid, x, y

Z1 = x @ W1
A1 = sigmoid(Z1)
Z2 = A1 @ W2
A2 = sigmoid(Z2)
ERRORS = A2 - y
SLOPES1, SLOPES2 = A1 * (1 - A1), A2 * (1 - A2)
DELTAS2 = ERRORS * SLOPES2
TERMS = DELTAS2 * W2
SUMS = DELTAS2 @ W2.T
DELTAS1 = SUMS * SLOPES1


def say(number):
    return f"{number:.3f}".replace("-", "−")


def short(number):
    return f"{number:g}".replace("-", "−")


TITLE = "One pass through a small net, forward and back"
ALT = (
    "Two drawings of a net: two inputs, two hidden units A and B, two "
    "outputs C and D, each joined to all of the next layer. Above, "
    "forward: the inputs are 1 and 2, the activations are "
    f"{say(A1[0, 0])} and {say(A1[0, 1])} in A and B, then "
    f"{say(A2[0, 0])} and {say(A2[0, 1])} in C and D. Below, backward: "
    f"the deltas of C and D are {say(DELTAS2[0, 0])} and "
    f"{say(DELTAS2[0, 1])}. Two paths lead to A, with the terms "
    f"{say(TERMS[0, 0])} and {say(TERMS[0, 1])}, and two to B, with "
    f"{say(TERMS[1, 0])} and {say(TERMS[1, 1])}. Times the slopes, the "
    f"deltas of A and B are {say(DELTAS1[0, 0])} and "
    f"{say(DELTAS1[0, 1])}."
)
LEFT, MIDDLE, RIGHT = 24, 143, 262
ROWS = 56, 146  # the two units of a layer, in the drawing above
BACK = 206  # how far below it the other drawing lies


def put(ax, x, y, words, name="", **more):
    """Write words, whose number an explorer may change by its name."""
    more = {"ha": "center", "va": "center", "size": 11} | more
    ax.text(x, y, words, gid=f"n-{name}" if name else None, **more)


def unit(ax, x, y, words, name="", title=""):
    ax.add_patch(plt.Circle((x, y), 22, fill=False, ec=FAINT))
    put(ax, x, y, words, name, size=11)
    if title:
        put(ax, x, y - 31, title, size=12, weight="bold")


def edge(ax, start, end, words, name="", strong=False, **more):
    """Draw an arrow between units, with words near its start."""
    (x0, y0), (x1, y1) = start, end
    length, wide = np.hypot(x1 - x0, y1 - y0), abs(x1 - x0)
    long = len(words) > 2
    at = (40 if long and y0 != y1 else 50 if long else 45) / wide
    gap = (12 if y1 != y0 else 5 + 3 * len(words)) / wide
    look = {"color": INK if strong else FAINT, "lw": 1.5 if strong else 1}

    def place(t):
        return x0 + t * (x1 - x0), y0 + t * (y1 - y0)

    ax.plot(*zip(place(24 / length), place(at - gap), strict=True), **look)
    tip = {"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0, **look}
    ends = place(1 - 24 / length), place(at + gap)
    ax.annotate("", *ends, arrowprops=tip)
    put(ax, *place(at), words, name, **more)


def draw():
    fig = plt.figure(figsize=(5, 5.4))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 360), ylim=(388.8, 0))
    ax.axis("off")
    put(ax, 4, 10, "forward: activations →", ha="left")
    put(ax, 4, BACK + 10, "backward: deltas ←", ha="left")
    hidden = [(MIDDLE, row) for row in ROWS]
    outputs = [(RIGHT, row) for row in ROWS]
    for i, row in enumerate(ROWS):
        unit(ax, LEFT, row, short(x[0, i]), "" if i else "x")
        put(ax, LEFT, row - 31, f"x{'₁₂'[i]}", size=12, color=INPUT)
        for j in range(2):
            edge(ax, (LEFT, row), hidden[j], short(W1[i, j]))
            name = "" if i or j else "w"
            edge(ax, hidden[i], outputs[j], short(W2[i, j]), name, i == 0)
    for j, row in enumerate(ROWS):
        unit(ax, MIDDLE, row, say(A1[0, j]), f"a{j}", "AB"[j])
        unit(ax, RIGHT, row, say(A2[0, j]), f"a{j + 2}", "CD"[j])
        put(ax, MIDDLE, row + 31, f"z = {say(Z1[0, j])}", f"z{j}", size=11)
        put(ax, RIGHT, row + 31, f"z = {say(Z2[0, j])}", f"z{j + 2}", size=11)
        side = {"ha": "left", "size": 11}
        put(ax, 287, row - 7, f"target {short(y[0, j])}", "y" * j, **side)
        words = f"error {say(ERRORS[0, j])}"
        put(ax, 287, row + 7, words, f"e{j}", color=ERROR, **side)
    put(ax, 356, 10, f"loss {say(loss(A1))}", "loss", ha="right")

    for j, row in enumerate(ROWS):
        low = row + BACK
        unit(ax, MIDDLE, low, say(DELTAS1[0, j]), f"d{j}", "AB"[j])
        unit(ax, RIGHT, low, say(DELTAS2[0, j]), f"d{j + 2}", "CD"[j])
        side = {"ha": "left", "size": 11}
        words = f"error {say(ERRORS[0, j])}"
        put(ax, 287, low - 7, words, f"f{j}", color=ERROR, **side)
        words = f"slope {say(SLOPES2[0, j])}"
        put(ax, 287, low + 7, words, f"s{j + 2}", color=SLOPE, **side)
        side["ha"] = "right"
        put(ax, 117, low - 7, f"sum {say(SUMS[0, j])}", f"u{j}", **side)
        words = f"slope {say(SLOPES1[0, j])}"
        put(ax, 117, low + 7, words, f"s{j}", color=SLOPE, **side)
        for i in range(2):
            start, end = (RIGHT, low), (MIDDLE, ROWS[i] + BACK)
            words = say(TERMS[i, j])
            edge(
                ax,
                start,
                end,
                words,
                f"t{2 * i + j}",
                i == 0,
                color=ERROR,
                size=11,
            )
    return fig


def table():
    rows = [["weight", "delta above", "activation below", "gradient"]]
    for layer, deltas, below, names in (
        (W1, DELTAS1, x, (("x₁", "x₂"), "AB")),
        (W2, DELTAS2, A1, ("AB", "CD")),
    ):
        for i, j in np.ndindex(layer.shape):
            delta, active = deltas[0, j], below[0, i]
            name = f"from {names[0][i]} to {names[1][j]}"
            rows.append([name, *map(say, (delta, active, delta * active))])
    return rows
