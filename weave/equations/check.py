"""Check what a display claims: each relation, at special and at random points of the domain."""

import contextlib
import itertools
import re
import sys
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from flint import arb, ctx

from weave.equations import proof
from weave.equations.context import Context, expression, load
from weave.equations.points import RANDOM, critical, points, replaced, search, spot, touch
from weave.equations.read import HIGHEST_ORDER, read
from weave.equations.rows import Claim, Item, claims, words
from weave.equations.spell import spell
from weave.equations.tree import CheckError, Node, node
from weave.equations.value import (
    BITS,
    Undefined,
    Untold,
    World,
    alike,
    balls,
    exact,
    extent,
    is_array,
    number,
    shape,
    zero,
)

CLOSE = exact(Fraction(1, 2**80))  # of two sides that are said to be equal: 24 digits
INDICES = set("ijklmnpqrst")  # that a stand-in may use, as in W[i, j]
FINER = 3  # times that a value is worked out anew, finer, where it is not known closely enough


@dataclass(frozen=True)
class Report:
    """What a check found: at how many points, to how many digits, how, and whether it is proven."""

    points: int
    digits: int | None  # to which sides said to be equal agree at least, if there are any
    measured: bool  # whether a derivative or a limit was
    proven: bool


@dataclass(frozen=True)
class Side:
    """One side: what it means, and how it is written."""

    tree: Node
    text: str
    digits: Fraction | None  # half a unit of its last digit, if it is a number that is written out


def check(
    math: etree.Element,
    context: Context,
    stands: dict[int, str] | None = None,
    define: bool = False,
) -> Report:
    """Compare all sides of what `math` shows under the definitions of `context`.

    `stands` gives, by number in reading order, what sides mean that cannot be read. With `define`,
    each claim must have one defined name, or one function of the context, on its left. Raises
    CheckError, with a point and both values if two sides differ there.
    """
    stands, count = dict(stands or {}), 0
    found, rng = [], np.random.default_rng(0)
    World.spent = 0
    if define and stands:
        raise CheckError("a definition says what it means: no side of it stands for something")
    news: set[str] = set()
    for claim in claims(math):
        sides, free = _sides(claim, context, stands, count)
        count += len(claim.sides)
        if define:
            _look_at_definition(claim, sides[0].tree, sides[1:], context, news)
        found.append((sides, claim.relations, sorted(free)))
    if unused := set(stands) - set(range(1, count + 1)):
        raise CheckError(f"there is no side {min(unused)}; the formula has {count}")
    trees = [s.tree for sides, *_ in found for s in sides]
    reached = {n for tree in trees for n in context.reaches(tree)} & set(context.definitions)
    for tree in [*trees, *(context.definitions[n] for n in sorted(reached))]:
        for each in _derivatives(tree, context):
            other_road(each, context)
    if max(_nesting(tree, context) for tree in trees) >= HIGHEST_ORDER:
        raise CheckError(f"more than {HIGHEST_ORDER} derivatives lie in one another")
    given = points(context, rng)
    spare = (max(0, len(given) - RANDOM), len(given))
    shown = [
        each
        for sides, relations, free in found
        for each in _instances(sides, relations, free, context, given[0])
    ]
    given += critical([s.tree for pair in shown for s in (pair[0], pair[2])], context, given)
    for left, sign, right in shown:
        if sign in "≠<>":
            apart_everywhere(left, sign, right, context, given)
        if sign in "≤≥<>":
            given += [
                p
                for p in search(left.tree, right.tree, sign in "≥>", context, given)
                if str(p) not in map(str, given)
            ]
    digits = [d for sides, relations, free in found
              if (d := _hold(sides, relations, free, context, given, spare)) is not None]  # fmt: skip
    equal = all(sign == "=" for _, relations, _ in found for sign in relations)
    proven = not define and equal and not context.sizes and all(
        proof.identical(left.tree, right.tree, context, free)
        for sides, _, free in found for left, right in itertools.pairwise(sides)
    )  # fmt: skip
    measured = any(any(_derivatives(t, context)) for t in trees)
    return Report(len(given), min(digits, default=None), measured, proven)


