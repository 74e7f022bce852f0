"""The numbers in prose: each stands in the output, figure or equation that its paragraph speaks of.

What that is `weave.site.numbers` says. The rule is worth something if a random number breaks it.
"""

import copy
import random
import re

import html5lib
import pytest

from weave.site.numbers import (
    SENTENCE,
    SILENT,
    Number,
    looked_at,
    paragraphs,
    unfounded,
    unshown,
)  # fmt: skip

CHANCE = 1 / 30  # that a random number is taken for a true one; on each page less
MANY = 500  # random numbers tried for each number of the prose


def article(page):
    (found,) = page.all("article")
    return found


# --- the pages --------------------------------------------------------------------------------


def prose(element):
    """Every element in `element` that holds words of a person."""
    yield element
    for child in element:
        about = {child.tag, *child.attrib, *(child.get("class") or "").split()}
        computed = {"data-output", "data-cell", "data-index", "behind", "equation", "highlight"}
        if isinstance(child.tag, str) and not about & (computed | SILENT | {"code", "math", "wbr"}):
            yield from prose(child)


def test_number_that_somebody_typed_anywhere_is_found(one):
    planted, spoilt = set(), copy.deepcopy(article(one))
    for n, element in enumerate(list(prose(spoilt))):
        planted.add(f"0.47{n:05}")
        element.text = f"{element.text or ''} 0.47{n:05} "
    found = {number for number, _ in unshown(spoilt)}
    assert planted <= found, f"{one.url}: {sorted(planted - found)}"


@pytest.mark.parametrize(
    ("url", "true", "false"),
    [
        ("deeper/depth/", "0.0002", "0.0003"),
        ("deeper/depth/", "0.00038", "0.1490"),
        ("deeper/stuck/", "0.40", "0.41"),
        ("deeper/stuck/", "9e-06", "7e-02"),  # of no line
        ("deeper/hidden-layers/", "from 1.0", "from 1.5"),
        ("derivation/two-layers/", "−0.945", "0.945"),
        ("derivation/nudge/", "−0.37754", "0.37754"),
        ("derivation/nudge/", "0.62246", "0.6225"),
        ("derivation/nudge/", "−0.5", "−0.6"),
        ("questions/measure/", "0.25", "0.26"),
        ("derivation/slope/", "0.19661", "0.19666"),
        ("", "99\u00a0%", "99"),
        ("labs/eleven-lines/", "at pass 1000", "at pass 2000"),
        ("questions/cube/", "slope, 0.007", "slope, 0.125"),  # of another section
        ("questions/measure/", "slope, 0.25", "slope, 0.0177"),  # of another line
        ("sources/", "0.005", "0.05"),
    ],
)
def test_fault_planted_in_a_page_is_found(pages, url, true, false):
    (page,) = (p for p in pages if p.url == url)
    places = [(text, shown) for text, shown in paragraphs(article(page)) if true in text]
    assert places
    for text, shown in places:
        assert unfounded(text.replace(true, false), shown) == [false.split(" ")[-1]]


# --- the rule ---------------------------------------------------------------------------------

SMALL = """<article><h2>One</h2><p>{above}</p>
<div class="highlight"><span class="filename">a.py</span><pre><code>rate, steps = -0.75, 10_000
print("0.11 is no setting")</code></pre></div>
<div class="output" data-output="a.py"><p>Output</p><pre><samp>case       u        v
plain  -0.62246   12.5%
        0.875
other   0.50    3.1e-02
</samp></pre></div><p>{below}</p><details><summary>Why?</summary><p>{folded}</p></details>
<p>{back}</p><h2>Two</h2><p>{apart}</p>
<figure data-figure="f.py"><svg><desc>At u = 0.10 it is 0.0090; 99 % wrong.</desc>
<text>0.25</text></svg><figcaption><p>{caption}</p></figcaption></figure>
<details class="behind"><table><tr><td>0.75</td><td>0.1406</td></tr></table></details>
<div class="equation"><math display="block"><mi>v</mi><mo>≈</mo><mo>−</mo><mn>0.148</mn><mo>,</mo>
<mfrac><mn>1</mn><mn>48</mn></mfrac></math></div>
<h2>Three</h2><figure data-cell=""><figcaption>It falls to 0.4444.</figcaption></figure>
<div class="highlight"><pre><code>silent = 0.333</code></pre></div><p>{between}</p>
<div class="output" data-cell=""><pre><samp>0.777</samp></pre></div><p>{end}</p></article>"""


