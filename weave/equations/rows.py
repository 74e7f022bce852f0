"""Cut the MathML that a page shows into claims: lines, columns, sides and the relations between.

What is read is the very thing that the reader gets.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from weave.equations.glyphs import plain
from weave.equations.tree import CheckError

RELATIONS = {
    "=": "=", ":=": "=", "≔": "=", "≡": "=", "<": "<", ">": ">", "≤": "≤", "⩽": "≤", "≥": "≥",
    "⩾": "≥", "≈": "≈", "≠": "≠",
}  # fmt: skip
CLOSES = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "∣": "∣"}
SILENT = {"", "\u2061", "\u2062", "\u2063"}  # function application, times, comma, all unseen
AND = {"and", "where", "with"}  # words that part two claims
GOES_ON = {*RELATIONS, "+", "−", "⋅", "×"}  # a line that starts so goes on with the one above


class Item(NamedTuple):
    """One thing that stands in a row: its kind, its text, and its element.

    Kinds: "o" an operator, a bracket or a comma, "open" and "close" brackets that belong together,
    "n" a number, "x" a name, "t" words, "prime", "space" a wide one, "thin" one that is not, "el"
    an element of more parts, with its tag or "cases" for text.
    """

    kind: str
    text: str
    element: etree.Element | None = None


class Claim(NamedTuple):
    """A chain of sides with the relations between them."""

    sides: list[list[Item]]
    relations: list[str]


def words(row: list[Item]) -> str:
    """Write items as plain text, for a message."""
    text = " ".join(_spoken(i) for i in row if i.kind not in ("space", "thin")) or "nothing"
    return re.sub(r"(?<=[(\[{]) | (?=[)\]},])", "", text)


def _spoken(item: Item) -> str:
    if item.element is None or len(item.element) == 0:
        return item.text
    seen = [c for c in item.element if c.tag not in ("mspace", "mphantom")]
    parts = [words(list(items([c]))) for c in seen]
    if item.text == "cases":
        rows = [
            " if ".join(words(list(items(list(cell)))) for cell in row)
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
    """Refuse what makes something look other than it is read: hidden by a colour, or by its size."""
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


def _spaced(row: list[Item]) -> list[Item]:
    """Add up the spaces that stand beside each other: from an em on, they are seen to part."""
    out: list[Item] = []
    for item in row:
        if item.kind in ("thin", "space") and out and out[-1].kind in ("thin", "space"):
            item = Item("thin", str(float(item.text) + float(out.pop().text)))
        if item.kind == "thin" and float(item.text) >= 0.9:
            item = Item("space", item.text)
        out.append(item)
    return out


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


def claims(math: etree.Element) -> list[Claim]:
    """Return what `math` claims; raise CheckError if two people could cut it in two ways."""
    found: list[Claim] = []
    columns: dict[int, Claim] = {}  # the claim of each column that the next line may go on with
    paired = any(len(row) > 1 for row in math.iter("mtr"))
    for row in _rows(math):
        started: dict[int, Claim] = {}
        for column, (indented, cell) in enumerate(row):
            for n, part in enumerate(_apart(cell)):
                sign = part[0].text if part[0].kind == "o" else ""
                goes_on = n == 0 and sign in GOES_ON and (sign != "−" or indented)
                if (
                    n == 0
                    and found
                    and (
                        indented
                        and not goes_on
                        or sign == "−"
                        and len(row) == 1
                        and not indented
                        and not paired
                    )
                ):
                    raise CheckError(
                        f"whether '{words(part)}' goes on with the line above is not clear; begin each line with '&=' or with a claim"
                    )
                if not goes_on:
                    found.append(Claim([[]], []))
                    started[column] = found[-1]
                elif column not in columns or len(columns) > 1:
                    raise CheckError(
                        f"with what '{words(part)}' goes on is not clear; write its claim whole"
                    )
                else:
                    started[column] = columns[column]
                _append(started[column], part)
        columns = started
    if not found:
        raise CheckError("nothing is claimed: a relation such as '=' is missing")
    for claim in found:
        if not claim.relations:
            raise CheckError(
                f"'{words(claim.sides[0])}' claims nothing: a relation such as '=' is missing"
            )
    return found


def _append(claim: Claim, part: list[Item]) -> None:
    for depth, item in depths(part):
        if depth == 0 and item.kind == "o" and item.text in RELATIONS:
            claim.relations.append(RELATIONS[item.text])
            claim.sides.append([])
        else:
            claim.sides[-1].append(item)


def _rows(math: etree.Element) -> Iterator[list[tuple[bool, list[Item]]]]:
    """Give for each line what stands in its pairs of columns, and whether the left one is empty.

    Remarks in words are left out.
    """
    whole = [c for c in math if c.tag != "mspace"]
    while len(whole) == 1 and whole[0].tag in ("mrow", "mstyle"):
        whole = [c for c in whole[0] if c.tag != "mspace"]
    tables = [c for c in whole if c.tag == "mtable"]
    rest = items([c for c in whole if c.tag != "mtable"])
    if len(tables) != 1 or any(
        i.kind not in ("space", "thin") and i.text not in ".,;" for i in rest
    ):
        yield [(False, list(items(list(math))))]
        return
    if not all(_aligned(row) for row in tables[0]):
        raise CheckError(
            r"columns are read as pairs, as in \begin{aligned}; write other claims below one another"
        )
    for row in tables[0]:
        seen_cells = [cell for cell in row if "width: 50%" not in cell.get("style", "")]
        cells = [list(items(list(cell))) for cell in seen_cells]  # without margins and numbers
        pairs = []
        lone = len(cells) == 3 and [i.text for i in cells[1]] in [[r] for r in RELATIONS]
        width = 3 if lone else 2  # a relation may have a column of its own
        for i in range(0, len(cells), width):
            pair = sum(cells[i : i + width], [])
            empty = i + 1 < len(cells) and all(item.kind == "thin" for item in cells[i])
            seen = [item for item in pair if item.kind not in ("space", "thin")]
            if seen and all(item.kind == "t" for item in seen):
                look_at_words(seen)
            else:
                start = next((n for n, item in enumerate(pair) if item in seen), len(pair))
                pairs.append((empty, pair[start:]))
        yield pairs


def _aligned(row: etree.Element) -> bool:
    """Say whether the cells of a line are pairs, the left one set to the right."""
    styles = [cell.get("style", "") for cell in row if "width: 50%" not in cell.get("style", "")]
    for cell in row:
        number = "".join(cell.itertext()).strip()
        if "width: 50%" in cell.get("style", "") and not re.fullmatch(r"(\(\w{1,3}\))?", number):
            raise CheckError(f"the tag '{number}' says more than a number: it would not be checked")
    sides = [(re.search(r"text-align: (\w+)", s) or ["", "center"])[1] for s in styles]
    return len(sides) in (1, 3) or all(s == ("right", "left")[n % 2] for n, s in enumerate(sides))


def look_at_words(row: list[Item]) -> None:
    """Refuse a label or a remark that makes a claim of its own, which nobody would check."""
    for item in row:
        if item.kind in ("space", "thin"):
            continue
        if item.kind != "t" or not re.fullmatch(r"[^\W\d_]([^\W\d_]|[ ,.'’()-])*", item.text):
            raise CheckError(
                f"a label or remark holds words only, \\text{{…}}, and '{words(row)}' says more: "
                "it would not be checked"
            )


def _apart(row: list[Item]) -> Iterator[list[Item]]:
    """Cut a row at commas that a wide space follows, and at words such as 'and'."""
    parts: list[list[Item]] = [[]]
    seen = _spaced(row)
    end = Item("end", "")
    levels = list(depths(seen))
    for n, (depth, item) in enumerate(levels):
        following = next((i for i in seen[n + 1 :] if i.kind != "thin"), end)
        name_next = item.text == "," and following.kind in (
            "x",
            "el",
        )  # each part must claim something
        if (
            depth == 0
            and item.kind == "o"
            and item.text in ",;."
            and (following.kind in ("space", "end") or name_next)
        ):
            parts.append([])
        elif depth == 0 and item.kind == "t" and item.text.strip(" ,") in AND:
            parts.append([])
        elif item.kind == "space":
            joins = following.kind == "end" or (
                following.kind == "t" and following.text.strip(" ,") in AND
            )
            if parts[-1] and not joins:
                raise CheckError(
                    f"a wide space alone does not part two claims; write a comma after "
                    f"'{words(parts[-1])}'"
                )
        else:
            parts[-1].append(item)
    yield from (part for part in parts if any(i.kind != "thin" for i in part))
