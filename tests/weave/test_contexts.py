"""What a context is and is not, where it lets equations be tried, and how it is told the reader."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from weave import CHECKS
from weave.equations.check import check
from weave.equations.context import load
from weave.equations.points import points
from weave.equations.spell import spell
from weave.equations.tree import CheckError
from weave.mathml import mathml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NEURON = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))["contexts"]["example"]


# --- what is none ---------------------------------------------------------------------------------

CODE = "__import__('os').system('touch ran')"


@pytest.mark.parametrize(
    ("old", "new", "message"),  # one that ends in a space goes on in the words of Python
    [
        ("[domain]", "[domian]", "'domian' is no part of a context"),
        ("[definitions]", "[defintions]", "'defintions' is no part of a context"),
        ("[functions]", "[functions", "Expected "),
        ("[domain]", "[functions]\n[functions.x]", "Cannot "),
        ("[domain]", "definitions = 3\n[domain]", "Cannot "),
        ("[domain]", "names = 3\n[domain]", "'names' is a table, [names]"),
        ('z = "w*x"', "z = 3", "what stands in [definitions] is text, in quotation marks"),
        ("to = 2 }", "too = 2 }", "the domain of w is neither {from, to} nor {values}"),
        ("values = [0, 1]", "values = []", "the domain of y is neither {from, to} nor {values}"),
        ("w = { from = -2, to = 2 }", "w = 3",
         "the domain of w is neither {from, to} nor {values}"),
        ("from = -2", "from = 3", "the domain of w is empty: from 3 to 2"),
        ("from = -2", "from = 2", "the domain of w is empty: from 2 to 2"),
        ("from = -2", "from = -inf", "the domain of w is not made of numbers"),
        ("from = -2", "from = nan", "the domain of w is not made of numbers"),
        ("from = -2", "from = true", "the domain of w is not made of numbers"),
        ("from = -2", 'from = "low"', "the domain of w is not made of numbers"),
        ("values = [0, 1]", 'values = ["0"]', "the domain of y is not made of numbers"),
        ("values = [0, 1]", "values = 3", "the domain of y is not made of numbers"),
        ("w = { from", 'w = { shape = [], from',
         'the shape of w is one or two sizes, as ["n", 3]'),
        ("w = { from", 'w = { shape = ["n", 2, 2], from',
         'the shape of w is one or two sizes, as ["n", 3]'),
        ("w = { from", 'w = { shape = [51], from',
         'the shape of w is one or two sizes, as ["n", 3]'),
        ("w = { from", 'w = { shape = ["z"], from', "z is both a size and a quantity"),
        ("w = { from", 'w = { shape = ["x"], from', "the size x is a whole number from 1 to 9"),
        ("w = {", '"w x" = {', "'w x' is no name: letters, digits and _"),
        ("sigma(t)", "sigma", "a function is written f(t) or f(s, t), not sigma"),
        ("sigma(t)", "sigma(z)",
         "the parameter z of sigma is a quantity too; name it otherwise"),
        ('"sigma(t)"', '"w(t)"', "w is both a function and a quantity"),
        ('z = "w*x"', 'x = "1"\nw = "1"', "w, x is both free and defined"),
        ('z = "w*x"', 'exp = "w"\nz = "w*x"', "exp is a known function; name it otherwise"),
        ('"sigma(t)"', '"max(s, t)"', "max is a known function; name it otherwise"),
        ('"w*x"', '"w*q"', "cannot read 'w*q': it names q, which nothing defines"),
        ('"w*x"', '"w*"', "cannot read 'w*': "),
        ('"w*x"', '"(w*x"', "cannot read '(w*x': "),
        ('"w*x"', '"w; x"', "cannot read 'w; x': "),
        ('"w*x"', '"sigma"', "cannot read 'sigma': it names sigma, which nothing defines"),
        ('"w*x"', '"sigma(w, x)"',
         "cannot read 'sigma(w, x)': sigma does not take 2 arguments"),
        ('"w*x"', '"exp(w, x)"', "cannot read 'exp(w, x)': exp does not take 2 arguments"),
        ('"w*x"', '"sinh(w)"', "cannot read 'sinh(w)': there is no function sinh"),
        ('"w*x"', '"w % x"', "cannot read 'w % x': 'w % x' is no arithmetic"),
        ('"w*x"', '"w < x"', "cannot read 'w < x': 'w < x' is no arithmetic"),
        ('"w*x"', '"w.real"', "cannot read 'w.real': 'w.real' is no arithmetic"),
        ('"w*x"', '"2j*w"', "cannot read '2j*w': '2j' is no arithmetic"),
        ('"w*x"', '"w if x else y"',
         "cannot read 'w if x else y': 'w if x else y' is no arithmetic"),
        ('"w*x"', '"Derivative(w*x, w*x)"', "cannot read 'Derivative(w*x, w*x)': there is no "
         "function Derivative"),
        ('"w*x"', f'"w*x + {CODE}"', f"cannot read 'w*x + {CODE}': '{CODE}' is no arithmetic"),
        ('"w*x"', '"(lambda: w)()"', "cannot read '(lambda: w)()': "),
        ('"w*x"', '"a*x"', "z → a → z go round in a circle"),
        ('"w*x"', '"x**2**2**2"',
         "cannot read 'x**2**2**2': a power is a whole or decimal number up to 100, or a quantity"),
        ('"w*x"', '"x**101"',
         "cannot read 'x**101': a power is a whole or decimal number up to 100, or a quantity"),
        ('"w*x"', '"x*1e999"',
         "cannot read 'x*1e999': 1e999 is no decimal number, or too large or small"),
        ('"w*x"', '"x*1e-999"',
         "cannot read 'x*1e-999': 1e-999 is no decimal number, or too large or small"),
        ('"w*x"', '"x*0x1F"',
         "cannot read 'x*0x1F': 0x1F is no decimal number, or too large or small"),
        ("[functions]", '[names]\nq = "Q"\n[functions]',
         "[names] displays q, which nothing defines"),
        ("[functions]", '[names]\nz = "w"\n[functions]', "w and z are both displayed as w"),
        ("[functions]", "[names]\nz = '\\frac{1}{2}'\n[functions]",
         "'\\frac{1}{2}' is no name in TeX: <mfrac> is no part of a name"),
        ("[functions]", "[names]\nz = '\\nosuch'\n[functions]", "'\\nosuch' is no name in TeX: "),
    ],
)  # fmt: skip
def test_context_that_is_none_is_refused_by_name(loaded, tmp_path, monkeypatch, old, new, message):
    monkeypatch.chdir(tmp_path)
    assert old in NEURON
    with pytest.raises(CheckError) as caught:
        loaded(NEURON.replace(old, new, 1))
    found = str(caught.value).removeprefix(f"{tmp_path.as_posix()}/case.toml is not a context: ")
    assert found.startswith(message) if message.endswith(" ") else found == message
    assert [file.name for file in tmp_path.iterdir()] == ["case.toml"]  # no code of it ran


@pytest.mark.parametrize(
    ("right", "message"),
    [
        ("+".join(["w"] * 1001), "it is longer than 2000 characters"),
        ("sqrt(" * 61 + "x" + ")" * 61, "more than 60 operations lie in one another"),
        ("-" * 1900 + "x", ""),
    ],
)
def test_definition_has_a_size_that_can_be_worked_out(loaded, right, message):
    with pytest.raises(CheckError, match=rf"case\.toml is not a context: cannot read .*{message}"):
        loaded(NEURON.replace("w*x", right, 1))


@pytest.mark.parametrize("circle", [("w*x", "g(w)"), ("z*t", "g(t)")])
def test_functions_of_functions_are_no_circle_unless_they_are(loaded, circle):
    text = NEURON.replace("[definitions]", '"f(t)" = "z*t"\n"g(t)" = "f(t)"\n[definitions]')
    loaded(text)
    with pytest.raises(CheckError, match=r"(f → .*g|g → .*f).* go round in a circle$"):
        loaded(text.replace(*circle))


def test_file_without_a_domain_or_of_other_letters_is_no_context(loaded, tmp_path):
    with pytest.raises(
        CheckError, match=r"not a context: it lacks \[domain\], which may be empty$"
    ):
        loaded("[definitions]\n")
    (tmp_path / "latin.toml").write_bytes(
        NEURON.replace("sigma", "\N{LATIN SMALL LETTER E WITH ACUTE}").encode("latin-1")
    )
    with pytest.raises(CheckError, match=r"latin\.toml is not a context: .*utf-8"):
        load(tmp_path / "latin.toml")


# --- where equations are tried --------------------------------------------------------------------


def test_points_are_special_and_random_of_the_domain_and_always_the_same(loaded):
    given = loaded(NEURON)
    found, again, other = (points(given, np.random.default_rng(s)) for s in (0, 0, 1))
    assert str(found) == str(again) != str(other)
    values = {n: [float(p[n]) for p in found] for n in "wxy"}
    assert values["w"][:2] == [-2, 2]  # all at one end, and at the other
    assert values["x"][:2] == [0.5, 2]
    assert {-2, -1, 0, 1, 2} <= set(values["w"])
    assert {0.5, 1, 2} <= set(values["x"])
    assert set(values["y"]) == {0, 1}
    assert min(values["x"]) == 0.5
    assert max(values["w"]) == 2 == -min(values["w"])
    assert len(set(values["w"])) >= 40
    assert any(w == x for w, x in zip(values["w"], values["x"], strict=True))
    assert any(w == -x for w, x in zip(values["w"], values["x"], strict=True))


def test_few_values_are_all_tried(loaded):
    text = "[domain]\na = { values = [0, 1, 0.25] }\nb = { values = [-1, 1] }\n"
    found = {(float(p["a"]), float(p["b"])) for p in points(loaded(text), np.random.default_rng(0))}
    assert found == {(a, b) for a in (0, 1, 0.25) for b in (-1, 1)}
    assert check(mathml("b^2 = 1", display=True), loaded(text)).points == 6


def test_arrays_have_shapes_that_vary_and_entries_of_the_domain(loaded):
    text = """