def _sides(
    claim: Claim, context: Context, stands: dict[int, str], number: int
) -> tuple[list[Side], set[str]]:
    """Read the sides of a claim, or take what they stand for.

    A side that can be read too stands in the chain twice: as it is read, and as what it stands for.
    """
    sides, free, declared = [], set(), []
    stood: dict[str, Node] = {}
    arities = {n: (len(p), len(p)) for n, (p, _) in context.functions.items()}
    for n, row in enumerate(claim.sides, number + 1):
        text, half = words(row), _half_unit(row)
        if n not in stands:
            sides.append(Side(read(row, context, free), text, half))
            continue
        try:
            tree = expression(stands[n], context.quantities, arities, INDICES - context.quantities)
            free |= {
                p.args[0]
                for p in tree.walk()
                if p.op == "name" and p.args[0] in INDICES - context.quantities
            }
        except ValueError as error:
            raise CheckError(f"side {n} stands for nothing: {error}") from error
        if tree in declared:
            raise CheckError(
                f"two sides stand for the same, {stands[n]}: nothing is left to compare"
            )
        if stood.setdefault(text, tree) != tree:
            raise CheckError(f"'{text}' stands for two things")
        declared.append(tree)
        sides.append(Side(tree, text, half))
        try:
            as_read = Side(read(row, context, free), text, None)
        except CheckError:
            continue
        sides.append(as_read)
        claim.relations.insert(len(sides) - 2, "=")
    if len(declared) == len(claim.sides):
        raise CheckError("all sides stand for something: nothing is read")
    bound = {n.args[0] for s in sides for n in s.tree.walk() if n.op in ("sum", "prod")}
    if both := bound & free:
        raise CheckError(f"the index {min(both)} is summed over on one side and free on another")
    return sides, free


def _half_unit(row: list[Item]) -> Fraction | None:
    """Return half a unit of the last digit of a side that is a number and nothing else."""
    found = re.fullmatch(
        r"(?:− )?(\d+(?: \d{3})*)(?:\.(\d+))?(?: [⋅×] 10\^(?:\(− (\d+)\)|(\d+)))?( %)?", words(row)
    )
    if not found or not re.search("[1-9]", found[1] + (found[2] or "")):
        return None  # a zero has no digit that says anything
    _, decimals, below, above, percent = found.groups()
    power = int(above or 0) - int(below or 0) - len(decimals or "") - 2 * bool(percent)
    return Fraction(10) ** power / 2


def _look_at_definition(
    claim: Claim, left: Node, others: list[Side], context: Context, news: set[str]
) -> None:
    """Refuse a definition that is none: one new name on the left, and on the right others."""
    text = words(claim.sides[0])
    names = set(context.rests_on(left)) if left.op in ("name", "family") else set()
    function = (
        left.op == "call"
        and left.args[0] in context.functions
        and all(a.op == "name" for a in left.args[1:])
    )
    if not function and not (names and names <= set(context.definitions)):
        raise CheckError(
            f"a definition has one name on its left that the context defines, and '{text}' is not one"
        )
    names |= {left.args[0]} if function else set()
    used = {n for s in others for n in _used(s.tree, context)}
    if names & used or any(sign != "=" for sign in claim.relations):
        raise CheckError(
            f"a definition says with '=' what '{text}' is, in other words that do not rest on it"
        )
    if names & news:
        raise CheckError(f"'{text}' is defined twice")
    news |= names


def _used(tree: Node, context: Context) -> set[str]:
    """Return all quantities and functions that `tree` rests on, but those of its own calls of σ(z)."""
    found = context.reaches(tree)
    parts = [tree, *(context.definitions[n] for n in found if n in context.definitions)]
    return found | {p.args[0] for part in parts for p in part.walk() if p.op in ("call", "prime")}


