"""Compare the sides of a claim at points."""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from weave.equations.arrays import extent
from weave.equations.balls import (
    BITS,
    Undefined,
    Untold,
    alike,
    balls,
    exact,
    is_array,
    shape,
    zero,
)
from weave.equations.context import Context
from weave.equations.critical import touch
from weave.equations.points import spot
from weave.equations.roads import nesting
from weave.equations.tree import CheckError, Node, node, number
from weave.equations.value import World
from weave.equations.watch import replaced

CLOSE = exact(Fraction(1, 2**80))  # of two sides that are said to be equal: 24 digits
MOST_DIGITS = 99  # that are told
FINER = 3  # times that a value is worked out anew, finer, where it is not known closely enough


@dataclass(frozen=True)
class Side:
    """One side: what it means, and how it is written."""

    tree: Node
    text: str
    digits: Fraction | None  # half a unit of its last digit, if it is a number that is written out


def apart_everywhere(
    left: Side, sign: str, right: Side, context: Context, given: list[dict]
) -> None:
    """Refuse a strict relation of sides that touch somewhere between the points."""
    difference = node("b+", left.tree, node("neg", right.tree))
    if (point := touch(difference, context, given)) is not None:
        raise CheckError(
            f"'{left.text} {sign} {right.text}' does not hold in context {context.name}: "
            f"the sides are equal at {at(point, {})}, or as good as"
        )


def hold(
    sides: list[Side],
    relations: list[str],
    free: list[str],
    context: Context,
    given: list[dict],
    spare: tuple[int, int],
) -> int | None:
    """Look at a chain at every point; return to how many digits sides agree, if any are equal."""
    pairs = list(zip(sides, relations, sides[1:], strict=False))
    if not any("shape" in limits for limits in context.domain.values()):
        shorter = [pair for pair in pairs if pair[1] == "="]
        shorter = [(less[0], "=", less[1]) for a, _, b in shorter if (less := without_common(a, b))]
        pairs += shorter
        sides = [*sides, *(side for first, _, last in shorter for side in (first, last))]
    for left, sign, right in pairs:
        if sign == "≈" and right.digits is None and left.digits is None:
            raise CheckError(
                f"'{left.text} ≈ {right.text}' has no number on either side that says to how "
                "many digits"
            )
    trees = [s.tree for s in sides]
    nest = max(nesting(t, context) for t in trees)
    if nest > 1:  # what costs much is tried at fewer of the random points
        given = [
            p for n, p in enumerate(given) if n % (2 * nest) == 0 or not spare[0] <= n < spare[1]
        ]
    fewest = 10**6
    tried = 0
    for point in given:
        for local in _indices(free, trees, context, point):
            with contextlib.suppress(Untold):
                fewest = min(fewest, _compare(sides, pairs, context, point, local, nest))
                tried += 1
    if not tried:
        raise CheckError(f"'{sides[0].text} {relations[0]} {sides[1].text}' was tried at no point")
    return fewest if "=" in relations else None


def without_common(left: Side, right: Side) -> tuple[Side, Side] | None:
    """Return two sides without the terms that both have, which could hide a small difference."""

    def terms(tree: Node) -> list[Node]:
        return list(tree.args) if tree.op == "+" else [tree]

    mine, others = terms(left.tree), terms(right.tree)
    for term in list(mine):
        if term in others:
            mine.remove(term)
            others.remove(term)
    if len(mine) == len(terms(left.tree)) or not (mine or others):
        return None
    rest = [node("+", *m) if len(m) > 1 else m[0] if m else number(0) for m in (mine, others)]
    return Side(rest[0], left.text, None), Side(rest[1], right.text, None)


def instances(
    sides: list[Side], relations: list[str], free: list[str], context: Context, point: dict
) -> list[tuple]:
    """Return the relations with numbers for free indices, a few, that can be searched."""
    found = []
    for local in itertools.islice(_indices(free, [s.tree for s in sides], context, point), 6):
        numbers = {
            letter: Node("number", (Fraction(int(float(n))),)) for letter, n in local.items()
        }
        put = [Side(replaced(s.tree, numbers), s.text, s.digits) for s in sides]
        found += zip(put, relations, put[1:], strict=False)
    return found


def _indices(free: list[str], trees: list[Node], context: Context, point: dict) -> Iterator[dict]:
    """Give all values that the free indices take at a point."""
    if not free:
        yield {}
        return
    world, both = World(context, balls(point)), node("+", *trees)
    ones = dict.fromkeys(free, arb(1))
    ranges = [extent(letter, both, world, ones) for letter in free]
    for numbers in itertools.product(*ranges):
        yield {letter: arb(n) for letter, n in zip(free, numbers, strict=True)}


