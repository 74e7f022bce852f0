"""The repository itself: lint, pins, words that agree in two places."""

import importlib.util
import re
import shutil
import subprocess
import sys
import sysconfig
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


def pinned(name: str) -> dict[str, str]:
    """Return the versions that a file of requirements pins, each with hashes, and no host."""
    text = (ROOT / name).read_text("utf-8")
    found = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", text))
    assert len(re.findall(r"(?m)^[\w.-]+==\S+ \\\n    --hash=sha256:", text)) == len(found)
    assert "//" not in text
    assert not re.search(r"(?m)^(--|-[a-z])", text)
    return found


def test_requirements_pin_what_the_site_needs_and_on_top_what_the_tests_need():
    site, tests = pinned("requirements.txt"), pinned("requirements-test.txt")
    extras = PROJECT["optional-dependencies"]
    names = {
        kind: {re.match(r"[\w-]+", requirement)[0].lower() for requirement in requirements}
        for kind, requirements in {"site": PROJECT["dependencies"], **extras}.items()
    }
    assert names["site"] <= site.keys()
    assert names["test"] | names["audit"] <= tests.keys()
    assert not {"pytest", "playwright", "mutmut", "zensical"} & site.keys()
    assert site.items() <= tests.items()  # neither changes what the other has installed


def test_citation_agrees_with_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == ["MIT", "CC-BY-4.0"]


def test_readme_shows_what_the_makefile_does():
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?m)^(\w+):.*##", makefile))
    assert targets == {"serve", "test", "site", "offline", "bench", "audit", "mutants", "clean"}
    assert set(re.findall(r"make (\w+)", readme)) >= targets
    for command in (
        "mkdocs serve", "tests/browser.py", "-m tools.card", "-m tools.pack", "-m tests.bench",
        "-m tests.audit", "mutmut run", "-m tests.mutants", "--require-hashes",
    ):  # fmt: skip
        assert command in readme
        assert command in makefile + (ROOT / "tools" / "install.py").read_text("utf-8")


def test_contributors_are_told_what_a_million_visits_cost_at_the_budget():
    budget = tomllib.loads((ROOT / "tests" / "budget.toml").read_text("utf-8"))
    page = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    first, further = (round(budget[name] * 1e6 / 1e9) for name in ("first_visit", "next_page"))
    told = f"a million first visits cost {first} GB, and a million further pages {further} GB"
    assert told in page


def test_ci_calls_the_test_command():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").rstrip().splitlines()[-1] == "make test"


WORKFLOW = ROOT / ".github" / "workflows" / "pages.yml"


@pytest.mark.parametrize(
    "command",
    [
        # Offline it cannot tell whether a pinned commit is the version beside it.
        ["zizmor", "--offline", "--pedantic", "--strict-collection"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    ],
)
def test_linters_find_no_fault_in_the_workflow(command):
    tool = shutil.which(command[0], path=sysconfig.get_path("scripts"))
    done = subprocess.run(
        [tool, *command[1:], str(WORKFLOW)], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflow_tests_all_and_publishes_the_main_branch_only():
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    jobs = workflow["jobs"]
    assert {"push", "pull_request"} <= workflow[True].keys()  # YAML takes "on" for true
    runs = {n: [s["run"] for s in job["steps"] if "run" in s] for n, job in jobs.items()}
    assert runs == {"test": ["make test"], "build": ["make site"], "deploy": []}
    assert "if" not in jobs["test"]
    assert jobs["build"]["needs"] == "test"
    assert "github.event_name != 'pull_request'" in jobs["build"]["if"]
    assert jobs["deploy"]["needs"] == "build"
    assert workflow["permissions"] == {}
    may = {(n, p) for n, j in jobs.items() for p, v in j["permissions"].items() if v == "write"}
    assert may == {("deploy", "pages"), ("deploy", "id-token")}
    (build,) = (step for step in jobs["build"]["steps"] if "run" in step)
    assert build["env"] == {"SITE_URL": "${{ steps.pages.outputs.base_url }}"}


def test_every_module_that_is_run_by_name_is_there():
    """What `make audit` alone runs would else be found missing there only."""
    files = [ROOT / "Makefile", ROOT / "README.md", *(ROOT / "tests").rglob("*.py")]
    named = {
        name
        for file in files
        for name in re.findall(
            r"""-m["',\s]+((?:tests|tools|weave)\.[\w.]+)""", file.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 3
    assert not [name for name in named if importlib.util.find_spec(name) is None]
