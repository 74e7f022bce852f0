"""One hand of the crew: does a job at a time, each in a process of its own.

`weave.work` starts this file with nothing of ours on the path, writes a job a line, as JSON, and
reads an answer a line. On Linux a job runs in a fork of this process, which has loaded the
libraries that jobs need, so that they are loaded once and not for every job. Elsewhere forks are
not safe beside such libraries, and each job gets an interpreter of its own. A job that runs our own
code only, and need not be `alone`, runs in this process, where that code keeps what it has learnt.

A job says what to `call`, "module:function", with which `args`, what to `load` before, how many
`seconds` it has, in which `folder` it runs, and the `path` on which our own modules are found. Each
value that the function yields becomes a result.
"""

import contextlib
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

FORKS = sys.platform == "linux"


def answer(job: dict) -> dict:
    """Do `job`; return its `results`, what it `printed`, its `error` and `end`.

    `end` is the exit status, negative for a signal, or "late".
    """
    if not job["alone"]:
        return _here(job)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("printed", "error", "results")]
        for file in files:
            file.touch()
        end = (_fork if FORKS else _start)(job, *files)
        printed, error, results = (file.read_bytes() for file in files)
    return {
        "printed": printed.decode(errors="surrogateescape"),
        "error": error.decode(errors="replace"),
        "results": [json.loads(line) for line in results.splitlines(True) if line[-1:] == b"\n"],
        "end": end,
    }


def _here(job: dict) -> dict:
    """Do `job` in this process; one that takes too long ends it, and whoever asked will see."""
    answer = {"printed": "", "error": "", "results": [], "end": 0}
    try:
        if FORKS:
            signal.setitimer(signal.ITIMER_REAL, job["seconds"])
        sys.path[:0] = set(job["path"]) - set(sys.path)
        answer["results"] = list(_called(job))
    except Exception as error:
        answer |= {"error": story(error), "end": 1}
    finally:
        if FORKS:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return answer


def _called(job: dict) -> Iterator:
    """Call what `job` says, in its folder."""
    os.chdir(job["folder"])
    module, _, function = job["call"].partition(":")
    return getattr(importlib.import_module(module), function)(*job["args"])


def _fork(job: dict, out: Path, err: Path, results: Path) -> int | str:
    for name in job["load"]:
        importlib.import_module(name)
    if not (child := os.fork()):
        os.setpgid(0, 0)
        for number, name in enumerate((os.devnull, out, err)):
            os.dup2(os.open(name, os.O_RDWR), number)
        sys.stdout, sys.stderr = (
            open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            for number in (1, 2)
        )
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # it ends the process
        signal.setitimer(signal.ITIMER_REAL, job["seconds"])
        do(job, results)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # its number stays its own until below
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # all that it started
    end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "late" if end == -signal.SIGALRM else end


def _start(job: dict, out: Path, err: Path, results: Path) -> int | str:
    command = [sys.executable, "-I", "-B", "-X", "utf8", __file__, json.dumps(job), str(results)]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        try:
            return subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                timeout=job["seconds"],
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            return "late"


def do(job: dict, results: Path) -> None:
    """Do `job`, as a program whose results go to the file `results`, and end this process."""
    status = 0
    try:
        sys.path[:0] = job["path"]
        with results.open("w", encoding="utf-8") as told:
            for result in _called(job):
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
    ours = (str(Path(__file__).parent), importlib.__file__, "<frozen ")
    theirs = [frame for frame in told.stack if not frame.filename.startswith(ours)]
    if theirs or isinstance(error, SyntaxError):  # which says itself where it is
        told.stack = traceback.StackSummary.from_list(theirs)
    return "".join(told.format())


def main() -> None:
    """Answer job after job, until no more come; or do the one that is named."""
    if arguments := sys.argv[1:]:
        do(json.loads(arguments[0]), Path(arguments[1]))
    for line in sys.stdin:
        told = json.dumps(answer(json.loads(line)))
        try:
            print(told, flush=True)
        except BrokenPipeError:  # the build has ended meanwhile, and said why
            os._exit(0)


if __name__ == "__main__":
    main()
