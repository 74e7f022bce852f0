"""The labs: they run alone, say what their cells gave, and stop the build if a cell fails."""

import ast
import builtins
import gzip
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import html5lib
import jupytext
import markdown
import matplotlib
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from mkdocs.structure.files import File
from nbclient import NotebookClient

from tests.conftest import ROOT
from weave import DOCS, cells, page
from weave.draw import NO_METADATA, STYLE
from weave.page import WeaveError
from weave.site import labs
from weave.work import crew

LABS = sorted((ROOT / DOCS / "labs").glob("*.py"))
each = pytest.mark.parametrize("lab", LABS, ids=lambda f: f.stem)
HEAD = "# ---\n# description: A lab.\n# ---\n\n# %% [markdown]\n# # Is this a lab?\n\n"
DRAWS = "import matplotlib.pyplot as plt\nplt.plot([1, 2], color='black')\n"
FIGURE = DRAWS + "plt.show()\nprint('A < line.')"


@pytest.fixture
def lab(root):
    """Write a lab of the given cells, code if they say nothing else; return its path."""

    def write(*code: str):
        file = Path("docs/labs/lab.py")
        file.parent.mkdir(exist_ok=True)
        marked = [cell if cell.startswith("# %%") else f"# %%\n{cell}" for cell in code]
        file.write_text(HEAD + "\n\n".join(marked) + "\n", "utf-8")
        return file

    return write


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Run cells in this process, and leave it as it was before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delattr(builtins, "_", raising=False)  # a doctest before this one leaves its value
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    for name in ("stdout", "stderr", "path"):
        monkeypatch.setattr(sys, name, getattr(sys, name))

    def run(*code: str) -> list[dict]:
        results = []
        try:
            for result in cells.run(list(code), 60):
                results.append(result)
        except SystemExit as end:
            if not end.code:  # a fault would be remembered
                raise
        return results

    backend = matplotlib.get_backend()
    with matplotlib.rc_context():
        yield run
    signal.setitimer(signal.ITIMER_REAL, 0)
    InteractiveShell.clear_instance()
    matplotlib.use(backend)


def page_of(lab, pages):
    (page,) = (p for p in pages if p.url == f"labs/{lab.stem}/")
    return page


# --- what a reader takes away -----------------------------------------------------------------


