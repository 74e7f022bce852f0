"""Where something in a formula changes its kind: holes, kinks, borders, and the highest values."""

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from weave.equations.balls import BITS, balls, exactly, is_array
from weave.equations.balls import number as single
from weave.equations.context import Context
from weave.equations.points import spot
from weave.equations.tree import CheckError, Node, node, told
from weave.equations.value import MOST, World
from weave.equations.watch import watched

NEAR = 1e-10  # to zero, of the largest value that occurs
MOST_PAIRS = 30  # of borders between which a point is tried
FEW, MOST_GROUPS = 2, 8  # sets of points between which one can move
TRIES = 1500  # points that a search for a highest value may look at
ROOT = 400  # times that an interval is halved around a zero


def critical(trees: list[Node], context: Context, given: list[dict]) -> list[dict]:
    """Return points where something in `trees` that matters is zero, and points beside them.

    That is: what stands below a line or in a logarithm, whose zero is a hole, refused with a
    CheckError; what stands in bars, or on both sides of a condition or a maximum, where a formula
    has a kink or becomes another one; and the base of a power, which turns round at zero.
    """
    ctx.prec = BITS * 2
    found, borders = [], []
    for hole, part in sorted(set(watched(trees, context)), key=str):
        value = _numeric(part, context)
        if World.spent > MOST // 3:
            break  # the rest of the work is needed for the points themselves
        for group in _groups(context, given):
            near, zero = _zeros(value, context, group, context.reaches(part))
            if hole and zero is not None:
                raise CheckError(
                    f"what stands below a line or in a logarithm, "
                    f"'{told(part, context.shown)}', is zero at "
                    f"{spot(zero)}; leave that out of the domain"
                )
            found += near
            if zero is not None:
                borders.append((zero, context.reaches(part)))
    fixed = [n for n, limits in context.domain.items() if "values" in limits] + context.sizes
    for (a, by_a), (b, by_b) in itertools.islice(itertools.combinations(borders, 2), MOST_PAIRS):
        if all(np.array_equal(a[n], b[n]) for n in fixed):
            found.append({n: (a[n] + b[n]) / 2 for n in a})  # between two borders
            if not by_a & by_b & set(a):
                found.append({n: a[n] if n in by_a else b[n] for n in a})  # on both
    return found


def touch(tree: Node, context: Context, given: list[dict]) -> dict | None:
    """Return a point where `tree`, a number, is zero or as good as zero, if one is found."""
    ctx.prec = BITS * 2
    value = _numeric(tree, context)
    moving = context.reaches(tree)
    found = (_zeros(value, context, group, moving)[1] for group in _groups(context, given))
    return next((zero for zero in found if zero is not None), None)


def _groups(context: Context, given: list[dict]) -> list[list[dict]]:
    """Part the points by the values of what has no range to move in; at most a few groups."""
    fixed = [n for n, limits in context.domain.items() if "values" in limits]
    groups: dict[tuple, list[dict]] = {}
    for point in given:
        key = [repr([float(v) for v in np.ravel(point[n])]) for n in [*fixed, *context.sizes]]
        shapes = [np.shape(v) for v in point.values()]
        groups.setdefault((*key, *shapes), []).append(point)
    return (
        list(groups.values())[: FEW if context.sizes else MOST_GROUPS]
        if len(fixed) < len(context.domain)
        else []
    )


def _numeric(tree: Node, context: Context) -> Callable[[dict], arb | None]:
    def value(point: dict) -> arb | None:
        try:
            found = World(context, balls(point)).value(tree, {})
        except (CheckError, ZeroDivisionError, OverflowError):
            return None
        found = single(found)
        return found if isinstance(found, arb) and found.is_finite() else None

    return value


