"""One neuron as a graph: values go forward, gradients come back."""

from math import exp

import matplotlib.pyplot as plt

from snippets.figures._palette import ERROR, FAINT, INK, INPUT, SLOPE

X, W, B, Y = 2.0, 0.5, -0.5, 1.0
Z = W * X + B
A = 1 / (1 + exp(-Z))
LOSS = (A - Y) ** 2 / 2
BY_A = A - Y
BY_Z = BY_A * A * (1 - A)
NODES = {  # name: place, value, gradient
    "w": ((2.6, 8.3), W, BY_Z * X),
    "b": ((8.4, 8.3), B, BY_Z),
    "z": ((5.5, 6.0), Z, BY_Z),
    "a": ((5.5, 3.5), A, BY_A),
    "L": ((5.5, 1.0), LOSS, 1.0),
}
EDGES = [  # from, to, factor, its name, colour, where its text ends
    ("w", "z", X, "input", INPUT, (3.7, 6.9), "right"),
    ("b", "z", 1.0, "", INK, (7.3, 6.9), "left"),
    ("z", "a", A * (1 - A), "slope", SLOPE, (5.75, 4.75), "left"),
    ("a", "L", BY_A, "error", ERROR, (5.75, 2.25), "left"),
]


def shown(number):
    return f"{number:.4f}".replace("-", "−")


TITLE = "One neuron forwards and back"
ALT = (
    "A graph of five numbers: the weight w and the bias b lead to the "
    "sum z, z to the activation a, a to the loss L. Left of each stands "
    "its value, right of it its gradient: "
    + "; ".join(
        f"{name}: {shown(value)}, gradient {shown(gradient)}"
        for name, (_, value, gradient) in NODES.items()
    )
    + ". Each arrow has a factor: from w to z the input, "
    f"{shown(X)}; from b to z 1; from z to a the slope, "
    f"{shown(A * (1 - A))}; from a to L the error, {shown(BY_A)}. A "
    "gradient is the next one below times the factor between."
)


def draw():
    fig, ax = plt.subplots(figsize=(5, 4.6))
    ax.set(xlim=(0.2, 10.8), ylim=(-0.7, 9.1), aspect="equal")
    ax.axis("off")
    middle = {"ha": "center", "va": "center"}
    for name, ((x, y), value, gradient) in NODES.items():
        ax.add_patch(plt.Circle((x, y), 0.55, fill=False, ec=FAINT))
        ax.text(x, y, name, size=16, **middle)
        ax.text(x - 1.5, y, shown(value), **middle)
        ax.text(x + 1.6, y, shown(gradient), weight="bold", **middle)
    for start, end, factor, name, color, place, side in EDGES:
        (x, y), (to_x, to_y) = NODES[start][0], NODES[end][0]
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        dx, dy = (to_x - x) / length, (to_y - y) / length
        ax.annotate(
            "",
            (to_x - 0.65 * dx, to_y - 0.65 * dy),
            (x + 0.65 * dx, y + 0.65 * dy),
            arrowprops={"arrowstyle": "<->", "color": color, "lw": 1.5},
        )
        times = shown(factor).rstrip("0").rstrip(".")
        text = f"× {times} {name}".strip()
        ax.text(*place, text, color=color, ha=side, va="center")
    ax.text(3.6, -0.3, "value, forwards ↓", **middle)
    ax.text(7.7, -0.3, "gradient, back ↑", weight="bold", **middle)
    return fig


def table():
    rows = [["number", "value", "gradient"]]
    for name, (_, value, gradient) in NODES.items():
        rows.append([name, shown(value), shown(gradient)])
    return rows
