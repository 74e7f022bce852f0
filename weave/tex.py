r"""Read displayed TeX: a chain of equalities becomes expressions in the names of a context.

SymPy's parser does the reading; what stands here prepares the TeX for it.
"""

import re
from collections import deque

import sympy
from sympy.core.function import AppliedUndef
from sympy.parsing.latex import parse_latex
from sympy.parsing.latex.errors import LaTeXParsingError

from weave.context import CheckError, Context

RELATIONS = {"=": "=", r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥", r"\approx": "≈"}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Za-z]|\s+|.", re.S)
IGNORED = {r"\;", r"\,", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", "&", r"\left", r"\right"}
IGNORED |= {r"\displaystyle", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"}
LIMITS = {r"\sum", r"\prod", r"\lim", r"\int", r"\log"}  # their subscript is no index
NUMBERED = "Upsilon"  # a letter for what was read apart; no page uses it


def statements(tex: str, macros: tuple[str, ...] = ()) -> list[list]:
    r"""Cut a displayed formula into statements: [side, relation, side, …], a side being tokens.

    `macros` names the commands, such as `\error`, that only colour their argument.
    """
    tex = re.sub(r"(?m)%.*$", "", tex)
    tex = re.sub(r"\\(begin|end)\{(align|aligned|gather|gathered)\*?\}", "", tex)
    tokens = _plain(deque(t for t in TOKEN.findall(tex) if not t.isspace()), macros)
    if tokens[-1:] == ["."]:  # the end of the sentence that the formula stands in
        tokens.pop()
    found, depth, parts = [], 0, [[]]
    for token in [*tokens, ","]:
        depth += (token in "({[") - (token in ")}]")
        if depth == 0 and token in RELATIONS:
            parts += [RELATIONS[token], []]
        elif depth == 0 and token in (",", r"\\"):
            if parts[0] == [] and len(parts) > 1 and found:
                found[-1] += parts[1:]  # a line of a chain that goes on with a relation
            elif parts != [[]]:
                found.append(parts)
            parts = [[]]
        else:
            parts[-1].append(token)
    if depth != 0:
        raise CheckError(f"brackets do not match in '{text(tokens)}'")
    return found


def text(tokens: list[str]) -> str:
    """Write tokens as TeX again, for a message."""
    out = ""
    for token in tokens:
        glued = re.search(r"\\[A-Za-z]+$", out) and token[0].isalpha()
        out += (" " if glued else "") + token
    return out


def _plain(rest: deque[str], macros: tuple[str, ...]) -> list[str]:
    """Drop what is only looks: colours, braces with a label under them, spaces, sizes."""
    out = []
    while rest:
        token = rest.popleft()
        if token[1:] in macros:
            out += _plain(deque(_group(rest)), macros)
        elif token == r"\underbrace":
            out += _plain(deque(_group(rest)), macros)
            if not _next_is("_", rest):
                raise CheckError(r"an \underbrace needs a label, \underbrace{…}_{…}")
            rest.popleft()
            _group(rest)
        elif token in (r"\tfrac", r"\dfrac"):
            out.append(r"\frac")
        elif token not in IGNORED:
            out.append(token)
    return out


def _next_is(token: str, rest: deque[str]) -> bool:
    return bool(rest) and rest[0] == token


def _group(rest: deque[str]) -> list[str]:
    """Take the next argument from `rest`: one token, or what stands in braces."""
    if not rest:
        raise CheckError("a command at the end lacks what it acts on")
    first = rest.popleft()
    if first.isdigit() and len(first) > 1:  # \frac12 takes a digit at a time
        rest.appendleft(first[1:])
        first = first[0]
    if first != "{":
        return [first]
    depth, inner = 1, []
    while rest:
        token = rest.popleft()
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return inner
        inner.append(token)
    raise CheckError("a '{' is not closed")


def read(side: list[str], context: Context) -> sympy.Expr:
    """Read one side of an equation, given as tokens, in the names of `context`."""
    derivatives = []
    spoken = " ".join(_speak(side, context, derivatives))
    try:
        found = parse_latex(spoken, strict=True)
    except (LaTeXParsingError, TypeError, ValueError, AttributeError) as error:
        raise CheckError(
            f"cannot read '{text(side)}' ({str(error).strip().splitlines()[0]}); write it "
            "otherwise, or say what it means with '% side N stands for: EXPRESSION'"
        ) from error
    found = found.xreplace({s: sympy.Symbol(re.sub("[{}]", "", s.name)) for s in _names(found)})
    found = found.xreplace({sympy.Symbol(f"{NUMBERED}_{i}"): d for i, d in enumerate(derivatives)})
    summed = {v for node in found.atoms(sympy.Sum) for v, *_ in node.limits}
    used = {s.name for s in _names(found) - summed}
    unknown = used - context.symbols - {n for n in used if _instances(n, context)}
    calls = {node.func.__name__ for node in found.atoms(AppliedUndef)}
    unknown |= calls - {f + prime for f in context.functions for prime in ("", "prime")}
    if unknown:
        raise CheckError(
            f"'{', '.join(sorted(unknown))}' in '{text(side)}' is not defined in context "
            f"{context.name}"
        )
    return found


def _speak(side: list[str], context: Context, derivatives: list) -> list[str]:
    r"""Say plainly what SymPy's parser would take otherwise.

    It takes a(1 − a) for a call of a, e for a letter, and the \partial of a longer fraction for a
    factor that cancels. So a product gets its dot, e^x becomes exp(x), and a derivative joins
    `derivatives` and leaves its number in the tokens.
    """
    out, rest = [], deque(side)
    while rest:
        token = rest.popleft()
        name = token.lstrip("\\")
        if token == r"\frac":
            top, low = _group(rest), _group(rest)
            if top[:1] == low[:1] and top[:1] in ([r"\partial"], ["d"]):
                out += [rf"\{NUMBERED}", "_{", str(len(derivatives)), "}"]
                derivatives.append(_derivative(top[1:], low[1:], context))
            else:
                top, low = (_speak(part, context, derivatives) for part in (top, low))
                out += [token, "{", *top, "}", "{", *low, "}"]
        elif token == r"\partial":
            raise CheckError(rf"a '\partial' in '{text(side)}' is not part of a fraction")
        elif token == "e" and "e" not in context.symbols:
            if not _next_is("^", rest):
                raise CheckError(f"'e' in '{text(side)}' has no exponent")
            rest.popleft()
            out += [r"\exp", "(", *_speak(_group(rest), context, derivatives), ")"]
        elif token == "^":
            out += ["^", "{", *_speak(_group(rest), context, derivatives), "}"]
        elif name in context.functions:
            if _next_is("'", rest):
                rest.popleft()
                token = rf"\{name}prime"
            if not _next_is("(", rest):
                raise CheckError(f"'{token}' in '{text(side)}' is not called, as in {token}(…)")
            out.append(token)
        elif name in context.symbols or (name.isalpha() and _next_is("_", rest)):
            out.append(token)
            if _next_is("_", rest) and token not in LIMITS:
                rest.popleft()
                out += ["_{", *_group(rest), "}"]
            if _next_is("(", rest):
                out.append(r"\cdot")
        else:
            out.append(token)
    return out


def _derivative(top: list[str], low: list[str], context: Context) -> sympy.Derivative:
    """Read what stands after the two ∂ of a fraction: the quantity, and the variable."""
    order = 1
    if top[:1] == ["^"]:
        rest = deque(top[1:])
        order, top = int("".join(_group(rest))), list(rest)
        if "^" not in low or low[low.index("^") + 1 :] not in (
            [str(order)],
            ["{", str(order), "}"],
        ):
            raise CheckError(f"the orders differ in the derivative of '{text(top)}'")
        low = low[: low.index("^")]
    if not top:
        raise CheckError(r"write what is differentiated inside the fraction, \frac{∂…}{∂…}")
    variable = read(low, context)
    if not variable.is_Symbol:
        raise CheckError(f"cannot differentiate by '{text(low)}'")
    return sympy.Derivative(read(top, context), (variable, order), evaluate=False)


def _names(expr: sympy.Expr) -> set[sympy.Symbol]:
    """All symbols of `expr`, those that it differentiates by included."""
    return expr.atoms(sympy.Symbol)


def _instances(name: str, context: Context) -> list[int]:
    """Return the numbers that the index of `name` can take: [1, 2] for x_i beside x_1 and x_2."""
    stem, _, index = name.partition("_")
    if not index.isalpha() or name in context.symbols:
        return []
    return [n for n in range(1, 100) if f"{stem}_{n}" in context.symbols]


def with_index(expr: sympy.Expr, index: str, number: int) -> sympy.Expr:
    """Put `number` for `index`, in subscripts too: x_i becomes x_3."""
    named = {s: sympy.Symbol(f"{s.name.partition('_')[0]}_{number}")
             for s in _names(expr) if s.name.partition("_")[2] == index}  # fmt: skip
    return expr.xreplace({**named, sympy.Symbol(index): sympy.Integer(number)})


def for_each_index(sides: list[tuple], context: Context) -> list[list[tuple]]:
    """Write a statement about every x_i out, as one statement about x_1, one about x_2, …"""
    free = {}
    for _, expr in sides:
        summed = {str(v) for node in expr.atoms(sympy.Sum) for v, *_ in node.limits}
        for name in (s.name for s in _names(expr)):
            index = name.partition("_")[2]
            if index not in summed and (numbers := _instances(name, context)):
                free[index] = sorted(set(free.get(index, numbers)) & set(numbers))
    for index, numbers in free.items():
        return [
            one
            for n in numbers
            for one in for_each_index(
                [(text, with_index(e, index, n)) for text, e in sides], context
            )
        ]
    return [sides]
