"""What a writer is told while `mkdocs serve` runs: once in the terminal, and in the browser.

A build that fails leaves the last good site to be served, and each of its pages says on top what is
to be mended. MkDocs alone would let the browser wait.
"""

import logging
import shutil
import sys
import tempfile
import traceback
from html import escape
from pathlib import Path

from weave.page import WeaveError

NOTE = (  # with a style of its own, because the style sheet may be at fault
    '<div role="alert" style="position:sticky;top:0;z-index:99;padding:.8em 1em;'
    "overflow-wrap:anywhere;white-space:pre-wrap;font:16px/1.5 sans-serif;color:#000;"
    'background:#fdefd6;border-bottom:4px solid #b84a00"><b>The last change is not shown; below is '
    "the page before it.</b>\n{}</div>"
)


def tell_once() -> None:
    """Let MkDocs leave our faults to the one sentence that ends a build."""
    log = logging.getLogger("mkdocs.commands.build")
    if _is_other not in log.filters:
        log.addFilter(_is_other)


def _is_other(record: logging.LogRecord) -> bool:
    return not isinstance(sys.exc_info()[1], WeaveError)


class Rooms:
    """A folder for each build of a server, so that a build that fails spoils nothing."""

    def __init__(self) -> None:
        """Nothing is built yet."""
        self.shown = self.fault = ""

    def take_one(self, config) -> None:
        """Give the next build a folder of its own, in the one that MkDocs takes away at the end."""
        config.site_dir = self.next = tempfile.mkdtemp(dir=config.site_dir)

    def look_after(self, server, build) -> None:
        """Let `server` show what the last good build made, and why a later one failed."""

        def built() -> None:
            self.fault = ""
            try:
                build()
            except (Exception, SystemExit) as error:
                self.fault = getattr(error, "message", "") or f"{type(error).__name__}: {error}"
                if hasattr(error, "message"):
                    print(f"Error: {self.fault}", file=sys.stderr)
                else:
                    traceback.print_exc()
                shutil.rmtree(self.next)
            else:
                self.open(server)

        def app(environ, start_response):
            kept = []
            answer = server.serve_request(environ, lambda *told: kept.append(told))
            status, headers = kept[0]
            if self.fault and dict(headers).get("Content-Type", "").startswith("text/html"):
                body = b"".join(answer)
                start = body.find(b">", max(body.find(b"<body"), 0)) + 1
                answer = [body[:start], NOTE.format(escape(self.fault)).encode(), body[start:]]
                headers = [(name, value) for name, value in headers if name != "Content-Length"]
                headers.append(("Content-Length", str(sum(map(len, answer)))))
            start_response(status, headers)
            return answer

        server.builder = built
        server.set_app(app)
        server.error_handler = lambda code: Path(server.root, "404.html").read_bytes()
        self.open(server)

    def open(self, server) -> None:
        """Serve what was built last, and take the one before away."""
        server.root, old = self.next, self.shown
        self.shown = self.next
        if old:
            shutil.rmtree(old)
