"""What the search knows of a page: formulas as one would type them, and how else it is asked."""

import json
import re
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from weave.mathml import FORMULA
from weave.page import WeaveError

WIDE = tuple("=≈≠<>≤≥≫≪→∈∝+−·⋅×⊙")  # operators between two sides
SIGN = re.compile(r"(^|[^\w)\]′⊤²\s])(\s?)\s*([−+])\s")  # before one side, not between two
APPLIED, UNSEEN = "\u2061", "\u2062\u2063\u2064"  # the latter: times, and, plus
HOW = "write 'asked: >' and, indented on the lines below, what people type, with ';' between"


def asked(page) -> list[str]:
    """Return the ways in which a page is asked, beside its title.

    Raises WeaveError if its front matter does not list them as it should.
    """
    if "asked" not in page.meta:
        return []
    listed = page.meta["asked"]
    ways = [way.strip() for way in listed.split(";")] if isinstance(listed, str) else [""]
    if "" in ways:
        raise WeaveError(f"docs/{page.file.src_uri}: 'asked' is not a list of questions; {HOW}")
    if twice := {way for way in ways if ways.count(way) > 1}:
        raise WeaveError(f"docs/{page.file.src_uri}: 'asked' has '{min(twice)}' twice; drop one")
    return ways


def typed(content: str) -> str:
    """Return the HTML of a page with formulas in a line, for an index that keeps no elements."""

    def in_a_line(formula: re.Match) -> str:
        line = _line(ElementTree.fromstring(formula[0]))
        return escape(line.replace(f"{APPLIED}(", "(").replace(APPLIED, " "))

    return FORMULA.sub(in_a_line, content)


def _line(element: ElementTree.Element) -> str:
    """Return what `element` of MathML says, as one would type it."""
    parts = [_line(child) for child in element]
    match element.tag, parts:
        case "mfrac", [over, under]:
            return f"{_whole(over)}/{_whole(under)}"
        case "msup", [base, "2"]:
            return f"{_whole(base)}²"
        case "msup", [base, "′" | "⊤" as mark]:
            return base + mark
        case "msup", [base, power]:
            return f"{_whole(base)}^{_whole(power)}"
        case "msub", [base, index]:
            return f"{base}_{index}"
        case "msubsup", [base, index, power]:
            return f"{base}_{index}^{_whole(power)}"
        case "msqrt", _:
            return f"√{_whole(''.join(parts))}"
        case "mtr", _:
            return " ".join(parts) + "; "
        case "mo", [] if element.text in WIDE:
            return f" {element.text} "
        case (("munder" | "mover" | "munderover"), [base, *_]):
            return base
        case "mroot", [base, degree]:
            return f"{_whole(base)}^(1/{degree})"
        case "mspace", _:
            return " " if re.match(r"[1-9]", element.get("width", "")) else ""
    line = (element.text or "").strip().strip(UNSEEN) + "".join(parts)
    return SIGN.sub(r"\1\2\3", line).strip() if parts else line


def _whole(text: str) -> str:
    """Put brackets around what is more than one name, number or pair of brackets."""
    one = r"−?(?:[\d.]+|∂?[^\W\d]′?(?:_\w+)?)|\([^()]*\)|[)\]]"
    return text if re.fullmatch(one, text) else f"({text.strip()})"


def put_asked(config, ways: dict[str, list[str]]) -> None:
    """Write how else pages are asked, by their addresses, into the index that the theme built."""
    file = Path(config.site_dir, "search", "search_index.json")
    index = json.loads(file.read_text(encoding="utf-8"))
    for part in index["docs"]:
        if found := ways.get(part["location"]):
            part["asked"] = found
    file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
