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

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from pymdownx.arithmatex import ArithmatexExtension

from weave.equations.door import Report, examine, examine_line, jobs, page_context
from weave.mathml import mathml
from weave.page import MARK, WeaveError, extend, file, place, plain
from weave.work import crew


class _Maths(Treeprocessor):
    """Replaces the dollar signs that arithmatex found by MathML."""

    def __init__(self, md: Markdown, factors: list[str]) -> None:
        super().__init__(md)
        self.factors = tuple(factors)

    def run(self, root: etree.Element) -> None:
        page = file(self.md)
        self.context = page_context(page) if page.suffix == ".md" else None
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
                before = plain((parent[i - 1].tail if i else parent.text) or "")
                if before.endswith("$") and plain(element.tail or "").startswith("$"):
                    raise WeaveError(
                        f"{place(self.md, last)}: a '$$' stands among other text; a displayed "
                        "equation has lines of its own, with empty ones around it; here write '$…$'"
                    )
                show = self._display if element.tag == "div" else self._inline
                parent[i] = show(element, plain(tex), tex if element.tag == "div" else last)
                parent[i].tail = element.tail
            last = _last(element.tail, last)
        return last

    def _inline(self, element: etree.Element, tex: str, mark: str) -> etree.Element:
        math = self._mathml(tex, display=False, mark=mark)
        match examine_line(tex, math, self.context, place(self.md, mark)):
            case Report(context=name):
                math.set("data-check", name)
            case str(reason):
                math.set("data-unchecked", reason)
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
            return mathml(tex, display=display, factors=self.factors)
        except ValueError as error:
            what, below = error.args
            where = place(self.md, mark, below)
            raise WeaveError(f"{where}: TeX: {what} In: {tex.strip()}") from error

    def _display(self, element: etree.Element, tex: str, mark: str) -> etree.Element:
        formula = self._mathml(tex, display=True, mark=mark)
        report = examine(tex, formula, place(self.md, mark))
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
        else:
            listed = ", ".join(f"side {n} as {text}" for n, text in sorted(report.stands.items()))
            reading = f"reading {listed}" if listed else "as it is shown"
            how = f"Worked out {points}, {reading}; {_closeness(report.digits)}."
        if report.measured:
            how += " Derivatives are measured, by nudging."
        if report.proven:
            how += " SymPy, an algebra program, shows that they are equal for all these values."
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


def _closeness(digits: int | None) -> str:
    if digits is None:
        return "it holds at all of them"
    return f"the two sides of each '=' agree to at least {digits} digits"


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
