"""A small page to weave, in a folder of its own."""

import re
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import markdown
import pytest
from markdown.treeprocessors import Treeprocessor

from weave import work
from weave.equations.context import load
from weave.page import WeaveError

CONTEXT = """
[domain]
w = { from = -2, to = 2 }
x = { from = -2, to = 2 }
y = { values = [0, 1] }
[functions]
"sigma(t)" = "1 / (1 + exp(-t))"
[definitions]
z = "w*x"
a = "sigma(z)"
L = "(a - y)**2 / 2"
"""
FIGURE = """
import matplotlib.pyplot as plt
TITLE = "A line"
ALT = "A line that climbs"
def draw():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], color="#000000")
    return fig
"""


def _start(*arguments, env: dict, **more) -> subprocess.Popen:
    """Start a process of the crew, where no fault is planted: mutmut sees only what runs here."""
    return subprocess.Popen(*arguments, env={**env, "MUTANT_UNDER_TEST": ""}, **more)


work.Popen = _start


def without_packages(story: str) -> str:
    """Return a traceback without the frames of installed packages, as mutmut puts some into it."""
    story = re.sub(r"""  File "[^"]*site-packages.*\n(    .*\n)*""", "", story)
    # One that is left empty has no heading.
    return re.sub(r"""Traceback .*\n(?=  File "[^"]*", line \d+\n)""", "", story)


class _Page(Treeprocessor):
    """Tells which file is converted, as MkDocs does."""

    file = SimpleNamespace(src_uri="page.md")


@pytest.fixture
def root(tmp_path, monkeypatch) -> Iterator[Path]:
    """An empty house: one context, one snippet, one figure, the current folder, a fresh memory."""
    for folder in ("docs", "snippets/figures", "snippets/checks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "snippets/checks/neuron.toml").write_text(CONTEXT)
    (tmp_path / "snippets/hello.py").write_text('"""Greet."""\nprint("hello, 1 < 2")\n')
    (tmp_path / "snippets/figures/line.py").write_text(FIGURE)
    monkeypatch.chdir(tmp_path)
    # The processes of the crew serve all tests; what was made and may be made is each test's own.
    for name, value in (("made", {}), ("sources", {}), ("done", 0), ("total", 0)):
        monkeypatch.setattr(work.crew, name, value)
    yield tmp_path
    for answer in work.crew.made.values():
        answer.result(60)  # nothing goes on after a test


@pytest.fixture
def weave(root):
    """Write a page, with a line of its own in its head, and weave it; returns HTML."""

    def convert(text: str, *only: str, head: str = "description: two lines of") -> str:
        text = textwrap.dedent(text)
        whole = f"---\n{head}\n---\n\n{text}"
        Path("docs/page.md").write_text(whole, encoding="utf-8")
        md = markdown.Markdown(
            extensions=only or [
                "attr_list", "tables", "toc", "pymdownx.details", "pymdownx.superfences",
                "weave.maths", "weave.snippet", "weave.figure", "weave.index",
            ],
            extension_configs={
                "weave.maths": {"factors": ["error", "slope", "input"]},
                "weave.figure": {
                    "colors": {"#000000": "currentColor", "#808080": "var(--faint)"}
                },
            },
        )  # fmt: skip
        md.treeprocessors.register(_Page(md), "relpath", 0)
        return md.convert(text)

    return convert


@pytest.fixture
def refuses(weave):
    """Weave a page that must be refused; returns the one sentence that says why."""

    def convert(text: str, *only: str, **head: str) -> str:
        with pytest.raises(WeaveError) as caught:
            weave(text, *only, **head)
        return without_packages(caught.value.format_message())

    return convert


@pytest.fixture
def loaded(tmp_path):
    """Load a context from its text."""

    def from_text(text: str):
        file = tmp_path / "case.toml"
        file.write_text(text, encoding="utf-8")
        return load(file)

    return from_text
