"""`make mutants`: its list, its arithmetic. Which faults survive, only a run can tell."""

from collections import Counter

import pytest

from tests import mutants
from tests.conftest import ROOT
from tests.mutants import Mutant

ALIVE = Mutant("weave/a.py", "A.f", "return 1", "return 2")
LIST = """
[[survives]]
in = "weave/a.py: A.f"
why = "both are true"
changes = [["return 1", "return 2"]]
"""


def run(*alive: Mutant, dead: int = 19, fate: str = "survived", known: str = LIST) -> tuple:
    killed = [(Mutant("weave/a.py", "f", "", str(n)), "killed") for n in range(dead - 1)]
    killed += [(Mutant("weave/a.py", "f", "", "1"), "timeout")]
    snippet = (Mutant("snippets/b.py", "g", "1", "2"), "killed")
    return mutants.judge([snippet, *killed, *((m, fate) for m in alive)], *mutants.listed(known))


def test_run_that_the_list_explains_is_right():
    table, faults = run(ALIVE)
    assert faults == []
    assert table.splitlines()[2:] == [
        "| `snippets/` | 1 | 1 | 0 | 0 | 100.0 |",
        "| `tools/` | 0 | 0 | 0 | 0 | 0.0 |",
        "| `weave/` | 20 | 19 | 1 | 1 | 95.0 |",
    ]


def test_survivor_that_is_not_listed_is_told_as_the_list_would_have_it():
    other = ALIVE._replace(new='return "ü"')
    faults = run(ALIVE, other, dead=60)[1]
    assert faults == [
        'survives and is not listed: weave/a.py: A.f\n    ["return 1", "return \\"ü\\""],'
    ]
    # One in a snippet, too; one that no test reaches; and one more than are listed.
    assert len(run(ALIVE, ALIVE._replace(file="snippets/b.py"), dead=60)[1]) == 1
    assert len(run(ALIVE, other, dead=60, fate="no tests")[1]) == 1
    assert len(run(ALIVE, ALIVE, dead=60)[1]) == 1


def test_list_with_what_is_killed_or_gone_is_refused():
    assert run()[1] == [
        'is listed, but killed or gone: weave/a.py: A.f\n    ["return 1", "return 2"],'
    ]


def test_too_few_killed_and_no_verdict_are_refused():
    assert run(ALIVE, dead=8)[1] == ["of weave/ only 88.9 % are killed, less than 95 %"]
    assert "suspicious, which is no verdict: weave/a.py: A.f" in run(ALIVE, fate="suspicious")[1][0]


PATTERN = """
[[same]]
pattern = ', encoding=("[^"]*"|None)'
why = "it is what Python does by itself"
"""


def test_pattern_explains_lines_that_differ_in_nothing_else():
    same = ALIVE._replace(old='f(1, encoding="utf-8")', new="f(1, encoding=None)")
    gone = same._replace(new="f(1)")
    other = same._replace(new="f(2)")
    known = LIST + PATTERN
    assert run(ALIVE, same, gone, dead=60, known=known)[1] == []
    assert run(ALIVE, same, other, dead=60, known=known)[1] == [
        'survives and is not listed: weave/a.py: A.f\n    ["f(1, encoding=\\"utf-8\\")", "f(2)"],'
    ]
    (fault,) = run(ALIVE, dead=60, known=known)[1]
    assert fault == 'is listed, but nothing survives by it: , encoding=("[^"]*"|None)'


def test_reason_is_asked_for():
    with pytest.raises(ValueError, match=r"^weave/a\.py: A\.f: say why these survive$"):
        mutants.listed(LIST.replace("both are true", " "))


def test_list_names_functions_and_lines_that_there_are():
    known, _ = mutants.listed(mutants.LIST.read_text("utf-8"))
    assert known
    for mutant in known:
        text = " ".join((ROOT / mutant.file).read_text("utf-8").split())
        assert f"def {mutant.function.rpartition('.')[2]}(" in text
        assert " ".join(mutant.old.split()) in text, mutant


def test_list_is_a_count():
    twice = LIST.replace('"]]', '"], ["return 1", "return 2"]]')
    assert mutants.listed(twice) == (Counter({ALIVE: 2}), [])
