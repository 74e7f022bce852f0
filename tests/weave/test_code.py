"""Blocks of code: a copy button in each, no elements that nobody sees, the same in each place."""

import re
from html import unescape

import pytest

PLAIN = ("n", "o", "ow", "p", "w")


def test_whole_block_and_each_on_a_page_has_a_number_of_its_own(weave):
    block = (
        '<div class="language-{} highlight">{}<pre class="no-copy"><span class="md-code__nav">'
        '<button class="md-code__button" title="Copy to clipboard" '
        'data-clipboard-target="#code-{n}" data-md-type="copy"></button></span>'
        '<code id="code-{n}">{}\n</code></pre></div>'
    )
    for _ in range(2):  # each page counts from one
        html = weave(
            '```py title="a&b"\nx < 1\n```\n\n??? note\n    ```\n    two\n    ```\n\n'
            "/// snippet | hello.py\n///"
        )
        assert block.format("python", '<span class="filename">a&amp;b</span>',
                            'x &lt; <span class="mi">1</span>', n=1) in html  # fmt: skip
        assert block.format("text", "", "two", n=2) in html
        assert html.count('id="code-3"') == html.count('"#code-3"') == 1
    assert "filename" not in weave("/// figure | line.py\nA line.\n///")  # its code has no title


def test_code_is_to_the_letter_what_was_written(weave):
    code = "def f(x, *y):\n    '''a b'''\n\n    return x and not {1: 'é'}[2] @ y  # <&>\n\n\nz"
    html = weave(f"```python\n{code}\n```")
    shown = re.search(r'(?s)<code id="code-1">(.*?)</code>', html)[1]
    assert unescape(re.sub("<.*?>", "", shown)) == code + "\n"
    assert not re.search(f'class="({"|".join(PLAIN)})"', shown)
    assert {'class="k"', 'class="nf"', 'class="c1"'} <= set(re.findall('class="[^"]*"', shown))


def test_fence_with_options_that_mean_nothing_here_shows_as_text(weave):
    assert "highlight" not in weave('```python linenums="1"\nx\n```')


def test_theme_adds_no_copy_button_while_a_page_starts(page, address):
    for url in ("questions/cube/", "labs/eleven-lines/"):
        page.goto(address + url, wait_until="networkidle")
        page.locator("[id^=__code_]").first.wait_for(state="attached")  # the theme has been there
        built = page.locator("span.md-code__nav").count()
        assert page.locator(".highlight pre").count() == built >= 5
        assert page.locator(".md-code__nav").count() == built


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
