"""A small page to weave, in a folder of its own."""

import textwrap
from pathlib import Path

import markdown
import pytest

from weave.source import WeaveError

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


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """An empty house: one context, one snippet, one figure, the current folder."""
    for folder in ("docs", "snippets/figures", "snippets/checks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "snippets/checks/neuron.toml").write_text(CONTEXT)
    (tmp_path / "snippets/hello.py").write_text('"""Greet."""\nprint("hello, 1 < 2")\n')
    (tmp_path / "snippets/figures/line.py").write_text(FIGURE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("weave.output._failed", {})  # what a test before this one met
    return tmp_path


@pytest.fixture
def weave(root):
    """Write a page and weave it; returns HTML."""

    def convert(text: str, page: str = "docs/page.md") -> str:
        text = textwrap.dedent(text)
        Path(page).write_text(f"---\ndescription: two lines of\n---\n\n{text}", encoding="utf-8")
        return markdown.markdown(
            text,
            extensions=[
                "attr_list", "tables", "toc", "pymdownx.details", "pymdownx.superfences",
                "weave.maths", "weave.output", "weave.figure", "weave.index",
            ],
            extension_configs={
                "weave.maths": {"factors": ["error", "slope", "input"]},
                "weave.figure": {
                    "colors": {"#000000": "currentColor", "#808080": "var(--faint)"}
                },
            },
        )  # fmt: skip

    return convert


@pytest.fixture
def refuses(weave):
    """Weave a page that must be refused; returns the one sentence that says why."""

    def convert(text: str) -> str:
        with pytest.raises(WeaveError) as caught:
            weave(text)
        return caught.value.format_message()

    return convert
