"""Where equations are tried: special values, random ones, and where something changes its kind."""

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from weave.equations.context import Context
from weave.equations.tree import CheckError, Node, node, number, told
from weave.equations.value import BITS, MOST, World, balls, exactly, is_array
from weave.equations.value import number as single

RANDOM = 40  # points, where all quantities are numbers
SHAPED = 16  # at least, where some are arrays, whose shapes vary
LARGEST = 5  # rows or columns
SPECIAL = (0, 1, -1)
NEAR = 1e-10  # to zero, of the largest value that occurs
MOST_PAIRS = 30  # of borders between which a point is tried
MOST_SPECIAL = 150  # points with special values
FEW, MOST_GROUPS = 2, 8  # sets of points between which one can move
TRIES = 1500  # points that a search for a highest value may look at
MANY = 300  # parts of a formula that are looked into
ROOT = 400  # times that an interval is halved around a zero


def points(context: Context, rng: np.random.Generator) -> list[dict]:
    """Return points of the domain: each gives a value to every free variable and size."""
    domain = {
        n: v for n, v in context.domain.items() if "shape" not in v and n not in context.sizes
    }
    found = list(itertools.islice(_special(domain, rng), MOST_SPECIAL))
    few = [v["values"] for v in domain.values() if "values" in v]
    whole = len(few) == len(domain) and np.prod([len(set(v)) for v in few]) <= RANDOM
    if whole:
        found = [dict(zip(domain, c, strict=True)) for c in itertools.product(*few)]
    arrays = {n: v for n, v in context.domain.items() if "shape" in v}
    if not arrays:
        found += [] if whole else [_random(domain, rng) for _ in range(RANDOM)]
        unique = {tuple(p.items()): p for p in found}
        return [{n: exactly(v) for n, v in p.items()} for p in unique.values()]
    found = found[:RANDOM] + [_random(domain, rng) for _ in range(SHAPED - len(found))]
    return [
        _shaped(context, arrays, {n: exactly(v) for n, v in p.items()}, i, rng)
        for i, p in enumerate(found)
    ]


def _special(domain: dict, rng: np.random.Generator) -> Iterator[dict]:
    """Give the points where all variables, or one, have a special value."""
    own = {n: _values(limits) for n, limits in domain.items()}
    for pick in (lambda v: v[0], lambda v: v[-1]):
        yield {n: pick(values) for n, values in own.items()}
    for value in SPECIAL:
        yield {n: value if value in own[n] else x for n, x in _random(domain, rng).items()}
    for n, values in own.items():
        for value in values:
            yield {**_random(domain, rng), n: value}
    for n, m in itertools.pairwise(domain):  # two that are equal, or opposite
        for sign in (1, -1):
            point = _random(domain, rng)
            if _within(sign * point[n], domain[m]):
                yield {**point, m: sign * point[n]}


def _values(limits: dict) -> list:
    if "values" in limits:
        return list(limits["values"])
    low, high = limits["from"], limits["to"]
    return [low, *(s for s in SPECIAL if low < s < high), high]


def _within(value: float, limits: dict) -> bool:
    if "values" in limits:
        return value in limits["values"]
    return limits["from"] <= value <= limits["to"]


def _random(domain: dict, rng: np.random.Generator) -> dict:
    return {n: _draw(limits, rng) for n, limits in domain.items()}


def _draw(limits: dict, rng: np.random.Generator) -> float:
    if "values" in limits:
        return limits["values"][rng.integers(len(limits["values"]))]
    return float(f"{rng.uniform(limits['from'], limits['to']):.6g}")


def _shaped(
    context: Context, arrays: dict, numbers: dict, n: int, rng: np.random.Generator
) -> dict:
    """Add arrays to a point: first of sizes that all differ, then of the smallest, then of any."""
    point = dict(numbers)
    for i, size in enumerate(context.sizes):
        limits = context.domain.get(size, {"from": 1, "to": LARGEST})
        low, high = limits["from"], limits["to"]
        picked = {0: min(high, max(2, low) + i), 1: low}.get(n, int(rng.integers(low, high + 1)))
        point[size] = Fraction(picked)
    for name, limits in arrays.items():
        rows, columns = ([int(point[s]) if s in point else s for s in limits["shape"]] + [1])[:2]
        special = _values(limits) if n in (3, 4) else []  # some entries at ends and special values

        def entry(special: list = special, limits: dict = limits) -> Fraction:
            pick = special and rng.random() < 0.5
            return exactly(special[rng.integers(len(special))] if pick else _draw(limits, rng))

        point[name] = np.array([[entry() for _ in range(columns)] for _ in range(rows)], object)
    return point


# --- where something changes its kind ---------------------------------------------------------


