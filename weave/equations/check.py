r"""Check displayed TeX: every side of an equation, at a thousand points and at the extremes.

A derivative such as `\frac{\partial L}{\partial w}` is not worked out by rule but measured: the
variable is moved, everything defined through it is computed again, and the quotient is taken, by
the complex step where the functions allow it (Squire and Trapp, SIAM Review 40, 1998), else by
central differences.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from weave.equations.context import CheckError, Context, expression, load, spell
from weave.equations.tex import for_each_index, read, statements, text, with_index

POINTS = 1000
COMPLEX_STEP = 1e-30
DIFFERENCE_STEP = 5e-5  # between truncation, h²/6, and rounding of a cancelling quantity, 1e-14/h
TOLERANCE = {"none": 1e-11, "complex step": 1e-11, "central differences": 1e-6}
FLOOR = 1e-3  # values below this are compared absolutely

NUMERIC = {
    sympy.exp: np.exp,
    sympy.log: lambda x, base=np.e: np.log(x) / np.log(base),
    sympy.tanh: np.tanh,
    sympy.Abs: np.abs,
    sympy.im: np.imag,
    sympy.Max: lambda *xs: np.maximum.reduce(np.broadcast_arrays(*xs)),
}
NOT_ANALYTIC = (sympy.Abs, sympy.Max, sympy.im)


@dataclass(frozen=True)
class Report:
    """What a check found: how many points, how close the sides, by which method, proven or not."""

    points: int
    worst: float | None  # of the sides said to be equal, if any are
    method: str
    proven: bool


def sample(context: Context, seed: int = 0) -> dict[str, np.ndarray]:
    """Return the points to check at: every corner of the domain, and POINTS random ones.

    Each free variable gets an array, one number a point; a point that occurs twice counts once.
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
    points = np.unique(np.hstack([corners, np.array(inside)]), axis=1)
    return dict(zip(context.domain, points, strict=True))


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
            return np.complex128(1j) if expr == sympy.I else np.float64(expr)
        if isinstance(expr, sympy.Derivative):
            ((variable, order),) = expr.variable_count
            return self._derivative(expr.expr, variable.name, int(order), given)
        if isinstance(expr, sympy.Sum):
            return sum(self.value(term, given) for term in _terms(expr))
        known = expr.is_Add or expr.is_Mul or expr.is_Pow or expr.func in NUMERIC
        if not known and not isinstance(expr, AppliedUndef):
            raise CheckError(
                f"no numeric meaning is known for '{expr.func.__name__}'; say what is meant with "
                "'% side N stands for: EXPRESSION'"
            )
        args = [self.value(arg, given) for arg in expr.args]
        if expr.is_Add:
            return sum(args)
        if expr.is_Mul:
            return np.prod(np.broadcast_arrays(*args), axis=0)
        if expr.is_Pow:
            return np.power(*args)
        if expr.func in NUMERIC:
            return NUMERIC[expr.func](*args)
        return self._call(expr.func.__name__, *args, given)

    def _symbol(self, name: str, given: dict) -> np.ndarray:
        if name in given:
            return given[name]
        if name in self.points:
            return self.points[name]
        if name not in self.context.definitions:  # an index ran out of its range
            raise CheckError(f"'{name}' is not defined in context {self.context.name}")
        return self.value(self.context.definitions[name], given)

    def _call(self, name: str, argument: np.ndarray, given: dict) -> np.ndarray:
        parameter, body = self.context.functions[name.removesuffix("prime")]
        inside = {**given, parameter.name: argument}
        if name in self.context.functions:
            return self.value(body, inside)
        return self._derivative(body, parameter.name, 1, inside)

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
        """Say whether everything that `expr` rests on may be moved along the imaginary axis."""
        rests_on = [self.context.definitions.get(s.name) for s in expr.atoms(sympy.Symbol)]
        calls = {call.func.__name__.removesuffix("prime") for call in expr.atoms(AppliedUndef)}
        rests_on += [self.context.functions[name][1] for name in calls]
        return not expr.has(*NOT_ANALYTIC) and all(self._analytic(e) for e in rests_on if e)


