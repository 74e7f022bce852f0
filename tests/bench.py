"""`make bench`: how one arrives and how long a build takes, beside stock Material.

Its copy has the same Markdown, but neither `weave` nor a style of ours. Formulas stay TeX for a
script in the browser, code, outputs and figures stand on its pages as if pasted there, labs are
plain pages that nobody runs. What is timed takes turns, because machines are shared, and is told as
ratios; a first start is timed once.
"""

import os
import platform
import re
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import chdir
from functools import partial
from pathlib import Path

import jupytext
import yaml
from mkdocs.utils.yaml import yaml_load

from tests import arrival
from tests.conftest import ROOT, copy_tree, run_builder
from tests.test_serve import Server
from weave import FIGURES, SNIPPETS, figure, snippet

RECORD = Path(__file__).with_suffix(".md")
README = ROOT / "README.md"
TIMES = (1, 2, 5, 10)  # as many pages
ROUNDS = 3
SAVES = 9
SAVED = "docs/how.md"  # the page that is saved again and again
BLOCK = re.compile(r"^( *)/// (\w+)(?: \| (\S+))?\n(?: +explore: \w+\n)?(.*?)^\1///$", re.M | re.S)
ONCE = ("code", "css", "js", "fonts", "minisearch", "offline", "pyodide")  # for all copies
OWN = shutil.ignore_patterns(*ONCE, "copy*")

Turn = dict[str, float]  # what was timed in one turn, and its seconds


def stock(tree: Path, to: Path) -> Path:
    """Make in the folder `to` what the site in `tree` would be with stock Material alone."""
    copy_tree(to, cache=False, of=tree)
    for name in ("weave", "overrides"):
        shutil.rmtree(to / name, ignore_errors=True)
    docs, drawn = to / "docs", to / "docs" / "drawn"
    drawn.mkdir()
    labs = sorted((docs / "labs").glob("*.py"))
    for lab in labs:
        head, *cells = jupytext.read(lab).cells
        code = [f"```python\n{c.source}\n```" if c.cell_type == "code" else c.source for c in cells]
        lab.with_suffix(".md").write_text("\n\n".join([head.source, *code]), "utf-8")
        lab.unlink()
    to_lab = re.compile(rf"(\]\([\w./-]*\b(?:{'|'.join(lab.stem for lab in labs)}))\.py\b")
    with chdir(tree):  # what a snippet printed there, and a figure drew, is remembered there
        for page in docs.rglob("*.md"):
            plain = partial(_plain, up="../" * (len(page.relative_to(docs).parts) - 1), drawn=drawn)
            text = BLOCK.sub(plain, page.read_text("utf-8"))
            page.write_text(to_lab.sub(r"\1.md", text), "utf-8")
    config = _config(to)
    ours = {"extra", "extra_css", "copyright"}
    config = {key: value for key, value in config.items() if key not in ours}
    ordinary = [e for e in config["markdown_extensions"] if "weave." not in str(e)]
    config |= {
        "nav": _each_page(config["nav"], lambda page: re.sub(r"\.py$", ".md", page)),
        "theme": {"name": "material"},
        "plugins": ["search"],
        "extra_javascript": ["typesets-the-formulas.js"],
        "markdown_extensions": [*ordinary, {"pymdownx.arithmatex": {"generic": True}}],
        "watch": ["snippets"],
    }
    _configure(to, config)
    return to


def _plain(block: re.Match, up: str, drawn: Path) -> str:
    """Return in plain Markdown what a block of `weave` shows; `up` leads from its page to docs."""
    indent, kind, name, content = block.groups()
    if kind == "snippet":
        code = (SNIPPETS / name).read_text("utf-8")
        text = f"```python\n{code}```\n\n```text\n{snippet.printed(SNIPPETS / name)}```"
    elif kind == "figure":
        result = figure.drawn(FIGURES / name)
        picture = (drawn / name).with_suffix(".svg")
        picture.write_text(result["svg"], "utf-8")
        text = f"![{result['title']}]({up}drawn/{picture.name})\n\n{content.strip()}"
    else:
        files = sorted(SNIPPETS.glob("*.py"))
        text = "\n".join(f"- [{file.name}]({up}code/{file.name})" for file in files)
    return "\n".join(indent + line.removeprefix(indent) for line in text.splitlines())


