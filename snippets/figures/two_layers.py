"""The second sample of the tutorial's network, sent back once."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.figures._palette import ERROR, FAINT, INK, SLOPE
from snippets.two_layers import X, sigmoid, y

SAMPLE = 1
random = np.random.RandomState(1)  # the generator of the tutorial
W1 = 2 * random.random_sample((3, 4)) - 1
W2 = 2 * random.random_sample((4, 1)) - 1
A1 = sigmoid(X @ W1)[SAMPLE]
A2 = float(sigmoid(A1 @ W2)[0])
OFF = A2 - float(y[SAMPLE, 0])
DELTA2 = OFF * A2 * (1 - A2)
SENT = DELTA2 * W2[:, 0]
SLOPES = A1 * (1 - A1)
DELTA1 = SENT * SLOPES


def say(number):
    return f"{number:.3f}".replace("-", "−")


def listed(numbers):
    *most, last = map(say, numbers)
    return f"{', '.join(most)} and {last}"


TITLE = "One sample on its way back"
ALT = (
    f"On the right the output: activation {say(A2)}, target 1, error "
    f"{say(OFF)}, delta {say(DELTA2)}. Arrows lead to the four hidden "
    f"units, over the weights {listed(W2[:, 0])}. Delta times weight is "
    f"{listed(SENT)}. Times the slopes {listed(SLOPES)} the hidden "
    f"deltas are {listed(DELTA1)}."
)
COLUMNS = 26, 80, 146  # delta, slope, what is sent back
UNIT, OUT = 200, 330
ROWS = 58, 106, 154, 202
MIDDLE = 130


def draw():
    fig = plt.figure(figsize=(5, 3.3))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 360), ylim=(237.6, 0))
    ax.axis("off")

    def put(x, y, words, **more):
        ax.text(x, y, words, **{"ha": "center", "va": "center", **more})

    small = {"size": 11}
    put(COLUMNS[0], 16, "hidden\ndelta", **small)
    put(COLUMNS[1], 16, "hidden\nslope", color=SLOPE, **small)
    put(COLUMNS[2], 16, "delta ×\nweight", color=ERROR, **small)
    put(UNIT, 16, "hidden\nunit", **small)
    put(264, 16, "weight", **small)
    put(OUT - 6, 16, "output", **small)
    for i, row in enumerate(ROWS):
        put(COLUMNS[0], row, say(DELTA1[i]))
        put(53, row, "=")
        put(COLUMNS[1], row, say(SLOPES[i]), color=SLOPE)
        put(111, row, "×")
        put(COLUMNS[2], row, say(SENT[i]), color=ERROR)
        ax.add_patch(plt.Circle((UNIT, row), 16, fill=False, ec=FAINT))
        put(UNIT, row, str(i + 1))
        slant = (MIDDLE - row) / (OUT - UNIT)
        ax.plot(
            [OUT - 26, 286],
            [MIDDLE - 26 * slant, row + (286 - UNIT) * slant],
            color=INK,
            lw=1,
        )
        ax.annotate(
            "",
            (UNIT + 19, row + 19 * slant),
            (246, row + (246 - UNIT) * slant),
            arrowprops={"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0},
        )
        put(266, row + (266 - UNIT) * slant, say(W2[i, 0]), **small)
    ax.add_patch(plt.Circle((OUT, MIDDLE), 24, fill=False, ec=FAINT))
    put(OUT, MIDDLE, say(DELTA2), **small)
    put(OUT - 6, MIDDLE - 60, f"error\n{say(OFF)}", color=ERROR, **small)
    slope = f"slope\n{say(A2 * (1 - A2))}"
    put(OUT - 6, MIDDLE + 60, slope, color=SLOPE, **small)
    return fig
