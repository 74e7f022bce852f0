"""The explorers: their mathematics against mpmath, and what a reader meets in a browser.

Passing proves that the numbers are right, that a keyboard is enough and that nothing jumps or
leaks. It does not prove that moving something teaches what the page says.
"""

import gzip
import math
import random
import re
from functools import cache
from itertools import pairwise, product

import mpmath
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from snippets import confidence, cube_escape, cube_late, divide, nudge, wrongness
from snippets.figures import hidden_net as net_figure
from snippets.figures import nudge as nudge_figure
from tests.conftest import ROOT
from tests.test_browser import DARK, EXPLORERS, LIGHT, noisy  # noqa: F401

SCRIPTS = sorted((ROOT / "docs" / "js").glob("*.js"))
each = pytest.mark.parametrize("url", EXPLORERS)
RULES = {  # the push and the loss for the wrongness u, p = 1 - u, by the formulas on the cube page
    "cross-entropy": (lambda u, p: u, lambda u, p: -mpmath.log(p)),
    "squared": (lambda u, p: u**2 * p, lambda u, p: u**2 / 2),
    "cubed-slope": (lambda u, p: u**4 * p, lambda u, p: u**4 / 4),
    "cubed": (lambda u, p: u**3, lambda u, p: -mpmath.log(p) - u - u**2 / 2),
    "sign": (lambda u, p: u * p, lambda u, p: u),
}


GAP = "e => e.getBoundingClientRect().height - e.firstChild.getBoundingClientRect().height"


def words(page) -> str:
    return page.locator(".panel .words").inner_text()


UNTIL_REPLACED = """async () => {
    while (panel.isConnected) await new Promise((done) => setTimeout(done, 20));
}"""


def number(text: str) -> float:
    """Read a number as the explorers write it: true minus, grouped, 1.5·10⁻⁶."""
    text = text.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789"))
    return float(re.sub(r"·10(?=-)", "e", text).replace(" ", ""))


def visit(page, url: str, explore: str = "") -> None:
    """Open a page afresh, with the state `explore` in its hash."""
    page.goto("about:blank")
    page.goto(url + (f"#explore={explore}" if explore else ""))
    page.locator(".explorer.alive").wait_for()


# An edited hash is followed; its event comes later, and what moves a page to its place, too.
EDIT_HASH = """async (hashes) => {
    for (const hash of hashes) {
        location.hash = hash;
        await new Promise((done) => setTimeout(done));
    }
}"""


@pytest.fixture(scope="module")
def show(browser, address):
    """Show an explorer in a state, afresh but without a load, which costs twenty times as much.

    What is read from the address when a page opens is asked where each page is opened for it.
    """
    contexts = {scheme: browser.new_context(color_scheme=scheme) for scheme in (LIGHT, DARK)}
    opened = {}

    def put(url: str = "", explore: str = "", width: int = 1280, scheme: str = LIGHT):
        if (url, scheme) not in opened:
            opened[url, scheme] = contexts[scheme].new_page()
            visit(opened[url, scheme], address + url)
            # At the first change of the hash the theme fetches the page again, and replaces all.
            opened[url, scheme].evaluate("window.panel = document.querySelector('.panel')")
            opened[url, scheme].evaluate(EDIT_HASH, ["explore="])
            opened[url, scheme].evaluate(UNTIL_REPLACED)
            opened[url, scheme].locator(".explorer.alive").wait_for()
        page = opened[url, scheme]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen")
        page.evaluate(EDIT_HASH, ["explore=", f"explore={explore}"])  # the first is the default
        return page

    yield put
    for context in contexts.values():
        context.close()


@pytest.fixture
def model(page, address):
    """Evaluate JavaScript that is given the address of model.js, and more."""
    page.goto(address + "js/model.js")  # any page of its origin will do: this is the lightest
    return lambda script, *more: page.evaluate(script, [address + "js/model.js", *more])


# --- the mathematics --------------------------------------------------------------------------


@cache
def sigma(z):
    return 1 / (1 + mpmath.exp(-z))


def golden(name: str, args: list):
    """Compute what a function of model.js must give, by the textbook formula and 1000 digits."""
    if name in ("sigmoid", "slope", "confidence"):
        a = sigma(mpmath.mpf(args[0]))
        return {"sigmoid": a, "slope": a * (1 - a), "confidence": abs(2 * a - 1)}[name]
    if name == "error":
        return sigma(mpmath.mpf(args[0])) - args[1]
    if name in ("delta", "loss"):
        rule, z, y = args
        a = sigma(mpmath.mpf(z))
        u, sign = (a, 1) if y == 0 else (1 - a, -1)
        push, loss = RULES[rule]
        return sign * push(u, 1 - u) if name == "delta" else loss(u, 1 - u)
    h, x, w, b, y = (mpmath.mpf(n) for n in args)

    def forward(w):
        z = w * x + b
        return z, sigma(z), (sigma(z) - y) ** 2 / 2

    (z, a, loss), (z_h, a_h, loss_h) = forward(w), forward(w + h)
    slope = a * (1 - a) * (a - y) * x
    ratios = [(z_h - z) / h, (a_h - a) / (z_h - z), (loss_h - loss) / (a_h - a)]
    return [a, a_h, z_h - z, a_h - a, loss_h - loss, *ratios, (loss_h - loss) / h, slope]


RUN = """async ([source, cases]) => {
    const model = await import(source);
    const flat = ({ before, after, change, ratio, product, gradient }) => [
        before.a, after.a, change.z, change.a, change.loss,
        ratio.z, ratio.a, ratio.loss, product, gradient];
    return cases.map(([name, args]) => name === "nudge"
        ? flat(model.nudge(args[0], { x: args[1], w: args[2], b: args[3], y: args[4] }))
        : [model[name](...args)]);
}"""


