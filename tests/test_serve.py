"""`mkdocs serve`: an edit shows after one reload, never a stale result, and a fault is survived."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import copy_tree

PATIENCE = 60  # seconds until something that never comes is given up; no measure of speed


class Server:
    """A development server on a copy of the tree, with its log."""

    def __init__(self, tree: Path, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.tree, self.log, self.address = tree, log, f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=tree, stdout=log.open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.wait(lambda: "Serving on" in log.read_text())

    def wait(self, happened) -> None:
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)

    def reloads(self) -> int:
        return self.log.read_text().count("Reloading browsers")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.tree / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def page(self, url: str) -> str:
        with urllib.request.urlopen(self.address + url) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory, site):
    folder = tmp_path_factory.mktemp("served")
    server = Server(copy_tree(folder / "tree"), folder / "log")
    yield server
    server.process.terminate()
    server.process.wait()


@pytest.mark.parametrize(
    ("file", "old", "new", "url", "shown"),
    [
        ("docs/how.md", "You should see", "You ought to see", "how/", "You ought to see"),
        ("snippets/delta.py", '"  z  y     delta', '"  z  y     DELTA', "derivation/delta/",
         r"<samp>\s+z  y     DELTA"),
        ("snippets/figures/delta.py", 'TITLE = "Error', 'TITLE = "Fault', "derivation/delta/",
         "<title[^>]*>Fault, slope"),
        # Through an import: the figure's text says the value that the snippet computes.
        ("snippets/wrongness.py", "return u * u * (1 - u)", "return 2 * u * u * (1 - u)", "",
         r"<desc[^>]*>[^<]*to 0\.296"),
        ("snippets/checks/neuron.toml", "w = { from = -3, to = 3 }", "w = { values = [-3, 0, 3] }",
         "derivation/delta/", "at 1024 points"),
    ],
    ids=["prose", "snippet", "figure", "import of a figure", "check"],
)  # fmt: skip
def test_edit_shows_after_exactly_one_reload(server, file, old, new, url, shown):
    assert not re.search(shown, server.page(url))
    before = server.reloads()
    server.edit(file, old, new)
    server.wait(lambda: server.reloads() > before)
    assert re.search(shown, server.page(url))
    time.sleep(1.5)  # time enough for a build that triggered itself
    assert server.reloads() == before + 1


def test_fault_is_named_without_a_traceback_and_its_mending_shows(server):
    server.edit("docs/how.md", "## Code and output", "## Code and $\\nosuch$")
    server.wait(lambda: "An error happened during the rebuild" in server.log.read_text())
    said = server.log.read_text()
    assert re.search(r'docs/how\.md:\d+: TeX: Unknown command "\\nosuch"', said)
    assert "Traceback" not in said
    before = server.reloads()
    server.edit("docs/how.md", "## Code and $\\nosuch$", "## Code and mending")
    server.wait(lambda: server.reloads() > before)
    assert "Code and mending" in server.page("how/")
