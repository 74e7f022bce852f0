"""A MkDocs hook that refuses what only a whole page, style sheet or script shows.

A fault stops the build with a sentence that names the place: two elements with one id, a file that
would be fetched from another site; and a port that is taken stops the server before it builds.
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
_serving = False  # asked for, and not served yet


def on_startup(command, dirty):
    """Remember what is built for."""
    global _serving
    _serving = command == "serve"


def on_config(config):
    """Refuse a port that is taken before anything is built, not after."""
    global _serving
    if _serving:
        _serving = False  # from now on it is taken by the server itself
        try:
            socket.create_server((config.dev_addr.host, config.dev_addr.port)).close()
        except OSError as error:
            raise WeaveError(
                f"nothing can be served at {config.dev_addr}: {os.strerror(error.errno)}; "
                "stop what runs there or name another port, as in "
                "'mkdocs serve --dev-addr localhost:8001'"
            ) from None
    return config


def on_files(files, config):
    """Refuse a style or a script of ours that loads from elsewhere."""
    for file in files.css_files() + files.javascript_files():
        if file.abs_src_path and Path(file.abs_src_path).is_relative_to(config.docs_dir):
            refuse_foreign(file.content_string, file.src_uri)
    return files


def on_env(env, config, files):
    """Refuse what is wrong with a page as a whole, before the first one is written."""
    for file in files.documentation_pages():
        refuse(file.page.content, file, config)
    return env


def on_post_page(output, page, config):
    """Refuse what a template did wrong."""
    refuse(output, page.file, config)
    return output


def refuse(html: str, file, config) -> None:
    """Raise WeaveError if two elements have one id or another site would be asked for something."""
    refuse_doubles(html, file.src_uri, file.content_string)
    refuse_foreign(html, file.src_uri, file.content_string, ".html", config.site_url)


def refuse_doubles(html: str, name: str, source: str) -> None:
    """Raise WeaveError, with the place in `source`, if two elements of a page have one id."""
    for id, times in Counter(ID.findall(html)).items():
        if times > 1:
            raise WeaveError(
                f"{_place(name, source, id)}: {times} elements have the id '{id}'; a link can lead "
                "to one only, so rename the others"
            )


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
