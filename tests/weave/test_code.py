"""Blocks of code on a finished page: a copy button in each, no elements that nobody sees."""

import pytest

from weave.site._code import with_copy_buttons, without_plain_spans

PLAIN = ("n", "o", "ow", "p", "w")


def test_each_block_of_code_has_a_copy_button_that_names_it():
    one, two = (
        f'<pre class="no-copy"><span class="md-code__nav"><button class="md-code__button" '
        f'title="Copy to clipboard" data-clipboard-target="#code-{n}" data-md-type="copy">'
        f'</button></span><code id="code-{n}">{text}</code></pre>'
        for n, text in ((1, "a"), (2, "b"))
    )
    block = "<pre><span></span><code>{}</code></pre>"
    other = '<pre tabindex="0"><samp>c</samp></pre><p><code>d</code></p>'
    for _ in range(2):  # each page counts from one
        html = with_copy_buttons(block.format("a") + other + block.format("b"))
        assert html == one + other + two


def test_theme_adds_no_copy_button_while_a_page_starts(page, address):
    for url in ("questions/cube/", "labs/eleven-lines/"):
        page.goto(address + url, wait_until="networkidle")
        page.locator("[id^=__code_]").first.wait_for(state="attached")  # the theme has been there
        built = page.locator("span.md-code__nav").count()
        assert page.locator(".highlight pre").count() == built >= 5
        assert page.locator(".md-code__nav").count() == built


def test_what_has_the_colour_of_plain_code_is_no_element_of_its_own():
    for kind in PLAIN:
        assert (
            without_plain_spans(f'<code><span class="{kind}">a &lt;</span></code>')
            == "<code>a &lt;</code>"
        )
    for seen in (
        '<span class="nb">len</span>',
        '<span class="n">a<b>b</b></span>',
        "<span>a</span>",
    ):
        assert without_plain_spans(seen) == seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_what_has_the_colour_of_plain_code_is_no_element_of_its_own(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    colours = page.locator(".language-python code").first.evaluate(
        """(code, kinds) => ["", ...kinds, "k"].map((kind) => {
            code.insertAdjacentHTML("beforeend", `<span class="${kind}">a</span>`);
            const { color, fontWeight, fontStyle } = getComputedStyle(code.lastChild);
            return [color, fontWeight, fontStyle].join();
        })""",
        PLAIN,
    )
    assert len(set(colours[:-1])) == 1
    assert colours[-1] != colours[0]