def test_mathematics_agrees_with_a_thousand_digits_at_the_ends_and_at_random(model):
    rng = random.Random(5)
    points = [0, 1e-300, 1e-9, 0.5, 1, 8, 17, 36.8, 40, 300, 700, 708.3, 740, 745]
    points += [rng.uniform(-12, 12) for _ in range(40)] + [
        rng.uniform(-700, 700) for _ in range(20)
    ]
    points = [float(z) for p in points for z in (p, -p)]
    cases = [[name, [z]] for name in ("sigmoid", "slope", "confidence") for z in points]
    cases += [["error", [z, y]] for z in points for y in (0, 1)]
    cases += [
        [name, [rule, z, y]]
        for name in ("delta", "loss")
        for rule in RULES
        for z in points
        for y in (0, 1)
    ]
    sizes = [1.5, 0.3, 1e-3, 1.5e-6, 1e-12, 1e-200]
    cases += [["nudge", [s * h, 2, 0.5, -0.5, y]] for h in sizes for s in (1, -1) for y in (0, 1)]
    # Powers of two, so that w·x + b is exact in the browser, too.
    cases += [
        ["nudge", [2.0**-k, 2.0 ** rng.randint(-2, 3), rng.randint(-64, 64) / 16, 0.25, k % 2]]
        for k in range(-3, 50)
    ]
    got = model(RUN, cases)
    with mpmath.workdps(1000):
        for (name, args), values in zip(cases, got, strict=True):
            wanted = golden(name, args)
            wanted = wanted if isinstance(wanted, list) else [wanted]
            assert len(values) == len(wanted)
            for value, exact in zip(values, wanted, strict=True):
                # Below 2.2e-308 a float64 has fewer digits: two of its steps are allowed there.
                near = 1e-12 * abs(exact) + (1e-323 if abs(exact) < 3e-308 else 0)
                assert abs(value - exact) <= near, (name, args, value, mpmath.nstr(exact, 17))


def test_net_flows_forward_and_back_as_fifty_digits_say(model):
    """The terms of the paths against derivatives that know nothing of paths."""
    places = [(x, w, y) for x in (-1, 0, 0.5, 1, 3) for w in (-4, -0.5, 0, 1, 4) for y in (0, 1)]
    got = model(
        """async ([source, places]) => {
            const { net } = await import(source);
            return places.map(([x, w, y]) => net({ x, w, y }));
        }""",
        places,
    )
    for (x, w, y), flow in zip(places, got, strict=True):
        with mpmath.workdps(50):
            z = [mpmath.mpf(2) * x - 2, mpmath.mpf(2) * x - 4]
            a = [sigma(v) for v in z]

            def sums(a, w=w):
                return [w * a[0] - a[1], 2 * a[0] + a[1]]

            def part(j, z, y=y):
                return (sigma(z) - (1, y)[j]) ** 2 / 2

            def loss(*a):
                return sum(part(j, z) for j, z in enumerate(sums(a)))

            z += sums(a)
            a += [sigma(v) for v in z[2:]]
            s = [v * (1 - v) for v in a]
            deltas = [mpmath.diff(lambda v, j=j: part(j, v), z[2 + j]) for j in (0, 1)]
            rise = [mpmath.diff(loss, tuple(a[:2]), n) for n in ((1, 0), (0, 1))]
            wanted = {
                "z": z, "a": a, "s": s, "u": rise, "rise": rise, "loss": [loss(*a[:2])],
                "e": [a[2] - 1, a[3] - y], "d": [rise[0] * s[0], rise[1] * s[1], *deltas],
                "t": [deltas[0] * w, deltas[1] * 2, -deltas[0], deltas[1]],
            }  # fmt: skip
        flow["loss"] = [flow["loss"]]
        assert flow.keys() == wanted.keys()
        for name, values in wanted.items():
            near = 1e-5 if name == "rise" else 1e-13  # what a nudge measures is near
            assert flow[name] == pytest.approx([float(v) for v in values], rel=1e-12, abs=near)


def test_mathematics_agrees_with_the_snippets(model):
    def call(name, *args):
        return model("async ([source, name, args]) => (await import(source))[name](...args)",
                     name, args)  # fmt: skip

    for z in (-3.0, 0.0, 0.5, 2.0, 6.0):
        u = call("error", z, 0)
        assert call("delta", "squared", z, 0) == pytest.approx(wrongness.squared_error(u))
        assert call("delta", "cubed-slope", z, 0) == pytest.approx(wrongness.cubed(u))
        assert call("confidence", z) == pytest.approx(confidence.confidence(u))
        assert abs(call("delta", "squared", z, 1)) == pytest.approx(confidence.push(u, 1))
    got = call("nudge", 0.25)
    assert list(got["ratio"].values()) == pytest.approx(nudge.ratios(0.5, 0.25)[::-1], rel=1e-12)


def test_race_counts_as_the_snippets_count(model):
    counts = model(
        """async ([source]) => {
            const { RULES, race, stepsBelow } = await import(source);
            return Object.fromEntries(Object.entries(RULES).map(([rule, { name }]) => [name, [
                ...[2, 5, 8].map((c) => stepsBelow(race(rule, c, 20000), 0.5)),
                stepsBelow(race(rule, 0, 20000), 0.01)]]));
        }"""
    )
    assert counts.keys() == {*cube_escape.RULES, "sign·slope"}
    for name, push in cube_escape.RULES.items():
        assert counts[name][:3] == [cube_escape.steps_to_half(push, c) for c in (2, 5, 8)]
        late = -1 if name.startswith("e³") else cube_late.steps(push, 0.5, 0.01)
        assert counts[name][3] == late


def test_three_steps_agree_with_a_thousand_digits_and_with_the_snippet(model):
    points = [float(z) for p in (0, 1e-9, 0.1, 3, 8, 17, 37, 300, 700) for z in (p, -p)]
    cases = [(z, y) for z in points for y in (0, 0.2)]
    got = model(
        "async ([source, cases]) => cases.map(((steps) => (c) => steps(...c))"
        "((await import(source)).steps))",
        cases,
    )
    with mpmath.workdps(1000):
        for (z, y), found in zip(cases, got, strict=True):
            a = sigma(mpmath.mpf(z))
            e, s = a - mpmath.mpf(y), a * (1 - a)
            for value, exact in zip([found["error"], *found["moves"]], [e, e * s, e, e / s],
                                    strict=True):  # fmt: skip
                near = 1e-12 * abs(exact) + (1e-323 if abs(exact) < 3e-308 else 0)
                assert abs(value - exact) <= near, (z, y, value)
            if abs(z) < 30:
                assert found["moves"] == pytest.approx(divide.moves(z, y), rel=1e-3)


# --- the table of the rules -------------------------------------------------------------------


CHOICES = {  # what the list of rules says, in its order
    "squared": "squared error",
    "cross-entropy": "cross-entropy",
    "cubed-slope": "cubed, with slope",
    "cubed": "cubed alone",
    "sign": "sign, with slope",
}


