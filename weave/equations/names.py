"""The part of a reader that knows names: quantities, indices, and functions that are called."""

from weave.equations.context import Context
from weave.equations.glyphs import key_or_none
from weave.equations.items import Item, split, words
from weave.equations.notation import ALIASES, KNOWN
from weave.equations.tree import CheckError, Node, name, node


class Names:
    """Reads names and calls; see `weave.equations.read.Reader`."""

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
            f"'{text}' in '{words(self.side)}' is not defined in context {self.context.name}; "
            f"define it there, in snippets/checks/{self.context.name}.toml"
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
        transposed = scripts is not None and key_or_none(list(scripts)[-1]) in ("T", "⊤")
        if (single and scripts is None) or len(args) > 1 or (rests and not transposed):
            raise self.refusal(
                f"'{text}({words(row)})' could be a product or a function; the context knows "
                f"{text} as a quantity"
            )
        self.at = at
        return name(found)

    def call(self, function: str, text: str, order: int) -> Node:
        """Read what a function is applied to."""
        if (
            not self.inside(self.peek())
            and not (self.peek().kind == "open" or self.operator("(", "[", "{", "|", "‖"))
        ) or self.peek().text in "|‖":
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