def critical(trees: list[Node], context: Context, given: list[dict]) -> list[dict]:
    """Return points where something in `trees` that matters is zero, and points beside them.

    That is: what stands below a line or in a logarithm, whose zero is a hole, refused with a
    CheckError; what stands in bars, or on both sides of a condition or a maximum, where a formula
    has a kink or becomes another one; and the base of a power, which turns round at zero.
    """
    ctx.prec = BITS * 2
    found, borders = [], []
    for hole, watched in sorted(set(_watched(trees, context)), key=str):
        value = _numeric(watched, context)
        if World.spent > MOST // 3:
            break  # the rest of the work is needed for the points themselves
        for group in _groups(context, given):
            near, zero = _zeros(value, context, group, context.reaches(watched))
            if hole and zero is not None:
                raise CheckError(
                    f"what stands below a line or in a logarithm, '{told(watched, context.shown)}', is zero at "
                    f"{spot(zero)}; leave that out of the domain"
                )
            found += near
            if zero is not None:
                borders.append((zero, context.reaches(watched)))
    for (a, by_a), (b, by_b) in itertools.islice(itertools.combinations(borders, 2), MOST_PAIRS):
        if [np.shape(v) for v in a.values()] == [np.shape(v) for v in b.values()]:
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


def spot(point: dict) -> str:
    """Write a point for a message; of arrays there is no room to tell."""
    numbers = {n: v for n, v in point.items() if not is_array(v)}
    parts = [f"{n} = {float(v):.6g}" for n, v in numbers.items()]
    return ", ".join(parts + ["random arrays"] * (len(numbers) < len(point))) or "every point"


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
    while step > 1e-25 and reached is not None and tried < TRIES:
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


def _watched(trees: list[Node], context: Context) -> Iterator[tuple[bool, Node]]:
    """Give what must not be zero, or changes a formula where it is, and which of the two."""
    todo = list(trees)
    limits = {p.args[0] for tree in trees for p in tree.walk() if p.op == "lim"}  # never reached
    seen: set = set()
    while todo and len(seen) < MANY:
        for each in todo.pop().walk():
            inner = []
            if each.op == "name" and each.args[0] in context.definitions:
                inner = [context.definitions[each.args[0]]]
            elif each.op in ("call", "prime") and each.args[0] in context.functions:
                inner = [_inlined(each, context)]
            elif (
                each.op in ("sum", "prod")
                and each.args[1]
                and each.args[1].op == each.args[2].op == "number"
            ):
                letter, low, high, body = each.args
                last = min(int(high.args[0]), int(low.args[0]) + 20)
                inner = [
                    replaced(body, {letter: number(n)}) for n in range(int(low.args[0]), last + 1)
                ]
            todo += [i for i in inner if i not in seen]
            seen.update(inner)
            for hole, part in _marks(each):
                yield from (
                    (hole, w)
                    for w in _simplest(part)
                    if not _local(w, context) and not limits & context.reaches(w)
                )


def _marks(each: Node) -> Iterator[tuple[bool, Node]]:
    op, args = each
    if op in ("/", "b/"):
        yield True, args[1]
    elif op in ("^", "**"):
        power = args[1].args[0] if args[1].op == "number" else 1
        yield power <= 0 or args[1].op == "neg", args[0]
    elif op in ("abs", "norm", "frobenius"):
        yield False, args[0]
    elif op == "call" and args[0] in ("log", "sqrt", "abs"):
        yield args[0] == "log", args[1]
    elif op == "call" and args[0] in ("max", "min"):
        yield from (
            (False, node("b+", a, node("neg", b))) for a, b in itertools.combinations(args[1:], 2)
        )
    elif op == "cases":
        for _, condition in args:
            sides = condition.args[::2] if condition is not None else ()
            yield from (
                (False, node("b+", a, node("neg", b))) for a, b in itertools.pairwise(sides)
            )


def _simplest(part: Node) -> Iterator[Node]:
    """Give the factors and the bases of powers that `part` is made of: a square keeps its sign."""
    if part.op == "product":
        for factor in part.args[1:]:
            yield from _simplest(factor)
    elif part.op == "b*":
        for factor in part.args:
            yield from _simplest(factor)
    elif part.op in ("^", "**", "neg", "abs", "/", "b/"):
        yield from _simplest(part.args[0])
    elif not _positive(part):
        yield part


def _positive(part: Node) -> bool:
    """Say whether `part` is above zero whatever its quantities are, as 1 + e^… is."""
    if part.op == "number":
        return part.args[0] > 0
    if part.op in ("+", "b+"):
        return all(_positive(p) for p in part.args)
    return part.op == "e^" or (part.op == "call" and part.args[0] == "exp")


def _inlined(call: Node, context: Context) -> Node:
    """Put the arguments of a call into the body of its function."""
    parameters, body = context.functions[call.args[0]]
    args = call.args[1:] if call.op == "call" else call.args[2:]
    return replaced(body, dict(zip(parameters, args, strict=True)))


def replaced(body: Node, given: dict[str, Node]) -> Node:
    """Put other parts for the names in `given`."""

    def put(part: Node) -> Node:
        if part.op == "name" and part.args[0] in given:
            return given[part.args[0]]
        return part.rebuilt(put)

    return put(body)


def _local(part: Node, context: Context) -> bool:
    """Say whether `part` names a parameter or an index, so that it has no value by itself."""
    return any(p.op == "name" and p.args[0] not in context.quantities for p in part.walk()) or any(
        is_array(p) for p in part.args
    )
