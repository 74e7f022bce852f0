import re
from pathlib import Path

BLOCK = "/// snippets\n///\n"


def test_each_snippet_gets_a_row_with_what_it_shows_its_pages_and_the_file(weave):
    Path("snippets/hello.py").write_text('"""A greeting with $x$.\n\nMore."""\nprint(1)\n')
    Path("docs/deep").mkdir()
    Path("docs/deep/user.md").write_text('# Who greets?\n\n    --8<-- "hello.py"\n')
    html = weave(BLOCK)
    (row,) = re.findall(r"(?s)<tr>(.*?)</tr>", html)[1:]
    assert '<a download="hello.py" href="code/hello.py"><code>hello.py</code></a>' in row
    assert "<td>A greeting with $x$.</td>" in row
    assert '<a href="deep/user.md">Who greets?</a>' in row


def test_whole_index_of_one_snippet_that_no_page_shows(weave):
    assert weave(BLOCK).replace("\n", "") == (
        '<table data-index=""><thead><tr>'
        "<th>file</th><th>what it shows</th><th>where it is used</th></tr></thead><tbody><tr>"
        '<td><a download="hello.py" href="code/hello.py"><code>hello.py</code></a></td>'
        "<td>Greet.</td><td></td></tr></tbody></table>"
    )


def test_pages_are_told_once_each_by_title_or_by_name(weave):
    Path("docs/a.md").write_text(
        '\ufeff# Ä?\n\n--8<-- "hello.py:part"\n\n--8<-- "hello.py"\n', encoding="utf-8"
    )
    Path("docs/b.md").write_text('## Deeper\n\n---8<--- "hello.py"\n', encoding="utf-8")
    assert '<td><a href="a.md">Ä?</a><a href="b.md">b</a></td>' in weave(BLOCK)


def test_long_name_may_be_broken_after_an_underscore(weave):
    Path("snippets/a_long_name.py").write_text('"""One."""\nprint(1)\n')
    assert re.search("<code>a_<wbr ?/?>long_<wbr ?/?>name.py</code>", weave(BLOCK))


def test_new_snippet_appears_without_a_word_in_the_page(weave):
    weave(BLOCK)
    Path("snippets/hello.py").write_text('"""One."""\nprint(1)\n')
    Path("snippets/other.py").write_text('"""Two."""\nprint(2)\n')
    assert re.findall(r"<td>(One|Two)\.</td>", weave(BLOCK)) == ["One", "Two"]


def test_snippet_that_does_not_say_what_it_shows_is_refused(refuses):
    Path("snippets/silent.py").write_text("print(1)\n")
    told = "docs/page.md:7: snippets/silent.py does not say what it shows"
    assert refuses("text\n\n" + BLOCK) == told


def test_snippet_that_is_no_python_is_refused_with_its_line(refuses):
    Path("snippets/wrong.py").write_text('"""One."""\ndef f()\n')
    assert refuses("text\n\n" + BLOCK) == "snippets/wrong.py:2: expected ':'"


def test_content_and_a_forgotten_end_are_refused(refuses):
    Path("snippets/hello.py").write_text('"""One."""\nprint(1)\n')
    told = refuses("text\n\n/// snippets\nmore\n///\n")
    assert told == "docs/page.md:7: this block takes no content"
    told = refuses("text\n\n/// snippets\n\nmore\n")
    assert told == "docs/page.md:7: block '/// snippets' lacks its closing '///'"
