"""Makes the SVG that matplotlib writes fit to stand in a page, among other pictures and in HTML."""

import re
import xml.etree.ElementTree as etree

XLINK = "http://www.w3.org/1999/xlink"
# The names that matplotlib gives by counting; nothing refers to them.
COUNTED = re.compile(r"(figure|axes|patch|line2d|text|matplotlib\.axis|xtick|ytick)_\d+")
# In an attribute. A reference comes first: its name may look like a colour, or hold a number.
VALUE = re.compile(
    r"""url\(["']?\#(?P<target>[^"')]*)["']?
    | (?P<colour>\#[0-9a-fA-F]{3,8})\b
    | (?P<number>-?\d+\.\d{3,})""",
    re.VERBOSE,
)


def inline(
    svg: str, name: str, title: str = "", alt: str = "", *, colors: dict[str, str], axes: str = ""
) -> str:
    """Return `svg` as an element of a page; without `alt` its caption must label it.

    Ids get a prefix, so that they stay unique; the style sheet, which would reach the whole page,
    goes, and so do fonts; every colour becomes a variable of the page, so that it follows the
    scheme. `axes` says where data lie (see `weave.draw`). Raises ValueError for a colour that
    `colors` does not map, and for what is no XML, such as a control character in a label.
    """
    try:
        drawn = etree.fromstring(svg)
    except etree.ParseError as error:
        raise ValueError(f"draws what is no XML: {error}") from error
    for element in list(drawn.iter()):
        element.tag = element.tag.rpartition("}")[2]  # in HTML, an svg needs no namespace
        _close_up(element)
        for sheet in element.findall("{*}style"):
            element.remove(sheet)
        attributes = _attributes(element, name, colors)
        element.attrib.clear()
        element.attrib.update(attributes)
    _take_off_groups(drawn)

    width, height = drawn.get("viewBox").split()[2:]
    head = {
        "xmlns:xlink": XLINK, "role": "img", "data-search-exclude": "",
        "viewBox": drawn.get("viewBox"), "width": width, "height": height,
        # Text without a fill is black by default, which a dark page would swallow.
        "fill": "currentColor", "stroke-linejoin": "round",
        **({"data-axes": axes} if axes else {}),
        "aria-labelledby": f"{name}-title {name}-alt" if alt else f"{name}-caption",
    }  # fmt: skip
    picture = etree.Element("svg", head)
    if alt:
        etree.SubElement(picture, "title", {"id": f"{name}-title"}).text = title
        etree.SubElement(picture, "desc", {"id": f"{name}-alt"}).text = alt
    picture.extend(drawn)
    # Only tags end so: where a text or an attribute has a ">", "&gt;" is written.
    return etree.tostring(picture, encoding="unicode").replace(" />", "/>")


def _close_up(element: etree.Element) -> None:
    """Drop the white space around elements; in a label only where matplotlib breaks the line."""
    # ASCII, because the no-break space is no white space in XML.
    label = element.tag in ("text", "tspan")
    layout = re.compile(r"\s*\n\s*" if label else r"\s*", re.ASCII)
    if element.text and layout.fullmatch(element.text):
        element.text = None
    for child in element:
        if child.tail and layout.fullmatch(child.tail):
            child.tail = None


def _attributes(element: etree.Element, name: str, colors: dict[str, str]) -> dict[str, str]:
    """Return the attributes that `element` has in the picture `name`."""

    def replaced(found: re.Match) -> str:
        if found.lastgroup == "target":
            return f"url(#{name}-{found['target']}"
        if found.lastgroup == "number":
            return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
        colour = found[0].lower()
        if colour not in colors:
            known = ", ".join(colors)
            raise ValueError(f"draws in {colour}, which has no place in mkdocs.yml; known: {known}")
        return colors[colour]

    kept = {}
    for key, value in element.items():
        key = key.replace(f"{{{XLINK}}}", "xlink:")  # as written: its prefix stands in the root
        if key == "font-family" or (key == "id" and COUNTED.fullmatch(value)):
            continue
        if key == "id":
            value = f"{name}-{value}"
        elif key in ("href", "xlink:href"):
            value = re.sub("^#", f"#{name}-", value)
        else:
            if key == "style":
                rules = (rule.strip() for rule in value.split(";"))
                value = "; ".join(r for r in rules if r and not r.startswith("font-family:"))
            value = VALUE.sub(replaced, value)
        kept[key] = value
    return kept


def _take_off_groups(parent: etree.Element) -> None:
    """Take off each group without attributes around one element: matplotlib makes two a tick."""
    for n, child in enumerate(parent):
        _take_off_groups(child)
        if child.tag == "g" and not child.attrib and len(child) == 1:
            only = child[0]
            # What is inside it may be of a kind that only makes sense together, such as a title.
            if only.tag == "g" or (only.tag in ("use", "path", "text") and not len(only)):
                parent[n] = only
