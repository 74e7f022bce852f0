"""Which numbers the prose of a page may say: those of what a paragraph speaks of.

Looked at are decimals, percentages, and whole numbers from a hundred on; smaller ones are words,
and so are years. Such a number has to be shown, with its sign and its per cent, by the nearest
snippet, figure or equation above or below in the same section, or by the snippet whose file the
paragraph names. It is repeated as it is shown: a rounding is for a snippet to print. What the code
of a snippet sets, such as a rate, may be told too. If the paragraph names lines of the output ("the
last line", or words that stand in some lines and not in others), it has to stand there.
"""

import ast
import re
from dataclasses import dataclass, field
from decimal import Decimal

THOUSANDS = r",\u00a0\u202f"
NUMBER = (
    rf"(?<![\w.])(?P<sign>[-+−]?)(?P<digits>\d++(?:[{THOUSANDS}]\d\d\d)*+(?:\.\d+)?+)"
    r"(?P<power>e[-+−]?\d+)?+(?P<percent>\s?(?:%|per ?cent))?+(?![\w%])"
)
# Two columns of an output are parted by a space; in a sentence it may set off the thousands.
SENTENCE = NUMBER.replace(THOUSANDS, THOUSANDS + " ")
# "In 1986", "12 July 2015", "(2017)", "SIAM Review 40, 1998".
YEAR = re.compile(r"(?:\b(?:in|[A-Z][a-z]+) |, |\()(?:19|20)\d\d$")

NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "last")
COUNTS = ("one", "two", "three", "four")
LINES = re.compile(
    r"\b({0})(?: ({1}))? (?:line|row)s?\b(?: (?:with|and) the ({0})\b)?".format(
        "|".join(NTH), "|".join(COUNTS)
    )
)
INLINE = {"a", "b", "code", "em", "i", "math", "span", "strong", "sub", "sup", "wbr"}
APART = {"mfrac", "msup", "msub", "msubsup", "munder", "mover", "munderover", "mtd"}
SILENT = {"button", "link", "nav", "pre", "script", "style", "svg"}


@dataclass(frozen=True)
class Number:
    """A number as it is shown."""

    text: str
    value: Decimal
    percent: bool = False

    def repeats(self, shown: "Number") -> bool:
        """Say whether this is the number `shown`, with no digit that was not shown."""
        finer = self.value.as_tuple().exponent < shown.value.as_tuple().exponent
        return (self.value, self.percent) == (shown.value, shown.percent) and not finer


@dataclass
class Line:
    """A line of an output or a table, a text in a figure, or an equation."""

    words: set[str]
    numbers: list[Number]


@dataclass
class Block:
    """A snippet or a cell with its output, a figure, or an equation."""

    kind: str
    section: int
    lines: list[Line]
    name: str = ""
    settings: list[Number] = field(default_factory=list)


@dataclass
class Paragraph:
    """A piece of prose without its code, which is in `code`."""

    section: int
    text: str = ""
    code: list[str] = field(default_factory=list)


def read(match: re.Match) -> Number:
    """Return the number that NUMBER, or SENTENCE, has matched."""
    digits = re.sub(r"[^\d.]", "", match["digits"]) + (match["power"] or "").replace("−", "-")
    sign = match["sign"].replace("−", "-")
    return Number(match[0], Decimal(sign + digits), bool(match["percent"]))


def words(text: str) -> set[str]:
    """Return the longer words of `text`, by which it is recognised."""
    return set(re.findall(r"[^\W\d_]{4,}", text.lower()))


def line(text: str, pattern: str = NUMBER) -> Line:
    """Return what `text` says; its numbers are those that `pattern` matches."""
    return Line(words(text), [read(m) for m in re.finditer(pattern, text)])


def said(element) -> str:
    """All text in `element`; what stands above or below a fraction bar is no one number."""
    gap = " " * (element.tag in APART)
    return (element.text or "") + "".join(
        (gap + said(e) + gap if isinstance(e.tag, str) else "") + (e.tail or "") for e in element
    )


def literals(code: str) -> list[Number]:
    """The numbers that `code` calculates with, which are neither in its strings nor its notes."""
    nodes = list(ast.walk(ast.parse(code)))
    negative = {n.operand for n in nodes if isinstance(n, ast.UnaryOp) and type(n.op) is ast.USub}
    return [
        Number("", Decimal(repr(n.value)) * (-1 if n in negative else 1))
        for n in nodes
        if isinstance(n, ast.Constant) and type(n.value) in (int, float)
    ]


