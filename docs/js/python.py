"""Runs the programs of a page as `python FILE` would; python.js loads this into Pyodide."""

import builtins
import contextlib
import json
import linecache
import sys
import traceback
import warnings

LINES = 12  # of a traceback, at most
cells, names = [], {}  # what ran last without a fault, and the names it left


def run(programs, tell):
    """Run pairs of file and text, as JSON, one after the other with the same names.

    Those that the last run began with, and ended well, are not run again. Before each of the
    others, `tell` is called with its number from 0. Returns the fault as JSON, a list of text,
    file and line, or null.
    """
    global cells, names
    programs = json.loads(programs)
    if not (cells and cells == programs[:-1]):
        cells, names = [], {"__name__": "__main__"}
    with _as_it_was():
        for number in range(len(cells), len(programs)):
            tell(number)
            if fault := _run(*programs[number]):
                cells = []
                return json.dumps(fault)
    cells = programs
    return json.dumps(None)


def _run(file, text):
    """Run one program; return what `run` does, but not as JSON."""
    linecache.cache[file] = len(text), None, f"{text}\n".splitlines(True), file  # for tracebacks
    try:
        exec(compile(text, file, "exec"), names)
    except SystemExit as end:
        return [f"The program ended itself: {end}", file, None] if end.code else None
    except BaseException as error:
        told = traceback.TracebackException.from_exception(error)
        told.stack = traceback.StackSummary.from_list(
            [frame for frame in told.stack if frame.filename != __file__]
        )
        at = [frame.lineno for frame in told.stack if frame.filename == file]
        if isinstance(error, SyntaxError) and error.filename == file:
            at.append(error.lineno)
        lines = "".join(told.format()).rstrip("\n").split("\n")
        if len(lines) > LINES:
            lines[1:-LINES] = ["  ..."]
        return ["\n".join(lines), file, at[-1] if at else None]
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


@contextlib.contextmanager
def _as_it_was():
    """Give the next program the same library, whatever this one does to it."""
    modules = [sys.modules[name] for name in ("builtins", "math", "numpy") if name in sys.modules]
    before = [dict(vars(module)) for module in modules]
    with warnings.catch_warnings(), contextlib.ExitStack() as stack:
        if "numpy" in sys.modules:
            stack.enter_context(sys.modules["numpy"].errstate())
            stack.enter_context(sys.modules["numpy"].printoptions())
        try:
            yield
        finally:
            for module, old in zip(modules, before, strict=True):
                vars(module).update(old)


def _input(prompt="", /):
    raise EOFError("nobody can be asked here; write the value into the program")


builtins.input = _input
