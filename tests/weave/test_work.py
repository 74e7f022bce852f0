"""What is made once, when it is made again, what is said meanwhile, and what ends a job."""

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import files_of, start_builder
from tests.weave.conftest import without_packages
from weave import CACHE, figure, hand, snippet, work
from weave.equations import door
from weave.site import labs
from weave.work import Crew, Job, crew


@pytest.fixture(autouse=True)
def _input(root):
    """Put an input there, and forget what a run before this one has loaded."""
    Path("input").write_text("one")
    work._loaded.cache_clear()
    for module in ("mx", "mfails"):
        sys.modules.pop(module, None)


def job(body: str = "", name: str = "x", **more) -> Job:
    """A job that counts how often it is done, then does what `body` says."""
    code = f"def do():\n    open('runs', 'a').write({name!r})\n    {body or 'yield 1'}\n"
    Path(f"m{name}.py").write_text(code)
    settled = {"path": (str(Path.cwd()),), "inputs": (Path("input"),), **more}
    return Job("thing", name, call=f"m{name}:do", **settled)


def runs() -> str:
    return Path("runs").read_text() if Path("runs").exists() else ""


def as_if_started_anew() -> None:
    crew.made.clear()


# --- the memory -------------------------------------------------------------------------------


def test_job_is_done_once_and_again_when_something_changed_that_it_rests_on(monkeypatch):
    Path("tool.py").write_text("# a comment")
    same = {"made_by": (Path("tool.py"),), "packages": ("numpy",)}
    changes = (
        lambda: None,
        lambda: Path("input").write_text("two"),
        lambda: (Path("tool.py").write_text("# another"), work._loaded.cache_clear()),
        lambda: monkeypatch.setattr(work, "version", lambda name: "0"),
        lambda: monkeypatch.setattr("sys.version", "another"),
        lambda: same.update(inputs=(Path("input"), "words")),
        lambda: same.update(inputs=(Path("input"), "word", "s")),
    )
    for times, change in enumerate(changes, 1):
        change()
        for _ in range(2):
            assert crew.result(job(**same))["results"] == [1]
            as_if_started_anew()
        assert runs() == "x" * times
    # Two things of one name and input, but of two kinds, or from two files, are not one.
    Path("other").write_text("two")
    keys = {Job(k, "x", (Path(f), "words"), "a:b").key() for k in "ab" for f in ("input", "other")}
    assert len(keys) == 4


def test_module_counts_as_it_was_when_it_was_loaded():
    Path("tool.py").write_text("1")
    before = job(made_by=(Path("tool.py"),)).key()
    Path("tool.py").write_text("2")  # by somebody while this process goes on
    assert job(made_by=(Path("tool.py"),)).key() == before


EQUATIONS = Path(door.__file__).parent
MAKES = {
    "hand.py": {"snippet", "figure", "equation", "lab"},
    "draw.py": {"figure", "lab"},
    "figure.mplstyle": {"figure", "lab"},
    "cells.py": {"lab"},
    **{f.name: {"equation"} for f in EQUATIONS.glob("[!_]*.py") if f.name != "door.py"},
}


def test_change_in_a_module_remakes_what_it_makes_and_no_more(monkeypatch):
    Path("docs/page.md").write_text("$$\n% check: neuron\nz = w x\n$$\n")
    Path("docs/lab.py").write_text(
        "# ---\n# description: x\n# ---\n\n# %% [markdown]\n# # T?\n\n# %%\n1\n"
    )
    jobs = [*snippet.jobs(), *figure.jobs(), *door.jobs(()), labs.job(Path("docs/lab.py"))]
    assert len(jobs) == 4
    before = {job.kind: job.key() for job in jobs}
    house = work.HAND.parent
    for file in [*house.rglob("*.py"), house / "figure.mplstyle"]:
        monkeypatch.setattr(
            work, "_loaded", lambda f, file=file: b"a comment" if f == file else b""
        )
        changed = {job.kind: job.key() for job in jobs}
        monkeypatch.setattr(work, "_loaded", lambda f: b"")
        same = {job.kind: job.key() for job in jobs}
        assert {k for k in same if changed[k] != same[k]} == MAKES.get(file.name, set()), file
    assert before != same


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d[:-1],
        lambda d: b"",
        lambda d: b"\xff\xfe" + d,
        lambda d: b"{}",
        lambda d: b"x\n{}",
    ],
)
def test_damaged_entry_counts_as_none(damage):
    crew.result(job())
    as_if_started_anew()
    (entry,) = CACHE.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    assert crew.result(job())["results"] == [1]
    assert runs() == "xx"
    as_if_started_anew()
    assert work.recall(entry.name)["results"] == [1]  # mended


