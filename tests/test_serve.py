"""`mkdocs serve`: an edit shows after one reload, never a stale result, and a fault is survived."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path

from mkdocs.config import load_config

PATIENCE = 300  # seconds until something that never comes is given up; no measure of speed


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

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait()

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
        # At once, as editors do: who polls may see a file that is emptied, then written, twice.
        edited = self.log.with_name("edited")
        edited.write_text(text.replace(old, new), "utf-8")
        shutil.copymode(path, edited)
        edited.replace(path)

    def edit_and_wait(self, file: str, old: str, new: str) -> None:
        before = self.reloads()
        self.edit(file, old, new)
        self.wait(lambda: self.reloads() > before)

    def page(self, url: str) -> str:
        try:
            with urllib.request.urlopen(self.address + url) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as answer:  # of what is not there, the 404 page
            return answer.read().decode()


EDITS = {
    # name: (file, old text, new text, page, what it shows)
    "prose": ("docs/index.md", "It does:", "It did:", "", "It did:"),
    "snippet": ("snippets/twice.py", "twice 3", "double 3", "deep/page/", "<samp>double 3 is 6"),
    "figure": (
        "snippets/figures/line.py", '"A line"', '"Another line"', "deep/page/",
        "<title[^>]*>Another line",
    ),
    # Through an import: the figure's text says the value that the snippet computes.
    "import of a figure": (
        "snippets/half.py", "return x / 2", "return x / 2 + (x > 4)", "deep/page/",
        r"<desc[^>]*>[^<]*to 3\.5",
    ),
    "check": (
        "snippets/checks/neuron.toml", "{ from = 0, to = 1 }", "{ values = [0] }", "deep/page/",
        r"<mo>∈</mo>\s*<mo[^>]*>\{</mo>\s*<mn>0</mn>",
    ),
    "lab": ("docs/labs/lab.py", "print(1 + 1)", "print(1 + 2)", "labs/lab/", "<samp>3"),
    "template": ("overrides/main.html", "article", "book", "", 'content="book"'),
    "style": ("docs/css/site.css", "color: var(--error); }", "color: teal; }", "", None),
}  # fmt: skip


FAULTS = {
    "TeX": ("# Does a", "# Does $\\nosuch$ a",
            r'docs/index\.md:5: TeX: Unknown command "\\nosuch"'),
    "rule": ("Half of 3 is 1.5", "Half of 3 is < 1.7", r"docs/index\.md:18: 1\.7, in the para"),
}  # fmt: skip


def test_no_file_is_watched_twice(tree, monkeypatch):
    """Each folder is looked at in its own time: what two hold would be built, and shown, twice."""
    monkeypatch.chdir(tree)
    config = load_config("mkdocs.yml")
    seen = [
        Path(folder, name).resolve()
        for watched in (config.docs_dir, *config.watch)
        for folder, _, names in os.walk(watched, followlinks=True)
        for name in names
    ]
    assert len(seen) == len(set(seen))
    edited = {Path(file).resolve() for file, *_ in EDITS.values()}
    assert edited <= set(seen)


def test_each_edit_shows_after_exactly_one_reload_and_a_fault_is_survived(tree, tmp_path):
    """One server for all, as a writer has it; so what shows is that of the last edit."""
    with Server(tree, tmp_path / "log") as server:
        server.wait(lambda: "Serving on" in server.log.read_text())
        for name, (file, old, new, url, shown) in EDITS.items():
            before = server.page(url)
            server.edit_and_wait(file, old, new)
            after = server.page(url)
            assert after != before, name
            if shown:
                assert re.search(shown, after), name
                assert not re.search(shown, before), name
        time.sleep(1.5)  # time enough for a build that triggered itself
        assert server.reloads() == len(EDITS)
        for fault, (old, new, told) in FAULTS.items():
            server.edit_and_wait("docs/index.md", old, new)
            said = server.log.read_text()
            assert len(re.findall(told, said)) == 1, fault
            assert "Traceback" not in said
            for url in ("", "deep/page/", "labs/lab/", "nosuch/"):
                shown = server.page(url)
                assert re.search(rf'role="alert"[^>]*>.*\n{told}', unescape(shown)), fault
                assert shown.index('role="alert"') < shown.index("<header")
            assert "It did:" in server.page("")  # the last good page
            assert "livereload(" in server.page("")
            server.edit_and_wait("docs/index.md", new, old)
            assert 'role="alert"' not in server.page("") + server.page("deep/page/")
        server.edit_and_wait("docs/index.md", "# Does a", "# Does mending show in a")
        assert "Does mending show in a" in server.page("")
