"""The built site, a small one to spoil, and a browser to look with."""

import functools
import http.server
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import html5lib
import pytest
from filelock import FileLock
from mkdocs.__main__ import cli
from packaging.requirements import Requirement

from tests import browser as browsers
from weave.work import crew

ROOT = Path(__file__).parents[1]
EPOCH = "1750000000"
PATIENCE = 900  # seconds until a build that never ends is given up; no measure of speed
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]  # to a browser
SOURCES = ("docs", "snippets", "overrides", "weave", "mkdocs.yml")
# What a small site has of the whole one: its looks, its settings, its commands.
SHARED = ("overrides", "docs/css", "docs/js", "docs/fonts", "docs/minisearch", "docs/offline",
          "mkdocs.yml", "offline.yml", "Makefile")  # fmt: skip
URLS = sorted(
    "" if file.stem == "index" else f"{file.relative_to(ROOT / 'docs').with_suffix('').as_posix()}/"
    for file in [*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs" / "labs").glob("*.py")]
)
NAV = "nav: [index.md, {Deeper: [deep/page.md]}, labs/lab.py, snippets.md]\n"
collect_ignore = ["tree"]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder with its own 404 page, as hosts do."""

    def log_message(self, *_):
        pass

    def send_error(self, code, *args, **kwargs):
        if code != 404:
            return super().send_error(code, *args, **kwargs)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def pytest_configure(config):
    """Serve one folder to all workers, who build the sites in it once."""
    if hasattr(config, "workerinput"):
        config.shared = config.workerinput["shared"]
        return
    folder = tempfile.TemporaryDirectory()
    handler = functools.partial(Handler, directory=f"{folder.name}/site")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config.add_cleanup(lambda: (server.shutdown(), server.server_close(), folder.cleanup()))
    config.shared = [f"http://127.0.0.1:{server.server_address[1]}/", folder.name]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker where the folder is, and its address."""
    node.workerinput["shared"] = node.config.shared


def pytest_collection_modifyitems(items):
    """Mark what waits for a built site: too slow to be run again for every mutant."""
    for item in items:
        if {"site", "small"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("site")


def pytest_xdist_auto_num_workers():
    """Work on one test more than there are cores: browsers and servers are often waited for."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _at_the_root(pytestconfig):
    """The extensions find their folders from the current one; all builds are for one address."""
    os.environ |= {"SITE_URL": pytestconfig.shared[0], "SOURCE_DATE_EPOCH": EPOCH}
    with chdir(ROOT):
        yield


def run_builder(tree: Path, site: Path, builder: str = "mkdocs", **environ: str):
    """Build `tree` into `site` strictly; return the finished process with its output as text."""
    with start_builder(tree, site, builder, **environ) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def start_builder(tree: Path, site: Path, builder: str = "mkdocs", **environ: str):
    """Start to build `tree` into `site` strictly; return the process."""
    to = [] if builder == "zensical" else ["-d", str(site)]  # it knows no other folder
    return subprocess.Popen(
        [sys.executable, "-m", builder, "build", "--strict", "-f", "mkdocs.yml", *to],
        cwd=tree, encoding="utf-8",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true",
             "SOURCE_DATE_EPOCH": EPOCH, **environ},
    )  # fmt: skip


def build(tree: Path, site: Path):
    """Do as `run_builder` does with MkDocs, but in this process: it takes a tenth of the time."""
    return run_mkdocs(tree, "build", "--strict", "-d", str(site))


def run_mkdocs(tree: Path, *command: str):
    """Give MkDocs a command in `tree`, in this process, whose crew has forgotten what it made."""
    crew.made, crew.sources, crew.done, crew.total = {}, {}, 0, 0
    with chdir(tree), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as err:
        try:
            cli(list(command))
        except SystemExit as end:  # any other exception is a traceback, and fails the test
            status = end.code
        for begun in list(crew.made.values()):  # what is still under way belongs to this folder
            begun.result()
    return subprocess.CompletedProcess(command, status, stderr=err.getvalue())


def files_of(site: Path) -> dict[str, bytes]:
    """Return the bytes of each file below `site`, by its path."""
    return {f.relative_to(site).as_posix(): f.read_bytes() for f in site.rglob("*") if f.is_file()}


def copy_tree(to: Path, cache: bool = True, of: Path = ROOT) -> Path:
    """Copy what a build reads into the folder `to`, with what was remembered so far."""
    to.mkdir(parents=True)
    for source in (of / name for name in (*SOURCES, *([".cache"] if cache else []))):
        if source.is_dir():
            shutil.copytree(source, to / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, to)
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


def small_tree(to: Path, cache: Path | None = None) -> Path:
    """Put the small site of `tests/tree` into the folder `to`, with what is remembered of it."""
    shutil.copytree(ROOT / "tests" / "tree", to, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SHARED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, to / name)
    settings, times = re.subn(r"(?ms)^nav:.*?^(?=\S)", NAV, (to / "mkdocs.yml").read_text("utf-8"))
    assert times == 1
    (to / "mkdocs.yml").write_text(settings, "utf-8")
    (to / "docs" / "code").symlink_to("../snippets")
    if cache:
        shutil.copytree(cache, to / ".cache")
    return to


@dataclass(frozen=True)
class Small:
    """The small site as it was built without a memory: files, memory, and what was said."""

    site: Path
    cache: Path
    told: str


@pytest.fixture(scope="session")
def small(pytestconfig) -> Small:
    """The small site, built once."""
    folder = Path(pytestconfig.shared[1], "small")
    with FileLock(f"{folder}.lock"):  # the other workers find what the first made
        if not (folder / "told").exists():
            done = run_builder(small_tree(folder), folder / "site")
            assert done.returncode == 0, done.stderr
            (folder / "told").write_text(done.stderr, "utf-8")
    return Small(folder / "site", folder / ".cache", (folder / "told").read_text("utf-8"))


@pytest.fixture
def tree(tmp_path, small) -> Path:
    """A copy of the small site, to plant a fault in, with all that is remembered of it."""
    return small_tree(tmp_path / "tree", small.cache)


@pytest.fixture(scope="session")
def site(pytestconfig) -> Path:
    """The site, built once from the tree as it is, for the address that it is served at."""
    folder = Path(pytestconfig.shared[1], "site")
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            done = run_builder(ROOT, folder.with_name("new"))
            assert done.returncode == 0, done.stderr
            folder.with_name("new").rename(folder)
    return folder


@pytest.fixture(scope="session")
def address(site, pytestconfig) -> str:
    """Where the built site is served while the tests run."""
    return pytestconfig.shared[0]


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


@pytest.fixture(scope="session", params=URLS, ids=lambda url: url.strip("/") or "home")
def one(request, pages) -> Page:
    """Each page by itself: `-k NAME` chooses the tests of a page."""
    (found,) = (page for page in pages if page.url == request.param)
    return found


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
        # Links, and not copies, whose byte code would have to be made anew.
        for name in {file.parts[0] for file in package.files} - {"..", "__pycache__"}:
            (packages / name).symlink_to(package.locate_file(name))
        needed = [Requirement(text) for text in package.requires or []]
        waiting += [r.name for r in needed if not r.marker or r.marker.evaluate({"extra": ""})]
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Launch the browser that `tests/browser.py` found; without one, fail and say so."""
    if not (path := browsers.find()):
        pytest.fail(browsers.MISSING)
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}
