"""Run the cells of a lab, in a process of its own: see `weave.hand`.

IPython runs them, as it does in a notebook, but without the server and the kernel of one.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from io import TextIOBase

import matplotlib
from IPython.core.display_trap import DisplayTrap
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline.backend_inline import configure_inline_support
from matplotlib_inline.config import InlineBackend
from traitlets.config import Config

from weave.draw import NO_METADATA, STYLE

BACKEND = "module://matplotlib_inline.backend_inline"


class _Late(Exception):
    """The time of a cell is over."""


class _Stream(TextIOBase):
    """Notes what is written to it among the other outputs."""

    def __init__(self, name: str, outputs: list[dict]) -> None:
        self.name, self.outputs = name, outputs

    def write(self, text: str) -> int:
        self.outputs.append({self.name: text})
        return len(text)


def run(cells: list[str], seconds: int) -> Iterator[dict]:
    """Yield for each cell what it `gave`, pairs of kind, "text" or "svg", and content.

    A cell that fails, warns, shows something else or takes too long yields a `fault` instead, with
    the `line` in it, and ends the run.
    """
    # In an empty folder, with nobody's settings: as the reader who takes the lab away.
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        outputs: list[dict] = []
        shell = _shell(empty, outputs)
        sys.stdout, sys.stderr = (_Stream(name, outputs) for name in ("stdout", "stderr"))
        for cell in cells:
            outputs.clear()
            fault, line = _fault(shell, cell, seconds)
            if not fault:
                gave, fault = given(outputs)
            if fault:
                yield {"fault": fault, "line": line}
                return
            yield {"gave": gave}


def _shell(folder: str, outputs: list[dict]) -> InteractiveShell:
    matplotlib.rc_file(STYLE)
    matplotlib.use(BACKEND)
    shell = InteractiveShell.instance(
        ipython_dir=folder, config=Config({"HistoryManager": {"enabled": False}})
    )
    shell.displayhook = CapturingDisplayHook(shell, outputs)
    shell.displayhook.is_active = False  # asked for by what publishes
    shell.display_trap = DisplayTrap(hook=shell.displayhook)
    shell.display_pub = CapturingDisplayPublisher()
    shell.display_pub.outputs = outputs
    shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None  # it is told otherwise
    inline = InlineBackend.instance(parent=shell)
    inline.figure_formats = {"svg"}
    inline.print_figure_kwargs = {"bbox_inches": None, "metadata": NO_METADATA}
    configure_inline_support(shell, BACKEND)
    return shell


def _fault(shell: InteractiveShell, cell: str, seconds: int) -> tuple[str, int]:
    """Run `cell`; return why it failed, if it did, and the line of it."""

    def late(*_) -> None:
        raise _Late

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    result = shell.run_cell(cell)
    signal.alarm(0)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return "", 1
    if isinstance(error, _Late):
        return f"did not end within {seconds} s", 1
    if isinstance(error, SyntaxError) and error.lineno:
        return f"failed: {type(error).__name__}: {error.msg}", error.lineno
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith("<ipython-input-"):
        trace = trace.tb_next
    return f"failed: {type(error).__name__}: {error}", trace.tb_lineno if trace else 1


def given(outputs: list[dict]) -> tuple[list[tuple[str, str]], str]:
    """Return what a cell gave, text joined, and what a page cannot take of it, if anything."""
    gave: list[tuple[str, str]] = []
    for output in outputs:
        data = output.get("data", {})
        if "stderr" in output:
            told = "".join(o.get("stderr", "") for o in outputs)
            return [], f"warns, which a page should not:\n{told.rstrip()}"
        if "image/svg+xml" in data:
            gave.append(("svg", data["image/svg+xml"]))
            continue
        if data.keys() - {"text/plain"}:
            return [], f"shows {', '.join(sorted(data))}; print text, or draw"
        text = output["stdout"] if "stdout" in output else data["text/plain"] + "\n"
        if gave and gave[-1][0] == "text":
            text = gave.pop()[1] + text
        gave.append(("text", text))
    kinds = [kind for kind, _ in gave]
    if "svg" in kinds and kinds != ["svg", "text"]:
        return [], "draws; give one figure, then print what it shows"
    return gave, ""
