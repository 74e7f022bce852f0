"""Contexts: the definitions under which an equation must hold, and the domain of its variables.

A context is a TOML file:

    [domain]
    w = { from = -4, to = 4 }
    y = { values = [0, 1] }
    [functions]
    "sigma(t)" = "1 / (1 + exp(-t))"
    [definitions]
    z = "w*x + b"

The right sides are in Python's notation. They are read by another route than the TeX of the pages,
so that one misreading cannot hide in both.
"""

import re
import tomllib
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from tokenize import TokenError

import sympy
from sympy.core.function import AppliedUndef
from sympy.parsing.sympy_parser import parse_expr


class CheckError(ValueError):
    """An equation that cannot be read or does not hold, or a context that cannot be used."""


@dataclass(frozen=True)
class Context:
    """The definitions under which an equation must hold, and where its variables live."""

    name: str
    domain: dict[str, dict]
    functions: dict[str, tuple[sympy.Symbol, sympy.Expr]]
    definitions: dict[str, sympy.Expr]
    written: dict[str, str]  # left side → right side, as the file has them, for the reader

    @property
    def symbols(self) -> set[str]:
        """Names of all free and defined quantities."""
        return {*self.domain, *self.definitions}


def load(file: Path) -> Context:
    """Read a context file; raise CheckError with its name if it is not one."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        if unknown := set(data) - {"domain", "functions", "definitions"}:
            raise ValueError(f"'{min(unknown)}' is no part of a context")
        domain, defined = data["domain"], data.get("definitions", {})
        _look_at_domain(domain)
        if both := set(domain) & set(defined):
            raise ValueError(f"{', '.join(sorted(both))} is both free and defined")
        calls = {}
        for head, body in data.get("functions", {}).items():
            if not (found := re.fullmatch(r"(\w+)\((\w+)\)", head)):
                raise ValueError(f"a function is written f(t), not {head}")
            name, parameter = found.groups()
            if parameter in {*domain, *defined}:
                raise ValueError(f"the parameter of {head} is a quantity too; name it otherwise")
            calls[name] = (sympy.Symbol(parameter), body)
        names = {n: sympy.Symbol(n) for n in (*domain, *defined)}
        names |= {n: sympy.Function(n) for n in calls}
        functions = {
            n: (p, expression(body, {**names, p.name: p})) for n, (p, body) in calls.items()
        }
        definitions = {n: expression(body, names) for n, body in defined.items()}
        _look_for_circles(definitions, functions)
        written = {**data.get("functions", {}), **defined}
        return Context(file.stem, domain, functions, definitions, written)
    except KeyError as error:
        raise CheckError(f"{file.as_posix()} is not a context: it lacks {error}") from error
    except ValueError as error:
        raise CheckError(f"{file.as_posix()} is not a context: {error}") from error


def _look_at_domain(domain: dict) -> None:
    for name, limits in domain.items():
        keys = set(limits) if isinstance(limits, dict) else set()
        if keys == {"values"} and limits["values"]:
            numbers = limits["values"]
        elif keys == {"from", "to"}:
            numbers = [limits["from"], limits["to"]]
        else:
            raise ValueError(f"the domain of {name} is neither {{from, to}} nor {{values}}")
        if not all(isinstance(n, int | float) for n in numbers):
            raise ValueError(f"the domain of {name} is not made of numbers")
        if keys == {"from", "to"} and not limits["from"] < limits["to"]:
            raise ValueError(f"the domain of {name} is empty: from {numbers[0]} to {numbers[1]}")


def _look_for_circles(definitions: dict, functions: dict) -> None:
    rests_on = {n: {s.name for s in e.atoms(sympy.Symbol)} for n, e in definitions.items()}
    for name, (_, body) in functions.items():
        rests_on[name] = {c.func.__name__ for c in body.atoms(AppliedUndef)}
        rests_on[name] |= {s.name for s in body.atoms(sympy.Symbol)}
    for name, e in definitions.items():
        rests_on[name] |= {c.func.__name__ for c in e.atoms(AppliedUndef)}
    try:
        TopologicalSorter(rests_on).prepare()
    except CycleError as error:
        raise ValueError(f"{' → '.join(error.args[1])} go round in a circle") from error


def expression(text: str, names: dict, evaluate: bool = True) -> sympy.Expr:
    """Read `text`, in Python's notation, as an expression in `names` and the known functions."""
    known = {"exp": sympy.exp, "log": sympy.log, "ln": sympy.log, "sqrt": sympy.sqrt}
    known |= {"tanh": sympy.tanh, "abs": sympy.Abs, "max": sympy.Max, "Derivative": Derivative}
    known |= {"im": sympy.im, "I": sympy.I}
    # What SymPy's reader itself writes when it rewrites `text`.
    literals = {f.__name__: f for f in (sympy.Integer, sympy.Float, sympy.Symbol)}
    literals |= {f.__name__: f for f in (sympy.Add, sympy.Mul, sympy.Pow)}
    try:
        found = parse_expr(
            text, local_dict={**known, **names}, global_dict=literals, evaluate=evaluate
        )
        if not isinstance(found, sympy.Expr):
            raise TypeError("it is no expression")
        free = {s.name for s in found.free_symbols}
        calls = found.atoms(AppliedUndef)
    except (SyntaxError, NameError, TypeError, AttributeError, TokenError) as error:
        raise ValueError(f"cannot read '{text}': {error}") from error
    if unknown := free - set(names):
        raise ValueError(f"'{text}' names {', '.join(sorted(unknown))}, which nothing defines")
    if any(len(call.args) != 1 for call in calls):
        raise ValueError(f"a function in '{text}' does not take one argument")
    return found


def Derivative(quantity: sympy.Expr, variable: sympy.Symbol) -> sympy.Derivative:
    """Leave a derivative as it is: it is to be measured."""
    return sympy.Derivative(quantity, variable, evaluate=False)


def spell(context: Context) -> list[str]:
    """Write the definitions and the domain of `context` as TeX, for the reader."""
    names = {n: sympy.Symbol(n) for n in context.symbols}
    names |= {n: sympy.Function(n) for n in context.functions}
    lines = []
    for head, body in context.written.items():
        name, _, parameter = head.rstrip(")").partition("(")
        local = {**names, parameter: sympy.Symbol(parameter)} if parameter else names
        left = sympy.latex(sympy.Symbol(name)) + (f"({parameter})" if parameter else "")
        # Unevaluated, to keep the order; a quotient then has a factor 1, which nobody wrote.
        right = expression(body, local, evaluate=False).replace(
            lambda e: e.is_Mul and e.args[0] == 1, lambda e: sympy.Mul(*e.args[1:], evaluate=False)
        )
        lines.append(f"{left} = {sympy.latex(right)}")
    for name, limits in context.domain.items():
        if "values" in limits:
            inside = r"\{" + ", ".join(_number(v) for v in limits["values"]) + r"\}"
        else:
            inside = f"[{_number(limits['from'])}, {_number(limits['to'])}]"
        lines.append(rf"{sympy.latex(sympy.Symbol(name))} \in {inside}")
    return lines


def _number(value: float) -> str:
    mantissa, _, power = f"{value:g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa
