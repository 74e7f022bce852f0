"""What formulas are worth, which are refused and with which words, and what is told of a check."""

import re
import tomllib
import xml.etree.ElementTree as etree
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from flint import ctx

from weave.equations import check as checks
from weave.equations.balls import balls, exactly
from weave.equations.read import read
from weave.equations.rows import claims
from weave.equations.value import World
from weave.mathml import mathml

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))
PUBLIC = tomllib.loads((HERE / "public.toml").read_text("utf-8"))["equation"]
NEURON = CASES["contexts"]["example"]
POINT = {"w": 0.7, "x": 1.3, "y": 1.0}
A = 1 / (1 + np.exp(-0.91))


def shown(tex: str) -> etree.Element:
    return mathml(tex, display=True, factors=("error", "slope", "input"))


def check(tex: str, context, **more) -> checks.Report:
    return checks.check(shown(tex), context, **more)


def verdict(row: dict, folder: Path) -> dict:
    """Return what the builder is told of a row of a table."""
    file = folder / "case.toml"
    text = row["context"]
    file.write_text(CASES["contexts"].get(text, text), encoding="utf-8")
    try:
        math = etree.tostring(shown(row["tex"]), encoding="unicode")
    except ValueError as error:  # no TeX that the converter knows
        return {"refusal": f"TeX: {error.args[0]}"}
    stands = [[int(n), text] for n, text in row.get("stands", {}).items()]
    (told,) = checks.report(math, str(file), stands, row.get("define", False))
    return told


# --- what formulas are worth ----------------------------------------------------------------------


def worth(tex: str, context, point: dict):
    """Return what a formula is worth at a point, as floats."""
    ctx.prec = 256 * 27  # enough for three derivatives in one another
    ((side, _),) = (claim.sides for claim in claims(shown(rf"{tex} = 0")))
    given = {
        n: np.vectorize(exactly, otypes=[object])(v) if np.ndim(v) else exactly(v)
        for n, v in point.items()
    }
    found = World(context, balls(given)).value(read(side, context, set()), {})
    as_floats = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(found)
    return as_floats if as_floats.ndim else float(as_floats)


