"""Where on which page: errors that name file and line, and fences that mean nothing."""

import re
from difflib import get_close_matches
from pathlib import Path

import click
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from weave import DOCS, SNIPPETS

BLOCKS = ("output", "figure", "snippets")
UNCLOSED = "data-unclosed"  # on an element while its block is open: holds the block's first line


class WeaveError(click.ClickException, SystemExit):
    """A fault in a page or in what it embeds; stops the build with one sentence.

    As a ClickException it ends `mkdocs build` with its message and exit code 1; as a SystemExit
    it is printed without a traceback by the development server, which goes on serving.
    """


class _Keep(Preprocessor):
    """Keeps the page as it was written, to find lines in it later."""

    def run(self, lines: list[str]) -> list[str]:
        self.md.weave_lines = lines
        self._look_at_fences(lines)
        self._look_at_snippets(lines)
        return lines

    def _look_at_fences(self, lines: list[str]) -> None:
        fence = None
        for n, line in enumerate(lines):
            found = re.match(r"\s*(?P<marks>`{3,}|~{3,})\s*(?P<name>[\w+#-]*)", line)
            if not found:
                continue
            if fence is None:
                fence, name = found["marks"], found["name"]
                if name in BLOCKS:
                    hint = f"write it as a block, '/// {name} | FILE'"
                    raise WeaveError(f"{_place(self.md, n)}: '{name}' is no code fence; {hint}")
                try:
                    get_lexer_by_name(name or "text")
                except ClassNotFound:
                    raise WeaveError(
                        f"{_place(self.md, n)}: unknown fence '{name}'; name a language that "
                        "Pygments knows, such as python, console or text"
                    ) from None
            elif line.strip().startswith(fence) and not found["name"]:
                fence = None

    def _look_at_snippets(self, lines: list[str]) -> None:
        """Say what pymdownx.snippets would say by a traceback without file and line."""
        for line in lines:
            if found := re.fullmatch(r'\s*-+8<-+ "([^":]+)(?::([a-z]\w*))?"\s*', line):
                file = read(SNIPPETS, "*.py", found[1], self.md, line)
                if found[2] and f"[start:{found[2]}]" not in file.read_text(encoding="utf-8"):
                    raise WeaveError(
                        f"{place(self.md, line)}: {file.as_posix()} has no section '{found[2]}'; "
                        f"mark it by '# --8<-- [start:{found[2]}]' and '[end:{found[2]}]'"
                    )


class _Leftovers(Treeprocessor):
    """Refuses block or equation marks that no extension took up: they would show as text."""

    def run(self, root) -> None:
        for element in root.iter():
            if mention := element.get(UNCLOSED):
                raise WeaveError(
                    f"{place(self.md, mention)}: block '{mention}' lacks its closing '///'"
                )
        for paragraph in root.iter("p"):
            # What is left as text once code and formulas have become elements.
            text = (paragraph.text or "") + "".join(child.tail or "" for child in paragraph)
            text = text.strip()
            first = text.partition("\n")[0]
            if text.startswith("///"):
                raise WeaveError(
                    f"{place(self.md, first)}: block '{first}' is unknown or malformed; write "
                    "'/// output | FILE' or '/// figure | FILE', a caption, and a closing '///'"
                )
            if "$$" in text:
                raise WeaveError(
                    f"{place(self.md, first)}: a '$$' stands alone; an equation starts and ends "
                    "with '$$', holds no empty line, and has empty lines around it"
                )


def extend(md: Markdown) -> None:
    """Give `md` what all extensions of this package share; calling it again changes nothing."""
    md.preprocessors.register(_Keep(md), "weave-keep", 100)
    md.treeprocessors.register(_Leftovers(md), "weave-leftovers", 16)  # after the inline patterns


def place(md: Markdown, text: str) -> str:
    """Name the file and line of `text`, a piece of the page that `md` converts.

    A piece of an indented part may have lost its indent, and code that quotes it is no match.
    """
    pattern = r"\n[ \t>]*".join(re.escape(line) for line in text.split("\n"))
    found = re.search(rf"(?<!`){pattern}", page := "\n".join(md.weave_lines))
    return _place(md, page.count("\n", 0, found.start())) if found else "a page"


def _place(md: Markdown, number: int) -> str:
    """Name the file and line of line `number`, from 0, of the page that `md` converts.

    No builder tells an extension which page it converts, so the page is found by its words.
    """
    page = "\n".join(md.weave_lines)
    for file in sorted(DOCS.rglob("*.md")):
        whole = file.read_text(encoding="utf-8-sig")
        if (start := whole.find(page.strip())) >= 0:
            blank = page[: len(page) - len(page.lstrip())].count("\n")
            return f"{file.as_posix()}:{number + 1 + whole.count(chr(10), 0, start) - blank}"
    # The text of a lab stands in comments.
    near = "\n".join(f"# {line}".rstrip() for line in md.weave_lines[number : number + 3])
    for file in sorted(DOCS.rglob("*.py")):
        before, found, _ = file.read_text(encoding="utf-8").partition(near)
        if found:
            return f"{file.as_posix()}:{before.count(chr(10)) + 1}"
    return f"line {number + 1} of a page"


def read(folder: Path, pattern: str, name: str, md: Markdown, mention: str) -> Path:
    """Return the file `name` of `folder`, which has to fit `pattern`.

    Raises WeaveError that names the place of `mention`, and what there is, if there is no such
    file; a name that differs in case only is another, on every system.
    """
    names = sorted(file.name for file in folder.glob(pattern))
    if name in names:
        return folder / name
    near = get_close_matches(name, names, n=3, cutoff=0) or ["none"]
    raise WeaveError(
        f"{place(md, mention)}: there is no {(folder / name).as_posix()}; nearest in that folder: "
        f"{', '.join(near)}"
    )
