"""Runs the programs of a page as `python FILE` would; python.js loads this into Pyodide."""

import builtins
import contextlib
import linecache
import random
import sys
import traceback
import types
import warnings
from json import dumps, loads

FRAMES, WORDS, WIDTH = 8, 5, 300  # lines of a traceback, of its message, letters of each, at most
cells = []  # what ran last without a fault, one after the other
main = None  # the module with the names they left


class _Library:
    """The library as it was, which a program may change, and the next one finds again."""

    def __init__(self):
        """Remember which modules there are, and what they hold."""
        self.modules = dict(sys.modules)
        real = {n: m for n, m in self.modules.items() if isinstance(m, types.ModuleType)}
        self.held = {name: dict(vars(module)) for name, module in real.items()}
        self.limit = sys.getrecursionlimit()
        if numpy := self.modules.get("numpy"):
            self.options, self.errors = numpy.get_printoptions(), numpy.geterr()

    def restore(self):
        """Put all back; what was imported since is imported anew by whoever wants it."""
        parts = {n: m for n, m in sys.modules.items() if n.startswith("numpy.")}  # not made twice
        sys.modules.clear()
        sys.modules.update(parts | self.modules)
        for name, held in self.held.items():
            vars(self.modules[name]).update(held)
        for added in set(vars(builtins)) - set(self.held["builtins"]):
            delattr(builtins, added)
        random.seed()
        if numpy := self.modules.get("numpy"):
            numpy.set_printoptions(**self.options)
            numpy.seterr(**self.errors)
            numpy.random.seed()


def settle():
    """Take the library as it is now for what each program shall find."""
    global library
    library = _Library()


def run(programs, tell):
    """Run pairs of file and text, as JSON, one after the other with the same names.

    Those that the last run began with, and ended well, are not run again. Before each of the
    others, `tell` is called with its number from 0. Returns JSON: the fault, a list of its story,
    file, line and message, or null; and whether Python is spoilt for other programs.
    """
    global cells, main
    programs = loads(programs)
    if not (cells and cells == programs[:-1]):
        library.restore()
        cells, main = [], types.ModuleType("__main__")
    sys.modules["__main__"] = main
    fault = None
    with warnings.catch_warnings():
        for number in range(len(cells), len(programs)):
            tell(number)
            if fault := _run(*programs[number]):
                break
    cells = [] if fault else programs
    return dumps([fault, sys.__stdout__.closed or sys.__stderr__.closed])


def _run(file, text):
    """Run one program; return its fault, or None."""
    linecache.cache[file] = len(text), None, f"{text}\n".splitlines(True), file  # for tracebacks
    main.__file__ = file
    try:
        exec(compile(text, file, "exec"), vars(main))
    except SystemExit as end:
        if end.code is None or end.code == 0:
            return None
        told = f"The program ended itself: {traceback.TracebackException.from_exception(end)}"
        return [told, file, None, told]
    except BaseException as error:
        return _fault(error, file)
    finally:  # at once, and not when the next begins, what would harm this module, too
        vars(builtins).update(library.held["builtins"])
        sys.settrace(None)
        sys.setprofile(None)
        sys.setrecursionlimit(library.limit)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # closed by the program, or not there any more
                stream.flush()
    return None


def _fault(error, file):
    """Tell the end of a traceback, less our own frames, and where in `file` it leads."""
    told = traceback.TracebackException.from_exception(error)
    theirs = [frame for frame in told.stack if frame.filename != __file__]
    stack = "".join(traceback.StackSummary.from_list(theirs).format()).splitlines()
    message = [line[:WIDTH] for line in "".join(told.format_exception_only()).splitlines() or [""]]
    at = [frame.lineno for frame in theirs if frame.filename == file]
    syntax = isinstance(error, SyntaxError)
    if syntax and error.filename == file:
        at.append(error.lineno)
    what = message[-1 if syntax else 0]
    if len(message) > WORDS:
        message[WORDS:] = ["..."]
    if len(stack) > FRAMES:
        stack[:-FRAMES] = ["  ..."]
    head = ["Traceback (most recent call last):"] if stack else []
    return ["\n".join([*head, *stack, *message]), file, at[-1] if at else None, what]


def _input(prompt="", /):
    raise EOFError("nobody can be asked here; write the value into the program")


builtins.input = _input
settle()
