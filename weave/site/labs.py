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
from html import escape
from pathlib import Path
from textwrap import indent
from urllib.parse import urljoin

import jupytext
from mkdocs.structure.files import File
from nbformat import NotebookNode

from weave import DOCS, page, work
from weave.page import WeaveError
from weave.svg import inline
from weave.work import Job, crew

SECONDS = 60  # for one cell
HERE = Path(__file__).parent


def is_lab(file: File) -> bool:
    """Say whether mkdocs-jupyter made a page of the script `file`."""
    return file.src_uri.endswith(".py") and file.is_documentation_page()


def path(lab: File) -> Path:
    """Return where `lab` lies, from the folder of `mkdocs.yml`."""
    return DOCS / lab.src_uri


def job(lab: Path) -> Job:
    """Return the job to run the cells of `lab`."""
    cells = [cell.source for cell in _read(lab)[1].cells if cell.cell_type == "code"]
    return Job(
        "lab", lab.stem, (lab,), "weave.site.cells:run", (cells, SECONDS),
        made_by=(HERE / "cells.py", HERE.parent / "draw.py", HERE.parent / "figure.mplstyle"),
        packages=("numpy", "matplotlib", "matplotlib-inline", "ipython", "jupytext"),
        load=("matplotlib.pyplot", "matplotlib.backends.backend_svg", "matplotlib_inline",
              "IPython.core.interactiveshell"),
        path=(work.ROOT,), seconds=600,
    )  # fmt: skip


def run(lab: Path) -> list[list[tuple[str, str]]]:
    """Return what each code cell of `lab` gave: pairs of kind, "text" or "svg", and content.

    Raises WeaveError that names the cell if one fails, warns or does not end in time.
    """
    answer = crew.result(job(lab))
    *gave, last = answer["results"] or [{}]
    if "fault" in last or answer["end"] != 0:
        cells = _read(lab)[1].cells
        code = [n for n, cell in enumerate(cells) if cell.cell_type == "code"]
        if "fault" in last:
            where = _place(cells, code[len(gave)], lab, last["line"])
            raise WeaveError(f"{where} {last['fault']}")
        where = _place(cells, code[len(answer["results"])], lab)
        raise WeaveError(f"{where}: its process {work.fault(answer, 600)}")
    return [result["gave"] for result in answer["results"]]


def to_markdown(lab: Path, colors: dict[str, str]) -> str:
    """Return the page of `lab`: its text, its code, and under each cell what the cell gave."""
    parts, given = [], iter(run(lab))
    head, book = _read(lab)
    for n, cell in enumerate(book.cells):
        lines = cell.source.split("\n")
        if cell.cell_type == "markdown":
            first = int(_place(book.cells, n, lab).split(":")[1])
            parts.append("\n".join(page.mark(lines, first, lab.as_posix())))
            if n == 0:
                parts.append(_downloads(lab.stem))
            continue
        title = f' title="{name}"' if (name := cell.metadata.get("title")) else ""
        marks = "`" * max(3, 1 + max(map(len, re.findall("`+", cell.source)), default=0))
        code = f"{marks}python{title}\n{cell.source}\n{marks}"
        match next(given):
            case []:
                parts.append(code)
            case [[_, text]]:
                parts += [code, _output(text)]
            case [[_, svg], [_, text]]:
                try:
                    figure = _figure(svg, f"figure-{lab.stem}-{n}", text, colors)
                except ValueError as error:
                    raise WeaveError(f"{_place(book.cells, n, lab)} {error}") from None
                parts += [figure, _fold(code)]
    return head + "\n\n".join(parts)


def _downloads(name: str) -> str:
    return (
        f"Take it away: [notebook]({name}.ipynb){{ download }}, "
        f'<a href="{name}.py" download>script</a>. Each runs alone, with numpy and matplotlib.'
        "\n{ .take }"
    )


def _output(text: str) -> str:
    """Look like the output of a snippet; a backtick would start a fence, even here."""
    sample = escape(text, quote=False).replace("`", "&#96;")
    return (
        '<div class="output" data-cell><p>Output</p>'
        f'<pre tabindex="0"><samp>{sample}</samp></pre></div>'
    )


def _figure(svg: str, name: str, text: str, colors: dict[str, str]) -> str:
    """Show a figure over the text that its cell printed: caption and alternative in one."""
    picture = inline(svg, name, colors=colors)
    caption = f'<figcaption id="{name}-caption"><p>{escape(text.strip())}</p></figcaption>'
    return f"<figure data-cell><div>{picture}</div>{caption}</figure>"


def _fold(code: str) -> str:
    """Fold the code of a figure away, as under the other figures of the site."""
    return '??? behind "The code that draws it"\n' + indent(code, "    ")


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
        path = posixpath.normpath(posixpath.join(posixpath.dirname(lab.src_uri), link[1]))
        target = files.get_file_from_path(path)
        if target is None:
            return link[0]
        if config.site_url:
            url = urljoin(config.site_url, target.url)
        else:
            url = posixpath.relpath(target.dest_uri, posixpath.dirname(lab.src_uri))
        return f"]({url}{link[2] or ''})"

    _, book = _read(path(lab))
    for n, cell in enumerate(book.cells):
        cell.id = f"cell-{n + 1}"  # a random one by default
        if cell.cell_type == "markdown":
            text = re.sub(r"\]\(([\w./-]+\.(?:md|py))(#[\w-]+)?\)", absolute, cell.source)
            cell.source = re.sub(r"\n\{ \.\w+ \}$", "", text, flags=re.M)  # the site's classes
    return jupytext.writes(book, fmt="ipynb")


def _read(lab: Path) -> tuple[str, NotebookNode]:
    """Return the front matter of `lab`, which is for the page, and the notebook without it."""
    book = jupytext.read(lab)
    if not book.cells or book.cells[0].cell_type != "raw":
        raise WeaveError(f"{lab.as_posix()}:1: has no front matter with a description")
    head = book.cells.pop(0).source + "\n\n"
    for index, cell in enumerate(book.cells):
        if not cell.source:
            raise WeaveError(f"{_place(book.cells, index, lab)} is empty; take it out")
        if cell.cell_type == "raw":
            raise WeaveError(f"{_place(book.cells, index, lab)} is raw; make it Markdown or code")
        if '"' in cell.metadata.get("title", ""):
            raise WeaveError(f"{_place(book.cells, index, lab)} has a quotation mark in its title")
    if not book.cells or book.cells[0].cell_type != "markdown":
        raise WeaveError(f"{lab.as_posix()}:1: a lab starts with its title, in a Markdown cell")
    return head, book


def _place(cells: list[NotebookNode], index: int, lab: Path, line: int = 1) -> str:
    """Name the file, the line from 1 of the cell at `index`, and its number among code cells."""
    text = lab.read_text(encoding="utf-8")
    marks = [mark.start() for mark in re.finditer("(?m)^# %%", text)]
    # Code before the first mark is a cell, too. Then its words must do, which may stand twice.
    near = marks[index] if len(marks) == len(cells) else 0
    code = cells[index].cell_type == "code"
    start = text.find(cells[index].source, near) if code else text.index("\n", near) + 1
    number = sum(cell.cell_type == "code" for cell in cells[: index + 1])
    kind = f"cell {number}" if code else "a cell"
    return f"{lab.as_posix()}:{text.count(chr(10), 0, start) + line}: {kind}"