def _derivatives(tree: Node, context: Context) -> Iterator[Node]:
    for each in tree.walk():
        if each.op in ("derivative", "prime", "lim"):
            yield each


def other_road(tree: Node, context: Context) -> None:
    """Refuse a derivative by a quantity that is not the only road to what is differentiated."""
    if tree.op != "derivative":
        return
    whole, *variables = tree.args
    for place, variable in enumerate(variables):
        rest = variables[place + 1 :]
        expr = node("derivative", whole, *rest) if rest else whole
        if variable.op == "family":
            names = list(context.family(variable.args[0]))
        else:
            names = [(variable if variable.op == "name" else variable.args[0]).args[0]]
        for q in names:
            if q in context.sizes:
                raise CheckError(
                    f"{q} is a number of rows or columns: nothing is differentiated by it"
                )
            if q in context.definitions and (road := _road(expr, q, context)):
                raise CheckError(
                    f"a derivative by {q} does not say what is held fixed: what is differentiated rests on {road[-1]} "
                    f"also through {' and '.join(road[:-1]) or 'itself'}, not only through {q}; differentiate by a "
                    f"free variable, or let the context have {q} free"
                )


def _only_road(q: str, v: str, context: Context) -> bool:
    """Say whether `q` is a function of `v` alone: all that it rests on, it rests on through v."""
    todo, done = [q], {v}
    while todo:
        n = todo.pop()
        if n in done:
            continue
        if n in context.domain:
            return False
        done.add(n)
        todo += context.rests_on(context.definitions[n]) if n in context.definitions else []
    return v in context.below[q]


def _road(expr: Node, q: str, context: Context) -> list[str]:
    """Return the names on a road from a variable of `q` to `expr` that does not lead through q."""
    free = {n for n in context.below[q] if n in context.domain}
    done: set[str] = set()

    def visit(part: Node) -> list[str]:
        if part.op == "derivative":
            by = [
                v
                for v in part.args[1:]
                if not (v.op == "name" and _only_road(q, v.args[0], context))
            ]
            return next((r for p in (part.args[0], *by) if (r := visit(p))), [])
        if part.op in ("name", "family"):
            for n in sorted(context.rests_on(part)):
                if n == q or n in done:
                    continue
                done.add(n)
                if n in free:
                    return [n]
                if n in context.definitions and (road := visit(context.definitions[n])):
                    return [n, *road]
            return []
        if (
            part.op in ("call", "prime")
            and part.args[0] in context.functions
            and (road := visit(context.functions[part.args[0]][1]))
        ):
            return road
        return next((r for c in part.children() if (r := visit(c))), [])

    return visit(expr)


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


# --- comparing --------------------------------------------------------------------------------


def _hold(
    sides: list[Side],
    relations: list[str],
    free: list[str],
    context: Context,
    given: list[dict],
    spare: tuple[int, int],
) -> int | None:
    """Look at a chain at every point; return to how many digits sides agree, if any are equal."""
    pairs = list(zip(sides, relations, sides[1:], strict=False))
    for left, sign, right in pairs:
        if sign == "≈" and right.digits is None and left.digits is None:
            raise CheckError(
                f"'{left.text} ≈ {right.text}' has no number on either side that says to how many digits"
            )
    trees = [s.tree for s in sides]
    nest = max(_nesting(t, context) for t in trees)
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