# The oracle is a person: what each formula is worth at POINT, written in Python.
@pytest.mark.parametrize(
    ("tex", "value"),
    [
        ("w x", 0.91),
        ("2 w^2 x", 2 * 0.49 * 1.3),
        ("a(1-a)", A * (1 - A)),
        ("x(w + 1)y", 1.3 * 1.7),
        ("-(y - a)", A - 1),
        ("- w^2", -0.49),
        ("w - x - y", -1.6),
        ("w - (x - y)", 0.4),
        ("w - (-x)", 2.0),
        ("w x / 2", 0.455),
        (r"\frac{w}{2 x}", 0.7 / 2.6),
        (r"\frac{\frac{w}{x}}{\frac{x}{w}}", 0.49 / 1.69),
        (r"\frac12 w", 0.35),
        (r"\dfrac{w}{2}", 0.35),
        (r"\tfrac{1}{2} (a - y)^2", (A - 1) ** 2 / 2),
        (r"\sigma(w x)", A),
        (r"\sigma(z)(1 - \sigma(z))", A * (1 - A)),
        (r"\sigma(\sigma(z))", 1 / (1 + np.exp(-A))),
        (r"\sigma'(z)", A * (1 - A)),
        (r"\sigma'(-z)", A * (1 - A)),
        (r"\sigma''(z)", A * (1 - A) * (1 - 2 * A)),
        (r"e^{-z}", np.exp(-0.91)),
        (r"e^{-w} x", np.exp(-0.7) * 1.3),
        (r"e^{w^x}", np.exp(0.7**1.3)),
        (r"\exp(-z)", np.exp(-0.91)),
        (r"\ln(2)", np.log(2)),
        (r"\ln(x) w", np.log(1.3) * 0.7),
        (r"\log(x)", np.log(1.3)),
        (r"\log_2(x)", np.log2(1.3)),
        (r"\sin(w) \cos(x)", np.sin(0.7) * np.cos(1.3)),
        (r"\tanh(w)", np.tanh(0.7)),
        (r"\max(w, x)", 1.3),
        (r"\min(w, x, 0.1)", 0.1),
        (r"\pi w", np.pi * 0.7),
        (r"\sqrt{5} x", 5**0.5 * 1.3),
        (r"\sqrt[3]{x}", 1.3 ** (1 / 3)),
        (r"\left| a - y \right|", 1 - A),
        (r"|a - y| x", (1 - A) * 1.3),
        (r"w^{x}", 0.7**1.3),
        (r"w^{-2}", 0.7**-2),
        (r"x^{w^2}", 1.3**0.49),
        (r"(w^x)^2", 0.7**2.6),
        (r"35\,\%", 0.35),
        (r"s_1 s_{2}", 0.91),
        (r"s_2(1 - s_1)", 1.3 * 0.3),
        (r"\sum_{i=1}^{3} s_i", 3.0),
        (r"\sum_i s_i", 3.0),
        (r"\sum_{i=1}^{3} (s_i - 1)^2", 0.09 + 0.09 + 0),
        (r"\sum_{i=1}^{3} i", 6),
        (r"\sum_{i=1}^{3} i s_i", 0.7 + 2.6 + 3),
        (r"\sum_{i=1}^{2} s_i s_{i+1}", 0.91 + 1.3),
        (r"\prod_{i=1}^{4} i", 24),
        (r"\frac{\partial z}{\partial w}", 1.3),
        (r"\frac{d z}{d x}", 0.7),
        (r"\frac{\partial}{\partial w}(w^2 x)", 2 * 0.7 * 1.3),
        (r"\nabla_w L", (A - 1) * A * (1 - A) * 1.3),
        (r"\frac{\partial a}{\partial z}", A * (1 - A)),
        (r"\frac{\partial L}{\partial a}", A - 1),
        (r"\frac{\partial L}{\partial w}", (A - 1) * A * (1 - A) * 1.3),
        (r"\frac{\partial s_1}{\partial w}", 1),
        (r"\delta", (A - 1) * A * (1 - A)),
        (r"\frac{\partial u}{\partial z}", -A * (1 - A)),
        (r"\frac{\partial^2 z^3}{\partial z^2}", 6 * 0.91),
        (r"\frac{\partial^{2} a}{\partial z^{2}}", A * (1 - A) * (1 - 2 * A)),
        (r"\frac{\partial^2 z}{\partial w \partial x}", 1),
        (r"\frac{\partial \delta}{\partial y}", -A * (1 - A)),
        (r"\frac{\partial \sigma'(z)}{\partial z}", A * (1 - A) * (1 - 2 * A)),
        (r"\error{(a - y)} \; \slope{a (1 - a)} \; \input{x}", (A - 1) * A * (1 - A) * 1.3),
        (r"\underbrace{x}_{\text{in}} \cdot w", 0.91),
        (r"\underbrace{x}_\text{w} w", 0.91),
        (r"w^\error{2 x} x", 0.7**2.6 * 1.3),
        (r"\frac1\error{2 w}", 1 / 1.4),
        (r"\frac{w^2}{w}", 0.7),
        (r"\begin{cases} w & w > x \\ x & \text{otherwise} \end{cases}", 1.3),
        (r"\lim_{w \to 0} \frac{\sin(w x)}{w}", 1.3),
        # Something stands before it.
        (r"w + \frac{w}{2}", 1.05),
        (r"w \sqrt{5}", 0.7 * 5**0.5),
        (r"x + \sum_{i=1}^{3} s_i", 4.3),
        ("x e^{-w}", 1.3 * np.exp(-0.7)),
        (r"w \underbrace{x}_{\text{in}}", 0.91),
        # What is displayed is meant: colour and braces with a label do not bracket.
        (r"\error{a - y} \cdot x", A - 1.3),
    ],
)  # fmt: skip
def test_formula_is_worth_what_a_reader_takes_it_for(loaded, tex, value):
    assert worth(tex, loaded(NEURON), POINT) == pytest.approx(value, rel=1e-12)


# --- arrays and derivatives, against numpy and plain floats ---------------------------------------

LAYERS = CASES["contexts"]["layers"]
RNG = np.random.default_rng(7)
ARRAYS = {
    "X": RNG.normal(size=(4, 2)), "W_1": RNG.normal(size=(2, 3)), "W_2": RNG.normal(size=(3, 2)),
    "Y": RNG.integers(2, size=(4, 2)).astype(float), "n": 4.0, "p": 2.0, "q": 3.0, "r": 2.0,
}  # fmt: skip


def sigma(t):
    return 1 / (1 + np.exp(-t))


