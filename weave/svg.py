"""x"""
import re
from html import escape

# A group without a name or style around one element: matplotlib makes two of each tick.
ONE_IN_A_GROUP = (
    r"<g>(<(?:use|path)\b[^>]*/>|<text\b[^>]*>[^<]*</text>|<g\b[^>]*>(?:(?!</?g\b).)*</g>)</g>"
)


def inline(
    svg: str, name: str, title: str = "", alt: str = "", *, colors: dict[str, str], axes: str = ""
) -> str:
    """Make matplotlib's SVG fit to stand in a page; without `alt` its caption must label it.

    Ids get a prefix, so that they stay unique; the style sheet, which would reach the whole page,
    goes, and so do fonts; every colour becomes a variable of the page, so that it follows the
    scheme. `axes` says where data lie (see `weave.draw`). Raises ValueError for a colour that
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
            raise ValueError(f"draws in {colour}, which has no place in mkdocs.yml; known: {known}")
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