def _terms(node: sympy.Sum) -> list[sympy.Expr]:
    """Write a sum over an index out: x_{i} for i from 1 to 4 is x_1, x_2, x_3, x_4."""
    ((index, low, high),) = node.limits
    return [with_index(node.function, str(index), n) for n in range(int(low), int(high) + 1)]


def symbolic(expr: sympy.Expr, context: Context, keep: frozenset = frozenset()) -> sympy.Expr:
    """Put every definition into `expr`, save for the names in `keep`, and differentiate by rule."""
    if expr.is_Symbol:
        if expr.name in keep or expr.name not in context.definitions:
            return expr
        return symbolic(context.definitions[expr.name], context, keep)
    if isinstance(expr, sympy.Derivative):
        ((variable, order),) = expr.variable_count
        inner = symbolic(expr.expr, context, keep | {variable.name})
        worked_out = sympy.diff(inner, variable, order)
        if worked_out.has(sympy.Derivative):
            raise NotImplementedError(f"SymPy leaves the derivative of {inner} as it is")
        return symbolic(worked_out, context, keep)
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
    for parts in statements(tex, macros):
        sides = []
        for tokens in parts[::2]:
            number += 1
            if number in stands:
                try:
                    sides.append((text(tokens), expression(stands.pop(number), names)))
                except ValueError as error:
                    raise CheckError(f"side {number} stands for nothing: {error}") from error
            elif not tokens:
                raise CheckError(f"side {number} is empty")
            else:
                sides.append((text(tokens), read(tokens, context)))
        if len(sides) < 2:
            raise CheckError(f"'{sides[0][0]}' claims nothing: a relation such as '=' is missing")
        for one in for_each_index(sides, context):
            pairs += zip(one[:-1], parts[1::2], one[1:], strict=True)
    if stands:
        raise CheckError(f"there is no side {min(stands)}; the formula has {number}")

    points = sample(context)
    size = len(next(iter(points.values())))
    worst, methods, proven = None, set(), True
    for left, relation, right in pairs:
        measure = Measure(context, points)
        difference = _compare(left, relation, right, measure, size)
        methods.add(measure.method)
        if relation == "=":
            worst = max(worst or 0.0, difference)
        proven = proven and relation == "=" and _identical(left[1], right[1], context)
    return Report(size, worst, " and ".join(sorted(methods - {"none"})) or "none", proven)


def _compare(left: tuple, relation: str, right: tuple, measure: Measure, size: int) -> float:
    """Return the largest difference of two sides, or raise a CheckError where `relation` fails."""
    with np.errstate(all="ignore"):
        values = [np.broadcast_to(measure.value(expr), size) for _, expr in (left, right)]
    if any(np.iscomplexobj(v) for v in values):
        raise CheckError(f"'{left[0]}' or '{right[0]}' is not real")
    (l, r) = values  # noqa: E741
    scale = np.maximum(np.maximum(abs(l), abs(r)), FLOOR)
    allowed = TOLERANCE[measure.method] * scale
    if relation == "≈" and (number := re.fullmatch(r"-? ?\d+\.(\d+)", right[0])):
        allowed = np.full(size, 0.5 * 10.0 ** -len(number[1]))  # half a unit of its last digit
    with np.errstate(invalid="ignore"):  # what is no number is refused, not warned of
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
    if left.has(sympy.Float) or right.has(sympy.Float):
        return False  # rounded numbers prove nothing
    try:
        difference = symbolic(left, context) - symbolic(right, context)
        if difference == 0 or sympy.cancel(sympy.together(difference)) == 0:  # quicker, for most
            return True
        return sympy.simplify(difference) == 0
    except (TypeError, ValueError, NotImplementedError, AttributeError, sympy.PolynomialError):
        return False


def report(tex: str, file: str, stands: list, macros: list[str]) -> Iterator[dict]:
    """Yield what a check of `tex` in the context `file` found and rests on, or its `refusal`."""
    try:
        context = load(Path(file))
        found = check(tex, context, dict(stands), tuple(macros))
    except CheckError as refusal:
        yield {"refusal": str(refusal)}
    else:
        yield {**asdict(found), "given": spell(context)}
