"""Which page, and which line of it: errors that name the place, and what would show as text.

Builders tell an extension which file they convert. Lines get lost on the way: so before anything is
taken apart, each line that may be at fault is marked with its number, one letter that no text uses,
and the mark is taken out again before anything is shown.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Container, Iterator
from difflib import get_close_matches
from pathlib import Path

import click
from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from weave import DOCS

FIRST = 0xF0000  # of the letters that Unicode leaves to private use, and the mark of line 0
MARK = re.compile("[\U000f0000-\U000ffffd]")
BLOCKS = ("snippet", "figure", "index")
INLINE = ("a", "code", "del", "em", "img", "span", "strong", "sub", "sup")
UNCLOSED = "data-unclosed"  # on an element while its block is open: holds the block's first line


class WeaveError(click.ClickException, SystemExit):
    """A fault in a page or in what it embeds; stops the build with one sentence.

    As a ClickException it ends `mkdocs build` with its message and exit code 1; as a SystemExit
    it is printed without a traceback by the development server, which goes on serving.
    """


def place(md: Markdown, text: str, below: int = 0) -> str:
    """Name the file that `md` converts, and the line of the first mark in `text`, or one below."""
    name = file(md).as_posix()
    found = MARK.search(text)
    return f"{name}:{ord(found[0]) - FIRST + below}" if found else name


def file(md: Markdown) -> Path:
    """Return the page that `md` converts."""
    return DOCS / _path(md)


def _path(md: Markdown) -> str:
    """Return the path under `docs/` of the page that `md` converts, as its builder tells it."""
    if "relpath" in md.treeprocessors:  # MkDocs and ProperDocs
        return md.treeprocessors["relpath"].file.src_uri
    return md.preprocessors["rendering_context"].page.path  # Zensical


def plain(text: str) -> str:
    """Return `text` without marks."""
    return MARK.sub("", text)


def find(folder: Path, pattern: str, name: str, where: str) -> Path:
    """Return the file `name` of `folder`, which has to fit `pattern`.

    Raises WeaveError that starts with `where`, and tells what there is, if there is no such file; a
    name that differs in case only is another, on every system.
    """
    names = sorted(file.name for file in folder.glob(pattern))
    if name in names:
        return folder / name
    near = get_close_matches(name, names, n=3, cutoff=0) or ["none"]
    raise WeaveError(
        f"{where}: there is no {folder.as_posix()}/{name}; nearest in that folder: "
        f"{', '.join(near)}"
    )


def mark(lines: list[str], first: int, file: str, blocks: Container[str] = BLOCKS) -> list[str]:
    """Return `lines` with marks, counted from `first`, in formulas and in the heads of blocks.

    `blocks` are the names of those that are known. What stands in a fence is left as it is; one
    that means nothing is refused by a WeaveError.
    """
    marked, fence, display = [], None, False
    for number, line in enumerate(lines, first):
        sign = chr(FIRST + number)
        found = re.match(r"[\s>]*(?P<marks>`{3,}|~{3,})\s*(?P<name>[\w+#-]*)", line)
        if fence:
            if found and line.strip(" >").startswith(fence) and not found["name"]:
                fence = None
        elif found:
            fence = found["marks"]
            if found["name"]:
                _look_at_fence(found["name"], f"{file}:{number}")
        elif block := re.match(r"[\s>]*/{3,}\s*([\w-]+)", line):
            if block[1] == "index" and "|" not in line:  # it takes no name, but a mark
                line += f" | {sign}"
            elif "|" in line or block[1] in BLOCKS or block[1] not in blocks:
                line += sign
        elif "$" in line:
            opens = not display and line.lstrip(" >").startswith("$$")
            # Those that open a display have to come first; a backslash belongs to its dollar sign.
            at = line.index("$$") + 2 if opens else re.search(r"\\*\$", line).start()
            line = line[:at] + sign + line[at:]
            display = (opens or display) and line.count("$$") == opens
        marked.append(line)
        display = display and bool(line.strip())
    return marked


def _look_at_fence(name: str, where: str) -> None:
    if name in BLOCKS:
        hint = f"write it as a block, '/// {name} | FILE'"
        raise WeaveError(f"{where}: '{name}' is no code fence; {hint}")
    try:
        get_lexer_by_name(name)
    except ClassNotFound:
        raise WeaveError(
            f"{where}: unknown fence '{name}'; name a language that Pygments knows, such as "
            "python, console or text"
        ) from None


class _Mark(Preprocessor):
    """Marks the page as it was written, before anything is taken out of it."""

    def run(self, lines: list[str]) -> list[str]:
        self.md.weave = {}  # what extensions of this package note about this page
        if (path := _path(self.md)).endswith(".py"):
            return lines  # a lab, which was marked when it was made Markdown
        whole = (DOCS / path).read_text(encoding="utf-8-sig")
        first = 1 + whole.rstrip().count("\n") - "\n".join(lines).rstrip().count("\n")
        blocks = self.md.parser.blockprocessors
        known = blocks["blocks"].blocks if "blocks" in blocks else BLOCKS
        return mark(lines, first, (DOCS / path).as_posix(), known)


class _Leftovers(Treeprocessor):
    """Refuses heads of blocks and dollar signs that no extension took up: they would show."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if head := element.get(UNCLOSED):
                raise WeaveError(
                    f"{place(self.md, head)}: block '{plain(head)}' lacks its closing '///'"
                )
        for paragraph in root.iter("p"):
            # What is left as text once code and formulas have become elements.
            text = (paragraph.text or "") + "".join(child.tail or "" for child in paragraph)
            first = text.strip().partition("\n")[0]
            if first.startswith("///"):
                raise WeaveError(
                    f"{place(self.md, first)}: block '{plain(first)}' is unknown or malformed; "
                    "write '/// snippet | FILE' or '/// figure | FILE', a caption, and a closing "
                    "'///'"
                )
        self._refuse_lone(root)

    def _refuse_lone(self, root: etree.Element) -> None:
        """Refuse what is no equation because of what stands in it or around it."""
        text = "".join(_bare(root))
        if lone := re.search(rf"\${MARK.pattern}*\${MARK.pattern}*", text):
            marks = MARK.findall(text[: lone.end()])
            inside = MARK.findall(lone[0])
            mark = (inside or marks or [""])[0 if inside else -1]
            raise WeaveError(
                f"{place(self.md, mark)}: a '$$' stands alone; an equation starts and ends with "
                "'$$', holds no empty line, and has empty lines around it"
            )


