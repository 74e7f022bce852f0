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
    "w": ((0.9, 5.2), W, BY_Z * X),
    "b": ((0.9, 1.6), B, BY_Z),
    "z": ((3.9, 3.4), Z, BY_Z),
    "a": ((7.0, 3.4), A, BY_A),
    "L": ((10.1, 3.4), LOSS, 1.0),
}
EDGES = [  # from, to, factor, its name, colour, place of the text
    ("w", "z", X, "input", INPUT, (2.95, 5.15)),
    ("b", "z", 1.0, "", INK, (2.95, 2.05)),
    ("z", "a", A * (1 - A), "slope", SLOPE, (5.45, 4.5)),
    ("a", "L", BY_A, "error", ERROR, (8.55, 4.5)),
]


def shown(number):
    return f"{number:.4f}".replace("-", "−")


TITLE = "One neuron forwards and back"
ALT = (
    "A graph of five numbers: the weight w and the bias b lead to the "
    "sum z, z to the activation a, a to the loss L. Above each stands "
    "its value, below it its gradient: "
    + "; ".join(
        f"{name}: {shown(value)}, gradient {shown(gradient)}"
        for name, (_, value, gradient) in NODES.items()
    )
    + ". Each arrow has a factor: from w to z the input, "
    f"{shown(X)}; from b to z 1; from z to a the slope, "
    f"{shown(A * (1 - A))}; from a to L the error, {shown(BY_A)}. A "
    "gradient is the next one on the right times the factor between."
)


def draw():
    fig, ax = plt.subplots(figsize=(5, 3.1))
    ax.set(xlim=(-0.4, 11.4), ylim=(-0.9, 6.5), aspect="equal")
    ax.axis("off")
    middle = {"ha": "center", "va": "center"}
    for name, ((x, y), value, gradient) in NODES.items():
        ax.add_patch(plt.Circle((x, y), 0.55, fill=False, ec=FAINT))
        ax.text(x, y, name, size=14, **middle)
        ax.text(x, y + 0.95, shown(value), size=10, **middle)
        aside = 0.35 if name == "z" else 0  # clear of the arrow from b
        words = {"size": 10, "weight": "bold"}
        ax.text(x + aside, y - 0.98, shown(gradient), **words, **middle)
    for start, end, factor, name, color, place in EDGES:
        (x, y), (to_x, to_y) = NODES[start][0], NODES[end][0]
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        dx, dy = (to_x - x) / length, (to_y - y) / length
        ax.annotate(
            "",
            (to_x - 0.7 * dx, to_y - 0.7 * dy),
            (x + 0.7 * dx, y + 0.7 * dy),
            arrowprops={"arrowstyle": "<->", "color": color, "lw": 1.5},
        )
        times = shown(factor).rstrip("0").rstrip(".")
        text = f"× {times}\n{name}".strip()
        ax.text(*place, text, color=color, size=10, **middle)
    ax.text(0, -0.5, "above: value, forwards →", size=10)
    words = {"size": 10, "weight": "bold", "ha": "right"}
    ax.text(11.1, -0.5, "← below: gradient, back", **words)
    return fig


def table():
    rows = [["number", "value", "gradient"]]
    for name, (_, value, gradient) in NODES.items():
        rows.append([name, shown(value), shown(gradient)])
    return rows
