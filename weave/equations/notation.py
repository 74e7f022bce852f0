"""Read Python's notation, as numpy takes it, without running it: only its syntax tree is read."""

import ast
import re

from weave.equations.tree import Node, name, node, number

KNOWN = {  # functions of numbers, entry by entry on arrays, and how many numbers they take
    "exp": (1, 1), "log": (1, 2), "ln": (1, 1), "sqrt": (1, 1), "tanh": (1, 1), "sin": (1, 1),
    "cos": (1, 1), "abs": (1, 1), "max": (1, 9), "min": (1, 9),
    "sum": (1, 2), "norm": (1, 1), "diag": (1, 1), "trace": (1, 1),
}  # fmt: skip
ALIASES = {"ln": "log", "tr": "trace"}
LAMBDA = "lambda_"  # the letter λ has a name that Python keeps for itself
LONGEST, DEEPEST, HIGHEST = 2000, 60, 100  # characters, brackets, powers of a right side
BINARY = {
    ast.Add: "b+",
    ast.Sub: "b+",
    ast.Mult: "b*",
    ast.Div: "b/",
    ast.Pow: "**",
    ast.MatMult: "@",
}


def expression(
    text: str,
    quantities: set[str],
    functions: dict[str, tuple[int, int]],
    letters: set[str] = frozenset(),
) -> Node:
    """Read `text`, in Python's notation, as an expression in `quantities` and `functions`.

    `functions` says how many arguments each of the context's own takes; `letters` may be indices.
    Raises ValueError for whatever is no such expression.
    """

    def refuse(why: str) -> None:
        raise ValueError(f"cannot read '{text[:80]}': {why}")

    def read(part: ast.expr, depth: int) -> Node:
        if depth > DEEPEST:
            refuse(f"more than {DEEPEST} operations lie in one another")
        match part:
            case ast.Constant(value=int() | float()) if not isinstance(part.value, bool):
                digits = ast.get_source_segment(written, part) or str(part.value)
                if not re.fullmatch(r"[\d_]*\.?[\d_]*(e[+-]?\d{1,2})?", digits, re.IGNORECASE):
                    refuse(f"{digits} is no decimal number, or too large or small")
                return number(digits.replace("_", ""))
            case ast.Name(id=n):
                n = "lambda" if n == LAMBDA else n
                if n not in quantities and n not in letters:
                    refuse(f"it names {n}, which nothing defines")
                return name(n)
            case ast.UnaryOp(op=ast.USub()):
                return node("neg", read(part.operand, depth + 1))
            case ast.BinOp(op=op) if type(op) in BINARY:
                left, right = read(part.left, depth + 1), read(part.right, depth + 1)
                if isinstance(op, ast.Sub):
                    right = node("neg", right)
                if isinstance(op, ast.Pow) and not _small(right):
                    refuse(f"a power is a whole or decimal number up to {HIGHEST}, or a quantity")
                return node(BINARY[type(op)], left, right)
            case ast.Attribute(attr="T"):
                return node("T", read(part.value, depth + 1))
            case ast.Subscript(slice=inside):
                items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
                return node("index", *(read(p, depth + 1) for p in [part.value, *items]))
            case ast.Call(func=ast.Name(id=f), keywords=[]):
                args = [read(a, depth + 1) for a in part.args]
                if f == "Derivative" and len(args) == 2 and args[1].op in ("name", "index"):
                    return node("derivative", *args)
                least, most = functions.get(f) or KNOWN.get(f) or (1, 0)
                if most == 0:
                    refuse(f"there is no function {f}")
                if not least <= len(args) <= most:
                    refuse(f"{f} does not take {len(args)} arguments")
                return node("call", ALIASES.get(f, f), *args)
        refuse(f"'{(ast.get_source_segment(written, part) or text)[:40]}' is no arithmetic")
        raise AssertionError

    written = re.sub(r"\blambda\b", LAMBDA, text.strip())
    if len(text) > LONGEST:
        refuse(f"it is longer than {LONGEST} characters")
    try:
        return read(ast.parse(written, mode="eval").body, 0)
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(f"cannot read '{text[:80]}': {error}") from error


def _small(power: Node) -> bool:
    """Say whether a power is a number of a size that can be worked out, or a quantity."""
    while power.op == "neg":
        (power,) = power.args
    if power.op == "number":
        return abs(power.args[0]) <= HIGHEST
    return not any(p.op == "**" for p in power.walk())
