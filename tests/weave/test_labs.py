"""The labs: they run alone, say what their cells gave, and stop the build if a cell fails."""

import ast
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import jupytext
import nbformat
import pytest
from mkdocs.structure.files import File
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tests.conftest import ROOT, run_builder
from weave import DOCS, labs
from weave.page import WeaveError

LABS = sorted((ROOT / DOCS / "labs").glob("*.py"))
HEAD = "# ---\n# description: A lab.\n# ---\n\n# %% [markdown]\n# # Is this a lab?\n\n"


def given(page) -> str:
    """Everything that the page of a lab says its cells printed, in order."""
    parts = []
    for element in page.all("*", data_cell=None):
        (text,) = element.iter("samp" if element.tag == "div" else "figcaption")
        parts.append("".join(text.itertext()))
    return "\n".join(parts)


def page_of(lab, pages):
    (page,) = (p for p in pages if p.url == f"labs/{lab.stem}/")
    return page


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """Write a lab of the given cells, with a memory of its own; return its path."""
    monkeypatch.setattr("weave.cache.CACHE", tmp_path / "cache")

    def write(*cells: str):
        file = tmp_path / "lab.py"
        file.write_text(HEAD + "\n\n".join(f"# %%\n{cell}" for cell in cells) + "\n")
        return file

    return write


# --- what a reader takes away -----------------------------------------------------------------


@pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
def test_script_runs_alone_and_prints_what_the_page_shows(lab, plotting, pages, site, tmp_path):
    taken = tmp_path / lab.name
    taken.write_bytes((site / "labs" / lab.stem / lab.name).read_bytes())
    done = subprocess.run(
        [plotting, "-I", "-X", "utf8", lab.name],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120,
        env={**os.environ, "MPLBACKEND": "agg", "DISPLAY": ""},  # else a window waits to be closed
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == given(page_of(lab, pages)).split()


@pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
def test_notebook_runs_and_prints_what_the_page_shows(lab, pages, site, tmp_path):
    book = nbformat.read(site / "labs" / f"{lab.stem}.ipynb", as_version=4)
    nbformat.validate(book)
    assert not any(cell.get("outputs") for cell in book.cells)
    assert len(book.cells) == len(set(cell.id for cell in book.cells))
    NotebookClient(book, timeout=60).execute(cwd=tmp_path)
    printed = [
        output.text
        for cell in book.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]
    assert "".join(printed).split() == given(page_of(lab, pages)).split()


@pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
def test_links_of_a_notebook_lead_to_the_site(lab, site, address):
    book = nbformat.read(site / "labs" / f"{lab.stem}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#]+)(?:#([^)]*))?\)", text)
    assert len(links) > 4
    for link, anchor in links:
        page = site / link.removeprefix(address) / "index.html"
        assert link.startswith(address)
        assert f'id="{anchor}"' in page.read_text("utf-8") or not anchor
    assert "{ ." not in text


@pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
def test_lab_imports_the_standard_library_numpy_and_matplotlib_only(lab):
    for node in ast.walk(ast.parse(lab.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        for name in names:
            known = {*sys.stdlib_module_names, "numpy", "matplotlib"}
            assert name.partition(".")[0] in known, f"{lab.name} imports {name}"


@pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
def test_lab_is_readable_on_a_phone_and_checks_itself(lab):
    cells = [cell for cell in jupytext.read(lab).cells if cell.cell_type == "code"]
    assert max(len(line) for cell in cells for line in cell.source.splitlines()) <= 72
    checks = [cell.source for cell in cells if cell.metadata.get("title") == "check"]
    assert sum(source.count("assert ") for source in checks) >= 3
    assert not any("assert " in cell.source for cell in cells if cell.source not in checks)


# --- what the page shows ----------------------------------------------------------------------


@pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
def test_page_holds_every_cell_and_is_a_page_like_any_other(lab, pages, site):
    page = page_of(lab, pages)
    blocks = [e for e in page.all("div") if "language-python" in (e.get("class") or "")]
    shown = ["".join(next(block.iter("code")).itertext()).rstrip("\n") for block in blocks]
    cells = [cell.source for cell in jupytext.read(lab).cells if cell.cell_type == "code"]
    assert shown == cells
    (article,) = page.all("article")
    assert not any(e.tag in ("style", "script") for e in article.iter())
    assert "jp-" not in page.html
    without_figures = re.sub(r"(?s)<svg[^>]*role=\"img\".*?</svg>", "", page.html)
    assert len(gzip.compress(without_figures.encode())) <= 60 * 1024
    links = {a.get("href") for a in article.iter("a") if a.get("download") is not None}
    assert links == {f"../{lab.stem}.ipynb", f"{lab.stem}.py"}


def test_search_entries_of_labs_lead_to_their_headings_and_are_of_reasonable_size(pages, site):
    entries = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    ours = [entry for entry in entries if entry["location"].startswith("labs/")]
    ids = {page.url: {e.get("id") for e in page.all(id=None)} for page in pages}
    assert len(ours) > 2 * len(LABS)
    for entry in ours:
        url, _, anchor = entry["location"].partition("#")
        assert not anchor or anchor in ids[url]
        assert len(entry["text"]) < 12_000, entry["location"]
        assert "<svg" not in entry["text"]


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["a = 1", "b = 2\nc = b / 0"], r"lab\.py:13: cell 2 failed: ZeroDivisionError: division"),
        (["a = 1", "a = 1", "assert a == 2"], r"lab\.py:15: cell 3 failed: AssertionError"),
        (["def f(:"], r"lab\.py:9: cell 1 failed: SyntaxError"),
        (["import numpy as np\nnp.log(0.0)"], r"(?s)lab\.py:9: cell 1 warns.*divide by zero"),
        (
            ["import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"],
            r"lab\.py:9: cell 1 draws.*print what it shows",
        ),
        (["import time\ntime.sleep(60)"], r"lab\.py:9: cell 1 did not end within 2 s"),
        (["import os\nos._exit(1)"], r"lab\.py:9: cell 1: its process died"),
        (
            ["from IPython.display import HTML\nHTML('<b>1</b>')"],
            r"lab\.py:9: cell 1 shows text/html, text/plain; print text, or draw",
        ),
        (["a = 1", ""], r"lab\.py:11: cell 2 is empty"),
    ],
)
def test_fault_in_a_cell_is_told_with_its_place(lab, monkeypatch, cells, message):
    monkeypatch.setattr(labs, "SECONDS", 2 if "sleep" in cells[0] else 60)
    with pytest.raises(WeaveError) as told:
        labs.run(lab(*cells))
    assert re.search(message, told.value.message), told.value.message


