"""A line, and in its text a number that a snippet computes."""

import matplotlib.pyplot as plt

from snippets.half import half

TITLE = "A line"
ALT = f"A line that climbs from 0 to {half(3)}."


def table():
    return [["x", "y"], [0, 0], [1, half(3)]]


def draw():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, half(3)], color="#000000")
    return fig
