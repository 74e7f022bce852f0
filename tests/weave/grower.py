r"""Grow random equations: a tree, what it is worth by mpmath, and many ways to write it as TeX.

Nothing of `weave` is used here. How an operation is written holds #0F for the first of what it is
done to, in brackets unless that holds together as firmly as F says: S a sum, T a term, O what
reaches to the end of a term, P a product, F a factor, A what a power can stand on; E is what needs
no brackets. What stands behind a bar says how firmly the whole does, A if nothing. « » are brackets
of any kind, · is a sign of multiplication or none, ~ one of matrices, and § a new index.
"""

import re
from typing import NamedTuple

import mpmath
import numpy as np
from hypothesis import assume

mp = mpmath.mp.clone()
mp.dps = 40

# fmt: off
NUMERALS = {"2": ["2"], "3": ["3"], "0.5": ["0.5", r"\frac{1}{2}|F", "1/2|T", r"50\,\%|F"],
            "0.2": ["0.2", r"\tfrac15|F", r"20\%|F"], "1.25": ["1.25"], "10": ["10"]}
POSITIVE = {"alpha": [r"\alpha"], "lambda": [r"\lambda"], "z_next": ["z^{l+1}|F"],
            "net": [r"\mathrm{net}", r"\text{net}", r"\operatorname{net}"]}
SIGNED = {"x": ["x", r"\mathbf{x}"], "y": ["y", "{y}"], "w_12": ["w_{12}", "w_{1 2}"],
          "w_h": ["w_h"], "yhat": [r"\hat{y}", r"\hat y"], "p": ["p'|F", r"p^{\prime}|F"],
          "x_1": ["x_1", "x_{1}"], "x_2": ["x_2"], "x_3": ["x_{3}"]}
SHAPES = {"A": ("n", 3), "B": ("n", 3), "G": ("n", "n"), "S": (3, 3), "u": (3, 1), "v": ("n", 1)}
DEFINED = {"z": lambda get: get("x") * get("w_12") + get("alpha"),
           "a": lambda get: sigma(get("z")), "L": lambda get: (get("a") - get("y")) ** 2 / 2}
NAMES = NUMERALS | POSITIVE | SIGNED


def sigma(t):
    return 1 / (1 + mp.exp(-t))


