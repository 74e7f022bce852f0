"""What the search finds, in the words of those who ask, and what it costs.

Passing proves that these queries lead where they should, not that yours will.
"""

import gzip
import re
import tomllib
from html import unescape

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.test_browser import BUDGET, noisy  # noqa: F401  (a fixture)

QUERIES = tomllib.loads((ROOT / "tests" / "search.toml").read_text("utf-8"))
ASK = """async (queries) => {
    const index = await (await fetch("search/search_index.json")).json();
    const worker = new Worker("js/search.js");
    const answer = (message) => new Promise((done) => {
        worker.onmessage = ({ data }) => done(data.data);
        worker.postMessage(message);
    });
    await answer({ type: 0, data: { docs: index.docs } });
    const answers = [];
    for (const data of queries) answers.push((await answer({ type: 2, data })).items);
    return answers;
}"""
FIELD, ITEMS, META = "input[name=query]", ".md-search-result__item", ".md-search-result__meta"


def place(location: str) -> str:
    """Return the page of an address, as in search.toml."""
    return location.partition("#")[0].rstrip("/")


def plain(html: str) -> str:
    """Return the text of `html`."""
    return unescape(re.sub("<[^>]*>", "", html))


def ranks(found: dict[str, list[str]], wanted: dict[str, list[str]]) -> dict[str, int]:
    """Return at which place, from 1, the first page that is wanted comes; 99 if none does."""
    return {
        query: next((n for n, page in enumerate(pages, 1) if page in wanted[query]), 99)
        for query, pages in found.items()
    }


def assert_good(places: dict[str, int]):
    late = {query: place for query, place in places.items() if place > 1}
    assert len(late) <= 0.05 * len(places), late
    assert not {query: place for query, place in late.items() if place > 3}


def test_typed_queries_lead_to_the_right_page(page, noisy, address):  # noqa: F811
    page.goto(address)
    page.keyboard.press("/")
    expect(page.locator(FIELD)).to_be_focused()
    found = {}
    for query in QUERIES["typed"]:
        for words, there in (("", 0), (query, 1)):
            page.locator(FIELD).fill(words)
            page.keyboard.press("End")  # the theme looks when a key is let go
            expect(page.locator(ITEMS).nth(0)).to_have_count(there)
        links = page.locator(f"{ITEMS} > a:first-child").evaluate_all("all => all.map(a => a.href)")
        found[query] = [place(link.removeprefix(address)) for link in links]
    assert_good(ranks(found, QUERIES["typed"]))
    assert noisy == []


@pytest.fixture(scope="module")
def answers(browser, address):
    """What the worker answers to all queries that nobody types: pages, each with its sections."""
    page = browser.new_page()
    page.goto(address)
    queries = [*QUERIES["asked"], *QUERIES["none"]]
    found = page.evaluate(ASK, queries)
    page.close()
    return dict(zip(queries, found, strict=True))


def test_other_queries_lead_to_the_right_page(answers):
    found = {q: [place(item[0]["location"]) for item in answers[q]] for q in QUERIES["asked"]}
    assert_good(ranks(found, QUERIES["asked"]))


def test_query_without_a_good_page_is_told_so_with_the_nearest_pages_and_only_such_a_query(answers):
    told = {query for query, items in answers.items() if "<p class=none>" in str(items)}
    assert all(answers[query] for query in QUERIES["none"])
    assert len(told & set(QUERIES["none"])) >= 0.8 * len(QUERIES["none"])
    assert len(told - set(QUERIES["none"])) <= 0.01 * len(QUERIES["asked"])


def test_what_is_missing_is_named_and_a_query_is_shown_as_text(page, noisy, address):  # noqa: F811
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("lstm<img src=x onerror=hacked=1> forget gate")
    first = page.locator(ITEMS).first
    expect(first).to_contain_text("No page here has “lstm”")
    expect(first.locator("img")).to_have_count(0)
    page.locator(FIELD).fill("")
    page.keyboard.type("pizza hydration")
    expect(first).to_contain_text("No page here has any of these words.")
    expect(first.get_by_role("link")).to_have_attribute("href", address)
    page.locator(FIELD).fill("")
    page.keyboard.type("+ () ·")
    expect(first).to_contain_text("No page here has any of these words.")
    assert page.evaluate("typeof hacked") == "undefined"
    assert noisy == []


def test_result_shows_what_was_found_and_how_else_it_is_asked(answers):
    texts = {q: "".join(part["text"] for part in answers[q][0]) for q in QUERIES["asked"]}
    assert "<mark>before</mark>" in texts["update weights before delta"]
    said = {query: re.search("Asked as: (.*?)</p>", text) for query, text in texts.items()}
    asked = {query: plain(found[1]) for query, found in said.items() if found}
    assert len(asked) > 30
    assert not {query for query, way in asked.items() if query.lower() == way.lower()}
    other = re.compile(r"<(?!/?(p|mark|code|em|li|pre)\b)")
    assert not [text for text in texts.values() if other.search(text)]