def _compare(
    sides: list[Side], pairs: list[tuple], context: Context, point: dict, local: dict, nest: int
) -> int:
    """Return to how many digits equal sides agree at one point; raise CheckError if they do not."""
    for level in range(FINER):
        ctx.prec = BITS * 3 ** (level + nest)
        world = World(context, balls(point), level, seen=[] if level else None)
        values = {}
        for side in sides:
            try:
                values[side] = world.value(side.tree, local)
            except Untold:
                raise
            except Undefined as error:
                raise CheckError(
                    f"'{side.text}': {error}, at {at(point, local)}; leave that out of the domain, "
                    "or say another"
                ) from error
            if not all(x.is_finite() for x in entries(values[side])):
                raise CheckError(
                    f"'{side.text}' has no value at {at(point, local)}; leave that out of the "
                    "domain, or say another"
                )
        least = min((x.mid() for x in world.seen or () if not zero(x)), default=arb(1))
        told = [_pair(*pair, values, least, context, point, local) for pair in pairs]
        if None not in told:
            return min(told)
    raise CheckError(
        f"'{sides[0].text} {pairs[0][1]} {sides[1].text}' cannot be worked out closely enough at "
        f"{at(point, local)}"
    )


def entries(value: object) -> list[arb]:
    """Return the numbers that a value is made of."""
    return list(value.flat) if is_array(value) else [value]


def _pair(
    left: Side,
    sign: str,
    right: Side,
    values: dict,
    least: arb,
    context: Context,
    point: dict,
    local: dict,
) -> int | None:
    first, last = alike(values[left], values[right])
    if np.shape(first) != np.shape(last):
        raise CheckError(
            f"'{left.text}' is {shape(first)} and '{right.text}' is {shape(last)}: "
            "they cannot be compared"
        )
    if is_array(first) and sign != "=":
        raise CheckError(f"'{left.text} {sign} {right.text}' compares arrays, which only '=' does")
    if sign == "≈" and right.digits is None:  # the number that says to how many digits comes last
        first, last, allowed = last, first, left.digits
    else:
        allowed = right.digits
    told = [
        _one(x, sign, y, allowed, least) for x, y in zip(entries(first), entries(last), strict=True)
    ]
    if -1 in told:
        x, y = (entries(v)[told.index(-1)] for v in (first, last))
        row, column = divmod(told.index(-1), np.shape(first)[1]) if is_array(first) else (0, 0)
        entry = f" for the entry {row + 1}, {column + 1}" if is_array(first) else ""
        raise CheckError(
            f"'{left.text} {sign} {right.text}' does not hold in context {context.name}: "
            f"at {at(point, local)} the left is {_figure(x)} and the right {_figure(y)}{entry}"
            + (f", {_figure(x - y)} more" if _figure(x) == _figure(y) else "")
        )
    return None if None in told else min(told)


def _one(x: arb, sign: str, y: arb, allowed: Fraction | None, least: arb) -> int | None:
    """Return to how many digits x and y agree, -1 if it does not hold, None if it is not clear.

    Any other relation than "=" has no part in that number, and if it holds takes none away.
    """
    apart = x - y
    if sign == "≈" and allowed is not None:
        excess = abs(apart) - exact(allowed)
        if excess.is_zero():  # half a unit exactly: it is rounded up
            return MOST_DIGITS if abs(y) > abs(x) else -1
        return None if zero(excess) else (MOST_DIGITS if excess < 0 else -1)
    largest = abs(x).max(abs(y)).mid()
    radius = apart.rad()
    if zero(x) and zero(y):  # what cancels is measured by the smallest number on the way to it
        largest = least
    close = zero(apart) and (apart.is_zero() or radius <= CLOSE * largest)
    if zero(apart) and not close:
        return None
    if sign == "=":
        if not close:
            return -1
        if apart.is_zero():
            return MOST_DIGITS
        return min(MOST_DIGITS, int(-float((radius / largest).log() / arb(10).log())))
    if close:
        return MOST_DIGITS if sign in "≤≥" else -1
    right = sign == "≠" or (apart < 0 if sign in "<≤" else apart > 0)
    return MOST_DIGITS if right else -1


def _figure(x: arb) -> str:
    """Write a number with nine digits."""
    return f"{float(x.mid()):.9g}"


def at(point: dict, local: dict) -> str:
    """Write a point, and the indices, for a message."""
    return spot({**point, **{n: int(float(v)) for n, v in local.items()}})
