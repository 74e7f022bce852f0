"""The built site, copies of the tree to spoil, and a browser to look with."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import html5lib
import pytest
from filelock import FileLock
from packaging.requirements import Requirement

from tests import browser as browsers

ROOT = Path(__file__).parents[1]
EPOCH = "1750000000"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]  # to a browser
SOURCES = ("docs", "snippets", "overrides", "weave", "mkdocs.yml")


def pytest_collection_modifyitems(items):
    """Mark what waits for the built site: too slow to be run again for every mutant."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker("site")


def pytest_xdist_auto_num_workers():
    """Work on one test more than there are cores: browsers and servers are often waited for."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _at_the_root():
    """The extensions find their folders from the current one."""
    before = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(before)


def run_builder(tree: Path, site: Path, builder: str = "mkdocs", **environ: str):
    """Build `tree` into `site` strictly; return the finished process with its output as text."""
    with start_builder(tree, site, builder, **environ) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def start_builder(tree: Path, site: Path, builder: str = "mkdocs", **environ: str):
    """Start to build `tree` into `site` strictly; return the process."""
    return subprocess.Popen(
        [sys.executable, "-m", builder, "build", "--strict", "-f", "mkdocs.yml", "-d", str(site)],
        cwd=tree, encoding="utf-8",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true",
             "SOURCE_DATE_EPOCH": EPOCH, **environ},
    )  # fmt: skip


def files_of(site: Path) -> dict[str, bytes]:
    """Return the bytes of each file below `site`, by its path."""
    return {f.relative_to(site).as_posix(): f.read_bytes() for f in site.rglob("*") if f.is_file()}


def copy_tree(to: Path, cache: bool = True) -> Path:
    """Copy what a build reads into the folder `to`, with what was remembered so far."""
    for name in (*SOURCES, *([".cache"] if cache and (ROOT / ".cache").exists() else [])):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to / name)
    return to


@dataclass(frozen=True)
class Page:
    """One built page: its address under the site, its bytes, and its elements."""

    url: str
    html: str
    root: object

    def all(self, tag: str = "*", **attributes: str | None) -> list:
        """Return the elements `tag` that have all `attributes` (None: with any value)."""
        wanted = {k.replace("_", "-"): v for k, v in attributes.items()}
        return [
            e
            for e in self.root.iter()
            if isinstance(e.tag, str)
            and tag in ("*", e.tag)
            and all(k in e.attrib and v in (None, e.get(k)) for k, v in wanted.items())
        ]


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> tuple[str, Path]:
    """An address, and the folder that is served there with its own 404 page, as hosts do."""
    folder = tmp_path_factory.mktemp("built") / "site"

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def send_error(self, code, *args, **kwargs):
            if code != 404:
                return super().send_error(code, *args, **kwargs)
            body = (folder / "404.html").read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", folder
        server.shutdown()


@pytest.fixture(scope="session")
def site(served, _at_the_root) -> Path:
    """The site, built once from the tree as it is, for the address that it is served at."""
    address, folder = served
    os.environ["SITE_URL"] = address  # for every build that is compared with this one
    (ROOT / ".cache").mkdir(exist_ok=True)
    with FileLock(ROOT / ".cache" / "tests.lock"):  # the second worker finds what the first drew
        done = run_builder(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def address(served, site) -> str:
    """Where the built site is served while the tests run."""
    return served[0]


@pytest.fixture(scope="session")
def pages(site) -> list[Page]:
    """All pages of the site but the 404 page, as a browser parses them."""
    found = []
    for file in sorted(site.rglob("index.html")):
        html = file.read_text(encoding="utf-8")
        root = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
        for element in root.iter():
            if isinstance(element.tag, str):
                element.tag = element.tag.rpartition("}")[2]  # svg, not {namespace}svg
        url = file.parent.relative_to(site).as_posix()
        found.append(Page("" if url == "." else f"{url}/", html, root))
    assert len(found) >= 6
    return found


@pytest.fixture
def tree(tmp_path, site) -> Path:
    """A copy of the tree, to plant a fault in; what `site` drew and ran is remembered in it."""
    return copy_tree(tmp_path / "tree")


@pytest.fixture(scope="session")
def bare(tmp_path_factory) -> Path:
    """A Python that has numpy and nothing else, as a reader may have it."""
    return python_with("numpy", folder=tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="session")
def plotting(tmp_path_factory) -> Path:
    """A Python that has numpy, matplotlib and what they need, for the labs."""
    return python_with("numpy", "matplotlib", folder=tmp_path_factory.mktemp("plotting"))


def python_with(*names: str, folder: Path) -> Path:
    """Make a Python in `folder` that has the packages `names`, as installed here, and no other."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.rglob("site-packages")
    waiting, found = list(names), set()
    while waiting:
        if (name := waiting.pop()) in found:
            continue
        found.add(name)
        package = distribution(name)
        for file in package.files:
            if ".." not in file.parts and file.locate().is_file():
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), packages / file)
        needed = [Requirement(text) for text in package.requires or []]
        waiting += [r.name for r in needed if not r.marker or r.marker.evaluate({"extra": ""})]
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Launch the browser that `tests/browser.py` found; without one, fail and say so."""
    if not (path := browsers.find()):
        pytest.fail(browsers.MISSING)
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}
