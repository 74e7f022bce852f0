r"""Read displayed TeX: a chain of equalities becomes expressions in the names of a context.

SymPy's parser does the reading. What stands here prepares the TeX for it, and refuses whatever a
person might take otherwise than the parser does: it passes on only what it knows.
"""

import re
from collections import deque
from functools import cache as once
from functools import partial

import sympy
from sympy.core.alphabets import greeks
from sympy.parsing.latex import parse_latex
from sympy.parsing.latex.errors import LaTeXParsingError

from weave.equations.context import CheckError, Context

RELATIONS = {"=": "=", r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥", r"\approx": "≈"}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Za-z]|\s+|.", re.S)
IGNORED = {r"\;", r"\,", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", "&", r"\left", r"\right"}
IGNORED |= {r"\displaystyle", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"}
PASSED_ON = {"+", "-", "(", ")", "|", r"\cdot", r"\times"}
CALLED = {r"\exp", r"\ln", r"\log", r"\tanh"}
GREEK = set(greeks)
COLOUR = r"\colour"  # stands for any macro that only colours the group after it
NUMBERED = "Upsilon"  # a letter for what was read apart; no page uses it

_parse = once(partial(parse_latex, strict=True))  # slow, and many an equation has the same side


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
    """Write tokens as TeX again, without colours, for a message."""
    out = ""
    for token in tokens:
        if token == COLOUR:
            continue
        glued = re.search(r"\\[A-Za-z]+$", out) and token[0].isalpha()
        out += (" " if glued else "") + token
    return out


def _plain(rest: deque[str], macros: tuple[str, ...]) -> list[str]:
    """Drop what is only looks: spaces, sizes, which macro colours, the label under a brace."""
    out = []
    while rest:
        token = rest.popleft()
        if token[1:] in macros:
            out.append(COLOUR)
        elif token == r"\underbrace":
            out += [COLOUR, "{", *_plain(deque(_group(rest)), macros), "}"]
            if not _next_is("_", rest):
                raise CheckError(r"an \underbrace needs a label, \underbrace{…}_{\text{…}}")
            rest.popleft()
            label = _group(rest)
            if label[:1] != [r"\text"]:
                raise CheckError(r"a label under a brace is a \text{…}: it is not checked")
            if label == [r"\text"]:
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
    if first == COLOUR:
        return _group(rest)
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
    """Read one side of an equation, given as tokens, in the names of `context`.

    The expression is left as it was written: what is undefined somewhere, such as a²/a at 0, stays
    so. Raises CheckError for whatever is not known, or could be taken in two ways.
    """
    reader = _Reader(side, context)
    spoken = " ".join(reader.speak(side))
    try:
        found = _parse(spoken)
    except (LaTeXParsingError, TypeError, ValueError, AttributeError) as error:
        raise CheckError(f"cannot read '{text(side)}'; {MEND}") from error
    with sympy.evaluate(False):
        named = {s: sympy.Symbol(re.sub("[{}]", "", s.name)) for s in _names(found)}
        found = found.xreplace(named)
        numbered = {sympy.Symbol(f"{NUMBERED}_{i}"): d for i, d in enumerate(reader.derivatives)}
        found = found.xreplace(numbered)
    return found


MEND = "write it otherwise, or say what it means with '% side N stands for: EXPRESSION'"


class _Reader:
    r"""Says plainly what SymPy's parser would take otherwise, and nothing that it does not know.

    The parser takes a(1 − a) for a call of a, e for a letter, and the \partial of a longer fraction
    for a factor that cancels. So a product gets its dot, e^x becomes exp(x), and a derivative joins
    `derivatives` and leaves its number in the tokens.
    """

    def __init__(self, side: list[str], context: Context) -> None:
        self.side, self.context, self.derivatives = side, context, []
        sums = [i for i, token in enumerate(side) if token == r"\sum"]
        self.bound = {side[i + 3] for i in sums if side[i + 1 : i + 3] == ["_", "{"]}

    def speak(self, tokens: list[str]) -> list[str]:
        """Return `tokens`, a part of the side, in words that the parser takes as a reader does."""
        out, rest = [], deque(tokens)
        while rest:
            token = rest.popleft()
            name = token.lstrip("\\")
            if token == COLOUR:
                rest.extendleft(reversed(_group(rest)))
            elif token == r"\frac":
                out += self._fraction(_group(rest), _group(rest), out)
            elif token == r"\sqrt":
                out += [token, "{", *self.speak(_group(rest)), "}"]
            elif token == r"\sum":
                out += self._sum(rest)
            elif token == "^":
                out += ["^", "{", *self.speak(_group(rest)), "}"]
                if _next_is("_", rest):
                    raise self._refusal("write an index before a power")
            elif token == "e" and "e" not in self.context.symbols:
                if not _next_is("^", rest):
                    raise self._refusal("'e' has no exponent")
                rest.popleft()
                out += [r"\exp", "(", *self.speak(_group(rest)), ")"]
            elif name in self.context.functions or token in CALLED:
                if _next_is("'", rest) and token not in CALLED:
                    rest.popleft()
                    token = rf"\{name}prime"
                if not _next_is("(", rest):
                    raise self._refusal(f"'{token}' is not called, as in {token}(…)")
                out.append(token)
            elif token[0].isdigit():
                if out and out[-1] not in PASSED_ON - {")"}:
                    raise self._refusal(f"write a '\\cdot' before {token}")
                out.append(token)
            elif token.isalpha() or name in GREEK:
                out += self._quantity(token, rest)
            elif token in PASSED_ON:
                out.append(token)
            else:
                why = " is not part of a fraction" if token == r"\partial" else " is not known here"
                raise self._refusal(f"'{token}'{why}")
        return out

    def _refusal(self, why: str) -> CheckError:
        return CheckError(f"cannot read '{text(self.side)}': {why}; {MEND}")

    def _quantity(self, token: str, rest: deque[str]) -> list[str]:
        """Take a letter with its index, and a dot if a bracket follows: a(1 − a) is no call."""
        name, out = token.lstrip("\\"), [token]
        if _next_is("_", rest):
            rest.popleft()
            index = _group(rest)
            name += "_" + "".join(index)
            out += ["_{", *index, "}"]
        if name not in self.context.symbols | self.bound and not _instances(name, self.context):
            raise CheckError(
                f"'{name}' in '{text(self.side)}' is not defined in context {self.context.name}"
            )
        return [*out, r"\cdot"] if _next_is("(", rest) else out

    def _fraction(self, top: list[str], low: list[str], before: list[str]) -> list[str]:
        if top[:1] == low[:1] and top[:1] in ([r"\partial"], ["d"]):
            self.derivatives.append(self._derivative(top[1:], low[1:]))
            return [rf"\{NUMBERED}", "_{", str(len(self.derivatives) - 1), "}"]
        if before and before[-1].isdigit() and "".join(top + low).isdigit():
            raise self._refusal("a number before a fraction of numbers could be a mixed number")
        return [r"\frac", "{", *self.speak(top), "}", "{", *self.speak(low), "}"]

    def _sum(self, rest: deque[str]) -> list[str]:
        limits = []
        for mark in "_^":
            if not _next_is(mark, rest):
                raise self._refusal(r"a sum is written \sum_{i=1}^{n}")
            rest.popleft()
            limits.append(_group(rest))
        index, equals, *low = limits[0]
        if equals != "=" or not "".join(low + limits[1]).isdigit():
            raise self._refusal("a sum runs from one number to another")
        return [r"\sum", "_{", index, "=", *low, "}", "^{", *limits[1], "}"]

    def _derivative(self, top: list[str], low: list[str]) -> sympy.Derivative:
        """Read what stands after the two ∂ of a fraction: the quantity, and the variable."""
        order = 1
        if top[:1] == ["^"]:
            rest = deque(top[1:])
            written, top = "".join(_group(rest)), list(rest)
            if not written.isdigit():
                raise self._refusal("the order of a derivative is not a number")
            order = int(written)
            if low[-2:] == ["^", str(order)]:
                low = low[:-2]
            elif low[-4:] == ["^", "{", str(order), "}"]:
                low = low[:-4]
            else:
                raise self._refusal("the orders differ above and below the line")
        if not top:
            raise self._refusal(r"write what is differentiated inside the fraction, \frac{∂…}{∂…}")
        variable = read(low, self.context)
        if not variable.is_Symbol:
            raise self._refusal(f"cannot differentiate by '{text(low)}'")
        return sympy.Derivative(read(top, self.context), (variable, order), evaluate=False)


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
    with sympy.evaluate(False):
        return expr.xreplace({**named, sympy.Symbol(index): sympy.Integer(number)})


def for_each_index(sides: list[tuple], context: Context) -> list[list[tuple]]:
    """Write a statement about every x_i out, as one statement about x_1, one about x_2, …"""
    free, bound = {}, set()
    for _, expr in sides:
        bound |= {str(v) for node in expr.atoms(sympy.Sum) for v, *_ in node.limits}
    for _, expr in sides:
        for name in (s.name for s in _names(expr)):
            index = name.partition("_")[2]
            numbers = [] if index in bound else _instances(name, context)
            if numbers and free.setdefault(index, numbers) != numbers:
                raise CheckError(f"the index {index} does not run over the same numbers")
    for index, numbers in free.items():
        return [
            one
            for n in numbers
            for one in for_each_index(
                [(text, with_index(e, index, n)) for text, e in sides], context
            )
        ]
    return [sides]
