"""Error, slope and their product over z, for the target 0."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.delta import delta, sigmoid
from snippets.figures._palette import ERROR, FAINT, INK, SLOPE

PEAK = float(np.log(2))
TITLE = "Error, slope and delta over z when the target is 0"
ALT = (
    "Three curves over z from −6 to 6 for the target 0. The error "
    "climbs from 0 to 1. The slope is a bell with its top at z = 0. "
    f"Their product, the delta, peaks with {delta(PEAK, 0):.3f} at "
    f"z = {PEAK:.2f} and falls to {delta(6, 0):.4f} at z = 6, where "
    f"the error is {sigmoid(6):.3f}."
)


def draw():
    z = np.linspace(-6, 6, 241)
    a = np.array([sigmoid(v) for v in z])
    fig, ax = plt.subplots()
    ax.plot(z, a, color=ERROR)
    ax.plot(z, a * (1 - a), color=SLOPE, ls="--")
    ax.plot(z, [delta(v, 0) for v in z], color=INK, lw=3)
    ax.axvline(PEAK, color=FAINT, lw=1, ls=":")
    ax.text(2.4, 0.80, "error a − y", color=ERROR)
    ax.text(-0.8, 0.27, "slope a(1 − a)", color=SLOPE, ha="right")
    ax.text(2.1, 0.14, "delta = error × slope")
    ax.text(PEAK + 0.1, 0.93, "z = ln 2", color=FAINT, size=11, ha="left")
    ax.set(xlabel="z", ylim=(0, 1.02), yticks=(0, 0.25, 0.5, 0.75, 1))
    return fig


def table():
    rows = [["z", "error", "slope", "delta"]]
    for z in (-4, -2, 0, PEAK, 2, 4, 6):
        a = sigmoid(z)
        rows.append(
            [
                f"{z:.2f}",
                f"{a:.4f}",
                f"{a * (1 - a):.4f}",
                f"{delta(z, 0):.4f}",
            ]
        )
    return rows
