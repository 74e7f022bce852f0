import re
from pathlib import Path

BLOCK = "/// index\n///\n"


def test_each_snippet_gets_a_row_with_what_it_shows_its_pages_and_the_file(weave):
    Path("snippets/hello.py").write_text('"""A greeting with $x$.\n\nMore."""\nprint(1)\n')
    Path("snippets/silent_one.py").write_text('"""None."""\n')
    Path("docs/deep").mkdir()
    Path("docs/a.md").write_text("\ufeff# Ä?\n\n/// snippet | hello.py\n///\n" * 2, "utf-8")
    Path("docs/deep/user.md").write_text("## Deeper\n\n    ///snippet|hello.py\n    ///\n")
    assert weave(BLOCK).replace("\n", "") == (
        '<table data-index=""><thead><tr>'
        "<th>file</th><th>what it shows</th><th>where it is used</th></tr></thead><tbody><tr>"
        '<td><a download="hello.py" href="code/hello.py"><code>hello.py</code></a></td>'
        '<td>A greeting with $x$.</td><td><a href="a.md">Ä?</a><a href="deep/user.md">user</a></td>'
        # A long name may be broken after an underscore, where a phone is narrow.
        '</tr><tr><td><a download="silent_one.py" href="code/silent_one.py">'
        "<code>silent_<wbr />one.py</code></a></td><td>None.</td><td></td></tr></tbody></table>"
    )


def test_new_snippet_appears_without_a_word_in_the_page(weave):
    weave(BLOCK)
    Path("snippets/hello.py").write_text('"""One."""\nprint(1)\n')
    Path("snippets/other.py").write_text('"""Two."""\nprint(2)\n')
    assert re.findall(r"<td>(One|Two)\.</td>", weave(BLOCK)) == ["One", "Two"]


def test_snippet_that_does_not_say_what_it_shows_is_refused(refuses):
    Path("snippets/silent.py").write_text("print(1)\n")
    told = "docs/page.md:7: snippets/silent.py does not say what it shows"
    assert refuses("text\n\n" + BLOCK) == told
    Path("snippets/silent.py").write_text('"""One."""\ndef f()\n')
    assert refuses("text\n\n" + BLOCK) == "snippets/silent.py:2: expected ':'"


def test_content_and_a_forgotten_end_are_refused(refuses):
    told = refuses("text\n\n/// index\nmore\n///\n")
    assert told == "docs/page.md:7: this block takes no content"
    told = refuses("text\n\n/// index\n\nmore\n")
    assert told == "docs/page.md:7: block '/// index' lacks its closing '///'"
