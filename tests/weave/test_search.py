"""What the search is given: formulas as one would type them, and how else pages are asked."""

import json
from types import SimpleNamespace
from xml.etree import ElementTree as etree

import pytest

from weave.mathml import mathml
from weave.page import WeaveError
from weave.site import search


def page(**meta):
    return SimpleNamespace(meta=meta, file=SimpleNamespace(src_uri="a/b.md"))


@pytest.mark.parametrize(
    ("listed", "ways"),
    [
        ("why X.T; loss: nan;\n  why y - a", ["why X.T", "loss: nan", "why y - a"]),
        ("one", ["one"]), ("a b\n", ["a b"]),
    ],
)  # fmt: skip
def test_ways_to_ask_are_read(listed, ways):
    assert search.asked(page(asked=listed)) == ways
    assert search.asked(page()) == []


@pytest.mark.parametrize("listed", ["", " ", "a;;b", "a;", ["a", "b"], 3, None, True, {"a": 1}])
def test_list_that_is_none_is_told_with_how_to_write_one(listed):
    with pytest.raises(WeaveError) as caught:
        search.asked(page(asked=listed))
    assert caught.value.message == (
        "docs/a/b.md: 'asked' is not a list of questions; write 'asked: >' and, indented on the "
        "lines below, what people type, with ';' between"
    )


def test_way_that_is_listed_twice_is_told():
    with pytest.raises(WeaveError, match=r"docs/a/b\.md: 'asked' has 'b c' twice; drop one"):
        search.asked(page(asked="b c; a; b c"))


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"\frac14", "1/4"), (r"(a - y) \cdot a(1 - a)", "(a − y) ⋅ a(1 − a)"),
        (r"10^{-7}", "10^−7"), (r"\frac{a - y}{a(1 - a)}", "(a − y)/(a(1 − a))"),
        (r"-\ln a", "−ln a"), (r"\ln(1 - a)", "ln(1 − a)"), (r"z = -2", "z = −2"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"), (r"\sigma'(z)", "σ′(z)"),
        (r"x_1^2 + w_{ij}", "x_1^2 + w_ij"), (r"9 (1 - a)^3", "9(1 − a)^3"),
        (r"\sqrt{2 n}", "√(2n)"), (r"\sqrt[3]{9}", "9^(1/3)"), (r"X^\top \delta", "X⊤δ"),
        (r"\sum_{i=1}^n a_i", "∑a_i"), (r"a < b", "a &lt; b"), (r"a = 1, \quad b", "a = 1, b"),
    ],
)  # fmt: skip
def test_formula_becomes_a_line_as_one_would_type_it(tex, line):
    formula = etree.tostring(mathml(tex, display=True), encoding="unicode")
    html = f"<p>x {formula} y</p>"
    assert " ".join(search.typed(html).split()) == f"<p>x {line} y</p>"


def test_page_alone_and_none_of_its_sections_is_given_its_ways(tmp_path):
    file = tmp_path / "search" / "search_index.json"
    file.parent.mkdir()
    docs = [{"location": place, "text": "ä"} for place in ("", "b/", "b/#c", "d/")]
    file.write_text(json.dumps({"config": {}, "docs": docs}), "utf-8")
    ways = {"": ["x", "y"], "b/": ["z"], "d/": []}
    search.put_asked(SimpleNamespace(site_dir=str(tmp_path)), ways)
    written = json.loads(file.read_text("utf-8"))["docs"]
    assert [part.get("asked") for part in written] == [["x", "y"], ["z"], None, None]
    assert [part["text"] for part in written] == ["ä"] * 4
