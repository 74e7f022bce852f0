import re
import xml.etree.ElementTree as etree

import pytest

from weave.svg import inline

NAMESPACES = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"'
HREF = "{http://www.w3.org/1999/xlink}href"
COLORS = {"#ffffff": "paper", "#000000": "var(--ink)"}


def svg(body: str) -> str:
    return f'<svg {NAMESPACES} viewBox="0 0 360 223.2">{body}</svg>'


def put(body: str) -> list[etree.Element]:
    """Return all elements of the picture `f` but the root, as a reader of XML finds them."""
    return list(etree.fromstring(inline(svg(body), "f", colors=COLORS)).iter())[1:]


SVG = f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"
  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="360pt" height="223pt" viewBox="0 0 360 223.20001" {NAMESPACES} version="1.1">
 <defs>
  <style type="text/css">*{{stroke-linejoin: round}}</style>
 </defs>
 <g id="figure_1"><!-- a
 remark -->
  <path id="m1" d="M 1.005 2.999
L 10.004 -0.0012
" style="fill: #FFFFFF; stroke: #000000"/>
  <g id="wrong-squared"/>
  <text style="font-size: 11px; font-family: 'A', sans">a &lt; b</text>
  <use xlink:href="#m1" clip-path="url(#m1)"/>
 </g>