def look(path) -> tuple[str, str]:
    """Say how a drawing draws a path, in the words of the table: class and dashes."""
    style = dict(part.split(": ") for part in path.get("style").split("; "))
    hue = re.sub(r"var\(--(.*)\)", r"\1", style["stroke"].replace("currentColor", "ink"))
    return hue, style.get("stroke-dasharray", "").replace(",", " ")


def test_table_of_the_rules_is_that_of_the_snippets_and_the_drawn_figures(model, show, pages):
    at = [0.01, 0.25, 0.5, 2 / 3, 0.99]
    table = model(
        """async ([source, at]) => Object.fromEntries(Object.entries((await import(source)).RULES)
            .map(([key, { loss, push, ...rule }]) =>
                [key, { ...rule, pushes: at.map((u) => push(u, 1 - u)) }]))""",
        at,
    )
    assert list(table) == list(RULES)
    assert [rule["name"] for rule in table.values()] == [*cube_escape.RULES, "sign·slope"]
    for key, rule in table.items():
        for u, push in zip(at, rule["pushes"], strict=True):
            by_power = u ** rule["power"] * (u * (1 - u) if rule["slope"] else 1)
            others = [by_power, RULES[key][0](u, 1 - u)]
            others += [f(u) for name, f in cube_escape.RULES.items() if name == rule["name"]]
            assert others == pytest.approx([push] * len(others), rel=1e-12), key
    options = show().locator("option").evaluate_all("all => all.map((e) => [e.value, e.text])")
    assert options == [[key, words] for key, words in CHOICES.items()]
    assert {key: rule["words"] for key, rule in table.items()} == CHOICES

    figures = {f.get("data-figure"): f for p in pages for f in p.all("figure", data_figure=None)}

    def curves(figure: str) -> list:
        return [path for path in figures[figure].iter("path") if path.get("clip-path")]

    def groups(figure: str) -> dict:
        return {g.get("id"): g for g in figures[figure].iter("g") if g.get("id")}

    # A legend has a line before each name, in the order in which the curves are drawn.
    (legend,) = groups("cube_escape.py").values()
    names = [text.text for text in legend.iter("text")]
    assert sorted(names) == sorted(cube_escape.RULES)
    drawn = [
        *zip(names, legend.iter("path"), strict=True),
        *zip(names, curves("cube_escape.py")[:-1], strict=True),  # the last is that of one half
        *zip(cube_escape.RULES, curves("cube_rules.py"), strict=True),
        *zip(cube_late.RULES, curves("cube_late.py")[::2], strict=True),  # beside each, its power
    ]
    named = {rule[n]: rule for rule in table.values() for n in ("words", "name")}
    drawn = [(named[name], path) for name, path in drawn]
    for name, g in groups("wrongness.py").items():
        drawn.append((table[name.removeprefix("figure-wrongness-")], g.find("path")))
    assert len(drawn) == 4 + 4 + 4 + 4 + 3
    for rule, path in drawn:
        assert look(path) == (rule["hue"], rule["dashes"]), rule["name"]
    for name in groups("confidence.py"):  # in two colours, for right and wrong
        rule = table[re.sub(r"figure-confidence-(right|wrong)-", "", name)]
        assert rule["pushes"] == pytest.approx([confidence.push(u, 0) for u in at])

    # And so do the explorers draw.
    attributes = """all => all.map((e) =>
        [e.getAttribute("class"), e.getAttribute("stroke-dasharray")])"""
    raced = show("questions/cube/").locator(".live [clip-path] .line").evaluate_all(attributes)
    assert raced == [
        [f"line {rule['hue']}", rule["dashes"]] for key, rule in table.items() if key != "sign"
    ]
    for key, rule in table.items():
        page = show("", f"rule:{key}")
        (chosen,) = page.locator(".live path.thick:not(.panel *)").evaluate_all(attributes)
        assert chosen == [f"line thick {rule['hue']}", rule["dashes"]]


# --- by keyboard only -------------------------------------------------------------------------


def bars(page) -> list[str]:
    return page.locator(".panel dd b").all_inner_texts()


def test_wrongness_explorer_by_keyboard(page, noisy, address):  # noqa: F811
    visit(page, address)
    slider = page.get_by_role("slider", name="sum z")
    slider.focus()
    page.keyboard.press("End")
    for _ in range(41):
        page.keyboard.press("ArrowLeft")
    a = 1 / (1 + mpmath.exp(-3.9))
    assert slider.get_attribute("aria-valuetext") == "3.9"
    expected = [a, a * (1 - a), 1, a * a * (1 - a)]
    assert [number(b) for b in bars(page)] == pytest.approx([float(v) for v in expected], abs=5e-3)
    assert words(page) == "Sure and wrong: error 0.980, slope 0.0194, so the push is only 0.0191."
    assert page.locator(".panel output").inner_text() == words(page)

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="1").is_checked()
    assert words(page) == "Sure and right: error 0.0198, slope 0.0194, so the push is 0.00039."
    page.keyboard.press("Tab")
    page.keyboard.type("cubed alone")
    assert bars(page)[1] == "left out"
    cubed = (a - 1) ** 3
    assert number(bars(page)[0]) == pytest.approx(float(cubed), rel=0.05)
    assert "slope left out" in words(page)
    assert noisy == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("z:0", "Right in the middle: error 0.500, slope 0.250, so the push is 0.125."),
        ("z:0.4,y:1", "Unsure, leaning right: error 0.401, slope 0.240, so the push is 0.0964."),
        ("z:0.4", "Unsure, leaning wrong: error 0.599, slope 0.240, so the push is 0.144."),
        ("z:1.1", "Sure and wrong: error 0.750, slope 0.187, so the push is 0.141."),
        ("z:-8", "Sure and right: error 0.00034, slope 0.00034, so the push is 1.1·10⁻⁷."),
        ("z:8", "Sure and wrong: error 0.9997, slope 0.00034, so the push is only 0.00034."),
        (
            "z:4,rule:cross-entropy",
            "Sure and wrong: error 0.982, slope left out, so the push is 0.982.",
        ),
        (
            "z:4,rule:cubed-slope",
            "Sure and wrong: error 0.982, cubed 0.947, slope 0.0177, so the push is only 0.0167.",
        ),
        (
            "z:-5,y:1,rule:sign",
            "Sure and wrong: only the sign of the error 0.993, slope 0.0066, "
            "so the push is only 0.0066.",
        ),
    ],
)
def test_sentence_says_what_is_happening(show, state, said):
    assert words(show("", state)) == said