def test_folder_that_takes_nothing_costs_only_time():
    CACHE.parent.mkdir()
    CACHE.write_text("a file where the folder should be")
    for _ in range(2):
        assert crew.result(job())["results"] == [1]
    assert runs() == "x"
    as_if_started_anew()
    assert crew.result(job())["results"] == [1]
    assert runs() == "xx"


def test_what_was_edited_while_it_was_made_is_not_remembered():
    edits = job("yield open('input').write('edited')")
    crew.result(edits)
    assert list(CACHE.glob("*")) == []
    removes = job("yield os.remove('input')".replace("os", "__import__('os')"))
    crew.result(removes)
    assert list(CACHE.glob("*")) == []


def test_entry_that_nobody_asks_for_in_a_month_goes_and_one_that_is_asked_for_stays():
    one, two = job(name="1"), job(name="2", inputs=("2",))
    crew.result(one), crew.result(two)
    old = time.time() - 31 * 86_400
    for entry in CACHE.iterdir():
        os.utime(entry, (old, old))
    as_if_started_anew()
    crew.result(one)
    crew.begin()
    assert [entry.name for entry in CACHE.iterdir()] == [one.key()]
    assert runs() == "12"


# --- the crew ---------------------------------------------------------------------------------


def test_first_that_is_missing_sets_to_work_on_all_that_are_enlisted(capfd):
    jobs = [job(name=name, inputs=(name,)) for name in "abc"]
    crew.enlist("letters", lambda: jobs[:2])
    crew.enlist("letters", lambda: jobs)
    crew.result(jobs[0])
    crew.result(jobs[2]), crew.result(jobs[1])
    assert sorted(runs()) == ["a", "b", "c"]
    told = capfd.readouterr().err.splitlines()
    assert told.pop(0) == "3 things to make that are not remembered"
    assert [line[:7] for line in told] == ["1 of 3:", "2 of 3:", "3 of 3:"]
    assert {line[7:] for line in told} == {f" thing {name}, 0 s" for name in "abc"}
    crew.result(job(name="d", inputs=("d",)))  # all before it is done: it is counted anew
    assert capfd.readouterr().err.endswith("\n1 of 1: thing d, 0 s\n")


def test_longest_are_begun_first_but_for_one_that_a_page_waits_for():
    idle = Crew()
    idle.threads = [SimpleNamespace(is_alive=lambda: True)] * 99  # nobody works
    jobs = [job(name=str(s), inputs=(str(s),), seconds=s) for s in (30, 600, 60)]
    idle.begin(*jobs)
    assert [entry[1].seconds for entry in idle.waiting] == [600, 60, 30]
    idle.made[jobs[0].key()].set_result({"results": [1]})
    assert idle.result(jobs[0]) == {"results": [1]}
    assert [entry[1].seconds for entry in idle.waiting] == [30, 600, 60]


def test_terminal_shows_one_line_that_is_written_over(monkeypatch):
    class Terminal(io.StringIO):
        isatty = lambda self: True  # noqa: E731

    monkeypatch.setattr(sys, "stderr", Terminal())
    crew.total = 2
    for crew.done in (1, 2):
        crew._tell(f"{crew.done} of 2: lab a, 6 s")
    assert sys.stderr.getvalue() == ("\r\x1b[K1 of 2: lab a, 6 s\r\x1b[K2 of 2: lab a, 6 s\r\x1b[K")


def test_terminal_counts_the_seconds_while_nothing_is_done(monkeypatch):
    said = io.StringIO()
    said.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", said)
    crew.begin(job("import time; time.sleep(3)", name="long"))
    crew.result(job("import time; time.sleep(3)", name="long"))
    waited = re.findall(r"\r\x1b\[K1 things to make[^\r]*; (\d) s since", said.getvalue())
    assert waited[:2] == ["1", "2"]


def test_failed_job_is_not_remembered_and_tried_anew_by_the_next_build():
    failing = job("1 / 0")
    for _ in range(2):
        assert "ZeroDivisionError" in work.fault(crew.result(failing), 60)
    assert runs() == "x"
    crew.begin()
    crew.result(failing)
    assert runs() == "xx"
    assert list(CACHE.glob("*")) == []


