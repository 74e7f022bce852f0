"""Contexts: the definitions under which an equation must hold, and the domain of its variables.

A context is a TOML file:

    [domain]
    w = { from = -4, to = 4 }
    y = { values = [0, 1] }
    X = { shape = ["n", 3], from = -2, to = 2 }
    [names]
    z_next = "z^{l+1}"
    [functions]
    "sigma(t)" = "1 / (1 + exp(-t))"
    [definitions]
    Z = "X @ W"

The right sides are in Python's notation, as numpy takes it. They are read by another route than
the formulas of the pages, so that one misreading cannot hide in both; and nothing in them is ever
run: their syntax tree is read, and what is not known in it is refused.
"""

import math
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from weave.equations.glyphs import default, of_tex
from weave.equations.notation import ALIASES, KNOWN, expression
from weave.equations.tree import CheckError, Node

MEANT = {"e", "π", "d", "∂", "∇", "lim", "∑", "∏"}  # by everybody, so no name may look so
WIDEST = 1e30  # numbers of a domain


@dataclass(frozen=True)
class Context:
    """The definitions under which an equation must hold, and where its variables live."""

    name: str
    domain: dict[str, dict]
    functions: dict[str, tuple[tuple[str, ...], Node]]
    definitions: dict[str, Node]
    shown: dict[str, str] = field(default_factory=dict)  # display of a name → its identifier
    written: tuple[tuple[str, str], ...] = ()  # (name, TeX) where [names] gives it

    @cached_property
    def sizes(self) -> list[str]:
        """Return the letters that stand for a number of rows or columns."""
        shapes = [limits.get("shape", ()) for limits in self.domain.values()]
        return sorted({s for shape in shapes for s in shape if isinstance(s, str)})

    @cached_property
    def quantities(self) -> set[str]:
        """Return the identifiers of all free and defined quantities, and of the sizes."""
        return {*self.domain, *self.definitions, *self.sizes}

    def family(self, stem: str) -> dict[str, str]:
        """Return the quantities that are displayed as `stem` with numbers for an index."""
        indexed = re.compile(rf"{re.escape(stem)}_\d[\d,]*")
        return {n: display for display, n in self.shown.items() if indexed.fullmatch(display)}

    def rests_on(self, part: Node) -> set[str]:
        """Return the quantities that `part` names itself, also through functions."""
        found = set()
        for each in part.walk():
            if each.op == "name":
                found.add(each.args[0])
            elif each.op == "family":
                found |= set(self.family(each.args[0]))
            elif each.op in ("call", "prime") and each.args[0] in self.functions:
                parameters, body = self.functions[each.args[0]]
                found |= self.rests_on(body) - set(parameters)
        return found & self.quantities

    @cached_property
    def below(self) -> dict[str, set[str]]:
        """Return for each quantity all those that it rests on, directly or through others."""
        found: dict[str, set[str]] = {n: set() for n in self.quantities}
        order = TopologicalSorter({n: self.rests_on(d) for n, d in self.definitions.items()})
        for n in order.static_order():
            if n in self.definitions:
                for other in self.rests_on(self.definitions[n]):
                    found[n] |= {other, *found[other]}
        return found

    @cached_property
    def above(self) -> dict[str, set[str]]:
        """Return for each quantity all those that rest on it."""
        return {n: {m for m in self.quantities if n in self.below[m]} for n in self.quantities}

    def reaches(self, part: Node) -> set[str]:
        """Return all quantities that `part` rests on, directly or through others."""
        direct = self.rests_on(part)
        return direct.union(*(self.below[n] for n in direct))


