"""The delta of each unit of a chain, factor by factor from the loss."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK, INPUT, SLOPE

X, Y = 1.0, 1
WEIGHTS = [1.2, -0.8, 1.5, 0.9, -1.1]


def factors():
    """Return (kind, name, value) of each factor, from the loss back."""
    a = [X]
    for w in WEIGHTS:
        a.append(1 / (1 + np.exp(-w * a[-1])))
    found = [("error", "a₅ − y", a[-1] - Y)]
    for k in range(len(WEIGHTS), 0, -1):
        small = "₀₁₂₃₄₅"[k]
        if k < len(WEIGHTS):
            above = "₀₁₂₃₄₅"[k + 1]
            found.append(("weight", f"w{above}", WEIGHTS[k]))
        found.append(("slope", f"s{small}", a[k] * (1 - a[k])))
    return [*found, ("input", "x", X)]


FACTORS = factors()
PRODUCTS = np.abs(np.cumprod([value for *_, value in FACTORS]))
LATE, EARLY = PRODUCTS[1], PRODUCTS[-2]
TITLE = "Factor by factor back through five sigmoids"
ALT = (
    "A staircase that leads down to the left on a logarithmic axis. It "
    "starts at 1 and takes one factor a row: "
    + ", ".join(f"{n} {abs(v):.2f}" for _, n, v in FACTORS[:-1])
    + f". After s₅ the product is {LATE:.4f}, the delta of unit 5; "
    f"after s₁ it is {EARLY:.5f}, the delta of unit 1."
)
COLORS = {"error": ERROR, "slope": SLOPE, "weight": INK, "input": INPUT}


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.7))
    before = np.concatenate([[1], PRODUCTS])
    rows = FACTORS[:-1]
    for row, (kind, _, value) in enumerate(rows):
        start, end = before[row], before[row + 1]
        ax.annotate(
            "",
            (end, row),
            (start, row),
            arrowprops={
                "arrowstyle": "->",
                "color": COLORS[kind],
                "lw": 2,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        ax.plot([end, end], [row, row + 1], color=FAINT, lw=0.8, ls=":")
        ax.annotate(
            f"× {abs(value):.2f}",
            (max(start, end), row),
            (6, 0),
            textcoords="offset points",
            va="center",
            size=11,
            color=COLORS[kind],
        )
    for product, row, unit in ((LATE, 1, "₅"), (EARLY, len(rows) - 1, "₁")):
        ax.plot(product, row + 0.5, "o", color=INK, ms=5)
        ax.annotate(
            f"|δ{unit}|",
            (product, row + 0.5),
            (-7, 0),
            textcoords="offset points",
            ha="right",
            va="center",
        )
    ax.set(
        xscale="log",
        xlim=(3e-5, 4),
        xticks=[1e-4, 1e-3, 1e-2, 1e-1, 1],
        xlabel="product so far",
        ylim=(len(rows), -0.6),
        yticks=range(len(rows)),
        yticklabels=[f"{kind} {name}" for kind, name, _ in rows],
    )
    for label, (kind, *_) in zip(ax.get_yticklabels(), rows, strict=True):
        label.set_color(COLORS[kind])
    ax.minorticks_off()
    return fig


def table():
    head = [["factor", "size", "product so far"]]
    return head + [
        [name, f"{abs(value):.3f}", f"{product:.2e}"]
        for (_, name, value), product in zip(
            FACTORS[:-1], PRODUCTS[:-1], strict=True
        )
    ]
