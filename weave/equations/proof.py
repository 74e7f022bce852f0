"""Let SymPy, an algebra program, show that two sides are equal, where it can."""

import sympy

from weave.equations.context import Context
from weave.equations.measure import through
from weave.equations.notation import HIGHEST
from weave.equations.tree import Node, name

LONGEST = 400  # operations of a difference that SymPy is asked about


class _Beyond(Exception):
    """What is not handed to SymPy."""


class _Budget:
    """How many more parts of a formula are handed on."""

    left = 0


_FUNCTIONS = {
    "exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt, "tanh": sympy.tanh, "sin": sympy.sin,
    "cos": sympy.cos, "abs": sympy.Abs, "max": sympy.Max, "min": sympy.Min,
}  # fmt: skip


def identical(left: Node, right: Node, context: Context, free: list[str]) -> bool:
    """Say whether SymPy can show that two sides are the same, wherever both have a value."""
    if free:
        return False
    try:
        _Budget.left = 3000
        difference = _symbolic(left, context, {}) - _symbolic(right, context, {})
        if difference != 0 and difference.count_ops() > LONGEST:
            return False
        if difference == 0 or sympy.cancel(sympy.together(difference)) == 0:  # quicker, for most
            return True
        return sympy.simplify(difference) == 0
    except (
        _Beyond,
        TypeError,
        ValueError,
        NotImplementedError,
        AttributeError,
        sympy.PolynomialError,
    ):
        return False


def _symbolic(
    part: Node, context: Context, local: dict, keep: frozenset = frozenset()
) -> sympy.Expr:
    """Put every definition into `part`, save for the names in `keep`; differentiate by rule."""

    def sub(child: Node) -> sympy.Expr:
        return _symbolic(child, context, local, keep)

    _Budget.left -= 1
    if _Budget.left < 0:
        raise _Beyond
    op, args = part
    match op:
        case "number":
            return sympy.Rational(args[0].numerator, args[0].denominator)
        case "name":
            (n,) = args
            if n in local:
                return local[n]
            if n == "π":
                return sympy.pi
            if n in keep or n not in context.definitions:
                return sympy.Symbol(n, real=True)
            return _symbolic(context.definitions[n], context, {}, keep)
        case "+" | "b+":
            return sympy.Add(*map(sub, args))
        case "product":
            return sympy.Mul(*map(sub, args[1:]))
        case "b*":
            return sympy.Mul(*map(sub, args))
        case "/" | "b/":
            return sub(args[0]) / sub(args[1])
        case "^" | "**":
            base, power = sub(args[0]), sub(args[1])
            if power.is_number and not abs(power) <= HIGHEST:
                raise _Beyond  # SymPy would write it out
            return base**power
        case "neg":
            return -sub(args[0])
        case "e^":
            return sympy.exp(sub(args[0]))
        case "abs":
            return sympy.Abs(sub(args[0]))
        case "call" if args[0] in context.functions:
            parameters, body = context.functions[args[0]]
            return _symbolic(
                body, context, dict(zip(parameters, map(sub, args[1:]), strict=True)), keep
            )
        case "call" if args[0] in _FUNCTIONS:
            return _FUNCTIONS[args[0]](*map(sub, args[1:]))
        case "prime":
            (parameter,), body = context.functions[args[0]]
            at = sympy.Dummy(real=True)
            worked_out = sympy.diff(_symbolic(body, context, {parameter: at}, keep), at, args[1])
            return _settled(worked_out).xreplace({at: sub(args[2])})
        case "derivative":
            return _derivative(args, context, local, keep)
        case "sum" | "family":
            raise _Beyond
    raise _Beyond


def _derivative(args: tuple, context: Context, local: dict, keep: frozenset) -> sympy.Expr:
    expr, *variables = args
    for variable in reversed(variables):
        if (
            variable.op != "name"
            or variable.args[0] in local
            or through(expr, variable.args[0], context)
        ):
            raise _Beyond
    wanted = [v.args[0] for v in variables]
    inner = _symbolic(expr, context, local, keep | set(wanted))
    for n in reversed(wanted):
        inner = _settled(sympy.diff(inner, sympy.Symbol(n, real=True)))
    back = {sympy.Symbol(n, real=True): _symbolic(name(n), context, {}, keep) for n in wanted}
    return inner.xreplace(back)


def _settled(found: sympy.Expr) -> sympy.Expr:
    if found.has(sympy.Derivative):
        raise _Beyond
    return found
