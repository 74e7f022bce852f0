"""The repository itself: lint, pins, words that agree in two places."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_ruff_has_nothing_to_say(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_requirements_pin_every_direct_dependency_with_hashes_and_name_no_host():
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", text))
    direct = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    for requirement in direct:
        assert re.match(r"[\w-]+", requirement)[0].lower() in pinned
    assert len(re.findall(r"(?m)^[\w.-]+==\S+ \\\n    --hash=sha256:", text)) == len(pinned)
    assert "//" not in text
    assert not re.search(r"(?m)^(--|-[a-z])", text)


def test_citation_agrees_with_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == ["MIT", "CC-BY-4.0"]


def test_readme_shows_what_the_makefile_does():
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?m)^(\w+):.*##", makefile))
    assert targets == {"serve", "test", "site", "clean"}
    assert set(re.findall(r"make (\w+)", readme)) >= targets
    for command in ("mkdocs serve", "tests/browser.py", "-m weave.card", "--require-hashes"):
        assert command in readme
        assert command in makefile


def test_ci_calls_the_test_command():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").rstrip().splitlines()[-1] == "make test"
