"""Check what a display claims: each relation, at special and at random points of the domain."""

import itertools
import re
import sys
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from weave.equations import arrays, measure, proof  # noqa: F401  (the first two add operations)
from weave.equations.compare import Side, apart_everywhere, hold, instances
from weave.equations.context import Context, load
from weave.equations.critical import critical, search
from weave.equations.items import Item, words
from weave.equations.notation import expression
from weave.equations.points import RANDOM, points
from weave.equations.read import read
from weave.equations.roads import derivatives, nesting, other_road, used_by
from weave.equations.rows import Claim, claims
from weave.equations.spell import spell
from weave.equations.tree import CheckError, Node
from weave.equations.value import World
from weave.equations.wide import HIGHEST_ORDER

INDICES = set("ijklmnpqrst")  # that a stand-in may use, as in W[i, j]


@dataclass(frozen=True)
class Report:
    """What a check found: at how many points, to how many digits, how, and whether it is proven."""

    points: int
    digits: int | None  # to which sides said to be equal agree at least, if there are any
    measured: bool  # whether a derivative or a limit was
    proven: bool


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
        for each in derivatives(tree, context):
            other_road(each, context)
    if max(nesting(tree, context) for tree in trees) >= HIGHEST_ORDER:
        raise CheckError(f"more than {HIGHEST_ORDER} derivatives lie in one another")
    given = points(context, rng)
    spare = (max(0, len(given) - RANDOM), len(given))
    for claim in found:  # most that fails fails at once, and then nothing is sought
        hold(*claim, context, given[:3], (0, 0))
    shown = [
        each
        for sides, relations, free in found
        for each in instances(sides, relations, free, context, given[0])
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
    told = [hold(*claim, context, given, spare) for claim in found]
    digits = [d for d in told if d is not None]
    equal = all(sign == "=" for _, relations, _ in found for sign in relations)
    proven = not define and equal and not context.sizes and all(
        proof.identical(left.tree, right.tree, context, free)
        for sides, _, free in found for left, right in itertools.pairwise(sides)
    )  # fmt: skip
    measured = any(any(derivatives(t, context)) for t in trees)
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
        r"(?:− )?(\d+(?: \d{3})*)(?:\.(\d+))?(?: [⋅×] 10\^(?:\(− (\d{1,3})\)|(\d{1,3})))?( %)?",
        words(row),
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
            "a definition has one name on its left that the context defines, and "
            f"'{text}' is not one"
        )
    names |= {left.args[0]} if function else set()
    used = {n for s in others for n in used_by(s.tree, context)}
    if names & used or any(sign != "=" for sign in claim.relations):
        raise CheckError(
            f"a definition says with '=' what '{text}' is, in other words that do not rest on it"
        )
    if names & news:
        raise CheckError(f"'{text}' is defined twice")
    news |= names


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
