"""`/// figure | FILE` shows what a figure file drew: one inline SVG that follows light and dark.

With the option `explore: NAME` a custom element `<explore-NAME>`, which `docs/js/explore-NAME.js`
defines, stands around the figure and may set it in motion.
"""

import xml.etree.ElementTree as etree
from collections.abc import Iterator
from pathlib import Path

from markdown import Extension, Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from weave import FIGURES, SCRIPTS, code, work
from weave.page import UNCLOSED, WeaveError, extend, find, place, plain
from weave.snippet import imports
from weave.svg import inline
from weave.work import Job, crew

SECONDS = 120
PATTERN = "[!_]*.py"  # a name with an underscore is for the other files in the folder
HERE = Path(__file__).parent
STYLE = HERE / "figure.mplstyle"


def job(file: Path) -> Job:
    """Return the job to draw the figure `file`, and all that it imports of ours."""
    return Job(
        "figure", file.stem, (file, *imports(file)), "weave.draw:draw", (str(file),),
        made_by=(HERE / "draw.py", STYLE), packages=("numpy", "matplotlib"),
        load=("matplotlib.pyplot", "matplotlib.backends.backend_svg"),
        path=(str(Path.cwd()), work.ROOT), seconds=SECONDS,
    )  # fmt: skip


def jobs() -> Iterator[Job]:
    """Give the jobs of all figures."""
    return map(job, sorted(FIGURES.glob(PATTERN)))


def drawn(file: Path) -> dict:
    """Return what the figure `file` drew (see `weave.draw`).

    Raises WeaveError if it did not, and ValueError for words that no page can show.
    """
    answer = crew.result(job(file))
    if fault := work.fault(answer, SECONDS):
        raise WeaveError(fault)
    if not answer["results"]:
        raise WeaveError("ended its process before it was drawn; take out what exits")
    (result,) = answer["results"]
    if "fault" in result:
        raise WeaveError(result["fault"])
    for name, what in (("svg", "its picture"), ("title", "its TITLE"), ("alt", "its ALT")):
        code.legible(result[name], what)
    code.legible("\n".join(map("\t".join, result["table"])), "its table")
    return result


class Figure(Block):
    """The block `/// figure | FILE`, whose content is the caption."""

    NAME = "figure"
    ARGUMENT = True
    OPTIONS = {"explore": ("", type_string)}  # noqa: RUF012, as pymdownx asks for it

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Draw at once, so that an error names the line; the content goes into the caption."""
        where = place(self.md, self.argument)
        file = find(FIGURES, PATTERN, plain(self.argument), where)
        explore = self.options["explore"]
        try:
            result, source = drawn(file), code.source(file)
            svg = inline(
                result["svg"], f"figure-{file.stem}", result["title"], result["alt"],
                colors=self.config["colors"], axes=result["axes"] if explore else "",
            )  # fmt: skip
        except (WeaveError, ValueError) as error:
            told = error.message if isinstance(error, WeaveError) else error
            raise WeaveError(f"{where}: {file.as_posix()} {told}") from error
        if explore:
            find(SCRIPTS, "explore-*.js", f"explore-{explore}.js", where)
            if self.md.weave.setdefault("explorer", self) is not self:
                raise WeaveError(f"{where}: a page has one explorer; they share the address")
            parent = etree.SubElement(parent, f"explore-{explore}", {"class": "explorer"})
        head = f"/// figure | {self.argument}"
        figure = etree.SubElement(parent, "figure", {"data-figure": file.name, UNCLOSED: head})
        picture = etree.SubElement(figure, "div")
        picture.text = AtomicString(self.md.htmlStash.store(svg))
        self.caption = etree.SubElement(figure, "figcaption")
        # The caption has to end the figure, so that what is folded away comes after it.
        if result["table"]:
            parent.append(_fold("The numbers", _table(result["table"])))
        shown = etree.Element("p")
        shown.text = self.md.htmlStash.store(code.listing(self.md, source, "text"))
        parent.append(_fold("The code that draws it", shown))
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        """Put the content into the caption."""
        return self.caption

    def on_end(self, block: etree.Element) -> None:
        """Ask for a caption of one paragraph: more is a block that is closed too late."""
        del block.attrib[UNCLOSED]
        if len(self.caption) != 1:
            raise WeaveError(
                f"{place(self.md, self.argument)}: a figure has a caption of one paragraph, this "
                f"one has {len(self.caption)}"
            )


def _fold(summary: str, content: etree.Element) -> etree.Element:
    """Fold `content` away under a figure."""
    fold = etree.Element("details", {"class": "behind", "data-search-exclude": ""})
    etree.SubElement(fold, "summary").text = summary
    fold.append(content)
    return fold


def _table(rows: list[list[str]]) -> etree.Element:
    """Make a table of `rows`, the heading first, that scrolls inside itself."""
    scroll = etree.Element("div", {"class": "scroll", "tabindex": "0"})
    table = etree.SubElement(scroll, "table")
    for part, lines, cell in (("thead", rows[:1], "th"), ("tbody", rows[1:], "td")):
        body = etree.SubElement(table, part)
        for line in lines:
            row = etree.SubElement(body, "tr")
            for text in line:
                etree.SubElement(row, cell).text = AtomicString(text)
    return scroll


class FigureExtension(BlocksExtension):
    """Adds the block `figure`."""

    def __init__(self, **kwargs) -> None:
        """Take `colors`, what each colour that a figure draws in becomes on the page."""
        self.config = {"colors": [{}, "hexadecimal colour → CSS colour"]}
        super().__init__(**kwargs)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        """Register with `md`."""
        extend(md)
        crew.enlist("figure", jobs)
        block_mgr.register(Figure, self.getConfigs())


def makeExtension(**kwargs) -> Extension:
    """Return the extension, as Python-Markdown asks for it."""
    return FigureExtension(**kwargs)