def test_lab_without_front_matter_or_title_is_refused(tmp_path):
    file = tmp_path / "lab.py"
    file.write_text("# %% [markdown]\n# # Title?\n")
    with pytest.raises(WeaveError, match=r"lab\.py:1: has no front matter"):
        labs.run(file)
    file.write_text("# ---\n# description: x\n# ---\n\n# %%\nprint(1)\n")
    with pytest.raises(WeaveError, match=r"lab\.py:1: a lab starts with its title"):
        labs.run(file)
    file.write_text(HEAD + "# %% [raw]\n# nothing\n")
    with pytest.raises(WeaveError, match=r"lab\.py:9: a cell is raw; make it"):
        labs.run(file)
    file.write_text(HEAD + '# %% say "hi"\nprint(1)\n')
    with pytest.raises(WeaveError, match=r"lab\.py:9: cell 1 has a quotation mark in its title"):
        labs.run(file)


def test_text_that_comes_in_pieces_is_one_output(lab):
    pieces = "import sys, time\nfor n in range(3):\n    print(n)\n    sys.stdout.flush()\n"
    assert labs.run(lab(pieces + "    time.sleep(0.3)\n'end'")) == [[("text", "0\n1\n2\n'end'\n")]]


def test_edited_lab_is_run_again_and_one_that_is_not_is_remembered(lab, monkeypatch):
    first = labs.run(lab("import os\nprint(os.urandom(8).hex())"))
    again = labs.run(lab("import os\nprint(os.urandom(8).hex())"))
    assert json.loads(json.dumps(first)) == json.loads(json.dumps(again))
    edited = labs.run(lab("import os\nprint(os.urandom(8).hex()) "))
    assert json.loads(json.dumps(first)) != json.loads(json.dumps(edited))