def multiply(tree: Path, times: int) -> Path:
    """Give the site in `tree` as many pages `times` over, all in the navigation."""
    docs, config = tree / "docs", _config(tree)
    nav = list(config["nav"])
    for n in range(2, times + 1):
        folder = docs / f"copy{n}"
        shutil.copytree(docs, folder, ignore=OWN)
        index = folder / "snippets.md"  # its table is for a page in docs/ itself
        text = index.read_text("utf-8").replace("/// index\n///", "").replace("code/", "../code/")
        index.write_text(text, "utf-8")
        for page in (*folder.rglob("*.md"), *folder.rglob("*.py")):  # no two describe the same
            text = page.read_text("utf-8").replace("description: ", f"description: ({n}) ", 1)
            page.write_text(text, "utf-8")
        pages = _each_page(config["nav"], lambda page, folder=folder: f"{folder.name}/{page}")
        nav.append({f"Copy {n}": pages})
    _configure(tree, {**config, "nav": nav})
    return tree


def _each_page(nav, change: Callable[[str], str]):
    """Return the navigation `nav` with each path in it changed."""
    if isinstance(nav, list):
        return [_each_page(entry, change) for entry in nav]
    if isinstance(nav, dict):
        return {title: _each_page(entry, change) for title, entry in nav.items()}
    return change(nav)


def _config(tree: Path) -> dict:
    """Read the `mkdocs.yml` of `tree`."""
    with (tree / "mkdocs.yml").open(encoding="utf-8") as file:
        return yaml_load(file)


