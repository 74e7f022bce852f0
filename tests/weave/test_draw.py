"""What the fresh process does, done here, where a fault in it shows at once."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from weave import draw

LINE = Path("snippets/figures/line.py")


@pytest.fixture(autouse=True)
def _somewhere_else(root):
    """Work in an empty house, and leave no figure open."""
    yield
    plt.close("all")


def change(old: str, new: str) -> dict:
    LINE.write_text(LINE.read_text().replace(old, new))
    return draw.draw(str(LINE))


def test_result_is_all_that_a_page_shows():
    told = change("def draw", 'def table():\n    return [["u", "v"], [1, 0.5]]\ndef draw')
    assert told.keys() == {"svg", "title", "alt", "table", "axes"}
    assert (told["title"], told["alt"]) == ("A line", "A line that climbs")
    assert told["table"] == [["u", "v"], ["1", "0.5"]]
    assert re.match(r"<\?xml.*?\?>\s*<!DOCTYPE svg", told["svg"])
    assert "<dc:date>" not in told["svg"]
    assert 'width="360pt"' in told["svg"]  # by the style of this package
    assert draw.draw(str(LINE)) == told
    assert plt.rcParams["svg.hashsalt"] is None  # and of nothing else in this process


def test_figure_without_numbers_has_no_table():
    assert draw.draw(str(LINE))["table"] == []


def test_what_a_figure_prints_is_no_part_of_the_result(capsys):
    assert "svg" in change("def draw", "print('hello')\ndef draw")
    assert capsys.readouterr() == ("", "hello\n")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("TITLE =", "TILTE =", "has no TITLE"),
        ("ALT =", "TALL =", "has no text alternative ALT"),
        ("def draw", "def drew", "has no draw"),
        (
            "plt.subplots()", "1 / 0",
            'TRACE  File "snippets/figures/line.py", line 6, in draw\n'
            "    fig, ax = 1 / 0\n              ~~^~~\nZeroDivisionError: division by zero",
        ),
        (
            "TITLE", "raise SystemExit('no')\nTITLE",
            'TRACE  File "snippets/figures/line.py", line 3, in <module>\n'
            "    raise SystemExit('no')\nSystemExit: no",
        ),
    ],
)  # fmt: skip
def test_fault_is_told_as_its_author_sees_it(old, new, error):
    trace = "failed when it was drawn:\nTraceback (most recent call last):\n"
    assert change(old, new) == {"error": error.replace("TRACE", trace)}


def test_axes_are_told_in_the_points_of_the_picture():
    figure = plt.figure(figsize=(5, 3))
    assert draw.axes(figure) == ""
    axes = figure.add_axes((0.1, 0.2, 0.5, 0.7))
    axes.set(xlim=(-1, 2), ylim=(0.25, 1 / 3))
    figure.add_axes((0.7, 0.2, 0.2, 0.2))
    # 360 by 216 points; y grows downwards in a picture, upwards in a figure.
    assert draw.axes(figure) == "36 21.6 216 172.8 -1 2 0.25 0.333333"
    axes.set_position((1 / 3, 0.2, 0.5, 0.7))
    assert draw.axes(figure).startswith("120 21.6 300 ")
    axes.set_position((0.10001, 0.2, 0.50004, 0.7))
    assert draw.axes(figure).startswith("36 21.6 216.02 172.8 ")