[domain]
X = { shape = ["n", 3], from = -1, to = 1 }
v = { shape = ["m"], values = [0, 2] }
"""
    found = points(loaded(text), np.random.default_rng(0))
    assert {p["X"].shape for p in found} >= {(1, 3), (3, 3), (4, 3)}
    for p in found:
        assert p["X"].shape == (float(p["n"]), 3)
        assert p["v"].shape == (float(p["m"]), 1)
        assert all(-1 <= float(x) <= 1 for x in p["X"].flat)
        assert {float(x) for x in p["v"].flat} <= {0, 2}
    assert any(p["n"] != p["m"] for p in found)
    assert len({str(p["X"]) for p in found}) == len(found)


# --- how definitions are told ---------------------------------------------------------------------


def test_definitions_are_spelt_for_the_reader(loaded):
    assert spell(loaded(NEURON)) == [
        r"\sigma(t) = \frac{1}{1 + e^{-t}}",
        "z = w x",
        r"a = \sigma\left(z\right)",
        r"L = \frac{\left(a - y\right)^{2}}{2}",
        r"u = \left|a - y\right|",
        r"\delta = \frac{\partial L}{\partial z}",
        "s_{1} = w",
        "s_{2} = x",
        "s_{3} = y",
        r"w \in [-2, 2]",
        r"x \in [0.5, 2]",
        r"y \in \{0, 1\}",
    ]


def test_definitions_are_spelt_as_they_were_written(loaded):
    text = """
