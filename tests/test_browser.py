"""What a reader's browser shows: sizes, colours, copying, keyboard, phone, no JavaScript.

Passing proves that the pages work in one browser, not that they are pleasant to read.
"""

import gzip
import io
import re
import time
import tomllib
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.conftest import ROOT, URLS
from weave import DOCS, SNIPPETS

WITHOUT_FORMULAS = ("claims/", "deeper/slips/", "next/", "snippets/")
BUDGET = tomllib.loads((ROOT / "tests" / "budget.toml").read_text("utf-8"))
SHIFT = (
    "window.shift = 0; new PerformanceObserver((list) =>"
    "list.getEntries().forEach((entry) => { window.shift += entry.value; })"
    ").observe({type: 'layout-shift', buffered: true})"
)
STARTED = ":root:has([name=theme-color])"  # the theme's script adds this when it starts
EXPLORERS = {
    "": "wrongness",
    "questions/confidence/": "wrongness",
    "questions/cube/": "race",
    "derivation/nudge/": "nudge",
    "questions/divide/": "divide",
    "deeper/hidden-layers/": "net",
}
WITHOUT_CODE = ("claims/", "next/", "snippets/", "glossary/", "how/")
LIGHT, DARK = "light", "dark"
SETTINGS = ((LIGHT, 1280), (DARK, 360))


def weight(file: Path) -> int:
    """Return the bytes that a host with gzip sends for `file`."""
    data = (file / "index.html" if file.is_dir() else file).read_bytes()
    return len(data if file.suffix in (".woff2", ".png") else gzip.compress(data))


@pytest.fixture
def noisy(page, address):
    """Collect what goes wrong unseen: console errors, exceptions, failed or foreign requests."""
    faults = []
    page.on("console", lambda m: m.type in ("error", "warning") and faults.append(m.text))
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}"))
    page.on("request", lambda r: r.url.startswith((address, "data:")) or faults.append(r.url))
    page.on("response", lambda r: r.status >= 400 and faults.append(f"{r.status} {r.url}"))
    return faults


def test_list_of_pages_is_whole(pages):
    assert sorted(p.url for p in pages) == URLS


PUT_ON_MATHS_FONT = """async () => {
    if (document.fonts.size) return;
    const { href } = document.querySelector("link[as=font]");
    document.fonts.add(await new FontFace("STIX Two Math", `url(${href})`).load());
}"""


def assert_equations_and_figures_have_size(page, url):
    page.evaluate(PUT_ON_MATHS_FONT)  # on a busy machine it may be late
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('math, svg[role=img]')]
            .filter(e => !e.closest('details:not([open])'))
            .map(e => [e.tagName, e.getBoundingClientRect()])
            .map(([tag, box]) => [tag, box.width, box.height])"""
    )
    assert sizes or url in WITHOUT_FORMULAS
    assert all(w >= 4 and h >= 5 for _, w, h in sizes), sizes
    assert all(w >= 300 for tag, w, _ in sizes if tag == "svg")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
            const whole = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const part = text.getBoundingClientRect();
                return part.width && (part.left < whole.left - 1 || part.right > whole.right + 1
                    || part.top < whole.top - 1 || part.bottom > whole.bottom + 1);
            }).map(text => text.textContent);
        })"""
    )
    assert cut == []
    # A stretched brace or a fraction bar takes height that plain text would not.
    displays = page.evaluate(
        "() => [...document.querySelectorAll('math[display=block]:has(mfrac)')]"
        ".filter(e => !e.closest('details:not([open])'))"
        ".map(e => e.getBoundingClientRect().height)"
    )
    assert all(h > 24 for h in displays), displays


