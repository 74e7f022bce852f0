"""How a visitor arrives, here and at stock Material: the first start, the first visit, the search.

A part of `make bench`. The first start has nothing kept from before, neither packages nor results.
"""

import gzip
import http.server
import os
import pty
import select
import shutil
import signal
import socket
import statistics
import sys
import threading
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Page, TimeoutError, sync_playwright

from tests import browser as browsers
from tests.conftest import ARGUMENTS, ROOT, Handler

QUERIES = tomllib.loads((ROOT / "tests" / "search.toml").read_text("utf-8"))["typed"]
FRESH = ("docs", "overrides", "snippets", "tools", "weave")  # and all files beside them
FIELD, ITEMS = "input[name=query]", ".md-search-result__item"
PATIENCE = 600  # seconds until a start is given up
ROWS = (
    "first start, from the command to the first page", "the longest silence meanwhile",
    "first visit of the home page", "of all pages, the median and the most",
    "searches that find the right page first", "among the first three",
)  # fmt: skip
OURS = "make serve PORT={port}"
STOCK = (
    "python3 -m venv .venv && .venv/bin/pip install mkdocs-material=={version} && "
    ".venv/bin/mkdocs serve --dev-addr 127.0.0.1:{port}"
)


def first_start(tree: Path, command: str) -> tuple[float, float]:
    """Return the seconds from `command`, in `tree`, to the first page, and of the longest silence.

    It runs on a terminal, whose other end is here.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["sh", "-c", command.format(port=port, version=version("mkdocs-material"))]
    env = {**os.environ, "PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}
    start = heard = time.monotonic()
    silence, said = 0.0, b""
    child, terminal = pty.fork()
    if not child:
        os.chdir(tree)
        os.execvpe(words[0], words, env)
    try:
        while not _answers(port):
            if select.select([terminal], [], [], 0.05)[0]:
                with suppress(OSError):  # of one that has ended
                    said += os.read(terminal, 65_536)
                silence, heard = max(silence, time.monotonic() - heard), time.monotonic()
            if time.monotonic() - start > PATIENCE or os.waitpid(child, os.WNOHANG)[0]:
                sys.exit(f"{command} served no page:\n{said.decode(errors='replace')}")
        end = time.monotonic()
    finally:
        os.kill(child, signal.SIGINT)
        os.close(terminal)
    return end - start, max(silence, end - heard)


def _answers(port: int) -> bool:
    """Say whether a page is served at `port`."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the built `site` at the address that this gives."""
    handler = partial(Handler, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def visit(page: Page, address: str, site: Path, url: str) -> int:
    """Return the bytes, with gzip, that a first visit of `url` asks of `address` for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + url, wait_until="networkidle")
    files = [site / one.removeprefix(address) for one in asked if one.startswith(address)]
    files = [file / "index.html" if file.is_dir() else file for file in files]
    sent = [(file, file.read_bytes()) for file in files if file.is_file()]
    packed = (".woff2", ".png")
    return sum(len(data if f.suffix in packed else gzip.compress(data)) for f, data in sent)


def search(page: Page, address: str) -> list[int]:
    """Return at which place, from 1, the first wanted page of each query comes; 99 if none does."""
    page.goto(address, wait_until="networkidle")
    page.keyboard.press("/")
    places = []
    for query, wanted in QUERIES.items():
        for words in ("", query):
            page.locator(FIELD).fill(words)
            page.keyboard.press("End")  # the theme looks when a key is let go
            try:
                page.locator(ITEMS).first.wait_for(
                    state="visible" if words else "detached", timeout=3_000
                )
            except TimeoutError:  # nothing is found
                continue
        links = page.locator(f"{ITEMS} > a:first-child").evaluate_all("all => all.map(a => a.href)")
        found = [link.removeprefix(address).partition("#")[0].strip("/") for link in links]
        places.append(next((n for n, one in enumerate(found, 1) if one in wanted), 99))
    return places


def looked_at(site: Path) -> list[str]:
    """Return what a browser makes of the built `site`, in words."""
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=ARGUMENTS)
        weights = {}
        for file in sorted(site.rglob("index.html")):
            page = browser.new_page()
            url = file.parent.relative_to(site).as_posix()
            url = "" if url == "." else f"{url}/"
            weights[url] = visit(page, address, site, url) / 1024
            page.close()
        places = search(browser.new_page(), address)
        browser.close()
    shares = [sum(place <= most for place in places) / len(places) for most in (1, 3)]
    sizes = sorted(weights.values())
    all_ = f"{statistics.median(sizes):.0f} and {sizes[-1]:.0f} KB"
    return [f"{weights['']:.0f} KB", all_, *(f"{share:.0%}" for share in shares)]


def compare(folder: Path, sites: list[Path], stock_tree: Path) -> list[list[str]]:
    """Return how one arrives here and at stock Material, built in `sites`: a word for each row."""
    (fresh := folder / "fresh").mkdir()
    for name in FRESH:
        shutil.copytree(ROOT / name, fresh / name, symlinks=True)
    for file in filter(Path.is_file, ROOT.iterdir()):
        shutil.copy(file, fresh)
    arrivals = []
    for site, tree, command in zip(sites, (fresh, stock_tree), (OURS, STOCK), strict=True):
        seconds, silence = first_start(tree, command)
        arrivals.append([f"{seconds:.0f} s", f"{silence:.1f} s", *looked_at(site)])
    return arrivals


def table(arrivals: list[list[str]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    lines = ["| who arrives | this site | stock Material |", "|---|---|---|"]
    return lines + [f"| {' | '.join(row)} |" for row in zip(ROWS, *arrivals, strict=True)]
