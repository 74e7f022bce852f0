"""`/// snippet | FILE` shows a snippet to copy, and below it what it printed when it ran, alone.

A paragraph that ends in `{ data-change="FILE: CODE" }` asks the reader to change the line with this
code in a snippet of its page; a button leads there.
"""

import ast
import os
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from pathlib import Path

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from weave import SNIPPETS, code, work
from weave.page import UNCLOSED, WeaveError, extend, find, place, plain
from weave.page import file as page_of
from weave.work import Job, crew

SECONDS = int(os.environ.get("SNIPPET_SECONDS", "60"))  # a slow machine may need more
PATTERN = "*.py"
CHANGE = "data-change"


def job(file: Path) -> Job:
    """Return the job to run the snippet `file`, from the same bytes that the reader copies."""
    return Job(
        "snippet", file.stem, (file,), "__main__:run", (str(file),),
        packages=("numpy",), load=("numpy",), seconds=SECONDS,
    )  # fmt: skip


def jobs() -> Iterator[Job]:
    """Give the jobs of all snippets."""
    return map(job, sorted(SNIPPETS.glob(PATTERN)))


def printed(file: Path) -> str:
    """Return what the snippet `file` prints.

    Raises WeaveError with the traceback if it raises, prints nothing, does not end in time or
    imports another, and ValueError if it prints what no page can show.
    """
    name = file.as_posix()
    for other in imports(file):
        raise WeaveError(
            f"{name} imports {other.as_posix()}; a reader copies one block, so write what it needs "
            "into it"
        )
    answer = crew.result(job(file))
    if fault := work.fault(answer, SECONDS):
        raise WeaveError(f"{name} {fault}")
    if not answer["printed"].strip():
        raise WeaveError(f"{name} printed nothing; a snippet ends with a main part")
    return code.legible(answer["printed"], "its output")


def imports(file: Path) -> list[Path]:
    """Return all modules of ours that `file` imports, however deep, in the order of their names."""
    found, waiting = set(), [file]
    while waiting:
        try:
            tree = ast.parse(waiting.pop().read_bytes())
        except (
            SyntaxError,
            RecursionError,
            MemoryError,
        ):  # running the file will say so, and better
            continue
        names = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        files = {Path(*name.split(".")).with_suffix(".py") for name in names}
        new = {f for f in files if f.is_file()} - found - {file}
        waiting += new
        found |= new
    return sorted(found)


class Snippet(Block):
    """The block `/// snippet | FILE`."""

    NAME = "snippet"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Show code and output; the name is looked up at once, so that an error names the line."""
        where = place(self.md, self.argument)
        file = find(SNIPPETS, PATTERN, plain(self.argument), where)
        try:
            text, source = printed(file), code.source(file)
        except WeaveError as error:
            raise WeaveError(f"{where}: {error.message}") from error
        except ValueError as error:
            raise WeaveError(f"{where}: {file.as_posix()} {error}") from error
        shown = code.listing(self.md, source, "python", file.name)
        etree.SubElement(parent, "p").text = self.md.htmlStash.store(shown)
        about = {"data-output": file.name, UNCLOSED: f"/// snippet | {self.argument}"}
        element = etree.SubElement(parent, "div", {"class": "output", **about})
        etree.SubElement(element, "p").text = "Output"
        # HTML's word for what a program prints; and the theme mounts buttons on each "pre > code".
        sample = etree.SubElement(etree.SubElement(element, "pre", {"tabindex": "0"}), "samp")
        sample.text = AtomicString(text)
        return element

    def on_end(self, block: etree.Element) -> None:
        """Refuse content: what stands in the block would be typed, not printed."""
        if len(block) > 2:
            raise WeaveError(
                f"{place(self.md, block.get(UNCLOSED))}: a snippet block is empty; what it shows "
                "is the file and what that prints"
            )
        del block.attrib[UNCLOSED]


class _Change(Treeprocessor):
    """Finds the line that a paragraph asks the reader to change: FILE: CODE becomes FILE:LINE."""

    def run(self, root: etree.Element) -> None:
        shown = {name for element in root.iter() if (name := element.get("data-output"))}
        for element in root.iter():
            if (asked := element.get(CHANGE)) is None:
                continue
            name, _, code = asked.partition(": ")
            fault = "names no snippet of this page"
            if name in shown:
                lines = (SNIPPETS / name).read_text(encoding="utf-8").splitlines()
                at = [number for number, line in enumerate(lines, 1) if code and code in line]
                fault = f"has its code in {len(at)} lines of the snippet, not in one"
                if len(at) == 1:
                    element.set(CHANGE, f"{name}:{at[0]}")
                    continue
            page = page_of(self.md)
            text = page.read_text(encoding="utf-8-sig")
            found = re.search(rf"{CHANGE}=.{re.escape(asked)}", text)
            line = text.count("\n", 0, found.start() if found else 0) + 1
            raise WeaveError(
                f'{page.as_posix()}:{line}: {CHANGE}="{asked}" {fault}; write FILE: CODE, a '
                "snippet that this page shows, and a part of one of its lines"
            )


class SnippetExtension(BlocksExtension):
    """Adds the block `snippet`, and its look to all blocks of code."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        """Register with `md`."""
        extend(md)
        code.extend(md)
        crew.enlist("snippet", jobs)
        block_mgr.register(Snippet, self.getConfigs())
        md.treeprocessors.register(_Change(md), "weave-change", 7)  # after attr_list


def makeExtension(**kwargs) -> Extension:
    """Return the extension, as Python-Markdown asks for it."""
    return SnippetExtension(**kwargs)
