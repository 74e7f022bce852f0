"""`/// figure | FILE` shows what a figure file drew: one inline SVG that follows light and dark.

With the option `explore: NAME` a custom element `<explore-NAME>`, which `docs/js/explore-NAME.js`
defines, stands around the figure and may set it in motion.
"""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as etree
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from markdown import Extension, Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from weave import FIGURES, SCRIPTS, cache
from weave.source import UNCLOSED, WeaveError, extend, place, read

SECONDS = 120
PATTERN = "[!_]*.py"  # a name with an underscore is for the other files in the folder
STYLE = Path(__file__).with_name("figure.mplstyle")
DRAW = Path(__file__).with_name("draw.py")

# A group without a name or style around one element: matplotlib makes two of each tick.
ONE_IN_A_GROUP = (
    r"<g>(<(?:use|path)\b[^>]*/>|<text\b[^>]*>[^<]*</text>|<g\b[^>]*>(?:(?!</?g\b).)*</g>)</g>"
)


def result(file: Path) -> dict:
    """Return what the figure `file` drew (see `weave.draw`), drawing again only what changed.

    The first figure that is not known brings all such with it, because a process to draw in
    takes longer to start than a figure to draw.
    """
    if (known := cache.get(_key(file))) is not None:
        return known
    keys = {f: _key(f) for f in FIGURES.glob(PATTERN)}
    missing = [f for f, key in keys.items() if f == file or not cache.has(key)]
    drawn = _draw([f.as_posix() for f in missing])
    for f in missing:
        # Not if it was edited meanwhile: nobody knows which of the two was drawn.
        if "error" not in drawn[f.as_posix()] and _key(f) == keys[f]:
            cache.put(keys[f], drawn[f.as_posix()])
    return drawn[file.as_posix()]


def _key(file: Path) -> str:
    # What draws is read anew by each process that draws, unlike the rest of this package.
    tools = [tool.read_bytes() for tool in (STYLE, DRAW)]
    return cache.key(
        "figure", file.name, cache.sources(file), *tools, packages=("numpy", "matplotlib")
    )


def _draw(files: list[str]) -> dict[str, dict]:
    """Draw `files` in fresh processes, one a core."""
    hands = min(len(files), os.cpu_count() or 1)
    with ThreadPoolExecutor(hands or 1) as pool:
        shares = [files[i::hands] for i in range(hands)]
        return {name: r for share in pool.map(_draw_share, shares) for name, r in share.items()}


def _draw_share(files: list[str]) -> dict[str, dict]:
    try:
        # Without bytecode files: they would look like edits to a server that watches the folder.
        done = subprocess.run(
            [sys.executable, "-B", "-X", "utf8", "-m", "weave.draw", *files],
            capture_output=True, encoding="utf-8", timeout=SECONDS,
        )  # fmt: skip
        return dict(zip(files, json.loads(done.stdout), strict=True))
    except subprocess.TimeoutExpired:
        fault = f"or one beside it took more than {SECONDS} s"
    except ValueError:
        fault = f"could not be drawn:\n{done.stderr.rstrip()}"
    return {name: {"error": fault} for name in files}


