"""`/// index` lists all snippets: what each shows, where it is used, the file to take away."""

import ast
import re
import xml.etree.ElementTree as etree

from markdown import Extension, Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from weave import DOCS, SNIPPETS
from weave.page import UNCLOSED, WeaveError, extend, place


class Index(Block):
    """The block `/// index`, for a page that lies in `docs/` itself."""

    NAME = "index"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Make the table, a row each, in the order of their names."""
        table = etree.SubElement(
            parent, "table", {"data-index": "", UNCLOSED: f"/// index{self.argument}"}
        )
        head = etree.SubElement(etree.SubElement(table, "thead"), "tr")
        for title in ("file", "what it shows", "where it is used"):
            etree.SubElement(head, "th").text = title
        body = etree.SubElement(table, "tbody")
        users = _users()
        for file in sorted(SNIPPETS.glob("*.py")):
            try:
                shows = ast.get_docstring(ast.parse(file.read_bytes()))
            except SyntaxError as error:
                raise WeaveError(f"{file.as_posix()}:{error.lineno}: {error.msg}") from None
            if not shows:
                where = place(self.md, self.argument)
                raise WeaveError(f"{where}: {file.as_posix()} does not say what it shows")
            row = etree.SubElement(body, "tr")
            link = {"href": f"code/{file.name}", "download": file.name}
            take = etree.SubElement(etree.SubElement(row, "td"), "a", link)
            _name(take, file.name)
            etree.SubElement(row, "td").text = AtomicString(shows.partition("\n")[0])
            cell = etree.SubElement(row, "td")
            for page, title in users.get(file.name, []):
                etree.SubElement(cell, "a", {"href": page}).text = AtomicString(title)
        return table

    def on_end(self, block: etree.Element) -> None:
        """The block is closed, and empty: a table has a head and a body."""
        del block.attrib[UNCLOSED]
        if len(block) > 2:
            raise WeaveError(f"{place(self.md, self.argument)}: this block takes no content")


def _name(parent: etree.Element, name: str) -> None:
    """Write a file's name that may be broken after an underscore, where a phone is narrow."""
    first, *others = re.split(r"(?<=_)", name)
    code = etree.SubElement(parent, "code")
    code.text = AtomicString(first)
    for part in others:
        etree.SubElement(code, "wbr").tail = AtomicString(part)


def _users() -> dict[str, list[tuple[str, str]]]:
    """Return, by snippet, the pages that show it: path under docs/ and title."""
    users = {}
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8-sig")
        title = re.search(r"(?m)^# (.+)$", text)
        entry = (page.relative_to(DOCS).as_posix(), title[1] if title else page.stem)
        for name in dict.fromkeys(re.findall(r"(?m)^ */{3,} *snippet *\| *(\S+)", text)):
            users.setdefault(name, []).append(entry)
    return users


class IndexExtension(BlocksExtension):
    """Adds the block `index`."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        """Register with `md`."""
        extend(md)
        block_mgr.register(Index, self.getConfigs())


def makeExtension(**kwargs) -> Extension:
    """Return the extension, as Python-Markdown asks for it."""
    return IndexExtension(**kwargs)
