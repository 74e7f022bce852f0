"""The maths font of a site has what its formulas show, and a letter that it cannot have is told."""

import io
from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont

from tests.conftest import ROOT
from weave.page import WeaveError
from weave.site import font


def page(html, name="a/b.md"):
    return SimpleNamespace(content=html, file=SimpleNamespace(src_uri=name))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        # Code points by hand, from the table "italic mappings" of MathML Core.
        ("<mi>a</mi>", "\U0001d44e"), ("<mi>Z</mi>", "\U0001d44d"), ("<mi>h</mi>", "\u210e"),
        ("<mi>σ</mi>", "\U0001d70e"), ("<mi>∂</mi>", "\U0001d715"), ("<mi>∇</mi>", "\U0001d6fb"),
        ("<mi>ln</mi>", "ln"), ("<mo>∂</mo>", "∂"), ("<mn>1.5</mn>", "1.5"), ("<mo>&lt;</mo>", "<"),
        ("<mtext>at z</mtext>", "at z"), ("<mi class='x'>\n a </mi>", "\U0001d44e"),
        ("<mrow>\n<mi>ж</mi></mrow>", "ж"),
    ],
)  # fmt: skip
def test_letters_are_those_that_a_browser_shows(formula, shown):
    text = f"<p>no letter</p><math>{formula}</math><b>nor this</b>"
    assert font.shown_by(text) == set(shown)


def test_font_has_the_letters_of_the_pages_and_no_more(root):
    (root / "docs" / "fonts").mkdir(parents=True, exist_ok=True)
    (root / font.WHOLE).write_bytes((ROOT / font.WHOLE).read_bytes())
    pages = [page("<math><mi>a</mi><mo>|</mo></math>"), page("<math><mn>1</mn></math>")]
    data = font.SmallFont.begin(pages).data()
    with TTFont(io.BytesIO(data)) as small:
        assert set(small.getBestCmap()) == {0x1D44E, ord("|"), ord("1")}
        variants = small["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
        assert len(variants) == 1  # the bar still grows
    other = font.SmallFont.begin([page("<math>x</math>"), page("<math><mi>中</mi></math>", "c.md")])
    with pytest.raises(WeaveError) as caught:
        other.data()
    assert other.name != font.SmallFont.begin(pages).name
    assert caught.value.message == (
        "docs/c.md: the maths font has no '中' (U+4E2D, CJK UNIFIED IDEOGRAPH-4E2D); write another"
    )