def test_cells_run_in_an_empty_folder_and_draw_whatever_the_backend_outside(lab, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    draws = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nprint('A dot.')"
    folder, figure = labs.run(lab("import os\nos.listdir(), os.environ['IPYTHONDIR'] != ''", draws))
    assert folder == [("text", "([], True)\n")]
    assert [kind for kind, _ in figure] == ["svg", "text"]


def test_colour_that_no_page_knows_is_told_with_its_cell(lab):
    draws = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nprint('A dot.')"
    with pytest.raises(WeaveError, match=r"lab\.py:9: cell 1 draws in #1f77b4"):
        labs.to_markdown(lab(draws), {"#000000": "black", "#808080": "grey"})


def test_code_with_fences_stays_code(lab):
    page = labs.to_markdown(lab('"""\n```\n"""\nprint("```")'), {})
    assert '````python\n"""\n```\n"""\nprint("```")\n````' in page
    assert "&#96;&#96;&#96;" in page


def test_unknown_formula_in_a_lab_is_told_with_its_place(tree, tmp_path):
    file = tree / "docs" / "labs" / "eleven-lines.py"
    file.write_text(HEAD + "# %%\nprint(1)\n\n# %% [markdown]\n# Let $\\nosuch$.\n", "utf-8")
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode != 0
    assert "docs/labs/eleven-lines.py:12: TeX: Unknown command" in done.stderr, done.stderr


def test_wrong_gradient_in_a_lab_stops_the_build_at_its_check(tree, tmp_path):
    file = tree / "docs" / "labs" / "text-classifier.py"
    text = file.read_text("utf-8")
    assert text.count("@ W2.T) * slope(a1)") == 1
    file.write_text(text.replace("@ W2.T) * slope(a1)", "@ W2.T)"), "utf-8")
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode != 0
    line = 1 + text[: text.index("assert all(abs(ours - theirs)")].count("\n")
    told = rf"docs/labs/text-classifier\.py:{line}: cell \d+ failed: AssertionError"
    assert re.search(told, done.stderr), done.stderr
    assert not (tmp_path / "site" / "index.html").exists()
    assert "Traceback" not in done.stderr
    assert len(re.findall("(?m)^Error: ", done.stderr)) == 1


# --- each part by itself, without a kernel ----------------------------------------------------

SVG = '<svg viewBox="0 0 1 2"><path style="stroke: #000000"/></svg>'


def test_page_of_a_lab_is_this_markdown(lab, monkeypatch):
    file = lab("a = 1", "2", "draw()", "`x` and ```` y")
    text = file.read_text().replace("# %%\n2", "# %% check\n2\n\n# %% [markdown]\n# ## Text")
    file.write_text(text)
    given = [[], [("text", '1 < `2` "\n')], [("svg", SVG), ("text", " A & B \n")], []]
    monkeypatch.setattr(labs, "run", lambda file: given)
    assert labs.to_markdown(file, {"#000000": "black"}) == (
        "# Is this a lab?\n\n"
        'Take it away: [notebook](lab.ipynb){ download }, <a href="lab.py" download>script</a>. '
        "Each runs alone, with numpy and matplotlib.\n{ .take }\n\n"
        "```python\na = 1\n```\n\n"
        '```python title="check"\n2\n```\n\n'
        '<div class="output" data-cell><p>Output</p>'
        '<pre tabindex="0"><samp>1 &lt; &#96;2&#96; "\n</samp></pre></div>\n\n'
        "## Text\n\n"
        '<figure data-cell><div><svg xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        'data-search-exclude="" viewBox="0 0 1 2" width="1" height="2" '
        'fill="currentColor" stroke-linejoin="round" '
        'aria-labelledby="figure-lab-4-caption"><path style="stroke: black"/></svg></div>'
        '<figcaption id="figure-lab-4-caption"><p>A &amp; B</p></figcaption></figure>\n\n'
        '??? behind "The code that draws it"\n    ```python\n    draw()\n    ```\n\n'
        "`````python\n`x` and ```` y\n`````"
    )
    with pytest.raises(WeaveError) as told:
        labs.to_markdown(file, {"#ffffff": "white"})
    assert told.value.message == (
        f"{file.as_posix()}:18: cell 3 draws in #000000, which has no place in mkdocs.yml; "
        "known: #ffffff"
    )


class Kernel:
    """Gives what a cell would have given."""

    def __init__(self, cells, fault=None):
        self.nb, self.fault = SimpleNamespace(cells=cells), fault

    def execute_cell(self, cell, index):
        assert self.nb.cells[index] is cell
        if self.fault:
            raise self.fault


def gives(file, *outputs, fault=None, index=1):
    cells = labs._read(file)[1].cells
    cells[index].outputs = [NotebookNode(output) for output in outputs]
    return labs._run_cell(Kernel(cells, fault), file, index)


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def value(**data):
    return {
        "output_type": "execute_result",
        "data": {k.replace("_", "/"): v for k, v in data.items()},
    }


def svg(text="<svg/>"):
    return {"output_type": "display_data", "data": {"image/svg+xml": text, "text/plain": "Figure"}}


def test_outputs_of_a_cell_are_joined_in_their_order(lab):
    file = lab("1")
    assert gives(file) == []
    assert gives(file, stream("a\n"), stream("b\n"), value(text_plain="3")) == [
        ("text", "a\nb\n3\n")
    ]
    assert gives(file, svg(), stream("a\n"), stream("b\n")) == [
        ("svg", "<svg/>"),
        ("text", "a\nb\n"),
    ]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([stream("no\n"), stream("oh \n", "stderr")], "warns, which a page should not:\noh"),
        (
            [value(text_plain="1", text_html="1")],
            "shows text/html, text/plain; print text, or draw",
        ),
        ([svg()], "draws; give one figure, then print what it shows"),
        ([stream("1"), svg()], "draws; give one figure, then print what it shows"),
        ([svg(), svg(), stream("1")], "draws; give one figure, then print what it shows"),
        ([svg(), stream("1"), svg()], "draws; give one figure, then print what it shows"),
    ],
)
def test_output_that_no_page_shows_is_refused(lab, outputs, message):
    file = lab("1")
    with pytest.raises(WeaveError) as told:
        gives(file, *outputs)
    assert told.value.message == f"{file.as_posix()}:9: cell 1 {message}"


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            CellExecutionError("\x1b[0;31mCell In[2], line 3\x1b[0m", "ValueError", "no"),
            "14: cell 2 failed: ValueError: no",
        ),
        (CellExecutionError("", "SyntaxError", "(x, line 1)"),
         "12: cell 2 failed: SyntaxError: (x, line 1)"),
        (CellTimeoutError(), "12: cell 2 did not end within 60 s"),
        (DeadKernelError(), "12: cell 2: its process died"),
    ],
)  # fmt: skip
def test_fault_of_the_kernel_is_told_with_its_place(lab, fault, message):
    file = lab("1", "2\n3\n4")
    with pytest.raises(WeaveError) as told:
        gives(file, fault=fault, index=2)
    assert told.value.message == f"{file.as_posix()}:{message}"
    assert told.value.__suppress_context__  # what happened inside the kernel is told already


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# %% [markdown]\n# # Title?\n", "1: has no front matter with a description"),
        ("", "1: has no front matter with a description"),
        ("# ---\n# description: x\n# ---\n\n# %%\nprint(1)\n",
         "1: a lab starts with its title, in a Markdown cell"),
        ("# ---\n# description: x\n# ---\n", "1: a lab starts with its title, in a Markdown cell"),
        (HEAD + "# %% [raw]\n# nothing\n", "9: a cell is raw; make it Markdown or code"),
        (HEAD + '# %% say "hi"\n1\n', "9: cell 1 has a quotation mark in its title"),
        (HEAD + "# %%\n1\n\n# %%\n\n# %%\n2\n", "11: cell 2 is empty; take it out"),
    ],
)  # fmt: skip
def test_file_that_is_no_lab_is_refused(tmp_path, text, message):
    file = tmp_path / "lab.py"
    file.write_text(text)
    with pytest.raises(WeaveError) as told:
        labs._read(file)
    assert told.value.message == f"{file.as_posix()}:{message}"


