"""Where equations are tried: at special values and at random ones."""

import itertools
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from weave.equations.balls import exactly, is_array
from weave.equations.context import Context

RANDOM = 40  # points, where all quantities are numbers
SHAPED = 16  # at least, where some are arrays, whose shapes vary
LARGEST = 5  # rows or columns
SPECIAL = (0, 1, -1)
MOST_SPECIAL = 150  # points with special values


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


def spot(point: dict) -> str:
    """Write a point for a message; of arrays there is no room to tell."""
    numbers = {n: v for n, v in point.items() if not is_array(v)}
    parts = [f"{n} = {float(v):.6g}" for n, v in numbers.items()]
    return ", ".join(parts + ["random arrays"] * (len(numbers) < len(point))) or "every point"
