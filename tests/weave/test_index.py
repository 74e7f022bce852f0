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
    assert "silent.py does not say what it shows" in refuses(BLOCK)


def test_content_and_a_forgotten_end_are_refused(refuses):
    Path("snippets/hello.py").write_text('"""One."""\nprint(1)\n')
    assert "takes no content" in refuses("/// snippets\nmore\n///\n")
    assert "lacks its closing" in refuses("/// snippets\n\nmore\n")