def test_place_of_a_cell_that_stands_twice_and_of_code_before_the_first_mark(lab, tmp_path):
    file = lab("same", "same")
    cells = labs._read(file)[1].cells
    assert [labs._place(cells, n, file, 2) for n in range(3)] == [
        f"{file.as_posix()}:{place}" for place in ("7: a cell", "10: cell 1", "13: cell 2")
    ]
    file.write_text("# ---\n# description: σ\n# ---\n\nfirst = 1\n\n# %%\nsecond = 2\n", "utf-8")
    cells = jupytext.read(file).cells[1:]
    assert labs._place(cells, 0, file) == f"{file.as_posix()}:5: cell 1"
    assert labs._place(cells, 1, file) == f"{file.as_posix()}:8: cell 2"


def test_lab_is_remembered_for_its_name_its_bytes_the_style_and_the_python(lab, monkeypatch):
    file = lab("1")
    parts, kept = [], {}
    monkeypatch.setattr("weave.cache.key", lambda *a, **k: parts.append((a, k)) or "key")
    monkeypatch.setattr("weave.cache.get", kept.get)
    monkeypatch.setattr("weave.cache.put", kept.__setitem__)
    monkeypatch.setattr(labs, "_run", lambda lab: [[("text", lab.name)]])
    assert labs.run(file) == labs.run(file) == kept["key"] == [[("text", "lab.py")]]
    packages = ("numpy", "matplotlib", "matplotlib-inline", "ipykernel", "ipython", "jupytext")
    assert parts[0] == (
        ("lab", "lab.py", file.read_bytes(), labs.STYLE.read_bytes(), sys.version),
        {"packages": packages},
    )


