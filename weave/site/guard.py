"""What only a whole page, style sheet or script shows to be wrong, and a port that is taken.

A fault stops the build with a sentence that names the place: two elements with one id, or a file
that would be fetched from another site.
"""

import os
import re
import socket
from collections import Counter
from pathlib import Path

from weave.page import WeaveError

ID = re.compile(r'<[^>]*\sid="([^"]*)"')
# What a browser fetches by itself: not what a reader may follow, nor names such as those of SVG.
FOREIGN = {
    ".html": r"""<(?:(?!a\s|link\s)[^>]*\s(?:src|srcset|data|poster)|"""
    r"""link(?=[^>]*rel="?(?:stylesheet|preload|modulepreload|icon|manifest))[^>]*\shref)"""
    r"""=["']?((?:https?:)?//[^\s"'>]+)""",
    ".css": r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^\s"')]+)""",
    ".js": r"""["'`]((?:(?:https?|wss?):)?//(?!www\.w3\.org/)[^\s"'`]+)""",
}
FOREIGN[".mjs"] = FOREIGN[".js"]


def refuse_taken(address) -> None:
    """Raise WeaveError if something else is served at `address`."""
    try:
        socket.create_server((address.host, address.port)).close()
    except OSError as error:
        raise WeaveError(
            f"nothing can be served at {address}: {os.strerror(error.errno)}; "
            "stop what runs there or name another port, as in 'make serve PORT=8001' or "
            "'mkdocs serve --dev-addr localhost:8001'"
        ) from None


def refuse_foreign_files(files, docs_dir: str) -> None:
    """Raise WeaveError if a style or a script of ours loads from elsewhere."""
    for file in files.css_files() + files.javascript_files():
        if file.src_uri.startswith("pyodide/"):
            continue  # of others; it names a host that is never asked, see tests/test_run.py
        if file.abs_src_path and Path(file.abs_src_path).is_relative_to(docs_dir):
            refuse_foreign(file.content_string, file.src_uri)


def refuse(html: str, file, config) -> None:
    """Raise WeaveError if two elements have one id or another site would be asked for something."""
    source = file.content_string
    for id, times in Counter(ID.findall(html)).items():
        if times > 1:
            raise WeaveError(
                f"{_place(file.src_uri, source, id)}: {times} elements have the id '{id}'; "
                "a link can lead to one only, so rename the others"
            )
    refuse_foreign(html, file.src_uri, source, ".html", config.site_url)


def refuse_foreign(text: str, name: str, source="", kind="", own: str | None = None) -> None:
    """Raise WeaveError, with the place, if `text` makes a browser fetch from another site."""
    for url in re.findall(FOREIGN[kind or Path(name).suffix], text):
        if not (own and url.startswith(own)):
            raise WeaveError(
                f"{_place(name, source or text, url)}: {url} would be fetched from another site; "
                "keep a copy in docs/ and name that"
            )


def _place(name: str, source: str, words: str) -> str:
    """Return file and line, if there is one, of the last mention of `words`."""
    lines = [n for n, line in enumerate(source.splitlines(), 1) if words in line]
    return ":".join(["docs/" + name, *map(str, lines[-1:])])