@each
def test_script_runs_alone_and_prints_what_the_page_shows(lab, plotting, pages, site, tmp_path):
    taken = tmp_path / lab.name
    taken.write_bytes((site / "labs" / lab.stem / lab.name).read_bytes())
    done = subprocess.run(
        [plotting, "-I", "-X", "utf8", lab.name],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120,
        env={**os.environ, "MPLBACKEND": "agg", "DISPLAY": ""},  # else a window waits to be closed
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    shown = []
    for element in page_of(lab, pages).all("*", data_cell=None):
        (text,) = element.iter("samp" if element.tag == "div" else "figcaption")
        shown += "".join(text.itertext()).split()
    assert done.stdout.split() == shown


@each
def test_notebook_is_the_script_to_the_letter_and_its_links_lead_to_the_site(lab, site, address):
    book = nbformat.read(site / "labs" / f"{lab.stem}.ipynb", as_version=4)
    nbformat.validate(book)
    assert not any(cell.get("outputs") for cell in book.cells)
    script = (site / "labs" / lab.stem / lab.name).read_text("utf-8")
    code, end = [cell.source for cell in book.cells if cell.cell_type == "code"], 0
    for source in code:
        end = script.index(source, end) + len(source)
    assert ast.dump(ast.parse("\n".join(code))) == ast.dump(ast.parse(script))  # and no more
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#]+)(?:#([^)]*))?\)", text)
    assert len(links) > 4
    for link, anchor in links:
        page = site / link.removeprefix(address) / "index.html"
        assert link.startswith(address)
        assert f'id="{anchor}"' in page.read_text("utf-8") or not anchor


@each
def test_lab_needs_little_is_readable_on_a_phone_and_checks_itself(lab):
    code = [cell for cell in jupytext.read(lab).cells if cell.cell_type == "code"]
    assert max(len(line) for cell in code for line in cell.source.splitlines()) <= 72
    checks = [cell.source for cell in code if cell.metadata.get("title") == "check"]
    assert sum(source.count("assert ") for source in checks) >= 3
    assert not any("assert " in cell.source for cell in code if cell.source not in checks)
    nodes = list(ast.walk(ast.parse(lab.read_text("utf-8"))))
    names = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    names += [n.module or "." for n in nodes if isinstance(n, ast.ImportFrom)]
    packages = {name.partition(".")[0] for name in names}
    assert packages <= {*sys.stdlib_module_names, "numpy", "matplotlib"}


@pytest.mark.parametrize(
    ("base", "page", "itself"),
    [("https://x.org/s/", "https://x.org/s/page/", "https://x.org/s/labs/lab/"),
     (None, "../page/index.html", "lab/index.html")],
)  # fmt: skip
def test_reader_may_take_the_script_and_a_notebook_with_links(lab, base, page, itself):
    code = "x = '[p](../page.md)'  # σ\n# time flies\n# %pylab"  # comments, and no commands
    links = "[a](../page.md#part), [b](../page.md), [none](../gone.md), [self](lab.py)"
    out = "[out](https://x.org/a.md) { .b }"
    script = lab(f"# %% [markdown]\n# {links}\n# {{ .answer }}\n#\n# {out}", code)
    files = [File(name, "docs", "site", True) for name in ("page.md", "labs/lab.py")]
    files[1].dest_uri = "labs/lab/index.html"  # as mkdocs-jupyter has it
    site = SimpleNamespace(get_file_from_path={file.src_uri: file for file in files}.get)
    config = SimpleNamespace(
        docs_dir="docs", site_dir="site", use_directory_urls=True, site_url=base,
        plugins=SimpleNamespace(_current_plugin="weave"),
    )  # fmt: skip
    book, taken = labs.to_take_away(files[1], site, config)
    assert taken.content_bytes == script.read_bytes()
    assert (book.dest_uri, taken.dest_uri) == ("labs/lab.ipynb", "labs/lab/lab.py")
    title, text, last = nbformat.reads(book.content_string, as_version=4).cells
    links = f"[a]({page}#part), [b]({page}), [none](../gone.md), [self]({itself})"
    assert [text.source, last.source] == [f"{links}\n\n{out}", code]
    assert len({title.id, text.id, last.id}) == 3
    assert labs.notebook(files[1], site, config) == book.content_string  # nothing random


# --- what the page shows ----------------------------------------------------------------------


@each
def test_page_holds_every_cell_and_is_a_page_like_any_other(lab, pages, site):
    page = page_of(lab, pages)
    blocks = [e for e in page.all("div") if "language-python" in (e.get("class") or "")]
    shown = ["".join(next(block.iter("code")).itertext()).rstrip("\n") for block in blocks]
    assert shown == [cell.source for cell in jupytext.read(lab).cells if cell.cell_type == "code"]
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


def test_code_stays_code_and_a_figure_is_described_and_its_code_folded_away(lab):
    quotes = '"""\n```\n"""\nprint("1\\n````\\n<b>\\n````")'
    file = lab("# %% one\na = 1", quotes, "# %% [markdown]\n# ## Then\n#\n# $x$", FIGURE)
    text = labs.to_markdown(file, {"#000000": "black", "#808080": "grey"})
    front, _, text = text.partition("---\n\n")
    assert front == "---\ndescription: A lab.\n"
    (mark,) = page.MARK.findall(text)
    assert file.read_text().splitlines()[ord(mark) - page.FIRST - 1] == "# $x$"
    html = markdown.markdown(text, extensions=["pymdownx.superfences", "pymdownx.details"])
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert "\n\n## Then\n\n$x$\n\n" in page.plain(text)
    assert f"`python\n{quotes}\n`" in text
    assert '](lab.ipynb){ download }, <a href="lab.py" download>' in text
    assert " ".join(e.tag for e in body) == "h1 p div div div div h2 p figure details"
    blocks = [e for e in body if e.tag in ("div", "details")]
    title, silent, code, output, folded = ("".join(e.itertext()) for e in blocks)
    assert (title.strip(), silent, code.strip(), output) == (
        "onea = 1",
        "",
        quotes,
        "Output1\n````\n<b>\n````\n",
    )
    assert FIGURE in folded
    assert (blocks[4].get("class"), folded.strip()[:22]) == ("behind", "The code that draws it")
    caption = body.find("figure/figcaption")
    assert "".join(caption.itertext()) == "A < line."
    labels = body.find("figure//{*}svg").get("aria-labelledby")
    assert labels == caption.get("id") == "figure-lab-4-caption"  # its fifth cell
    with pytest.raises(WeaveError, match=r"docs/labs/lab\.py:23: cell 3 draws in #"):
        labs.to_markdown(file, {"#ffffff": "white"})
    with pytest.raises(WeaveError, match=r"docs/labs/lab\.py:9: unknown fence 'nosuch'"):
        labs.to_markdown(lab("# %% [markdown]\n# ```nosuch"), {})


# --- how cells run ----------------------------------------------------------------------------


def test_cells_give_what_a_kernel_gives(here):
    code = [
        "import sys, time\nfor n in range(3):\n    print(n)\n    sys.stdout.flush()\n'end'",
        "None\n3;",
        "display([1] * 40)\n7\nTrue",
        "_, Out[3], len(In), __name__",
        FIGURE + "\n4",
        DRAWS + "plt.close()\nprint('closed', end='')",
        DRAWS + "print('shown at the end, so after this')",
    ]
    style = (
        f"import matplotlib.pyplot\nmatplotlib.rc_file({str(STYLE)!r})\n"
        "from matplotlib_inline.backend_inline import set_matplotlib_formats as use\n"
        f"use('svg', bbox_inches=None, metadata={NO_METADATA})"
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in code])
    book.cells[0].source = f"{style}\n{code[0]}"
    NotebookClient(book, timeout=60).execute()
    expected = []
    for outputs in (cell.outputs for cell in book.cells):
        gave, fault = cells.given([{o.name: o.text} if "text" in o else o for o in outputs])
        expected.append({"fault": fault, "line": 1} if fault else {"gave": gave})
    assert here(*code) == expected
    assert expected[0] == {"gave": [("text", "0\n1\n2\n'end'\n")]}
    assert [kind for kind, _ in expected[4]["gave"]] == ["svg", "text"]
    assert "fault" in expected[-1]


