"""Plant a fault in a copy of the small tree: the build stops with a sentence, and the place."""

import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import chdir
from itertools import cycle
from pathlib import Path

import pytest

from tests.conftest import (
    ROOT,
    build,
    files_of,
    run_builder,
    run_mkdocs,
    small_tree,
    start_builder,
)
from weave.page import WeaveError
from weave.site import labs

INDEX, PAGE, LAB = "docs/index.md", "docs/deep/page.md", "docs/labs/lab.py"
HALF, TWICE, LINE = "snippets/half.py", "snippets/twice.py", "snippets/figures/line.py"
ANSWER = "{ .answer }\n"
FAULTS = {
    # name: (file, old text, new text, what the message says)
    "bad TeX": (PAGE, r"\frac{", r"\farc{",
        r'docs/deep/page\.md:12: TeX: Unknown command "\\farc"'),
    "missing snippet": (INDEX, "| half.py", "| hlaf.py",
        r"docs/index\.md:15: there is no snippets/hlaf\.py; nearest in that folder: half\.py"),
    "missing figure": (PAGE, "figure | line.py", "figure | lien.py",
        r"page\.md:17: there is no snippets/figures/lien\.py"),
    "missing explorer": (PAGE, "explore: nudge", "explore: nugde",
        r"page\.md:17: there is no docs/js/explore-nugde\.js"),
    "unknown option": (PAGE, "explore:", "exlpore:", r"page\.md:17: .*unknown or malformed"),
    "unknown block": (INDEX, "/// snippet", "/// snippte", r"index\.md:15: .*unknown or malformed"),
    "second explorer": (
        PAGE, "## The line\n", "/// figure | line.py\n    explore: nudge\n\nOne.\n///\n",
        r"page\.md:21: a page has one explorer"),
    "text in a snippet block": (INDEX, "half.py\n", "half.py\n1.5\n",
        r"index\.md:15: a snippet block is empty"),
    "content of the index": ("docs/snippets.md", "index\n", "index\nhalf.py\n",
        r"snippets\.md:10: this block takes no"),
    "unknown fence": (INDEX, ANSWER, f"{ANSWER}\n```pyhton\n1\n```\n",
        r"index\.md:10: unknown fence 'pyhton'"),
    "missing alt text": (LINE, "\nALT =", "\nOTHER =",
        r"page\.md:17: snippets/figures/line\.py has no text alternative"),
    "raising figure": (LINE, "plt.subplots()", "plt.subplots(1 / 0)",
        r"(?s)page\.md:17: snippets/figures/line\.py failed:.*ZeroDivisionError"),
    "figure that exits hard": (LINE, "fig, ax =", "import os; os._exit(3); fig, ax =",
        r"page\.md:17: snippets/figures/line\.py failed:\nit ended with status 3, and said no"),
    "sign in an equation": (PAGE, "(a - y)", "(a + y)", r"page\.md:10: .*does not hold"),
    "sign in a definition": ("snippets/checks/neuron.toml", "(a - y)**2", "(a + y)**2",
        r"index\.md:10: .*does not hold"),
    "equation off by one per cent": (PAGE, r"\slope{a", r"\slope{1.01 a",
        r"page\.md:10: .*does not hold"),
    "missing context": (PAGE, "check: neuron", "check: nowhere", r"page\.md:10: there is no"),
    "unlabelled equation": (PAGE, "% check: neuron\n", "",
        r"page\.md:10: a displayed equation says"),
    "raising snippet": (HALF, "    print(", "    print(1 / 0, ",
        r"(?s)index\.md:15: snippets/half\.py failed.*ZeroDiv"),
    "raising snippet that is folded away": (TWICE, "2 * 3", "2 / 0",
        r"(?s)page\.md:26: snippets/twice\.py failed.*ZeroDiv"),
    "snippet that is no Python": (HALF, "def half(x):", "def half(x)",
        r"(?s)index\.md:15: snippets/half\.py failed:.*half\.py\", line 4\n.*expected ':'"),
    "silent snippet": (HALF, '"__main__"', '"nobody"',
        r"index\.md:15: snippets/half\.py printed nothing"),
    "endless snippet": (TWICE, "    print", "    import time\n    time.sleep(1000)\n    print",
        r"page\.md:26: snippets/twice\.py did not end within 2 s"),
    "snippet that imports a snippet": (TWICE, "\n\n", "\n\nfrom snippets.half import half\n\n",
        r"page\.md:26: snippets/twice\.py imports snippets/half\.py"),
    "snippet that does not say what it shows": (TWICE, '"""Double a number."""\n\n', "",
        r"snippets\.md:10: snippets/twice\.py does not say"),
    "unknown formula in a lab": (LAB, "$1 + 1$", r"$\nosuch$", r"labs/lab\.py:25: TeX: Unknown"),
    "failing cell": (LAB, "== 2", "== 3", r"labs/lab\.py:28: cell 3 failed: AssertionError"),
    "broken link": (PAGE, "](../index.md)", "](../indx.md)", r"deep/page\.md.*indx\.md"),
    "broken anchor": (INDEX, "#the-line", "#nosuch", r"index\.md.*nosuch"),
    "broken link of a lab": (LAB, "deep/page.md", "deep/paeg.md", r"labs/lab\.py.*paeg\.md"),
    "page in nav that is not there": ("mkdocs.yml", "deep/page", "deep/paeg", r"deep/paeg\.md"),
    "two elements of one id": (PAGE, ANSWER, "{ .answer #both }\n\nOnce more.\n{ #both }\n",
        r"docs/deep/page\.md:11: 2 elements have the id 'both'"),
    "foreign picture in a page": (
        PAGE, ANSWER, f"{ANSWER}\n![a point](https://foreign.example/p.png)\n",
        r"docs/deep/page\.md:10: https://foreign\.example/p\.png would be fetched"),
    "foreign script in the template": (
        "overrides/main.html", "<script", '<script src="//foreign.example/x.js"></script><script',
        r"docs/\S+\.(md|py): //foreign\.example/x\.js would be fetched"),
    "foreign address in a style": (
        "docs/css/site.css", 'url("../fonts/', 'url("https://foreign.example/',
        r"docs/css/site\.css:\d+: https://foreign\.example/\S+ would be fetched"),
    "foreign address in a script": (
        "docs/js/explore-nudge.js", 'from "./model.js"', 'from "https://foreign.example/model.js"',
        r"docs/js/explore-nudge\.js:\d+: https://foreign\.example/model\.js would be fetched"),
    "rule that is none": ("docs/css/site.css", ".error { color:", ".error { color",
        r"docs/css/site\.css:\d+: Unexpected token .*; a browser would leave the rule out"),
    "ways to ask as a list": (PAGE, "---\n", "---\nasked: [one, two]\n",
        r"docs/deep/page\.md: 'asked' is not a list of questions; write 'asked: >'"),
    "letter that no maths font has": (PAGE, ANSWER, f"{ANSWER}\n$\\text{{中}}$\n",
        r"docs/deep/page\.md: the maths font has no '中' \(U\+4E2D"),
}  # fmt: skip