def load(file: Path) -> Context:
    """Read a context file; raise CheckError with its name if it is not one."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        return _context(file.stem, data)
    except (ValueError, RecursionError) as error:  # of TOML and UTF-8 too
        raise CheckError(f"{file.as_posix()} is not a context: {error}") from error


def _context(stem: str, data: dict) -> Context:
    parts = {"domain", "names", "functions", "definitions"}
    if unknown := set(data) - parts:
        raise ValueError(f"'{min(unknown)}' is no part of a context")
    for part in parts & set(data):
        if not isinstance(data[part], dict):
            raise ValueError(f"'{part}' is a table, [{part}]")
        if part != "domain" and not all(isinstance(v, str) for v in data[part].values()):
            raise ValueError(f"what stands in [{part}] is text, in quotation marks")
    if "domain" not in data:
        raise ValueError("it lacks [domain], which may be empty")
    domain, defined = data["domain"], data.get("definitions", {})
    _look_at_domain(domain)
    calls = {}
    for head, body in data.get("functions", {}).items():
        found = re.fullmatch(r"([^\W\d]\w*)\(([^\W\d]\w*(?:, *[^\W\d]\w*)*)\)", head)
        if not found:
            raise ValueError(f"a function is written f(t) or f(s, t), not {head}")
        parameters = tuple(re.split(", *", found[2]))
        if len(set(parameters)) < len(parameters):
            raise ValueError(f"two parameters of {head} have one name")
        calls[found[1]] = (parameters, body)
    sizes = {s for v in domain.values() for s in v.get("shape", ()) if isinstance(s, str)}
    for n in sizes & set(domain):
        if set(domain[n]) != {"from", "to"} or not all(
            isinstance(v, int) and 1 <= v <= 9 for v in domain[n].values()
        ):
            raise ValueError(f"the size {n} is a whole number from 1 to 9")
    for a, b, what in (
        (domain, defined, "free and defined"),
        (sizes, defined, "a size and a quantity"),
        (calls, {*domain, *defined, *sizes}, "a function and a quantity"),
    ):
        if both := set(a) & set(b):
            raise ValueError(f"{', '.join(sorted(both))} is both {what}")
    if both := {*calls, *domain, *defined} & {*KNOWN, *ALIASES, "Derivative"}:
        raise ValueError(f"{', '.join(sorted(both))} is a known function; name it otherwise")
    quantities = {*domain, *defined, *sizes}
    arities = {n: (len(p), len(p)) for n, (p, _) in calls.items()}
    functions = {}
    for n, (parameters, body) in calls.items():
        if both := set(parameters) & quantities:
            raise ValueError(
                f"the parameter {min(both)} of {n} is a quantity too; name it otherwise"
            )
        functions[n] = (parameters, expression(body, quantities | set(parameters), arities))
    definitions = {n: expression(body, quantities, arities) for n, body in defined.items()}
    _look_for_circles(definitions, functions)
    if odd := [n for n in defined if not n.isidentifier()]:
        raise ValueError(
            f"'{odd[0]}' is no name: letters, digits and _; how it is displayed, [names] says"
        )
    names = data.get("names", {})
    if unknown := set(names) - quantities - set(calls):
        raise ValueError(f"[names] displays {min(unknown)}, which nothing defines")
    shown: dict[str, str] = {}
    for n in sorted(quantities | set(calls)):
        display = of_tex(names[n]) if n in names else default(n)
        if n in names and (
            display in {*KNOWN, *ALIASES} or display.split("^")[0].split("_")[0] in MEANT
        ):
            raise ValueError(f"{n} is displayed as {display}, which means something to everybody")
        if display in shown:
            raise ValueError(f"{shown[display]} and {n} are both displayed as {display}")
        shown[display] = n
    for display, n in shown.items():
        base, _, above = display.rpartition("^")
        if base in shown and (above.isdigit() or above in shown or above in ("T", "⊤")):
            raise ValueError(f"{n} is displayed as {display}, which could be a power of {base}")
    return Context(stem, domain, functions, definitions, shown, tuple(names.items()))


def _look_at_domain(domain: dict) -> None:
    for n, limits in domain.items():
        if not n.isidentifier():
            raise ValueError(f"'{n}' is no name: letters, digits and _")
        keys = set(limits) if isinstance(limits, dict) else set()
        shape = limits.get("shape", [1]) if keys else [1]
        fits = isinstance(shape, list) and 1 <= len(shape) <= 2
        if not fits or not all((isinstance(s, str) and s.isidentifier()) or
                               (isinstance(s, int) and 0 < s <= 50) for s in shape):  # fmt: skip
            raise ValueError(f'the shape of {n} is one or two sizes, as ["n", 3]')
        if keys - {"shape"} == {"values"} and limits["values"]:
            numbers = limits["values"]
        elif keys - {"shape"} == {"from", "to"}:
            numbers = [limits["from"], limits["to"]]
        else:
            raise ValueError(f"the domain of {n} is neither {{from, to}} nor {{values}}")
        if not isinstance(numbers, list) or not all(
            type(v) in (int, float) and math.isfinite(v) for v in numbers
        ):
            raise ValueError(f"the domain of {n} is not made of numbers")
        if max(map(abs, numbers)) > WIDEST or any(0 < abs(v) < 1 / WIDEST for v in numbers):
            raise ValueError(
                f"the domain of {n} holds a number beyond ±{WIDEST:g}, or nearer to 0 than "
                f"{1 / WIDEST:g}"
            )
        if "from" in keys and not limits["from"] < limits["to"]:
            raise ValueError(f"the domain of {n} is empty: from {numbers[0]} to {numbers[1]}")


def _look_for_circles(definitions: dict, functions: dict) -> None:
    rests_on = {}
    for n, part in [*definitions.items(), *((f, body) for f, (_, body) in functions.items())]:
        named = (p.args[0] for p in part.walk() if p.op in ("name", "call"))
        rests_on[n] = set(named) & {*definitions, *functions}
    try:
        TopologicalSorter(rests_on).prepare()
    except CycleError as error:
        raise ValueError(f"{' → '.join(error.args[1])} go round in a circle") from error