def assert_no_formula_falls_back_to_another_font(page, url):
    """The browser tells from which fonts it took the letters of an element."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(PUT_ON_MATHS_FONT)
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    asked = {"nodeId": root, "selector": "math"}
    formulas = session.send("DOM.querySelectorAll", asked)["nodeIds"]
    for formula in formulas:
        asked = {"nodeId": formula}
        fonts = session.send("CSS.getPlatformFontsForNode", asked)["fonts"]
        others = {font["familyName"] for font in fonts} - {"STIX Two Math"}
        assert not others, session.send("DOM.getOuterHTML", asked)["outerHTML"]
    assert formulas or url in WITHOUT_FORMULAS


def assert_copy_buttons_yield_exactly_the_snippets(page, url):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    blocks = page.locator(".highlight.language-python:not(.behind *)")
    for block in blocks.all():
        block.scroll_into_view_if_needed()
        page.evaluate("navigator.clipboard.writeText('')")
        block.locator("button.md-clipboard, .md-code__button[data-md-type=copy]").click()
        for _ in range(50):
            if copied := page.evaluate("navigator.clipboard.readText()"):
                break
            page.wait_for_timeout(50)
        if url.startswith("labs/"):
            file = ROOT / DOCS / f"{url.rstrip('/')}.py"
            assert copied.rstrip("\n") in file.read_text(encoding="utf-8")
        else:
            file = ROOT / SNIPPETS / block.locator(".filename").inner_text()
            assert copied.rstrip("\n") == file.read_text(encoding="utf-8").rstrip("\n")
    assert blocks.count() or url in WITHOUT_CODE


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    ("scheme", "width"),
    [(LIGHT, 360), (DARK, 1280), *(pytest.param(*s, marks=pytest.mark.audit) for s in SETTINGS)],
)
def test_page_loads_in_silence_within_budget_nothing_is_cut_and_code_is_copied(
    context, page, noisy, address, site, url, scheme, width
):
    """One load for all of it, because loads are what the tests spend most of their time on."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.add_init_script(SHIFT)
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(address + url, wait_until="networkidle")
    page.wait_for_load_state()  # on a busy machine the network may rest before
    page.locator(STARTED).wait_for(state="attached")
    assert noisy == []
    cost = {name: weight(site / name) for name in asked}
    assert sum(cost.values()) <= BUDGET["first_visit"], cost
    shared = ("assets/", "css/", "fonts/", "js/site.js", "sitemap.xml")
    assert sum(c for name, c in cost.items() if not name.startswith(shared)) <= BUDGET["next_page"]
    assert len(asked) <= BUDGET["requests"], asked
    name = EXPLORERS.get(url)
    scripts = {"js/explore.js", "js/model.js", f"js/explore-{name}.js"} if name else set()
    assert {a for a in asked if a.startswith("js/")} == {"js/site.js", *scripts}
    assert page.evaluate("shift") <= BUDGET["layout_shift"]
    assert page.evaluate("document.body.dataset.mdColorScheme") == (
        "slate" if scheme == DARK else "default"
    )
    # What is wider than its box must scroll inside it, not stick out.
    spills = page.evaluate(
        """() => [...document.querySelectorAll('article *')]
            .filter(e => !e.closest('.scroll, pre, .md-typeset__scrollwrap, svg, .headerlink'))
            .filter(e => !e.closest('details:not([open])'))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert spills == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_equations_and_figures_have_size(page, url)
    assert_nothing_lies_over_code(page)
    papers = "e => [e.closest('body'), e].map((e) => getComputedStyle(e).backgroundColor)"
    for box in page.locator(".equation .scroll").all()[:1]:
        assert len(set(box.evaluate(papers))) == 1
    if width == 360:
        assert_what_is_cut_shows_that_there_is_more(page)
        assert_letters_of_figures_can_be_read(page)
    if width == 1280:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        assert_copy_buttons_yield_exactly_the_snippets(page, url)
        assert_no_formula_falls_back_to_another_font(page, url)


SCROLLS = ".output pre, .scroll, .md-typeset__scrollwrap"
LONG = {"slips_training.py"}  # whose output quotes lines of programs


def assert_what_is_cut_shows_that_there_is_more(page):
    """At the edge of what is wider than its box stands a line, and nowhere else."""
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    names = page.evaluate(
        """() => [...document.querySelectorAll(".output pre")]
            .filter((e) => e.scrollWidth > e.clientWidth)
            .map((e) => e.parentElement.dataset.output ?? e.innerText)"""
    )
    assert set(names) <= LONG, f"{names}: print at most 47 columns, which a phone shows"
    for box in page.locator(SCROLLS).all():
        wider, at_most = box.evaluate("e => [e.scrollWidth - e.clientWidth, e.clientHeight - 5]")
        if not box.is_visible():
            continue
        for end in ("left", "right"):
            box.evaluate("(e, to) => { e.scrollLeft = to; }", 9999 if end == "right" else 0)
            picture = Image.open(io.BytesIO(box.screenshot())).convert("RGB")
            faint = page.evaluate("getComputedStyle(document.body).getPropertyValue('--faint')")
            line = tuple(int(faint[n : n + 2], 16) for n in (1, 3, 5))
            columns = {"left": picture.width - 1, "right": 0}
            for side, x in columns.items():
                column = [picture.getpixel((x, y)) for y in range(picture.height)]
                marked = sum(pixel == line for pixel in column) >= 0.8 * at_most
                about = box.inner_text()[:40]
                assert marked == (wider > 0 and side == end), f"{end}, {side}: {about}"


def assert_letters_of_figures_can_be_read(page):
    small = page.evaluate(
        """() => [...document.querySelectorAll("article svg text")]
            .filter((e) => e.getBoundingClientRect().width).map((e) => {
                const { a, b } = e.getScreenCTM();
                return [parseFloat(getComputedStyle(e).fontSize) * Math.hypot(a, b), e.textContent];
            }).filter(([size]) => size < 10.99)"""
    )
    assert small == []


def assert_nothing_lies_over_code(page):
    over = page.evaluate(
        """() => [...document.querySelectorAll(".md-code__nav")].filter((button) => {
            const { top, bottom, width } = button.getBoundingClientRect();
            const code = button.parentElement.querySelector("code").getBoundingClientRect();
            return width && bottom > code.top + 1 && top < code.bottom - 1;
        }).map((e) => e.parentElement.innerText.slice(0, 40))"""
    )
    assert over == []


MATHS_FONT_IS_ON = "document.fonts.size === 1 && document.fonts.check('16px \"STIX Two Math\"')"


@pytest.mark.parametrize("delay", [0, 0.05, 0.2, 0.6])
@pytest.mark.parametrize("url", ["", "derivation/nudge/"])
def test_nothing_moves_whenever_the_maths_font_comes(page, address, url, delay):
    page.add_init_script(SHIFT)
    page.route("**/*.woff2", lambda route: (time.sleep(delay), route.continue_()))
    page.goto(address + url, wait_until="networkidle")
    assert page.evaluate("shift") <= BUDGET["layout_shift"]


def test_maths_font_is_on_at_first_sight(browser, address):
    for _ in range(5):  # a busy machine may be late, but not each time
        context = browser.new_context()
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        on = page.evaluate(MATHS_FONT_IS_ON)
        family = page.locator("math").first.evaluate("e => getComputedStyle(e).fontFamily")
        assert family.startswith('"STIX Two Math"')
        context.close()
        if on:
            return
    pytest.fail("the maths font came too late five times")


def test_maths_font_that_was_late_is_on_for_the_next_page(page, address):
    page.route("**/*.woff2", lambda route: (time.sleep(1.5), route.continue_()))
    page.goto(address, wait_until="networkidle")
    assert not page.evaluate(MATHS_FONT_IS_ON)
    page.evaluate("window.stillHere = true")
    page.locator("article a", has_text="How does the squared error give").click()
    page.locator('[data-figure="delta.py"] svg').wait_for()
    assert page.evaluate("stillHere")
    for _ in range(100):
        if page.evaluate(MATHS_FONT_IS_ON):
            return
        page.wait_for_timeout(50)
    pytest.fail("the maths font is still not on")


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast ratio of two CSS rgb() colours."""

    def luminance(colour):
        channels = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_three_factors_have_one_colour_each_in_equations_and_figures(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    colours = {}
    for name in ("error", "slope", "input"):
        equation = page.locator(f".equation mrow.{name}").first
        colours[name] = equation.evaluate("e => getComputedStyle(e).color")
        label = page.locator('[data-figure="chain.py"] text', has_text=re.compile(f"^{name}$"))
        assert label.evaluate("e => getComputedStyle(e).fill") == colours[name]
        assert contrast(colours[name], paper) >= 4.5
    assert len(set(colours.values())) == 3
    ink = page.locator('[data-figure="wrongness.py"] text').first
    assert contrast(ink.evaluate("e => getComputedStyle(e).fill"), paper) >= 4.5


def test_reader_can_switch_the_scheme_and_figures_follow(page, address):
    page.emulate_media(color_scheme=LIGHT)
    page.goto(address)
    ink = page.locator('[data-figure="wrongness.py"] text').first
    before = ink.evaluate("e => getComputedStyle(e).fill")
    page.get_by_title("Switch to dark mode").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert ink.evaluate("e => getComputedStyle(e).fill") != before


def test_check_unfolds_by_keyboard_and_says_what_was_done(page, address):
    page.goto(address + "derivation/delta/")
    note = page.locator("details.check").nth(3)
    note.locator("summary").focus()
    page.keyboard.press("Enter")
    assert note.get_attribute("open") is not None
    assert re.search(r"at \d+ points", note.inner_text())
    assert note.locator("math").first.is_visible()


def test_wide_formula_scrolls_inside_itself_by_keyboard(page, address):
    page.set_viewport_size({"width": 280, "height": 800})
    page.goto(address + "deeper/hidden-layers/")
    boxes = page.locator(".equation .scroll")
    wider = boxes.evaluate_all("all => all.findIndex((e) => e.scrollWidth > e.clientWidth)")
    assert wider >= 0
    wide = boxes.nth(wider)
    wide.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(50):
        if wide.evaluate("e => e.scrollLeft > 0"):
            return
        page.wait_for_timeout(20)
    pytest.fail("it does not scroll")


def test_table_is_a_stop_of_the_keyboard_where_it_is_wider_than_the_page(page, address):
    page.goto(address + "questions/cube/")
    page.locator(STARTED).wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    box = page.locator("details.behind .md-typeset__scrollwrap").first
    for width, stop in ((240, "0"), (1280, "-1"), (240, "0")):
        page.set_viewport_size({"width": width, "height": 800})
        expect(box).to_have_attribute("tabindex", stop)
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=box.element_handle())


def test_instant_navigation_brings_equations_and_figures_and_keeps_quiet(page, noisy, address):
    page.goto(address)
    page.evaluate("window.stillHere = true")
    page.locator("article a", has_text="How does the squared error give").click()
    page.wait_for_url("**/derivation/delta/")
    page.locator('[data-figure="delta.py"] svg').wait_for()
    assert page.locator('h1:has-text("How does the squared error give")').count() == 1
    assert page.evaluate("window.stillHere") is True
    assert page.locator(".equation math").first.bounding_box()["height"] > 10
    page.go_back()
    page.locator('[data-figure="wrongness.py"] svg[role=img]').wait_for()
    assert noisy == []


def test_skip_link_comes_first_and_leads_past_the_navigation(page, address):
    page.goto(address + "questions/confidence/")
    page.locator(STARTED).wait_for()
    page.keyboard.press("Tab")
    skip = page.locator("a.md-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    expect(skip).to_have_css("opacity", "1")  # it fades in
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("article :focus")).to_have_count(1)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_scheme_is_switched_by_keyboard(page, address, key):
    page.emulate_media(color_scheme=LIGHT)
    page.goto(address)
    body = page.locator("body")
    for scheme in ("slate", "default"):
        page.locator("[name=__palette]:has(+ label:not([hidden]))").focus()
        page.keyboard.press(key)
        expect(body).to_have_attribute("data-md-color-scheme", scheme)


def test_content_is_there_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for url in URLS:
        page.goto(address + url)
        assert page.locator("h1").is_visible()
        assert page.locator(".answer").is_visible()
        assert url in WITHOUT_FORMULAS or page.locator("article math").first.is_visible()
        assert "$" not in re.sub(r"\$ (make|mkdocs)", "", page.locator("article").inner_text())
    page.goto(address)
    assert not page.locator(".md-code__nav").first.is_visible()  # nothing would copy
    assert page.locator("svg[role=img]").first.is_visible()
    page.locator("details.check summary").first.click()
    assert page.locator("details.check p").first.is_visible()
    context.close()


def test_lines_are_of_a_length_that_reads_well(page, address):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address + "derivation/slope/")
    per_line = page.evaluate(
        """() => [...document.querySelectorAll('article > p:not(.answer)')].flatMap(p => {
            const range = document.createRange(); range.selectNodeContents(p);
            // Words and formulas of one line differ by a few pixels, lines by two dozen.
            const ends = [...range.getClientRects()].map(r => r.bottom).sort((a, b) => a - b);
            const lines = ends.filter((end, i) => !i || end - ends[i - 1] > 8).length;
            return p.innerText.length > 200 ? [p.innerText.length / lines] : [];
        })"""
    )
    assert per_line
    assert max(per_line) <= 80
    assert sum(per_line) / len(per_line) >= 55


def test_print_unfolds_the_exercises(page, address):
    page.emulate_media(media="print")
    page.goto(address)
    answer = page.locator("details.question p").first
    assert answer.bounding_box()["height"] > 10
    assert not page.locator(".md-sidebar").first.is_visible()


def test_missing_page_offers_the_others(page, address):
    page.goto(address + "no/such/page")
    assert page.locator("h1").inner_text() == "This page is not here"
    assert page.locator("article a", has_text="Where does a(1").is_visible()
