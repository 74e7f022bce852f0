from pathlib import Path

import pytest

from weave import output

BLOCK = "text\n\n/// output | hello.py\n///\n"


def test_output_is_what_the_file_printed(weave):
    html = weave(BLOCK)
    assert '<div class="output" data-output="hello.py">' in html
    assert "<code>hello, 1 &lt; 2\n</code>" in html


def test_markdown_in_an_output_stays_text(weave):
    Path("snippets/hello.py").write_text('print("*a* $x$ | b")\n')
    assert "<code>*a* $x$ | b\n</code>" in weave(BLOCK)


def test_edited_snippet_shows_its_new_output_and_an_unchanged_one_is_not_run_again(weave):
    runs = Path("runs")
    count = "open({!r}, 'a').write('x')\nprint({!r})\n"
    Path("snippets/hello.py").write_text(count.format(str(runs.resolve()), "one"))
    assert "<code>one\n</code>" in weave(BLOCK)
    assert "<code>one\n</code>" in weave(BLOCK)
    assert runs.read_text() == "x"
    Path("snippets/hello.py").write_text(count.format(str(runs.resolve()), "two"))
    assert "<code>two\n</code>" in weave(BLOCK)
    assert runs.read_text() == "xx"


def test_snippet_cannot_lean_on_its_folder(weave, refuses):
    Path("snippets/other.py").write_text("x = 1\n")
    Path("snippets/hello.py").write_text("import other\nprint(other.x)\n")
    assert "No module named 'other'" in refuses(BLOCK)


@pytest.mark.parametrize(
    ("snippet", "words"),
    [
        ("print(1 / 0)", "ZeroDivisionError"),
        ("x = 1", "printed nothing"),
        ("print(' ')", "printed nothing"),
        ("def f(:\n    pass", "SyntaxError"),
        ("import sys\nprint(1)\nsys.exit(3)", "failed when it was run"),
    ],
)
def test_snippet_that_fails_or_prints_nothing_is_refused_with_the_place(refuses, snippet, words):
    Path("snippets/hello.py").write_text(snippet + "\n")
    message = refuses(BLOCK)
    assert message.startswith("docs/page.md:7: snippets/hello.py ")
    assert words in message


def test_failing_snippet_is_run_once_a_build(refuses, monkeypatch):
    monkeypatch.setattr("weave.output._run_all", output._run_all.__wrapped__)
    Path("snippets/hello.py").write_text(
        f"open({str(Path('runs').resolve())!r}, 'a').write('x')\n1 / 0\n"
    )
    refuses(BLOCK)
    assert Path("runs").read_text() == "x"


def test_snippet_that_does_not_end_is_stopped(refuses, monkeypatch):
    monkeypatch.setattr("weave.output.SECONDS", 0.5)
    Path("snippets/hello.py").write_text("while True:\n    pass\n")
    assert "did not end within 0.5 s" in refuses(BLOCK)


def test_missing_snippet_names_the_place_and_what_there_is(refuses):
    message = refuses(BLOCK.replace("hello", "hallo"))
    assert message.startswith("docs/page.md:7: there is no snippets/hallo.py")
    assert "hello.py" in message


def test_typed_output_is_refused(refuses):
    assert "an output block is empty" in refuses("/// output | hello.py\nhello\n\nmore\n///\n")


def test_forgotten_end_is_refused(refuses):
    assert "lacks its closing '///'" in refuses("/// output | hello.py\n\nmore\n")