def test_each_cell_has_the_seconds_that_it_is_given_whatever_the_last_one_left(here):
    shortens = "import signal\n30 < signal.setitimer(signal.ITIMER_REAL, 30)[0] <= 60"
    looks = "30 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60"
    assert here(shortens, looks) == [{"gave": [("text", "True\n")]}] * 2


def test_cells_run_in_an_empty_folder_and_draw_whatever_the_backend_outside(here, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    code = "import os\nos.listdir(), os.environ['MPLBACKEND']"
    settings = "get_ipython().ipython_dir == os.path.dirname(os.getcwd())"  # and nobody's
    folder, nobodys, figure = here(code, settings, FIGURE)
    assert folder == {"gave": [("text", "([], 'agg')\n")]}
    assert nobodys == {"gave": [("text", "True\n")]}
    assert [kind for kind, _ in figure["gave"]] == ["svg", "text"]


def test_lab_is_run_again_when_it_is_edited_or_has_failed_and_else_remembered(lab, tmp_path):
    def run(code: str):
        crew.made.clear()  # as if started anew
        return labs.run(lab("import os\n" + code))

    first = run("print(os.urandom(8).hex())")
    assert run("print(os.urandom(8).hex())") == first
    assert run("print(os.urandom(8).hex()) ") != first
    assert run("print(os.urandom(8).hex())\n\n# %% [markdown]\n# More words.") == first
    fails = f"open({str(tmp_path / 'wanted')!r}).close()"
    with pytest.raises(WeaveError, match="cell 1 failed: FileNotFoundError"):
        run(fails)
    (tmp_path / "wanted").touch()
    assert run(fails) == [[]]


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "line", "fault"),
    [
        (["b = 2\nc = b / 0"], 2, r"failed: ZeroDivisionError: division by zero$"),
        (["def f():\n\n\n    1 / 0", "x = 1\nf()"], 2, r"failed: ZeroDivisionError"),  # of the call
        (["def f():\n    1 / 0\n\n\nf()"], 5, r"failed: ZeroDivisionError"),
        (["class A:\n    def __repr__(self):\n        1 / 0", "A()"], 1, r"failed: ZeroDiv"),
        (["\n\nassert 1 == 2"], 3, r"failed: AssertionError: 1 == 2$"),
        (["assert 1 == 2, 'no'"], 1, r"failed: AssertionError: no$"),
        (["raise AssertionError"], 1, r"failed: AssertionError$"),
        (["n = 3\nassert (n, 2) == (n,\n 1)"], 2,
         r"AssertionError: \(n, 2\) == \(n, 1\); \(n, 2\) is \(3, 2\); \(n, 1\) is \(3, 1\)$"),
        (["for n in 3, 4:\n    assert 2 < n <= 3.5"], 2, r": 2 < n <= 3.5; n is 4$"),
        (["def f(x):\n    assert max(x) < 3", "\nf([1, 2, 3])"], 2,
         r": max\(x\) < 3; max\(x\) is 3$"),
        (["import numpy as np\np = np.arange(3.)", "assert (p < 2).all()"], 1,
         r": \(p < 2\)\.all\(\); p is array\(\[0\., 1\., 2\.\]\)$"),
        (["import numpy as np\nn = np.float64(4.5)", "assert n < 0"], 1, r": n < 0; n is 4.5$"),
        (["assert 'x' * 999 == 'y'"], 1, r"; 'x' \* 999 is 'x{199} …$"),
        (["assert all(n < 2 for n in [1, 2])"], 1, r": all\(n < 2 for n in \[1, 2\]\)$"),
        (["x = 1\ndef f(:"], 2, r"failed: SyntaxError: invalid syntax$"),
        (["x = 1\n\nexec('a = )')"], 3, r"failed: SyntaxError: unmatched '\)'$"),
        (["x = 1\n%time x"], 2, r"failed: SyntaxError"),  # only a notebook understands these
        (["import asyncio\nawait asyncio.sleep(0)"], 2, r"failed: SyntaxError: 'await' outside"),
        (["input()"], 1, r"failed: "),
        (["import sys\nprint('oh', file=sys.stderr)"], 1, r"warns, which a page should not:\noh$"),
        ([DRAWS + "plt.show()"], 1, r"draws; give one figure, then print what it shows$"),
        ([DRAWS + "plt.title('$\\\\nosuch$')\nprint(1)"], 1, r"(?s)failed: .*nosuch"),
        (["from IPython.display import HTML\nHTML('<b>1</b>')"], 1,
         r"shows text/html, text/plain; print text, or draw$"),
    ],
)  # fmt: skip
def test_cell_that_a_page_cannot_take_ends_the_run_with_its_line(here, code, line, fault):
    *before, last = here(*code, "print('not run')")
    assert before == [{"gave": []}] * (len(code) - 1)
    assert last["line"] == line
    assert re.search(fault, last["fault"]), last["fault"]


