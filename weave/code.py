"""Blocks of code: coloured, with a button that copies them, the same for every builder."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from markdown import Markdown
from pygments import highlight
from pygments.filter import Filter
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.token import Name, Operator, Punctuation, Text, Whitespace
from pymdownx.superfences import SuperFencesCodeExtension

# The theme's script does the copying; it would put the buttons there one by one when a page starts.
BLOCK = (
    '<div class="language-{language} highlight">{title}<pre class="no-copy">'
    '<span class="md-code__nav"><button class="md-code__button" title="Copy to clipboard" '
    'data-clipboard-target="#code-{number}" data-md-type="copy"></button></span>'
    '<code id="code-{number}">{code}</code></pre></div>'
)

# Control characters, bytes that are no UTF-8 (see below), and the private letters that are marks.
ILLEGIBLE = re.compile("[^\t\n -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U000effff]")
PLAIN = {Name, Operator, Operator.Word, Punctuation, Whitespace}


class _Plain(Filter):
    """Makes plain text of names, operators and punctuation: these have the colour of plain code.

    As elements of their own they would be half of all elements on a page that shows much code.
    """

    def filter(self, lexer, stream: Iterable[tuple]) -> Iterator[tuple]:
        for kind, value in stream:
            yield (Text if kind in PLAIN else kind), value


def legible(text: str, what: str) -> str:
    """Return `text`, which is `what` of something, and in which surrogates stand for odd bytes.

    Raises ValueError, with the line, if it holds what a page cannot show, or takes for its own.
    """
    if found := ILLEGIBLE.search(text):
        number = ord(found[0])
        odd = 0xDC80 <= number <= 0xDCFF
        sign = f"byte 0x{number - 0xDC00:X}" if odd else f"character U+{number:04X}"
        raise ValueError(
            f"has the {sign} in line {text.count(chr(10), 0, found.start()) + 1} of {what}; a page "
            "shows text in UTF-8, tabs and line ends, so keep to these"
        )
    return text


def source(file: Path) -> str:
    """Return the text of `file`; raises ValueError if a page cannot show it."""
    return legible(file.read_text(encoding="utf-8", errors="surrogateescape"), "its text")


def listing(md: Markdown, code: str, language: str, title: str = "") -> str:
    """Return `code` as HTML, numbered so that its button can name it."""
    lexer = get_lexer_by_name(language) if language else TextLexer()
    lexer.add_filter(_Plain())
    number = md.weave["listings"] = md.weave.get("listings", 0) + 1
    return BLOCK.format(
        language=lexer.aliases[0], number=number,
        title=f'<span class="filename">{escape(title)}</span>' if title else "",
        code=highlight(code, lexer, HtmlFormatter(nowrap=True)),
    )  # fmt: skip


def extend(md: Markdown) -> None:
    """Let all code fences of `md` become such blocks."""

    def fence(src: str, language: str, options: dict, md: Markdown, **_) -> str:
        return listing(md, src, language, options.get("title", ""))

    def validate(language, inputs: dict, options: dict, attrs, md) -> bool:
        options.update(inputs)
        return set(inputs) <= {"title"}

    for extension in md.registeredExtensions:
        if isinstance(extension, SuperFencesCodeExtension):
            extension.extend_super_fences("*", fence, validate, None)
