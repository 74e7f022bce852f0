"""Derivatives and limits: they are not worked out by rule but measured.

The variable is moved, everything that rests on it is computed again, and the quotient is taken.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from flint import arb

from weave.equations.arrays import member, place
from weave.equations.balls import Undefined, by_entry, exact, is_array, number, shape, zero
from weave.equations.context import Context
from weave.equations.tree import CheckError, Node, node
from weave.equations.value import World, operation

STEP = -64  # a derivative moves its variable by 2 to this power
BORDER_BEND = arb(2) ** -32  # of a bend, of the slopes beside it: less is none


@operation("prime")
def _prime(world: World, args: tuple, local: dict) -> object:
    function, order, argument = args
    (parameter,), body = world.context.functions[function]
    at = world.value(argument, local)

    def there(x: arb, depth: int) -> arb:
        if depth == order:
            return world.value(body, {parameter: x})
        return slope(
            lambda y: there(y, depth + 1), x, world, depth, not_smooth(body, world.context)
        )

    return by_entry(lambda x: there(x, 0))(at)


def slope(f: Callable, x: arb, world: World, depth: int, kinks: bool) -> arb:
    """Measure how fast f moves with x, by nudging it both ways, once more by twice as much.

    The two quotients tell how far each is off: their difference is three times that, or more.
    """
    level = 3 ** (world.level + world.nested + depth)
    h = arb(2) ** (STEP * level)
    if 1e-12 < abs(float(x.mid())) < 1:
        h *= exact(Fraction(abs(float(x.mid()))))
    outer = f

    def f(x: arb) -> object:
        return number(outer(x))

    ahead, behind, further, back = f(x + h), f(x - h), f(x + 2 * h), f(x - 2 * h)
    if is_array(ahead):
        raise CheckError(
            "the derivative of an array by a number inside of an array has no shape here"
        )
    near, far = (ahead - behind) / (2 * h), (further - back) / (4 * h)
    if kinks:
        here = f(x)
        if not here.is_finite():
            raise Undefined("what is differentiated has no value")
        bend, wide = (ahead - 2 * here + behind) / h, (further - 2 * here + back) / (2 * h)
        steep = (abs(ahead - here) + abs(here - behind)) / h
        if (
            not zero(bend)
            and abs(bend) > steep * BORDER_BEND
            and not abs(wide) > abs(bend) * arb("1.05")
        ):  # twice as much, or more, where it is smooth
            raise Undefined("there is a kink, where a derivative does not exist")
    return near + (near - far) * arb(0, 1)


def not_smooth(part: Node, context: Context) -> bool:
    """Say whether `part` rests on something that can have a kink."""
    parts = [
        part,
        *(context.definitions[n] for n in context.reaches(part) if n in context.definitions),
    ]
    seen: set[str] = set()
    while parts:
        for each in parts.pop().walk():
            power = each.op in ("^", "**")
            if each.op in ("abs", "cases", "norm", "norm1", "frobenius", "lim") or (
                power and each.args[1].op != "number"
            ):
                return True
            if power and each.args[1].args[0].denominator != 1:
                return True
            if each.op in ("call", "prime"):
                if each.args[0] in ("abs", "max", "min", "sqrt", "norm"):
                    return True
                if each.args[0] in context.functions and each.args[0] not in seen:
                    seen.add(each.args[0])
                    parts.append(context.functions[each.args[0]][1])
    return False


@operation("derivative")
def _derivative(world: World, args: tuple, local: dict) -> object:
    expr, *variables = args
    variable, rest = variables[0], variables[1:]
    if rest:
        expr = node("derivative", expr, *rest)
    q, entry = _quantity(variable, world, local)
    if q not in world.context.above:
        raise CheckError(f"cannot differentiate by '{q}', which is no quantity of the context")
    if inner := through(expr, q, world.context):
        above = node("derivative", expr, node("name", inner))
        below = node("derivative", node("name", q), node("name", inner))
        return world.value(above, local) / world.value(below, local)
    at = world.quantity(q)
    kinks = not_smooth(expr, world.context)
    first = number(world.value(expr, local))

    def moving(place: tuple | None) -> object:
        def f(x: arb) -> object:
            value = x
            if place is not None:
                value = at.copy()
                value[place] = x
            return world.moved(q, value).value(expr, local)

        x = at if place is None else at[place]
        if not is_array(first):
            return slope(f, x, world, 0, kinks)
        if place is not None and entry is None:
            raise CheckError(
                f"the derivative of {shape(first)} by {shape(at)} has no one shape; write it for "
                "one entry"
            )
        rows = [
            [
                slope(lambda x, i=i, j=j: f(x)[i, j], x, world, 0, kinks)
                for j in range(first.shape[1])
            ]
            for i in range(first.shape[0])
        ]
        return np.array(rows, object)

    if not is_array(at):
        if entry is not None:
            raise CheckError(f"'{q}' is a number and has no entries")
        return moving(None)
    if entry is not None:
        return moving(entry)
    out = np.empty(at.shape, object)
    for where in np.ndindex(*at.shape):
        out[where] = moving(where)
    return out


def _quantity(variable: Node, world: World, local: dict) -> tuple[str, tuple | None]:
    """Return the quantity that is moved, and which of its entries, if one alone is."""
    if variable.op == "name":
        return variable.args[0], None
    if variable.op == "family":
        return member(world, variable.args, local), None
    base, *indices = variable.args
    if base.op != "name":
        raise CheckError("cannot differentiate by an entry of what has no name")
    return base.args[0], place(world, world.value(base, local), indices, local)


def through(expr: Node, q: str, context: Context) -> str | None:
    """Return by what `expr` differentiates that `q` itself rests on, or None."""
    found, parts = (
        set(),
        [
            expr,
            *(
                context.definitions[n]
                for n in context.reaches(expr)
                if n in context.definitions and n != q and n not in context.below[q]
            ),
        ],
    )
    for part in parts:
        for each in part.walk():
            if each.op == "derivative":
                found |= {
                    v.args[0]
                    for v in each.args[1:]
                    if v.op == "name" and v.args[0] in context.below[q]
                }
    if len(found) > 1:
        raise CheckError(
            f"by '{q}' cannot be differentiated what is itself a derivative by "
            f"{' and '.join(sorted(found))}"
        )
    return found.pop() if found else None


@operation("lim")
def _limit(world: World, args: tuple, local: dict) -> object:
    letter, target, body = args
    at = world.value(target, local)
    h = arb(2) ** (STEP * 3 ** (world.level + world.nested)) / 3  # 1/h is no whole number
    spreads = []  # of values on both sides: from further off, and from much nearer
    for step in (h, h**3):
        near = [step, step * exact(Fraction(5, 7)), -step, -step * exact(Fraction(3, 11))]
        first, *others = (number(world.moved(letter, at + d).value(body, local)) for d in near)
        if any(is_array(v) for v in (first, *others)):
            raise CheckError("a limit is taken of a number")
        spreads.append(sum((abs(first - v) for v in others), start=arb(0)))
    far, close = spreads
    if not (close.contains(0) or close < far * BORDER_BEND):
        raise Undefined("there is no limit, or not the same from both sides")
    return first + close * arb(0, 2)
