"""The built site as files: links, ids, requests, bytes that do not change, other builders."""

import gzip
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as etree
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from fontTools.ttLib import TTFont

from tests.conftest import ROOT, copy_tree, files_of, run_builder
from weave.finish import PLAIN, with_copy_buttons

ADDRESS = "https://site.example/"  # any will do: what is asked is how links resolve


def test_links_and_anchors_inside_the_site_lead_somewhere(pages, site):
    ids = {page.url: {e.get("id") for e in page.all(id=None)} for page in pages}
    for page in pages:
        for link in page.all("a", href=None):
            target, anchor = urldefrag(urljoin(ADDRESS + page.url, link.get("href")))
            if not target.startswith(ADDRESS):
                continue
            path = target.removeprefix(ADDRESS)
            if path in ids:
                assert not anchor or anchor in ids[path], f"{page.url} links to {path}#{anchor}"
            else:
                assert (site / path).is_file(), f"{page.url} links to {path}"


def test_nothing_is_requested_from_elsewhere(pages, site):
    loads = {"src", "srcset", "poster", "data"}
    for page in pages:
        for element in page.all():
            asked = [element.get(a) for a in loads & set(element.attrib)]
            if element.tag == "link" and element.get("rel") not in ("canonical", "prev", "next"):
                asked.append(element.get("href"))
            for url in asked:
                assert urljoin(ADDRESS, url).startswith(ADDRESS), f"{page.url} asks for {url}"
    for file in [*site.rglob("*.css"), *site.glob("css/*")]:
        for url in re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')]+)", file.read_text("utf-8")):
            assert url.startswith("data:") or not urlsplit(url).netloc, f"{file.name}: {url}"


def test_ids_are_unique_on_every_page(pages):
    for page in pages:
        ids = [e.get("id") for e in page.all(id=None)]
        assert len(ids) == len(set(ids)), page.url


def test_references_to_ids_are_met(pages):
    for page in pages:
        ids = {e.get("id") for e in page.all(id=None)}
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            for element in page.all(**{attribute.replace("-", "_"): None}):
                assert set(element.get(attribute).split()) <= ids, page.url


def test_built_again_elsewhere_with_a_memory_that_takes_nothing_gives_the_same_bytes(
    site, tmp_path
):
    other = copy_tree(tmp_path / "a folder with another name")
    memory = other / ".cache" / "weave"
    for entry in memory.iterdir():
        entry.unlink()
        entry.mkdir()  # root may write where it is forbidden, but not a file where a folder is
        (entry / "full").touch()
    memory.chmod(0o555)
    before = set(memory.iterdir())
    done = run_builder(other, tmp_path / "again")
    memory.chmod(0o755)
    assert done.returncode == 0, done.stderr
    first, second = files_of(site), files_of(tmp_path / "again")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert set(memory.iterdir()) == before


def test_properdocs_builds_the_same_pages(site, tmp_path, pages):
    done = run_builder(ROOT, tmp_path / "other", builder="properdocs")
    assert done.returncode == 0, done.stderr
    for page in pages:
        theirs = (tmp_path / "other" / page.url / "index.html").read_text("utf-8")
        ours = re.search(r"(?s)<article.*</article>", page.html)[0]
        assert re.search(r"(?s)<article.*</article>", theirs)[0] == ours


def test_zensical_which_has_no_labs_builds_all_other_pages(site, tmp_path, pages):
    tree = copy_tree(tmp_path / "tree")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    kinds = r"(?s)<math.*?</math>|<svg[^>]*role=.img.*?</svg>|<pre.*?</pre>"
    for page in pages:
        if page.url.startswith("labs/"):
            script = page.url.rstrip("/") + ".py"
            assert (tree / "site" / script).read_bytes() == (ROOT / "docs" / script).read_bytes()
            continue
        theirs = (tree / "site" / page.url / "index.html").read_text("utf-8")
        theirs = with_copy_buttons(re.sub(PLAIN, r"\1", theirs))  # Zensical knows no hooks
        ours = re.sub(r' data-search-exclude(="")?', "", page.html)  # Zensical takes it out
        assert re.findall(kinds, theirs) == re.findall(kinds, ours)
        assert "<title>Not found" not in theirs


