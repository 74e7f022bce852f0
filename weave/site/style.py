"""How a snippet is written, so that it can be copied, read on a phone, and pasted anywhere.

What one breaks stops the build, each with file, line and mend.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from weave import SNIPPETS, work
from weave.page import WeaveError
from weave.snippet import PATTERN
from weave.work import Job, crew

COLUMNS = 72  # those of a phone, with a little scrolling
MAIN = 'if __name__ == "__main__":'
TAUGHT = {"numpy"}  # what a reader has beside Python


def example_jobs() -> Iterator[Job]:
    """Give the jobs to try the examples in docstrings of all snippets that have some."""
    return (_job(file) for file in sorted(SNIPPETS.glob(PATTERN)) if b">>> " in file.read_bytes())


def _job(file: Path) -> Job:
    return Job(
        "examples of", file.stem, (file,), "weave.examples:wrong", (str(file),),
        made_by=(Path(work.ROOT, "weave", "examples.py"),), packages=("numpy",), load=("numpy",),
        path=(work.ROOT,),
    )  # fmt: skip


def refuse(file: Path) -> None:
    """Raise WeaveError for all rules that the snippet `file` breaks; not if it is no Python.

    That is told, with more, by running it.
    """
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    faults = [*_in_lines(text), *_in_imports(tree), *_in_functions(tree, text.splitlines())]
    if MAIN not in text.splitlines():
        faults.append((len(text.splitlines()), f"no main part prints; end with '{MAIN}'"))
    if faults:
        raise WeaveError("\n".join(f"{file.as_posix()}:{n}: {what}" for n, what in sorted(faults)))


def refuse_wrong_examples() -> None:
    """Raise WeaveError if what a docstring shows is not what comes of it."""
    for job in example_jobs():
        answer = crew.result(job)
        name = Path(job.args[0]).as_posix()
        if fault := work.fault(answer, job.seconds):
            raise WeaveError(f"{name}: its examples: {fault}")
        for line, what in answer["results"]:
            raise WeaveError(f"{name}:{line}: {what}; mend the code or the docstring")


def _in_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > COLUMNS:
            yield number, f"{len(line)} columns; a reader's screen has {COLUMNS}, so break the line"


def _in_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    what = "imports {}; a reader has the standard library and numpy, so write what it needs into it"
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        for name in names:
            if name.partition(".")[0] not in sys.stdlib_module_names | TAUGHT:
                yield node.lineno, what.format(name)


def _in_functions(tree: ast.Module, lines: list[str]) -> Iterator[tuple[int, str]]:
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        name, first = f"{function.name}()", function.body[0]
        docstring = ast.get_docstring(function)
        begin = function.lineno if docstring is None else first.end_lineno
        what = f"an empty line inside of {name} ends it where it is pasted into an interpreter"
        for number in range(begin + 1, function.end_lineno):
            if not lines[number - 1].strip():
                yield number, f"{what}; take it out"
        if docstring is None:
            if len(function.body) > 1:
                yield function.lineno, f"{name} has no docstring; say in one what it returns"
            continue
        sentence, _, example = docstring.partition("\n\n")
        if not re.fullmatch(r"[A-Z][^\n]*\.", sentence) or re.search(r"\.\s+[A-Z]", sentence):
            what = f"the docstring of {name} is not one line of one sentence, with a full stop"
            yield first.lineno, f"{what}; after it an empty line and an example may follow"
        if example and (count := example.count(">>> ")) != 1:
            what = f"the docstring of {name} goes on with {count} examples"
            yield first.lineno, f"{what}; one, after '>>> ', is what a reader tries"
