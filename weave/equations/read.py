"""Read one side of a claim, as rows of MathML give it, into a tree.

An element that is not known here, or an order of elements that two people could take in two ways,
is refused with a sentence that says how to write it clearly.
"""

import re
import xml.etree.ElementTree as etree

from weave.equations.context import ALIASES, KNOWN, Context
from weave.equations.glyphs import key, plain
from weave.equations.rows import (
    CLOSES,
    RELATIONS,
    Item,
    depths,
    items,
    look_at_words,
    script,
    split,
    words,
)
from weave.equations.rows import shuts as closes
from weave.equations.tree import CheckError, Node, name, node, number

TIMES = {"⋅": "·", "·": "·", "×": "×", "⊙": "⊙", "∘": "⊙", "*": "*"}
POWERED = {"tanh", "sin", "cos"}  # sin² x is (sin x)² to everybody
SUMS = {"∑": "sum", "∏": "prod"}
HIGHEST_ORDER = 4  # of a derivative
DEEPEST = 250


class Reader:
    """Reads one side; `free` collects the indices that no sum binds."""

    hints: frozenset[str] = frozenset()

    def __init__(
        self,
        side: list[Item],
        context: Context,
        bound: frozenset[str],
        free: set[str],
        depth: int = 0,
    ) -> None:
        """Take the items of a side; `bound` are the indices of the sums around it."""
        self.side, self.context = _joined(side), context
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
        return Reader(row, self.context, self.bound, self.free, self.depth + 1).whole()

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

    # --- products -----------------------------------------------------------------------------

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
                and _numeric(factors[-1])
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
        if here.kind == "o" and here.text in "([{|‖∣" or here.kind == "open":
            return self.group(here)
        if here.kind == "o" and here.text in SUMS:
            raise self.refusal(rf"a sum says over what it runs, \sum_i or \sum_{{i=1}}^{{n}}")
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

    # --- brackets -----------------------------------------------------------------------------

    def enclosed(self, first: Item) -> tuple[list[Item], etree.Element | None]:
        """Take what stands up to the bracket that closes `first`, and the scripts on that one."""
        start, wanted, depth = self.at, CLOSES[first.text], 0
        bars = first.kind == "o" and wanted in "|‖∣"
        while self.peek().kind != "end":
            here = self.take()
            on = script(here)
            shuts = on or (here.text if here.kind in ("o", "close") else "")
            before = self.side[self.at - 2]
            open_end = before.kind == "o" and before.text in "+−⋅×⊙/,|‖∣"
            if (
                depth == 0
                and shuts == wanted
                and not (bars and open_end)
                and (here.kind != "o" or first.kind == "o")
            ):
                return self.side[start : self.at - 1], here.element if on else None
            depth += here.kind == "open" or (here.kind == "o" and here.text in "([{")
            depth -= closes(here)
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
        reader = Reader(row, self.context, self.bound, self.free, self.depth + 1)
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
        sub, sup = _scripts(element)
        if norm and sub is not None:
            if (kind := key_or_none(sub)) not in ("1", "2", "F"):
                raise self.refusal(f"the norm with the index {kind} is not known here")
            sub = None
            if kind == "F":
                base = node("frobenius", *base.args)
            if kind == "1":
                base = node("call", "sum", node("call", "abs", *base.args))
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
                f"'({words(above[1:-1])})' in brackets above the line is no power; leave the brackets out"
            )
        if (
            len(above) == 1
            and above[0].text in ("T", "⊤")
            and above[0].text not in self.context.shown
        ):
            return node("T", base)
        return node("^", base, self.inner(above))

    # --- names --------------------------------------------------------------------------------

    def named(self, here: Item) -> Node:
        """Read a name of one letter or word: of a quantity, a function, an index."""
        text, shown = here.text, self.context.shown
        if here.kind == "t" and (len(text) == 1 or (text not in shown and text not in KNOWN)):
            raise self.refusal(f"the words '{text}' are no part of a formula")
        primed = ""
        while self.peek().kind == "prime":
            primed += self.take().text
        if primed and text + primed in shown:
            text, primed = text + primed, ""
        found = shown.get(text)
        if found in self.context.functions:
            return self.call(found, text, len(primed))
        if primed:
            raise self.refusal(
                f"a prime stands after a function of the context, and '{text}' is none"
            )
        if text in self.bound:
            return name(text)
        if found:
            return self.not_called(found, text)
        if text in KNOWN or text in ALIASES:
            return self.call(ALIASES.get(text, text), text, 0)
        if text == "π":
            return name("π")
        if text in ("d", "∂"):
            raise self.refusal(
                r"a derivative is written as a fraction, \frac{\partial L}{\partial w}"
            )
        if text == "∇":
            raise self.refusal(r"a gradient says by what, as in \nabla_w L")
        if text in self.free or text in self.hints:
            return name(text)
        raise CheckError(
            f"'{text}' in '{words(self.side)}' is not defined in context {self.context.name}"
        )

    def not_called(self, found: str, text: str) -> Node:
        """Read a quantity; brackets after it hold a factor, unless they could hold an argument."""
        if (
            not (self.peek().kind == "open" or self.operator("(", "[", "{"))
            or self.peek().text in "|‖"
        ):
            return name(found)
        at, first = self.at, self.take()
        row, scripts = self.enclosed(first)
        if [i.text for i in row] == ["mtable"]:
            self.at = at
            return name(found)
        args = [self.context.shown.get(words(arg)) for arg in split(row, ",")]
        below = self.context.below[found]
        if all(a in below for a in args) and scripts is None:  # L(w, b), where L rests on both
            if self.peek().kind == "open" or self.operator("(", "[", "{"):
                raise self.refusal(f"the second bracket after '{text}' is not clear")
            return name(found)
        single = len(row) == 1 and (
            row[0].kind in ("x", "n") or row[0].text in ("msub", "msup", "msubsup")
        )
        inside = self.inner(row) if len(args) == 1 else None
        rests = inside is not None and (
            not any(p.op == "name" for p in inside.walk())
            or (found in self.context.definitions and self.context.rests_on(inside) & below)
        )
        if (single and scripts is None) or len(args) > 1 or rests:
            raise self.refusal(
                f"'{text}({words(row)})' could be a product or a function; the context knows {text} as a quantity"
            )
        self.at = at
        return name(found)

    def call(self, function: str, text: str, order: int) -> Node:
        """Read what a function is applied to."""
        if (
            not self.inside(self.peek())
            and not (self.peek().kind == "open" or self.operator("(", "[", "{", "|", "‖"))
            or self.peek().text in "|‖"
        ):
            bars = self.peek().text in "|‖" and self.peek().kind != "end"
            if (
                order
                or function in self.context.functions
                or function in ("max", "min")
                or (self.peek().kind in ("end", "o") and not bars)
            ):
                raise self.refusal(
                    f"'{text}' is not applied to anything in brackets, as in {text}(…)"
                )
            argument = self.factor()
            if argument.op == "^":
                raise self.refusal(
                    f"whether the power belongs to '{text}' is not clear; write brackets"
                )
            found = node("call", function, argument)
            if self.peek().kind != "end" and not self.operator("+", "−"):
                raise self.refusal(
                    f"how far '{text}' reaches is not clear; write brackets, {text}(…)"
                )
            return found
        first = self.take()
        row, scripts = self.inside(first) if first.kind == "el" else self.enclosed(first)
        args = [self.inner(arg) for arg in split(row, ",")]
        if function in self.context.functions:
            least = most = len(self.context.functions[function][0])
        else:
            least, most = KNOWN[function] if function != "log" else (1, 1)
        if not least <= len(args) <= most:
            raise self.refusal(f"'{text}' does not take {len(args)} arguments")
        if order and len(args) != 1:
            raise self.refusal(f"a prime on '{text}' does not say by which argument")
        if order and not entrywise(self.context.functions[function][1], self.context):
            raise self.refusal(
                f"'{text}' mixes the entries of its argument, and a prime says one derivative only"
            )
        found = node("prime", function, order, *args) if order else node("call", function, *args)
        return self.with_scripts(found, scripts)

    def indices(self, sub: etree.Element) -> list[Node]:
        """Read the indices of an entry: i, j or ij or 1,2 or j+1."""
        row = list(items([sub]))
        parts = split(row, ",")
        if len(parts) == 1 and not any(i.kind == "o" for i in row):
            parts = [[i] for i in row]
        found = []
        for part in parts:
            kinds = [i.text if i.kind == "o" else i.kind for i in part]
            if kinds not in (["n"], ["x"]) and not (
                len(kinds) == 3 and kinds[1] in "+−" and {kinds[0], kinds[2]} <= {"n", "x"}
            ):
                raise self.refusal(
                    f"the index '{words(row)}' is not a letter, a number, or one of these plus or minus another"
                )
            for item in part:
                known = self.context.shown.get(item.text)
                if known in self.context.sizes and item.text not in self.bound:
                    raise self.refusal(
                        f"{item.text} is a number of rows or columns of the context, which should have another letter, and could be an index"
                    )
                if item.kind == "n" and not re.fullmatch(r"0|[1-9]\d*", item.text):
                    raise self.refusal(f"the index {item.text} is no whole number")
                if item.kind not in ("x", "n", "o") or (known and item.text not in self.bound):
                    raise self.refusal(
                        f"the index '{words(row)}' is not defined in context {self.context.name}"
                    )
                if item.kind == "x" and item.text not in self.bound and not known:
                    self.free.add(item.text)
            found.append(self.inner(part))
        return found

    # --- elements of more parts ---------------------------------------------------------------

    def element(self, e: etree.Element, tag: str) -> Node:
        """Read a fraction, a root, a name with an index, a sum, a table, what stands on a brace."""
        parts = [c for c in e if c.tag != "mspace"]
        if tag == "mfrac" and e.get("linethickness", "1") not in ("0", "0px"):
            return self.fraction(*parts)
        if tag == "msqrt":
            return node("call", "sqrt", self.inner(list(items(parts))))
        if tag == "mroot":
            return node("^", self.inner(parts[0]), node("/", number(1), self.inner(parts[1])))
        if tag == "cases":
            return self.cases(next(c for c in parts if c.tag == "mtable"))
        if tag == "mtable":
            raise self.refusal("a table without brackets is no matrix")
        if (
            tag in ("munder", "mover")
            and len(parts[0]) == 2
            and plain(parts[0][1].text) in ("⏟", "⏞")
        ):
            look_at_words(list(items([parts[1]])))
            return self.inner(parts[0][0])
        base = plain("".join(parts[0].itertext())) if parts else ""
        if base in SUMS:
            return self.sum(SUMS[base], *_scripts(e))
        if base == "lim" and tag == "munder":
            return self.limit(list(items([parts[1]])))
        if tag in ("msub", "msup", "msubsup") or (tag == "mover" and e.get("accent") == "true"):
            return self.scripted(e, *_scripts(e))
        raise self.refusal(f"'{words([Item('el', tag, e)])}' ({tag}) is not known here")

    def scripted(
        self, e: etree.Element, sub: etree.Element | None, sup: etree.Element | None
    ) -> Node:
        """Read a name with an index below or above it, a power, a transpose."""
        shown = self.context.shown
        whole, stem = key_or_none(e) or "", key_or_none(e[0]) or ""
        row = list(items([e[0]]))
        if len(row) > 1 and (
            row[0].kind == "open" or (row[0].kind == "o" and row[0].text in "([{")
        ):  # \\left( and \\right)
            reader = Reader(row, self.context, self.bound, self.free, self.depth + 1)
            first = reader.take()
            seen, _ = reader.enclosed(first)
            if reader.peek().kind == "end":
                return self.with_scripts(self.fenced(first.text, seen), e, norm=first.text == "‖")
        if set(stem) & set("()[]{}|‖"):
            whole = stem = ""
        if whole in shown:
            if sub is not None and set(key(sub)) & self.bound:
                raise self.refusal(
                    f"'{whole}' is a name of the context, and its index is one of a sum"
                )
            return self.named(Item("x", whole))
        if stem == "∇" and sub is not None and sup is None:
            found = node("derivative", self.factor(), self.variable(list(items([sub]))))
            if self.peek().kind != "end" and not self.operator("+", "−", "⊙", "∘"):
                raise self.refusal("how far the gradient reaches is not clear; write brackets")
            return found
        if stem == "e" and "e" in shown and sup is not None:
            raise self.refusal("'e' is a quantity of the context, and to most readers a number")
        if stem == "e" and sub is None and sup is not None:
            return node("e^", self.inner(sup))
        if (stem in KNOWN or stem in ALIASES) and stem not in shown:
            if stem == "log" and sup is None:
                found = self.call("log", "log", 0)
                return node("call", "log", *found.args[1:], self.inner(sub))
            if stem in POWERED and sub is None and (key_or_none(sup) or "").isdigit():
                return node("^", self.call(stem, stem, 0), self.inner(sup))
            raise self.refusal(f"a power on '{stem}' can be meant in two ways; write ({stem}(…))^…")
        if shown.get(stem) in self.context.functions:
            raise self.refusal(
                f"'{whole}' is no function of context {self.context.name}; write a power as ({stem}(…))^…"
            )
        if sup is not None and stem:
            above = key_or_none(sup)
            if f"{stem}^{above}" in shown:
                if stem in shown and (above or "").isdigit():
                    raise self.refusal(f"'{stem}^{above}' is a name and could be a power")
                base = name(shown[f"{stem}^{above}"])
                return base if sub is None else node("index", base, *self.indices(sub))
            row = list(items([sup]))
            if len(row) > 2 and row[0].text == "(" and row[-1].text == ")" and stem in shown:
                if sub is None:
                    return node("sample", name(shown[stem]), self.inner_index(row[1:-1]))
                return node(
                    "index", name(shown[stem]), self.inner_index(row[1:-1]), *self.indices(sub)
                )
        alone = f"{stem}_{key_or_none(sub)}" if sub is not None else ""
        if (
            sup is not None
            and key_or_none(sup) in ("T", "⊤")
            and key(sup) not in shown
            and alone in shown
        ):
            return node("T", name(shown[alone]))
        if (
            sup is not None
            and key_or_none(sup) in ("T", "⊤")
            and key(sup) not in shown
            and sub is not None
            and stem in shown
        ):
            return node("index", node("T", name(shown[stem])), *self.indices(sub))
        transposed = sup is not None and key_or_none(sup) in ("T", "⊤")
        base = self.indexed(e[0], stem, sub) if sub is not None else self.base(e[0], transposed)
        return base if sup is None else self.power(base, sup)

    def inner_index(self, row: list[Item]) -> Node:
        """Read an index in brackets above a name: the number of a sample."""
        box = etree.Element("mrow")
        box.extend(i.element for i in row if i.element is not None)
        found = self.indices(box)
        if len(found) != 1:
            raise self.refusal(f"the number of a sample, '{words(row)}', is one index")
        return found[0]

    def base(self, e: etree.Element, transposed: bool = False) -> Node:
        """Read what a power stands on: one thing, as it is seen."""
        row = list(items([e]))
        if e.tag == "mover" and key_or_none(e) not in self.context.shown:
            raise CheckError(
                f"'{words(row)}' is not defined in context {self.context.name}; [names] can say that it is displayed so"
            )
        if len(row) == 1 and row[0].text == "mfrac":
            raise self.refusal(
                "on what the power stands is not seen; write brackets round the fraction"
            )
        if (
            len(row) == 1
            and row[0].text in ("msup", "msubsup")
            and not (transposed and key(row[0].element) in self.context.shown)
        ):
            raise self.refusal("two powers stand on one another; write brackets")
        found = self.inner(row)
        if len(row) > 1 and found.op in ("+", "neg", "product", "/", "derivative", "sum", "prod"):
            raise self.refusal(
                f"on what the power stands is not seen; write brackets round '{words(row)}'"
            )
        return found

    def indexed(self, e: etree.Element, stem: str, sub: etree.Element) -> Node:
        """Read an entry of an array, one of a family x_1, x_2, …, or Kronecker's δ."""
        shown = self.context.shown
        alone = f"{stem}_{key_or_none(sub)}"
        if stem and alone in shown:
            return self.named(Item("x", alone))
        family = self.context.family(stem).values() if stem else []
        indices = self.indices(sub)
        if family and stem in shown and "shape" in self.context.domain.get(shown[stem], {}):
            raise self.refusal(
                f"'{alone}' could be an entry of {stem} or one of {', '.join(family)}"
            )
        if family:
            return node("family", stem, *indices)
        if stem == "δ" and len(indices) == 2 and "δ" not in shown:
            return node("kronecker", *indices)
        if stem and stem not in shown:
            raise CheckError(
                f"'{alone}' in '{words(self.side)}' is not defined in context {self.context.name}"
            )
        limits = self.context.domain.get(shown.get(stem, ""), {})
        if "shape" in limits and len(limits["shape"]) < len(indices):
            raise self.refusal(f"{stem} is a vector, and '{alone}' has {len(indices)} indices")
        return node("index", self.base(e), *indices)

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

    # --- what reaches over the factors after it ------------------------------------------------

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
        row = _joined(row)
        if len(row) < 3 or row[0].kind != "x" or row[1].text != "→":
            raise self.refusal(r"a limit is written \lim_{h \to 0}")
        variable = self.context.shown.get(row[0].text)
        if variable not in self.context.domain:
            raise self.refusal(f"the context does not declare {row[0].text} as a free number")
        return node("lim", variable, self.inner(row[2:]), self.product())

    def fraction(self, top: etree.Element, low: etree.Element) -> Node:
        """Read a quotient or a derivative."""
        above, below = _joined(list(items([top]))), _joined(list(items([low])))
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
        elif bracket or not _numeric(first):
            raise self.refusal(
                "how far the derivative reaches is not clear; write brackets round what it stands before"
            )
        return node("derivative", whole, *variables)