def layers(X, W_1, W_2, Y, **_):
    a_1 = sigma(X @ W_1)
    return a_1, sigma(a_1 @ W_2), np.sum((sigma(a_1 @ W_2) - Y) ** 2) / 2


def nudged(name: str) -> np.ndarray:
    """Measure how the loss of two layers moves with each entry of an array, in floats."""
    found = np.empty_like(ARRAYS[name])
    for place in np.ndindex(found.shape):
        step = np.zeros_like(found)
        step[place] = 1e-5
        ahead, behind = (layers(**{**ARRAYS, name: ARRAYS[name] + s})[2] for s in (step, -step))
        found[place] = (ahead - behind) / 2e-5
    return found


A_1, A_2, LOSS = layers(**ARRAYS)
DELTA_2 = (A_2 - ARRAYS["Y"]) * A_2 * (1 - A_2)
DELTA_1 = DELTA_2 @ ARRAYS["W_2"].T * A_1 * (1 - A_1)


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        ("X W_1", ARRAYS["X"] @ ARRAYS["W_1"]),
        (r"X \cdot W_1 W_2", ARRAYS["X"] @ ARRAYS["W_1"] @ ARRAYS["W_2"]),
        (r"W_1^\top X^T", (ARRAYS["X"] @ ARRAYS["W_1"]).T),
        (r"2 Y - \frac{1}{2} Y", 1.5 * ARRAYS["Y"]),
        (r"a_1 \odot \sigma'(Z_1) \odot a_1", A_1**3 * (1 - A_1)),
        ("a_2", A_2),
        ("L", LOSS),
        (r"\frac12 \|a_2 - Y\|_F^2", LOSS),
        (r"\sqrt{2 L}", np.linalg.norm(A_2 - ARRAYS["Y"])),
        (r"\mathrm{tr}(W_1 W_2)", np.trace(ARRAYS["W_1"] @ ARRAYS["W_2"])),
        (r"\delta_2", DELTA_2),
        (r"\delta_1", DELTA_1),
        (r"\delta_2 W_2^\top", DELTA_2 @ ARRAYS["W_2"].T),
        (r"\frac{\partial L}{\partial W_1}", ARRAYS["X"].T @ DELTA_1),
        (r"\nabla_{W_2} L", A_1.T @ DELTA_2),
        (r"\frac{\partial L}{\partial X}", DELTA_1 @ ARRAYS["W_1"].T),
        (r"\sum_{i=1}^{n} \sum_{j=1}^{p} X_{ij}", ARRAYS["X"].sum()),
        (r"\sum_{i=1}^{n} i X_{i2}", np.arange(1, 5) @ ARRAYS["X"][:, 1]),
        (r"X_{41} X_{1,2}", ARRAYS["X"][3, 0] * ARRAYS["X"][0, 1]),
        (r"\frac{\partial L}{\partial X_{32}}", (DELTA_1 @ ARRAYS["W_1"].T)[2, 1]),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & n \end{pmatrix} Y^\top", [[1, 2], [3, 4]] @ ARRAYS["Y"].T),
    ],
)
def test_arrays_are_worth_what_numpy_says(loaded, tex, value):
    assert worth(tex, loaded(LAYERS), ARRAYS) == pytest.approx(np.array(value), rel=1e-12)


