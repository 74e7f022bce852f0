"""A line, and in its text a number that a snippet computes."""

import matplotlib.pyplot as plt

from snippets.half import half

TITLE = "A line"
ALT = (
    f"A line that climbs from 0, at the left end, to {half(5)}, at the right end, and is straight."
)


def table():
    return [["x", "y"], [0, 0], [1, half(5)]]


def draw():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, half(5)], color="#000000")
    return fig
