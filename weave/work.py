"""One memory and one crew: what takes long is made once, and all that is missing at one time.

A `Job` is anything that a page shows and that takes long to make: the output of a snippet, a
figure, the cells of a lab, the check of an equation. What it gave is remembered in a folder, under
a digest of all that it rests on: so nothing there is ever out of date, and the folder may be
deleted at any time. The first result that is asked for and not remembered sets the crew to work on
that job and on all others of the site that are missing, which the extensions have enlisted.
"""

import contextlib
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache as once
from importlib.metadata import version as installed
from pathlib import Path
from signal import Signals
from subprocess import PIPE, Popen, TimeoutExpired
from threading import Condition, Thread

from weave import CACHE
from weave.hand import MOST

ROOT = str(Path(__file__).parents[1])  # on a path, where a job finds this package
HAND = Path(__file__).with_name("hand.py")
DAY = 86_400  # seconds
KEPT = 30 * DAY  # a result that nobody asks for
ALARM = -14  # how a hand ends that does itself what takes too long
ASKED = ("call", "args", "load", "path", "seconds", "alone")  # what a hand is told of a job

version = once(installed)


@dataclass(frozen=True)
class Job:
    """One thing to make, and all that its result depends on."""

    kind: str
    name: str  # what people are told while they wait
    inputs: tuple[Path | str, ...]  # a file stands for its bytes
    call: str  # "module:function", whose results are asked for; see weave/hand.py
    args: tuple = ()
    made_by: tuple[Path, ...] = ()  # the modules of this package that make it
    packages: tuple[str, ...] = ()  # and the libraries
    load: tuple[str, ...] = ()  # modules of those to load beforehand
    path: tuple[str, ...] = ()  # where it finds modules of ours
    seconds: float = 60
    alone: bool = True  # in a process of its own

    def key(self) -> str:
        """Digest all that the result depends on, files as they are now."""
        digest = hashlib.sha256()
        made_by = [(file.name, _loaded(file)) for file in (HAND, *self.made_by)]
        versions = [(name, version(name)) for name in self.packages]
        inputs = [(i.as_posix(), i.read_bytes()) if isinstance(i, Path) else i for i in self.inputs]
        parts = (self.kind, sys.version, made_by, versions, inputs)
        digest.update(repr(parts).encode())
        return digest.hexdigest()

    def size(self) -> int:
        """Return how much there is to read: a long text is likely to take long."""
        return sum(i.stat().st_size if isinstance(i, Path) else len(i) for i in self.inputs)


@once
def _loaded(module: Path) -> str:
    """Digest the source of a module, as it was when it was loaded, however long ago."""
    return hashlib.sha256(module.read_bytes()).hexdigest()


# --- the memory -------------------------------------------------------------------------------


def recall(key: str) -> dict | None:
    """Return the answer that is filed under `key`, or None if there is none or it is damaged."""
    file = CACHE / key
    try:
        digest, _, text = file.read_text(encoding="utf-8").partition("\n")
        if time.time() - file.stat().st_mtime > DAY:
            os.utime(file)  # somebody asks for it
    except (OSError, UnicodeDecodeError):
        return None
    return json.loads(text) if digest == hashlib.sha256(text.encode()).hexdigest() else None


def remember(key: str, answer: dict) -> None:
    """File `answer` under `key`; a folder that takes nothing costs only time."""
    text = json.dumps(answer)
    with contextlib.suppress(OSError):
        CACHE.mkdir(parents=True, exist_ok=True)
        # Written beside and moved, so that a build that is killed leaves no half of an entry.
        handle, temporary = tempfile.mkstemp(dir=CACHE)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(hashlib.sha256(text.encode()).hexdigest() + "\n" + text)
            Path(temporary).replace(CACHE / key)
        finally:
            Path(temporary).unlink(missing_ok=True)


def forget() -> None:
    """Take out what nobody has asked for in a month."""
    with contextlib.suppress(OSError):
        for file in CACHE.iterdir():
            if time.time() - file.stat().st_mtime > KEPT:
                file.unlink()


# --- the crew ---------------------------------------------------------------------------------


