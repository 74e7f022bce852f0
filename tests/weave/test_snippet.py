"""A block shows the file and what it printed, or a sentence that says why not."""

from pathlib import Path

import pytest

from weave.snippet import imports

BLOCK = "text\n\n/// snippet | hello.py\n///\n"
HELLO = Path("snippets/hello.py")


def test_block_is_the_code_with_its_title_and_an_output_that_the_keyboard_reaches(weave):
    code, _, output = weave(BLOCK).partition('<div class="output"')
    assert '<span class="filename">hello.py</span>' in code
    assert (
        '<span class="nb">print</span>(<span class="s2">"hello, 1 &lt; 2"</span>)\n</code>' in code
    )
    assert output == (
        ' data-output="hello.py">\n<p>Output</p>\n'
        '<pre tabindex="0"><samp>hello, 1 &lt; 2\n</samp></pre>\n</div>'
    )


def test_markdown_in_code_and_output_stays_text(weave):
    HELLO.write_text('print("*a* $x$ | b")\n')
    html = weave(BLOCK)
    assert "<samp>*a* $x$ | b\n</samp>" in html
    assert '"*a* $x$ | b"' in html


def test_edited_snippet_shows_its_new_output_and_an_unchanged_one_is_not_run_again(weave):
    count = f"open({str(Path('runs').resolve())!r}, 'a').write('x')\nprint({{!r}})\n"
    for word, runs in (("one", "x"), ("one", "x"), ("two", "xx")):
        HELLO.write_text(count.format(word))
        assert f"<samp>{word}\n</samp>" in weave(BLOCK)
        assert Path("runs").read_text() == runs


FAILED = 'failed:\nTraceback (most recent call last):\n  File "snippets/hello.py", line 1, in '


@pytest.mark.parametrize(
    ("snippet", "fault"),
    [
        ("1 / 0", FAILED + "<module>\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero"),
        ("x = 1", "printed nothing; a snippet ends with a main part"),
        ("print(' ')", "printed nothing; a snippet ends with a main part"),
        ("def f(:", 'failed:\n  File "snippets/hello.py", line 1\n    def f(:\n          ^\n'
         "SyntaxError: invalid syntax"),
        ("import sys\nprint(1)\nsys.exit('\\n  no\\n')", "failed:\n\n  no"),
        # It cannot lean on its folder.
        ("import other\nprint(1)", FAILED + "<module>\n    import other\n"
         "ModuleNotFoundError: No module named 'other'"),
        ("from snippets.other import x", "imports snippets/other.py; a reader copies one block, "
         "so write what it needs into it"),
        ("while True: pass", "did not end within 0.5 s"),
    ],
)  # fmt: skip
def test_snippet_that_fails_or_prints_nothing_is_refused_with_the_place(
    refuses, monkeypatch, snippet, fault
):
    monkeypatch.setattr("weave.snippet.SECONDS", 0.5 if "while" in snippet else 60)
    Path("snippets/other.py").write_text("x = 1\nprint(x)\n")
    HELLO.write_text(snippet + "\n")
    assert refuses(BLOCK) == f"docs/page.md:7: snippets/hello.py {fault}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BLOCK.replace("hello", "hallo"),
         "7: there is no snippets/hallo.py; nearest in that folder: hello.py"),
        ("/// snippet | hello.py\nhello\n///\n", "5: a snippet block is empty; what it shows is "
         "the file and what that prints"),
        ("/// snippet | hello.py\n\nmore\n",
         "5: block '/// snippet | hello.py' lacks its closing '///'"),
    ],
)  # fmt: skip
def test_missing_file_typed_output_and_forgotten_end_are_refused(refuses, text, message):
    assert refuses(text) == f"docs/page.md:{message}"


@pytest.mark.parametrize(
    "line",
    [
        "from snippets.inner import x",
        "from snippets import inner",
        "import snippets.inner",
        "import snippets.inner as other, os",
        "def late():\n    from snippets.inner import x",
    ],
)
def test_imports_are_followed_however_deep_and_round_in_circles(root, line):
    HELLO.write_text("from snippets.middle import x\nfrom . import y\nimport gone\n")
    Path("snippets/middle.py").write_text(line + "\n")
    Path("snippets/inner.py").write_text("import snippets.hello\n")
    assert imports(HELLO) == [Path("snippets/inner.py"), Path("snippets/middle.py")]
    HELLO.write_text("def (")  # running it will say so, and better
    assert imports(HELLO) == []
