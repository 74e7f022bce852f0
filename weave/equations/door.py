"""In goes a formula, as the page shows it, and where it stands; out comes a report, or a refusal.

A display says in TeX comments, which no reader sees, what must hold: `% check: CONTEXT` or
`% define: CONTEXT`, and perhaps `% side 2 stands for: EXPRESSION`. A formula in a line that claims
something is checked in the context that the head of its page names, `check: CONTEXT`, or that it
names itself; or it says why it is not checked: `% given`, a value or condition that the text sets,
or `% label`, what a figure or a program calls something.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from weave import CHECKS, DOCS, work
from weave.equations.glyphs import plain
from weave.equations.rows import RELATIONS
from weave.mathml import mathml
from weave.page import WeaveError, find
from weave.work import Job, crew

DIRECTIVE = re.compile(r"^\s*%\s*(?:(check|define):\s*(\w+)|side (\d+) stands for:\s*(.+?))\s*$")
DISPLAY = re.compile(r"(?m)^([ >]*)\$\$\n((?:\1.*\n)+?)\1\$\$$")
INLINE = re.compile(r"(?<![\\$`])\$([^$`\n]+(?:\n[^$`\n]+)?)\$(?!\$)")
EXEMPT = re.compile(r"%\s*(given|label)\s*$")
OTHERS = set("→←↦∝∈∼≪≫⇒⇔∀∃≃≅⊂⊆±∓")  # signs of a claim that no check knows
ROOM = tuple(sorted(set(Path(__file__).parent.glob("[a-z]*.py")) - {Path(__file__)}))
SECONDS = 59


@dataclass(frozen=True)
class Report:
    """How an equation was checked, for the reader."""

    context: str
    kind: str  # "checked", "definition", or "declared" where sides stand for something
    stands: dict[int, str]  # by the number of the side
    points: int
    digits: int | None  # to which sides that are said to be equal agree, if there are any
    measured: bool  # whether a derivative or a limit was
    proven: bool
    given: list[str]  # definitions and domain of the context, as TeX


def examine(tex: str, math: etree.Element, where: str) -> Report:
    """Check a display, `math`, as the comments in its `tex` say.

    Raises WeaveError, with `where`, if it does not hold, cannot be read, or does not say what must.
    """
    kind, name, stands = _asked(tex, where)
    return _examined(math, kind, name, stands, where)


def examine_line(
    tex: str, math: etree.Element, context: str | None, where: str
) -> Report | str | None:
    """Check a formula in a line, in the page's `context` if it names none itself.

    Returns None if it claims nothing, and the reason if it says why it is not checked. Raises
    WeaveError, as for a display.
    """
    if not _claims(math):
        return None
    if exempt := EXEMPT.search(tex):
        return exempt[1]
    if not (context := _own_context(tex) or context):
        raise WeaveError(
            f"{where}: '{tex.strip()}' claims something, and nothing says under which definitions "
            "it holds; write 'check: CONTEXT' between the lines '---' that head the page, or end "
            "the formula with '% check: CONTEXT', or '% given' if the text sets it so"
        )
    return _examined(math, "check", context, {}, where)


def _own_context(tex: str) -> str | None:
    """Return the context that a formula in a line names itself, if it does."""
    found = DIRECTIVE.match(tex[tex.rfind("%") :]) if "%" in tex else None
    return found[2] if found else None


def _claims(math: etree.Element) -> bool:
    """Say whether a formula holds a relation between two things: '=' alone is a sign."""
    signs = [
        e for e in math.iter() if e.tag in ("mo", "mi") and plain(e.text) in {*RELATIONS, *OTHERS}
    ]
    tags = ("munder", "munderover", "msub", "msubsup")
    limits = {e for low in math.iter() if low.tag in tags for e in low[1].iter()}
    return any(e not in limits for e in signs) and any(e.tag in ("mi", "mn") for e in math.iter())


def _examined(
    math: etree.Element, kind: str, name: str, stands: dict[int, str], where: str
) -> Report:
    file = find(CHECKS, "*.toml", f"{name}.toml", where)
    answer = crew.result(_job(math, kind, stands, file, where))
    if fault := work.fault(answer, SECONDS):
        raise WeaveError(f"{where}: this equation {fault}")
    (told,) = answer["results"]
    if "refusal" in told:
        raise WeaveError(f"{where}: {told['refusal']}")
    kind = "declared" if stands else {"check": "checked", "define": "definition"}[kind]
    return Report(name, kind, stands, **told)


def _asked(tex: str, where: str) -> tuple[str, str, dict[int, str]]:
    """Return what `tex` asks for: "check" or "define", a context, and what sides stand for."""
    lines = [line for line in tex.splitlines() if line.lstrip().startswith("%")]
    found = [match for line in lines if (match := DIRECTIVE.match(line))]
    asked = [(match[1], match[2]) for match in found if match[1]]
    if len(asked) != 1 or len(found) != len(lines):
        raise WeaveError(
            f"{where}: a displayed equation says in its first line what must hold, "
            "'% check: CONTEXT' or '% define: CONTEXT', and may say '% side N stands for: "
            "EXPRESSION'; CONTEXT is a file of snippets/checks without its ending"
        )
    return *asked[0], {int(match[3]): match[4] for match in found if match[3]}


def _job(math: etree.Element, kind: str, stands: dict, file: Path, where: str) -> Job:
    shown = etree.tostring(math, encoding="unicode").strip()
    return Job(
        "equation", where, (shown, kind, repr(stands), file), "weave.equations.check:report",
        (shown, str(file), list(stands.items()), kind == "define"),
        made_by=ROOM,
        packages=("math-core", "numpy", "python-flint", "sympy"),
        path=(work.ROOT,), seconds=SECONDS, alone=False,
    )  # fmt: skip


def page_context(page: Path) -> str | None:
    """Return the context that the head of a page names, if it names one."""
    text = page.read_text(encoding="utf-8-sig")
    if not (head := re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)):
        return None
    try:
        return (yaml.safe_load(head[1]) or {}).get("check")
    except (yaml.YAMLError, AttributeError):
        return None  # the builder says what is wrong with it


def jobs(factors: tuple[str, ...]) -> Iterator[Job]:
    """Give the jobs of the formulas that stand in Markdown as they usually do.

    What is wrong with others, or hides from these patterns, is said when its page is built.
    """
    for page in sorted(DOCS.rglob("*.md")):
        context = page_context(page)
        for tex, display, where in _formulas(page):
            try:
                math = mathml(tex, display=display, factors=factors)
                asked = _asked(tex, where) if display else ("check", _own_context(tex), {})
            except (ValueError, WeaveError):
                continue
            if not display and (EXEMPT.search(tex) or not _claims(math)):
                continue
            kind, name, stands = asked
            if (file := CHECKS / f"{name or context}.toml").is_file():
                yield _job(math, kind, stands, file, where)


def _formulas(page: Path) -> Iterator[tuple[str, bool, str]]:
    """Give the formulas of a page, whether each stands on lines of its own, and where."""
    text = page.read_text(encoding="utf-8-sig")
    for found in DISPLAY.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        tex = found[2].replace("\n" + found[1], "\n").removeprefix(found[1])
        yield tex, True, f"{page.as_posix()}:{line}"
    for found in INLINE.finditer(re.sub(r"(?ms)^([ >]*)(```+|~~~+|\$\$).*?^\1\2$", "", text)):
        yield found[1], False, page.as_posix()
