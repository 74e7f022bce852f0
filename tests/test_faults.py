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
        r"snippets/half\.py:14: no main part prints; end with"),
    "endless snippet": (TWICE, "    print", "    import time\n    time.sleep(1000)\n    print",
        r"page\.md:26: snippets/twice\.py did not end within 2 s"),
    "snippet that imports a snippet": (TWICE, "\n\n", "\n\nfrom snippets.half import half\n\n",
        r"snippets/twice\.py:3: imports snippets\.half; a reader has the standard library and"),
    "snippet that does not say what it shows": (TWICE, '"""Double a number."""\n\n', "",
        r"snippets\.md:10: snippets/twice\.py does not say"),
    "unknown formula in a lab": (LAB, "$1 + 1$", r"$\nosuch$", r"labs/lab\.py:25: TeX: Unknown"),
    "failing cell": (LAB, "== 2", "== 3",
        r"labs/lab\.py:28: cell 3 failed: AssertionError: 1 \+ 1 == 3; 1 \+ 1 is 2"),
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
        "overrides/main.html", '<script type="module"', '<script src="//foreign.example/x.js"',
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
    "page that the navigation does not name": ("mkdocs.yml", ", snippets.md]", "]",
        r"docs/snippets\.md: 'nav' of mkdocs\.yml does not name this page, so nobody would "
        r"find it; add '- snippets\.md' there"),
    "no description": (PAGE, "description: An equation that", "about: An equation that",
        r"docs/deep/page\.md:1: the description is missing; between lines of '---' at the top"),
    "short description": (PAGE, "is checked, a figure that moves, and a snippet that is folded", "",
        r"docs/deep/page\.md:2: the description has 2\d characters; between lines"),
    "front matter that is no YAML": (PAGE, "An equation that", "An equation: it",
        r"docs/deep/page\.md:2: the front matter cannot be read, mapping values are not allowed"),
    "description with a quotation mark": (PAGE, "figure that moves", 'figure that "moves"',
        r"docs/deep/page\.md:2: the description holds a quotation mark, which would end it"),
    "description of another page": (PAGE,
        "An equation that is checked, a figure that moves, and a snippet that is folded away.",
        "A small site with one of each kind of thing that a page may hold. Faults are planted in a "
        "copy of it.", r"docs/\S+\.md:2: says of itself what docs/\S+\.md says; "),
    "title that asks nothing": (PAGE, "# Is the equation checked?", "# The equation is checked",
        r"docs/deep/page\.md:5: the title asks nothing; write it as the question"),
    "no title": (PAGE, "# Is the equation checked?", "", r"docs/deep/page\.md: has 0 titles; "),
    "no answer": (PAGE, ANSWER, "", r"docs/deep/page\.md:5: no answer stands below the title; "),
    "answer of six sentences": (PAGE, "It is, under", "It is. " * 5 + "It is, under",
        r"docs/deep/page\.md:8: 6 sentences answer, and at most 5 should"),
    "sentence of an answer that is long": (PAGE, "It is, under", "It is, " + "and so on " * 6,
        r"docs/deep/page\.md:8: the sentence that begins 'It is, and so on' has 26 words, and one "
        r"of an answer at most 22; make two"),
    "page that is long": (PAGE, "Look:", "Look: " + "and " * 800,
        r"docs/deep/page\.md: 8\d\d words, and at most 800 are read"),
    "page that is longer than it asks for": (PAGE, "---\n", "---\nwords: 20\n",
        r"docs/deep/page\.md: 2\d words, and at most 20 are read"),
    "limit that is no number": (PAGE, "---\n", "---\nwords: many\n",
        r"docs/deep/page\.md:2: 'words' is no number; write 'words: 800', or leave it out"),
    "lab that is long": (LAB, "Two is", "and " * 1300 + "two is",
        r"docs/labs/lab\.py: 13\d\d words, and at most 1300 are read"),
    "belittling word": (PAGE, "Look:", "Simply look:", r"docs/deep/page\.md:24: 'Simply' tells a "),
    "heading that leaves out a level": (PAGE, "## The line", "#### The line",
        r"docs/deep/page\.md:15: the heading 'The line' leaves out a level, .*; write it with 2"),
    "fold that is none": (PAGE, "??? question", "?? question",
        r"docs/deep/page\.md:2\d: '\?\? question .* is shown as it is; what is folded starts with"),
    "picture that no code drew": (PAGE, "Look:", "![a point](../p.png)",
        r"docs/deep/page\.md:24: \S*p\.png is a picture that no code drew; draw it in snipp"),
    "Python that nobody runs": (PAGE, ANSWER, f"{ANSWER}\n```python\nprint(1)\n```\n",
        r"docs/deep/page\.md:10: this Python is typed, and nobody runs it; make it a f"),
    "long snippet in sight": (INDEX, "description:", "lines: 10\ndescription:",
        r"docs/index\.md:16: half\.py has 14 lines, in sight at most 10; fold it: write '\?\?\?"),
    "output that a phone cuts": (
        TWICE, "twice 3 is", "twice the number three is, for all, the number 6,",
        r"docs/deep/page\.md:26: twice\.py prints 'twice .* 6', 51 columns, and a phone shows 47"),
    "output of a lab that a phone cuts": (LAB, "print(1 + 1)", "print('-' * 48)",
        r"docs/labs/lab\.py: a cell prints '-+', 48 columns, and a phone shows 47; shorten it"),
    "third snippet in sight": (INDEX, "/// snippet", "/// snippet | twice.py\n///\n\n" * 2 +
        "/// snippet", r"docs/index\.md:2\d: 3 snippets are in sight, and at most 2 are read; "),
    "number typed wrong": (INDEX, "3 is 1.5", "3 is 1.6",
        r"docs/index\.md:18: 1\.6, in the paragraph that begins 'Half of 3 is 1\.6\. See the line, "
        r"the', is not shown by"),
    "number that need not be quoted": (INDEX, "description:", 'quoted: {"7.5": why}\ndescription:',
        r"docs/index\.md:2: 7\.5 need not be 'quoted'"),
    "quoted number without a reason": (INDEX, "description:", "quoted: 7.5\ndescription:",
        r"docs/index\.md:2: 'quoted' is no list of numbers; write, indented"),
    "empty line in a function": (HALF, "    return x / 2", "    y = x\n\n    return y / 2",
        r"snippets/half\.py:11: an empty line inside of half\(\) ends it where"),
    "function of two statements without a docstring": (TWICE, "if __name", "def f():\n    x = 1\n"
        "    return x\n\n\nif __name", r"snippets/twice\.py:3: f\(\) has no docstring; say in one"),
    "docstring of two sentences": (HALF, "Return half of x.", "Take x. Return half of it.",
        r"snippets/half\.py:5: the docstring of half\(\) is not one line of one sentence"),
    "docstring with two examples": (HALF, "    1.5\n", "    1.5\n    >>> half(4)\n    2.0\n",
        r"snippets/half\.py:5: the docstring of half\(\) goes on with 2 examples; one"),
    "wrong example in a docstring": (HALF, "    1.5\n", "    1.6\n",
        r"snippets/half\.py:7: the example half\(3\) gives 1\.5, not 1\.6; mend the code or the"),
    "raising example in a docstring": (HALF, ">>> half(3)", ">>> half('a')",
        r"snippets/half\.py:7: the example half\('a'\) raises TypeError: .*, not 1\.5; mend the"),
    "snippet without a main part": (TWICE, 'if __name__ == "__main__":\n    print', "print",
        r"snippets/twice\.py:3: no main part prints; end with 'if __name__ == \"__main__\":'"),
    "snippet that imports what a reader lacks": (TWICE, "\n\n", "\n\nimport sympy\n\n",
        r"snippets/twice\.py:3: imports sympy; a reader has the standard library and numpy"),
    "line that is too wide": (TWICE, "2 * 3", "2 * 3 + 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0",
        r"snippets/twice\.py:4: 7\d columns; a reader's screen has 72, so break the line"),
    "figure without an alternative worth the name": (
        LINE, "\n\ndef draw", "\nALT = 'A line.'\n\n\ndef draw",
        r"page\.md:17: snippets/figures/line\.py has an ALT of 7 characters; say in more than 80"),
    "figure that is wide": (LINE, "plt.subplots()", "plt.subplots(figsize=(7, 3))",
        r"page\.md:17: snippets/figures/line\.py is 7\.0 inches wide; draw it 5 inches wide"),
    "figure with small letters": (
        LINE, "    return fig", "    ax.set_title('low', size=9)\n    return fig",
        r"page\.md:17: snippets/figures/line\.py writes 'low' 9 points high; from 11 points on"),
    "two faults of a snippet": (HALF, "    return x / 2", "    y = x\n\n    return y  " + 60 * "#",
        r"snippets/half\.py:11: an empty line .*\nsnippets/half\.py:12: 7\d columns; "),
    "cell that starts without a space": (LAB, "# %% check", "# %%check",
        r"docs/labs/lab\.py:27: '# %%check' starts no cell; write '# %%', with a space"),
    "equation without an empty line above it": (PAGE, "\n$$\n%", "\nSo\n$$\n%",
        r"docs/deep/page\.md:11: a '\$\$' stands alone; an equation starts and ends with"),
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
    line = 1 + text[: text.index("    assert abs(ours - theirs)")].count("\n")
    told = rf"docs/labs/text-classifier\.py:{line}: cell \d+ failed: AssertionError: "
    told += r"abs\(ours - theirs\)\.max\(\) < 1e-9; abs\(ours - theirs\)\.max\(\) is 0\.\d+$"
    assert re.match(told, caught.value.message), caught.value.message


# --- progress and memory ----------------------------------------------------------------------


def test_first_build_says_how_far_it_has_come_and_the_next_has_nothing_to_say(
    small, tree, tmp_path
):
    assert small.told.count("7 things to make that are not remembered\n") == 1
    *told, font = re.findall(r"(?m)^(\d) of (\d): (\w.*\S), \d+ s$", small.told)
    assert font == ("1", "1", "font stix-two-math")  # known when all pages are
    assert [(done, total) for done, total, _ in told] == [(str(n), "7") for n in range(1, 8)]
    assert sorted(what for _, _, what in told) == [
        "equation docs/deep/page.md:10", "equation docs/index.md:10", "examples of half",
        "figure line", "lab lab",
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
