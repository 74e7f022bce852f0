"""Plant a fault in a copy of the tree: the build stops with a sentence that names the place."""

import re
import shutil
import socket
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from tests.conftest import ROOT, files_of, run_builder, start_builder

DELTA = "docs/derivation/delta.md"
FAULTS = {
    # name: (file, old text, new text, what the message says)
    "bad TeX": (
        DELTA,
        r"\eta \cdot",
        r"\etta \cdot",
        r'delta\.md:\d+: TeX: Unknown command "\\etta"',
    ),
    "missing snippet": (
        DELTA,
        '--8<-- "delta.py"',
        '--8<-- "dleta.py"',
        r"delta\.md:\d+: there is no snippets/dleta",
    ),
    "missing section": (
        DELTA,
        '--8<-- "delta.py"',
        '--8<-- "delta.py:nosuch"',
        r"delta\.md:\d+: snippets/delta\.py has no section 'nosuch'",
    ),
    "missing output": (
        DELTA,
        "/// output | delta.py",
        "/// output | dleta.py",
        r"delta\.md:\d+: there is no snippets/",
    ),
    "missing figure": (
        DELTA,
        "figure | delta.py",
        "figure | dleta.py",
        r"delta\.md:\d+: there is no snippets/figures",
    ),
    "missing explorer": (
        "docs/derivation/nudge.md",
        "explore: nudge",
        "explore: nugde",
        r"nudge\.md:\d+: there is no docs/js/explore-nugde\.js",
    ),
    "unknown option": (
        "docs/derivation/nudge.md",
        "explore: nudge",
        "exlpore: nudge",
        r"nudge\.md:\d+: .*unknown or malformed",
    ),
    "missing alt text": (
        "snippets/figures/delta.py",
        "\nALT = (",
        "\nOTHER = (",
        r"delta\.py has no text alternative",
    ),
    "raising figure": (
        "snippets/figures/delta.py",
        "plt.subplots()",
        "plt.subplots(1 / 0)",
        "ZeroDivisionError",
    ),
    "sign in an equation": (
        DELTA,
        r"\error{(a - y)} \cdot",
        r"\error{(a + y)} \cdot",
        r"delta\.md:\d+: .*does not hold",
    ),
    "sign in a definition": (
        "snippets/checks/neuron.toml",
        "(a - y)**2",
        "(a + y)**2",
        r"index\.md:\d+: .*does not hold",
    ),
    "missing context": (
        DELTA,
        "% check: neuron",
        "% check: nowhere",
        r"delta\.md:\d+: there is no",
    ),
    "unlabelled equation": (
        DELTA,
        "% check: neuron\n",
        "",
        r"delta\.md:\d+: a displayed equation says",
    ),
    "raising snippet": (
        "snippets/delta.py",
        "h, tiny = 1e-5, 1e-30",
        "h, tiny = 1 / 0, 1",
        r"(?s)delta\.md:\d+.*ZeroDiv",
    ),
    "snippet that is no Python": (
        "snippets/delta_peak.py",
        "def delta(a, y=0.0):",
        "def delta(a, y=0.0)",
        r"snippets/delta_peak\.py:\d+: expected ':'",
    ),
    "silent snippet": (
        "snippets/delta_peak.py",
        '"__main__"',
        '"nobody"',
        r"delta\.md:\d+: snippets/delta_peak\.py printed nothing",
    ),
    "broken link": (DELTA, "](slope.md)", "](slop.md)", r"derivation/delta\.md.*slop\.md"),
    "broken anchor": (DELTA, "](slope.md)", "](slope.md#nosuch)", r"derivation/delta\.md.*nosuch"),
    "page in nav that is not there": (
        "mkdocs.yml",
        "derivation/delta.md",
        "derivation/dleta.md",
        r"derivation/dleta\.md",
    ),
    "equation off by one per cent": (
        DELTA,
        r"= \error{(a - y)} \cdot \slope{a (1 - a)}",
        r"= \error{(a - y)} \cdot \slope{1.01 a (1 - a)}",
        r"delta\.md:\d+: .*does not hold",
    ),
    "endless snippet": (
        "snippets/delta_peak.py",
        '__main__":\n',
        '__main__":\n    import time\n    time.sleep(1000)\n',
        r"delta\.md:\d+: snippets/delta_peak\.py did not end within 2 s",
    ),
    "snippet that imports a snippet": (
        "snippets/delta_peak.py",
        "from math import log\n",
        "from math import log\nfrom snippets.delta import delta as other\n",
        r"delta\.md:\d+: snippets/delta_peak\.py imports snippets/delta\.py",
    ),
    "two elements of one id": (
        DELTA,
        "{ .answer }",
        "{ .answer #twice }\n\nOnce more.\n{ #twice }",
        r"docs/derivation/delta\.md:13: 2 elements have the id 'twice'",
    ),
    "foreign picture in a page": (
        DELTA,
        "{ .answer }",
        "{ .answer }\n\n![a point](https://foreign.example/p.png)",
        r"docs/derivation/delta\.md:\d+: https://foreign\.example/p\.png would be fetched",
    ),
    "foreign script in the template": (
        "overrides/main.html",
        "<script>",
        '<script src="//foreign.example/x.js"></script><script>',
        r"docs/\S+\.(md|py): //foreign\.example/x\.js would be fetched",
    ),
    "foreign address in a style": (
        "docs/css/site.css",
        'url("../fonts/',
        'url("https://foreign.example/',
        r"docs/css/site\.css:\d+: https://foreign\.example/\S+ would be fetched",
    ),
    "foreign address in a script": (
        "docs/js/explore-nudge.js",
        'from "./model.js"',
        'from "https://foreign.example/model.js"',
        r"docs/js/explore-nudge\.js:\d+: https://foreign\.example/model\.js would be fetched",
    ),
    "unknown fence": (DELTA, "```python", "```pyhton", r"delta\.md:\d+: unknown fence 'pyhton'"),
    "unknown block": (
        DELTA,
        "/// output |",
        "/// outptu |",
        r"delta\.md:\d+: .*unknown or malformed",
    ),
}