def _instances(
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
                raise CheckError(f"'{side.text}': {error}, at {at(point, local)}") from error
            if not all(x.is_finite() for x in entries(values[side])):
                raise CheckError(
                    f"'{side.text}' has no value at {at(point, local)}; leave that out of the domain, or say another"
                )
        least = min((x.mid() for x in world.seen or () if not zero(x)), default=arb(1))
        told = [_pair(*pair, values, least, context, point, local) for pair in pairs]
        if None not in told:
            return min(told)
    raise CheckError(
        f"'{sides[0].text} {pairs[0][1]} {sides[1].text}' cannot be worked out closely enough at {at(point, local)}"
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
    l, r = alike(values[left], values[right])  # noqa: E741
    if is_array(l) != is_array(r) or (is_array(l) and l.shape != r.shape):
        raise CheckError(
            f"'{left.text}' is {shape(l)} and '{right.text}' is {shape(r)}: they cannot be compared"
        )
    if is_array(l) and sign != "=":
        raise CheckError(f"'{left.text} {sign} {right.text}' compares arrays, which only '=' does")
    if sign == "≈" and right.digits is None:  # the number that says to how many digits comes last
        l, r, allowed = r, l, left.digits
    else:
        allowed = right.digits
    told = [_one(x, sign, y, allowed, least) for x, y in zip(entries(l), entries(r), strict=True)]
    if -1 in told:
        x, y = (entries(v)[told.index(-1)] for v in (l, r))
        entry = (
            f" for the entry {told.index(-1) // l.shape[1] + 1}, {told.index(-1) % l.shape[1] + 1}"
            if is_array(l)
            else ""
        )
        raise CheckError(
            f"'{left.text} {sign} {right.text}' does not hold in context {context.name}: at {at(point, local)} "
            f"the left is {_figure(x)} and the right {_figure(y)}{entry}"
            + (f", {_figure(x - y)} more" if _figure(x) == _figure(y) else "")
        )
    return None if None in told else min(told)


def _one(x: arb, sign: str, y: arb, allowed: Fraction | None, least: arb) -> int | None:
    """Return to how many digits x and y agree, -1 if the relation fails, None if it is not clear."""
    apart = x - y
    if sign == "≈" and allowed is not None:
        excess = abs(apart) - exact(allowed)
        if excess.is_zero():  # half a unit exactly: it is rounded up
            return 0 if abs(y) > abs(x) else -1
        return None if zero(excess) else (0 if excess < 0 else -1)
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
        return (
            99
            if apart.is_zero()
            else min(99, int(-float((radius / largest).log() / arb(10).log())))
        )
    if close:
        return 0 if sign in "≤≥" else -1
    return (
        0
        if {"≠": True, "<": apart < 0, "≤": apart < 0, ">": apart > 0, "≥": apart > 0}[sign]
        else -1
    )


def _figure(x: arb) -> str:
    """Write a number with nine digits."""
    return f"{float(x.mid()):.9g}"


def at(point: dict, local: dict) -> str:
    """Write a point, and the indices, for a message."""
    return spot({**point, **{n: int(float(v)) for n, v in local.items()}})


def _nesting(tree: Node, context: Context) -> int:
    """Return how many derivatives lie in one another at most, beyond the first."""

    known: dict[str, int] = {}

    def deepest(part: Node) -> int:
        if part.op == "name" and part.args[0] in context.definitions:
            n = part.args[0]
            if n not in known:
                known[n] = deepest(context.definitions[n])
            return known[n]
        own = {
            "derivative": len(part.args) - 1,
            "prime": part.args[1] if part.op == "prime" else 0,
            "lim": 1,
        }.get(part.op, 0)
        inner = [deepest(c) for c in part.children()]
        if part.op in ("call", "prime") and part.args[0] in context.functions:
            inner.append(deepest(context.functions[part.args[0]][1]))
        return own + max(inner, default=0)

    return max(0, deepest(tree) - 1)


def report(math: str, file: str, stands: list, define: bool) -> Iterator[dict]:
    """Yield what a check of `math` in the context `file` found and rests on, or its `refusal`."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # a bracket takes seven calls
    try:
        context = load(Path(file))
        found = check(etree.fromstring(math), context, dict(stands), define)
        yield {**asdict(found), "given": spell(context)}
    except CheckError as refusal:
        yield {"refusal": str(refusal)}
    except (RecursionError, OverflowError, MemoryError) as error:
        yield {"refusal": f"it is too large to be worked out ({type(error).__name__})"}
    finally:
        sys.setrecursionlimit(limit)