def test_address_comes_from_the_environment(tmp_path):
    done = run_builder(ROOT, tmp_path / "site", SITE_URL="https://delta.example/book/")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "site" / "how" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://delta.example/book/how/">' in html
    assert '<meta property="og:image" content="https://delta.example/book/card.png">' in html
    assert "127.0.0.1" not in html


def test_page_for_a_missing_page_helps(site, pages):
    html = (site / "404.html").read_text("utf-8")
    content = html[html.index("<article") :]
    for page in pages:
        assert f'href="/{page.url or "."}"' in content or f'href="/{page.url}"' in content
    assert "search" in content


def test_sitemap_lists_every_page_with_its_whole_address(site, pages, address):
    root = etree.parse(site / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}urlset"
    listed = [e.findtext(f"{space}loc") for e in root]
    assert sorted(listed) == sorted(address + page.url for page in pages)


def test_drawings_are_well_formed_xml(pages, site):
    for page in pages:
        drawings = re.findall(r"(?s)<svg\b.*?</svg>", page.html)
        for svg in drawings:
            etree.fromstring(svg)
    for file in site.rglob("*.svg"):
        etree.parse(file)


def test_figures_are_light(pages):
    for page in pages:
        for svg in re.findall(r"(?s)<svg[^>]*role=\"img\".*?</svg>", page.html):
            assert len(gzip.compress(svg.encode())) <= 12 * 1024, page.url


def test_font_has_every_letter_that_equations_use(pages, site):
    with TTFont(site / "fonts" / "stix-two-math.woff2") as font:
        known = set(font.getBestCmap())
        assert "MATH" in font
    plain = re.compile(r"[\s\u2061-\u2064]")  # spaces and invisible operators
    for page in pages:
        for math in page.all("math"):
            text = "".join(math.itertext())
            italic = {_italic(c) for mi in math.iter("mi") if len(c := "".join(mi.itertext())) == 1}
            missing = {c for c in {*text, *italic} if ord(c) not in known and not plain.match(c)}
            assert not missing, f"{page.url}: {missing}"


def _italic(letter: str) -> str:
    """The letter that a browser shows for a one-letter <mi>."""
    if letter == "h":
        return "\u210e"
    for first, last, start in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("α", "ω", 0x1D6FC)):
        if first <= letter <= last:
            return chr(start + ord(letter) - ord(first))
    return letter


def test_font_comes_with_its_licence(site):
    assert "SIL Open Font License" in (site / "fonts" / "LICENSE.txt").read_text("utf-8")


def test_make_site_builds_all_and_leaves_a_good_site_alone_when_it_fails(tmp_path):
    tree = copy_tree(tmp_path / "tree")
    shutil.copy(ROOT / "Makefile", tree)
    # With the environment that runs these tests, instead of one to be made.
    make = ["make", "site", "-o", ".venv/ready", f"bin={Path(sys.executable).parent}"]
    done = subprocess.run(make, cwd=tree, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert not (tree / ".site-new").exists()
    before = files_of(tree / "site")
    assert {"index.html", "card.png", "404.html", "sitemap.xml"} <= before.keys()
    (tree / "docs" / "index.md").write_text("$\\nosuch$\n")
    done = subprocess.run(make, cwd=tree, capture_output=True, encoding="utf-8")
    assert done.returncode != 0
    assert "docs/index.md:1" in done.stderr
    assert files_of(tree / "site") == before


@pytest.mark.parametrize("folder", ["docs", "snippets", "weave", "tests", "overrides"])
def test_sources_name_no_path_of_a_machine(folder):
    for file in (ROOT / folder).rglob("*"):
        if file.suffix in (".py", ".md", ".css", ".js", ".html", ".toml", ".sh"):
            assert not re.search(r"/(home|root|Users)/\w", file.read_text("utf-8")), file
