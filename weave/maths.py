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
from html import unescape
from math import ceil, floor, log10

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from math_core import LatexError, LatexToMathML
from pymdownx.arithmatex import ArithmatexExtension

from weave.equations.door import Report, examine, jobs
from weave.page import MARK, WeaveError, extend, place, plain
from weave.work import crew

# Colours that only carry a factor's name through the converter, to become a class.
CARRIERS = {"red": "#FF0000", "blue": "#0000FF", "green": "#03FF00"}


class _Maths(Treeprocessor):
    """Replaces the dollar signs that arithmatex found by MathML."""

    def __init__(self, md: Markdown, factors: list[str]) -> None:
        super().__init__(md)
        self.factors = tuple(factors)
        self.converter = LatexToMathML(
            macros={
                name: rf"\textcolor{{{colour}}}{{#1}}"
                for name, colour in zip(factors, CARRIERS, strict=False)
            },
            fancy_error=False,
        )

    def run(self, root: etree.Element) -> None:
        self._replace(root, "")

    def _replace(self, parent: etree.Element, last: str) -> str:
        """Replace the formulas in `parent`; return the last mark in it, or `last`."""
        last = _last(parent.text, last)
        for i, element in enumerate(parent):
            if element.get("class") != "arithmatex":
                last = self._replace(element, last)
            else:
                tex = unescape(element.text or "")
                last = _last(tex, last)
                show = self._display if element.tag == "div" else self._inline
                parent[i] = show(element, plain(tex), tex if element.tag == "div" else last)
                parent[i].tail = element.tail
            last = _last(element.tail, last)
        return last

    def _inline(self, element: etree.Element, tex: str, mark: str) -> etree.Element:
        math = self._mathml(tex, display=False, mark=mark)
        # A browser may break a line between a formula and the full stop after it.
        after = re.match(r"[^\w\s(\U000f0000-\U000ffffd]+", element.tail or "")
        if not after:
            return math
        element.tail = element.tail[after.end() :]
        whole = etree.Element("span", {"class": "whole"})
        whole.append(math)
        math.tail = after[0]
        return whole

    def _mathml(self, tex: str, *, display: bool, mark: str) -> etree.Element:
        try:
            math = self.converter.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            at, _, what = str(error).partition(": ")
            below = tex[: int(at)].count("\n") if at.isdigit() else 0
            where = place(self.md, mark, below)
            raise WeaveError(f"{where}: TeX: {what or at} In: {tex.strip()}") from error
        named = r"&(?!amp;|lt;|gt;|quot;)\w+;"  # entities of HTML that XML does not know
        element = etree.fromstring(re.sub(named, lambda m: unescape(m[0]), math))
        factors = dict(zip(CARRIERS.values(), self.factors, strict=False))
        for node in element.iter():
            if node.tag == "msup" and node[1].text == "′":
                node.tag = "mrow"  # the font's prime is small and high by itself
            colour = node.get("style", "").removeprefix("color:").removesuffix(";")
            if colour in factors:
                del node.attrib["style"]
                node.set("class", factors[colour])
        return element

    def _display(self, element: etree.Element, tex: str, mark: str) -> etree.Element:
        formula = self._mathml(tex, display=True, mark=mark)
        report = examine(tex, self.factors, place(self.md, mark))
        equation = etree.Element(
            "div", {"class": "equation", "data-check": report.context, "data-kind": report.kind}
        )
        # Focusable, so that a formula wider than the screen can be scrolled by keyboard.
        scroll = etree.SubElement(equation, "div", {"class": "scroll", "tabindex": "0"})
        scroll.append(formula)
        equation.append(self._note(report, mark))
        return equation

    def _note(self, report: Report, mark: str) -> etree.Element:
        """Make the quiet remark under an equation that unfolds to how it was checked."""
        note = etree.Element("details", {"class": "check", "data-search-exclude": ""})
        summary = etree.SubElement(note, "summary")
        summary.text = "checked as declared" if report.kind == "declared" else report.kind
        points = "at one point" if report.points == 1 else f"at {report.points} points"
        if report.kind == "definition":
            how = f"The same, {points}, as the definitions that the checks use."
        elif report.stands:
            listed = ", ".join(f"side {n} as {text}" for n, text in sorted(report.stands.items()))
            how = f"Evaluated {points}, reading {listed}; {_closeness(report.worst)}."
        else:
            source = "as the source of the formula says"
            how = f"Evaluated, {source}, {points}; {_closeness(report.worst)}."
        if report.method != "none":
            how += f" Derivatives measured by {report.method}."
        if report.proven and report.kind != "definition":
            how += " SymPy, an algebra program, shows that they are equal for all values."
        etree.SubElement(note, "p").text = how
        row = etree.SubElement(note, "p", {"class": "where"})
        row.text = "Under: "
        for i, tex in enumerate(report.given):
            math = self._mathml(tex, display=False, mark=mark)
            math.tail = ", " if i + 1 < len(report.given) else "."
            row.append(math)
        return note


def _last(text: str | None, before: str) -> str:
    """Return the last mark in `text`, or the one `before`."""
    return (MARK.findall(text or "") or [before])[-1]


def _closeness(worst: float | None) -> str:
    if worst is None:
        return "it holds at all of them, to the digits shown"
    if worst == 0:
        return "the two sides of each '=' are equal to the last digit"
    power = 10.0 ** floor(log10(worst))
    rounded_up = ceil(worst / power) * power
    return f"the two sides of each '=' differ by at most {rounded_up:.0e}"


class MathsExtension(Extension):
    """Turns TeX between dollar signs into checked MathML."""

    def __init__(self, **kwargs) -> None:
        """Take `factors`, the commands that give a term of an equation a class and so a colour."""
        self.config = {"factors": [[], "commands that give their argument a class of that name"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register with `md`."""
        extend(md)
        factors = self.getConfig("factors")
        crew.enlist("equation", lambda: jobs(tuple(factors)))
        ArithmatexExtension(
            generic=True, tex_inline_wrap=["", ""], tex_block_wrap=["", ""],
            inline_syntax=["dollar"], block_syntax=["dollar"],
        ).extendMarkdown(md)  # fmt: skip
        # After the inline patterns (20), before the table of contents reads the headings (5).
        md.treeprocessors.register(_Maths(md, factors), "weave-maths", 15)


def makeExtension(**kwargs) -> MathsExtension:
    """Return the extension, as Python-Markdown asks for it."""
    return MathsExtension(**kwargs)
