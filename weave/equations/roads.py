"""Which quantities lead to what is differentiated, and whether a derivative says what is held."""

from collections.abc import Iterator

from weave.equations.context import Context
from weave.equations.tree import CheckError, Node, node


def derivatives(tree: Node, context: Context) -> Iterator[Node]:
    """Give all that is measured in `tree`."""
    for each in tree.walk():
        if each.op in ("derivative", "prime", "lim"):
            yield each


def other_road(tree: Node, context: Context) -> None:
    """Refuse a derivative by a quantity that is not the only road to what is differentiated."""
    if tree.op != "derivative":
        return
    whole, *variables = tree.args
    for place, variable in enumerate(variables):
        rest = variables[place + 1 :]
        expr = node("derivative", whole, *rest) if rest else whole
        if variable.op == "family":
            names = list(context.family(variable.args[0]))
        else:
            names = [(variable if variable.op == "name" else variable.args[0]).args[0]]
        for q in names:
            if q in context.sizes:
                raise CheckError(
                    f"{q} is a number of rows or columns: nothing is differentiated by it"
                )
            if q in context.definitions and (road := _road(expr, q, context)):
                raise CheckError(
                    f"a derivative by {q} does not say what is held fixed: what is differentiated "
                    f"rests on {road[-1]} "
                    f"also through {' and '.join(road[:-1]) or 'itself'}, not only through {q}; "
                    "differentiate by a "
                    f"free variable, or let the context have {q} free"
                )


def _only_road(q: str, v: str, context: Context) -> bool:
    """Say whether `q` is a function of `v` alone: all that it rests on, it rests on through v."""
    todo, done = [q], {v}
    while todo:
        n = todo.pop()
        if n in done:
            continue
        if n in context.domain:
            return False
        done.add(n)
        todo += context.rests_on(context.definitions[n]) if n in context.definitions else []
    return v in context.below[q]


def _road(expr: Node, q: str, context: Context) -> list[str]:
    """Return the names on a road from a variable of `q` to `expr` that does not lead through q."""
    free = {n for n in context.below[q] if n in context.domain}
    done: set[str] = set()

    def visit(part: Node) -> list[str]:
        if part.op == "derivative":
            by = [
                v
                for v in part.args[1:]
                if not (v.op == "name" and _only_road(q, v.args[0], context))
            ]
            return next((r for p in (part.args[0], *by) if (r := visit(p))), [])
        if part.op in ("name", "family"):
            for n in sorted(context.rests_on(part)):
                if n == q or n in done:
                    continue
                done.add(n)
                if n in free:
                    return [n]
                if n in context.definitions and (road := visit(context.definitions[n])):
                    return [n, *road]
            return []
        if (
            part.op in ("call", "prime")
            and part.args[0] in context.functions
            and (road := visit(context.functions[part.args[0]][1]))
        ):
            return road
        return next((r for c in part.children() if (r := visit(c))), [])

    return visit(expr)


def nesting(tree: Node, context: Context) -> int:
    """Return how many derivatives lie in one another at most, beyond the first."""

    known: dict[str, int] = {}

    def deepest(part: Node) -> int:
        if part.op == "name" and part.args[0] in context.definitions:
            n = part.args[0]
            if n not in known:
                known[n] = deepest(context.definitions[n])
            return known[n]
        own = {
            "derivative": len(part.args) - 1,
            "prime": part.args[1] if part.op == "prime" else 0,
            "lim": 1,
        }.get(part.op, 0)
        inner = [deepest(c) for c in part.children()]
        if part.op in ("call", "prime") and part.args[0] in context.functions:
            inner.append(deepest(context.functions[part.args[0]][1]))
        return own + max(inner, default=0)

    return max(0, deepest(tree) - 1)


def used_by(tree: Node, context: Context) -> set[str]:
    """Return all quantities and functions that `tree` rests on."""
    found = context.reaches(tree)
    parts = [tree, *(context.definitions[n] for n in found if n in context.definitions)]
    return found | {p.args[0] for part in parts for p in part.walk() if p.op in ("call", "prime")}
