"""Draw a figure file, in a process of its own: see `weave.hand`.

A figure file is a module with `TITLE`, `ALT` (the text alternative), `draw()`, which returns a
matplotlib figure, and, if the page shall offer the numbers, `table()`, which returns rows of
texts, the heading first.
"""

import io
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("figure.mplstyle")
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def draw(file: str) -> Iterator[dict]:
    """Yield the SVG, title, text alternative, table and axes of the figure `file`, or a `fault`."""
    matplotlib.use("svg")
    with matplotlib.rc_context(fname=STYLE):
        module = runpy.run_path(file)
        for name, kind in (("TITLE", str), ("ALT", str), ("draw", Callable)):
            if not (isinstance(module.get(name), kind) and module[name]):
                what = "text alternative " if name == "ALT" else ""
                yield {"fault": f"has no {what}{name}"}
                return
        figure = module["draw"]()
        if not isinstance(figure, Figure):
            yield {"fault": f"has a draw() that returns {type(figure).__name__}, and no figure"}
            return
        with io.StringIO() as out:
            figure.savefig(out, format="svg", metadata=NO_METADATA)
            svg = out.getvalue()
        rows = module["table"]() if "table" in module else []
    yield {
        "svg": svg, "title": module["TITLE"], "alt": module["ALT"], "axes": axes(figure),
        "table": [[str(cell) for cell in row] for row in rows],
    }  # fmt: skip


def axes(figure: Figure) -> str:
    """Say where the first axes lie: left, top, right, bottom in the SVG, then x and y limits.

    What moves on a page on top of the picture needs it to find its place.
    """
    if not figure.axes:
        return ""
    (x0, y0), (x1, y1) = figure.axes[0].get_position().get_points()
    width, height = figure.get_size_inches() * 72
    corners = (x0 * width, (1 - y1) * height, x1 * width, (1 - y0) * height)
    limits = (*figure.axes[0].get_xlim(), *figure.axes[0].get_ylim())
    return " ".join(f"{n:.6g}" for n in (*(round(c, 2) for c in corners), *limits))
