"""Where equations are tried: special values, random ones, and where something changes its kind."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
from flint import arb, ctx

from weave.equations.context import Context
from weave.equations.tree import CheckError, Node, node
from weave.equations.value import BITS, World, exact, is_array

RANDOM = 40  # points, where all quantities are numbers
SHAPED = 16  # and where some are arrays, whose shapes vary
SPECIAL = (0, 1, -1)
ROOT = 400  # times that an interval is halved around a zero


def points(context: Context, rng: np.random.Generator) -> list[dict]:
    """Return points of the domain: each gives a value to every free variable and size."""
    domain = {n: v for n, v in context.domain.items() if "shape" not in v}
    found = list(_special(domain, rng))
    few = [v["values"] for v in domain.values() if "values" in v]
    if len(few) == len(domain) and np.prod([len(set(v)) for v in few]) <= RANDOM:
        found = [dict(zip(domain, c, strict=True)) for c in itertools.product(*few)]
    elif any("shape" in v for v in context.domain.values()):
        found = [_random(domain, rng) for _ in range(SHAPED)]
    else:
        found += [_random(domain, rng) for _ in range(RANDOM)]
    unique = {tuple(p.items()): p for p in found}
    ready = [{n: exact(v) for n, v in p.items()} for p in unique.values()]
    arrays = {n: v for n, v in context.domain.items() if "shape" in v}
    if not arrays:
        return ready
    return [_shaped(arrays, context.sizes, p, n, rng) for n, p in enumerate((ready or [{}]) * (SHAPED // len(ready or [1]) or 1))]


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
    return float(rng.uniform(limits["from"], limits["to"]))


def _shaped(arrays: dict, sizes: list[str], numbers: dict, n: int, rng: np.random.Generator) -> dict:
    """Return a point with arrays: sizes that are all different first, then from 2 to 4."""
    picked = [2 + i if n == 0 else int(rng.integers(2, 5)) for i in range(len(sizes))]
    size = dict(zip(sizes, picked, strict=True))
    point = {**numbers, **{s: arb(v) for s, v in size.items()}}
    for name, limits in arrays.items():
        rows, columns = ([size.get(s, s) for s in limits["shape"]] + [1])[:2]
        special = [v for v in SPECIAL if _within(v, limits)]
        flat = special[0] if n == 3 and special else None
        entries = [[exact(_draw(limits, rng) if flat is None else flat) for _ in range(columns)] for _ in range(rows)]
        point[name] = entries[0][0] if rows == columns == 1 else np.array(entries, object)
    return point


# --- where something changes its kind ---------------------------------------------------------


def critical(trees: list[Node], context: Context, given: list[dict]) -> list[dict]:
    """Return points where something in `trees` that matters is zero, and points beside them.

    That is: what stands below a line or in a logarithm or root, whose zero is a hole; and what
    stands in bars, or on both sides of a condition or a maximum, where a formula has a kink or
    becomes another one. A change of sign between two points is halved until it is found; where
    there is none, the point nearest to zero is sought.
    """
    if any("shape" in v for v in context.domain.values()):
        return []
    ctx.prec = BITS * 2
    found = []
    for watched in sorted(set(_watched(trees, context)), key=str):
        found += _zeros(_numeric(watched, context), context, given)
    return found


def _numeric(tree: Node, context: Context) -> Callable[[dict], arb | None]:
    def value(point: dict) -> arb | None:
        try:
            found = World(context, point).value(tree, {})
        except (CheckError, ZeroDivisionError, OverflowError):
            return None
        return found if isinstance(found, arb) and found.is_finite() else None

    return value


def _zeros(value: Callable, context: Context, given: list[dict]) -> Iterator[dict]:
    told = [(p, v) for p in given if (v := value(p)) is not None]
    if not told:
        return
    above, below = [t for t in told if t[1] > 0], [t for t in told if t[1] < 0]
    if not above or not below:
        point, least = min(told, key=lambda t: abs(float(t[1].mid())))
        if least.contains(0) and not least.is_zero():
            return
        sign = 1 if above else -1
        nearest = climb(lambda p: None if (v := value(p)) is None else -sign * float(v.mid()), point, context)
        yield nearest
        last = value(nearest)
        if last is None or not sign * last < 0:
            return
        above, below = ([(point, least)], [(nearest, last)]) if sign > 0 else ([(nearest, last)], [(point, least)])
    fixed = [n for n, limits in context.domain.items() if "values" in limits]
    for (high, _), (low, _) in itertools.islice(itertools.product(above, below), 400):
        if all((high[n] - low[n]).is_zero() for n in fixed):
            break
    else:
        return
    for _ in range(ROOT):
        middle = {n: ((high[n] + low[n]) / 2).mid() for n in high}
        at = value(middle)
        if at is None or at.contains(0):
            break
        high, low = (middle, low) if at > 0 else (high, middle)
    yield from (high, low, middle)


def climb(f: Callable[[dict], float | None], start: dict, context: Context) -> dict:
    """Return the point near `start`, in the domain, where f is highest: compass search."""
    free = {n: (exact(v["from"]), exact(v["to"])) for n, v in context.domain.items() if "from" in v and "shape" not in v}
    best, reached = start, f(start)
    step = 0.25
    while step > 1e-12 and reached is not None:
        better = False
        for n, (low, high) in free.items():
            for sign in (1, -1):
                moved = (best[n] + exact(sign * step) * (high - low)).max(low).min(high).mid()
                there = {**best, n: moved}
                value = f(there)
                if value is not None and value > reached:
                    best, reached, better = there, value, True
        if not better:
            step /= 4
    return best


def search(left: Node, right: Node, upwards: bool, context: Context, given: list[dict]) -> Iterator[dict]:
    """Give the points where an inequality of numbers is most likely to fail."""
    if any("shape" in v for v in context.domain.values()):
        return
    ctx.prec = BITS * 2
    apart = _numeric(node("b+", left, node("neg", right)), context)

    def excess(point: dict) -> float | None:
        found = apart(point)
        return None if found is None else float(found.mid()) * (-1 if upwards else 1)

    told = [(v, n) for n, p in enumerate(given) if (v := excess(p)) is not None]
    for _, n in sorted(told, reverse=True)[:3]:
        yield climb(excess, given[n], context)


def _watched(trees: list[Node], context: Context) -> Iterator[Node]:
    """Give what must not be zero, or changes a formula where it is, in terms of the context."""
    todo = list(trees)
    seen: set = set()
    while todo:
        for each in todo.pop().walk():
            if each.op == "name" and each.args[0] in context.definitions and each.args[0] not in seen:
                seen.add(each.args[0])
                todo.append(context.definitions[each.args[0]])
            if each.op in ("call", "prime") and each.args[0] in context.functions:
                inlined = _inlined(each, context)
                if inlined not in seen:
                    seen.add(inlined)
                    todo.append(inlined)
            yield from (w for part in _marks(each) for w in _simplest(part) if not _local(w, context))


def _marks(each: Node) -> Iterator[Node]:
    if each.op in ("/", "b/"):
        yield each.args[1]
    elif each.op in ("^", "**"):
        power = each.args[1]
        if power.op != "number" or power.args[0] < 0 or power.args[0].denominator != 1:
            yield each.args[0]
    elif each.op in ("abs", "norm") or (each.op == "call" and each.args[0] in ("log", "sqrt", "abs")):
        yield each.args[0 if each.op != "call" else 1]
    elif each.op == "call" and each.args[0] in ("max", "min"):
        for a, b in itertools.pairwise(each.args[1:]):
            yield node("b+", a, node("neg", b))
    elif each.op == "cases":
        for _, condition in each.args:
            if condition is not None:
                sides = condition.args[::2]
                for a, b in itertools.pairwise(sides):
                    yield node("b+", a, node("neg", b))


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
    return part.op == "call" and part.args[0] == "exp"


def _inlined(call: Node, context: Context) -> Node:
    """Put the arguments of a call into the body of its function."""
    parameters, body = context.functions[call.args[0]]
    args = call.args[1:] if call.op == "call" else call.args[2:]
    given = dict(zip(parameters, args, strict=True))

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
