"""Errors that name file and line, and what would show as text and is refused."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from weave import SNIPPETS
from weave.source import WeaveError, _place, place, read


def page(text: str) -> SimpleNamespace:
    """A page as the extensions see it, without front matter and tabs."""
    return SimpleNamespace(weave_lines=text.split("\n"))


@pytest.fixture(autouse=True)
def _somewhere_else(root):
    """Work in an empty house."""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "```output\nhello.py\n```",
            "docs/page.md:5: 'output' is no code fence; write it as a block, '/// output | FILE'",
        ),
        (
            "a\n\n  ~~~~ figure\nline.py\n~~~~",
            "docs/page.md:7: 'figure' is no code fence; write it as a block, '/// figure | FILE'",
        ),
        (
            "```snippets\n```",
            "docs/page.md:5: 'snippets' is no code fence; write it as a block, "
            "'/// snippets | FILE'",
        ),
        (
            "```python\n```\n\n```c+-\nx\n```",
            "docs/page.md:8: unknown fence 'c+-'; name a language that Pygments knows, such as "
            "python, console or text",
        ),
        (
            '--8<-- "hello.py:part"',
            "docs/page.md:5: snippets/hello.py has no section 'part'; mark it by "
            "'# --8<-- [start:part]' and '[end:part]'",
        ),
        (
            'text\n\n    ---8<--- "hallo.py"',
            "docs/page.md:7: there is no snippets/hallo.py; nearest in that folder: hello.py",
        ),
        (
            "text\n\n/// figrue | line.py\n///",
            "docs/page.md:7: block '/// figrue | line.py' is unknown or malformed; write "
            "'/// output | FILE' or '/// figure | FILE', a caption, and a closing '///'",
        ),
        (
            "one\n*two* $$ $x$\nz",
            "docs/page.md:5: a '$$' stands alone; an equation starts and ends with '$$', "
            "holds no empty line, and has empty lines around it",
        ),
    ],
)
def test_fault_is_told_in_one_whole_sentence(refuses, text, message):
    assert refuses(text) == message


def test_fences_that_are_closed_otherwise_or_hold_fences_are_left_alone(weave):
    weave(
        "````text\n```nosuch\n```\n````\n\n~~~python\n```nosuch\n~~~\n\n```c++\n```\n\n```c#\n```"
    )
    weave("```text\n```nosuch\n```\n\n````\n```output\n```\n`````\n\n``nosuch``")


def test_section_that_there_is_and_marks_inside_a_line_are_left_alone(weave):
    Path("snippets/hello.py").write_text('"""One."""\n# --8<-- [start:part]\nprint(1)\n')
    weave('--8<-- "hello.py:part"\n\n--8<-- "hello.py:1:2"\n\nsay --8<-- "nosuch.py"')


def test_place_is_that_in_the_file_with_front_matter_indents_and_quotes():
    Path("docs/other.md").write_text("one\n")
    Path("docs/deep").mkdir()
    file = Path("docs/deep/page.md")
    file.write_text("\ufeff---\ndescription: x\n---\n\none\n\n> two\n> three\nfour\n", "utf-8")
    md = page("\n\none\n\n> two\n> three\nfour\n")
    assert place(md, "one") == "docs/deep/page.md:5"
    assert place(md, "two") == "docs/deep/page.md:7"
    assert place(md, "two\nthree") == "docs/deep/page.md:7"
    assert place(md, "four") == "docs/deep/page.md:9"
    assert place(md, "five") == "a page"
    file.write_text("\none\n")
    assert place(page("\none\n"), "one") == "docs/deep/page.md:2"


def test_words_in_backticks_are_quoted_and_signs_are_no_pattern():
    Path("docs/page.md").write_text("`one.` x\nonex\none.\n")
    assert place(page("`one.` x\nonex\none.\n"), "one.") == "docs/page.md:3"


def test_place_in_a_lab_is_found_by_three_lines_in_comments():
    Path("docs/labs").mkdir()
    Path("docs/labs/a.py").write_text("# two\n")
    lines = "# one σ\n#\n# two\n# three\n"
    Path("docs/labs/b.py").write_text("# ---\n# x\n# ---\n" + lines + "x = 1\n" + lines, "utf-8")
    lab = page("one σ\n\ntwo\nthree\nnot in the file")
    assert _place(lab, 0) == "docs/labs/b.py:4"
    assert _place(lab, 1) == "docs/labs/b.py:5"
    assert _place(lab, 4) == "line 5 of a page"
    assert place(lab, "three") == "line 4 of a page"


def test_missing_file_is_told_with_the_nearest_three():
    for name in ("hallo.py", "hell.py", "xyz.py", "other.txt"):
        (SNIPPETS / name).touch()
    md = page("nothing")
    assert read(SNIPPETS, "*.py", "hello.py", md, "x") == SNIPPETS / "hello.py"
    with pytest.raises(WeaveError) as told:
        read(SNIPPETS, "*.py", "Hello.py", md, "x")
    assert told.value.message == (
        "a page: there is no snippets/Hello.py; nearest in that folder: hello.py, hell.py, hallo.py"
    )
    with pytest.raises(WeaveError, match=r"nearest in that folder: xyz\.py, h"):
        read(SNIPPETS, "*.py", "x", md, "x")  # however far they are
    with pytest.raises(WeaveError) as told:
        read(SNIPPETS, "*.js", "a.js", md, "x")
    assert told.value.message == ("a page: there is no snippets/a.js; nearest in that folder: none")