# MkDocs knows these at the end only; `make site` then leaves the last good site in its place.
KNOWN_WHEN_ALL_IS_WRITTEN = (
    "broken link", "broken anchor", "broken link of a lab", "page in nav that is not there",
    "foreign script in the template", "letter that no maths font has",
)  # fmt: skip
# One of each way in which a process ends: before anything is written, and when all is.
IN_ITS_OWN_PROCESS = ("endless snippet", "broken anchor")


def plant(tree: Path, file: str, old: str, new: str) -> None:
    text = (tree / file).read_text(encoding="utf-8")
    assert old in text, "the fault cannot be planted: mend this test"
    (tree / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def assert_told(fault: str, done: subprocess.CompletedProcess, site: Path) -> None:
    assert done.returncode == 1
    assert re.search(FAULTS[fault][3], done.stderr), done.stderr
    assert "Traceback" not in done.stderr or fault.startswith("raising")
    if fault not in KNOWN_WHEN_ALL_IS_WRITTEN:
        assert not (site / "index.html").exists()
        assert len(re.findall("(?m)^Error: ", done.stderr)) == 1
        assert "weave/" not in done.stderr  # a sentence, no traceback of ours


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_stops_the_build_and_names_the_place(fault, tree, tmp_path, monkeypatch):
    plant(tree, *FAULTS[fault][:3])
    if fault == "endless snippet":
        monkeypatch.setattr("weave.snippet.SECONDS", 2)
    assert_told(fault, build(tree, tmp_path / "site"), tmp_path / "site")


@pytest.mark.parametrize("fault", IN_ITS_OWN_PROCESS)
def test_process_ends_with_status_one_and_a_sentence(fault, tree, tmp_path):
    plant(tree, *FAULTS[fault][:3])
    if fault == "endless snippet":  # told while something is being made that no page waits for
        (tree / "snippets" / "figures" / "slow.py").write_text("import time\ntime.sleep(4)\n")
    done = run_builder(tree, tmp_path / "site", SNIPPET_SECONDS="2")
    assert_told(fault, done, tmp_path / "site")


@pytest.mark.parametrize("builder", ["mkdocs", "properdocs", "zensical"])
def test_place_is_right_although_the_same_words_stand_elsewhere(builder, tree, tmp_path):
    """Looked for by their words, it was once told with the place of one of the others."""
    plant(tree, PAGE, "(a - y)", "(a + y)")
    text = (tree / PAGE).read_text("utf-8")
    formula = text[text.index("$$") : text.rindex("$$") + 2]
    for page in (INDEX, PAGE):
        plant(tree, page, ANSWER, f"{ANSWER}\n```text\n{formula}\n```\n")
    if builder == "mkdocs":
        done = build(tree, tmp_path / "site")
    else:
        done = run_builder(tree, tmp_path / "site", builder)
    assert done.returncode != 0
    told = set(re.findall(r"docs/\S+\.md:\d+: ", done.stderr))
    assert told == {"docs/deep/page.md:17: "}, done.stderr  # quoted there in line 11


def test_wrong_gradient_in_a_lab_is_told_with_its_check(tmp_path):
    lab = Path("docs", "labs", "text-classifier.py")
    text = (ROOT / lab).read_text("utf-8")
    assert text.count("@ W2.T) * slope(a1)") == 1
    (tmp_path / lab).parent.mkdir(parents=True)
    (tmp_path / lab).write_text(text.replace("@ W2.T) * slope(a1)", "@ W2.T)"), "utf-8")
    with chdir(tmp_path), pytest.raises(WeaveError) as caught:
        labs.run(lab)
    line = 1 + text[: text.index("assert all(abs(ours - theirs)")].count("\n")
    told = rf"docs/labs/text-classifier\.py:{line}: cell \d+ failed: AssertionError"
    assert re.match(told, caught.value.message), caught.value.message


# --- progress and memory ----------------------------------------------------------------------


def test_first_build_says_how_far_it_has_come_and_the_next_has_nothing_to_say(
    small, tree, tmp_path
):
    assert small.told.count("6 things to make that are not remembered\n") == 1
    *told, font = re.findall(r"(?m)^(\d) of (\d): (\w+ \S+), \d+ s$", small.told)
    assert font == ("1", "1", "font stix-two-math")  # known when all pages are
    assert [(done, total) for done, total, _ in told] == [(str(n), "6") for n in range(1, 7)]
    assert sorted(what for _, _, what in told) == [
        "equation docs/deep/page.md:10", "equation docs/index.md:10", "figure line", "lab lab",
        "snippet half", "snippet twice",
    ]  # fmt: skip
    done = build(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert not re.search(" of |to make", done.stderr)


DAMAGES = (
    lambda data: data[:-1],
    lambda data: b"",
    lambda data: data[:-2] + bytes([data[-2] ^ 1]) + data[-1:],
    lambda data: b"\xff\xfe" + data,
)


def memory(tree: Path) -> list[Path]:
    return sorted((tree / ".cache" / "weave").iterdir(), key=lambda f: f.stat().st_size)


def test_damaged_memory_is_noticed_and_made_again(tree, tmp_path, small):
    before = {}
    for entry, damage in zip(memory(tree)[:4], cycle(DAMAGES), strict=False):
        before[entry] = entry.read_bytes()
        entry.write_bytes(damage(before[entry]))
    done = build(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("4 things to make that are not remembered\n") == 1
    assert files_of(tmp_path / "site") == files_of(small.site)
    assert all(entry.read_bytes() == data for entry, data in before.items())


def test_built_again_elsewhere_with_a_memory_that_takes_nothing_gives_the_same_bytes(
    small, tmp_path
):
    tree = small_tree(tmp_path / "a folder with another name", small.cache)
    for entry in memory(tree):
        entry.unlink()
        entry.mkdir()  # root may write where it is forbidden, but not a file where a folder is
        (entry / "full").touch()
    (tree / ".cache" / "weave").chmod(0o555)
    before = set(memory(tree))
    done = build(tree, tmp_path / "again")
    (tree / ".cache" / "weave").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "again") == files_of(small.site)
    assert set(memory(tree)) == before


SLOWLY = "import time\ndef on_post_page(output, page, config):\n    time.sleep(0.3)\n"


@pytest.mark.parametrize("while_it", ["writes", "makes"])
def test_build_after_one_that_was_killed_is_right(while_it, tree, tmp_path, small):
    folder = tmp_path / "site"
    if while_it == "writes":
        (tree / "slowly.py").write_text(SLOWLY)
        plant(tree, "mkdocs.yml", "nav:", "hooks: [slowly.py]\nnav:")
        begun = lambda: list(folder.rglob("index.html"))  # noqa: E731
    else:
        shutil.rmtree(tree / ".cache" / "weave")
        begun = lambda: list((tree / ".cache").glob("weave/*"))  # noqa: E731
    with start_builder(tree, folder) as process:
        while not begun():
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.001)
        process.kill()
    assert len(begun()) < len(files_of(small.cache) if while_it == "makes" else memory(tree))
    done = build(tree, folder)
    assert done.returncode == 0, done.stderr
    assert files_of(folder) == files_of(small.site)


def test_taken_port_is_named(tree):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_mkdocs(tree, "serve", "-a", f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_result_of_a_snippet_is_told_by_its_doctest(tree):
    """Which no build knows: pytest's settings have each snippet looked at."""
    shutil.copy(ROOT / "pyproject.toml", tree)
    plant(tree, HALF, "return x / 2", "return x * 2")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", HALF]
    done = subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"snippets/half\.py:\d+: DocTestFailure", done.stdout), done.stdout
