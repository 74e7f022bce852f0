r"""Check displayed TeX: every side of an equation, at a thousand points and at the extremes.

A context is a TOML file with the definitions that hold and the domain of the free variables:

    [domain]
    w = { from = -4, to = 4 }
    y = { values = [0, 1] }
    [functions]
    "sigma(t)" = "1 / (1 + exp(-t))"
    [definitions]
    z = "w*x + b"

SymPy reads the TeX. A derivative such as `\frac{\partial L}{\partial w}` is not worked out by its
rules but measured: the variable is moved, everything defined through it is computed again, and
the quotient is taken, by the complex step where the functions allow it (Squire and Trapp, SIAM
Review 40, 1998), else by central differences.
"""

import itertools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sympy
from sympy.core.function import AppliedUndef
from sympy.parsing.latex import parse_latex
from sympy.parsing.latex.errors import LaTeXParsingError
from sympy.parsing.sympy_parser import parse_expr

POINTS = 1000
COMPLEX_STEP = 1e-30
DIFFERENCE_STEP = 6e-6  # about the cube root of the rounding unit
TOLERANCE = {"none": 1e-9, "complex step": 1e-9, "central differences": 1e-6}
FLOOR = 1e-3  # values below this are compared absolutely

RELATIONS = {"=": "=", r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥", r"\approx": "≈"}
NUMERIC = {
    sympy.exp: np.exp,
    sympy.log: lambda x, base=np.e: np.log(x) / np.log(base),
    sympy.tanh: np.tanh,
    sympy.Abs: np.abs,
    sympy.Max: lambda *xs: np.maximum.reduce(np.broadcast_arrays(*xs)),
}
NOT_ANALYTIC = (sympy.Abs, sympy.Max)

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Za-z]|\s+|.", re.S)
IGNORED = {r"\;", r"\,", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", "&", r"\left", r"\right"}
IGNORED |= {r"\displaystyle", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"}


class CheckError(ValueError):
    """An equation that cannot be read or does not hold, or a context that cannot be used."""


@dataclass(frozen=True)
class Context:
    """The definitions under which an equation must hold, and where its variables live."""

    name: str
    domain: dict[str, dict]
    functions: dict[str, tuple[sympy.Symbol, sympy.Expr]]
    definitions: dict[str, sympy.Expr]
    written: dict[str, str]  # left side → right side, as the file has them, for the reader

    @property
    def symbols(self) -> set[str]:
        """Names of all free and defined quantities."""
        return {*self.domain, *self.definitions}


@dataclass(frozen=True)
class Report:
    """What a check found: how many points, how close the sides, by which method, proven or not."""

    points: int
    worst: float | None  # of the sides said to be equal, if any are
    method: str
    proven: bool


# --- contexts ---------------------------------------------------------------------------------


def load(file: Path) -> Context:
    """Read a context file; raise CheckError with its name if it is not one."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        domain, defined = data["domain"], data.get("definitions", {})
        calls = {}
        for head, body in data.get("functions", {}).items():
            name, parameter = re.fullmatch(r"(\w+)\((\w+)\)", head).groups()
            calls[name] = (sympy.Symbol(parameter), body)
        names = {n: sympy.Symbol(n) for n in (*domain, *defined)}
        names |= {n: sympy.Function(n) for n in calls}
        functions = {
            n: (p, expression(body, {**names, p.name: p})) for n, (p, body) in calls.items()
        }
        definitions = {n: expression(body, names) for n, body in defined.items()}
        for limits in domain.values():
            if set(limits) not in ({"from", "to"}, {"values"}):
                raise ValueError(f"a domain is {{from, to}} or {{values}}, not {limits}")
        if both := set(domain) & set(defined):
            raise ValueError(f"{', '.join(sorted(both))} is both free and defined")
        written = {**data.get("functions", {}), **defined}
        return Context(file.stem, domain, functions, definitions, written)
    except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CheckError(f"{file.as_posix()} is not a context: {error!r}") from error


def expression(text: str, names: dict, evaluate: bool = True) -> sympy.Expr:
    """Read `text`, in Python's notation, as an expression in `names` and the known functions."""
    known = {"exp": sympy.exp, "log": sympy.log, "ln": sympy.log, "sqrt": sympy.sqrt}
    known |= {"tanh": sympy.tanh, "abs": sympy.Abs, "max": sympy.Max, "Derivative": Derivative}
    literals = {"Integer": sympy.Integer, "Float": sympy.Float, "Symbol": sympy.Symbol}
    try:
        found = parse_expr(
            text, local_dict={**known, **names}, global_dict=literals, evaluate=evaluate
        )
    except (SyntaxError, NameError, TypeError) as error:
        raise ValueError(f"cannot read '{text}': {error}") from error
    if unknown := {s.name for s in found.free_symbols} - set(names):
        raise ValueError(f"'{text}' names {', '.join(sorted(unknown))}, which nothing defines")
    return found


def Derivative(quantity: sympy.Expr, variable: sympy.Symbol) -> sympy.Derivative:  # noqa: N802
    """Leave a derivative as it is: it is to be measured."""
    return sympy.Derivative(quantity, variable, evaluate=False)


# --- reading TeX ------------------------------------------------------------------------------


def statements(tex: str, context: Context, macros: tuple[str, ...]) -> list[list[str]]:
    """Cut a displayed formula into statements: [side, relation, side, …], each side plain TeX."""
    tex = re.sub(r"(?m)%.*$", "", tex)
    tex = re.sub(r"\\(begin|end)\{(align|aligned|gather|gathered)\*?\}", "", tex)
    tokens = _plain([t for t in TOKEN.findall(tex) if not t.isspace()], macros)
    found, depth, parts = [], 0, [[]]
    for token in [*tokens, ","]:
        depth += (token in "({[") - (token in ")}]")
        if depth == 0 and token in RELATIONS:
            parts += [RELATIONS[token], []]
        elif depth == 0 and token in (",", r"\\"):
            if parts != [[]]:
                found.append(parts)
            parts = [[]]
        else:
            parts[-1].append(token)
    if depth != 0:
        raise CheckError(f"brackets do not match in '{' '.join(tokens)}'")
    joined = []
    for parts in found:
        if parts[0] == [] and joined:  # a line of an aligned chain that goes on with a relation
            joined[-1] += parts[1:]
        else:
            joined.append(parts)
    return [[p if isinstance(p, str) else _speak(p, context) for p in s] for s in joined]


def _plain(tokens: list[str], macros: tuple[str, ...]) -> list[str]:
    """Drop what is only looks: colours, braces with a label under them, spaces, sizes."""
    out, rest = [], iter(tokens)
    for token in rest:
        if token[1:] in macros:
            out += _plain(_group(rest), macros)
        elif token == r"\underbrace":
            out += _plain(_group(rest), macros)
            if next(rest, "") != "_":
                raise CheckError(r"an \underbrace needs a label, \underbrace{…}_{…}")
            _group(rest)
        elif token in (r"\tfrac", r"\dfrac"):
            out.append(r"\frac")
        elif token not in IGNORED:
            out.append(token)
    return out


def _group(rest) -> list[str]:
    """Take the tokens of the next {…} from `rest`, without its braces."""
    if (first := next(rest, "")) != "{":
        return [first]
    depth, inner = 1, []
    for token in rest:
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return inner
        inner.append(token)
    raise CheckError("a '{' is not closed")


def _speak(tokens: list[str], context: Context) -> str:
    """Say plainly what SymPy's reader would take otherwise: a(1 − a) is a product, e a number."""
    out, rest = [], list(tokens)
    while rest:
        token = rest.pop(0)
        name = token.lstrip("\\")
        if name in context.functions and rest[:1] == ["'"]:
            rest.pop(0)
            out.append(rf"\{name}prime")
        elif token == "e" and "e" not in context.symbols and rest[:1] == ["^"]:
            rest.pop(0)
            power = _group(remaining := iter(rest))
            rest = list(remaining)
            out += [r"\exp", "(", _speak(power, context), ")"]
        elif name in context.symbols or name.isalpha() and f"{name}_" in _stems(context):
            out.append(token)
            if rest[:1] == ["_"]:
                rest.pop(0)
                index = _group(remaining := iter(rest))
                rest = list(remaining)
                out += ["_{", *index, "}"]
            if rest[:1] == ["("] and name not in context.functions:
                out.append(r"\cdot")
        else:
            out.append(token)
    return " ".join(out)


def _stems(context: Context) -> set[str]:
    return {f"{name.split('_')[0]}_" for name in context.symbols if "_" in name}


def read(side: str, context: Context) -> sympy.Expr:
    """Read one side of an equation, plain TeX, as an expression in the names of `context`."""
    try:
        found = parse_latex(side, strict=True)
    except (LaTeXParsingError, TypeError, ValueError, AttributeError) as error:
        raise CheckError(
            f"cannot read '{side}' ({str(error).strip().splitlines()[0]}); write it otherwise, or "
            "say what it means with '% side N stands for: EXPRESSION'"
        ) from error
    found = found.xreplace({s: sympy.Symbol(re.sub("[{}]", "", s.name)) for s in _names(found)})
    indices = {v for node in found.atoms(sympy.Sum) for v, *_ in node.limits}
    used = {s.name for s in _names(found) - indices if not _indexed(s, indices)}
    if unknown := used - context.symbols:
        raise CheckError(
            f"'{', '.join(sorted(unknown))}' in '{side}' is not defined in context {context.name}"
        )
    calls = {node.func.__name__ for node in found.atoms(AppliedUndef)}
    if unknown := calls - set(context.functions) - {f"{f}prime" for f in context.functions}:
        raise CheckError(
            f"function '{', '.join(sorted(unknown))}' in '{side}' is not defined in context "
            f"{context.name}"
        )
    return found


def _names(expr: sympy.Expr) -> set[sympy.Symbol]:
    """All symbols of `expr`, those that it differentiates by included."""
    return expr.atoms(sympy.Symbol)


def _indexed(symbol: sympy.Symbol, indices: set[sympy.Symbol]) -> bool:
    return symbol.name.partition("_")[2] in {i.name for i in indices}


# --- values -----------------------------------------------------------------------------------


def sample(context: Context, seed: int = 0) -> dict[str, np.ndarray]:
    """Return the points to check at: every corner of the domain, then random ones.

    Each free variable gets an array of shape (corners + POINTS,).
    """
    rng = np.random.default_rng(seed)
    ends, inside = [], []
    for limits in context.domain.values():
        if "values" in limits:
            ends.append(limits["values"])
            inside.append(rng.choice(np.array(limits["values"], float), POINTS))
        else:
            ends.append([limits["from"], limits["to"]])
            inside.append(rng.uniform(limits["from"], limits["to"], POINTS))
    corners = np.array(list(itertools.product(*ends)), float).T
    return {
        name: np.concatenate([corner, random])
        for name, corner, random in zip(context.domain, corners, inside, strict=True)
    }


class Measure:
    """Evaluates expressions at sampled points and measures derivatives there."""

    def __init__(self, context: Context, points: dict[str, np.ndarray]) -> None:
        """Take the definitions from `context` and the free variables from `points`."""
        self.context, self.points = context, points
        self.method = "none"

    def value(self, expr: sympy.Expr, given: dict | None = None) -> np.ndarray:
        """Return `expr` at every point; `given` overrides names with values of their own."""
        given = given or {}
        if expr.is_Symbol:
            return self._symbol(expr.name, given)
        if expr.is_number and not expr.args:
            return np.float64(expr)
        if isinstance(expr, sympy.Derivative):
            ((variable, order),) = expr.variable_count
            return self._derivative(expr.expr, variable.name, int(order), given)
        if isinstance(expr, sympy.Sum):
            return sum(self.value(term, given) for term in _terms(expr))
        args = [self.value(arg, given) for arg in expr.args]
        if isinstance(expr, AppliedUndef):
            return self._call(expr.func.__name__, *args)
        if expr.is_Add:
            return sum(args)
        if expr.is_Mul:
            return np.prod(np.broadcast_arrays(*args), axis=0)
        if expr.is_Pow:
            return np.power(*args)
        if expr.func in NUMERIC:
            return NUMERIC[expr.func](*args)
        raise CheckError(f"no numeric meaning is known for '{expr.func.__name__}'")

    def _symbol(self, name: str, given: dict) -> np.ndarray:
        if name in given:
            return given[name]
        if name in self.points:
            return self.points[name]
        return self.value(self.context.definitions[name], given)

    def _call(self, name: str, argument: np.ndarray) -> np.ndarray:
        if name in self.context.functions:
            parameter, body = self.context.functions[name]
            return self.value(body, {parameter.name: argument})
        parameter, body = self.context.functions[name.removesuffix("prime")]
        return self._derivative(body, parameter.name, 1, {parameter.name: argument})

    def _derivative(self, expr: sympy.Expr, name: str, order: int, given: dict) -> np.ndarray:
        at = self._symbol(name, given)

        def moved(by: complex) -> np.ndarray:
            there = {**given, name: at + by}
            if order > 1:
                return self._derivative(expr, name, order - 1, there)
            return self.value(expr, there)

        nested = any(np.iscomplexobj(v) for v in given.values())
        if order == 1 and not nested and self._analytic(expr):
            if self.method == "none":
                self.method = "complex step"
            return np.imag(moved(1j * COMPLEX_STEP)) / COMPLEX_STEP + np.zeros_like(at)
        self.method = "central differences"
        h = DIFFERENCE_STEP
        return (moved(h) - moved(-h)) / (2 * h)

    def _analytic(self, expr: sympy.Expr) -> bool:
        bodies = [body for _, body in self.context.functions.values()]
        everything = [expr, *bodies, *self.context.definitions.values()]
        return not any(e.has(*NOT_ANALYTIC) for e in everything)


def _terms(node: sympy.Sum) -> list[sympy.Expr]:
    """Write a sum over an index out: x_{i} for i from 1 to 4 is x_1, x_2, x_3, x_4."""
    ((index, low, high),) = node.limits
    terms = []
    for i in range(int(low), int(high) + 1):
        named = {
            s: sympy.Symbol(f"{s.name.partition('_')[0]}_{i}")
            for s in _names(node.function)
            if s.name.partition("_")[2] == index.name
        }
        terms.append(node.function.xreplace({**named, index: sympy.Integer(i)}))
    return terms


def symbolic(expr: sympy.Expr, context: Context, keep: frozenset = frozenset()) -> sympy.Expr:
    """Put every definition into `expr`, save for the names in `keep`, and differentiate by rule."""
    if expr.is_Symbol:
        if expr.name in keep or expr.name not in context.definitions:
            return expr
        return symbolic(context.definitions[expr.name], context, keep)
    if isinstance(expr, sympy.Derivative):
        ((variable, order),) = expr.variable_count
        inner = symbolic(expr.expr, context, keep | {variable.name})
        return symbolic(sympy.diff(inner, variable, order), context, keep)
    if isinstance(expr, sympy.Sum):
        return sympy.Add(*(symbolic(term, context, keep) for term in _terms(expr)))
    if not expr.args:
        return expr
    args = [symbolic(arg, context, keep) for arg in expr.args]
    if isinstance(expr, AppliedUndef):
        name = expr.func.__name__
        parameter, body = context.functions[name.removesuffix("prime")]
        if name not in context.functions:
            body = sympy.diff(body, parameter)
        return symbolic(body, context, keep).xreplace({parameter: args[0]})
    return expr.func(*args)


# --- the check --------------------------------------------------------------------------------


def check(
    tex: str, context: Context, stands: dict[int, str] | None = None, macros: tuple[str, ...] = ()
) -> Report:
    r"""Compare all sides of the displayed formula `tex` under the definitions of `context`.

    `stands` gives, by number in reading order, the sides that stand for an expression of their
    own; `macros` names the commands, such as `\error`, that only colour their argument. Raises
    CheckError with both values at a point if two sides differ.
    """
    stands, number, pairs = dict(stands or {}), 0, []
    names = {n: sympy.Symbol(n) for n in context.symbols}
    names |= {n: sympy.Function(n) for n in context.functions}
    for parts in statements(tex, context, macros):
        sides = []
        for text in parts[::2]:
            number += 1
            if number in stands:
                try:
                    sides.append((text, expression(stands.pop(number), names)))
                except ValueError as error:
                    raise CheckError(f"side {number} stands for nothing: {error}") from error
            elif not text:
                raise CheckError(f"side {number} is empty")
            else:
                sides.append((text, read(text, context)))
        if len(sides) < 2:
            raise CheckError(f"'{sides[0][0]}' claims nothing: a relation such as '=' is missing")
        pairs += zip(itertools.repeat(sides[0]), parts[1::2], sides[1:], sides, strict=False)
    if stands:
        raise CheckError(f"there is no side {min(stands)}; the formula has {number}")

    measure = Measure(context, sample(context))
    size = len(next(iter(measure.points.values())))
    worst, proven = None, True
    for first, relation, right, previous in pairs:
        left = first if relation == "=" else previous
        difference = _compare(left, relation, right, measure, size)
        if relation == "=":
            worst = max(worst or 0.0, difference)
        proven = proven and relation == "=" and _identical(left[1], right[1], context)
    return Report(size, worst, measure.method, proven)


def _compare(left: tuple, relation: str, right: tuple, measure: Measure, size: int) -> float:
    """Return the largest difference of two sides, or raise a CheckError where `relation` fails."""
    with np.errstate(all="ignore"):
        values = [np.broadcast_to(measure.value(expr), size) for _, expr in (left, right)]
    if any(np.iscomplexobj(v) for v in values):
        raise CheckError(f"'{left[0]}' or '{right[0]}' is not real")
    (l, r) = values  # noqa: E741
    scale = np.maximum(np.maximum(abs(l), abs(r)), FLOOR)
    allowed = TOLERANCE[measure.method] * scale
    if relation == "≈":
        number = re.fullmatch(r"-? ?\d+\.(\d+)", right[0])
        if not number:
            raise CheckError("'≈' needs a decimal number on its right: its last digit says how near")
        allowed = np.full(size, 0.5 * 10.0 ** -len(number[1]))
    excess = {"≤": l - r, "≥": r - l}.get(relation, abs(l - r)) - allowed
    bad = ~(excess <= 0)  # also where a value is not a number
    if bad.any():
        i = int(np.argmax(np.where(np.isnan(excess), np.inf, excess)))
        at = ", ".join(f"{name} = {array[i]:.6g}" for name, array in measure.points.items())
        raise CheckError(
            f"'{left[0]} {relation} {right[0]}' does not hold in context {measure.context.name}: "
            f"at {at} the left is {l[i]:.9g} and the right {r[i]:.9g}"
        )
    return float(abs(l - r).max())


def _identical(left: sympy.Expr, right: sympy.Expr, context: Context) -> bool:
    """Say whether SymPy can show that the two sides are the same for all values."""
    try:
        difference = symbolic(left, context) - symbolic(right, context)
        return difference == 0 or sympy.simplify(difference) == 0
    except (TypeError, ValueError, NotImplementedError, AttributeError):
        return False


def spell(context: Context) -> list[str]:
    """Write the definitions and the domain of `context` as TeX, for the reader."""
    names = {n: sympy.Symbol(n) for n in context.symbols}
    names |= {n: sympy.Function(n) for n in context.functions}
    lines = []
    for head, body in context.written.items():
        name, _, parameter = head.rstrip(")").partition("(")
        local = {**names, parameter: sympy.Symbol(parameter)} if parameter else names
        left = sympy.latex(sympy.Symbol(name)) + (f"({parameter})" if parameter else "")
        lines.append(f"{left} = {sympy.latex(expression(body, local, evaluate=False))}")
    for name, limits in context.domain.items():
        if "values" in limits:
            inside = r"\{" + ", ".join(str(v) for v in limits["values"]) + r"\}"
        else:
            inside = f"[{limits['from']}, {limits['to']}]"
        lines.append(rf"{sympy.latex(sympy.Symbol(name))} \in {inside}")
    return lines