@pytest.mark.parametrize(("url", "curves"), [("", 1), ("questions/confidence/", 2)])
def test_drawn_curves_of_other_rules_step_back(show, url, curves):
    for rule, thin in (("squared", False), ("cubed", True)):
        drawn = show(url, f"rule:{rule}").locator(
            ".explorer svg[data-axes] > g [id$='-squared'] path"
        )
        assert drawn.count() == curves
        seen = drawn.evaluate_all(
            "all => all.map(e => parseFloat(getComputedStyle(e).strokeWidth))"
        )
        assert all((width == 1) == thin for width in seen), seen


def test_point_lies_on_the_drawn_curve(show):
    """The layer and the drawing must mean the same place by the same numbers."""
    inside = """() => {
        const curve = document.querySelector('[id$="-squared"] path');
        const point = document.querySelector(".live circle.point");
        const at = document.querySelector(".alive svg").createSVGPoint();
        [at.x, at.y] = [point.cx.baseVal.value, point.cy.baseVal.value];
        return curve.isPointInStroke(at);
    }"""
    for z in (-2, 0, 1.5, 3):
        assert show("", f"z:{z}").evaluate(inside), z


def test_race_by_keyboard(page, noisy, address):  # noqa: F811
    visit(page, address + "questions/cube/")
    rows = page.locator(".panel tbody tr")
    assert rows.nth(0).locator("td").all_inner_texts()[1:] == ["6", "107"]
    page.get_by_role("button", name="Step").press("Enter")  # there is no step after the last
    assert page.locator(".buttons b").inner_text() == "step 100 000"
    assert "NaN" not in page.locator(".panel").inner_text()
    page.get_by_role("slider", name="start at z").focus()
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    for (name, push), row in zip(cube_escape.RULES.items(), rows.all(), strict=True):
        half = cube_escape.steps_to_half(push, 2)
        assert row.locator("th").inner_text() == name
        assert row.locator("td").nth(1).inner_text() == str(half)
    for name in ("Reset", "Step", "Step", "Step"):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter" if name == "Reset" else "Space")
    assert page.locator(".buttons b").inner_text() == "step 3"
    z = 2.0
    for _ in range(3):
        z -= 1 / (1 + mpmath.exp(-z))
    u = float(1 / (1 + mpmath.exp(-z)))
    assert number(rows.nth(0).locator("td").nth(0).inner_text()) == pytest.approx(u, abs=5e-3)
    assert rows.nth(1).locator("td").nth(1).inner_text() == "…"

    page.get_by_role("button", name="Play").focus()
    page.keyboard.press("Space")
    clock = page.locator(".buttons b")
    expect(clock).not_to_have_text("step 3")
    assert number(clock.inner_text().removeprefix("step ")) > 3
    page.keyboard.press("Space")
    assert page.get_by_role("button", name="Play").is_visible()
    stopped = page.locator(".buttons b").inner_text()
    page.wait_for_timeout(300)
    assert page.locator(".buttons b").inner_text() == stopped
    assert noisy == []


def test_race_draws_every_curve_on_all_axes(page, noisy, address):  # noqa: F811
    visit(page, address + "questions/cube/")
    drawn = []
    for start, what, axes in product((0, 10), ("wrongness", "loss"), ("linear", "steps", "both")):
        page.evaluate(EDIT_HASH, [f"explore=start:{start},show:{what},axes:{axes}"])
        paths = page.locator(".live [clip-path] .line")
        drawn.append(paths.evaluate_all("all => all.map((e) => e.getAttribute('d'))"))
        assert len(drawn[-1]) == 4
        assert not re.search(r"NaN|Infinity", "".join(drawn[-1]))
    assert len({tuple(paths) for paths in drawn}) == len(drawn) == 12
    assert noisy == []


def test_losses_start_from_one_height_so_that_they_compare(show):
    page = show("questions/cube/", "start:6,show:loss,axes:linear,steps:90")
    paths = page.locator(".live [clip-path] .line")
    found = paths.evaluate_all(
        "all => all.map(e => e.getAttribute('d').match(/[\\d.]+/g).map(Number))"
    )
    starts, ends = ({path[i] for path in found} for i in (1, -1))
    assert len(found) == 4
    assert len(starts) == 1
    assert len(ends) > 1


def test_race_on_linear_axes_plays_to_the_end_of_the_picture(page, address):
    visit(page, address + "questions/cube/", "start:0,axes:linear,steps:99")
    page.get_by_role("button", name="Play").click()
    clock = page.locator(".buttons b")
    expect(clock).to_have_text("step 100")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    last = page.locator(".live .axis ~ text", has_text=re.compile("^100$"))
    expect(last).to_be_visible()
    page.get_by_role("button", name="Play").click()  # at the end, it starts again
    expect(clock).not_to_have_text("step 100")


def test_nudge_takes_the_place_of_the_drawn_chords_at_their_sizes(show):
    for h in nudge_figure.STEPS:
        page = show("derivation/nudge/", f"h:{h}")
        slider = page.get_by_role("slider", name="size of the nudge h")
        assert slider.get_attribute("aria-valuetext") == f"{h:g}"
    chords = page.locator(".explorer [id*='-chord']")
    assert chords.count() == 2 * len(nudge_figure.STEPS)
    assert not any(chord.is_visible() for chord in chords.all())


def test_nudge_by_keyboard(page, noisy, address):  # noqa: F811
    visit(page, address + "derivation/nudge/")

    def cells(row: int) -> list[float]:
        found = page.locator(".panel tbody tr").nth(row).locator("td").all_inner_texts()
        return [number(n) for n in found if n]

    slider = page.get_by_role("slider", name="size of the nudge h")
    slider.focus()
    for keys, h in ((0, 1.5), (3, 0.5), (7, 0.00390625)):
        for _ in range(keys):
            page.keyboard.press("ArrowLeft")
        ratios = nudge.ratios(0.5, h)[::-1]
        assert slider.get_attribute("aria-valuetext") == f"{h:.6g}"
        assert [cells(i)[-1] for i in (1, 2, 3)] == pytest.approx(ratios, abs=6e-6)
        assert cells(4) == pytest.approx([ratios[0] * ratios[1] * ratios[2]], abs=6e-6)
        assert cells(1)[:2] == [0.5, pytest.approx(nudge.forward(0.5 + h)[0], abs=6e-6)]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert cells(2)[-1] == pytest.approx(nudge.ratios(0.5, -0.00390625)[1], abs=6e-6)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    assert "−0.17745" in words(page)
    assert words(page).endswith("To five decimals it is the tangent's, too.")
    smallest = page.locator(".panel tbody tr").nth(0).locator("td").nth(2).inner_text()
    assert slider.get_attribute("aria-valuetext") == smallest.removeprefix("−") == "1.9·10⁻⁶"
    assert noisy == []


