"""What the eleven-line network does while it trains."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.eleven_lines import train, y
from snippets.figures._palette import ERROR, INK, SLOPE

PASSES = np.unique(np.geomspace(1, 10_000, 80).astype(int))


def history():
    """Return the activations before each of PASSES, (passes, 4)."""
    np.random.seed(1)
    W = 2 * np.random.random((3, 1)) - 1
    rows, done = [], 0
    for step in PASSES:
        W, a = train(W, step - done)
        done = step
        rows.append(a.ravel())
    return np.array(rows)


A = history()
MEANS = {
    "error": abs(A - y.T).mean(axis=1),
    "slope": (A * (1 - A)).mean(axis=1),
    "delta": abs((A - y.T) * A * (1 - A)).mean(axis=1),
}
LAST = ", ".join(f"{name} {m[-1]:.2g}" for name, m in MEANS.items())
EARLY = int(abs(PASSES - 100).argmin())
WORST = abs(A - y.T).max(axis=1)
TITLE = "The eleven-line network while it trains"
ALT = (
    "Above, the four outputs over 10 000 passes on a logarithmic axis: "
    f"two go to 1, two to 0. After {PASSES[EARLY]} passes the largest "
    f"error is {WORST[EARLY]:.2f}, at the end {WORST[-1]:.4f}. Below, "
    "the means of error, slope and delta, both axes logarithmic: error "
    "and slope fall side by side, the delta about twice as steeply. At "
    f"the end: {LAST}."
)


def draw():
    fig, (top, low) = plt.subplots(2, 1, sharex=True, figsize=(5, 4.6))
    for outputs, target in zip(A.T, y.ravel(), strict=True):
        top.plot(PASSES, outputs, color=INK, ls="-" if target else "--")
    top.text(1.1, 0.93, "target 1")
    top.text(1.1, 0.02, "target 0")
    top.set(ylabel="output a", yticks=(0, 0.5, 1), ylim=(-0.02, 1.02))
    looks = {
        "error": (ERROR, "-", "mean |error|"),
        "slope": (SLOPE, "--", "mean slope"),
        "delta": (INK, "-", "mean |delta|"),
    }
    for name, (color, style, label) in looks.items():
        low.plot(PASSES, MEANS[name], color=color, ls=style, label=label)
    low.legend(loc="lower left")
    low.set(xscale="log", yscale="log", xlabel="passes")
    low.minorticks_off()
    return fig


def table():
    rows = [["passes", "mean |error|", "mean slope", "mean |delta|"]]
    for step in (1, 10, 106, 1052, 10_000):
        i = int(abs(PASSES - step).argmin())
        values = [f"{MEANS[name][i]:.5f}" for name in MEANS]
        rows.append([f"{PASSES[i]}", *values])
    return rows
