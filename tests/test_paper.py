"""Each page on paper: in the light palette, without code that draws, no heading or line left alone.

Passing proves what one browser makes of A4, not that every printer does.
"""

import io
import re

import pypdf
import pytest

from tests.conftest import URLS
from tests.test_browser import DARK, LIGHT, contrast

LEAST = 3  # lines of a sheet
SHEETS = {"": 6, "questions/cube/": 7}  # that were many when all code was printed
COLOURS = """() => [...document.querySelectorAll("article *")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((e) => {
        let box = e;
        while (box && /, 0\\)$|transparent/.test(getComputedStyle(box).backgroundColor)) {
            box = box.parentElement;
        }
        const { color, fill } = getComputedStyle(e);
        const paper = box ? getComputedStyle(box).backgroundColor : "rgb(255, 255, 255)";
        return [e.namespaceURI.endsWith("svg") ? fill : color, paper, e.textContent.slice(0, 30)];
    })"""


def lines_of(sheet) -> list[str]:
    """The lines of a sheet from top to bottom, in whatever order they were drawn."""
    text = sheet.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def colours(page) -> set[tuple[str, str]]:
    """The colours of all letters on paper, each with what lies under it."""
    page.emulate_media(media="print")
    found = page.evaluate(COLOURS)
    for ink, paper, text in found:
        if ink != "rgb(255, 255, 255)":  # on a coloured field of a figure
            assert contrast(ink, "rgb(255, 255, 255)") >= 4.5, (ink, text)
        assert contrast(paper, "rgb(255, 255, 255)") < 1.2, (paper, text)
    return {(ink, paper) for ink, paper, _ in found}


@pytest.mark.parametrize("url", URLS)
def test_page_on_paper(page, address, url):
    page.emulate_media(color_scheme=DARK)
    page.goto(address + url, wait_until="networkidle")
    printed = colours(page)
    page.emulate_media(media="screen", color_scheme=LIGHT)
    page.goto(address + url, wait_until="networkidle")
    assert printed == colours(page)  # whatever the screen has
    page.emulate_media(media="null")
    alone = page.evaluate(
        """() => [...document.querySelectorAll("article :is(h1, h2, h3, h4, .filename, summary)")]
            .filter((e) => !e.closest(".check, .behind"))
            .map((e) => e.innerText.replace("¶", "").replace(/\\s+/g, " ").trim())"""
    )
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True))).pages
    assert len(sheets) <= SHEETS.get(url, 99)
    text = [lines_of(sheet) for sheet in sheets]
    for number, lines in enumerate(text, 1):
        assert len(lines) >= LEAST, f"sheet {number} of {len(text)}: {lines}"
        assert lines[-1] not in alone, f"sheet {number} ends with the heading {lines[-1]!r}"
    whole = "\n".join("\n".join(lines) for lines in text)
    assert not re.search(r"plt\.|figsize|The code that draws it", whole) or url.startswith("labs/")
    assert not re.search(r"(?m)^(Run|Edit|Change it here)$", whole)


def test_page_on_paper_from_a_scheme_that_the_reader_chose(page, address):
    page.emulate_media(color_scheme=LIGHT)
    page.goto(address)
    light = colours(page)
    page.emulate_media(media="screen")
    page.get_by_title("Switch to dark mode").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert colours(page) == light
