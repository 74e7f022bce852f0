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
from pathlib import Path

import sympy
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
        domain, defined = data["domain"], data.get("definitions", {})
        if both := set(domain) & set(defined):
            raise ValueError(f"{', '.join(sorted(both))} is both free and defined")
        calls = {}
        for head, body in data.get("functions", {}).items():
            name, parameter = re.fullmatch(r"(\w+)\((\w+)\)", head).groups()
            if parameter in {*domain, *defined}:
                raise ValueError(f"the parameter of {head} is a quantity too; name it otherwise")
            calls[name] = (sympy.Symbol(parameter), body)
        names = {n: sympy.Symbol(n) for n in (*domain, *defined)}
        names |= {n: sympy.Function(n) for n in calls}
        functions = {
            n: (p, expression(body, {**names, p.name: p})) for n, (p, body) in calls.items()
        }
        definitions = {n: expression(body, names) for n, body in defined.items()}
        for limits in domain.values():
            if set(limits) not in ({"from", "to"}, {"values"}):
                raise ValueError(f"a domain is {{from, to}} or {{values}}, not {limits}")
        written = {**data.get("functions", {}), **defined}
        return Context(file.stem, domain, functions, definitions, written)
    except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CheckError(f"{file.as_posix()} is not a context: {error!r}") from error


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
    except (SyntaxError, NameError, TypeError) as error:
        raise ValueError(f"cannot read '{text}': {error}") from error
    if unknown := {s.name for s in found.free_symbols} - set(names):
        raise ValueError(f"'{text}' names {', '.join(sorted(unknown))}, which nothing defines")
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
