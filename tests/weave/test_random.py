"""Equations that Hypothesis makes up are read as their maker meant them.

`EXAMPLES=100 pytest tests/weave/test_random.py -n 0` tries a hundred times as many.
"""

import contextlib
import os
import random
import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, configuration, given, settings
from hypothesis import strategies as st

from tests.weave.grower import POSITIVE, SHAPES, SIGNED, E, Maker, changes, mp, worth
from weave import CACHE
from weave.equations.check import Report, check
from weave.equations.context import load
from weave.equations.tree import CheckError
from weave.mathml import mathml

configuration.set_hypothesis_home_dir(CACHE.parent / "hypothesis")
FACTORS = ("error", "slope", "input")


def tries(number):
    """Let a test try so many examples: the same in each run; `EXAMPLES` times as many, if set."""
    number *= int(os.environ.get("EXAMPLES", 1))
    quiet = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    return settings(max_examples=number, derandomize=True, **quiet)


REST = r"""
[names]
z_next = "z^{l+1}"
yhat = "\\hat{y}"
p = "p'"
[functions]
"sigma(t)" = "1 / (1 + exp(-t))"
"f(s, t)" = "s**2 + 3*t"
[definitions]
z = "x*w_12 + alpha"
a = "sigma(z)"
L = "(a - y)**2 / 2"
"""


@st.composite
def formulas(draw, arrays=False):
    """Give a tree, two ways to write it, and two trees that are one step away, written."""
    pick = picker(draw)
    maker = Maker(pick, arrays)
    e = maker.number(pick(1, 2, 3))
    if pick(0, 0, 1):
        e = maker.matrix(2, "n", 3) if arrays else E("entry", (maker.matrix(2, 2, 2), 1, 2))
    others = [pick(*changes(e)) for _ in range(2)]
    return e, maker.text(e), maker.text(e), [(o, maker.text(o)) for o in others]


def picker(draw):
    return lambda *options: options[draw(INTEGERS[len(options) - 1])]


def point(seed, n):
    """Give a value to every free variable: to arrays too, of n rows."""
    rng = random.Random(seed)
    at = {
        q: mp.mpf(rng.randint(500 if q in POSITIVE else -2000, 2000)) / 1000
        for q in (*SIGNED, *POSITIVE)
    }
    for q, sizes in SHAPES.items():
        rows, columns = (n if s == "n" else s for s in sizes)
        entries = [mp.mpf(rng.uniform(-2, 2)) for _ in range(rows * columns)]
        at[q] = np.array(entries, object).reshape(rows, columns)
    return at


INTEGERS = [st.integers(0, n) for n in range(5000)]
POINTS = [point(seed, n) for seed, n in enumerate((4, 2, 5, 4))]


@pytest.fixture(scope="module")
def contexts(tmp_path_factory):
    """Give contexts: of one point each, of numbers in intervals, of arrays too."""
    folder = tmp_path_factory.mktemp("contexts")

    def made(stem, domain):
        lines = "\n".join(f"{q} = {{ {limits} }}" for q, limits in domain.items())
        (folder / f"{stem}.toml").write_text(f"[domain]\n{lines}\n{REST}", encoding="utf-8")
        return load(folder / f"{stem}.toml")

    ranges = {q: f"from = {0.5 if q in POSITIVE else -2}, to = 2" for q in (*SIGNED, *POSITIVE)}
    arrays = {q: f"shape = {list(shape)}, from = -2, to = 2" for q, shape in SHAPES.items()}
    found = {
        n: made(f"p{n}", {q: f"values = [{mp.nstr(at[q], 5)}]" for q in ranges})
        for n, at in enumerate(POINTS)
    }
    return {
        **found,
        "ranges": made("ranges", ranges),
        "arrays": made("arrays", ranges | arrays),
        "folder": folder,
    }


def refusal(tex, context):
    try:
        assert isinstance(check(mathml(tex, display=True, factors=FACTORS), context), Report)
    except CheckError as error:
        return str(error)
    return ""


def value(e, at):
    """Work out a value, an array always; None where there is none."""
    try:
        found = np.array(worth(e, at), object)
    except (ArithmeticError, ValueError, TypeError, LookupError):
        return None
    return found if all(isinstance(x, mp.mpf) and mp.isfinite(x) for x in found.flat) else None


def differ(v, w):
    if v is None or w is None or v.shape != w.shape:
        return True
    return any(
        abs(x - y) > 1e-9 * max(1, abs(x), abs(y)) for x, y in zip(v.flat, w.flat, strict=True)
    )


def claimed(tex, v, off, scientific):
    """Claim that `tex` is about v, to twelve digits; `off` changes the last."""
    mantissa, power = f"{Decimal(mp.nstr(v[()], 30)):.11e}".split("e")
    mantissa = Decimal(mantissa) + off * Decimal("1e-11")
    number = (
        rf"{mantissa:f} \cdot 10^{{{int(power)}}}"
        if scientific
        else f"{mantissa.scaleb(int(power)):f}"
    )
    return rf"{tex} \approx {number}"


@tries(100)
@given(formulas(), st.sampled_from(range(4)), st.booleans())
def test_value_is_that_of_the_maker(contexts, formula, n, scientific):
    e, tex, _, others = formula
    v = value(e, POINTS[n])
    assume(v is not None and 1e-9 < abs(v[()]) < 1e9)
    assert not refusal(claimed(tex, v, 0, scientific), contexts[n])
    assert refusal(claimed(tex, v, 2, scientific), contexts[n])
    for other, written in others:
        if differ(v, value(other, POINTS[n])):
            assert refusal(claimed(written, v, 0, scientific), contexts[n]), written


@pytest.mark.parametrize("kind", ["ranges", "arrays"])
@tries(20)
@given(st.data())
def test_two_ways_are_equal_and_what_is_one_step_away_is_not(contexts, kind, data):
    e, one, two, others = data.draw(formulas(kind == "arrays"))
    right = [value(e, at) for at in POINTS]
    assume(all(v is not None and all(abs(x) < 1e9 for x in v.flat) for v in right))
    assert not refusal(
        rf"\begin{{aligned}} {one} &= {two} \\ &= {one} \end{{aligned}}", contexts[kind]
    )
    for other, written in others:
        if all(differ(v, value(other, at)) for v, at in zip(right, POINTS, strict=True)):
            assert refusal(f"{one} = {written}", contexts[kind]), written


# --- what is no equation ----------------------------------------------------------------------

# fmt: off
SCRAPS = r"""
x y z a L A u v n \alpha \lambda w_{12} w_h x_1 x_i A_{ij} p' f \sigma e d T i \pi \hat{y} z^{l+1}
\sum 2 0 0.5 1,000 10^{400} + - = < > \le \ne \approx \cdot \times \odot / ! % , ; . ' | \| ( ) [ ]
\{ \} & \\ \, \quad \infty \to \in \ln \log \exp \max \sin \nabla \partial \text{if} \top {#} ^{#}
_{#} ^# _# (#) |#| #(#) \frac{#}{#} \sqrt{#} \sqrt[#]{#} \left(#\right) \left|#\right.
\left\|#\right\| \bigl[#\bigr] \sigma(#) f(#,#) \sigma'(#) \log_{#} \sum_{i=#}^{#} \sum_#
\prod_{i=1}^# \lim_{x\to#} \nabla_{#} \frac{\partial#}{\partial#} \overset{#}{#} \delta_{#}
\frac{\partial^2#}{\partial#\partial#} \frac{d}{d#} \underbrace{#}_{\text{#}} \error{#} \phantom{#}
\mathbf{#} \begin{pmatrix}#&#\\#&#\end{pmatrix}
\begin{cases}#&\text{if}#\\#&\text{otherwise}\end{cases} \mathrm{#}
\begin{aligned}#&=#\\&=#\end{aligned} \operatorname{diag} \mathrm{tr} #^\top #^2 #=# #=#
"""
PYTHON = """
x y z n X 2 0 0.5 1e9 #+# #-# -# #*# #/# #**# #@# #.T #[1] #[1,2] (#) f(#) f(#,#) sum(#) sum(#,0)
exp(#) log(#,#) max(#,#) trace(#) diag(#) norm(#) Derivative(#,x) Derivative(#,X) lambda x.y x==y
[x] 1j
"""
LIMITS = ["{from=-1,to=1}", "{values=[0,1]}", '{shape=["n",2],from=0,to=1}', "{from=-1,to=1}",
          '{shape=["n"],values=[1]}', *["{from=-2,to=2}"] * 9,
          "{values=[]}", "{shape=[1],from=0,to=2}", "{from=nan,to=1}"]
TOML = """[domain]\nx = {}\n{} = {}\nX = {}\n[names]\nz = '''{}'''
[functions]\n'{}' = '{}'\n[definitions]\nz = '{}'\n{} = '{}'"""
CLAIMS = ["x = x", "z = x", "f(x) = y", r"X_{ij} \le f(x, y)", r"\frac{\partial z}{\partial x} = y"]
# fmt: on


def scrap(pick, pieces, depth=3):
    """Put pieces side by side, and into each other."""
    many_of = 1 if pieces.endswith(PYTHON) else pick(1, 1, 2, 3)
    found = (pick(*pieces.split()) for _ in range(many_of))
    return re.sub("#", lambda _: scrap(pick, pieces, depth - 1) if depth else "x", " ".join(found))


@st.composite
def scraps(draw):
    """Give TeX of scraps, or an equation with a piece of it lost, doubled or replaced."""
    pick = picker(draw)
    if pick(0, 1):
        return scrap(pick, "# #=# " + SCRAPS)
    _, one, two, _ = draw(formulas(arrays=pick(True, False)))
    pieces = re.findall(r"\\[a-zA-Z]+|\\.|.", f"{one} = {two}")
    at = pick(*range(len(pieces)))
    other = pick("", pieces[at] * 2, f" {scrap(pick, SCRAPS, 0)} ".replace("#", "x"))
    return "".join((*pieces[:at], other, *pieces[at + 1 :]))


@st.composite
def toml(draw):
    pick = picker(draw)
    limits = pick(*LIMITS), pick("y", "y", "n", "x_1"), pick(*LIMITS), pick(*LIMITS)
    function = pick("f(t)", "f(t)", "f(s,t)", "x(t)"), scrap(pick, f"t t {PYTHON}", 1)
    definitions = scrap(pick, PYTHON, 1), pick("u", "u", "y", "z_1"), scrap(pick, PYTHON, 2)
    shown = pick("z^{l+1}", "z'", scrap(pick, SCRAPS, 1))
    return TOML.format(*limits, shown, *function, *definitions)


@tries(100)
@given(scraps(), st.booleans(), st.sampled_from(["ranges", "arrays"]))
def test_no_tex_raises_but_what_names_the_fault(contexts, tex, define, kind):
    try:
        math = mathml(tex, display=True, factors=FACTORS)
    except ValueError:
        return
    with contextlib.suppress(CheckError):
        check(math, contexts[kind], {}, define)


@tries(100)
@given(toml(), st.sampled_from(CLAIMS))
def test_no_context_raises_but_what_names_the_fault(contexts, text, tex):
    file = contexts["folder"] / "random.toml"
    file.write_text(text, encoding="utf-8")
    with contextlib.suppress(CheckError):
        check(mathml(tex, display=True), load(file))
