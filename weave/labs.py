"""A MkDocs hook for the labs: runs the notebooks of `docs/labs/` and makes Markdown of them.

mkdocs-jupyter makes a page of each `.py` file there. What it would put on that page brings a theme
of 575 KB, its own way with links and formulas, and other ids in each build. So this hook runs the
cells itself, remembers what they gave, and hands MkDocs Markdown: text, code, outputs and figures
are then looked after by the same extensions as on any other page. A builder that knows neither the
plugin nor hooks builds the rest of the site, and offers the labs as files.
"""

import os
import posixpath
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import escape
from pathlib import Path
from textwrap import indent
from urllib.parse import urljoin

import jupytext
from mkdocs.structure.files import File
from mkdocs.utils.meta import get_data
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from weave import cache
from weave.figure import STYLE, inline
from weave.source import WeaveError

SECONDS = 60  # for one cell
PACKAGES = ("numpy", "matplotlib", "matplotlib-inline", "ipykernel", "ipython", "jupytext")
ARGUMENTS = (
    "--log-level=40",  # no advice about transport
    "--InlineBackend.figure_formats={'svg'}",
    "--InlineBackend.print_figure_kwargs={'bbox_inches': None, 'metadata': {'Date': None}}",
)


def on_files(files, config):
    """Run all labs that are new, side by side, and add to the site a notebook of each."""
    labs = [file for file in files if _is_lab(file)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, (_path(lab) for lab in labs)))
    for lab in labs:
        name = lab.src_uri.removesuffix(".py") + ".ipynb"
        files.append(File.generated(config, name, content=notebook(lab, files, config)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Give MkDocs the Markdown of a lab, to render as that of any other page."""
    if not _is_lab(page.file):
        return markdown
    del page.render  # mkdocs-jupyter's, which would take its place
    page.meta, _ = _read(_path(page.file))
    return to_markdown(_path(page.file), config.mdx_configs["weave.figure"]["colors"])


def run(lab: Path) -> list[list[tuple[str, str]]]:
    """Return what each code cell of `lab` gave: pairs of kind, "text" or "svg", and content.

    Raises WeaveError that names the cell if it raises, warns or does not end in time.
    """
    parts = (lab.name, lab.read_bytes(), STYLE.read_bytes(), sys.version)
    key = cache.key("lab", *parts, packages=PACKAGES)
    if (known := cache.get(key)) is None:
        cache.put(key, known := _run(lab))
    return known


def _run(lab: Path) -> list[list[tuple[str, str]]]:
    cells = _read(lab)[1].cells
    client = NotebookClient(
        NotebookNode(cells=cells, metadata={}), timeout=SECONDS, kernel_name="python3",
        extra_arguments=list(ARGUMENTS),
    )  # fmt: skip
    # In an empty folder, with nobody's settings: as the reader who takes the lab away.
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as settings:
        environment = {
            **os.environ,
            "MATPLOTLIBRC": str(STYLE.resolve()),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "IPYTHONDIR": settings,
        }
        with client.setup_kernel(cwd=empty, env=environment):
            return [
                _run_cell(client, lab, index)
                for index, cell in enumerate(cells)
                if cell.cell_type == "code"
            ]


def _run_cell(client: NotebookClient, lab: Path, index: int) -> list[tuple[str, str]]:
    cell = client.nb.cells[index]
    where = partial(_place, client.nb.cells, index, lab)
    try:
        client.execute_cell(cell, index)
    except CellExecutionError as error:
        plain = re.sub(r"\x1b\[[\d;]*m", "", str(error))  # without colours
        found = re.search(r"Cell In\[\d+\], line (\d+)", plain)
        line = int(found[1]) if found else 1
        raise WeaveError(f"{where(line)} failed: {error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise WeaveError(f"{where()} did not end within {SECONDS} s") from None
    except DeadKernelError:
        raise WeaveError(f"{where()}: its process died") from None
    given = []
    for output in cell.outputs:
        data = output.get("data", {})
        if output.get("name") == "stderr":
            raise WeaveError(f"{where()} warns, which a page should not:\n{output.text.rstrip()}")
        if "image/svg+xml" in data:
            given.append(("svg", data["image/svg+xml"]))
            continue
        if data.keys() - {"text/plain"}:
            raise WeaveError(f"{where()} shows {', '.join(sorted(data))}; print text, or draw")
        text = output.get("text") or data["text/plain"] + "\n"
        if given and given[-1][0] == "text":  # it comes in pieces, cut by the clock
            text = given.pop()[1] + text
        given.append(("text", text))
    kinds = [kind for kind, _ in given]
    if "svg" in kinds and kinds != ["svg", "text"]:
        raise WeaveError(f"{where()} draws; give one figure, then print what it shows")
    return given


def to_markdown(lab: Path, colors: dict[str, str]) -> str:
    """Return the page of `lab`: its text, its code, and under each cell what the cell gave."""
    parts, given = [], iter(run(lab))
    cells = _read(lab)[1].cells
    for n, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            parts += [cell.source, _downloads(lab.stem)] if n == 0 else [cell.source]
            continue
        title = f' title="{name}"' if (name := cell.metadata.get("title")) else ""
        marks = "`" * max(3, 1 + max(map(len, re.findall("`+", cell.source)), default=0))
        code = f"{marks}python{title}\n{cell.source}\n{marks}"
        match next(given):
            case []:
                parts.append(code)
            case [("text", text)]:
                parts += [code, _output(text)]
            case [("svg", svg), (_, text)]:
                try:
                    figure = _figure(svg, f"figure-{lab.stem}-{n}", text, colors)
                except WeaveError as error:
                    raise WeaveError(f"{_place(cells, n, lab)} {error.message}") from None
                parts += [figure, _fold(code)]
    return "\n\n".join(parts)


def _downloads(name: str) -> str:
    return (
        f"Take it away: [notebook]({name}.ipynb){{ download }}, "
        f'<a href="{name}.py" download>script</a>. Each runs alone, with numpy and matplotlib.'
        "\n{ .take }"
    )


def _output(text: str) -> str:
    """Look like `weave.output`; a backtick would start a fence, even here."""
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

    _, book = _read(_path(lab))
    for n, cell in enumerate(book.cells):
        cell.id = f"cell-{n + 1}"  # a random one by default
        if cell.cell_type == "markdown":
            text = re.sub(r"\]\(([\w./-]+\.(?:md|py))(#[\w-]+)?\)", absolute, cell.source)
            cell.source = re.sub(r"\n\{ \.\w+ \}$", "", text, flags=re.M)  # the site's classes
    return jupytext.writes(book, fmt="ipynb")


def _is_lab(file: File) -> bool:
    return file.src_uri.endswith(".py") and file.is_documentation_page()


def _path(lab: File) -> Path:
    return Path(os.path.relpath(lab.abs_src_path))


def _read(lab: Path) -> tuple[dict, NotebookNode]:
    """Return the front matter of `lab`, which is for the page, and the notebook without it."""
    book = jupytext.read(lab)
    if not book.cells or book.cells[0].cell_type != "raw":
        raise WeaveError(f"{lab.as_posix()}:1: has no front matter with a description")
    _, meta = get_data(book.cells.pop(0).source + "\n")
    for index, cell in enumerate(book.cells):
        if not cell.source:
            raise WeaveError(f"{_place(book.cells, index, lab)} is empty; take it out")
        if cell.cell_type == "raw":
            raise WeaveError(f"{_place(book.cells, index, lab)} is raw; make it Markdown or code")
        if '"' in cell.metadata.get("title", ""):
            raise WeaveError(f"{_place(book.cells, index, lab)} has a quotation mark in its title")
    if not book.cells or book.cells[0].cell_type != "markdown":
        raise WeaveError(f"{lab.as_posix()}:1: a lab starts with its title, in a Markdown cell")
    return meta, book


def _place(cells: list[NotebookNode], index: int, lab: Path, line: int = 1) -> str:
    """Name the file, the line from 1 of the cell at `index`, and its number among code cells."""
    text = lab.read_text(encoding="utf-8")
    marks = [mark.start() for mark in re.finditer("(?m)^# %%", text)]
    # Code before the first mark is a cell, too. Then its words must do, which may stand twice.
    near = marks[index] if len(marks) == len(cells) else 0
    before = text[: text.find(cells[index].source, near)]
    number = sum(cell.cell_type == "code" for cell in cells[: index + 1])
    kind = f"cell {number}" if cells[index].cell_type == "code" else "a cell"
    return f"{lab.as_posix()}:{before.count(chr(10)) + line}: {kind}"