def test_output_that_no_page_shows_is_refused():
    svg = {"data": {"image/svg+xml": "<svg/>", "text/plain": "Figure"}}
    one, blank = {"stdout": "1"}, {"stdout": " \n"}
    assert cells.given([svg, one, one]) == ([("svg", "<svg/>"), ("text", "11")], "")
    for outputs in ([svg], [svg, blank], [one, svg], [svg, svg, one], [svg, one, svg]):
        assert cells.given(outputs) == ([], "draws; give one figure, then print what it shows")
    warned = cells.given([one, {"stderr": "oh "}, svg, {"stderr": "dear\n"}])
    assert warned == ([], "warns, which a page should not:\noh dear")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (["same = 1", "same = 1", "same = 1\n1 / 0"], r"16: cell 3 failed: ZeroDivisionError"),
        (["s = 1", "# %% check\n\nassert s == 2"], r"13: cell 2 failed: AssertionError: s == 2;"),
        (["import time\nwhile 1:\n    try:\n        time.sleep(9)\n    except: pass"],
         r"9: cell 1 did not end within 1 s"),
        (["import sys\nsys.exit()"], r"10: cell 1 failed: SystemExit$"),
        (["import numpy as np\nnp.log(0.0)"], r"9: cell 1 warns.*divide by zero"),
        (["import logging\nlogging.warning('oh')"], r"9: cell 1 warns.*\nWARNING:root:oh$"),
        (["from threading import Thread\nt = Thread(target=lambda: 1 / 0)\nt.start()\nt.join()"],
         r"9: cell 1 warns.*ZeroDivisionError"),
        (["1", "import os\nos._exit(1)"], r"12: cell 2 failed:\nit ended with status 1"),
        (["import os\nos._exit(0)"], r"9: cell 1 ended its process"),
        (["import os\nos.abort()"], r"9: cell 1 was ended by the signal SIGABRT"),
        (["import os\nos.system('echo hi');"], r" prints past Python.*\nhi"),
        (["1", "\nwhile True:\n    print('x' * 9999)"],
         r"14: cell 2 failed: OSError: a lab prints 1,000,000 characters at most$"),
        (["1", "import os\nwhile True: os.write(1, b'x' * 9999)"],
         r"12: cell 2 gives more than 1,000,000 bytes"),
        (["1", "print()\nprint('\\x02wzxhzdk:0\\x03')"],
         r"12: cell 2 has the character U\+0002 in line 2 of its output; "),
        (["1", "print('\\udc80')"], r"12: cell 2 has the byte 0x80 in line 1 of its output"),
        (["1", "x = '\x1b'"], r" has the character U\+001B in line 12 of its text; "),
    ],
)  # fmt: skip
def test_fault_in_a_lab_is_told_with_its_place(lab, monkeypatch, code, message):
    monkeypatch.setattr(labs, "SECONDS", 1 if "sleep" in code[0] else 60)
    with pytest.raises(WeaveError) as told:
        labs.run(lab(*code))
    assert re.match(rf"(?s)docs/labs/lab\.py:{message}", told.value.message), told.value.message