class Crew:
    """Does jobs, as many at a time as there are cores, and says how far it has come."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self.sources: dict[str, Callable[[], Iterable[Job]]] = {}
        self.made: dict[str, Future] = {}  # answers by key, of this process, some still to come
        self.waiting: deque[tuple[str, Job, Future]] = deque()
        self.threads: list[Thread] = []
        self.lock = Condition()
        self.done = self.total = 0
        self.said = ("", 0.0)  # the last line, and when

    def enlist(self, kind: str, source: Callable[[], Iterable[Job]]) -> None:
        """Say which jobs of a kind the site may need; a later word takes the place of this."""
        self.sources[kind] = source

    def begin(self, *more: Job) -> None:
        """Set to work on all that is missing of `more` and of the enlisted, longest first."""
        jobs = [*more, *(job for source in self.sources.values() for job in source())]
        keys = {job.key(): job for job in sorted(jobs, key=lambda j: (-j.seconds, -j.size()))}
        with self.lock:
            if self.done == self.total:
                self.done = self.total = 0
                forget()
                # What failed is tried anew.
                self.made = {k: f for k, f in self.made.items() if f.result()["end"] == 0}
            missing = [k for k in keys if k not in self.made and recall(k) is None]
            self.made |= {key: Future() for key in missing}
            self.total += len(missing)
            self.waiting += [(key, keys[key], self.made[key]) for key in missing]
            if missing:
                self._tell(f"{len(missing)} things to make that are not remembered")
            self.lock.notify_all()
        self.threads = [thread for thread in self.threads if thread.is_alive()]  # none in a fork
        if missing and sys.stderr.isatty():
            Thread(target=self._count, daemon=True).start()
        while len(self.threads) < min(os.cpu_count() or 1, self.total):
            self.threads.append(Thread(target=self._work, daemon=True, args=[not self.threads]))
            self.threads[-1].start()

    def result(self, job: Job) -> dict:
        """Return what `job` gives, remembered or made now (see `weave.hand.answer`)."""
        while (key := job.key()) not in self.made:
            if (known := recall(key)) is not None:
                return known
            self.begin(job)  # another build may have made it meanwhile, or taken it out
        with self.lock:
            for entry in [e for e in self.waiting if e[0] == key]:
                self.waiting.remove(entry)
                self.waiting.appendleft(entry)  # a page is held up by it
        return self.made[key].result()

    def _work(self, first: bool) -> None:
        """Hand job after job to a process; it ends with this one.

        What need not be alone is left to the first, which keeps what it learns, and begins with it.
        """
        hand = _start()

        def fitting() -> tuple[str, Job, Future] | None:
            shared = [entry for entry in self.waiting if not entry[1].alone]
            if first and shared:
                return shared[0]
            return next((entry for entry in self.waiting if entry[1].alone), None)

        while True:
            with self.lock:
                self.waiting.remove(entry := self.lock.wait_for(fitting))
            key, job, future = entry
            try:
                answer, hand = self._hand_over(job, key, hand)
            except BaseException as error:  # whoever waits shall not wait for ever
                future.set_exception(error)
            else:
                future.set_result(answer)

    def _hand_over(self, job: Job, key: str, hand: Popen) -> tuple[dict, Popen]:
        """Let `hand` do `job`; return its answer, and a hand for the next job."""
        start = time.monotonic()
        asked = {"folder": str(Path.cwd())} | {name: getattr(job, name) for name in ASKED}
        try:
            hand.stdin.write(json.dumps(asked) + "\n")
            hand.stdin.flush()
            answer = json.loads(hand.stdout.readline())
        except (OSError, ValueError):  # not the job died, but who looked after it
            with contextlib.suppress(TimeoutExpired):
                hand.wait(1)
            hand.kill()
            end = hand.wait() or 1
            answer = {"printed": "", "error": "", "results": [], "end": end}
            if end == ALARM:
                answer["end"] = "late"
            hand = _start()
        # Not if it was edited meanwhile: nobody knows which of the two was made.
        with contextlib.suppress(OSError):
            if answer["end"] == 0 and job.key() == key:
                remember(key, answer)
        seconds = time.monotonic() - start
        with self.lock:
            self.done += 1
            what = f"{self.done} of {self.total}: {job.kind} {job.name}"
            self._tell(f"{what}, {seconds:.0f} s")
        return answer, hand

    def _tell(self, line: str) -> None:
        """Say `line`: on a terminal in the place of the last one, which goes when all is done."""
        self.said = line, time.monotonic()
        start, end = "", "\n"
        if sys.stderr.isatty():
            start, end = "\r\x1b[K", "\r\x1b[K" if self.done == self.total else ""
        with contextlib.suppress(OSError):  # nobody may be listening any more
            print(start + line, end=end, file=sys.stderr, flush=True)

    def _count(self) -> None:
        """Count the seconds in which nothing is done yet: a lab takes long."""
        while self.done < self.total:
            time.sleep(1)
            with self.lock, contextlib.suppress(OSError):
                line, since = self.said
                if self.done < self.total and (seconds := time.monotonic() - since) >= 1:
                    said = f"\r\x1b[K{line}; {seconds:.0f} s since"
                    print(said, end="", file=sys.stderr, flush=True)


def _start() -> Popen:
    return Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(HAND)],
        stdin=PIPE, stdout=PIPE, encoding="utf-8",
        start_new_session=True,  # who presses Ctrl-C means the build
        # There is one process a core: more threads would be in each other's way.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def fault(answer: dict, seconds: float) -> str:
    """Say what kept a job from its end, or nothing."""
    end, told = answer["end"], answer["error"].rstrip()
    if end == "late":
        return f"did not end within {seconds} s"
    if end == "full":
        return f"gives more than {MOST:,} bytes, which no page can hold; print or draw less"
    if end < 0:
        name = Signals(-end).name if -end in set(Signals) else -end
        line = re.search(r'File "[^/<"][^"]*", line (\d+)', told)  # of the one that was run
        return f"was ended by the signal {name}" + (f" in line {line[1]}" if line else "")
    if end and told.endswith("EOFError: EOF when reading a line"):
        return "asks for input, which nobody gives while a site is built; write the value into it"
    told = told or f"it ended with status {end}, and said nothing"
    return f"failed:\n{told}" if end else ""


crew = Crew()
