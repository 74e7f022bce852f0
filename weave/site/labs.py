"""Labs: notebooks that are run when the site is built, and become Markdown.

mkdocs-jupyter says which files are labs, and makes them pages. What it would put on such a page
brings a theme of 575 KB, its own way with links and formulas, and other ids in each build. So the
crew runs the cells, and MkDocs is handed Markdown: text, code, outputs and figures are then looked
after by the same extensions as on any other page. A builder that knows neither plugin builds the
rest of the site, and offers the labs as files.
"""

import os
import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from functools import cache as once
from html import escape
from pathlib import Path
from textwrap import indent
from urllib.parse import urljoin

import jupytext
from mkdocs.structure.files import File
from nbformat import NotebookNode

from weave import DOCS, page, work
from weave.code import legible, source
from weave.page import WeaveError
from weave.svg import inline
from weave.work import Job, crew

SECONDS = 60  # for one cell
HERE = Path(__file__).parents[1]
TAKE = (
    "Take it away: [notebook]({0}.ipynb){{ download }}, "
    '<a href="{0}.py" download>script</a>. Each runs alone, with numpy and matplotlib.'
    "\n{{ .take }}"
)
OUTPUT = (  # as that of a snippet
    '<div class="output" data-cell><p>Output</p><pre tabindex="0"><samp>{}</samp></pre></div>'
)
SILENT = '<div class="output"><p></p></div>'  # of a cell that prints nothing
FIGURE = (  # over the text that its cell printed: caption and alternative in one
    '<figure data-cell><div>{}</div><figcaption id="{}-caption"><p>{}</p></figcaption></figure>'
)


def is_lab(file: File) -> bool:
    """Say whether mkdocs-jupyter made a page of the script `file`."""
    return file.src_uri.endswith(".py") and file.is_documentation_page()


def path(lab: File) -> Path:
    """Return where `lab` lies, from the folder of `mkdocs.yml`."""
    return DOCS / lab.src_uri


def job(lab: Path) -> Job:
    """Return the job to run the cells of `lab`."""
    cells = [cell.source for cell in _read(lab)[1].cells if cell.cell_type == "code"]
    return Job(  # which prose does not change
        "lab", lab.stem, tuple(cells), "weave.cells:run", (cells, SECONDS),
        made_by=(HERE / "cells.py", HERE / "draw.py", HERE / "figure.mplstyle"),
        packages=("numpy", "matplotlib", "matplotlib-inline", "ipython", "jupytext"),
        load=("matplotlib.pyplot", "matplotlib.backends.backend_svg",
              "matplotlib_inline.backend_inline", "IPython.core.interactiveshell"),
        path=(work.ROOT,), seconds=600,
    )  # fmt: skip


def jobs() -> Iterator[Job]:
    """Give the jobs of all labs that can be read; what is wrong with others their page tells."""
    for lab in sorted(DOCS.rglob("*.py")):
        with suppress(WeaveError):
            yield job(lab)


def run(lab: Path) -> list[list[list[str]]]:
    """Return what each code cell of `lab` gave: pairs of kind, "text" or "svg", and content.

    Raises WeaveError that names the cell if one fails, warns or does not end in time.
    """
    answer = crew.result(job(lab))
    results = answer["results"]
    _, book = _read(lab)
    code = [n for n, cell in enumerate(book.cells) if cell.cell_type == "code"]
    if results and (fault := results[-1].get("fault")):
        where = _place(book.cells, code[len(results) - 1], lab, results[-1]["line"])
        raise WeaveError(f"{where} {fault}")
    if len(results) < len(code):
        fault = work.fault(answer, SECONDS) or "ended its process"
        raise WeaveError(f"{_place(book.cells, code[len(results)], lab)} {fault}")
    if past := answer["printed"] + answer["error"]:  # by a program that a cell starts, or in C
        raise WeaveError(f"{lab.as_posix()}: prints past Python; no page would show this:\n{past}")
    for n, result in zip(code, results, strict=True):
        for kind, content in result["gave"]:
            try:
                legible(content, {"text": "its output", "svg": "its picture"}[kind])
            except ValueError as error:
                raise WeaveError(f"{_place(book.cells, n, lab)} {error}") from None
    return [result["gave"] for result in results]


