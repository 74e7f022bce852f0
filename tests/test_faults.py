"""Plant a fault in a copy of the tree: the build stops with a sentence that names the place."""

import re

import pytest

from tests.conftest import run_builder

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
    "unknown fence": (DELTA, "```python", "```pyhton", r"delta\.md:\d+: unknown fence 'pyhton'"),
    "unknown block": (
        DELTA,
        "/// output |",
        "/// outptu |",
        r"delta\.md:\d+: .*unknown or malformed",
    ),
}

# MkDocs knows these at the end only; `make site` then leaves the last good site in its place.
KNOWN_WHEN_ALL_IS_WRITTEN = ("broken link", "broken anchor", "page in nav that is not there")


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_stops_the_build_and_names_the_place(fault, tree, tmp_path):
    file, old, new, words = FAULTS[fault]
    text = (tree / file).read_text(encoding="utf-8")
    assert old in text, "the fault cannot be planted: mend this test"
    (tree / file).write_text(text.replace(old, new), encoding="utf-8")
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode != 0
    assert re.search(words, done.stderr), done.stderr
    if fault not in KNOWN_WHEN_ALL_IS_WRITTEN:
        assert not (tmp_path / "site" / "index.html").exists()
        assert len(re.findall("(?m)^Error: ", done.stderr)) == 1
        assert "weave/" not in done.stderr  # a sentence, no traceback of ours


def test_sound_tree_builds(tree, tmp_path):
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr


def test_damaged_memory_is_noticed_and_made_again(tree, tmp_path, site):
    entries = list((tree / ".cache" / "weave").iterdir())
    assert entries
    for entry in entries:
        entry.write_bytes(entry.read_bytes()[:-1])
    done = run_builder(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    page = "derivation/delta/index.html"
    assert (tmp_path / "site" / page).read_bytes() == (site / page).read_bytes()
