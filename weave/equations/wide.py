"""The part of a reader that knows fractions, derivatives, sums, limits, cases and tables."""

import re
import xml.etree.ElementTree as etree

from weave.equations.glyphs import key_or_none, plain
from weave.equations.items import Item, depths, items, words
from weave.equations.rows import RELATIONS, look_at_words
from weave.equations.scripts import below_and_above, joined
from weave.equations.tree import Node, node, number

SUMS = {"∑": "sum", "∏": "prod"}
HIGHEST_ORDER = 4  # of a derivative


class Wide:
    """Reads what has parts, or reaches over others; see `weave.equations.read.Reader`."""

    def element(self, e: etree.Element, tag: str) -> Node:
        """Read a fraction, a root, a name with an index, a sum, a table, what stands on a brace."""
        parts = [c for c in e if c.tag != "mspace"]
        if tag == "mfrac" and e.get("linethickness", "1") not in ("0", "0px"):
            return self.fraction(*e)
        if tag == "msqrt":
            return node("call", "sqrt", self.inner(list(items(parts))))
        if tag == "mroot":
            return node("^", self.inner(e[0]), node("/", number(1), self.inner(e[1])))
        if tag == "cases":
            return self.cases(next(c for c in parts if c.tag == "mtable"))
        if tag == "mtable":
            raise self.refusal("a table without brackets is no matrix")
        if (
            tag in ("munder", "mover")
            and len(parts[0]) == 2
            and plain(parts[0][1].text) in ("⏟", "⏞")
        ):
            look_at_words(list(items([e[1]])))
            return self.inner(parts[0][0])
        base = plain("".join(parts[0].itertext())) if parts else ""
        if base in SUMS:
            return self.sum(SUMS[base], *below_and_above(e))
        if base == "lim" and tag == "munder":
            return self.limit(list(items([e[1]])))
        if tag in ("msub", "msup", "msubsup") or (tag == "mover" and e.get("accent") == "true"):
            return self.scripted(e, *below_and_above(e))
        raise self.refusal(f"'{words([Item('el', tag, e)])}' ({tag}) is not known here")

    def cases(self, table: etree.Element) -> Node:
        """Read values and the conditions beside them."""
        found = []
        for row in table:
            cells = [
                [i for i in items(list(cell)) if i.kind not in ("space", "thin")] for cell in row
            ]
            if not any(cells):
                continue
            if len(cells) != 2:
                raise self.refusal("a case is a value, '&', and a condition")
            value, condition = cells
            if value and value[-1].text in ",;":
                value.pop()
            while (
                condition
                and condition[0].kind == "t"
                and condition[0].text in ("if", "for", "when")
            ):
                condition.pop(0)
            if condition and condition[-1].text in ",;.":
                condition.pop()
            if len(condition) == 1 and condition[0].text.strip("., ") in ("otherwise", "else"):
                found.append((self.inner(value), None))
                continue
            chain: list = []
            for depth, item in depths(condition):
                if depth == 0 and item.text == "≈":
                    raise self.refusal("'≈' is no condition")
                if depth == 0 and item.kind == "o" and item.text in RELATIONS:
                    chain += [RELATIONS[item.text], []]
                else:
                    if not chain:
                        chain.append([])
                    chain[-1].append(item)
            if len(chain) < 3:
                raise self.refusal(f"the condition '{words(condition)}' is no relation")
            read = [self.inner(c) if isinstance(c, list) else c for c in chain]
            found.append((self.inner(value), node("relation", *read)))
        return node("cases", *found)

    def sum(self, op: str, sub: etree.Element | None, sup: etree.Element | None) -> Node:
        """Read a sum over an index, and the rest of the term, which it sums."""
        row = list(items([sub])) if sub is not None else []
        letters = [[i] for i in row if i.text != ","] if sup is None else [row[:1]]
        limits = row[2:] if sup is not None and len(row) > 2 and row[1].text == "=" else None
        if not row or (sup is not None) != bool(limits) or any(i[0].kind != "x" for i in letters):
            raise self.refusal(
                r"a sum is written \sum_{i=1}^{n} or, where shapes say the range, \sum_i"
            )
        names = [i[0].text for i in letters]
        low, high = (self.inner(limits), self.inner(sup)) if limits else (None, None)
        if meant := set(names) & {"d", "e", "T", "π"}:
            raise self.refusal(f"the index {min(meant)} has another meaning; take another letter")
        if clash := [
            n
            for n in names
            if self.context.shown.get(n, "") not in ["", *self.context.sizes]
            or n in self.bound
            or n in self.free
        ]:
            raise self.refusal(
                f"the index {clash[0]} has a meaning outside of its sum; take another letter"
            )
        start = self.at
        self.bound |= set(names)
        factors, signs = self.factors()
        self.bound -= set(names)
        slash = any(i.kind == "o" and i.text == "/" for i in self.side[start : self.at])
        if op == "prod" and (len(factors) > 1 or slash):
            raise self.refusal(
                "how far the product over an index reaches is not clear; write brackets"
            )
        body = factors[0] if len(factors) == 1 else node("product", tuple(signs), *factors)
        for n in reversed(names):
            body = node(op, n, low, high, body)
        return body

    def limit(self, row: list[Item]) -> Node:
        """Read a limit, and the rest of the term, whose limit it is."""
        row = joined(row)
        if len(row) < 3 or row[0].kind != "x" or row[1].text != "→":
            raise self.refusal(r"a limit is written \lim_{h \to 0}")
        variable = self.context.shown.get(row[0].text)
        if variable not in self.context.domain:
            raise self.refusal(f"the context does not declare {row[0].text} as a free number")
        found = node("lim", variable, self.inner(row[2:]), self.product())
        if any(item.text == row[0].text for item in self.side[self.at :]):
            raise self.refusal("how far the limit reaches is not clear; write brackets")
        return found

    def fraction(self, top: etree.Element, low: etree.Element) -> Node:
        """Read a quotient or a derivative."""
        above, below = joined(list(items([top]))), joined(list(items([low])))
        sign = key_or_none(above[0].element) if above and above[0].element is not None else None
        found = re.fullmatch(r"([d∂])(?:\^(\d+))?", sign or "")
        if not found or len(below) < 2 or below[0].text != found[1]:
            return node("/", self.inner(above), self.inner(below))
        if found[1] in self.context.shown:
            raise self.refusal(
                f"'{found[1]}' is a quantity of the context and could be that of a derivative"
            )
        variables, order = self.variables(below, found[1]), int((found[2] or "1")[:3])
        if not 1 <= order <= HIGHEST_ORDER:
            raise self.refusal(
                f"a derivative of the order {order} is not measured; up to {HIGHEST_ORDER} are"
            )
        if len(variables) != order:
            raise self.refusal("the orders differ above and below the line")
        if not above[1:]:
            return self.applied(variables)
        function = (
            self.context.functions.get(self.context.shown.get(above[1].text, ""))
            if len(above) == 2
            else None
        )
        if function and len(function[0]) == 1 and len(set(variables)) == 1:
            if self.context.reaches(function[1]):
                raise self.refusal(
                    f"'{words(above)}' does not say of what value; write {words(above[1:])}(…)"
                )
            return node("prime", self.context.shown[above[1].text], order, variables[0])
        expr = self.inner(above[1:])
        if expr.op in ("+", "neg") and not self.bracketed(above[1:]):
            raise self.refusal(f"write brackets round what is differentiated, '{words(above[1:])}'")
        return node("derivative", expr, *variables)

    def look_at_bracket(self, before: Node) -> None:
        """Refuse a bracket that could hold the value at which what stands before it is taken."""
        if before.op not in ("derivative", "prime") or not (
            self.peek().kind == "open" or self.operator("(", "[")
        ):
            return
        at = self.at
        row, _ = self.enclosed(self.take())
        inside, self.at = self.inner(row), at
        names = {p.args[0] for p in inside.walk() if p.op == "name"}
        by = {
            p.args[0]
            for v in before.args[1:]
            if isinstance(v, Node)
            for p in v.walk()
            if p.op == "name"
        }
        if not names or names & by or len(row) == 1:
            raise self.refusal(
                f"'({words(row)})' could be a factor or the value at which the derivative is taken"
            )

    def variables(self, below: list[Item], sign: str) -> list[Node]:
        """Read what stands below the line of a derivative: ∂u ∂v or ∂u²."""
        found: list[Node] = []
        starts = [n for n, item in enumerate(below) if item.text == sign and item.kind == "x"]
        for start, end in zip(starts, [*starts[1:], len(below)], strict=True):
            row, times = below[start + 1 : end], 1
            e = row[0].element if row else None
            if (
                len(row) == 1
                and row[0].kind == "el"
                and e.tag in ("msup", "msubsup")
                and key_or_none(e) not in self.context.shown
            ):
                power = key_or_none(e[-1]) or ""
                named = f"{key_or_none(e[0])}^{power}" in self.context.shown
                if power.isdigit() and not named:
                    times, part = (
                        int(power),
                        etree.Element("msub" if e.tag == "msubsup" else "mrow"),
                    )
                    part.extend(list(e)[:-1])
                    row = list(items([part]))
            found += [self.variable(row)] * times
        return found

    def variable(self, row: list[Item]) -> Node:
        """Read what is differentiated by."""
        found = self.inner(row)
        if found.op not in ("name", "index", "family"):
            raise self.refusal(f"cannot differentiate by '{words(row)}'")
        return found

    def applied(self, variables: list[Node]) -> Node:
        """Read what ∂/∂w stands before; how far it reaches must not matter or be clear."""
        bracket = self.peek().kind == "open" or self.operator("(", "[", "{")
        factors, signs = self.factors()
        first, *rest = factors
        if not rest:
            return node("derivative", first, *variables)
        whole, reaches = node("product", tuple(signs), *factors), self.context.reaches
        moving = {v.args[0].args[0] if v.op == "index" else v.args[0] for v in variables}
        if not any(reaches(part) & moving for part in rest):
            if bracket or reaches(first) & moving:  # constant factors may stand behind
                return node("product", tuple(signs), node("derivative", first, *variables), *rest)
        elif bracket or not numeric(first):
            raise self.refusal(
                "how far the derivative reaches is not clear; write brackets round what it stands "
                "before"
            )
        return node("derivative", whole, *variables)


def numeric(part: Node) -> bool:
    """Say whether a part is made of numbers alone."""
    return all(p.op in ("number", "^") for p in part.walk())
