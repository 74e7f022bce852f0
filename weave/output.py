"""`/// output | FILE` shows what a snippet printed when it ran, alone, as a reader would run it."""

import os
import subprocess
import sys
import xml.etree.ElementTree as etree
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache as once
from pathlib import Path

from markdown import Extension, Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from weave import SNIPPETS, cache
from weave.source import UNCLOSED, WeaveError, extend, place, read

SECONDS = int(os.environ.get("SNIPPET_SECONDS", "60"))  # a slow machine may need more


def run(file: Path) -> str:
    """Return what the snippet `file` prints, from the same bytes that the reader copies.

    Raises WeaveError with the traceback if it raises, prints nothing, does not end in time or
    imports another.
    """
    key = cache.key("output", file.name, file.read_bytes(), sys.version, packages=("numpy",))
    if (known := cache.get(key)) is not None:
        return known
    if key in _failed:
        raise _failed.pop(key)
    try:
        printed = _run(file)
    except WeaveError as error:
        _failed[key] = error
        raise
    cache.put(key, printed)
    return printed


_failed: dict[str, WeaveError] = {}  # what _run_all met, so that the page need not run it again


def _run(file: Path) -> str:
    for other in cache.modules(file).keys() - {file}:
        raise WeaveError(
            f"{file.as_posix()} imports {other.as_posix()}; a reader copies one block, so write "
            "what it needs into it"
        )
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(file)],
            capture_output=True, encoding="utf-8", timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise WeaveError(f"{file.as_posix()} did not end within {SECONDS} s") from None
    if done.returncode != 0:
        raise WeaveError(f"{file.as_posix()} failed when it was run:\n{done.stderr.rstrip()}")
    if not done.stdout.strip():
        raise WeaveError(f"{file.as_posix()} printed nothing; a snippet ends with a main part")
    return done.stdout


@once
def _run_all() -> None:
    """Run, side by side, what no build has run yet, before the first page asks for it."""

    def try_run(file: Path) -> None:
        with suppress(WeaveError):  # said again, with the place, by the page that shows it
            run(file)

    with ThreadPoolExecutor() as pool:
        list(pool.map(try_run, sorted(SNIPPETS.glob("*.py"))))


class Output(Block):
    """The block `/// output | FILE`."""

    NAME = "output"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Make the element; the name is checked at once, so that an error names the line."""
        mention = f"/// output | {self.argument}"
        file = read(SNIPPETS, "*.py", self.argument, self.md, mention)
        _run_all()
        try:
            text = run(file)
        except WeaveError as error:
            raise WeaveError(f"{place(self.md, mention)}: {error.message}") from error
        element = etree.SubElement(
            parent, "div", {"class": "output", "data-output": file.name, UNCLOSED: mention}
        )
        etree.SubElement(element, "p").text = "Output"
        # HTML's word for what a program prints; and the theme mounts buttons on each "pre > code".
        sample = etree.SubElement(etree.SubElement(element, "pre", {"tabindex": "0"}), "samp")
        sample.text = AtomicString(text)
        return element

    def on_end(self, block: etree.Element) -> None:
        """Refuse content: what stands in the block would be typed, not printed."""
        del block.attrib[UNCLOSED]
        if len(block) > 2:
            raise WeaveError(
                f"{place(self.md, f'/// output | {self.argument}')}: an output block is empty; its "
                "text is what the snippet prints"
            )


class OutputExtension(BlocksExtension):
    """Adds the block `output`."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        """Register with `md`."""
        extend(md)
        block_mgr.register(Output, self.getConfigs())


def makeExtension(**kwargs) -> Extension:
    """Return the extension, as Python-Markdown asks for it."""
    return OutputExtension(**kwargs)
