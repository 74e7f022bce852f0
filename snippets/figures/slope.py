"""The sigmoid with three tangents, and its slope below."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import FAINT, INK, SLOPE
from snippets.slope import sigmoid, slope

POINTS = (-1, 0, 2)
LISTED = ", ".join(f"{slope(sigmoid(z)):.3f} at z = {z}" for z in POINTS)
TITLE = "The sigmoid, three of its tangents, and its slope"
ALT = (
    "Above, the sigmoid climbs from 0 to 1 in an S, with tangents at "
    f"three points. Below, its slope, a bell: {LISTED}, and nearly 0 "
    "beyond 5 on either side."
)


def draw():
    z = np.linspace(-6, 6, 241)
    a = np.vectorize(sigmoid)(z)
    fig, (top, low) = plt.subplots(
        2, 1, sharex=True, figsize=(5, 4), height_ratios=(3, 2)
    )
    top.plot(z, a, color=INK)
    low.plot(z, slope(a), color=SLOPE)
    for at in POINTS:
        height = sigmoid(at)
        reach = np.array([-1.8, 1.8])
        top.plot(at + reach, height + slope(height) * reach, color=SLOPE)
        top.plot(at, height, "o", color=SLOPE)
        low.plot([at, at], [0, slope(height)], color=FAINT, lw=1, ls=":")
        low.plot(at, slope(height), "o", color=SLOPE)
    low.annotate(
        "¼",
        (0, 0.25),
        (10, 0),
        textcoords="offset points",
        color=SLOPE,
    )
    top.set(ylabel="a = σ(z)", yticks=(0, 0.5, 1))
    low.set(
        xlabel="z",
        ylabel="slope",
        yticks=(0, 0.1, 0.2),
        ylim=(0, 0.28),
        xticks=range(-6, 7, 2),
    )
    return fig


def table():
    rows = [["z", "a", "slope a(1 − a)"]]
    for z in (-5, -2, -1, 0, 1, 2, 5):
        a = sigmoid(z)
        rows.append([f"{z}", f"{a:.4f}", f"{slope(a):.4f}"])
    return rows
