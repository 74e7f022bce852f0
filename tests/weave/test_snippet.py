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
        ("print(input())", "asks for input, which nobody gives while a site is built; write the "
         "value into it"),
        ("import ctypes\nprint(1, flush=True)\nctypes.string_at(0)",
         "was ended by the signal SIGSEGV in line 3"),
        ("while True: print('x' * 9999)", "gives more than 1,000,000 bytes, which no page can "
         "hold; print or draw less"),
    ],
)  # fmt: skip
def test_snippet_that_fails_or_prints_nothing_is_refused_with_the_place(
    refuses, monkeypatch, snippet, fault
):
    monkeypatch.setattr("weave.snippet.SECONDS", 0.5 if "pass" in snippet else 60)
    Path("snippets/other.py").write_text("x = 1\nprint(x)\n")
    HELLO.write_text(snippet + "\n")
    assert refuses(BLOCK) == f"docs/page.md:7: snippets/hello.py {fault}"


KEEP = "; a page shows text in UTF-8, tabs and line ends, so keep to these"


@pytest.mark.parametrize(
    ("printed", "sign"),
    [
        (b"caf\xe9\n", "byte 0xE9"),
        (b"\x80", "byte 0x80"),
        (b"\xed\xb2\x80", "byte 0xED"),  # a surrogate, as UTF-8 would write it
        (b"a\x00b\x1b[31mred", "character U+0000"),
        (b"\x1b[31mred\x1b[0m", "character U+001B"),
        (b"\x02wzxhzdk:0\x03", "character U+0002"),  # Python-Markdown's sign for the fence below
        (b"10%\r20%\n", "character U+000D"),
        (b"\x1f", "character U+001F"),
        (b"\x7f", "character U+007F"),
        (b"\xc2\x9b31m", "character U+009B"),
        (b"\xef\xbf\xbe", "character U+FFFE"),
        ("\U000f0007".encode(), "character U+F0007"),  # a mark of weave.page
        ("\U0010fffd".encode(), "character U+10FFFD"),
    ],
)
def test_output_that_no_page_can_show_is_refused_with_its_line(refuses, printed, sign):
    HELLO.write_text(f"import sys\nsys.stdout.buffer.write(b'one\\ntwo ' + {printed!r})\n")
    told = f"snippets/hello.py has the {sign} in line 2 of its output{KEEP}"
    assert refuses(f"```text\nstash\n```\n\n{BLOCK}") == f"docs/page.md:11: {told}"


def test_output_in_any_script_is_shown_as_it_is(weave):
    text = "\t ~\xa0é−\ud7ff\ue000\ufffd𝒙🙂\U000effff"
    HELLO.write_text(f"print({text!r})\n")
    assert f"<samp>{text}\n</samp>" in weave(BLOCK)


@pytest.mark.parametrize(
    ("snippet", "sign"),
    [
        (b'# coding: latin-1\nprint("\xe9")\n', "byte 0xE9"),
        (b'print(1)\nx = "\x02wzxhzdk:0\x03"\n', "character U+0002"),
    ],
)
def test_code_that_no_page_can_show_is_refused_with_its_line(refuses, snippet, sign):
    HELLO.write_bytes(snippet)
    told = f"snippets/hello.py has the {sign} in line 2 of its text{KEEP}"
    assert refuses(BLOCK) == f"docs/page.md:7: {told}"


def test_mark_of_byte_order_and_line_ends_of_windows_are_no_part_of_the_code(weave):
    HELLO.write_bytes("\ufeffx = 1\r\nprint(x)\r\n".encode())
    html = weave(BLOCK)
    assert "<samp>1\n</samp>" in html
    assert not {"\ufeff", "\r"} & set(html)


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
    for broken in ("def (", "-" * 100_000 + "1"):  # running it will say so, and better
        HELLO.write_text(broken)
        assert imports(HELLO) == []


CHANGE = 'Write hello.\n{ data-change="hello.py: hello" }\n'


def test_asked_change_names_file_and_line(weave):
    HELLO.write_text('a = 1\nprint("hello")\n')
    for page in (BLOCK + "\n" + CHANGE, CHANGE + "\n" + BLOCK):
        assert '<p data-change="hello.py:2">Write hello.</p>' in weave(page)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("other.py: hello", "names no snippet of this page"),
        ("hello", "names no snippet of this page"),
        ("hello.py: ", "has its code in 0 lines of the snippet, not in one"),
        ("hello.py: bye", "has its code in 0 lines of the snippet, not in one"),
        ("hello.py: print", "has its code in 2 lines of the snippet, not in one"),
    ],
)
def test_change_of_what_is_not_there_or_not_one_line_is_refused(refuses, asked, fault):
    HELLO.write_text('print("hello")\nprint(2)\n')
    assert refuses(f'{BLOCK}\nWrite.\n{{ data-change="{asked}" }}\n') == (
        f'docs/page.md:11: data-change="{asked}" {fault}; write FILE: CODE, a snippet that this '
        "page shows, and a part of one of its lines"
    )