def test_divide_by_keyboard(page, noisy, address):  # noqa: F811
    visit(page, address + "questions/divide/")

    def cells(row: int) -> list[str]:
        return page.locator(".panel tbody tr").nth(row).locator("td").all_inner_texts()

    slider = page.get_by_role("slider", name="sum z")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "5.0"
    for row, move in enumerate(divide.moves(5, 0)):
        step, to, _ = map(number, cells(row))
        assert (step, to) == pytest.approx((-move, 5 - move), rel=5e-3)
    assert number(cells(1)[2]) == pytest.approx(0.9821, abs=6e-5)  # the sigmoid at 4.007
    assert words(page) == (
        "The error is 0.9933. Dividing moves z by 149, nearer to the target. "
        "There the error is 1.9·10⁻⁶³."
    )
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert words(page) == (
        "The error is 0.7933. Dividing moves z by 119, past the target. There the error is −0.2000."
    )
    assert page.locator(".panel output").inner_text() == words(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    assert words(page) == (
        "The error is −0.1997. Dividing moves z by 596, past the target. "
        "There the error is 0.8000, worse than before."
    )
    assert noisy == []


def test_three_steps_begin_where_they_are_drawn_and_end_at_the_edge_of_the_picture(show):
    drawn = """rule => {
        const of = (part) => document.querySelector(`[id$="-move-${rule}-${part}"]`);
        const use = of("place").querySelector("use");
        return [use.x, use.y].map((length) => length.baseVal.value);
    }"""
    live = """() => [...document.querySelectorAll(".live circle")]
        .map((e) => [e.cx, e.cy].map((length) => length.baseVal.value))"""
    page = show("questions/divide/")
    rules = ("multiply", "leave out", "divide")
    for rule, place in zip(rules, page.evaluate(live), strict=False):
        assert place == pytest.approx(page.evaluate(drawn, rule.replace(" ", "-")), abs=0.02)
    parts = page.locator(".explorer [id*='-move-']")
    assert parts.count() == 3 * 4 + 3
    assert not any(part.is_visible() for part in parts.all())
    left, _, right, *_ = map(float, page.locator("[data-axes]").get_attribute("data-axes").split())
    for state, edge in (("z:6", left), ("z:-6,y:0.2", right)):
        bars = show("questions/divide/", state).locator(".live > .line.thick")
        tip = re.search(r"H([\d.]+)", bars.nth(2).get_attribute("d"))
        assert float(tip[1]) == pytest.approx(edge, abs=0.01)


def test_net_starts_as_it_is_drawn_and_follows_the_keyboard(page, noisy, address):  # noqa: F811
    visit(page, address + "deeper/hidden-layers/")
    texts = "all => all.map((e) => e.textContent)"
    drawn = page.locator(".explorer [id*='-n-']")
    live = page.locator(".explorer .live > g:not([clip-path])")
    assert drawn.count() == 30
    assert drawn.evaluate_all(texts) == live.evaluate_all(texts)
    assert not any(part.is_visible() for part in drawn.all())

    slider = page.get_by_role("slider", name="weight from A to C")
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "−2.5"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    a, b = sigma(2 * 1.5 - 2), sigma(2 * 1.5 - 4)
    c, d = sigma(-2.5 * a - b), sigma(2 * a + b)
    above = [(c - 1) * c * (1 - c), (d - 1) * d * (1 - d)]
    terms = [[above[0] * -2.5, above[1] * 2], [-above[0], above[1]]]
    for row, (one, two) in zip(page.locator(".panel tbody tr").all(), terms, strict=True):
        cells = [number(text) for text in row.locator("td").all_inner_texts()]
        expected = [float(v) for v in (one, two, one + two, one + two)]
        assert cells == pytest.approx(expected, abs=5.1e-4)
    shown = live.evaluate_all(texts)
    for value in (a, b, c, d, *above, *terms[0], *terms[1], (sum(terms[0])) * a * (1 - a)):
        assert net_figure.say(float(value)) in shown
    for told in ("1.5", "−2.5", "target 1", f"error {net_figure.say(float(d - 1))}"):
        assert told in shown
    said = [net_figure.say(float(v)) for v in (*terms[0], sum(terms[0]), a * (1 - a))]
    assert words(page).startswith("The terms of A are {} by C and {} by D. They add to {}. "
                                  "Times the slope {}".format(*said))  # fmt: skip
    assert noisy == []


# --- dragged --------------------------------------------------------------------------------------


def drag(page, grip, by: tuple[float, float]) -> None:
    """Drag a dot by the pointer, by pixels."""
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 1):
        page.mouse.move(x + share * by[0], y + share * by[1])
    page.mouse.up()


@pytest.mark.parametrize(("url", "y"), [("", "0"), ("", "1"), ("questions/confidence/", "0")])
@pytest.mark.parametrize("width", [360, 1280])
def test_large_dot_is_dragged_along_its_curve(show, url, y, width):
    page = show(url, f"z:{'-' * int(y)}2.0,y:{y},rule:squared", width)
    grip, dot = page.locator(".live .grip"), page.locator(".live circle.point")
    scale = page.locator("figure svg[data-axes]").evaluate("e => e.getScreenCTM().a")
    before = float(dot.get_attribute("cx"))
    left, _, right, *_ = (float(n) for n in page.locator("[data-axes]").first.get_attribute(
        "data-axes").split())  # fmt: skip
    for by in (-60, 20):
        drag(page, grip, (by * scale, 40))
        after = float(dot.get_attribute("cx"))
        # The sum moves by tenths, which is the more on the curve the flatter the sigmoid is.
        assert after == pytest.approx(before + by, abs=0.03 * (right - left) * 0.6)
        assert grip.get_attribute("cx") == dot.get_attribute("cx")
        before = after
    z = page.get_by_role("slider", name="sum z").input_value()
    page.wait_for_function("z => location.hash.includes(`z:${z},`)", arg=f"{float(z):g}")
    u = 1 / (1 + math.exp(float(z) * (1 if y == "1" else -1)))
    place = abs(2 * u - 1) if url else u
    assert (before - left) / (right - left) == pytest.approx(place, abs=0.05)
    drag(page, grip, (900, 0))  # past the end of the curve
    assert abs(float(page.get_by_role("slider", name="sum z").input_value())) == 8
    assert page.evaluate("getSelection().toString()") == ""


