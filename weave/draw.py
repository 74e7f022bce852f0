"""Draw figure files in a fresh process: `python -m weave.draw FILE…` prints JSON, a result each.

A figure file is a module with `TITLE`, `ALT` (the text alternative), `draw()`, which returns a
matplotlib figure, and, if the page shall offer the numbers, `table()`, which returns rows of
texts, the heading first. Fresh, because an imported module would be cached by a serving process;
all files in one go, because loading matplotlib takes most of the time.
"""

import contextlib
import io
import json
import runpy
import sys
import traceback
from pathlib import Path

import matplotlib

matplotlib.use("svg")
STYLE = Path(__file__).with_name("figure.mplstyle")


def draw(file: str) -> dict:
    """Return the SVG, title, text alternative and table of the figure `file`, or its `error`."""
    try:
        with matplotlib.rc_context(fname=STYLE), contextlib.redirect_stdout(sys.stderr):
            module = runpy.run_path(file)
            for name in ("TITLE", "ALT", "draw"):
                if not module.get(name):
                    kind = "text alternative " if name == "ALT" else ""
                    return {"error": f"has no {kind}{name}"}
            with io.StringIO() as out:
                figure = module["draw"]()
                figure.savefig(out, format="svg", metadata={"Date": None})
                svg = out.getvalue()
            rows = module["table"]() if "table" in module else []
            table = [[str(cell) for cell in row] for row in rows]
        return {
            "svg": svg, "title": module["TITLE"], "alt": module["ALT"], "table": table,
            "axes": axes(figure),
        }  # fmt: skip
    except (Exception, SystemExit) as error:
        told = traceback.TracebackException.from_exception(error)
        ours = (__file__, "<frozen runpy>")  # the author of a figure looks for the fault elsewhere
        told.stack = traceback.StackSummary.from_list(f for f in told.stack if f[0] not in ours)
        return {"error": f"failed when it was drawn:\n{''.join(told.format()).rstrip()}"}


def axes(figure) -> str:
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


if __name__ == "__main__":
    json.dump([draw(file) for file in sys.argv[1:]], sys.stdout)
