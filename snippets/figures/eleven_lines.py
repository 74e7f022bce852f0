"""The first pass of the eleven-line network, in numbers."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.eleven_lines import X, sigmoid, train, y
from snippets.figures._palette import ERROR, FAINT, INK, INPUT, SLOPE

np.random.seed(1)
W = 2 * np.random.random((3, 1)) - 1
Z = X @ W
A = sigmoid(Z)
DELTA = (A - y) * A * (1 - A)
ROWS = np.hstack([Z, A, A - y, A * (1 - A), DELTA])
SHARES = X.T * DELTA.T  # of each weight, one column a sample
GRADIENT = SHARES.sum(axis=1)
NEW = train(W, 1)[0].ravel()
SUBSCRIPTS = "₁₂₃₄"


def number(value):
    """Return `value` with three decimals and a true minus."""
    return f"{value:.3f}".replace("-", "−")


TITLE = "The first pass of the eleven-line network, in numbers"
ALT = (
    "Two tables. Above, one row a sample: inputs, sum, activation, error, "
    "slope, and delta, which is error times slope; the deltas are "
    f"{', '.join(number(d) for d in DELTA.flat)}. Below, one row a weight: "
    "the deltas of the samples whose input is 1 add up to the gradient, "
    f"{', '.join(map(number, GRADIENT))}, and the weights move from "
    f"{', '.join(number(w) for w in W.flat)} to "
    f"{', '.join(map(number, NEW))}."
)


def draw():
    fig, ax = plt.subplots(figsize=(5, 4.1))
    ax.set(xlim=(0, 360), ylim=(-295, 0))
    ax.axis("off")

    def write(x, row, text, color=INK, **more):
        look = {"ha": "right", "va": "center", "color": color} | more
        ax.text(x, -25 * row - 12, text, **look)

    def rule(row):
        ax.plot([0, 360], [-25 * row - 12] * 2, color=FAINT, lw=1)

    heads = [
        (92, "sum", "z", INK),
        (153, "activation", "a", INK),
        (244, "error", "a − y", ERROR),
        (295, "slope", "a(1 − a)", SLOPE),
        (358, "delta", "δ", INK),
    ]
    write(46, 0, "inputs", INPUT)
    write(46, 0.7, "X", INPUT)
    write(196, 0, "target")
    write(196, 0.7, "y")
    for x, name, formula, color in heads:
        write(x, 0, name, color)
        write(x, 0.7, formula, color)
    rule(1.3)
    for i, row in enumerate(ROWS):
        write(0, i + 2, f"{i + 1}", FAINT, ha="left")
        for x, value in zip((22, 34, 46), X[i], strict=True):
            write(x, i + 2, f"{value}", INPUT)
        write(196, i + 2, f"{y[i, 0]}")
        for (x, _, _, color), value in zip(heads, row, strict=True):
            write(x, i + 2, number(value), color)
        write(253, i + 2, "·", ha="center")
        write(306, i + 2, "=", ha="center")
    write(0, 7.4, "weight", ha="left")
    write(185, 6.7, "delta · input, from sample", ha="center")
    for i in range(4):
        write(113 + 49 * i, 7.4, f"{i + 1}", FAINT)
    write(312, 7.4, "∂L/∂w")
    write(360, 7.4, "new")
    rule(8.0)
    for j in range(3):
        row = j + 8.7
        write(0, row, f"w{SUBSCRIPTS[j]}", ha="left")
        write(60, row, number(W[j, 0]))
        for i in range(4):
            on = X[i, j]
            share = number(SHARES[j, i]) if on else "0"
            write(113 + 49 * i, row, share, INK if on else FAINT)
        write(312, row, number(GRADIENT[j]))
        write(360, row, number(NEW[j]))
    return fig


def table():
    rows = [["sample", "sum z", "activation", "error", "slope", "delta"]]
    for i, row in enumerate(ROWS):
        rows.append([f"{i + 1}", *map(number, row)])
    return rows