class Reading:
    """A page from top to bottom: `flow` holds its paragraphs and blocks."""

    def __init__(self, article):
        """Read the element `article`."""
        self.flow, self.open, self.code, self.sections = [], None, ("", []), 0
        self.walk(article, 0)

    def walk(self, element, section: int) -> int:
        """Read what is in `element`; return the section that what comes after it belongs to."""
        self.say(element.text, section)
        for child in element:
            if isinstance(child.tag, str):
                section = self.enter(child, section)
            self.say(child.tail, section)
        return section

    def say(self, text: str | None, section: int) -> None:
        """Add `text` to the open paragraph, or open one."""
        if self.open is None and (text or "").strip():
            self.open = Paragraph(section)
            self.flow.append(self.open)
        if self.open is not None:
            self.open.text += text or ""

    def enter(self, element, section: int) -> int:
        """Read `element`, in a line or a block; return the section that goes on after it."""
        if element.tag == "math":
            # A checked one is true by itself.
            self.say("…" if element.get("data-check") else said(element), section)
        elif element.tag == "code":
            self.say("…", section)
            self.open.code.append(said(element))
        elif element.tag in INLINE:
            self.walk(element, section)
        else:
            self.open = None
            section = self.block(element, section)
            self.open = None
        return section

    def block(self, element, section: int) -> int:
        """Read a block; return the section that goes on after it."""
        kinds = {*(element.get("class") or "").split(), *element.attrib}
        (name, settings), self.code = self.code, ("", [])
        if element.tag in SILENT or "data-index" in kinds:
            pass
        elif "highlight" in kinds:
            titles = [said(e) for e in element.iter("span") if e.get("class") == "filename"]
            self.code = "".join(titles), literals(said(next(element.iter("code"))))
        elif "behind" in kinds:
            figure = next(b for b in reversed(self.flow) if isinstance(b, Block))
            figure.lines += [line("  ".join(map(said, row))) for row in element.iter("tr")]
        elif "equation" in kinds:
            self.flow.append(Block("equation", section, [line(said(next(element.iter("math"))))]))
        elif element.tag == "figure":
            texts = {"title", "desc", "text"} | ({"figcaption"} if "data-cell" in kinds else set())
            shown = [said(e) for e in element.iter() if e.tag in texts]
            # A bare number is a mark on an axis.
            lines = [line(t, SENTENCE) for t in shown if words(t) or re.search(r"[%=]", t)]
            self.flow.append(Block("figure", section, lines))
            if "data-cell" not in kinds:
                self.walk(element, section)
        elif kinds & {"data-output", "data-cell"}:
            shown = said(next(element.iter("samp"))).splitlines()
            self.flow.append(Block("snippet", section, [*map(line, shown)], name, settings))
        elif element.tag == "details" or re.fullmatch("h[1-6]", element.tag):
            self.sections += 1
            inner = self.walk(element, self.sections)
            return section if element.tag == "details" else inner
        else:
            return self.walk(element, section)
        return section


def evidence(flow: list, at: int) -> list[Number]:
    """The numbers that the paragraph at the place `at` of `flow` may say."""
    paragraph, used = flow[at], []
    if named := [b for b in flow if isinstance(b, Block) and b.name in paragraph.code]:
        used = named
    else:
        for side in (flow[at::-1], flow[at:]):
            near = [b for b in side if isinstance(b, Block) and b.section == paragraph.section]
            used += [b for b in near if b.kind == "equation"][:1]
            used += [b for b in near if b.kind != "equation"][:1]
    snippets = [b for b in used if b.kind == "snippet"]
    if (asked := LINES.findall(" ".join(paragraph.text.split()))) and snippets:
        lines = [n for n in snippets[0].lines if n.numbers]
        return [n for ask in asked for chosen in counted(lines, *ask) for n in chosen.numbers]
    numbers = [n for b in snippets for n in b.settings]
    for block in used:
        lines = spoken_of(block.lines, paragraph.text) if block.kind == "snippet" else block.lines
        numbers += [n for found in lines for n in found.numbers]
    return numbers


def counted(lines: list[Line], nth: str, count: str, other: str) -> list[Line]:
    """The lines that "the first three lines", or "the first line with the fifth", names."""
    start = len(lines) - 1 if nth == "last" else NTH.index(nth)
    chosen = lines[start : start + (COUNTS.index(count) + 1 if count else 1)]
    return chosen + (counted(lines, other, "", "") if other else [])


def spoken_of(lines: list[Line], text: str) -> list[Line]:
    """The lines that share a word with `text`, and those of numbers only; if none does, all."""
    known = words(text)
    sharing = [
        n for n in lines if n.numbers and any(k.startswith(w) for w in n.words for k in known)
    ]
    return sharing + [n for n in lines if not n.words] if sharing else lines


def looked_at(text: str) -> list[Number]:
    """The numbers in `text` that have to come from somewhere."""
    return [
        number
        for match in re.finditer(SENTENCE, text)
        if re.search(r"\.|e", (number := read(match)).text)
        or number.percent
        or (abs(number.value) >= 100 and not YEAR.search(text[: match.end()]))
    ]


def unfounded(text: str, shown: list[Number]) -> list[str]:
    """The numbers in `text` that are not `shown`; a per cent may be missing from a small one."""
    small = {n.value for n in shown if n.percent} - {n.value for n in shown if not n.percent}
    looked = looked_at(text)
    bare = [n for m in re.finditer(SENTENCE, text) if (n := read(m)).value in small]
    suspects = looked + [n for n in bare if not n.percent and n not in looked]
    return [n.text for n in suspects if not any(n.repeats(s) for s in shown)]


def paragraphs(article) -> list[tuple[str, list[Number]]]:
    """The paragraphs of a page, each with the numbers that it may say."""
    flow = Reading(article).flow
    return [(p.text, evidence(flow, n)) for n, p in enumerate(flow) if isinstance(p, Paragraph)]


def unshown(article) -> list[tuple[str, str]]:
    """The numbers in the prose of a page that nothing near them shows, each with its paragraph."""
    return [(n, text) for text, shown in paragraphs(article) for n in unfounded(text, shown)]