def test_other_dots_are_dragged(show):
    page = show("", "z:2,y:0,rule:squared")
    drag(page, page.locator(".pair .grip"), (-60, 0))
    assert float(page.get_by_role("slider", name="sum z").input_value()) < 0
    page = show("derivation/nudge/", "h:1.5,way:up")
    drag(page, page.locator(".grip"), (-80, 0))
    slider = page.get_by_role("slider", name="size of the nudge h")
    assert slider.get_attribute("aria-valuetext") in ("1", "0.7")
    drag(page, page.locator(".grip"), (-170, 0))
    assert page.get_by_label("down").is_checked()
    page = show("questions/divide/", "z:3,y:0")
    drag(page, page.locator(".grip"), (-16, 0))
    assert 0 < float(page.get_by_role("slider", name="sum z").input_value()) < 3


def test_lines_of_the_race_end_without_dots_that_lie_on_each_other(show):
    page = show("questions/cube/", "start:5,show:wrongness,axes:steps,steps:100000")
    assert page.locator(".live circle.point").count() == 0
    page = show("questions/cube/", "start:5,show:wrongness,axes:steps,steps:150")
    assert page.locator(".live circle.point").count() == 4


# --- without the script -----------------------------------------------------------------------


@each
def test_drawn_figure_stands_alone_without_javascript(browser, address, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + url)
    figure = page.locator(".explorer figure")
    assert figure.locator("svg").first.is_visible()
    assert figure.locator("figcaption").is_visible()
    assert figure.locator("> div").evaluate(GAP) < 2
    assert page.locator(".panel, .live").count() == 0
    context.close()


@each
def test_print_shows_the_drawn_figure(show, url):
    page = show(url)
    assert page.locator(".live").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".panel").is_visible()
    assert not page.locator(".live").first.is_visible()
    drawn = page.locator(".explorer svg[data-axes] > g:not(.live)").first
    assert drawn.bounding_box()["height"] > 100


@each
def test_failed_script_leaves_the_drawn_figure_and_no_gap(page, address, url):
    page.route("**/js/model.js", lambda route: route.abort())
    page.goto(address + url, wait_until="networkidle")
    div = page.locator(".explorer figure > div")
    assert div.evaluate(GAP) < 2
    assert div.locator("svg").is_visible()


def test_page_opened_as_a_file_shows_the_drawn_figure(page, site):
    page.goto((site / "index.html").as_uri())
    page.wait_for_timeout(300)
    assert page.locator(".explorer svg").first.is_visible()
    div = page.locator(".explorer figure > div")
    assert div.evaluate(GAP) < 2


# --- the address ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("", "z:-3.5,y:1,rule:cubed-slope"),
        ("questions/confidence/", "z:4,y:0,rule:sign"),
        ("questions/cube/", "start:7.5,show:loss,axes:both,steps:321"),
        ("derivation/nudge/", "h:0.001953125,way:down"),
        ("questions/divide/", "z:-2.5,y:0.2"),
        ("deeper/hidden-layers/", "w:-2.5,x:0.5,y:1"),
    ],
)
def test_shared_address_brings_the_state_and_shows_the_explorer(page, address, url, state):
    # Letters that some programs write otherwise.
    visit(page, address + url, state.replace(":", "%3A").replace(",", "%2C"))
    said = words(page)
    box = page.locator(".explorer").bounding_box()
    assert 0 <= box["y"] < 400
    page.evaluate(EDIT_HASH, ["explore="])
    assert words(page) != said
    page.evaluate(EDIT_HASH, [f"explore={state}"])
    assert words(page) == said
    # What the explorer writes is what it reads.
    page.locator(".panel input[type=range]").first.press("ArrowRight")
    page.locator(".panel input[type=range]").first.press("ArrowLeft")
    page.wait_for_timeout(500)
    assert page.evaluate("location.hash") == f"#explore={state}"


def test_anchor_of_a_heading_stays_one_and_an_edited_hash_is_followed(page, noisy, address):  # noqa: F811
    page.goto(address + "#confidence")
    page.locator(".explorer.alive").wait_for()
    default = words(page)
    assert page.evaluate("location.hash") == "#confidence"
    assert page.evaluate("scrollY") > 500
    page.evaluate("location.hash = '#explore=z:5,y:1'")
    expect(page.locator(".panel .words")).not_to_have_text(default)
    moved = words(page)
    page.evaluate("location.hash = '#cube'")
    page.wait_for_timeout(200)
    assert words(page) == moved
    assert page.evaluate("location.hash") == "#cube"
    assert noisy == []


