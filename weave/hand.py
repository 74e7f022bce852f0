"""One hand of the crew: does a job at a time, each in a process of its own.

`weave.work` starts this file with nothing of ours on the path, writes a job a line, as JSON, and
reads an answer a line. On Linux a job runs in a fork of this process, which has loaded the
libraries that jobs need, so that they are loaded once and not for every job. Elsewhere forks are
not safe beside such libraries, and each job gets an interpreter of its own.

A job says what to `call`, "module:function", with which `args`, what to `load` before, how many
`seconds` it has, in which `folder` it runs, and the `path` on which our own modules are found. Each
value that the function yields becomes a result.
"""

import importlib
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

FORKS = sys.platform == "linux"


def answer(job: dict) -> dict:
    """Do `job` in a process of its own; return its `results`, `printed`, `error` and `end`.

    `end` is the exit status, negative for a signal, or "late".
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("printed", "error", "results")]
        for file in files:
            file.touch()
        end = (_fork if FORKS else _start)(job, files)
        printed, error, results = (file.read_bytes() for file in files)
    return {
        "printed": printed.decode(errors="surrogateescape"),
        "error": error.decode(errors="replace"),
        "results": [json.loads(line) for line in results.splitlines(True) if line[-1:] == b"\n"],
        "end": end,
    }


def _fork(job: dict, files: list[Path]) -> int | str:
    for name in job["load"]:
        importlib.import_module(name)
    if not (child := os.fork()):
        os.setpgid(0, 0)  # so that all that it starts can be ended with it
        for number, name in enumerate((os.devnull, *files[:2])):
            opened = os.open(name, os.O_RDWR)
            os.dup2(opened, number)
        do(job, files[2])
    return wait(child, job["seconds"])


def _start(job: dict, files: list[Path]) -> int | str:
    command = [sys.executable, "-I", "-B", "-X", "utf8", __file__, json.dumps(job), str(files[2])]
    with files[0].open("wb") as out, files[1].open("wb") as err:
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, timeout=job["seconds"]
            )
        except subprocess.TimeoutExpired:
            return "late"
    return done.returncode


def do(job: dict, results: Path) -> None:
    """Do `job`, as a program whose results go to the file `results`, and end this process."""
    status = 0
    try:
        os.chdir(job["folder"])
        sys.path[:0] = job["path"]
        module, _, function = job["call"].partition(":")
        call = getattr(importlib.import_module(module), function)
        with results.open("w", encoding="utf-8") as told:
            for result in call(*job["args"]):
                told.write(json.dumps(result) + "\n")
                told.flush()  # what was done before a crash is known after it
    except SystemExit as stop:
        status = stop.code or 0
        if not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException as error:
        sys.stderr.write(story(error))
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run(file: str) -> Iterator:
    """Run the program `file`, as `python FILE` does; yields nothing."""
    runpy.run_path(file, run_name="__main__")
    yield from ()


def story(error: BaseException) -> str:
    """Write `error` with its traceback, less the frames of this package, if others are left."""
    told = traceback.TracebackException.from_exception(error)
    ours = (str(Path(__file__).parent), "<frozen ")
    theirs = [frame for frame in told.stack if not frame.filename.startswith(ours)]
    told.stack = traceback.StackSummary.from_list(theirs or told.stack)
    return "".join(told.format())


def wait(child: int, seconds: float) -> int | str:
    """Wait until `child` ends, its time is over or whoever asked is gone; then end its group."""
    # A signal that the child has ended wakes `select` by a byte in a pipe.
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    before = signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, _noticed)
    end: int | str = "late"
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                end = os.waitstatus_to_exitcode(status)
                break
            ready, _, _ = select.select([woken, 0], [], [], left)
            if woken in ready:
                os.read(woken, 64)
            elif 0 in ready:  # no job is sent before the answer: nobody is there any more
                break
    finally:
        signal.set_wakeup_fd(before)
        os.close(woken)
        os.close(wake)
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if end == "late":
            os.waitpid(child, 0)
    return end


def _noticed(number: int, frame: FrameType | None) -> None:
    """Do nothing: that there is a handler makes the signal wake."""


def main() -> None:
    """Answer job after job, until no more come; or do the one that is named."""
    if arguments := sys.argv[1:]:
        do(json.loads(arguments[0]), Path(arguments[1]))
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