@pytest.mark.parametrize("name", ["X", "W_1", "W_2", "Y"])
def test_gradient_is_what_plain_floats_measure(loaded, name):
    found = worth(rf"\frac{{\partial L}}{{\partial {name}}}", loaded(LAYERS), ARRAYS)
    assert found == pytest.approx(nudged(name), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("w", [-1.7, -0.4, 0.0, 0.3, 2.0])
@pytest.mark.parametrize(
    ("body", "slopes"),  # the first three derivatives, as a table of them says
    [
        ("tanh(t)", [lambda w, f: 1 - f**2, lambda w, f: -2 * f * (1 - f**2),
                     lambda w, f: (1 - f**2) * (6 * f**2 - 2)]),
        ("exp(-t**2)", [lambda w, f: -2 * w * f, lambda w, f: (4 * w**2 - 2) * f,
                        lambda w, f: (12 * w - 8 * w**3) * f]),
        ("log(1 + exp(t))", [lambda w, f: sigma(w), lambda w, f: sigma(w) * sigma(-w),
                             lambda w, f: sigma(w) * sigma(-w) * (1 - 2 * sigma(w))]),
        ("sin(t)*t", [lambda w, f: np.cos(w) * w + np.sin(w), lambda w, f: 2 * np.cos(w) - f,
                      lambda w, f: -3 * np.sin(w) - np.cos(w) * w]),
        ("sqrt(5 - t**2)", [lambda w, f: -w / f, lambda w, f: -5 / f**3,
                            lambda w, f: -15 * w / f**5]),
    ],
)  # fmt: skip
def test_derivatives_are_those_of_a_table(loaded, body, slopes, w):
    given = loaded(f'[domain]\nw = {{ from = -2, to = 2 }}\n[functions]\n"f(t)" = "{body}"\n')
    value = worth("f(w)", given, {"w": w})
    for order, slope in enumerate(slopes, 1):
        wanted = pytest.approx(slope(w, value), rel=1e-12, abs=1e-15)
        assert worth("f" + "'" * order + "(w)", given, {"w": w}) == wanted
        by = rf"\frac{{\partial^{order} f(w)}}{{\partial w^{order}}}"
        assert worth(by, given, {"w": w}) == wanted


# --- what is refused, and with which words --------------------------------------------------------


@pytest.mark.parametrize("row", CASES["case"], ids=lambda row: row["name"])
def test_case_has_its_verdict(row, tmp_path):
    told = verdict(row, tmp_path)
    if row["want"] == "accepted":
        assert "refusal" not in told, told["refusal"]
        assert told["proven"] == row.get("proven", told["proven"])
    else:
        assert re.search(row.get("says", "does not hold"), told.get("refusal", "accepted"))


def test_cases_are_of_both_kinds_and_none_stands_twice():
    assert len({row["name"] for row in CASES["case"]}) == len(CASES["case"])
    assert Counter(row["want"] for row in CASES["case"]).keys() == {"accepted", "refused"}
    used = {row["context"] for row in CASES["case"]}
    assert used >= CASES["contexts"].keys()


@pytest.mark.parametrize("row", PUBLIC, ids=lambda row: row["name"])
def test_equation_of_a_public_text_is_read_or_told_why_not(row, tmp_path):
    told = verdict(row, tmp_path)
    if row["want"] == "refused":
        assert re.fullmatch(r"(?=.*\w+ .*\w+)[^\n]{15,}", told["refusal"])  # one sentence
    else:
        assert "refusal" not in told, told["refusal"]
        assert bool(row.get("stands")) == (row["want"] == "stand-in")


def test_most_equations_of_public_texts_are_read_as_they_stand():
    wanted = Counter(row["want"] for row in PUBLIC)
    assert wanted["read"] >= 2 / 3 * len(PUBLIC)
    assert wanted["stand-in"] <= len(PUBLIC) / 10


# --- what is told of a check ----------------------------------------------------------------------


def test_report_says_how_and_how_closely(loaded):
    given = loaded(NEURON)
    report = check(r"\frac{\partial L}{\partial w} = (a - y) a (1 - a) x", given)
    assert report.measured
    assert report.proven
    assert report.digits >= 24
    assert report.points >= 40
    assert not check("z = w x", given).measured
    assert check("z = w x", given).digits >= 24
    for tex in (r"\sigma'(z) = a (1 - a)", r"\lim_{x \to 1} z = w", r"\nabla_w z = x"):
        assert check(tex, given).measured, tex
    assert check(r"a (1 - a) \le 1", given).digits is None
    assert check(r"\sigma(0.5) \approx 0.6225", given).digits is None
    assert check(r"\sigma(0.5) = 1 - \sigma(-0.5) \approx 0.6225 \le 1", given).digits >= 24
    # Of all claims, not of the last alone.
    both = check(r"a (1 - a) \le 1, \quad \sigma'(z) = a (1 - a), \quad z = z", given)
    assert (both.measured, both.proven) == (True, False)
    assert both.digits >= 24


def test_worker_reports_or_refuses_and_leaves_the_process_as_it_was(tmp_path):
    row = {"tex": "z = x w", "context": NEURON, "stands": {"2": "w*x"}}
    told = verdict(row, tmp_path)
    assert told.keys() == {"points", "digits", "measured", "proven", "given"}
    assert told["proven"]
    assert r"z = w x" in told["given"]
    assert verdict({**row, "tex": r"\error{z} = w", "stands": {}}, tmp_path).keys() == {"refusal"}
    assert verdict({**row, "context": "[domian]"}, tmp_path)["refusal"].endswith(
        "case.toml is not a context: 'domian' is no part of a context"
    )
