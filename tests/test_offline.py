"""`make offline`: pages that open from a disk, in a browser that gets nothing from a server.

Passing proves that they work in one browser, not that every system unpacks them.
"""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from urllib.request import url2pathname

import html5lib
import pytest
from mkdocs.config import load_config

from tests.conftest import ROOT, copy_tree
from tests.test_browser import EXPLORERS

PAGES = sorted(
    file.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
    for file in [*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs" / "labs").glob("*.py")]
)


@pytest.fixture(scope="module")
def packed(tmp_path_factory, site) -> Path:
    """A copy of the tree in which `make offline` was run; `site` has filled the memory."""
    tree = copy_tree(tmp_path_factory.mktemp("packed") / "tree")
    for name in ("Makefile", "offline.yml"):
        shutil.copy(ROOT / name, tree)
    # With the environment that runs these tests, instead of one to be made.
    command = ["make", "offline", "-o", ".venv/ready", f"bin={Path(sys.executable).parent}"]
    done = subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return tree


@pytest.fixture(scope="module")
def folder(packed, tmp_path_factory) -> Path:
    """What a reader has who unpacks the archive elsewhere, under an awkward name."""
    elsewhere = tmp_path_factory.mktemp("unpacked") / "a reader's disk, 100 % näher #1"
    with zipfile.ZipFile(packed / "offline.zip") as archive:
        archive.extractall(elsewhere)
    return elsewhere / "offline"


@pytest.fixture
def noisy(page) -> list[str]:
    """Collect what goes wrong unseen, and each request that is not for a file."""
    faults = []
    page.on(
        "console",
        lambda m: m.type in ("error", "warning") and faults.append(f"{m.text} {m.location['url']}"),
    )
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}"))
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or faults.append(r.url))
    return faults


def parse(file: Path):
    text = file.read_text("utf-8")
    return html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)


def test_offline_settings_differ_from_the_usual_ones_where_they_must():
    usual, offline = (load_config(str(ROOT / name)) for name in ("mkdocs.yml", "offline.yml"))
    kept = [f for f in usual.theme["features"] if f != "navigation.instant"]
    assert offline.theme["features"] == kept != usual.theme["features"]
    assert {str(s) for s in offline.extra_javascript} == {str(s) for s in usual.extra_javascript}
    both = (ROOT / name for name in ("mkdocs.yml", "offline.yml"))
    left_out = [re.search(r"(?m)^exclude_docs: \|\n((?:  .*\n)+)", f.read_text())[1] for f in both]
    kept, dropped = (set(lines.splitlines()) for lines in left_out)
    assert kept - dropped == {"  /offline/"}
    assert dropped - kept == {"  /pyodide/", "  /js/python.*", "  /js/run.js"}