FRONT = HEAD.partition("# %%")[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: has no front matter with a description"),
        ("# %% [markdown]\n# # Title?\n", "1: has no front matter with a description"),
        (FRONT, "1: a lab starts with its title, in a Markdown cell"),
        (FRONT + "# %%\n1\n", "1: a lab starts with its title, in a Markdown cell"),
        (HEAD + "# %% [raw]\n# nothing\n", "9: a cell is raw; make it Markdown or code"),
        (HEAD + '# %% say "hi"\n1\n', "9: cell 1 has a quotation mark in its title"),
        *[
            (
                f"{HEAD}# %%\n1\n\n{wrong}\n2\n",
                f"11: '{wrong.strip()}' starts no cell; write '# %%', "
                "with a space before and after it, at the start of the line",
            )
            for wrong in (
                "#%%",
                "#%% check",
                "# %%check",
                "#  %% check",
                "# %%[markdown]",
                "## %% x",
                " # %%",
            )
        ],
        (HEAD + "# %%\n1\n\n# %%\n\n# %%\n2\n", "11: cell 2 is empty; take it out"),
    ],
)
def test_file_that_is_no_lab_is_refused(root, text, message):
    file = root / "docs" / "lab.py"
    file.write_text(text)
    with pytest.raises(WeaveError) as told:
        labs.run(file)
    assert told.value.message == f"{file.as_posix()}:{message}"