def test_hash_is_written_only_when_the_reader_lets_go_and_not_too_often(page, address):
    visit(page, address)
    assert page.evaluate("location.hash") == ""
    page.evaluate(
        """() => {
            window.written = [];
            const replace = history.replaceState.bind(history);
            history.replaceState = (state, title, url) => {
                if (url) written.push({ at: performance.now(), state });
                replace(state, title, url);
            };
            history.replaceState({ mark: 1 }, "");
        }"""
    )
    length = page.evaluate("history.length")
    slider = page.locator(".panel input[type=range]")
    slider.evaluate("e => { e.value = 3; e.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert "error 0.95" in words(page)
    assert page.locator(".panel output").inner_text() == ""  # no word while it is dragged
    assert page.evaluate("written.length") == 0
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    written = page.evaluate("written")
    assert written[0]["state"] == {"mark": 1}  # what others keep there stays
    times = [entry["at"] for entry in written]
    assert all(later - earlier > 390 for earlier, later in pairwise(times))
    assert page.evaluate("location.hash") == "#explore=z:6,y:0,rule:squared"
    assert page.locator(".panel output").inner_text() == words(page)
    assert page.evaluate("history.length") == length


def hostile() -> list[str]:
    """Some hundred hashes that nobody means well by."""
    rng = random.Random(1)
    values = [
        "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "-0", "0x10", "1e3", "--1", "1.2.3", ".",
        "", "-", "+1", "٣", "−4", "9" * 150, "9" * 5000, "null", "undefined", "true", "__proto__",
        "constructor", "toString", "hasOwnProperty", "<b>", "<img src=x onerror=alert(1)>", "%",
        "%zz", "%00", "%E0%A4%A", "%3Cscript%3E", "'", '"', "`", "\\", "]", "[", "🙂", "\u202e",
        "z", "0,0", ":", "::", ",,,", "1;2", "1 2", "1&2", "#", "?", "//x.example", "javascript:1",
    ]  # fmt: skip
    names = ["z", "y", "rule", "h", "way", "start", "show", "axes", "steps", "__proto__", ""]
    found = [f"explore={n}:{v}" for v in values for n in rng.sample(names, 3)]
    found += [f"explore={v}" for v in values] + values
    letters = "zyrule:,.-0123456789%<>\"'NaN_é "
    found += ["explore=" + "".join(rng.choices(letters, k=rng.randint(1, 60))) for _ in range(100)]
    return found


@each
def test_hostile_hash_gives_a_sane_state(page, address, url):
    visit(page, address + url)
    faults = []
    page.on("pageerror", lambda e: faults.append(e.stack or str(e)))
    page.on("console", lambda m: m.type == "error" and faults.append(m.text))
    seen = page.evaluate(
        """async (hashes) => {
            const bad = [];
            const tick = () => new Promise((done) => setTimeout(done, 0));
            for (const hash of hashes) {
                // As an edited hash, but not looked up and scrolled to, which takes much longer.
                history.replaceState(null, "", "#" + hash);
                dispatchEvent(new Event("hashchange"));
                await tick();
                const panel = document.querySelector(".panel");
                const alive = document.querySelector(".explorer");
                const text = panel.innerHTML + alive.querySelector(".live").outerHTML;
                if (/NaN|Infinity|undefined|null/.test(text)) bad.push([hash, "text"]);
                for (const i of panel.querySelectorAll("select"))
                    if (i.selectedIndex < 0) bad.push([hash, "select"]);
                const sets = panel.querySelectorAll("fieldset");
                if (panel.querySelectorAll("input:checked").length !== sets.length)
                    bad.push([hash, "radio"]);
                if (panel.querySelector("b").children.length) bad.push([hash, "html"]);
            }
            return bad;
        }""",
        hostile(),
    )
    assert seen == []
    ours = [f for f in faults if "/js/" in f]
    assert ours == []


def test_value_out_of_range_is_brought_into_it(show):
    for given, kept in (
        ("99", "8.0"),
        ("-99", "−8.0"),
        ("1.26", "1.3"),
        ("x", "2.0"),
        ("-0", "0.0"),
    ):
        assert show("", f"z:{given}").locator(".panel label b").first.inner_text() == kept


def test_instant_navigation_keeps_the_state_and_leaks_nothing(page, noisy, address):  # noqa: F811
    page.add_init_script(
        """(() => {
            window.listening = 0;
            const add = EventTarget.prototype.addEventListener;
            EventTarget.prototype.addEventListener = function (type, f, options) {
                if ((this === window || this === document) && type === "hashchange") {
                    listening++;
                    options?.signal && add.call(options.signal, "abort", () => listening--);
                }
                return add.call(this, type, f, options);
            };
        })()"""
    )
    visit(page, address)
    page.evaluate("window.stillHere = true")
    slider = page.locator(".panel input[type=range]")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    said = words(page)
    counts = set()
    for _ in range(5):
        page.locator("article a", has_text="How does the squared error give").click()
        page.wait_for_url("**/derivation/delta/")
        page.locator('[data-figure="delta.py"]').wait_for()
        assert page.locator(".explorer").count() == 0
        page.go_back()
        page.locator(".explorer.alive .words").wait_for()
        assert words(page) == said
        assert page.evaluate("location.hash") == "#explore=z:8,y:0,rule:squared"
        assert page.locator(".panel").count() == 1
        assert page.locator(".live").count() == 2  # below the drawn words, and above them
        counts.add(page.evaluate("listening"))
    assert len(counts) == 1
    assert page.evaluate("stillHere") is True
    assert noisy == []


def test_explorer_comes_alive_after_instant_navigation_from_a_page_without(page, noisy, address):  # noqa: F811
    page.goto(address + "glossary/", wait_until="networkidle")
    page.evaluate("window.stillHere = true")
    page.locator("nav.md-nav--primary a", has_text="Should I cube").first.click()
    page.locator("explore-race.alive .words").wait_for()
    assert page.evaluate("stillHere") is True
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Play").click()  # and leave it running
    page.locator("nav.md-nav--primary a", has_text="What happens if I nudge").first.click()
    page.locator("explore-nudge.alive .words").wait_for()
    page.wait_for_timeout(300)
    assert noisy == []


# --- bytes and requests -----------------------------------------------------------------------


def test_scripts_of_a_page_are_small_together(site):
    """A page loads the base, the mathematics and its own explorer, and nothing of the others."""
    sizes = {f.stem: len(gzip.compress(f.read_bytes())) for f in (site / "js").glob("*.js")}
    explorers = [name for name in sizes if name.startswith("explore-")]
    assert set(explorers) == {f"explore-{name}" for name in EXPLORERS.values()}
    for name in explorers:
        assert sizes["explore"] + sizes["model"] + sizes[name] <= 7 * 1024, name


def test_scripts_have_lines_of_100_columns_and_end_well():
    for file in SCRIPTS:
        text = file.read_text("utf-8")
        assert max(map(len, text.splitlines())) <= 100, file.name
        # What takes out comments would take the inner one's text for code, and its spaces away.
        assert not re.search(r"\$\{[^}`]*`", text), f"{file.name}: a template within a template"
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


# --- calm -------------------------------------------------------------------------------------


WIDTHS = (1280, 768, 480, 360, 320)
# Where each part of the article begins, and the caption, which lies inside one.
PLACES = """() => [...document.querySelectorAll("article > *, .explorer figcaption")]
    .map((e) => e.getBoundingClientRect()).filter((box) => box.height)
    .map((box) => box.top + scrollY)"""


@each
def test_nothing_shifts_when_the_scripts_come_late(page, address, url):
    """The room that is kept is that of the panel at every width; at one it is seen to stay."""

    def places() -> list[list[float]]:
        found = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found.append(page.evaluate(PLACES))
        return found

    held = []
    page.route("**/js/*.js", lambda route: held.append(route))
    page.goto(address + url, wait_until="commit")  # what waits for the scripts would wait for ever
    page.locator("#__search ~ .md-container footer").wait_for(state="attached")
    page.evaluate("async () => { await document.fonts.ready; }")
    before = places()
    page.evaluate(
        "document.querySelector('.explorer figcaption').scrollIntoView({block: 'center'})"
    )
    page.wait_for_timeout(300)
    page.evaluate(
        """() => {
            window.shift = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) shift += entry.value;
            }).observe({ type: "layout-shift" });
        }"""
    )
    while not page.locator(".explorer.alive").count():
        while held:
            held.pop().continue_()
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)
    assert page.evaluate("shift") < 0.01
    for width, then, now in zip(WIDTHS, before, places(), strict=True):
        assert now == pytest.approx(then, abs=1), width


