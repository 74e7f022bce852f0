"""Errors that name file and line, what would show as text and is refused, and marks that go."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown import Markdown

from weave import SNIPPETS
from weave.page import BLOCKS, FIRST, WeaveError, find, mark, place

MALFORMED = (
    "is unknown or malformed; write '/// snippet | FILE' or '/// figure | FILE', a caption, and a "
    "closing '///'"
)
ALONE = (
    "a '$$' stands alone; an equation starts and ends with '$$', holds no empty line, and has "
    "empty lines around it"
)


@pytest.fixture(autouse=True)
def _somewhere_else(root):
    """Work in an empty house."""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "```snippet\nhello.py\n```",
            "5: 'snippet' is no code fence; write it as a block, '/// snippet | FILE'",
        ),
        (
            "a\n\n  ~~~~ figure\nline.py\n~~~~",
            "7: 'figure' is no code fence; write it as a block, '/// figure | FILE'",
        ),
        (
            "```python\n```\n\n```c+-\nx\n```",
            "8: unknown fence 'c+-'; name a language that Pygments knows, such as "
            "python, console or text",
        ),
        ("a\n\n/// figrue | line.py\n///", f"7: block '/// figrue | line.py' {MALFORMED}"),
        ("a\n\n/// figrue\n///", f"7: block '/// figrue' {MALFORMED}"),
        ("/// figure\n///", f"5: block '/// figure' {MALFORMED}"),
        (
            "/// figure |\n///",
            "5: there is no snippets/figures/; nearest in that folder: line.py",
        ),
        ("> a\n\n> /// figrue | line.py\n> ///", f"7: block '/// figrue | line.py' {MALFORMED}"),
        ("one\n*two* $$ $x$\nz", f"6: {ALONE}"),
        ("one\n\n$$\nz = w x", f"7: {ALONE}"),
        ("$$\n% check: neuron\n\nz = w x\n$$", f"5: {ALONE}"),
        ("$x$\n$$\n% check: neuron\nz = w x\n$$", f"6: {ALONE}"),
        ("- a\n- $$\n  z", f"6: {ALONE}"),
        ("| a |\n|---|\n| $$ z $$ |", f"7: {ALONE}"),
        ("# $x$\n\n## $$", f"7: {ALONE}"),
        ("a\n*b $$ c*", f"6: {ALONE}"),
        (
            "a\n\n<p>\nb $$ c</p>",
            "8: a '$$' stands in HTML, where no equation is read; leave the HTML out: $$ c",
        ),
    ],
)
def test_fault_is_told_in_one_whole_sentence(refuses, text, message):
    assert refuses(text) == "docs/page.md:" + message


TEX = 'TeX: Unknown command "\\foo". In: '


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\n\ntwo $\\foo$", 7),
        ("one `$\\foo$`\n\ntwo $\\foo$", 7),
        ("$a$ and $b$\nand $\\foo$", 6),
        ("$a +\nb$ and $\\foo$", 6),
        ("costs \\$5, `$`\n\n- $c$\n- d $\\foo$", 8),
        ("| a |\n|---|\n| $b$ |\n| $\\foo$ |", 8),
        ("> one\n> $\\foo$", 6),
        ("??? note\n    one\n\n    $\\foo$", 8),
        ("# One $a$ {#b}\n\n## $\\foo$", 7),
        # Words that stand in a fence, too, or before it, or on another page.
        ("```text\n$\\foo$\n$$\n```\n\n$\\foo$", 10),
        ("> ```text\n> $\\foo$\n> ```\n\n$\\foo$", 9),
        ("```text\n```nosuch\n```\n\n$\\foo$\n\n~~~python\n$\\foo$\n~~~", 9),
        ("$\\foo$", 5),
    ],
)
def test_formula_is_placed_by_its_line_and_not_by_its_words(refuses, text, line):
    Path("docs/another.md").write_text(f"---\ndescription: x\n---\n\n{text}\n\nMore.\n")
    assert refuses(text) == f"docs/page.md:{line}: {TEX}\\foo"


@pytest.mark.parametrize("indent", ["", "    ", "> "])
def test_line_of_a_display_is_the_one_that_is_at_fault(refuses, indent):
    head = {"": "text", "    ": "??? note", "> ": "> text"}[indent]
    quoted = "```text\n$$\n% check: neuron\nz =\n\\foo\n$$\n```\n\n"
    lines = ["$$", "% check: neuron", "z =", r"\foo", "$$"]
    block = "\n".join(indent + line for line in lines)
    blank = indent.rstrip() + "\n"
    assert refuses(f"{quoted}{head}\n{blank}{block}\n").startswith("docs/page.md:18: TeX: Unknown")


def test_page_is_the_one_that_the_builder_tells():
    mkdocs, zensical = Markdown(), Markdown()
    page = SimpleNamespace(src_uri="a/b.md", path="c/d.md")
    told = SimpleNamespace(file=page, page=page)
    mkdocs.treeprocessors.register(told, "relpath", 0)
    zensical.preprocessors.register(told, "rendering_context", 0)
    assert place(mkdocs, "no mark") == "docs/a/b.md"
    assert place(zensical, f"of line 7{chr(FIRST + 7)}", below=2) == "docs/c/d.md:9"


def test_marks_are_gone_whatever_the_line_became(weave):
    html = weave(
        "# Costs $5 & $x$ {#price}\n\n"
        'Look `$a$`, \\$6 or [$b$](a.md "in $"), ![$](p.png "$c$").\n\n'
        "<div title='$'>$7</div>\n\n| $x$ | $ |\n|---|---|\n| $ | `$` |\n\n"
        "    $ indented\n\n```text\n$ fenced\n$$\n```\n\n[ref]: a.md '$'\n\n[ref] $\n"
    )
    assert not any(ord(letter) >= 0xF0000 for letter in html)
    assert "$ fenced\n$$\n" in html
    assert "<div title='$'>$7</div>" in html
    assert "<code>$a$</code>, $6 or" in html


def test_per_cent_stays_with_its_number_but_in_code(weave):
    html = weave("It is 99 % and *10 %* of $x$, 5 % or `3 %`.\n")
    assert "99\xa0% and <em>10\xa0%</em>" in html
    assert "5\xa0% or <code>3 %</code>" in html


def test_heading_of_the_page_can_have_the_focus_and_its_anchor_is_that_of_its_words(weave):
    html = weave("# Where does $a(1-a)$ come from?\n\n## Then $b$\n\n# Again\n")
    assert '<h1 id="where-does-a1a-come-from" tabindex="-1">' in html
    assert html.count("tabindex") == 1
    assert '<h2 id="then-b">' in html


def test_fences_that_are_closed_otherwise_or_hold_fences_are_left_alone(weave):
    weave(
        "````text\n```nosuch\n```\n````\n\n~~~python\n```nosuch\n~~~\n\n```c++\n```\n\n```c#\n```"
    )
    weave("```text\n```nosuch\n```\n\n````\n```output\n```\n`````\n\n``nosuch``")


def test_heads_of_blocks_of_other_extensions_are_left_as_they_are():
    lines = ["/// note", "/// note | Title", "///", "    /// index", "/// nosuch"]
    marked = mark(lines, 7, "x.md", (*BLOCKS, "note"))
    marks = [chr(0xF0000 + n) for n in range(7, 12)]
    assert marked == [
        "/// note", f"/// note | Title{marks[1]}", "///", f"    /// index | {marks[3]}",
        f"/// nosuch{marks[4]}",
    ]  # fmt: skip


def test_block_is_refused_where_no_extension_knows_any(refuses):
    told = refuses("One.\n\n/// nosuch | a\n///\n", "weave.maths")
    assert told == f"docs/page.md:7: block '/// nosuch | a' {MALFORMED}"


def test_missing_file_is_told_with_the_nearest_three():
    for name in ("hallo.py", "hell.py", "xyz.py", "other.txt"):
        (SNIPPETS / name).touch()
    assert find(SNIPPETS, "*.py", "hello.py", "x") == SNIPPETS / "hello.py"
    for name, nearest in (("Hello.py", "hello.py, hell.py, hallo.py"), ("x.js", "xyz.py, hell")):
        with pytest.raises(WeaveError) as told:
            find(SNIPPETS, "*.py", name, "a.md:3")
        assert told.value.message.startswith(
            f"a.md:3: there is no snippets/{name}; nearest in that folder: {nearest}"
        )
    with pytest.raises(WeaveError, match=r"there is no snippets/a\.js; nearest .*: none$"):
        find(SNIPPETS, "*.js", "a.js", "x")
