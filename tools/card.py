"""Draw the picture that other sites show beside a link here: `python -m tools.card site/card.png`.

A step of its own after the build, because no Markdown extension may add files to a site, and so
that it works beside any builder. `snippets/figures/_card.py` says what is drawn.
"""

import runpy
import sys
from pathlib import Path

import matplotlib

from weave import FIGURES

SIZE = (1200, 630)  # pixels, as link previews are commonly cut


def draw(out: Path) -> None:
    """Write the card to `out` as PNG, SIZE pixels; the same bytes every time."""
    matplotlib.rcdefaults()  # whatever this user's matplotlib is set to
    matplotlib.use("agg")
    figure = runpy.run_path(str(FIGURES / "_card.py"))["draw"]()
    figure.set_size_inches(SIZE[0] / 100, SIZE[1] / 100)
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