@pytest.mark.parametrize(
    ("where", "said_there", "missing"),
    [
        ("below", "u is −0.62246", []),
        ("below", "u is −0.62247", ["−0.62247"]),
        ("below", "u is 0.62246", ["0.62246"]),
        ("below", "u is −0.6225", ["−0.6225"]),
        ("below", "v is 12.5 %, or 12.5 per cent", []),
        ("below", "v is 12.5", ["12.5"]),
        ("below", "v is 0.031 or 3.1e-02, u 0.5 or 0.50", []),
        ("below", "v is 0.0310, u 0.500 or 0.50 %", ["0.0310", "0.500", "0.50 %"]),
        ("below", "at rate −0.75 after 10 000 steps, or 10,000", []),
        ("below", "at rate 0.75 after 10 001 steps, or 10,001", ["0.75", "10 001", "10,001"]),
        ("below", "0.11 is in a string", ["0.11"]),
        ("below", "12 steps of 64, in 1986, by CS231n, in x250 and 250x", []),
        ("below", "1986 steps", ["1986"]),
        ("below", "the last line says 0.50", []),
        ("below", "the last line says −0.62246, at rate −0.75", ["−0.62246", "−0.75"]),
        ("below", "compare the first line with the third: −0.62246 and 0.50", []),
        ("below", "the first line with the third: 0.875", ["0.875"]),
        ("below", "the first two lines: −0.62246 and 0.875", []),
        ("below", "the others are 0.50 and 0.875", []),
        ("below", "the others are −0.62246", ["−0.62246"]),
        ("above", "it prints 0.50", []),
        ("folded", "it is 0.50", ["0.50"]),
        ("back", "it is 0.50", []),
        ("apart", "it is 0.50", ["0.50"]),
        ("apart", "<code>a.py</code> prints 0.50", []),
        ("apart", "<code>a.py</code> prints 0.10", ["0.10"]),
        ("apart", "<em>u</em> = <math><mn>0.10</mn></math>, 99 % wrong", []),
        ("apart", "<em>u</em> = <math><mo>−</mo><mn>0.10</mn></math>, 99 wrong", ["−0.10", "99"]),
        ("apart", "0.25 is a mark on the axis", ["0.25"]),
        ("apart", "v is −0.148", []),
        ("apart", "v is 148, or 0.148", ["148", "0.148"]),
        ("caption", "0.0090 and 0.1406", []),
        ("caption", "0.50", ["0.50"]),
        ("between", "it falls to 0.4444, or 0.777", []),
        ("end", "it is 0.777, and not 0.4444", ["0.4444"]),
        ("between", "0.333 is set where nothing is shown", ["0.333"]),
    ],
)
def test_rule(where, said_there, missing):
    places = dict.fromkeys(re.findall(r"\{(\w+)\}", SMALL), "") | {where: said_there}
    page = html5lib.parse(SMALL.format(**places), "etree", namespaceHTMLElements=False)
    for element in page.iter():
        element.tag = element.tag.rpartition("}")[2]
    found = [n for text, shown in paragraphs(page) for n in unfounded(text, shown)]
    assert sorted(found) == sorted(missing)


# --- chance -----------------------------------------------------------------------------------


def others(number: str, chance: random.Random):
    """Random numbers of the form of `number`: as many digits, the same sign, power and unit."""
    digits = re.match(SENTENCE, number)["digits"]
    zero = digits.startswith("0")  # which is no digit that may vary
    places = [n for n, d in enumerate(digits) if d.isdigit()][zero:]
    many = 10 ** len(places)
    for n in range(many) if many <= MANY else chance.sample(range(many), MANY):
        drawn = list(digits)
        for place, digit in zip(places, str(n).zfill(len(places)), strict=True):
            drawn[place] = digit
        if (zero or drawn[0] != "0") and (other := "".join(drawn)) != digits:
            yield number.replace(digits, other)


def passes(text: str, number: str, shown: list[Number], chance: random.Random) -> float:
    """The share of random numbers in the place of `number` in `text` that nobody would find."""
    tried = [text.replace(number, other, 1) for other in others(number, chance)]
    known = len(unfounded(text.replace(number, "", 1), shown))
    return sum(len(unfounded(other, shown)) <= known for other in tried) / len(tried)


HINT = (
    "so many numbers stand near that a wrong one would often be among them; name the line, as in "
    "'the last line of `delta.py`', or use words that only its line has"
)


def told(page, rates: dict) -> str:
    """Where a wrong number would most likely stay unseen."""
    begins, *number, _ = max(rates, key=rates.get)
    what = f"{number[0]}, " if number else ""
    return f"{page.url}: {what}in the paragraph that begins {begins!r}: {HINT}"


def test_random_number_in_the_place_of_a_true_one_is_found(one):
    chance = random.Random(1986)
    rates = {
        (" ".join(text.split()[:9]), number.text, n): passes(text, number.text, shown, chance)
        for n, (text, shown) in enumerate(paragraphs(article(one)))
        for number in looked_at(text)
    }
    assert sum(rates.values()) <= CHANCE * len(rates), told(one, rates)


def test_random_number_in_a_sentence_of_its_own_is_found(one):
    chance = random.Random(1960)
    rates = {
        (" ".join(text.split()[:9]), n): passes("0.50", "0.50", shown, chance)
        for n, (text, shown) in enumerate(paragraphs(article(one)))
    }
    assert sum(rates.values()) <= CHANCE * len(rates), told(one, rates)
