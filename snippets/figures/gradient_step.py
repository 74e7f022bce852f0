"""How near a measured slope comes to the true one, by the size of h."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK, SLOPE

H = 10.0 ** np.arange(-12, -0.9, 0.25)
SUMS = np.linspace(-2, 2, 200)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gap(h, both, precision):
    """Return the relative difference over all the sums."""
    z, h = SUMS.astype(precision), precision(h)
    low = z - h if both else z
    found = (sigmoid(z + h) - sigmoid(low)) / ((1 + both) * h)
    a = sigmoid(z.astype(float))
    slope = a * (1 - a)
    norm = np.linalg.norm
    return norm(found - slope) / (norm(found) + norm(slope))


TITLE = "The error of a measured slope, by the size of h"
ALT = (
    "Relative difference between the measured and the true slope of the "
    f"sigmoid over {SUMS.size} sums, against h, on logarithmic axes. "
    "Each curve falls with h and rises again when h is very small. "
    "At h = 1e-3 one side gives "
    f"{gap(1e-3, False, np.float64):.0e}, both sides give "
    f"{gap(1e-3, True, np.float64):.0e}. In single precision the curve "
    "for both sides lies far higher below h = 0.01, and nowhere reaches 1e-7; "
    "for the smallest h it is above the line at 1e-2."
)


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.8))
    for limit in (1e-7, 1e-2):
        ax.axhline(limit, color=FAINT, lw=0.8, ls=":")
    for both, precision, color, style in (
        (True, np.float32, ERROR, "-."),
        (False, np.float64, INK, "--"),
        (True, np.float64, SLOPE, "-"),
    ):
        curve = [gap(h, both, precision) for h in H]
        ax.loglog(H, curve, style, color=color)
    ax.text(1.2e-12, 1.6e-2, "look for a bug above", size=11, va="bottom")
    ax.text(1.2e-12, 0.6e-7, "agrees below", size=11, va="top")
    ax.text(4e-5, 4e-2, "both sides,\nsingle precision", color=ERROR, size=11)
    ax.text(2e-7, 3e-6, "one side", color=INK, size=11)
    ax.text(3e-4, 1e-10, "both sides", color=SLOPE, size=11)
    ax.set(
        xlim=(1e-12, 1e-1),
        ylim=(1e-12, 3),
        xlabel="h",
        ylabel="relative difference",
    )
    return fig


def table():
    rows = [["h", "one side", "both sides"]]
    for h in (1e-1, 1e-2, 1e-3, 1e-4):
        gaps = (gap(h, both, np.float64) for both in (False, True))
        rows.append([f"{h:.0e}", *(f"{g:.0e}" for g in gaps)])
    return rows