[domain]
w = { from = 1e-9, to = 2.5e12 }
x = { values = [0, 0.5] }
M = { shape = ["n", 3], from = -1, to = 1 }
v = { shape = ["n"], values = [0, 1] }
[names]
v = "\\\\hat{y}"
[functions]
"f(X)" = "1/(X*(1 - X))"
"g(t, T)" = "max(t, -T)**-2"
[definitions]
d_1 = "w*2"
s = "1/(w*x)*3"
p = "w - (x - 1) - -x"
net = "(w + x)**(x/2)"
theta_out = "M.T @ (v - 1)"
k = "sum(M[1, 2]*v) + norm(v) + trace(M @ M.T) + log(w, 2)"
"""
    assert spell(loaded(text)) == [
        r"f(X) = \frac{1}{X \left(1 - X\right)}",
        r"g(t, T) = \max\left(t, -T\right)^{-2}",
        r"d_{1} = w \cdot 2",
        r"s = \frac{1}{w x} \cdot 3",
        r"p = w - \left(x - 1\right) - \left(-x\right)",
        r"\mathrm{net} = \left(w + x\right)^{\frac{x}{2}}",
        r"\theta_{\mathrm{out}} = M^\top \, \left(\hat{y} - 1\right)",
        r"k = \mathrm{sum}\left(M_{1, 2} \hat{y}\right) + \left\|\hat{y}\right\| + "
        r"\mathrm{tr}\left(M \, M^\top\right) + \log_{2}\left(w\right)",
        r"w \in [1 \cdot 10^{-9}, 2.5 \cdot 10^{12}]",
        r"x \in \{0, 0.5\}",
        r"M \in [-1, 1]^{n \times 3}",
        r"\hat{y} \in \{0, 1\}^{n \times 1}",
    ]


@pytest.mark.parametrize("file", sorted((ROOT / CHECKS).glob("*.toml")), ids=lambda f: f.stem)
def test_definitions_of_the_site_are_read_as_they_are_spelt(file):
    given = load(file)
    for tex in spell(given)[len(given.functions) : len(given.functions) + len(given.definitions)]:
        if "sum" not in tex:  # in words, which no formula holds
            check(mathml(tex, display=True), given)
