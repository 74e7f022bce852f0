"""Cut the MathML that a page shows into claims: lines, columns, sides and the relations between.

What is read is the very thing that the reader gets.
"""

import functools
import operator
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from typing import NamedTuple

from weave.equations.glyphs import plain
from weave.equations.items import Item, depths, items, words
from weave.equations.tree import CheckError

RELATIONS = {
    "=": "=", ":=": "=", "≔": "=", "≡": "=", "<": "<", ">": ">", "≤": "≤", "⩽": "≤", "≥": "≥",
    "⩾": "≥", "≈": "≈", "≠": "≠",
}  # fmt: skip
AND = {"and", "where", "with"}  # words that part two claims
GOES_ON = {*RELATIONS, "+", "−", "⋅", "×"}  # a line that starts so goes on with the one above


class Claim(NamedTuple):
    """A chain of sides with the relations between them."""

    sides: list[list[Item]]
    relations: list[str]


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
                        (indented and not goes_on)
                        or (sign == "−" and len(row) == 1 and not indented and not paired)
                    )
                ):
                    raise CheckError(
                        f"whether '{words(part)}' goes on with the line above is not clear; begin "
                        "each line with '&=' or with a claim"
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
            r"columns are read as pairs, as in \begin{aligned}; write other claims below each other"
        )
    for row in tables[0]:
        seen_cells = [cell for cell in row if "width: 50%" not in cell.get("style", "")]
        cells = [list(items(list(cell))) for cell in seen_cells]  # without margins and numbers
        pairs = []
        lone = len(cells) == 3 and [i.text for i in cells[1]] in [[r] for r in RELATIONS]
        width = 3 if lone else 2  # a relation may have a column of its own
        for i in range(0, len(cells), width):
            pair = functools.reduce(operator.iadd, cells[i : i + width], [])
            empty = i + 1 < len(cells) and all(item.kind == "thin" for item in cells[i])
            seen = [item for item in pair if item.kind not in ("space", "thin")]
            if seen and all(item.kind == "t" for item in seen):
                look_at_words(seen)
            else:
                start = next((n for n, item in enumerate(pair) if item in seen), len(pair))
                pairs.append((empty, pair[start:]))
        yield pairs


def _aligned(row: etree.Element) -> bool:
    """Say whether the cells of a line are pairs that stand close, or have a relation between."""
    cells = [cell for cell in row if "width: 50%" not in cell.get("style", "")]
    styles = [cell.get("style", "") for cell in cells]
    for cell in row:
        number = "".join(cell.itertext()).strip()
        if "width: 50%" in cell.get("style", "") and not re.fullmatch(r"(\(\w{1,3}\))?", number):
            raise CheckError(f"the tag '{number}' says more than a number: it would not be checked")
    if any("border" in s for s in styles):
        return False
    if len(cells) == 3 and plain("".join(cells[1].itertext())) in RELATIONS:
        return True
    close = (r"text-align: right;.*padding-right: 0;", r"text-align: left;.*padding-left: 0;")
    return len(cells) == 1 or all(re.search(close[n % 2], s) for n, s in enumerate(styles))


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


def _apart(row: list[Item]) -> Iterator[list[Item]]:
    """Cut a row at commas that a wide space follows, and at words such as 'and'."""
    parts: list[list[Item]] = [[]]
    seen = _spaced(row)
    end = Item("end", "")
    levels = list(depths(seen))
    for n, (depth, item) in enumerate(levels):
        following = next((i for i in seen[n + 1 :] if i.kind != "thin"), end)
        # Each part has to claim something, so that no list is cut.
        name_next = item.text == "," and following.kind in ("x", "el")
        if (
            depth == 0
            and item.kind == "o"
            and item.text in ",;."
            and (following.kind in ("space", "end") or name_next)
        ) or (depth == 0 and item.kind == "t" and item.text.strip(" ,") in AND):
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