def inline(
    svg: str, name: str, title: str = "", alt: str = "", *, colors: dict[str, str], axes: str = ""
) -> str:
    """Make matplotlib's SVG fit to stand in a page; without `alt` its caption must label it.

    Ids get a prefix, so that they stay unique; the style sheet, which would reach the whole page,
    goes, and so do fonts; every colour becomes a variable of the page, so that it follows the
    scheme. `axes` says where data lie (see `weave.draw`). Raises WeaveError for a colour that
    `colors` does not map.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"\s*<style.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.S)
    svg = re.sub(r'\sid="(?:figure|axes|patch|line2d|text|matplotlib|xtick|ytick)[\w.]*"', "", svg)
    svg = re.sub(r'\b(id="|xlink:href="#|url\(#)(?=\w)', rf"\1{name}-", svg)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    svg = _in_tags(r"-?\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), svg)
    svg = re.sub(r">\s+<", "><", svg)
    while (flat := re.sub(ONE_IN_A_GROUP, r"\1", svg)) != svg:
        svg = flat

    def variable(match: re.Match) -> str:
        colour = match[0].lower()
        if colour not in colors:
            known = ", ".join(colors)
            raise WeaveError(f"draws in {colour}, which has no place in mkdocs.yml; known: {known}")
        return colors[colour]

    svg = _in_tags(r"#[0-9a-fA-F]{6}\b", variable, svg)
    # Text without a fill is black by default, which a dark page would swallow.
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    texts = (
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-alt">{escape(alt)}</desc>'
    )
    where = f'data-axes="{axes}" ' if axes else ""
    labels = f"{name}-title {name}-alt" if alt else f"{name}-caption"
    head = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" role="img" data-search-exclude="" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'fill="currentColor" stroke-linejoin="round" '
        f'{where}aria-labelledby="{labels}">{texts if alt else ""}'
    )
    return head + svg[svg.index(">") + 1 :].strip()


def _in_tags(pattern: str, replacement, svg: str) -> str:
    """Replace within tags only: text, such as a label with a number, stays as it was written."""
    return re.sub(r"<[^>]*>", lambda tag: re.sub(pattern, replacement, tag[0]), svg)


class Figure(Block):
    """The block `/// figure | FILE`, whose content is the caption."""

    NAME = "figure"
    ARGUMENT = True
    OPTIONS = {"explore": ("", type_string)}  # noqa: RUF012, as pymdownx asks for it

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Draw at once, so that an error names the line; the content goes into the caption."""
        mention = f"/// figure | {self.argument}"
        file = read(FIGURES, PATTERN, self.argument, self.md, mention)
        drawn = result(file)
        try:
            if "error" in drawn:
                raise WeaveError(drawn["error"])
            svg = inline(
                drawn["svg"], f"figure-{file.stem}", drawn["title"], drawn["alt"],
                colors=self.config["colors"], axes=drawn["axes"] if self.options["explore"] else "",
            )  # fmt: skip
        except WeaveError as error:
            where = place(self.md, mention)
            raise WeaveError(f"{where}: {file.as_posix()} {error.message}") from error
        if name := self.options["explore"]:
            read(SCRIPTS, "explore-*.js", f"explore-{name}.js", self.md, mention)
            if getattr(self.md, "weave_explored", None) is self.md.weave_lines:
                where = place(self.md, mention)
                raise WeaveError(f"{where}: a page has one explorer; they share the address")
            self.md.weave_explored = self.md.weave_lines
            parent = etree.SubElement(parent, f"explore-{name}", {"class": "explorer"})
        figure = etree.SubElement(parent, "figure", {"data-figure": file.name, UNCLOSED: mention})
        picture = etree.SubElement(figure, "div")
        picture.text = AtomicString(self.md.htmlStash.store(svg))
        self.caption = etree.SubElement(figure, "figcaption")
        # The caption has to end the figure, so that what is folded away comes after it.
        if drawn["table"]:
            parent.append(_fold("The numbers", _table(drawn["table"])))
        code = etree.Element("pre", {"class": "no-copy", "tabindex": "0"})
        etree.SubElement(code, "code").text = AtomicString(file.read_text(encoding="utf-8"))
        parent.append(_fold("The code that draws it", code))
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        """Put the content into the caption."""
        return self.caption

    def on_end(self, block: etree.Element) -> None:
        """Ask for a caption of one paragraph: more is a block that is closed too late."""
        del block.attrib[UNCLOSED]
        if len(self.caption) != 1:
            raise WeaveError(
                f"{place(self.md, f'/// figure | {self.argument}')}: a figure has a caption of one "
                f"paragraph, this one has {len(self.caption)}"
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
        block_mgr.register(Figure, self.getConfigs())


def makeExtension(**kwargs) -> Extension:
    """Return the extension, as Python-Markdown asks for it."""
    return FigureExtension(**kwargs)