# MkDocs knows these at the end only; `make site` then leaves the last good site in its place.
KNOWN_WHEN_ALL_IS_WRITTEN = (
    "broken link",
    "broken anchor",
    "page in nav that is not there",
    "foreign script in the template",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_stops_the_build_and_names_the_place(fault, tree, tmp_path):
    file, old, new, words = FAULTS[fault]
    text = (tree / file).read_text(encoding="utf-8")
    assert old in text, "the fault cannot be planted: mend this test"
    (tree / file).write_text(text.replace(old, new), encoding="utf-8")
    done = run_builder(
        tree, tmp_path / "site", SNIPPET_SECONDS="2" if fault == "endless snippet" else "60"
    )
    assert done.returncode != 0
    assert re.search(words, done.stderr), done.stderr
    if fault not in KNOWN_WHEN_ALL_IS_WRITTEN:
        assert not (tmp_path / "site" / "index.html").exists()
        assert len(re.findall("(?m)^Error: ", done.stderr)) == 1
        assert "weave/" not in done.stderr  # a sentence, no traceback of ours


def test_sound_tree_builds(tree, tmp_path):
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr


DAMAGES = (
    lambda data: data[:-1],
    lambda data: b"",
    lambda data: data[:-2] + bytes([data[-2] ^ 1]) + data[-1:],
    lambda data: b"\xff\xfe" + data,
)


def remembered(tree: Path) -> list[Path]:
    """Some entries of the memory, not the two labs, which are largest: all would take as long as a
    first build."""
    return sorted((tree / ".cache" / "weave").iterdir(), key=lambda f: f.stat().st_size)[:-2:10]


def test_damaged_memory_is_noticed_and_made_again(tree, tmp_path, site):
    before = {}
    for entry, damage in zip(remembered(tree), cycle(DAMAGES), strict=False):
        before[entry] = entry.read_bytes()
        entry.write_bytes(damage(before[entry]))
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "site") == files_of(site)
    assert any(entry.read_bytes() == data for entry, data in before.items())


def test_build_after_one_that_was_killed_is_right(tree, tmp_path, site):
    folder = tmp_path / "site"
    with start_builder(tree, folder) as process:
        while not list(folder.rglob("index.html")):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.001)
        process.kill()
    assert len(list(folder.rglob("index.html"))) < len(list(site.rglob("index.html"))), "too late"
    done = run_builder(tree, folder)
    assert done.returncode == 0, done.stderr
    assert files_of(folder) == files_of(site)


def test_build_killed_while_it_draws_leaves_a_memory_that_is_right(tree, tmp_path, site):
    memory = tree / ".cache" / "weave"
    for entry in remembered(tree):
        entry.unlink()
    before = set(memory.iterdir())
    with start_builder(tree, tmp_path / "site") as process:
        while not set(memory.iterdir()) - before:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.001)
        process.kill()
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "site") == files_of(site)


def test_taken_port_is_named(tree):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=tree, capture_output=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
    assert done.returncode != 0
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


# What the tests know, and no build: each is planted where pytest then looks.
TOLD_BY_TESTS = {
    "wrong result": (
        "snippets/delta_peak.py",
        "a * (1 - a)",
        "a * (1 + a)",
        ["snippets/delta_peak.py"],
        r"snippets/delta_peak\.py:\d+: DocTestFailure",
    ),
    "number in prose that nothing computed": (
        DELTA,
        "{ .answer }",
        "{ .answer }\n\nSome say 0.4711.",
        ["tests/test_pages.py", "-k", "every_decimal_number"],
        r"derivation/delta/.*0\.4711",
    ),
}


@pytest.mark.parametrize("fault", TOLD_BY_TESTS)
def test_planted_fault_is_told_by_a_test(fault, tree):
    file, old, new, arguments, words = TOLD_BY_TESTS[fault]
    shutil.copytree(ROOT / "tests", tree / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tree)
    text = (tree / file).read_text(encoding="utf-8")
    assert old in text, "the fault cannot be planted: mend this test"
    (tree / file).write_text(text.replace(old, new), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(words, done.stdout), done.stdout