class Files(list):
    """The files of a site, as MkDocs hands them to a hook."""

    def get_file_from_path(self, path):
        return next((file for file in self if file.src_uri == path), None)


@pytest.fixture
def house(root, monkeypatch):
    """A lab, a page beside its folder, a script that is no page; and their settings."""
    (root / "docs" / "labs").mkdir()
    (root / "docs" / "page.md").write_text("# Page\n")
    text = HEAD + (
        "# A [page](../page.md#part), [one](../page.md) and [none](../gone.md), [self](lab.py).\n"
        "# { .answer }\n#\n# [out](https://x.org/a.md) { .b }\n\n# %%\nx = '[p](../page.md)'\n"
    )
    (root / "docs" / "labs" / "lab.py").write_text(text)
    config = SimpleNamespace(
        docs_dir=str(root / "docs"), site_dir=str(root / "site"), use_directory_urls=True,
        site_url="https://x.org/s/", plugins=SimpleNamespace(_current_plugin="weave"),
        mdx_configs={"weave.figure": {"colors": {"#000000": "black"}}},
    )  # fmt: skip

    def file(path, page):
        made = File(path, config.docs_dir, config.site_dir, use_directory_urls=True)
        made.is_documentation_page = lambda: page
        return made

    files = Files([file("page.md", True), file("labs/lab.py", True), file("js/a.py", False)])
    return files, config


@pytest.mark.parametrize(
    ("base", "page"), [("https://x.org/s/", "https://x.org/s/page/"), (None, "../page/index.html")]
)
def test_notebook_has_links_that_lead_somewhere_and_plain_ids(house, base, page):
    files, config = house
    config.site_url = base
    book = nbformat.reads(labs.notebook(files[1], files, config), as_version=4)
    assert [cell.id for cell in book.cells] == ["cell-1", "cell-2"]
    here = base + files[1].url if base else files[1].dest_uri.removeprefix("labs/")
    assert book.cells[0].source == (
        f"# Is this a lab?\n\nA [page]({page}#part), [one]({page}) and [none](../gone.md), "
        f"[self]({here}).\n\n[out](https://x.org/a.md) {{ .b }}"
    )
    assert book.cells[1].source == "x = '[p](../page.md)'"


def test_every_lab_is_run_and_no_other_file_and_gets_a_notebook(house, monkeypatch):
    files, config = house
    ran = []
    monkeypatch.setattr(labs, "run", ran.append)
    made = {(id(files[1]), id(files), id(config)): "its book"}
    monkeypatch.setattr(labs, "notebook", lambda *given: made[tuple(map(id, given))])
    found = labs.on_files(files, config)
    assert found is files
    assert ran == [Path("docs/labs/lab.py")]
    assert [file.src_uri for file in found[3:]] == ["labs/lab.ipynb"]
    assert found[3].content_string == "its book"


def test_page_of_a_lab_is_rendered_as_any_other(house, monkeypatch):
    files, config = house
    asked = []
    monkeypatch.setattr(labs, "to_markdown", lambda *args: asked.append(args) or "made")
    page = SimpleNamespace(file=files[1], render="of the plugin", meta={})
    assert labs.on_page_markdown("text", page, config, files) == "made"
    assert asked == [(Path("docs/labs/lab.py"), {"#000000": "black"})]
    assert page.meta == {"description": "A lab."}
    assert not hasattr(page, "render")
    page = SimpleNamespace(file=files[0], render="of MkDocs", meta={})
    assert labs.on_page_markdown("text", page, config, files) == "text"
    assert page.render == "of MkDocs"
