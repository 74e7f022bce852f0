"""Every page by keyboard, with large letters, in a narrow window and on paper: `make audit`.

Passing proves that nothing is out of reach or cut, not that it is a pleasure to use.
"""

import pytest

from tests.conftest import ARGUMENTS, URLS

pytestmark = pytest.mark.audit

# What a reader can act on, as long as it can be seen. Of a group of radio buttons, one is a stop.
REACHABLE = """() => {
    const wanted = "a[href], button, input, select, summary, [tabindex='0']";
    const shown = e => e.checkVisibility({ visibilityProperty: true }) && !e.hidden
        && e.getBoundingClientRect().width && !e.disabled && e.tabIndex >= 0
        && !(e.type === "radio" && !e.checked
            && document.querySelector(`[name="${e.name}"]:checked`));
    window.waiting = new Set([...document.querySelectorAll(wanted)].filter(shown));
    // What scrolls sideways holds words that only the arrow keys can bring into view.
    for (const e of document.querySelectorAll("article *"))
        if (e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)
            && e.checkVisibility() && ![...waiting].some(w => w.contains(e) || e.contains(w)))
            waiting.add(e);
    return waiting.size;
}"""
# The look of what has the focus, or of the label beside it that stands for it.
STEP = """() => {
    const e = document.activeElement;
    if (e === document.body) return null;
    window.waiting.delete(e);
    const hidden = !e.checkVisibility({ opacityProperty: true });  // as the theme's options are
    const look = hidden && e.matches("input:has(+ label)") ? e.nextElementSibling : e;
    const css = getComputedStyle(look), box = look.getBoundingClientRect();
    return {
        name: e.outerHTML.slice(0, 90),
        marked: css.outlineStyle !== "none" && parseFloat(css.outlineWidth) >= 1
            || css.boxShadow !== "none" || e.matches("input[name=query]"),
        inside: box.bottom > 0 && box.top < innerHeight && box.width > 0
            && look.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    };
}"""
# What is wider or higher than its box, and cannot be brought into view on paper.
CUT = """() => [...document.querySelectorAll("article *")]
    .filter(e => e.checkVisibility() && !e.closest("svg, math"))
    .filter(e => getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1
        || e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""
SPILLS = """() => [...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(e => !e.closest(".scroll, pre, .md-typeset__scrollwrap, svg, .headerlink, .md-skip"))
    .filter(e => !e.closest(".md-sidebar--primary, .md-search"))  // wait beside the screen
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("url", URLS)
def test_all_that_can_be_used_is_reached_by_keyboard_and_shows_it(page, address, url):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address + url, wait_until="networkidle")
    count = page.evaluate(REACHABLE)
    unmarked, unseen = [], []
    for _ in range(count + 20):
        page.keyboard.press("Tab")
        if (step := page.evaluate(STEP)) is None:
            break
        if not step["marked"]:
            unmarked.append(step["name"])
        if not step["inside"]:
            unseen.append(step["name"])
    missed = page.evaluate("[...waiting].map(e => e.outerHTML.slice(0, 90))")
    assert (missed, unmarked, unseen) == ([], [], [])


@pytest.fixture(scope="session")
def large(launch_browser):
    """A browser whose reader has set letters twice as large."""
    browser = launch_browser(args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"])
    yield browser
    browser.close()


@pytest.mark.parametrize("url", URLS)
def test_page_reads_at_320_pixels(page, address, url):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + url, wait_until="networkidle")
    assert page.evaluate(SPILLS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("url", URLS)
def test_page_reads_with_letters_twice_as_large(large, address, url):
    page = large.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address + url, wait_until="networkidle")
    size = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)"
    )
    assert size >= 32
    assert page.evaluate(SPILLS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.close()


@pytest.mark.parametrize("url", URLS)
def test_page_prints_whole_without_navigation(page, address, url):
    page.emulate_media(media="print")
    page.set_viewport_size(
        {"width": 680, "height": 1000}
    )  # A4 less margins of 15 mm, in CSS pixels
    page.goto(address + url, wait_until="networkidle")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen = page.evaluate(
        """() => [...document.querySelectorAll("nav, header, footer, aside, button, .md-sidebar")]
            .filter(e => e.checkVisibility({ visibilityProperty: true }))
            .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert seen == []
    assert page.evaluate(CUT) == []
    answers = page.locator("details.question")
    for i in range(answers.count()):
        for part in answers.nth(i).locator("> :not(summary)").all():
            assert part.bounding_box()["height"] > 10