def _bare(element: etree.Element) -> Iterator[str]:
    """Give the text in `element`, of formulas their marks, of code and outputs nothing."""
    text = element.text or ""
    if element.get("class") == "arithmatex":
        yield "".join(MARK.findall(text))
    elif not isinstance(text, AtomicString):
        yield text
    for child in element:
        yield from _bare(child)
        yield ("" if child.tag in INLINE else "\n") + (child.tail or "")


class _Finish(Treeprocessor):
    """Takes the marks out, and lets the heading of the page have the focus."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            # A sign of per cent stays with its number, also at the end of a line.
            if not isinstance(element.text, AtomicString):
                element.text = element.text and re.sub(r"(?<=\d) %", "\u00a0%", element.text)
            element.tail = element.tail and re.sub(r"(?<=\d) %", "\u00a0%", element.tail)
            element.text, element.tail = (t and plain(t) for t in (element.text, element.tail))
            for name, value in element.items():
                element.set(name, plain(value))
        if (heading := root.find(".//h1")) is not None:  # where the link past the navigation leads
            heading.set("tabindex", "-1")


class _FinishStash(Postprocessor):
    """Takes the marks out of what was set aside as HTML."""

    def run(self, text: str) -> str:
        shown = re.sub(r"(?s)<(pre|code|script|style)\b.*?</\1>|<[^>]*>", "", text)
        if "$$" in shown:
            rest = shown[max(shown.index("$$") - 1, 0) :]  # the mark may stand before it
            raise WeaveError(
                f"{place(self.md, rest)}: a '$$' stands in HTML, where no equation is read; leave "
                f"the HTML out: {plain(rest[:40]).strip()}"
            )
        return plain(text)


def extend(md: Markdown) -> None:
    """Give `md` what all extensions of this package share; calling it again changes nothing."""
    md.preprocessors.register(_Mark(md), "weave-mark", 100)
    md.treeprocessors.register(_Leftovers(md), "weave-leftovers", 16)  # after the inline patterns
    md.treeprocessors.register(_Finish(md), "weave-finish", 14)  # after formulas, before contents
    md.postprocessors.register(_FinishStash(md), "weave-finish", 0)
