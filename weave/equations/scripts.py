"""The part of a reader that knows what stands below and above a name: indices and powers."""

import re
import xml.etree.ElementTree as etree

from weave.equations.context import ALIASES, KNOWN
from weave.equations.glyphs import key, key_or_none
from weave.equations.items import Item, items, split, words
from weave.equations.tree import CheckError, Node, name, node

POWERED = {"tanh", "sin", "cos"}  # sin² x is (sin x)² to everybody


class Scripts:
    """Reads entries, powers and transposes; see `weave.equations.read.Reader`."""

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
                    f"the index '{words(row)}' is not a letter, a number, or one of these plus or "
                    "minus another"
                )
            for item in part:
                known = self.context.shown.get(item.text)
                if known in self.context.sizes and item.text not in self.bound:
                    raise self.refusal(
                        f"{item.text} is a number of rows or columns of the context, which should "
                        "have another letter, and could be an index"
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

    def scripted(
        self, e: etree.Element, sub: etree.Element | None, sup: etree.Element | None
    ) -> Node:
        """Read a name with an index below or above it, a power, a transpose."""
        shown = self.context.shown
        whole, stem = key_or_none(e) or "", key_or_none(e[0]) or ""
        row = list(items([e[0]]))
        if len(row) > 1 and self.bracketed(row):
            inside = self.fenced(row[0].text, row[1:-1])
            return self.with_scripts(inside, e, norm=row[0].text == "‖")
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
                f"'{whole}' is no function of context {self.context.name}; write a power as "
                f"({stem}(…))^…"
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
                f"'{words(row)}' is not defined in context {self.context.name}; [names] can say "
                "that it is displayed so"
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


def joined(side: list[Item]) -> list[Item]:
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


def below_and_above(e: etree.Element) -> tuple[etree.Element | None, etree.Element | None]:
    """Return what stands below and above the base of `e`."""
    parts = list(e)
    if e.tag in ("msubsup", "munderover"):
        return parts[1], parts[2]
    return (None, parts[1]) if e.tag in ("msup", "mover") else (parts[1], None)