</svg>
"""
HEAD = (
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink" role="img" data-search-exclude="" '
    'viewBox="0 0 360 223.2" width="360" height="223.2" '
    'fill="currentColor" stroke-linejoin="round" '
)
BODY = (
    '<defs/><g><path id="f-m1" d="M 1 3 L 10 -0 " style="fill: paper; stroke: var(--ink)"/>'
    '<g id="f-wrong-squared"/><text style="font-size: 11px">a &lt; b</text>'
    '<use xlink:href="#f-m1" clip-path="url(#f-m1)"/></g></svg>'
)


def test_whole_picture_as_it_stands_in_a_page():
    assert inline(SVG, "f", "One", "Two", colors=COLORS, axes="0.1234 2 3 4") == (
        HEAD + 'data-axes="0.1234 2 3 4" aria-labelledby="f-title f-alt">'
        '<title id="f-title">One</title><desc id="f-alt">Two</desc>' + BODY
    )
    # Without an alternative its caption labels it.
    assert inline(SVG, "f", colors=COLORS) == HEAD + 'aria-labelledby="f-caption">' + BODY


def test_title_and_alternative_are_read_as_they_were_written():
    html = inline(svg(""), "f", 'a < b & "c"', "say '<x/>'", colors=COLORS)
    title, alt = etree.fromstring(html)
    assert (title.text, alt.text) == ('a < b & "c"', "say '<x/>'")


def test_name_is_put_before_ids_and_what_refers_to_them():
    # A target may be in another picture of the page, or nowhere: it must not be met by chance.
    uses = put(
        '<use id="a" xlink:href="#gone"/><use href="#a"/>'
        "<use style=\"clip-path: url('#a'); mask: url(#b)\"/>"
    )
    assert [use.attrib for use in uses] == [
        {"id": "f-a", HREF: "#f-gone"},
        {"href": "#f-a"},
        {"style": "clip-path: url(#f-a); mask: url(#f-b)"},
    ]


def test_address_is_left_alone():
    (link,) = put('<a xlink:href="https://a.example/0.12345#abcdef"/>')
    assert link.get(HREF) == "https://a.example/0.12345#abcdef"


@pytest.mark.parametrize(
    "name",
    ["figure_1", "axes_2", "patch_13", "line2d_4", "text_5", "matplotlib.axis_1", "xtick_6",
     "ytick_7"],
)  # fmt: skip
def test_ids_by_which_matplotlib_only_counts_are_dropped(name):
    assert [e.get("id") for e in put(f'<path id="{name}"/><path id="{name}-mine"/>')] == [
        None, f"f-{name}-mine",
    ]  # fmt: skip


def test_colours_are_replaced_wherever_an_attribute_has_them():
    (path,) = put('<path fill="#FFFFFF" style="stroke: #000000;fill: none"/>')
    assert path.attrib == {"fill": "paper", "style": "stroke: var(--ink); fill: none"}


@pytest.mark.parametrize("colour", ["#123456", "#FFF", "#ffffff80"])
def test_unknown_colour_is_told_with_those_that_are_known(colour):
    with pytest.raises(ValueError, match="draws") as told:
        put(f'<path style="fill: {colour}"/>')
    assert str(told.value) == (
        f"draws in {colour.lower()}, which has no place in mkdocs.yml; known: #ffffff, #000000"
    )


def test_numbers_of_three_decimals_and_more_are_rounded_to_hundredths():
    (path,) = put('<path x="-1.995" y="12.3456,0.5" transform="translate(10.999 0.25)"/>')
    assert path.attrib == {"x": "-2", "y": "12.35,0.5", "transform": "translate(11 0.25)"}


def test_name_that_looks_like_a_colour_or_holds_a_number_stays_a_name():
    (path,) = put('<path id="a0.1234" clip-path="url(#a0.1234)" mask="url(#abcdef)"/>')
    assert path.attrib == {
        "id": "f-a0.1234", "clip-path": "url(#f-a0.1234)", "mask": "url(#f-abcdef)",
    }  # fmt: skip


def test_fonts_are_left_to_the_page():
    (text,) = put('<text font-family="A" style="font-size: 9px; font-family: A, b; fill: none"/>')
    assert text.attrib == {"style": "font-size: 9px; fill: none"}


@pytest.mark.parametrize(
    "label",
    ["#123456 at 0.14815", "a &lt; b &amp;&amp; &lt;i /&gt;", "font-family: x; url(#m)",
     "a <tspan>b</tspan> c", "<tspan>a</tspan> <tspan>b</tspan>",
     "<tspan>a</tspan><tspan>\N{NO-BREAK SPACE}\n</tspan>", " ", "a<tspan> </tspan>b"],
)  # fmt: skip
def test_labels_stay_as_they_were_written(label):
    expected = "".join(etree.fromstring(f"<text>{label}</text>").itertext())
    assert "".join(put(f"<text>{label}</text>")[0].itertext()) == expected


def test_white_space_that_only_lays_out_the_file_is_dropped():
    body = "\n <g id='a'> <path/> <text>\n  <tspan>a</tspan>\n  <tspan>b</tspan>\n </text></g>\n"
    html = inline(svg(body), "f", colors=COLORS)
    assert not re.search(r">\s+<|\s$", html)


@pytest.mark.parametrize(
    ("nested", "flat"),
    [
        ('<g><g><use x="1"/></g></g>', '<use x="1"/>'),
        ('<g> <g>\n<path d="M"/></g></g>', '<path d="M"/>'),
        ('<g><g><path d="M"/></g><g><text>0 &lt; u</text></g></g>',
         '<g><path d="M"/><text>0 &lt; u</text></g>'),
        ('<g><g clip-path="a"><path d="M"/><path d="L"/></g></g>',
         '<g clip-path="a"><path d="M"/><path d="L"/></g>'),
        ('<g><g><defs/><g><use x="1"/></g></g></g>', '<g><defs/><use x="1"/></g>'),
        # What a name, a style, two elements or a title belongs to stays together.
        ('<g id="f-a"><path d="M"/></g>', None),
        ('<g style="x: y"><use x="1"/></g>', None),
        ("<g><defs/></g>", None),
        ('<g><g id="f-a"><use x="1"/></g><g id="f-b"><use x="2"/></g></g>', None),
        ("<g><text>a<tspan>b</tspan></text></g>", None),
        ('<g><path d="M"><title>a</title></path></g>', None),
        ('<g><g id="f-a"><g id="f-b"><use x="1"/></g><use x="2"/></g><use x="3"/></g>', None),
    ],
)  # fmt: skip
def test_groups_around_one_element_are_taken_off_and_no_others(nested, flat):
    html = inline(svg(nested.replace("f-", "")), "f", colors=COLORS)
    assert html.endswith(f'"f-caption">{flat or nested}</svg>')


def test_no_namespace_but_that_of_links_is_spelt_out():
    html = inline(svg('<g id="a"><image xlink:href="#b"/></g>'), "f", colors=COLORS)
    assert re.findall(r"\S*xmlns\S*|\b\w+:(?=\w+=)", html.replace("xmlns:xlink=", "", 1)) == [
        "xlink:"
    ]


def test_what_is_no_xml_is_told():
    with pytest.raises(ValueError, match=r"^draws what is no XML: .*line 1, column"):
        put("<text>\a</text>")