def test_formulas_are_looked_for_and_shown_as_one_would_type_them(site):
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "a(1 − a) = 1/4 − (a − 1/2)² ≤ 1/4" in index


def test_section_that_is_named_as_it_stands_and_a_word_with_swapped_letters_are_found(
    browser, address
):
    page = browser.new_page()
    page.goto(address)
    queries = ["At most one quarter", "The ball has no momentum", "wieght", "vansihing", "momen"]
    first = [items[0][0]["location"] for items in page.evaluate(ASK, queries)]
    page.close()
    assert first[:2] == ["derivation/slope/#at-most-one-quarter",
                         "deeper/descent/#the-ball-has-no-momentum"]  # fmt: skip
    assert [place(location) for location in first[3:]] == ["deeper/depth", "deeper/descent"]
    assert "No page here has any" not in str(first[2])


def test_what_is_pasted_is_looked_for_and_enter_leads_to_the_section_that_is_shown(page, address):
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.insert_text("momentum")  # without a key
    open_ = page.locator(ITEMS).first.locator("a", has_text="The ball has no momentum")
    open_.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/deeper/descent/#the-ball-has-no-momentum")


def test_last_word_is_completed_by_one_common_word(page, address):
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("why gra")
    expect(page.locator(".md-search__suggest")).to_have_text("why gradient")
    page.keyboard.press("ArrowRight")
    expect(page.locator(FIELD)).to_have_value("why gradient")


def test_phone_arrives_at_a_section_of_the_same_page(browser, address):
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + "derivation/slope/", wait_until="networkidle")
    page.evaluate("scrollTo(0, 1500)")
    page.locator("header label[for=__search]").first.tap()
    page.keyboard.type("at most one quarter")
    page.locator(ITEMS).first.locator("a[href*='#at-most-one-quarter']").tap()
    expect(page.locator("#at-most-one-quarter")).to_be_in_viewport()
    page.wait_for_timeout(1500)  # the theme would put the page back
    expect(page.locator("#at-most-one-quarter")).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("touch", [False, True])
def test_nothing_of_the_search_is_fetched_before_someone_turns_to_it(browser, address, touch):
    """And no more than the budget allows after that."""
    size = {"width": 360, "height": 800} if touch else {"width": 1280, "height": 800}
    context = browser.new_context(has_touch=touch, viewport=size)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "search" in url]
    if touch:
        page.locator("header label[for=__search]").first.tap()
    else:
        page.keyboard.press("/")
    page.keyboard.type("vanishing")
    first = page.locator(ITEMS).first.get_by_role("link").first
    (first.tap if touch else first.click)()
    page.wait_for_url("**/deeper/depth/**")
    assert {url for url in asked if "search" in url} == {"js/search.js", "search/search_index.json"}
    context.close()


def test_search_keeps_to_its_budget(site):
    parts = [site / "js" / "search.js", site / "search" / "search_index.json"]
    assert sum(len(gzip.compress(part.read_bytes())) for part in parts) <= BUDGET["search"]


@pytest.mark.parametrize("missing", ["**/search_index.json", "**/search.js"])
@pytest.mark.parametrize("how", ["abort", "fulfill"])
def test_search_that_cannot_be_fetched_says_so(page, address, missing, how):
    page.route(missing, lambda r: r.abort() if how == "abort" else r.fulfill(status=404))
    page.goto(address)
    page.keyboard.press("/")
    expect(page.locator(META)).to_have_text(
        "The search could not be fetched. Reload the page to try again."
    )


def test_search_that_is_slow_is_not_called_missing(page, address):
    held = []
    page.route("**/search.js", lambda route: held.append(route))
    page.goto(address)
    with page.expect_response("**/search_index.json") as answer:
        page.keyboard.press("/")
    answer.value.finished()
    page.keyboard.type("vanishing")
    expect(page.locator(META)).to_have_text("Initializing search")
    held[0].continue_()
    expect(page.locator(ITEMS).first).to_contain_text("Why do deep sigmoids stop learning?")


def test_search_opens_and_is_used_by_keyboard(page, noisy, address):  # noqa: F811
    page.goto(address, wait_until="networkidle")
    field, open_ = page.locator("input[name=query]"), page.locator("#__search")
    page.keyboard.press("Tab")
    for _ in range(12):  # without its shortcut it is reached like anything else
        if field.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type("vanishing")
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    expect(open_).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/deeper/depth/**")
    page.locator('[data-figure="depth.py"] svg[role=img]').wait_for()
    assert noisy == []


def test_search_closes_by_keyboard_and_gives_the_focus_back(page, address):
    page.goto(address, wait_until="networkidle")
    page.keyboard.press("/")
    field = page.locator("input[name=query]")
    expect(field).to_be_focused()
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    expect(page.locator(".md-search :focus")).to_have_count(0)
