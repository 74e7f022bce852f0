"""One hand of the crew: does a job at a time, each in a process of its own.

`weave.work` starts this file with nothing of ours on the path, writes a job a line, as JSON, and
reads an answer a line. On Linux a job runs in a fork of this process, which has loaded the
libraries that jobs need, so that they are loaded once and not for every job; what it leaves running
is ended with it, and all is ended with the build. Elsewhere forks are not safe beside such
libraries, and each job gets an interpreter of its own. A job that runs our own code only, and need
not be `alone`, runs in this process, where that code keeps what it has learnt.

A job says what to `call`, "module:function", with which `args`, what to `load` before, how many
`seconds` it has, in which `folder` it runs, and the `path` on which our own modules are found. Each
value that the function yields becomes a result.
"""

import contextlib
import ctypes
import faulthandler
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

FORKS = sys.platform == "linux"
MOST = 1_000_000  # bytes that a job may print, and give: far more than a page can hold
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # of Linux


def answer(job: dict) -> dict:
    """Do `job`; return its `results`, what it `printed`, its `error` and `end`.

    `end` is the exit status, negative for a signal, or "late", or "full": more than `MOST` bytes.
    """
    if not job["alone"]:
        return _here(job)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        files = [Path(folder, name) for name in ("printed", "error", "results")]
        for file in files:
            file.touch()
        end = (_fork if FORKS else _start)(job, *files)
        printed, error, results = told = [file.open("rb").read(MOST + 1) for file in files]
    return {
        "printed": printed.decode(errors="surrogateescape").replace(os.linesep, "\n"),
        "error": error.decode(errors="replace"),
        "results": [json.loads(line) for line in results.splitlines(True) if line[-1:] == b"\n"],
        "end": "full" if max(map(len, told)) > MOST else end,
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
        _die_with_parent(signal.SIGKILL)
        os.setpgid(0, 0)  # what it does to its group, it does to its own
        for number, name in enumerate((os.devnull, out, err)):
            os.dup2(os.open(name, os.O_RDWR), number)
        sys.stdout, sys.stderr = (
            open(number, "w", encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
            for number, errors in ((1, "strict"), (2, "backslashreplace"))
        )
        for number in (signal.SIGTERM, signal.SIGALRM):  # a lab sets the alarm
            signal.signal(number, signal.SIG_DFL)
        tempfile.tempdir = str(out.parent)  # so that nothing stays of what is killed
        do(job, results)
    try:
        # Not by an alarm of its own, which it could ignore, or sleep through when it is stopped.
        ended, *_ = select.select([handle := os.pidfd_open(child)], [], [], job["seconds"])
        os.close(handle)
    finally:
        os.kill(child, signal.SIGKILL)
        end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return end if ended and end != -signal.SIGALRM else "late"


def _die_with_parent(number: int) -> None:
    """Have the signal `number` sent to this process when the one that started it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def _end(room: str) -> None:
    """End this process, and first what it started, whatever comes meanwhile.

    An exception would not do: raised inside of a callback of Python's own, it would get lost.
    """
    # The end of a build is told once for each of its threads; the first is enough.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _clear(room)
    os._exit(1)


def _clear(room: str) -> None:
    """End what jobs left running, and take away what they wrote into the folder `room`."""
    _end_children()
    shutil.rmtree(room, ignore_errors=True)


def _end_children() -> None:
    """End all that a job left running; what that started in turn becomes ours, so to the last."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with contextlib.suppress(OSError):
        while left := children.read_text().split():
            for child in left:
                os.kill(int(child), signal.SIGKILL)
            os.waitpid(-1, 0)


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
    status = 1
    try:
        _stop_at(MOST + 1)
        faulthandler.enable()
        sys.path[:0] = job["path"]
        with results.open("w", encoding="utf-8") as told:
            for result in _called(job):
                told.write(json.dumps(result) + "\n")
                told.flush()  # what was done before a crash is known after it
        status = 0
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            status = (stop.code or 0) & 0xFF
        else:
            print(stop.code, file=sys.stderr)
    except BaseException as error:
        sys.stderr.write(story(error))
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # closed by the job, or full
                status = status or 1
        os._exit(status)


def _stop_at(size: int) -> None:
    """End this process when it makes a file larger than `size`, where the system can do that."""
    with contextlib.suppress(ImportError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it


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
    room = tempfile.tempdir = tempfile.mkdtemp()
    if FORKS:
        signal.signal(signal.SIGTERM, lambda *_: _end(room))
        _die_with_parent(signal.SIGTERM)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        for line in sys.stdin:
            told = json.dumps(answer(json.loads(line)))
            _end_children()
            print(told, flush=True)
    except BrokenPipeError:  # the build has ended meanwhile, and said why
        _end(room)
    finally:
        _clear(room)


if __name__ == "__main__":
    main()