FULL = "gives more than 1,000,000 bytes, which no page can hold; print or draw less"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("yield 1", ""),
        ("import sys; sys.exit()", ""),
        ("import sys; sys.exit(3)", "failed:\nit ended with status 3, and said nothing"),
        ("import sys; sys.exit('no')", "failed:\nno"),
        ("import os; os._exit(4)", "failed:\nit ended with status 4, and said nothing"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by the signal SIGKILL"),
        ("import os; os.kill(os.getpid(), 40)", "was ended by the signal 40"),
        ("import time; yield time.sleep(60)", "did not end within 0.3 s"),
        ("import signal, time; signal.signal(signal.SIGALRM, signal.SIG_IGN); time.sleep(60)",
         "did not end within 0.3 s"),
        ("import os; os.kill(os.getpid(), 19)  # stops it, as Ctrl-Z does; no sleep",
         "did not end within 0.3 s"),
        ("while True: print('x' * 9999)", FULL),
        ("import sys\n    while True: print('x' * 9999, file=sys.stderr)", FULL),
        ("while True: yield 'x' * 9999", FULL),
        ("print('x' * 999_999)", ""),
        ("print('x' * 1_000_000)", FULL),
        ("import os; os.close(1); print('x')", "failed:\nit ended with status 1, and said nothing"),
        ("import sys; sys.exit('\\udc80')", "failed:\n\\udc80"),
        ("raise ValueError('no')", "failed:\nTraceback (most recent call last):\n"
         '  File "{folder}/mx.py", line 3, in do\n    raise ValueError(\'no\')\nValueError: no'),
        ("def (", "failed:\n  File \"{folder}/mx.py\", line 3\n"
         "    def (\n        ^\nSyntaxError: invalid syntax"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("forks", [True, False])
def test_what_kept_a_job_from_its_end_is_told(body, fault, forks, monkeypatch):
    monkeypatch.setattr(hand, "FORKS", forks)  # as on systems where that is not safe
    sound = {**os.environ, "MUTANT_UNDER_TEST": ""}  # as in conftest.py
    monkeypatch.setattr(subprocess, "run", partial(subprocess.run, env=sound))
    asked = {"folder": str(Path.cwd()), "call": "mx:do", "args": [], "load": [], "seconds": 0.3,
             "path": [str(Path.cwd())], "alone": True}  # fmt: skip
    job(body if "yield" in body else f"{body}\n    yield")
    if "sleep" not in body:
        asked["seconds"] = 60
    answer = hand.answer(asked)
    told = without_packages(work.fault(answer, asked["seconds"]))
    assert told == fault.format(folder=Path.cwd())
    assert answer["results"] == [1] if body == "yield 1" else len(answer["results"]) < 102
    assert max(len(answer["printed"]), len(answer["error"])) <= 1_000_001


# Three processes: one that stays, one of another session, and one that nobody waits for any more.
LEAVES = (
    "import os, time\n"
    "    for n in range(3):\n"
    "        if not os.fork():\n"
    "            n and os.setsid()\n"
    "            if n < 2 or not os.fork():\n"
    "                open('left', 'a').write(f'{os.getpid()} ')\n"
    "                time.sleep(300)\n"
    "            os._exit(0)\n"
    "    done = lambda: open('left').read().count(' ') == 3\n"
    "    while not (os.path.exists('left') and done()):\n"
    "        time.sleep(0.01)\n"
)


def assert_ended(*ids: str) -> None:
    end = time.monotonic() + 30  # no measure of speed
    while alive := [id for id in ids if Path("/proc", id).exists()]:
        states = [Path("/proc", id, "status").read_text() for id in alive]
        assert time.monotonic() < end, states
        time.sleep(0.05)


def test_job_is_a_program_of_its_own_and_what_it_leaves_running_ends_with_it():
    body = (
        f"{LEAVES}    import sys, numpy\n"
        "    print(repr(sys.stdin.read()), sys.flags.isolated, sys.flags.utf8_mode, 'σ')\n"
        "    os.write(2, b'a word')\n"
        "    yield {'ü': [1]}\n    yield 2"
    )
    answer = crew.result(job(body, load=("numpy",)))
    assert answer == {
        "printed": "'' 1 1 σ\n", "error": "a word", "results": [{"ü": [1]}, 2], "end": 0,
    }  # fmt: skip
    assert_ended(*Path("left").read_text().split())


def busy(tree: Path) -> None:
    """Show a snippet on the only page that leaves three processes running, and does not end."""
    (tree / "snippets/busy.py").write_text(
        f'def do():\n    """Wait."""\n    {LEAVES}    time.sleep(300)\n\n\n'
        f'if __name__ == "__main__":\n    do()\n'
    )
    (tree / "docs/index.md").write_text("# T?\n\n/// snippet | busy.py\n///\n")


def at_work(tree: Path, process: subprocess.Popen) -> tuple[list[str], list[str]]:
    """Wait until the snippet runs; return the processes of the crew, and their jobs."""
    left = tree / "left"
    while not left.exists() or left.read_text().count(" ") < 3:
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    hands = children(process.pid)
    jobs = [child for hand in hands for child in children(hand)]
    assert hands
    assert jobs
    return hands, jobs


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_build_that_is_ended_leaves_nothing_running_and_nothing_half_written(
    number, tree, tmp_path
):
    shutil.rmtree(tree / ".cache")
    busy(tree)
    with start_builder(tree, tmp_path / "site", SNIPPET_SECONDS="300") as process:
        hands, jobs = at_work(tree, process)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)  # to its end: no orphan keeps it open
    assert process.returncode != 0
    assert "Traceback" not in told
    assert_ended(*hands, *jobs, *(tree / "left").read_text().split())
    assert not (tmp_path / "site/index.html").exists()
    assert not list(tree.glob(".cache/weave/tmp*"))


def test_hand_that_is_told_to_end_again_and_again_still_ends_all(tree, tmp_path):
    """A hand hears of the end of its build once for every thread that the build had."""
    shutil.rmtree(tree / ".cache")
    busy(tree)
    with start_builder(tree, tmp_path / "site", SNIPPET_SECONDS="300") as process:
        hands, jobs = at_work(tree, process)
        for _ in range(200):
            for hand in hands:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(hand), signal.SIGTERM)
            time.sleep(0.0005)
        process.kill()
        process.communicate(timeout=60)
    assert_ended(*hands, *jobs, *(tree / "left").read_text().split())


