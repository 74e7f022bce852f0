"""What the theme gives no means to change, and a sentence where it is no longer as it was."""

import hashlib
import re
from importlib.metadata import version
from importlib.resources import files

from weave.page import WeaveError

# Parts of every page: what each is for, how it looks (a pattern), what it becomes. The first two
# are no valid HTML, the third has no name for who hears the page, the fourth weighs titles
# most, the last says "matching" of pages that are merely nearest.
PARTS = (
    ("the boxes that open the drawer and the search",
     r'(<input[^>]* type="checkbox"[^>]*) autocomplete="off"', r"\1"),
    ("the labels of sections in the navigation", r'(<label[^>]*) tabindex=""', r"\1"),
    ("the search dialog", 'role="dialog"', r'\g<0> aria-label="Search"'),
    ("the worker of its search", r"assets/javascripts/workers/search\.[\w.]+\.js", "js/search.js"),
    ("the words for how many pages it found", r'"(1|#) matching document(s?)"', r'"\1 page\2"'),
)  # fmt: skip
# A part of its style sheet. For this rule, a browser computes the style of each element twice more
# when a page starts: on a slow phone, longer than the transitions would take.
SWITCHING = (
    "the rule against transitions while colours are set",
    r"\[data-md-color-switching\][^{}]*\{[^}]*\}", "",
)  # fmt: skip
# Its scripts that START holds instead, and how their digests began when START was written.
START = "overrides/partials/start.html"
SCRIPTS = (
    ("the script that keeps what a reader chose", "base.html", "d6113712bc4deb30"),
    ("the script that restores a reader's colours", "palette.html", "8790389765ea6036"),
)


def mend(html: str) -> str:
    """Return a page with all PARTS replaced."""
    for part in PARTS:
        html = replace(html, *part)
    return html


def replace(text: str, purpose: str, old: str, new: str) -> str:
    """Return `text` with `new` wherever it has `old`; raise WeaveError if that is nowhere."""
    text, times = re.subn(old, new, text)
    if not times:
        raise changed(purpose, "weave/site/theme.py")
    return text


def refuse_changed_scripts() -> None:
    """Raise WeaveError if the theme has other SCRIPTS than those that START was written for."""
    for purpose, name, digest in SCRIPTS:
        script = files("material") / "templates/partials/javascripts" / name
        if not hashlib.sha256(script.read_bytes()).hexdigest().startswith(digest):
            raise changed(purpose, f"{START}, then its digest in weave/site/theme.py")


def changed(purpose: str, where: str) -> WeaveError:
    """Return the sentence that a part of the theme is not as it was, and where to mend that."""
    return WeaveError(
        f"mkdocs-material {version('mkdocs-material')} has changed {purpose}; mend {where}"
    )
