import subprocess
from pathlib import Path

import pytest

from weave import cache, output

BLOCK = "text\n\n/// output | hello.py\n///\n"


def test_output_is_what_the_file_printed(weave):
    html = weave(BLOCK)
    assert '<div class="output" data-output="hello.py">' in html
    assert "<samp>hello, 1 &lt; 2\n</samp>" in html


def test_markdown_in_an_output_stays_text(weave):
    Path("snippets/hello.py").write_text('print("*a* $x$ | b")\n')
    assert "<samp>*a* $x$ | b\n</samp>" in weave(BLOCK)


def test_edited_snippet_shows_its_new_output_and_an_unchanged_one_is_not_run_again(weave):
    runs = Path("runs")
    count = "open({!r}, 'a').write('x')\nprint({!r})\n"
    Path("snippets/hello.py").write_text(count.format(str(runs.resolve()), "one"))
    assert "<samp>one\n</samp>" in weave(BLOCK)
    assert "<samp>one\n</samp>" in weave(BLOCK)
    assert runs.read_text() == "x"
    Path("snippets/hello.py").write_text(count.format(str(runs.resolve()), "two"))
    assert "<samp>two\n</samp>" in weave(BLOCK)
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


def test_snippet_that_imports_another_is_refused_before_it_runs(refuses):
    Path("snippets/other.py").write_text("x = 1\n")
    Path("snippets/hello.py").write_text("from snippets.other import x\nprint(x)\n")
    assert refuses(BLOCK) == (
        "docs/page.md:7: snippets/hello.py imports snippets/other.py; a reader copies one block, "
        "so write what it needs into it"
    )


def test_missing_snippet_names_the_place_and_what_there_is(refuses):
    message = refuses(BLOCK.replace("hello", "hallo"))
    assert message.startswith("docs/page.md:7: there is no snippets/hallo.py")
    assert "hello.py" in message


def test_typed_output_is_refused(refuses):
    assert "an output block is empty" in refuses("/// output | hello.py\nhello\n\nmore\n///\n")


def test_forgotten_end_is_refused(refuses):
    assert "lacks its closing '///'" in refuses("/// output | hello.py\n\nmore\n")


def test_block_is_a_labelled_output_that_can_be_reached_by_keyboard(weave):
    assert weave(BLOCK) == (
        '<p>text</p>\n<div class="output" data-output="hello.py">\n<p>Output</p>\n'
        '<pre tabindex="0"><samp>hello, 1 &lt; 2\n</samp></pre>\n</div>'
    )


def test_output_is_remembered_for_this_file_this_python_and_this_numpy(weave, monkeypatch):
    runs = Path("runs").resolve()
    code = f"open({str(runs)!r}, 'a').write('x')\nprint(1)\n"
    Path("snippets/hello.py").write_text(code)
    output.run(Path("snippets/hello.py"))
    output.run(Path("snippets/hello.py"))
    Path("snippets/other.py").write_text(code)
    output.run(Path("snippets/other.py"))
    assert runs.read_text() == "xx"
    with monkeypatch.context() as patch:
        patch.setattr("sys.version", "another")
        output.run(Path("snippets/hello.py"))
    assert runs.read_text() == "xxx"
    installed = cache.version
    other = lambda name: "another" if name == "numpy" else installed(name)  # noqa: E731
    monkeypatch.setattr(cache, "version", other)
    output.run(Path("snippets/hello.py"))
    assert runs.read_text() == "xxxx"


def test_output_is_not_taken_for_another_thing_of_the_same_parts(root, monkeypatch):
    keys = []
    key = cache.key
    monkeypatch.setattr(cache, "key", lambda *a, **k: keys.append(a[0]) or key(*a, **k))
    output.run(Path("snippets/hello.py"))
    assert keys == ["output"]


def test_snippet_reads_nothing_and_speaks_utf_8(root, monkeypatch):
    file = Path("snippets/hello.py")
    code = "import sys\nprint(repr(sys.stdin.read()), sys.flags.utf8_mode, 'σ')\n"
    file.write_text(code, encoding="utf-8")
    run, asked = subprocess.run, []
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: asked.append(k) or run(*a, **k))
    assert output.run(file) == "'' 1 σ\n"
    assert [k["stdin"] for k in asked] == [subprocess.DEVNULL]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "hello",
            "docs/page.md:5: an output block is empty; its text is what the snippet prints",
        ),
    ],
)
def test_one_paragraph_is_too_much(refuses, content, message):
    assert refuses(f"/// output | hello.py\n{content}\n///\n") == message


def test_faults_are_told_in_whole_sentences(refuses, monkeypatch):
    file = Path("snippets/hello.py")
    place = "docs/page.md:7: snippets/hello.py "
    file.write_text("x = 1\n")
    assert refuses(BLOCK) == place + "printed nothing; a snippet ends with a main part"
    file.write_text("import sys\nsys.exit('\\n  no\\n')\n")
    assert refuses(BLOCK) == place + "failed when it was run:\n\n  no"
