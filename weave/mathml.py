"""TeX becomes MathML, by math-core; a factor of an equation keeps its name as a class."""

import re
import xml.etree.ElementTree as etree
from functools import cache as once
from html import unescape

from math_core import LatexError, LatexToMathML

FORMULA = re.compile(r"(?s)<math[ >].*?</math>")  # in the HTML of a page

# Colours that only carry a factor's name through the converter, to become a class.
CARRIERS = {"red": "#FF0000", "blue": "#0000FF", "green": "#03FF00"}


@once
def _converter(factors: tuple[str, ...]) -> LatexToMathML:
    named = zip(factors, CARRIERS, strict=False)
    macros = {name: rf"\textcolor{{{colour}}}{{#1}}" for name, colour in named}
    return LatexToMathML(macros=macros, fancy_error=False)


def mathml(tex: str, *, display: bool, factors: tuple[str, ...] = ()) -> etree.Element:
    r"""Convert `tex`; `factors` are commands, as `\error`, that give their argument a class.

    Raises ValueError for what is no TeX, with the line of `tex`, counted from 0, as `args[1]`.
    """
    tex = re.sub(r"\\\\\[[\d.]+(?:em|ex|pt|mm|cm)\]", r"\\\\", tex)  # the converter would show it
    try:
        math = _converter(factors).convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        at, _, what = str(error).partition(": ")
        below = tex[: int(at)].count("\n") if at.isdigit() else 0
        raise ValueError(what or at, below) from error
    named = r"&(?!amp;|lt;|gt;|quot;)\w+;"  # entities of HTML that XML does not know
    element = etree.fromstring(re.sub(named, lambda m: unescape(m[0]), math))
    classes = dict(zip(CARRIERS.values(), factors, strict=False))
    for node in element.iter():
        if node.tag == "msup" and node[1].text == "′":
            node.tag = "mrow"  # the font's prime is small and high by itself
        colour = node.get("style", "").removeprefix("color:").removesuffix(";")
        if colour in classes:
            del node.attrib["style"]
            node.set("class", classes[colour])
    return element
