"""Write the definitions and the domain of a context as TeX, for the reader of a page."""

from decimal import Decimal
from fractions import Fraction

from weave.equations.context import Context
from weave.equations.glyphs import GREEK
from weave.equations.tree import Node, node, number

_WORDS = {"exp", "log", "tanh", "sin", "cos", "max", "min"}
_LOW, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)  # how firmly an operation holds together


def spell(context: Context) -> list[str]:
    """Return functions, definitions and domain, each as a line of TeX."""
    given = dict(context.written)

    def name(identifier: str) -> str:
        return given.get(identifier) or _default(identifier)

    def write(part: Node, around: int = _LOW) -> str:
        text, own = _written(part, name, write)
        return rf"\left({text}\right)" if own < around else text

    lines = []
    for f, (parameters, body) in context.functions.items():
        lines.append(f"{name(f)}({', '.join(map(name, parameters))}) = {write(body)}")
    for n, body in context.definitions.items():
        lines.append(f"{name(n)} = {write(_by_entry(body, context))}")
    for n, limits in context.domain.items():
        if "values" in limits:
            inside = r"\{" + ", ".join(_number(v) for v in limits["values"]) + r"\}"
        else:
            inside = f"[{_number(limits['from'])}, {_number(limits['to'])}]"
        if "shape" in limits:
            inside += "^{" + r" \times ".join(str(s) for s in (limits["shape"] + [1])[:2]) + "}"
        lines.append(rf"{name(n)} \in {inside}")
    return lines


def _default(identifier: str) -> str:
    def letter(text: str) -> str:
        if text.lower() in GREEK:
            return rf"\{text}"
        return text if len(text) == 1 or not text.isalpha() else rf"\mathrm{{{text}}}"

    stem, _, index = identifier.partition("_")
    return letter(stem) + (f"_{{{letter(index).replace('_', ',')}}}" if index else "")


def _by_entry(part: Node, context: Context) -> Node:
    """Put a sign of its own for products and squares of arrays, which are taken entry by entry."""
    part = part.rebuilt(lambda child: _by_entry(child, context))
    if part.op == "b*" and all(_is_array(p, context) for p in part.args):
        return node("⊙", *part.args)
    if part.op == "**" and part.args[1] == number(2) and _is_array(part.args[0], context):
        return node("⊙", part.args[0], part.args[0])
    return part


def _is_array(part: Node, context: Context) -> bool:
    if part.op == "name":
        (n,) = part.args
        if n in context.definitions:
            return _is_array(context.definitions[n], context)
        return "shape" in context.domain.get(n, {})
    if part.op in ("index", "number") or (
        part.op == "call" and part.args[0] in ("sum", "norm", "trace") and len(part.args) == 2
    ):
        return False
    if part.op == "derivative":
        return any(_is_array(p, context) for p in part.args)
    return any(_is_array(p, context) for p in part.children())


def _written(part: Node, name, write) -> tuple[str, int]:
    """Return the TeX of `part`, and how firmly it holds together."""
    op, args = part
    match op:
        case "number":
            return _number(args[0]), _ATOM
        case "name":
            return name(args[0]), _ATOM
        case "b+":
            right = args[1]
            sign, right = ("-", right.args[0]) if right.op == "neg" else ("+", right)
            return f"{write(args[0], _SUM)} {sign} {write(right, _PRODUCT)}", _SUM
        case "neg":
            return f"-{write(args[0], _PRODUCT)}", _SUM
        case "b*":
            right = write(args[1], _SIGN)
            dot = r"\cdot " if right[0].isdigit() or right.startswith(r"\frac") else ""
            return f"{write(args[0], _PRODUCT)} {dot}{right}", _PRODUCT
        case "⊙":
            return rf"{write(args[0], _SIGN)} \odot {write(args[1], _SIGN)}", _PRODUCT
        case "@":
            return rf"{write(args[0], _PRODUCT)} \, {write(args[1], _SIGN)}", _PRODUCT
        case "b/":
            return rf"\frac{{{write(args[0])}}}{{{write(args[1])}}}", _SIGN
        case "**":
            return f"{write(args[0], _ATOM)}^{{{write(args[1])}}}", _POWER
        case "T":
            return rf"{write(args[0], _ATOM)}^\top", _ATOM
        case "index":
            return f"{write(args[0], _ATOM)}_{{{', '.join(map(write, args[1:]))}}}", _ATOM
        case "derivative":
            return (
                rf"\frac{{\partial {write(args[0], _SIGN)}}}{{\partial {write(args[1], _SIGN)}}}",
                _SIGN,
            )
        case "call":
            return _called(*args, name=name, write=write)
    raise AssertionError(op)


def _called(f: str, *args: Node, name, write) -> tuple[str, int]:
    inside = ", ".join(map(write, args))
    match f:
        case "exp":
            return f"e^{{{inside}}}", _POWER
        case "abs":
            return rf"\left|{inside}\right|", _ATOM
        case "norm":
            return rf"\left\|{inside}\right\|", _ATOM
        case "sqrt":
            return rf"\sqrt{{{inside}}}", _ATOM
        case "log" if len(args) == 2:
            return rf"\log_{{{write(args[1])}}}\left({write(args[0])}\right)", _ATOM
        case "log":
            return rf"\ln\left({inside}\right)", _ATOM
        case "sum" if len(args) == 2:
            along = "rows" if args[1].args[0] == 0 else "columns"
            return rf"\mathrm{{sum\ over\ {along}}}\left({write(args[0])}\right)", _ATOM
    if f in _WORDS:
        return rf"\{f}\left({inside}\right)", _ATOM
    known = {"sum": r"\mathrm{sum}", "diag": r"\mathrm{diag}", "trace": r"\mathrm{tr}"}
    return rf"{known.get(f) or name(f)}\left({inside}\right)", _ATOM


def _number(value: float) -> str:
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    tens = next((n for n in range(41) if (exact * 10**n).denominator == 1), None)
    if tens is None:
        return rf"\frac{{{exact.numerator}}}{{{exact.denominator}}}"
    mantissa, _, power = f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}", "", 0
    digits = mantissa.strip("-0.").replace(".", "").strip("0")
    if len(mantissa) > 8 and len(digits) < 6:  # 0.000001 and 2 500 000 000 000
        power = (
            len(str(abs(exact.numerator) // exact.denominator)) - 1
            if abs(exact) >= 1
            else -len(mantissa.partition(".")[2]) + len(mantissa.partition(".")[2].lstrip("0")) - 1
        )
        return rf"{_number(exact / Fraction(10) ** power)} \cdot 10^{{{power}}}"
    return mantissa