# What it is worth; of what, and what it is: + above zero, s if asked, . any number, n a name,
# m a matrix, i an index, l the letter that b, a number, is summed over; and how it is written.
NUMBERS = {
    "+": (lambda a, b: a + b, "sss", "#0S + #1T|S"),
    "-": (lambda a, b: a - b, "...", "#0S - #1T|S"),
    "*": (lambda a, b: a * b, "sss", "#0P·#1F|P", "#0P·#1O|O"),
    "/": (lambda a, b: a / b, "s+s", r"\frac{#0S}{#1S}|F", r"\tfrac{#0S}{#1S}|F", "#0P / #1F|T"),
    "f": (lambda a, b: a**2 + 3 * b, "+++", "f«#0S, #1S»"),
    "power": (lambda a, b: a**b, "+.+", "#0A^{#1E}|F"),
    "max": (max, "sss", r"\max«#0S, #1S»|F"),
    "neg": (lambda a: -a, "..", "-#0T|S"),
    "exp": (mp.exp, ".+", "e^{#0E}|F", r"\exp«#0S»|F"),
    "σ": (sigma, ".+", r"\sigma«#0S»", r"\frac{1}{1 + e^{-#0P}}|F"),
    "σ'": (lambda a: sigma(a) * sigma(-a), ".+", r"\sigma'«#0S»",
           r"\sigma(#0S)·(1 - \sigma«#0S»)|P"),
    "square": (lambda a: a**2, "ss", "#0A^2|F", "#0A^{2}|F", "#0A·#0A|P"),
    "cube": (lambda a: a**3, "ss", "#0A^3|F", "#0A^2·#0F|P"),
    "inverse": (lambda a: 1 / a, "++", "#0A^{-1}|F", r"\frac{1}{#0S}|F", "1 / #0F|T"),
    "sqrt": (mp.sqrt, "++", r"\sqrt{#0S}", r"#0A^{\frac{1}{2}}|F", "#0A^{1/2}|F", "#0A^{0.5}|F"),
    "cbrt": (mp.cbrt, "++", r"\sqrt[3]{#0S}", "#0A^{1/3}|F"),
    "ln": (mp.ln, "+.", r"\ln«#0S»|F", r"\log«#0S»|F", r"\ln #0A|O"),
    "tanh": (mp.tanh, "..", r"\tanh«#0S»|F", r"\frac{1 - e^{-2·#0F}}{1 + e^{-2·#0F}}|F"),
    "sin": (mp.sin, "..", r"\sin«#0S»|F", r"\sin #0A|O"),
    "abs": (abs, "..", r"\left|#0S\right|", r"\lvert #0S \rvert"),
    "cases": (lambda a, b, c, d: a if c < d else b, "..nn.",
              r"\begin{cases} #0S & \text{if } #2S < #3S \\ #1S & \text{otherwise} \end{cases}|S"),
    "sum": (mp.fsum, "lb.", r"\sum_{#0E=1}^3 #1O|O", r"\sum\limits_{#0E=1}^{3} #1O|O"),
    "prod": (mp.fprod, "lb.", r"\prod_{#0E=1}^3 #1F|O"),
    "d": (None, "ey.", r"\frac{\partial}{\partial #1E}«#0S»|O", r"\frac{d}{d#1E}«#0S»|O",
          r"\frac{\partial #0A}{\partial #1E}|F", r"\frac{d #0A}{d #1E}|F"),
    "tr": (np.trace, "m.", r"\mathrm{tr}«#0S»|F", r"\sum_§ #0A_{§§}|O"),
    "norm": (lambda a: mp.norm(a.flatten()), "m.", r"\left\|#0S\right\|_F", r"\lVert #0S \rVert_F"),
    "dot": (lambda a, b: (a * b).sum(), "mm.", r"#0A^\top #1F|P", r"\sum_§ #0A_§ #1A_§|O"),
    "entry": (lambda a, i, j: a[i - 1, j - 1], "mii.", "#0A_{#1E#2E}|F", "#0A_{#1E,#2E}|F"),
    "entry@": (lambda a, b, i, j: (a @ b)[i - 1, j - 1], "mmii.", "(#0P~#1F)_{#2E#3E}|F",
               r"\sum_§ #0A_{#2E§} #1A_{§#3E}|O"),
}
MATRICES = {
    "@": (lambda a, b: a @ b, "mmm", "#0P~#1F|P"),
    "⊙": (lambda a, b: a * b, "mmm", r"#0F \odot #1F|T"),
    "+m": (lambda a, b: a + b, "mmm", "#0S + #1T|S"),
    "-m": (lambda a, b: a - b, "mmm", "#0S - #1T|S"),
    "*m": (lambda a, b: a * b, ".mm", "#0P~#1F|P"),
    "T": (lambda a: a.T, "mm", r"#0A^\top|F", "#0A^T|F"),
    "σm": (np.vectorize(sigma, otypes=[object]), "mm", r"\sigma«#0S»"),
}
TABLE = NUMBERS | MATRICES
UNEVEN = {"max", "abs", "cases", *(op for op in NUMBERS if "m" in NUMBERS[op][1])}
LEVELS = "ESTOPFA"
BRACKETS = [("(", ")"), ("[", "]"), (r"\{", r"\}"), (r"\left(", r"\right)"),
            (r"\left[", r"\right]"), (r"\bigl(", r"\bigr)"), (r"\Bigl[", r"\Bigr]")]
DRESS = [r"\error{#}", r"\slope{#}", r"\input{#}", r"\underbrace{#}_{\text{word}}"]
# fmt: on


class E(NamedTuple):
    """An operation, and what it is done to."""

    op: str
    on: tuple


def worth(e, at):
    """Work out what a tree is worth."""
    if not isinstance(e, E):
        return e
    op, on = e
    if op == "name":
        n = re.sub("^x_([ijm])", lambda m: f"x_{at[m[1]]}", on[0])
        if n in NUMERALS:
            return mp.mpf(n)
        return at[n] if n in at else DEFINED[n](lambda n: worth(E("name", (n,)), at))
    if op in ("sum", "prod"):
        return TABLE[op][0]([worth(on[1], {**at, on[0]: n}) for n in (1, 2, 3)])
    if op == "d":
        return mp.diff(lambda t: worth(on[0], {**at, on[1].on[0]: t}), worth(on[1], at))
    values = [worth(x, at) for x in on]
    if op == "literal":
        return np.array(values[1:], object).reshape(-1, on[0])
    if op in ("⊙", "+m", "-m", "dot") and values[0].shape != values[1].shape:
        raise ValueError("shapes differ")
    found = TABLE[op][0](*values)
    assume(op != "@" or found.shape != (1, 1))  # a number, in some eyes
    return found


class Maker:
    """Grows trees and writes them; `pick` takes one of its arguments."""

    def __init__(self, pick, arrays):
        self.pick, self.arrays, self.sizes = pick, arrays, ("n", 3) if arrays else (2, 3)

    def number(self, depth, above=False, only=(), letter=""):
        """Grow a number: above zero, smooth in some names only, or with x_i, if asked."""
        if depth <= 0 or self.pick(*range(5)) == 4:
            members = [f"x_{letter}"] * 9 if letter else []
            names = only or (*SIGNED, *DEFINED, *members)
            if above:
                names = [n for n in POSITIVE if n in (only or POSITIVE)]
            return E("name", (self.pick(*names, *names, *NUMERALS),))
        fits = [o for o, (_, kinds, *_) in NUMBERS.items() if not above or kinds[-1] != "."]
        op = self.pick(*(o for o in fits if not ((only and o in UNEVEN) or (letter and o == "d"))))
        kinds = NUMBERS[op][1][:-1]
        if op in ("sum", "prod"):
            own = self.pick(*sorted(set("ijm") - set(letter)))
            return E(op, (own, self.number(depth - 1, only=only, letter=own)))
        if op == "d":
            by = self.pick("z", "x", "alpha", "w_12", "lambda", "x_2")
            near = {"z": ("a",), "lambda": ("y",), "x_2": ("y",)}.get(by, ("y", "L", "a", "z"))
            return E(op, (self.number(min(depth, 2), only=(by, *near)), E("name", (by,))))
        if "m" in kinds:
            a, b, c = (self.pick(*self.sizes) for _ in range(3))
            shapes = {"tr": [(a, a)], "norm": [(a, b)], "dot": [(a, 1)] * 2, "entry": [(a, b)]}
            shapes = shapes.get(op, [(a, b), (b, c)])
            ends = (shapes[0][0], shapes[-1][1]) if "i" in kinds else ()
            made = [self.matrix(depth - 1, *s) for s in shapes]
            return E(op, (*made, *(1 if s == "n" else self.pick(1, 2) for s in ends)))
        more = {"only": only, "letter": letter}
        own = [(0 if k == "n" else depth - 1, k == "+" or (k == "s" and above)) for k in kinds]
        return E(op, tuple(self.number(*o, **more) for o in own))

    def matrix(self, depth, rows, columns):
        """Grow a matrix of a shape."""
        named = {n: E("name", (n,)) for n in SHAPES} if self.arrays else {}
        leaves = [e for n, e in named.items() if SHAPES[n] == (rows, columns)]
        leaves += [E("T", (e,)) for n, e in named.items() if SHAPES[n] == (columns, rows)]
        op = self.pick("leaf", *(MATRICES if depth > 0 else ()))
        if op == "leaf" and leaves and ("n" in (rows, columns) or self.pick(1, 1, 0)):
            return self.pick(*leaves)
        if op == "leaf":
            return E("literal", (columns, *(self.number(0) for _ in range(rows * columns))))
        k = self.pick(*self.sizes)
        shapes = {"@": [(rows, k), (k, columns)], "T": [(columns, rows)], "*m": [(rows, columns)],
                  "σm": [(rows, columns)]}.get(op, [(rows, columns)] * 2)  # fmt: skip
        made = [self.matrix(depth - 1, *s) for s in shapes]
        return E(op, (*([self.number(depth - 1)] if op == "*m" else []), *made))

    def text(self, e):
        """Write a tree as TeX in one of many ways."""
        self.fresh = list("kqr")
        return self.write(e, "E")

    def write(self, e, level):
        if not isinstance(e, E):
            return str(e)
        if e.op == "literal":
            cells = [self.write(x, "S") for x in e.on[1:]]
            rows = [" & ".join(cells[n : n + e.on[0]]) for n in range(0, len(cells), e.on[0])]
            kind = self.pick("pmatrix", "bmatrix")
            ways = [rf"\begin{{{kind}}} " + r" \\ ".join(rows) + rf" \end{{{kind}}}"]
        else:
            ways = NAMES.get(e.on[0], [e.on[0]]) if e.op == "name" else TABLE[e.op][2:]
        way = self.pick(*(w for w in ways if "§" not in w or self.fresh))
        way, own = (way[:-2], way[-1]) if way[-2:-1] == "|" and way[-1] in LEVELS else (way, "A")
        text = self.filled(way, e.on)
        weak = LEVELS.index(own) < LEVELS.index(level)
        if weak or (level != "E" and self.pick(*range(12)) == 11):
            text, own = self.filled(f"«{text}»", ()), "A"
        if own in "FA" and level in "STOPF" and (dress := self.pick(*DRESS, *[""] * 20)):
            text = dress.replace("#", text)
        return text

    def filled(self, way, on):
        """Put brackets and what an operation is done to into a way to write it."""
        while "«" in way:
            first, last = self.pick(*BRACKETS)
            way = re.sub("«([^«»]*)»", lambda m: first + m[1] + last, way, count=1)  # noqa: B023
        if "§" in way:
            way = way.replace("§", self.fresh.pop())
        text = ""
        for sign, part in re.findall("([·~]?)([^·~]+)", way):
            part = re.sub(r"#(\d)(\w)", lambda m: self.write(on[int(m[1])], m[2]), part)
            if sign:
                seen = re.sub(r"^(\\(error|slope|input|underbrace)\{)*", "", part)
                must = seen[0].isdigit() or (text[-1].isdigit() and "frac" in seen[:6])
                must |= bool(re.match(r"[(\[]|\\\{|\\left[(\[]|\\[bB]ig", seen)) and text[-1] != ")"
                signs = (" ", r"\, ", r" \cdot ", *[r" \times "] * (sign == "·"))
                text += r" \cdot " if must else self.pick(*signs)
            text += part
        return text


def changes(e):
    """Give the trees that are one step away."""
    op, on = e
    for n, x in enumerate(on):
        others = changes(x) if isinstance(x, E) else [3 - x] if op in ("entry", "entry@") else []
        yield from (E(op, (*on[:n], other, *on[n + 1 :])) for other in others)
    if op == "name":
        groups = (SHAPES, NUMERALS, (*POSITIVE, *SIGNED, *DEFINED))
        group = next((g for g in groups if on[0] in g), SIGNED)
        yield from (E(op, (n,)) for n in group if n != on[0])
    elif op != "literal":
        group = NUMBERS if op in NUMBERS else MATRICES
        kinds = {o: group[o][1].translate(str.maketrans("+s", "..")) for o in group}
        yield from (E(o, on) for o in group if o != op and kinds[o] == kinds[op])
        yield from (x for x, k in zip(on, kinds[op], strict=False) if k == kinds[op][-1])
        if kinds[op][:1] == kinds[op][1:2] and len(on) > 1:
            yield E(op, (on[1], on[0], *on[2:]))