def _configure(tree: Path, config: dict) -> None:
    """Write the `mkdocs.yml` of `tree`."""
    (tree / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")


def time_build(tree: Path, name: str) -> Turn:
    """Return how many seconds a strict build of `tree` takes by the clock and of the processors."""
    start, spent = time.perf_counter(), _spent()
    done = run_builder(tree, tree / "site")
    seconds = {name: time.perf_counter() - start, f"{name} busy": _spent() - spent}
    if done.returncode:
        sys.exit(f"{tree.name} cannot be built:\n{done.stderr}")
    return seconds


def _spent() -> float:
    """Return the processor time of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def time_reload(server: Server, mark: str) -> float:
    """Return how many seconds pass from saving a page to the word to the browser to reload it."""
    url = Path(SAVED).stem + "/"
    epoch, number = re.search(r"livereload\((\d+), (\d+)\)", server.page(url)).groups()
    heard = []

    def listen() -> None:
        """Ask as the script in a served page does: the answer comes when there is news."""
        while int(server.page(f"livereload/{epoch}/{number}")) <= int(epoch):
            pass
        heard.append(time.perf_counter())

    browser = threading.Thread(target=listen)
    browser.start()
    time.sleep(0.2)  # until it is being waited for
    start = time.perf_counter()
    with (server.tree / SAVED).open("a", encoding="utf-8") as page:
        page.write(f"\n{mark}\n")
    browser.join()
    if mark not in server.page(url):
        sys.exit(f"{server.tree.name} was reloaded without the edit")
    return heard[0] - start


def measure(folder: Path) -> list[Turn]:
    """Time everything on copies in `folder`, each turn with what it is compared with."""
    cold = copy_tree(folder / "cold", cache=False)
    time_build(cold, "cold")  # fills the memory that the others start with
    shutil.copytree(cold / ".cache", folder / "cache")
    trees = {"cold": cold}
    for n in TIMES:
        trees[f"site {n}"] = tree = copy_tree(folder / f"site-{n}", cache=False)
        shutil.copytree(folder / "cache", tree / ".cache")
        trees[f"stock {n}"] = stock(cold, folder / f"stock-{n}")
    for n in TIMES:
        multiply(trees[f"site {n}"], n)
        multiply(trees[f"stock {n}"], n)
    turns = []
    for _ in range(ROUNDS):
        for others in ("cold",), *((f"site {n}", f"stock {n}") for n in TIMES[1:]):
            shutil.rmtree(cold / ".cache", ignore_errors=True)
            names = ("site 1", "stock 1", *others)
            builds = [time_build(trees[name], name) for name in names]
            turns.append(_said({name: s for build in builds for name, s in build.items()}))
    servers = {
        f"{name} saved": Server(trees[f"{name} 1"], folder / f"{name}.log")
        for name in ("site", "stock")
    }
    try:
        for server in servers.values():
            server.wait(lambda server=server: "Serving on" in server.log.read_text())
        for n in range(SAVES):
            time.sleep(0.37)  # out of step with the servers, which look for edits twice a second
            mark = f"Saved {n + 1} times."
            turns.append(_said({name: time_reload(s, mark) for name, s in servers.items()}))
    finally:
        for server in servers.values():
            server.process.terminate()
            server.process.wait()
    return turns


def _said(turn: Turn) -> Turn:
    """Return `turn`, and show whoever waits that something happens."""
    print(*(f"{name}: {seconds:.1f} s" for name, seconds in turn.items()), sep=", ", flush=True)
    return turn


def report(arrivals: list[list[str]], turns: list[Turn]) -> str:
    """Return the record in Markdown: three tables, and where it was measured."""

    def ratio(name: str, to: str) -> str:
        """Return the median of the ratios within a turn, and their range."""
        each = sorted(turn[name] / turn[to] for turn in turns if name in turn and to in turn)
        return f"**{statistics.median(each):.1f}** ({each[0]:.1f} to {each[-1]:.1f})"

    def seconds(name: str) -> str:
        """Return the median of the seconds."""
        return f"{statistics.median(turn[name] for turn in turns if name in turn):.1f} s"

    compared = {
        "strict build, nothing remembered": ("cold", "stock 1"),
        "strict build, the last one remembered": ("site 1", "stock 1"),
        "from saving a page to its reload": ("site saved", "stock saved"),
    }
    lines = [
        *arrival.table(arrivals),
        "",
        "| by the clock | this site : stock Material | this site | stock |",
        "|---|---|---|---|",
    ]
    for what, (ours, theirs) in compared.items():
        lines.append(f"| {what} | {ratio(ours, theirs)} | {seconds(ours)} | {seconds(theirs)} |")
    lines += ["", "| processor time | this site | stock Material | this site | stock |"]
    lines += ["|---|---|---|---|---|"]
    for n in TIMES[1:]:
        ours, theirs = f"site {n} busy", f"stock {n} busy"
        lines.append(
            f"| pages × {n} | × {ratio(ours, 'site 1 busy')} | × {ratio(theirs, 'stock 1 busy')} "
            f"| {seconds(ours)} | {seconds(theirs)} |"
        )
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    lines += ["", f"Medians of one run, with least and most in brackets; {where}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and put the new record in the place of the old, in README.md, too."""
    with tempfile.TemporaryDirectory() as folder:
        turns = measure(root := Path(folder))
        sites = [root / name / "site" for name in ("site-1", "stock-1")]
        new = report(arrival.compare(root, sites, root / "stock-1"), turns)
    print(f"\n{new}")
    readme = README.read_text("utf-8")
    old = RECORD.read_text("utf-8") if RECORD.exists() else new
    RECORD.write_text(new, "utf-8")
    if old not in readme:
        sys.exit(f"README.md did not show the last record; put in by hand what {RECORD.name} says")
    README.write_text(readme.replace(old, new), "utf-8")


if __name__ == "__main__":
    main()
