import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from snippets import slips_training
from snippets.slips import SLIPS, which_slip

PAGE = Path("docs/deeper/slips.md")
ROWS = re.findall(r"\| `([^`]+)`\{ #(\w+) \} \| (\S+) \|", PAGE.read_text(encoding="utf-8"))
LINES = {line: (key, effect) for line, key, effect in ROWS if effect != "–"}


def test_page_lists_every_slip_once_with_its_line_and_what_training_does(capsys):
    """A slip without a place, a line that no program runs, a word that training contradicts."""
    assert sorted(key for _, key, _ in ROWS) == sorted(SLIPS)
    runpy.run_path("snippets/slips_training.py", run_name="__main__")
    words = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert {line: effect for effect, line in words} == {n: e for n, (_, e) in LINES.items()}


@pytest.mark.parametrize("line", slips_training.SLIPS)
def test_line_of_the_list_makes_the_slip_that_it_is_listed_for(line):
    rng = np.random.default_rng(7)
    m, o = (5, 3) if line.startswith("step") else (4, 4)  # else lengths of two slips are the same
    known = {"W1": rng.normal(size=(4, 4)), "W2": rng.normal(size=(4, o))}
    known |= {"b1": rng.normal(size=4), "b2": rng.normal(size=o)}
    names = ("W1", "b1", "W2", "b2")
    before = [known[n].copy() for n in names]
    X, y = rng.normal(size=(m, 4)), rng.uniform(size=(m, o))
    known |= {"X": X, "y": y, "rate": 0.7, "step": 0.7, "sigmoid": slips_training.sigmoid}
    name = line.split(" = ")[0] + " = "
    lines = [line if right.startswith(name) else right for right in slips_training.PASS]
    assert lines != slips_training.PASS
    exec("\n".join(lines), known | {"slope": slips_training.slope}, after := {})
    verdict = which_slip(X, y, before, [after.get(n, known[n]) for n in names], 0.7)
    assert verdict.readings == [frozenset({LINES[line][0]})], verdict.text


def test_the_right_program_learns_from_every_start():
    counts, broken = slips_training.passes()
    assert len(counts) == 5
    assert not broken