def to_markdown(lab: Path, colors: dict[str, str]) -> str:
    """Return the page of `lab`: its text, its code, and under each cell what the cell gave."""
    given = iter(run(lab))
    head, book = _read(lab)
    parts = []
    for n, cell in enumerate(book.cells):
        if cell.cell_type == "markdown":
            lines, first = cell.source.split("\n"), int(_place(book.cells, n, lab).split(":")[1])
            parts.append("\n".join(page.mark(lines, first, lab.as_posix())))
            if n == 0:
                parts.append(TAKE.format(lab.stem))
            continue
        title = f' title="{name}"' if (name := cell.metadata.get("title")) else ""
        marks = "`" * (3 + cell.source.count("`"))  # more than it holds
        code = f"{marks}python{title}\n{cell.source}\n{marks}"
        match next(given):
            case []:
                parts += [code, SILENT]
            case [[_, text]]:  # a backtick would start a fence, even here
                sample = escape(text).replace("`", "&#96;")
                parts += [code, OUTPUT.format(sample)]
            case [[_, svg], [_, text]]:
                name = f"figure-{lab.stem}-{n}"
                try:
                    picture = inline(svg, name, colors=colors)
                except ValueError as error:
                    raise WeaveError(f"{_place(book.cells, n, lab)} {error}") from None
                parts.append(FIGURE.format(picture, name, escape(text.strip())))
                # Folded away, as under the other figures of the site.
                parts.append('??? behind "The code that draws it"\n' + indent(code, "    "))
    return head + "\n\n".join(parts)


def to_take_away(lab: File, files, config) -> list[File]:
    """Return the files that the page of `lab` offers: the script, and a notebook of it."""
    script = path(lab)
    folder = posixpath.dirname(Path(os.path.relpath(lab.abs_dest_path, config.site_dir)).as_posix())
    name = lab.src_uri.removesuffix(".py")
    book = File.generated(config, f"{name}.ipynb", content=notebook(lab, files, config))
    source = File.generated(config, f"{name}/{script.name}", content=script.read_bytes())
    source.dest_uri = f"{folder}/{script.name}"
    return [book, source]


def notebook(lab: File, files, config) -> str:
    """Return `lab` as a notebook without outputs, whose links lead to the site.

    Without an address of the site they lead to the files that lie beside the notebook.
    """

    def absolute(link: re.Match) -> str:
        target = files.get_file_from_path(posixpath.normpath(f"{folder}/{link[1]}"))
        if target is None:
            return link[0]
        beside = posixpath.relpath(target.dest_uri, folder)
        url = urljoin(config.site_url, target.url) if config.site_url else beside
        return f"]({url}{link[2] or ''})"

    folder = posixpath.dirname(lab.src_uri)
    _, book = _read(path(lab))
    for n, cell in enumerate(book.cells):
        cell.id = f"cell-{n}"  # a random one by default
        if cell.cell_type == "markdown":
            text = re.sub(r"\]\(([\w./-]+\.(?:md|py))(#[\w-]+)?\)", absolute, cell.source)
            cell.source = re.sub(r"\n\{ \.\w+ \}$", "", text, flags=re.M)  # the site's classes
    return jupytext.writes(book, fmt="ipynb")


@once
def _parsed(text: str) -> NotebookNode:
    # Without a settled format it takes a comment like "# time it" for a command to a notebook.
    return jupytext.reads(text, fmt={"extension": ".py", "comment_magics": False})


def _read(lab: Path) -> tuple[str, NotebookNode]:
    """Return the front matter of `lab`, which is for the page, and the notebook without it."""
    try:
        book = deepcopy(_parsed(text := source(lab)))
    except ValueError as error:
        raise WeaveError(f"{lab.as_posix()}: {error}") from None
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*#+\s*%%", line) and not re.match(r"# %%( |$)", line):
            raise WeaveError(
                f"{lab.as_posix()}:{number}: '{line.strip()}' starts no cell; write '# %%', with a "
                "space before and after it, at the start of the line"
            )
    if not book.cells or book.cells[0].cell_type != "raw":
        raise WeaveError(f"{lab.as_posix()}:1: has no front matter with a description")
    head = book.cells.pop(0).source + "\n\n"
    if not book.cells or book.cells[0].cell_type == "code":
        raise WeaveError(f"{lab.as_posix()}:1: a lab starts with its title, in a Markdown cell")
    for n, cell in enumerate(book.cells):
        if not cell.source:
            raise WeaveError(f"{_place(book.cells, n, lab)} is empty; take it out")
        if cell.cell_type == "raw":
            raise WeaveError(f"{_place(book.cells, n, lab)} is raw; make it Markdown or code")
        if '"' in cell.metadata.get("title", ""):
            raise WeaveError(f"{_place(book.cells, n, lab)} has a quotation mark in its title")
    return head, book


def _place(cells: list[NotebookNode], index: int, lab: Path, line: int = 1) -> str:
    """Name the file, the line from 1 of the cell at `index`, and its number among code cells."""
    text = lab.read_text(encoding="utf-8")
    mark = [mark.start() for mark in re.finditer(r"(?m)^# %%(?!\S)", text)][index]
    code = cells[index].cell_type == "code"
    start = text.find(cells[index].source, mark) if code else text.index("\n", mark) + 1
    kind = f"cell {sum(c.cell_type == 'code' for c in cells[: index + 1])}" if code else "a cell"
    return f"{lab.as_posix()}:{text.count(chr(10), 0, start) + line}: {kind}"
