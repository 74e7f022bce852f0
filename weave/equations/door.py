"""In goes a displayed formula and where it stands; out comes a report, or a refusal.

The formula says in TeX comments, which no reader sees, what must hold: `% check: CONTEXT` or
`% define: CONTEXT`, and perhaps `% side 2 stands for: EXPRESSION`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from weave import CHECKS, DOCS, work
from weave.page import WeaveError, find
from weave.work import Job, crew

DIRECTIVE = re.compile(r"^\s*%\s*(?:(check|define):\s*(\w+)|side (\d+) stands for:\s*(.+?))\s*$")
DISPLAY = re.compile(r"(?m)^([ >]*)\$\$\n((?:\1.*\n)+?)\1\$\$$")
HERE = Path(__file__).parent
SECONDS = 59


@dataclass(frozen=True)
class Report:
    """How an equation was checked, for the reader."""

    context: str
    kind: str  # "checked", "definition", or "declared" where sides stand for something
    stands: dict[int, str]  # by the number of the side
    points: int
    worst: float | None  # difference of sides said to be equal, if there are any
    method: str  # of measuring derivatives, or "none"
    proven: bool
    given: list[str]  # definitions and domain of the context, as TeX


def examine(tex: str, factors: tuple[str, ...], where: str) -> Report:
    r"""Check the displayed `tex`, where `factors` are commands, as `\\error`, that only colour.

    Raises WeaveError, with `where`, if it does not hold, cannot be read, or does not say what must.
    """
    kind, name, stands = _asked(tex, where)
    file = find(CHECKS, "*.toml", f"{name}.toml", where)
    answer = crew.result(_job(tex, stands, file, factors, where))
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


def _job(tex: str, stands: dict, file: Path, factors: tuple[str, ...], where: str) -> Job:
    formula = "\n".join(line.strip() for line in tex.strip().splitlines())
    return Job(
        "equation", where, (formula, repr(factors), file), "weave.equations.check:report",
        (formula, str(file), list(stands.items()), factors),
        made_by=tuple(HERE / f"{name}.py" for name in ("check", "context", "tex")),
        packages=("numpy", "sympy", "antlr4-python3-runtime"),
        path=(work.ROOT,), seconds=SECONDS, alone=False,
    )  # fmt: skip


def jobs(factors: tuple[str, ...]) -> Iterator[Job]:
    """Give the jobs of all displays that stand in Markdown as they usually do."""
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8-sig")
        for found in DISPLAY.finditer(text):
            where = f"{page.as_posix()}:{text.count(chr(10), 0, found.start()) + 1}"
            tex = found[2].replace("\n" + found[1], "\n").removeprefix(found[1])
            try:
                _, name, stands = _asked(tex, where)
            except WeaveError:  # said when the page is built
                continue
            if (file := CHECKS / f"{name}.toml").is_file():
                yield _job(tex, stands, file, factors, where)