def children(id: int | str) -> list[str]:
    """Return the processes that any thread of the process `id` started."""
    tasks = Path(f"/proc/{id}/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


def test_two_builds_at_a_time_in_one_folder_come_out_right(tree, tmp_path, small):
    shutil.rmtree(tree / ".cache")
    sites = [tmp_path / name for name in "ab"]
    builds = [start_builder(tree, site) for site in sites]
    for build, site in zip(builds, sites, strict=True):
        _, told = build.communicate()
        assert build.returncode == 0, told
        assert files_of(site) == files_of(small.site)
    assert {file.name for file in (tree / ".cache/weave").iterdir()} == {
        file.name for file in (small.cache / "weave").iterdir()
    }


def test_entry_that_another_build_files_or_takes_out_meanwhile_keeps_nobody_from_it(monkeypatch):
    found = iter([None, {"end": 0, "results": ["of another"]}])  # in the middle of our beginning
    monkeypatch.setattr(work, "recall", lambda key: next(found, None))
    assert crew.result(job())["results"] == [1]


def test_jobs_that_need_not_be_alone_share_a_process_that_keeps_what_it_learns(monkeypatch):
    body = "import os; do.n = getattr(do, 'n', 0) + 1; yield [do.n, os.getcwd()]"
    asked = {"folder": str(Path.cwd()), "call": "mx:do", "args": [], "load": [], "seconds": 9,
             "path": [str(Path.cwd())], "alone": False}  # fmt: skip
    job(body)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for n in (1, 2):
        assert hand.answer(asked) == {
            "printed": "", "error": "", "results": [[n, str(Path.cwd())]], "end": 0,
        }  # fmt: skip
    assert sys.path.count(str(Path.cwd())) == 1
    Path("mfails.py").write_text("def do():\n    yield 1 / 0\n")
    told = without_packages(work.fault(hand.answer({**asked, "call": "mfails:do"}), 9))
    assert told == (
        f'failed:\nTraceback (most recent call last):\n  File "{Path.cwd()}/mfails.py", line 2, '
        "in do\n    yield 1 / 0\n          ~~^~~\nZeroDivisionError: division by zero"
    )


def test_job_that_takes_too_long_is_told_and_the_next_is_done_wherever_it_runs():
    for n, alone in enumerate((True, False)):
        endless = job("yield sum(iter(int, 1))", f"l{n}", seconds=0.3, alone=alone)
        assert work.fault(crew.result(endless), 0.3) == "did not end within 0.3 s"
        assert crew.result(job("yield 7", f"n{n}", inputs=(str(n),)))["results"] == [7]


def test_fault_of_our_own_ends_the_build_and_keeps_nobody_waiting(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(work, "remember", None)
        with pytest.raises(TypeError):
            crew.result(job())
    crew.made.clear()


def test_results_of_a_job_that_crashed_are_those_before():
    answer = crew.result(job("yield 1\n    yield 2\n    __import__('os').abort()"))
    assert (answer["results"], answer["end"]) == ([1, 2], -signal.SIGABRT)


def test_death_of_who_looks_after_jobs_is_survived():
    """Whatever kills the process between, the next job finds a new one."""
    crew.result(job())
    body = "import os, signal\n    os.kill(os.getppid(), signal.SIGKILL)\n    yield"
    answer = crew.result(job(body, inputs=("2",)))
    assert work.fault(answer, 60) == "was ended by the signal SIGKILL"
    assert crew.result(job(inputs=("3",)))["results"] == [1]