@pytest.mark.parametrize(
    ("url", "states"),
    [
        ("", ["z:2", "z:-8,rule:cubed-slope", "z:-0.4,y:1,rule:sign", "z:-0.4,y:1,rule:cubed"]),
        ("questions/cube/", ["start:5", "start:0,axes:linear,steps:3", "start:10,steps:50000"]),
        ("derivation/nudge/", ["h:1.5,way:down", "h:0.0000019,way:down", "h:0.00024"]),
        ("questions/divide/", ["z:3", "z:8", "z:-8,y:0.2", "z:-5,y:0.2", "z:-1.4,y:0.2"]),
        ("deeper/hidden-layers/", ["w:1", "w:-2.5,x:-0.5,y:1", "w:-3.5,x:-0.5", "w:0,x:3"]),
    ],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_panel_keeps_its_height_in_every_state(show, url, states, width):
    heights = set()
    for state in states:
        page = show(url, state, width)
        heights.add(round(page.locator(".panel").bounding_box()["height"]))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(heights) == 1


@each
def test_nothing_moves_by_itself(show, url):
    page = show(url)
    before = page.locator(".explorer").inner_html()
    page.wait_for_timeout(1000)
    assert page.locator(".explorer").inner_html() == before


@pytest.mark.parametrize(("motion", "low", "high"), [("reduce", 1, 4), ("no-preference", 15, 999)])
def test_race_jumps_instead_of_moving_for_those_who_asked(page, address, motion, low, high):
    page.emulate_media(reduced_motion=motion)
    visit(page, address + "questions/cube/", "steps:10")
    page.evaluate(
        """() => {
            window.changes = 0;
            new MutationObserver(() => changes++)
                .observe(document.querySelector(".buttons b"), { childList: true });
        }"""
    )
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(2500)
    assert low <= page.evaluate("changes") <= high


# --- for everyone -----------------------------------------------------------------------------


@each
@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough_to_touch(show, url, width):
    sizes = show(url, width=width).evaluate(
        """() => [...document.querySelectorAll(".panel :is(input, select, button)")]
            .map((e) => e.type === "radio" ? e.closest("label") : e)
            .map((e) => e.getBoundingClientRect())
            .map((box) => [box.width, box.height])"""
    )
    assert len(sizes) >= 3
    assert all(w >= 44 and h >= 44 for w, h in sizes), sizes


SCHEMES = {LIGHT: "default", DARK: "slate"}


@each
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_fault_in_the_explorer(show, url, scheme):
    page = show(url, scheme=scheme)
    assert page.evaluate("document.body.dataset.mdColorScheme") == SCHEMES[scheme]
    result = Axe().run(page, context={"include": [[".explorer"]]})
    assert result.response["passes"]
    assert result.violations_count == 0, result.generate_report()


@each
def test_picture_has_a_name_that_follows_the_state(show, url):
    page = show(url)
    picture = page.locator(".explorer svg[data-axes]")
    name = page.evaluate(
        """() => document.querySelector(".explorer svg[data-axes]").getAttribute("aria-labelledby")
            .split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ")"""
    )
    assert words(page) in name
    assert picture.get_attribute("role") == "img"


@each
def test_large_text_is_not_cut(show, url):
    page = show(url)
    sheet = page.add_style_tag(content="html { font-size: 200% !important; }")
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".panel :not(svg *)")]
            .filter((e) => getComputedStyle(e).display !== "inline" && !e.matches(".unseen"))
            .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
            .map((e) => e.outerHTML.slice(0, 99))"""
    )
    width = page.evaluate("document.documentElement.scrollWidth")
    sheet.evaluate("sheet => sheet.remove()")
    assert cut == []
    assert width <= 1280


def test_focus_can_be_seen_on_every_control(show):
    for url in EXPLORERS:
        page = show(url)
        controls = page.locator(".panel :is(input, select, button)")
        controls.first.focus()
        for _ in range(controls.count() - 1):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            page.keyboard.press("Tab")


def test_keyboard_meets_the_controls_in_reading_order(show):
    page = show("questions/cube/")
    page.locator(".panel input").first.focus()
    order = []
    for _ in range(6):
        order.append(page.evaluate("document.activeElement.closest('label, button').innerText"))
        page.keyboard.press("Tab")
    assert [o.split("\n")[0].split(" ")[0] for o in order] == [
        "start", "show", "axes", "Play", "Step", "Reset",
    ]  # fmt: skip


# --- on the way through the site --------------------------------------------------------------


def test_heading_link_as_first_action_keeps_a_shared_state(page, address):
    visit(page, address + "questions/cube/", "start:2,show:loss")
    link = page.locator("article h2 a.headerlink").first
    goal = link.get_attribute("href")
    link.evaluate("link => link.click()")
    page.wait_for_timeout(800)  # the theme may fetch the page again
    assert goal.endswith(page.evaluate("location.hash"))
    assert "#" in page.evaluate("location.hash")
    assert words(page).startswith("From z = 2,")


def test_state_is_not_written_into_the_address_of_another_page(page, address):
    visit(page, address + "questions/cube/", "steps:60000")
    page.route(
        "**/derivation/nudge/", lambda route: (page.wait_for_timeout(900), route.continue_())
    )
    page.get_by_role("button", name="Play").click()
    page.locator("nav.md-nav--primary a", has_text="What happens if I nudge").first.click()
    page.locator("explore-nudge.alive").wait_for()
    assert page.evaluate("location.pathname + location.hash") == "/derivation/nudge/"


def test_last_change_before_leaving_is_there_on_return(page, address):
    visit(page, address + "questions/cube/", "start:5")
    slider = page.locator(".panel input[type=range]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.locator("article a", has_text="the delta").first.click()
    page.wait_for_url("**/derivation/delta/")
    page.go_back()
    page.locator("explore-race.alive").wait_for()
    assert words(page).startswith("From z = 6.5,")
