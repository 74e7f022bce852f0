"""What a row of MathML shows, one thing after another."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from weave.equations.glyphs import plain
from weave.equations.tree import CheckError

CLOSES = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "∣": "∣"}
SILENT = {"", "\u2061", "\u2062", "\u2063"}  # function application, times, comma, all unseen


class Item(NamedTuple):
    """One thing that stands in a row: its kind, its text, and its element.

    Kinds: "o" an operator, a bracket or a comma, "open" and "close" brackets that belong together,
    "n" a number, "x" a name, "t" words, "prime", "space" a wide one, "thin" one that is not, "el"
    an element of more parts, with its tag or "cases" for text.
    """

    kind: str
    text: str
    element: etree.Element | None = None


def words(row: list[Item]) -> str:
    """Write items as plain text, for a message."""
    text = " ".join(_spoken(i) for i in row if i.kind not in ("space", "thin")) or "nothing"
    return re.sub(r"(?<=[(\[{]) | (?=[)\]},])", "", text)


def _spoken(item: Item) -> str:
    if item.element is None or len(item.element) == 0 or item.kind == "t":
        return item.text
    seen = [c for c in item.element if c.tag not in ("mspace", "mphantom")]
    parts = [words(list(items([c]))) for c in seen]
    if item.text == "cases":
        rows = [
            " if ".join(words(list(items(list(cell)))).removeprefix("if ") for cell in row)
            for row in item.element.iter("mtr")
        ]
        return f"cases({'; '.join(rows)})"
    joints = {"mfrac": "/", "msub": "_", "msup": "^", "munder": "_", "munderover": "_"}
    if item.element.tag in ("msqrt", "mroot"):
        return f"√({' '.join(parts)})"
    joint = joints.get(item.element.tag, "_" if item.element.tag == "msubsup" else " ")
    if joint == " ":
        return " ".join(parts)
    parts = [f"({p})" if " " in p else p for p in parts]
    return parts[0] + joint + "^".join(parts[1:])


def items(elements: list[etree.Element]) -> Iterator[Item]:
    """Give what a row of elements shows; a group that nobody sees is no group."""
    skip = False
    for e, after in zip_longest(elements, elements[1:]):
        if skip:
            skip = False
            continue
        _look_at_dress(e)
        text = plain(e.text)
        parts = [c for c in e if c.tag != "mspace"]
        if e.tag in ("mrow", "mstyle", "math", "mpadded"):
            yield from _group(e, parts)
        elif e.tag == "mspace":
            yield from _space(e)
        elif e.tag == "mphantom":
            yield Item("thin", "1")  # nobody sees more than a gap
        elif e.tag in ("mo", "mi") and text and not set(text) - set("′″‴"):
            yield Item("prime", text.replace("″", "′′").replace("‴", "′′′"), e)
        elif e.tag == "mo" and text.isalpha():  # the converter's way to write \\ln in a table
            yield Item("x", text, e)
        elif e.tag == "mo" and text in ("|", "‖") and e.get("form") in ("prefix", "postfix"):
            yield Item("open" if e.get("form") == "prefix" else "close", text, e)
        elif e.tag == "mo" or (e.tag == "mi" and text in (".", "%")):
            skip = text == ":" and after is not None and plain(after.text) == "="
            if text not in SILENT:
                yield Item("o", ":=" if skip else text, e)
        elif e.tag == "mtext":
            said = plain("".join(e.itertext()))
            yield (
                Item("t", said, e) if said else Item("thin", str(0.25 * len("".join(e.itertext()))))
            )
        elif e.tag in ("mn", "mi"):
            yield Item({"mn": "n", "mi": "x"}[e.tag], text, e)
        elif e.tag == "msup" and len(parts) == 2 and set(plain(parts[1].text)) & set("′″‴"):
            yield from items(parts)
        elif e.tag == "msubsup" and set(plain(e[2].text)) & set("′″‴"):
            base = etree.Element("msub")
            base.extend(list(e)[:2])
            yield from items([base, e[2]])
        else:
            yield Item("el", e.tag, e)


def _look_at_dress(e: etree.Element) -> None:
    """Refuse what makes something look other than it is read: hidden, or small as an index."""
    if e.tag == "mpadded" and not re.fullmatch(r"(padding-\w+:[\d.]+em;)*", e.get("style", "")):
        raise CheckError("a box of its own may lay one thing over another; leave it out")
    style = (
        "" if e.tag in ("mtable", "mtr", "mtd", "mspace", "mrow", "mpadded") else e.get("style", "")
    )
    if "color" in style + e.get("style", "") or e.get("mathcolor") or e.get("mathbackground"):
        raise CheckError(
            "a colour that is not one of the factors' may hide what it is put on; leave it out"
        )
    if style or (e.tag != "mtable" and e.get("scriptlevel", "0") != "0") or e.get("mathsize"):
        raise CheckError("a size of its own may make a number look like an index; leave it out")


def _group(e: etree.Element, parts: list[etree.Element]) -> Iterator[Item]:
    if len(parts) > 1 and parts[0].tag == parts[-1].tag == "mo" and not parts[0].get("stretchy"):
        first, last = plain(parts[0].text), plain(parts[-1].text)
        if first == "{" and last in SILENT and [c.tag for c in parts[1:-1]] == ["mtable"]:
            yield Item("el", "cases", e)
            return
        if CLOSES.get(first) == last:  # \left( and \right)
            yield Item("open", first, parts[0])
            yield from items([c for c in e if c is not parts[0] and c is not parts[-1]])
            yield Item("close", last, parts[-1])
            return
    yield from items(list(e))


def _space(e: etree.Element) -> Iterator[Item]:
    width = float((re.match(r"-?[\d.]+", e.get("width", "0")) or ["0"])[0])
    back = float((re.search(r"margin-left:(-[\d.]+)", e.get("style", "")) or [0, 0])[1])
    if min(width, back) < 0:
        raise CheckError(
            r"a space that goes back, as \! does, may lay one thing over another; leave it out"
        )
    if e.get("linebreak"):
        raise CheckError(r"lines stand in \begin{aligned} … \end{aligned}")
    if width > 0:
        yield Item("thin", str(width))


def script(item: Item) -> str:
    """Return the bracket that closes here with an index or a power on it, or nothing."""
    if item.kind == "el" and item.text in ("msub", "msup", "msubsup"):
        base = item.element[0]
        if base.tag == "mo" and plain(base.text) in CLOSES.values():
            return plain(base.text)
    return ""


def shuts(item: Item) -> bool:
    """Say whether a bracket closes here, other than a bar that could open as well."""
    bracket = script(item)
    bar = bracket in ("|", "‖") and item.element[0].get("form") == "postfix"
    plain_one = item.kind == "o" and item.text in ")]}"
    return item.kind == "close" or plain_one or bracket in (*")]}",) or bar


def depths(row: list[Item]) -> Iterator[tuple[int, Item]]:
    """Give each item with the number of brackets that are open around it."""
    depth = 0
    for item in row:
        depth -= shuts(item)
        yield depth, item
        depth += item.kind == "open" or (item.kind == "o" and item.text in "([{")
    if depth != 0:
        raise CheckError(f"brackets do not match in '{words(row)}'")


def split(row: list[Item], at: str) -> list[list[Item]]:
    """Cut a row at each operator `at` that stands in no brackets."""
    parts: list[list[Item]] = [[]]
    for depth, item in depths(row):
        if depth == 0 and item.kind == "o" and item.text == at:
            parts.append([])
        elif item.kind not in ("space", "thin"):
            parts[-1].append(item)
    return parts
