"""Run the cells of a lab, in a process of its own: see `weave.hand`.

IPython runs them, as it does in a notebook, but without the server and the kernel of one, and
without what only a notebook understands: a lab is a script, too. This stands outside `weave.site`,
so that the process need not load MkDocs.
"""

import ast
import linecache
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOBase
from numbers import Number
from traceback import TracebackException, walk_tb

import matplotlib
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from matplotlib_inline.backend_inline import flush_figures
from traitlets.config import Config

from weave.draw import NO_METADATA, STYLE
from weave.hand import MOST


class _Stream(TextIOBase):
    """Notes what is written to it among the other outputs."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: list[dict]) -> None:
        self.name, self.outputs, self.room = name, outputs, MOST

    def write(self, text: str) -> int:
        self.room -= len(text)
        if self.room < 0:
            raise OSError(f"a lab prints {MOST:,} characters at most")
        if text:
            self.outputs.append({self.name: text})
        return len(text)


def run(cells: list[str], seconds: int) -> Iterator[dict]:
    """Yield for each cell what it `gave`, pairs of kind, "text" or "svg", and content.

    A cell that fails, warns or shows something else yields a `fault` instead, with the `line` in
    it, and ends the process; one that takes too long only ends it.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # In an empty folder, with nobody's settings: as the reader who takes the lab away.
        os.chdir(tempfile.mkdtemp(dir=folder))
        shell = _shell(folder, outputs := [])
        sys.stdout, sys.stderr = (_Stream(name, outputs) for name in ("stdout", "stderr"))
        for cell in cells:
            if hasattr(signal, "setitimer"):  # not on Windows: there the job's own limit must do
                # No handler, which a cell could catch, or keep waiting.
                signal.setitimer(signal.ITIMER_REAL, seconds)
            fault, line = _fault(shell, cell)
            if not fault:
                gave, fault = given(outputs)
            yield {"fault": fault, "line": line} if fault else {"gave": gave}
            if fault:
                sys.exit(1)  # and not 0: a fault is not remembered


def _shell(folder: str, outputs: list[dict]) -> InteractiveShell:
    """Return a shell that takes Python only, and notes all that it would tell in `outputs`."""
    matplotlib.rc_file(STYLE)
    matplotlib.use("module://matplotlib_inline.backend_inline")
    matplotlib.interactive(True)  # so that what no `show` shows comes at the end of its cell
    settings = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(ipython_dir=folder, config=settings)
    shell.transform_cell, shell.autoawait = str, False
    shell.display_pub = CapturingDisplayPublisher()
    shell.display_pub.outputs = outputs
    shell.displayhook.write_output_prompt = lambda: None
    shell.displayhook.write_format_data = shell.display_pub.publish
    shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: outputs.append(
        {"error": sys.exc_info()[1]}
    )
    select_figure_formats(shell, {"svg"}, bbox_inches=None, metadata=NO_METADATA)
    shell.events.register("post_execute", flush_figures)
    return shell


def _fault(shell: InteractiveShell, cell: str) -> tuple[str, int]:
    """Run `cell`; return why it failed, if it did, and the line of it."""
    file = f"<ipython-input-{shell.execution_count}-"
    outputs = shell.display_pub.outputs
    outputs.clear()
    shell.run_cell(cell, store_history=True)  # where `;` and `_` are looked up
    for error in (output["error"] for output in outputs if "error" in output):
        told = TracebackException.from_exception(error)
        lines = [frame.lineno for frame in told.stack if frame.filename.startswith(file)]
        if isinstance(error, SyntaxError):
            lines.append(error.lineno)
        what = "".join(line for line in told.format_exception_only() if line[:2] != "  ").rstrip()
        if isinstance(error, AssertionError) and not error.args:
            what = what.rstrip(":") + _claim(error)
        return f"failed: {what}", next(filter(None, lines), 1)
    return "", 1


def _claim(error: AssertionError) -> str:
    """Write what was asserted in a cell, and what the sides of it, or its names, came to."""
    frame, line = [
        (step, number)
        for step, number in walk_tb(error.__traceback__)
        if step.f_code.co_filename.startswith("<ipython-input-")
    ][-1]
    code = "".join(linecache.getlines(frame.f_code.co_filename))
    claims = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Assert)]
    tests = [n.test for n in claims if n.lineno <= line <= n.end_lineno]
    if not tests:
        return ""  # it was raised by something else
    parts = [n for n in ast.walk(tests[-1]) if isinstance(n, ast.Name)]
    if isinstance(tests[-1], ast.Compare):
        parts = [tests[-1].left, *tests[-1].comparators]
    told = {}
    for part in parts:
        name = " ".join(ast.get_source_segment(code, part).split())
        with suppress(Exception):  # it may be a name of a comprehension
            value = eval(name, frame.f_globals, frame.f_locals)
            if not callable(value) and repr(value) != ast.unparse(part):
                told[name] = _short(value)
    claim = " ".join(ast.get_source_segment(code, tests[-1]).split())
    return f": {claim}" + "".join(f"; {name} is {value}" for name, value in told.items())


def _short(value: object) -> str:
    """Write `value` in a line: of much, what it begins with."""
    text = str(value) if isinstance(value, Number) else " ".join(repr(value).split())
    return text if len(text) <= 200 else f"{text[:200]} …"


def given(outputs: list[dict]) -> tuple[list[tuple[str, str]], str]:
    """Return what a cell gave, text joined, and what a page cannot take of it, if anything."""
    if told := "".join(output.get("stderr", "") for output in outputs):
        return [], f"warns, which a page should not:\n{told.rstrip()}"
    pieces = []
    for output in outputs:
        data = output.get("data", {})
        if svg := data.get("image/svg+xml"):
            pieces.append(("svg", svg))
        elif data.keys() - {"text/plain"}:
            return [], f"shows {', '.join(sorted(data))}; print text, or draw"
        else:
            pieces.append(("text", data["text/plain"] + "\n" if data else output["stdout"]))
    kinds = [kind for kind, _ in pieces]
    text = "".join(text for kind, text in pieces if kind == "text")
    if "svg" not in kinds:
        return [("text", text)] if text else [], ""
    if kinds.index("svg") or kinds.count("svg") > 1 or not text.strip():
        return [], "draws; give one figure, then print what it shows"
    return [pieces[0], ("text", text)], ""