def _joined(side: list[Item]) -> list[Item]:
    """Drop spaces, and join the groups of three digits that a thin space parts."""
    out: list[Item] = []
    thin = False
    for item in side:
        if item.kind == "thin":
            thin = not thin and 0.1 < float(item.text) < 0.2  # one thin space parts thousands
            continue
        if (
            thin
            and item.kind == "n"
            and out
            and re.fullmatch(r"[1-9]\d{0,2}( \d{3})*", out[-1].text)
            and re.fullmatch(r"\d{3}(\.\d+)?", item.text)
        ):
            out[-1] = Item("n", f"{out[-1].text} {item.text}", item.element)
        elif item.kind != "space":
            out.append(item)
        thin = False
    return [Item("n", i.text.replace(" ", ""), i.element) if i.kind == "n" else i for i in out]


def _scripts(e: etree.Element) -> tuple[etree.Element | None, etree.Element | None]:
    """Return what stands below and above the base of `e`."""
    parts = list(e)
    if e.tag in ("msubsup", "munderover"):
        return parts[1], parts[2]
    return (None, parts[1]) if e.tag in ("msup", "mover") else (parts[1], None)


def _letters(fraction: etree.Element) -> bool:
    return any(e.tag in ("mi", "mtext") for e in fraction.iter())


def _numeric(part: Node) -> bool:
    return all(p.op in ("number", "^") for p in part.walk())


def entrywise(body: Node, context: Context) -> bool:
    """Say whether a function does the same to each entry of an array, whatever the others are."""
    for part in body.walk():
        mixing = part.op in ("@", "T", "index", "derivative", "sample")
        if part.op == "call":
            mixing |= part.args[0] in ("sum", "norm", "diag", "trace") or (
                part.args[0] in ("max", "min") and len(part.args) == 2
            )
            if part.args[0] in context.functions:
                mixing |= not entrywise(context.functions[part.args[0]][1], context)
        if mixing:
            return False
    return True


def key_or_none(e: etree.Element) -> str | None:
    """Return the key of `e`, if it could be part of a name."""
    try:
        return key(e)
    except ValueError:
        return None


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
