"""What make runs before anything is installed: it talks, it can be stopped, and it says why not.

Nothing is fetched here. That a list installs, the set-up of these tests has shown.
"""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import install

TOOL = ROOT / "tools" / "install.py"


def told(code: str, folder: Path) -> subprocess.CompletedProcess:
    """Run `code` after an import of the tool as `install`, with what it says on a pipe."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tools import install; {code}"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_pipe_hears_a_word_every_two_seconds(tmp_path):
    done = told("install.run('sleeping', ['sleep', '4.5'], ['sleep', '0'])", tmp_path)
    assert done.stderr.splitlines() == ["sleeping, 0 s", "sleeping, 2 s", "sleeping, 4 s"]
    assert done.returncode == 0


def test_terminal_counts_seconds_in_one_line(tmp_path):
    child, terminal = pty.fork()
    if not child:
        os.chdir(ROOT)
        code = "from tools import install; install.run('sleeping', ['sleep', '2.5'])"
        os.execv(sys.executable, [sys.executable, "-c", code])
    said = b""
    try:
        while part := os.read(terminal, 1024):
            said += part
    except OSError:  # its end
        pass
    assert os.waitpid(child, 0)[1] == 0
    assert re.findall(rb"\rsleeping, (\d) s", said)[:3] == [b"0", b"1", b"2"]
    assert said.count(b"\n") == 1


def test_failure_ends_with_what_the_command_said(monkeypatch, capfd):
    with pytest.raises(subprocess.CalledProcessError) as caught:
        install.run("packages", ["sh", "-c", "echo this is why; exit 3"])
    assert (caught.value.cmd, caught.value.output) == ("packages", "this is why\n")


def test_one_of_several_that_fails_is_enough():
    with pytest.raises(subprocess.CalledProcessError):
        install.run("both", ["true"], ["false"])


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """The commands of an installation, which are noted and not run; some can be told to fail."""
    noted, failing = [], set()

    def run(words, *commands):
        noted.append((words, [[str(part) for part in command] for command in commands]))
        if words in failing:
            raise subprocess.CalledProcessError(1, words, "no")

    monkeypatch.setattr(install, "run", run)
    monkeypatch.chdir(tmp_path)
    Path(".venv").mkdir()
    for name in ("requirements.txt", "requirements-test.txt"):
        Path(name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    return noted, failing


def test_environment_that_was_not_finished_is_made_anew_and_one_that_was_is_kept(commands):
    noted, _ = commands
    install.install("requirements.txt")
    assert "--clear" in noted[0][1][0]
    noted.clear()
    install.READY.touch()
    install.install("requirements-test.txt")
    assert not install.READY.exists()  # until make has seen the end
    assert not [words for words, _ in noted if "environment" in words or "own code" in words]


def test_uv_is_fetched_in_the_version_and_with_the_hashes_of_the_list(commands):
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = install.pin("uv", text)
    assert re.match(r"uv==\d+\.\d+\.\d+ \\\n", pinned)
    assert pinned.count("--hash=sha256:") > 5
    assert set(re.findall(r"^\S+==", pinned, re.M)) == {"uv=="}
    assert pinned in text


@pytest.mark.parametrize("step", ["uv, which fetches packages", "packages of requirements.txt"])
def test_where_uv_cannot_pip_does_all_of_it(commands, step):
    noted, failing = commands
    failing.add(step)
    install.install("requirements.txt")
    by_pip = {words: all_ for words, all_ in noted if words.endswith("by pip")}
    assert list(by_pip) == ["packages of requirements.txt, by pip", "the site's own code, by pip"]
    assert all("uv" not in command[0][1] for command in by_pip.values())
    assert all("--require-hashes" in c[0] for words, c in by_pip.items() if "own" not in words)


@pytest.mark.parametrize("way", ["group", "alone"])
def test_ctrl_c_ends_it_at_once_with_no_traceback_and_what_it_started(tmp_path, way):
    code = (
        "install.VENV, install.READY = install.Path('v'), install.Path('v/ready')\n"
        "install.install = lambda _: install.run('sleeping', ['sleep', '77.7'])\n"
        "install.main(['install.py', 'x'])"
    )
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tools import install\n{code}"
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True,
        # It may be ignored here, as it is in what a shell runs beside others.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert child.stderr.readline() == b"sleeping, 0 s\n"
    start = time.monotonic()
    (os.killpg if way == "group" else os.kill)(child.pid, signal.SIGINT)
    assert child.wait(60) == 130
    assert b"Traceback" not in child.stderr.read()
    assert time.monotonic() - start < 60  # and does not sleep on
    assert subprocess.run(["pgrep", "-g", str(child.pid)], check=False).returncode == 1


def test_python_that_is_too_old_or_lacks_a_part_is_told(tmp_path):
    old = "install.OLDEST = (9, 0); install.main(['install.py', 'x'])"
    this = "{}.{}.{}".format(*sys.version_info)
    assert told(old, tmp_path).stderr == f"Python 9.0 or newer is needed, this is {this}\n"
    lacks = [sys.executable, "-c", "import sys, runpy; sys.modules['ensurepip'] = None; "
             f"runpy.run_path({str(TOOL)!r}, run_name='__main__')"]  # fmt: skip
    done = subprocess.run(lacks, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "This Python cannot make environments; 'apt install python3-venv' adds what it lacks.\n"
    )


def test_failed_step_is_told_with_its_words(tmp_path):
    (tmp_path / "requirements.txt").write_text("nothing\n")
    code = "install.install = lambda _: install.run('packages', ['sh', '-c', 'echo why; exit 1'])"
    done = told(f"{code}; install.main(['install.py', 'x'])", tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-2:]) == (1, ["packages failed:", "why"])
