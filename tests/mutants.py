"""`make mutants`: is there a test that falls for every fault that mutmut plants?

mutmut copies the tree into `mutants/` and changes one thing at a time in the functions of
`snippets/`, `tools/` and `weave/` there. What survives is listed in `tests/mutants.toml` with the
reason, by file, function and changed lines, so that other edits do not touch the list; or by a
pattern, if lines that differ only in what it matches do the same everywhere.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_suffix(".toml")
LEAST = {"snippets": 0, "tools": 0, "weave": 95}  # per cent that tests kill; the rest is listed
KILLED = {"killed", "timeout"}  # a test that does not end has noticed, too
SURVIVED = {"survived", "no tests"}


class Mutant(NamedTuple):
    """One planted fault: where it is, and the changed lines as they were and as they became."""

    file: str
    function: str
    old: str
    new: str


def planted() -> Iterable[tuple[Mutant, str]]:
    """Give every mutant of the last run of mutmut with its fate."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code
    from mutmut.utils.file_utils import walk_mutatable_files
    from mutmut.utils.format_utils import orig_function_and_class_names_from_key

    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        for key, code in data.exit_code_by_key.items():
            function, owner = orig_function_and_class_names_from_key(key)
            lines = get_diff_for_mutant(key, path=path).splitlines()[3:]
            old, new = (" ".join(line[1:].strip() for line in lines if line[0] == c) for c in "-+")
            name = f"{owner}.{function}" if owner else function
            yield Mutant(path.as_posix(), name, old, new), status_by_exit_code[code]


def listed(text: str) -> tuple[Counter[Mutant], list[re.Pattern]]:
    """Read the list of those that may survive; raise ValueError if one has no reason."""
    known, patterns = Counter(), []
    for kind, entries in tomllib.loads(text).items():
        for entry in entries:
            if not entry.get("why", "").strip():
                name = entry.get("in") or entry["pattern"]
                raise ValueError(f"{name}: say why these survive")
            if kind == "same":
                patterns.append(re.compile(entry["pattern"]))
                continue
            file, _, function = entry["in"].partition(": ")
            known.update(Mutant(file, function, *change) for change in entry["changes"])
    return known, patterns


def judge(
    fates: list[tuple[Mutant, str]], known: Counter[Mutant], patterns: list[re.Pattern]
) -> tuple[str, list[str]]:
    """Return a table of the run, and what is wrong with it, in sentences."""
    rows = ["| folder | mutants | killed | survived | of these listed | killed, % |"]
    rows += ["|---|---|---|---|---|---|"]
    faults = [f"{fate}, which is no verdict: {spell(mutant)}" for mutant, fate in fates
              if fate not in KILLED | SURVIVED]  # fmt: skip
    alive = Counter(mutant for mutant, fate in fates if fate not in KILLED)
    by_pattern = Counter()
    for pattern in patterns:
        same = {m: n for m, n in alive.items() if pattern.sub("", m.old) == pattern.sub("", m.new)}
        by_pattern |= Counter(same)
        if not same:
            faults.append(f"is listed, but nothing survives by it: {pattern.pattern}")
    known = known + by_pattern
    faults += [f"survives and is not listed: {spell(mutant)}" for mutant in alive - known]
    faults += [f"is listed, but killed or gone: {spell(mutant)}" for mutant in known - alive]
    for folder, least in LEAST.items():
        ours = [(m, fate) for m, fate in fates if m.file.startswith(f"{folder}/")]
        survived = Counter(m for m, fate in ours if fate not in KILLED)
        both = (survived & known).total()
        killed = len(ours) - survived.total()
        rate = 100 * killed / max(len(ours), 1)
        rows.append(
            f"| `{folder}/` | {len(ours)} | {killed} | {survived.total()} | {both} | {rate:.1f} |"
        )
        if rate < least:
            faults.append(f"of {folder}/ only {rate:.1f} % are killed, less than {least} %")
    return "\n".join(rows), faults


def spell(mutant: Mutant) -> str:
    """Write a mutant as the list has it, ready to be copied there."""
    change = json.dumps([mutant.old, mutant.new], ensure_ascii=False)
    return f"{mutant.file}: {mutant.function}\n    {change},"


def main() -> int:
    """Print the table of the last run, and say what is wrong; 1 if anything is."""
    try:
        table, faults = judge(list(planted()), *listed(LIST.read_text(encoding="utf-8")))
    except ValueError as error:
        table, faults = "", [f"{LIST.name}: {error}"]
    print(table)
    for fault in sorted(faults):
        print(fault, file=sys.stderr)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