def _zeros(
    value: Callable, context: Context, given: list[dict], moving: set[str]
) -> tuple[list[dict], dict | None]:
    """Return points near where a value is nearest to zero, and one where it is zero, if it is.

    `moving` are the quantities that the value rests on.
    """
    known = [(p, v) for p in given if (v := value(p)) is not None]
    if not known or all(v.is_zero() for _, v in known):
        return [], None
    largest = max(abs(float(v.mid())) for _, v in known)
    above, below = [t for t in known if t[1] > 0], [t for t in known if t[1] < 0]
    found = []
    if not above or not below:
        point, least = min(known, key=lambda t: abs(float(t[1].mid())))
        if least.is_zero():
            return [], point
        sign = 1 if above else -1

        def nearness(p: dict) -> float | None:
            v = value(p)
            return None if v is None else -sign * float(v.mid())

        nearest = climb(nearness, point, context, moving)
        last = value(nearest)
        found.append(nearest)
        if last is None:
            return found, None
        if (
            not sign * last < 0
        ):  # it touches zero, unless it only comes near at an end of the domain
            far = abs(float(last.mid())) > NEAR * largest
            return found, None if far or _at_end(nearest, context) else nearest
        above, below = [(point, least)], [(nearest, last)]
        if sign < 0:
            above, below = below, above
    (high, _), (low, _) = above[0], below[0]
    middle = high = {n: low[n] if n not in moving else v for n, v in high.items()}
    for _ in range(ROOT):
        middle = {n: (v + low[n]) / 2 if n in moving else v for n, v in high.items()}
        at = value(middle)
        if at is None or at.contains(0):
            break
        high, low = (middle, low) if at > 0 else (high, middle)
    simple = {
        n: _simple(v) if n in moving else v for n, v in middle.items()
    }  # 0.3 rather than what is near to it
    if (at := value(simple)) is not None and at.contains(0):
        middle = simple
    return [*found, high, low, middle], middle


def _simple(v: object) -> object:
    return np.frompyfunc(_simple, 1, 1)(v) if is_array(v) else v.limit_denominator(10**6)


def _coordinates(point: dict, context: Context) -> list[tuple]:
    """Return what of a point can be moved: the name, the place in an array, and the two ends."""
    found = []
    for n, limits in context.domain.items():
        if "from" in limits and n not in context.sizes:
            places = np.ndindex(point[n].shape) if is_array(point[n]) else [None]
            found += [
                (n, place, exactly(limits["from"]), exactly(limits["to"])) for place in places
            ]
    return found


def _at_end(point: dict, context: Context) -> bool:
    for n, place, *ends in _coordinates(point, context):
        value = point[n] if place is None else point[n][place]
        if value in ends:
            return True
    return False


def climb(
    f: Callable[[dict], float | None], start: dict, context: Context, moving: set[str]
) -> dict:
    """Return the point near `start`, in the domain, where f is highest: compass search."""
    coordinates = [c for c in _coordinates(start, context) if c[0] in moving]
    best, reached, step, tried = start, f(start), 0.25, 0
    while step > 1e-25 and reached is not None and tried < TRIES and World.spent < MOST // 2:
        better = False
        for n, place, low, high in coordinates:
            for sign in (1, -1):
                value = best[n] if place is None else best[n][place]
                moved = min(high, max(low, value + sign * Fraction(step) * (high - low)))
                there = {**best, n: moved}
                if place is not None:
                    there[n] = best[n].copy()
                    there[n][place] = moved
                found = f(there)
                tried += 1
                if found is not None and found > reached:
                    best, reached, better = there, found, True
        if not better:
            step /= 4
    return best


def search(
    left: Node, right: Node, upwards: bool, context: Context, given: list[dict]
) -> Iterator[dict]:
    """Give the points where an inequality of numbers is most likely to fail."""
    ctx.prec = BITS * 2
    apart = _numeric(node("b+", left, node("neg", right)), context)

    moving = context.reaches(left) | context.reaches(right)

    def excess(point: dict) -> float | None:
        found = apart(point)
        return None if found is None else float(found.mid()) * (-1 if upwards else 1)

    told = [(v, n) for n, p in enumerate(given) if (v := excess(p)) is not None]
    for _, n in sorted(told, reverse=True)[:3]:
        yield climb(excess, given[n], context, moving)
