"""Try the examples in the docstrings of a snippet, in a process of its own: see `weave.hand`.

What a reader pastes after `>>>` must give what stands below it.
"""

import ast
import runpy
from collections.abc import Iterator
from doctest import DocTestParser, DocTestRunner
from pathlib import Path


class _Runner(DocTestRunner):
    """Notes each example that gives something else, with its line."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.wrong: list[tuple[int, str]] = []

    def report_failure(self, out, test, example, got) -> None:
        self._note(test, example, f"gives {got.strip() or 'nothing'}")

    def report_unexpected_exception(self, out, test, example, exc_info) -> None:
        self._note(test, example, f"raises {exc_info[0].__name__}: {exc_info[1]}")

    def _note(self, test, example, what: str) -> None:
        said = f"the example {example.source.strip()} {what}, not {example.want.strip()}"
        self.wrong.append((test.lineno + example.lineno + 1, said))


def wrong(file: str) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each example in the program `file` that does not hold."""
    names = runpy.run_path(file)
    runner = _Runner()
    for node in ast.walk(ast.parse(Path(file).read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            text = ast.get_docstring(node, clean=False) or ""
            line = node.body[0].lineno - 1 if text else 0
            test = DocTestParser().get_doctest(text, dict(names), file, file, line)
            runner.run(test, out=lambda _: None)
    yield from runner.wrong
