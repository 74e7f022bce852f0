"""`make bench`: its record, its arithmetic, and that what it compares is comparable.

Nothing is timed here: whether the figures of the record are true, only another run can tell.
"""

import re

import pytest

from tests import arrival, bench
from tests.conftest import ROOT, build, files_of

ARRIVALS = [[f"{n} s", "2.0 s", "4 KB", "5 and 6 KB", "7%", "8%"] for n in (3, 9)]
TURNS = [
    *({"site 1": s, "stock 1": 2.0, "cold": 10 * s, "site saved": s, "stock saved": 4.0}
      for s in (1.0, 3.0, 8.0)),
    {"site 1": 2.0, "stock 1": 1.0, "site 1 busy": 2.0, "stock 1 busy": 1.0}
    | {f"{name} {n} busy": n * 2.0 for name in ("site", "stock") for n in (2, 5, 10)},
]  # fmt: skip


def test_report_gives_the_median_ratio_within_a_turn_its_range_and_median_seconds():
    arrivals, _, lines = bench.report(ARRIVALS, TURNS).partition("\n\n")
    assert arrivals.splitlines()[2] == f"| {arrival.ROWS[0]} | 3 s | 9 s |"
    lines = lines.splitlines()
    assert lines[2].endswith(" | **15.0** (5.0 to 40.0) | 30.0 s | 2.0 s |")
    assert lines[3].endswith(" | **1.8** (0.5 to 4.0) | 2.5 s | 2.0 s |")
    assert lines[4].endswith(" | **0.8** (0.2 to 2.0) | 3.0 s | 4.0 s |")
    assert lines[9] == (
        "| pages × 5 | × **5.0** (5.0 to 5.0) | × **10.0** (10.0 to 10.0) | 10.0 s | 10.0 s |"
    )


def test_record_is_what_make_bench_writes_with_other_figures():
    record = bench.RECORD.read_text("utf-8")

    def shape(text: str) -> str:
        text = re.sub(r"\d+ cores, Python \d[\w.]*\.", "N cores, Python N.", text)
        text = re.sub(r"\d+\.\d\b", "N", text)
        return re.sub(r"\b\d+(?=%| s\b| KB| and)", "N", text)

    assert shape(record) == shape(bench.report(ARRIVALS, TURNS))
    found = re.findall(r"\*\*([\d.]+)\*\* \(([\d.]+) to ([\d.]+)\)", record)
    assert len(found) == 3 + 2 * 3
    for middle, least, most in found:
        assert 0 < float(least) <= float(middle) <= float(most)
    assert all(float(seconds) > 0 for seconds in re.findall(r"([\d.]+) s ", record))


def test_readme_shows_the_last_record():
    readme = bench.README.read_text("utf-8")
    assert readme.count(f"\n\n{bench.RECORD.read_text('utf-8')}\n") == 1
    assert readme.count("this site : stock Material") == 1


@pytest.mark.parametrize("dress", ["site", "stock"])
def test_both_that_are_compared_have_the_same_pages_and_build_strictly(
    dress, tree, tmp_path, small
):
    if dress == "stock":
        tree = bench.stock(tree, tmp_path / "stock")
        assert "weave" not in (tree / "mkdocs.yml").read_text("utf-8")
    done = build(bench.multiply(tree, 2), tmp_path / "built")
    assert done.returncode == 0, done.stderr
    once = {name for name in files_of(small.site) if name.endswith("index.html")}
    files = files_of(tmp_path / "built")
    pages = {name: html.decode() for name, html in files.items() if name.endswith("index.html")}
    assert pages.keys() == once | {f"copy2/{name}" for name in once}
    assert 'href="copy2/deep/page/"' in pages["index.html"]
    for copy in ("", "copy2/"):
        html = pages[f"{copy}index.html"] + pages[f"{copy}deep/page/index.html"]
        assert ("<math" in html) == ("<svg xmlns:xlink" in html) == (dress == "site")
        assert ('class="arithmatex"' in html and ".svg" in html) == (dress == "stock")
        assert html.count("half of 3 is 1.5") == html.count("twice 3 is 6") == 1
        assert "///" not in re.sub(r"<script.*?</script>|https?://", "", html, flags=re.S)


def test_nothing_of_ours_is_left_in_the_stock_copy_of_the_whole_site(site, tmp_path):
    docs = bench.stock(ROOT, tmp_path / "stock") / "docs"  # what it pastes, `site` remembers
    texts = [page.read_text("utf-8") for page in docs.rglob("*.md")]
    assert not any(re.search(r"(?m)^ *(///|explore:)", text) for text in texts)
    assert not list(docs.rglob("labs/*.py"))
    for folder, kind in (("snippets", "(?m)^ *```text$"), ("snippets/figures", r"\]\(\S*drawn/")):
        shown = sum(len(re.findall(kind, text)) for text in texts)
        assert shown >= len(list((ROOT / folder).glob("[!_]*.py")))


def test_folders_without_pages_are_not_multiplied():
    folders = [folder for folder in (ROOT / "docs").iterdir() if folder.is_dir()]
    pages = {folder.name for folder in folders if [*folder.rglob("*.md"), *folder.glob("*.py")]}
    assert {folder.name for folder in folders} - pages <= set(bench.ONCE)
    assert not (pages - {"code", "js"}) & set(bench.ONCE)  # these hold Python that is no lab
