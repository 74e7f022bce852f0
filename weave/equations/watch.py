"""What must not be zero in a formula, or makes it another one where it is."""

import itertools
from collections.abc import Iterator

from weave.equations.context import Context
from weave.equations.tree import Node, node, number

MANY = 300  # parts of a formula that are looked into


def watched(trees: list[Node], context: Context) -> Iterator[tuple[bool, Node]]:
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
            elif each.op in ("sum", "prod"):
                letter, low, high, body = each.args
                first, last = 1, 1  # of an array, where one entry is as good as another
                if low is not None and low.op == high.op == "number":
                    first, last = int(low.args[0]), min(int(high.args[0]), int(low.args[0]) + 20)
                inner = [replaced(body, {letter: number(n)}) for n in range(first, last + 1)]
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
    elif op in ("abs", "norm", "norm1", "frobenius"):
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
    bound = {p.args[0] for p in part.walk() if p.op in ("sum", "prod")}
    known = context.quantities | bound
    return any(p.op == "name" and p.args[0] not in known for p in part.walk())