def test_archive_holds_what_the_folder_holds_and_nothing_for_servers(packed):
    made = packed / "offline"
    files = {f"offline/{f.relative_to(made).as_posix()}" for f in made.rglob("*") if f.is_file()}
    with zipfile.ZipFile(packed / "offline.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert set(names) == files
        for name in names:
            assert archive.read(name) == (packed / name).read_bytes()
    assert {f"offline/{page}" for page in PAGES} <= files
    assert not files & {"offline/404.html", "offline/sitemap.xml", "offline/sitemap.xml.gz"}


def test_links_lead_to_files_and_their_anchors(folder):
    pages = {file: parse(file) for file in folder.rglob("*.html")}
    assert {file.relative_to(folder).as_posix() for file in pages} == set(PAGES)
    ids = {file: {e.get("id") for e in root.iter()} for file, root in pages.items()}
    for file, root in pages.items():
        for element in root.iter():
            link = element.get("href") or element.get("src")
            if not link or re.match(r"(https?|data|mailto):", link):
                # Only a link that a reader follows may lead elsewhere.
                assert not link or element.tag in ("a", "{http://www.w3.org/2000/svg}a"), link
                continue
            target, anchor = urldefrag(urljoin(file.as_uri(), link))
            target = Path(url2pathname(target.removeprefix("file://")))
            assert target.is_file(), f"{file.name} links to {link}"
            assert not anchor or target.suffix != ".html" or anchor in ids[target], link


def test_notebooks_of_the_labs_link_to_the_pages_beside_them(folder):
    seen = 0
    for notebook in (folder / "labs").glob("*.ipynb"):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        text = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        assert "127.0.0.1" not in text
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if not link.startswith("http"):
                assert (notebook.parent / urldefrag(link)[0]).is_file(), link
                seen += 1
    assert seen


def test_pages_open_in_silence_with_equations_and_explorers_and_without_gaps(page, noisy, folder):
    explorers = 0
    for url in PAGES:
        # Not left before all is there: what is broken off would count as failed.
        page.goto((folder / url).as_uri(), wait_until="networkidle")
        page.evaluate("async () => { await document.fonts.ready; }")
        if page.locator(".explorer").count():
            explorers += 1
            page.locator(".explorer.alive .panel").wait_for()
            moved = page.locator(".explorer svg[role=img]")
            drawn, words = moved.inner_html(), page.locator(".explorer .words").inner_text()
            page.locator(".panel input").first.focus()
            page.keyboard.press("ArrowLeft")
            assert page.locator(".explorer .words").inner_text() != words, url
            assert moved.inner_html() != drawn, url
        assert page.locator("article button:not([data-md-type], .panel *)").count() == 0, url
        sizes = page.evaluate(
            """() => [...document.querySelectorAll("math, svg[role=img]")]
                .filter((e) => !e.closest("details:not([open])"))
                .map((e) => e.getBoundingClientRect()).map((box) => [box.width, box.height])"""
        )
        assert all(w >= 4 and h >= 5 for w, h in sizes), url
        if page.locator("math").count():
            fonts = page.evaluate("[...document.fonts].map((font) => font.status)")
            assert fonts == ["loaded"], url
    assert explorers == len(EXPLORERS)
    assert noisy == []


def test_state_of_an_explorer_is_kept_in_the_address_of_a_file(page, noisy, folder):
    page.goto((folder / "derivation/nudge.html").as_uri())
    page.locator(".explorer.alive .panel").wait_for()
    page.get_by_label("down").check()
    page.wait_for_url("**/nudge.html#explore=h:1.5,way:down")
    page.reload()
    page.locator(".explorer.alive .panel").wait_for()
    assert page.get_by_label("down").is_checked()
    assert noisy == []


def test_links_lead_to_the_next_page_and_to_the_files_to_take_away(page, folder):
    page.goto((folder / "index.html").as_uri())
    page.locator("article a", has_text="How does the squared error give").click()
    page.wait_for_url("**/offline/derivation/delta.html")
    assert page.locator("math").first.bounding_box()["height"] > 5
    # Files that the site offers are here already, so the browser shows them instead of a copy.
    for url, link in (
        ("labs/eleven-lines.html", "labs/eleven-lines.ipynb"),
        ("labs/eleven-lines.html", "labs/eleven-lines.py"),
        ("snippets.html", "code/delta.py"),
    ):
        page.goto((folder / url).as_uri())
        page.locator(f"article a[href='{link.removeprefix('labs/')}']").click()
        page.wait_for_url(f"**/offline/{link}")
        shown = page.evaluate("document.body.innerText")
        assert shown.strip() == (folder / link).read_text("utf-8").strip()


@pytest.mark.parametrize("url", ["glossary.html", "derivation/delta.html"])
def test_search_finds_pages(page, noisy, folder, url):
    page.goto((folder / url).as_uri())
    page.keyboard.press("/")
    page.locator(".md-search__input:focus").wait_for()
    page.keyboard.type("vanishing")
    page.locator(".md-search-result__link", has_text="The vanishing gradient").first.click()
    page.wait_for_url("**/offline/deeper/depth.html#the-vanishing-gradient")
    assert "vanishing" in page.locator("article").inner_text().lower()
    assert noisy == []
