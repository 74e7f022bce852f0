r"""`$…$` and `$$…$$` become MathML when the page is built; every displayed equation is checked.

A display says in TeX comments, which no reader sees, what must hold:

    $$
    % check: neuron
    \frac{\partial L}{\partial w} = \error{(a - y)} \cdot \slope{a(1 - a)} \cdot \input{x}
    $$

`% define: CONTEXT` instead of `% check: CONTEXT` marks a definition, which is compared with that
of the context all the same. `% side 2 stands for: EXPRESSION` says in Python's notation what a
side means that cannot be read from its TeX; the page says so too.
"""

import re
import xml.etree.ElementTree as etree
from dataclasses import asdict
from html import unescape
from math import ceil, floor, log10

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from math_core import LatexError, LatexToMathML
from pymdownx.arithmatex import ArithmatexExtension

from weave import CHECKS, cache
from weave.source import WeaveError, extend, place, read

# Colours that only carry a factor's name through the converter, to become a class.
CARRIERS = ("#FF0000", "#0000FF", "#03FF00")
CARRIER_NAMES = ("red", "blue", "green")
DIRECTIVE = re.compile(r"^\s*%\s*(?:(check|define):\s*(\w+)|side (\d+) stands for:\s*(.+?))\s*$")


class _Maths(Treeprocessor):
    """Replaces the dollar signs that arithmatex found by MathML."""

    def __init__(self, md: Markdown, factors: list[str]) -> None:
        super().__init__(md)
        self.factors = tuple(factors)
        self.converter = LatexToMathML(
            macros={
                name: rf"\textcolor{{{colour}}}{{#1}}"
                for name, colour in zip(factors, CARRIER_NAMES, strict=False)
            },
            fancy_error=False,
        )

    def run(self, root: etree.Element) -> None:
        for parent in root.iter():
            for i, element in enumerate(parent):
                if element.get("class") != "arithmatex":
                    continue
                tex = unescape(element.text or "")
                new = self._display(tex) if element.tag == "div" else self._inline(tex, element)
                new.tail = element.tail
                parent[i] = new

    def _inline(self, tex: str, element: etree.Element) -> etree.Element:
        math = self._mathml(tex, f"${tex}$", display=False)
        # A browser may break a line between a formula and the full stop after it.
        after = re.match(r"[^\w\s(]+", element.tail or "")
        if not after:
            return math
        element.tail = element.tail[after.end() :]
        whole = etree.Element("span", {"class": "whole"})
        whole.append(math)
        math.tail = after[0]
        return whole

    def _mathml(self, tex: str, mention: str, display: bool) -> etree.Element:
        try:
            math = self.converter.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            at, _, what = str(error).partition(": ")
            line = tex[: int(at)].count("\n") if at.isdigit() else 0
            first = place(self.md, mention)
            file, _, number = first.rpartition(":")
            where = f"{file}:{int(number) + line}" if number.isdigit() else first
            raise WeaveError(f"{where}: TeX: {what or at} In: {tex.strip()}") from error
        named = r"&(?!amp;|lt;|gt;|quot;)\w+;"  # entities of HTML that XML does not know
        element = etree.fromstring(re.sub(named, lambda m: unescape(m[0]), math))
        for node in element.iter():
            if node.tag == "msup" and node[1].text == "′":
                node.tag = "mrow"  # the font's prime is small and high by itself
            colour = node.get("style", "").removeprefix("color:").removesuffix(";")
            if colour in CARRIERS:
                del node.attrib["style"]
                node.set("class", self.factors[CARRIERS.index(colour)])
        return element

    def _display(self, tex: str) -> etree.Element:
        mention = f"$${tex}$$"
        directives = [m for line in tex.splitlines() if (m := DIRECTIVE.match(line))]
        kinds = [(m[1], m[2]) for m in directives if m[1]]
        stands = {int(m[3]): m[4] for m in directives if m[3]}
        comments = sum(line.lstrip().startswith("%") for line in tex.splitlines())
        if len(kinds) != 1 or comments != len(directives):
            raise WeaveError(
                f"{place(self.md, mention)}: a displayed equation says in its first line what must "
                "hold, '% check: CONTEXT' or '% define: CONTEXT', and may say '% side N stands "
                "for: EXPRESSION'; CONTEXT is a file of snippets/checks without its ending"
            )
        ((kind, name),) = kinds
        file = read(CHECKS, "*.toml", f"{name}.toml", self.md, mention)
        formula = self._mathml(tex, mention, display=True)
        try:
            report, where = _checked(tex, file, stands, self.factors)
        except ValueError as error:
            raise WeaveError(f"{place(self.md, mention)}: {error}") from error
        kind = "declared" if stands else {"check": "checked", "define": "definition"}[kind]
        equation = etree.Element(
            "div", {"class": "equation", "data-check": name, "data-kind": kind}
        )
        # Focusable, so that a formula wider than the screen can be scrolled by keyboard.
        scroll = etree.SubElement(equation, "div", {"class": "scroll", "tabindex": "0"})
        scroll.append(formula)
        equation.append(self._note(kind, report, stands, where))
        return equation

    def _note(self, kind: str, report: dict, stands: dict, where: list[str]) -> etree.Element:
        """Make the quiet remark under an equation that unfolds to how it was checked."""
        note = etree.Element("details", {"class": "check", "data-search-exclude": ""})
        summary = etree.SubElement(note, "summary")
        summary.text = "checked as declared" if kind == "declared" else kind
        points = "at one point" if report["points"] == 1 else f"at {report['points']} points"
        if kind == "definition":
            how = f"The same, {points}, as the definitions that the checks use."
        elif stands:
            listed = ", ".join(f"side {n} as {text}" for n, text in sorted(stands.items()))
            how = f"Evaluated {points}, reading {listed}; {_closeness(report)}."
        else:
            how = f"Evaluated, as the source of the formula says, {points}; {_closeness(report)}."
        if report["method"] != "none":
            how += f" Derivatives measured by {report['method']}."
        if report["proven"] and kind != "definition":
            how += " SymPy, an algebra program, shows that they are equal for all values."
        etree.SubElement(note, "p").text = how
        row = etree.SubElement(note, "p", {"class": "where"})
        row.text = "Under: "
        for i, tex in enumerate(where):
            math = self._mathml(tex, tex, display=False)
            math.tail = ", " if i + 1 < len(where) else "."
            row.append(math)
        return note


