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
                module["draw"]().savefig(out, format="svg", metadata={"Date": None})
                svg = out.getvalue()
            rows = module["table"]() if "table" in module else []
            table = [[str(cell) for cell in row] for row in rows]
        return {"svg": svg, "title": module["TITLE"], "alt": module["ALT"], "table": table}
    except (Exception, SystemExit) as error:
        told = traceback.TracebackException.from_exception(error)
        ours = (__file__, "<frozen runpy>")  # the author of a figure looks for the fault elsewhere
        told.stack = traceback.StackSummary.from_list(f for f in told.stack if f[0] not in ours)
        return {"error": f"failed when it was drawn:\n{''.join(told.format()).rstrip()}"}


if __name__ == "__main__":
    json.dump([draw(file) for file in sys.argv[1:]], sys.stdout)
