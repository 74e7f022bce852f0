"""Read one side of a claim, as rows of MathML give it, into a tree.

An element that is not known here, or an order of elements that two people could take in two ways,
is refused with a sentence that says how to write it clearly.
"""

import re
import xml.etree.ElementTree as etree

from weave.equations.context import Context
from weave.equations.glyphs import key_or_none, plain
from weave.equations.items import CLOSES, Item, depths, items, script, shuts, split, words
from weave.equations.names import Names
from weave.equations.scripts import Scripts, below_and_above, joined
from weave.equations.tree import CheckError, Node, node, number
from weave.equations.wide import SUMS, Wide, numeric

TIMES = {"⋅": "·", "·": "·", "×": "×", "⊙": "⊙", "∘": "⊙", "*": "*"}
DEEPEST = 250


class Reader(Names, Scripts, Wide):
    """Reads one side; `free` collects the indices that no sum binds."""

    hints: frozenset[str] = frozenset()  # letters that are an index somewhere in the side

    def __init__(
        self,
        side: list[Item],
        context: Context,
        bound: frozenset[str],
        free: set[str],
        depth: int = 0,
    ) -> None:
        """Take the items of a side; `bound` are the indices of the sums around it."""
        self.side, self.context = joined(side), context
        self.bound, self.free, self.depth, self.at = bound, free, depth, 0
        if depth > DEEPEST:
            raise CheckError(
                f"more than {DEEPEST} brackets, fractions or powers lie in one another"
            )

    def whole(self) -> Node:
        """Read all of the side as one expression."""
        if not self.side:
            raise CheckError("a side is empty")
        terms = [self.term()]
        while self.operator("+", "−"):
            terms.append(self.term())
        if self.at < len(self.side):
            odd = words(self.side[self.at : self.at + 1])
            signs = (
                "; of signs between two sides, = < > ≤ ≥ ≈ ≠ are checked"
                if not odd.isalnum()
                else ""
            )
            raise self.refusal(f"'{odd}' is not known or not expected there{signs}")
        return terms[0] if len(terms) == 1 else node("+", *terms)

    def refusal(self, why: str) -> CheckError:
        """Return the error that says why the side cannot be read."""
        return CheckError(f"cannot read '{words(self.side)}': {why}")

    def inner(self, part: etree.Element | list[Item]) -> Node:
        """Read a part as a side of its own."""
        row = part if isinstance(part, list) else list(items([part]))
        return self.part(row).whole()

    def part(self, row: list[Item]) -> "Reader":
        """Return a reader of a part, which knows what this one knows of indices."""
        reader = Reader(row, self.context, self.bound, self.free, self.depth + 1)
        reader.hints = self.hints
        return reader

    def peek(self) -> Item:
        """Return the next item without taking it."""
        return self.side[self.at] if self.at < len(self.side) else Item("end", "")

    def take(self) -> Item:
        """Take the next item."""
        self.at += 1
        return self.side[self.at - 1]

    def operator(self, *texts: str) -> bool:
        """Say whether the next item is one of these operators."""
        return self.peek().kind == "o" and self.peek().text in texts

    def term(self) -> Node:
        """Read a sign, if there is one, and the product after it."""
        first = self.at == 0
        sign = self.take().text if self.operator("+", "−") else ""
        if sign == "+" and first:
            raise self.refusal("a '+' has nothing before it")
        product = self.product()
        return node("neg", product) if sign == "−" else product

    def product(self) -> Node:
        """Read the product up to the end of the term."""
        factors, signs = self.factors()
        return factors[0] if len(factors) == 1 else node("product", tuple(signs), *factors)

    def factors(self) -> tuple[list[Node], list[str]]:
        """Read factors up to the end of the term, and the signs between them."""
        factors, signs = [self.factor()], []
        while self.peek().kind != "end" and not self.operator("+", "−"):
            self.look_at_bracket(factors[-1])
            if self.operator("/"):
                return [self.quotient(factors, signs)], []
            explicit = self.peek().kind == "o" and self.peek().text in TIMES
            sign = TIMES[self.take().text] if explicit else ""
            here = self.peek()
            if not explicit:
                if here.text == "∣":
                    raise self.refusal(
                        r"whether '∣' is a bar is not clear; write \left| and \right|"
                    )
                if (
                    here.kind == "o"
                    and here.text in "|‖"
                    and any(f.op in ("abs", "norm") for f in factors[:-1])
                ):
                    raise self.refusal(
                        r"the bars could be paired in two ways; write \left| and \right|"
                    )
                if here.kind == "n":
                    raise self.refusal(rf"write a '\cdot' before {here.text}")
            if (
                here.text == "mfrac"
                and not explicit
                and not _letters(here.element)
                and numeric(factors[-1])
            ):
                raise self.refusal("a number before a fraction of numbers could be a mixed number")
            signs.append(sign)
            factors.append(self.factor())
            if (
                not explicit
                and here.text not in "([{"
                and factors[-1].op == factors[-2].op == "number"
            ):
                raise self.refusal(r"write a '\cdot' between the numbers")
        return factors, signs

    def quotient(self, factors: list[Node], signs: list[str]) -> Node:
        """Read what stands after a '/': one factor, and then the end of the term."""
        self.take()
        below = self.factor()
        if self.peek().kind != "end" and not self.operator("+", "−"):
            raise self.refusal("what stands below the '/' is not clear; write a fraction")
        above = factors[0] if len(factors) == 1 else node("product", tuple(signs), *factors)
        return node("/", above, below)

    def factor(self) -> Node:
        """Read one factor, with its index and power."""
        here = self.take() if self.peek().kind != "end" else Item("end", "the end")
        if here.kind == "n":
            return self.number(here.text)
        if (here.kind == "o" and here.text in "([{|‖∣") or here.kind == "open":
            return self.group(here)
        if here.kind == "o" and here.text in SUMS:
            raise self.refusal(r"a sum says over what it runs, \sum_i or \sum_{i=1}^{n}")
        if here.kind in ("x", "t"):
            return self.named(here)
        if here.kind == "el":
            return self.element(here.element, here.text)
        if here.kind == "prime":
            raise self.refusal("a prime stands after a function, as in σ'(z)")
        where = f" after '{words(self.side[: self.at - 1])}'" if self.at > 1 else ""
        raise self.refusal(f"'{here.text}' is not known or not expected{where}")

    def number(self, text: str) -> Node:
        """Read a number, per cent too."""
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            raise self.refusal(f"'{text}' is no number")
        if self.operator("%"):
            self.take()
            return node("/", number(text), number(100))
        return number(text)

    def enclosed(self, first: Item) -> tuple[list[Item], etree.Element | None]:
        """Take what stands up to the bracket that closes `first`, and the scripts on that one."""
        start, wanted, depth = self.at, CLOSES[first.text], 0
        bars = first.kind == "o" and wanted in "|‖∣"
        while self.peek().kind != "end":
            here = self.take()
            on = script(here)
            closing = on or (here.text if here.kind in ("o", "close") else "")
            before = self.side[self.at - 2]
            open_end = before.kind == "o" and before.text in "+−⋅×⊙/,|‖∣"
            if (
                depth == 0
                and closing == wanted
                and not (bars and open_end)
                and (here.kind != "o" or first.kind == "o")
            ):
                return self.side[start : self.at - 1], here.element if on else None
            depth += here.kind == "open" or (here.kind == "o" and here.text in "([{")
            depth -= shuts(here)
        mend = r"; write \left| and \right| round what stands in bars" if first.text in "|‖" else ""
        raise self.refusal(f"'{first.text}' is not closed{mend}")

    def group(self, first: Item) -> Node:
        """Read what stands in brackets or bars."""
        row, scripts = self.enclosed(first)
        if first.text not in "|‖∣" and any(
            d == 0 and i.kind == "o" and i.text == "," for d, i in depths(row)
        ):
            raise self.refusal(f"the comma in '({words(row)})' has no meaning here")
        return self.with_scripts(self.fenced(first.text, row), scripts, norm=first.text == "‖")

    def bracketed(self, row: list[Item]) -> bool:
        """Say whether a row is one bracket with what stands in it."""
        if not (row[0].kind == "open" or (row[0].kind == "o" and row[0].text in "([{")):
            return False
        reader = self.part(row)
        reader.enclosed(reader.take())
        return reader.peek().kind == "end"

    def inside(self, item: Item) -> tuple[list[Item], etree.Element] | None:
        r"""Return what stands in \left( … \right) with an index or a power on it, and those."""
        if item.kind != "el" or item.text not in ("msub", "msup", "msubsup"):
            return None
        row = list(items([item.element[0]]))
        if not row or row[0].kind != "open" or not self.bracketed(row):
            return None
        return row[1:-1], item.element

    def fenced(self, bracket: str, row: list[Item]) -> Node:
        """Read what stands in brackets or bars of a kind."""
        if bracket == "|" and [i.text for i in row] == ["mtable"]:
            raise self.refusal("bars round a table are a determinant, which is not known here")
        if [i.text for i in row] == ["mtable"]:
            cells = (
                tuple(self.inner(list(items(list(c)))) for c in line) for line in row[0].element
            )
            found = node("matrix", *cells)
        else:
            found = self.inner(row)
        return node("norm" if bracket == "‖" else "abs", found) if bracket in "|‖∣" else found

    def with_scripts(self, base: Node, element: etree.Element | None, norm: bool = False) -> Node:
        """Put the index and the power of `element`, whose own base was read already, on `base`."""
        if element is None:
            return base
        sub, sup = below_and_above(element)
        if norm and sub is not None:
            if (kind := key_or_none(sub)) not in ("1", "2", "F"):
                raise self.refusal(f"the norm with the index {kind} is not known here")
            sub = None
            if kind == "F":
                base = node("frobenius", *base.args)
            if kind == "1":
                base = node("norm1", *base.args)
        if sub is not None:
            base = node("index", base, *self.indices(sub))
        return base if sup is None else self.power(base, sup)

    def power(self, base: Node, sup: etree.Element) -> Node:
        """Raise `base` to what stands above it, or transpose it."""
        above = list(items([sup]))
        if (
            len(above) > 2
            and above[0].text == "("
            and above[-1].text == ")"
            and len(split(above, ",")) == 1
        ):
            raise self.refusal(
                f"'({words(above[1:-1])})' in brackets above the line is no power; leave the "
                "brackets out"
            )
        if (
            len(above) == 1
            and above[0].text in ("T", "⊤")
            and above[0].text not in self.context.shown
        ):
            return node("T", base)
        return node("^", base, self.inner(above))


def _letters(fraction: etree.Element) -> bool:
    return any(e.tag in ("mi", "mtext") for e in fraction.iter())


def read(side: list[Item], context: Context, free: set[str]) -> Node:
    """Read a side; the indices that nothing binds are added to `free`."""
    reader = Reader(side, context, frozenset(), free)
    low = [
        e[1]
        for i in side
        if i.element is not None
        for e in i.element.iter()
        if e.tag in ("msub", "msubsup")
    ]
    letters = {plain(d.text) for part in low for d in part.iter("mi")}
    reader.hints = frozenset(x for x in letters if len(x) == 1 and x not in context.shown)
    return reader.whole()