def _closeness(report: dict) -> str:
    if report["worst"] is None:
        return "it holds at all of them, to the digits shown"
    if report["worst"] == 0:
        return "the two sides of each '=' are equal to the last digit"
    power = 10.0 ** floor(log10(report["worst"]))
    rounded_up = ceil(report["worst"] / power) * power
    return f"the two sides of each '=' differ by at most {rounded_up:.0e}"


def _checked(tex: str, file, stands: dict, macros: tuple) -> tuple[dict, list[str]]:
    """Check `tex` in the context `file`, or remember that it was: (report, definitions as TeX)."""
    key = cache.key(
        "check", tex, file.name, file.read_bytes(), macros,
        packages=("numpy", "sympy", "antlr4-python3-runtime"),
    )  # fmt: skip
    if (known := cache.get(key)) is None:
        from weave import check, context  # here, because SymPy takes long to load

        where = context.load(file)
        known = [asdict(check.check(tex, where, stands, macros)), context.spell(where)]
        cache.put(key, known)
    return known


class MathsExtension(Extension):
    """Turns TeX between dollar signs into checked MathML."""

    def __init__(self, **kwargs) -> None:
        """Take `factors`, the commands that give a term of an equation a class and so a colour."""
        self.config = {"factors": [[], "commands that give their argument a class of that name"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register with `md`."""
        extend(md)
        ArithmatexExtension(
            generic=True, tex_inline_wrap=["", ""], tex_block_wrap=["", ""],
            inline_syntax=["dollar"], block_syntax=["dollar"],
        ).extendMarkdown(md)  # fmt: skip
        # After the inline patterns (20), before the table of contents reads the headings (5).
        md.treeprocessors.register(_Maths(md, self.getConfig("factors")), "weave-maths", 15)


def makeExtension(**kwargs) -> MathsExtension:
    """Return the extension, as Python-Markdown asks for it."""
    return MathsExtension(**kwargs)
