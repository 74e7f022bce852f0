"""The built site as files: links, ids, requests, bytes that do not change, other builders."""

import gzip
import re
import subprocess
import sys
import xml.etree.ElementTree as etree
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from PIL import Image

from tests import picture
from tests.conftest import ROOT, build, copy_tree, files_of, run_builder
from weave import FIGURES, figure

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


def test_properdocs_builds_the_same_bytes_elsewhere(site, tmp_path):
    done = run_builder(copy_tree(tmp_path / "another folder"), tmp_path / "other", "properdocs")
    assert done.returncode == 0, done.stderr
    first, second = files_of(site), files_of(tmp_path / "other")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def content(html: str) -> str:
    """The whole article from its heading on."""
    return re.search(r"(?s)<h1.*?(?=\s*</article>)", html)[0]


def test_zensical_which_has_no_labs_builds_all_other_articles_the_same(site, tmp_path, pages):
    tree = copy_tree(tmp_path / "tree")
    done = run_builder(tree, tree / "site", "zensical")
    assert done.returncode == 0, done.stdout + done.stderr
    for page in pages:
        if page.url.startswith("labs/"):
            script = page.url.rstrip("/") + ".py"
            assert (tree / "site" / script).read_bytes() == (ROOT / "docs" / script).read_bytes()
            continue
        theirs = (tree / "site" / page.url / "index.html").read_text("utf-8")
        # What it does of itself: it reads this attribute for its search, and takes it out;
        ours = re.sub(r' data-search-exclude(="")?', "", page.html)
        # and to it a lab is a file, not a page.
        ours = re.sub(r'(href="[^"]*\blabs/[\w-]+)/', r"\1.py", ours)
        assert content(theirs) == content(ours), page.url
        assert "<title>Not found" not in theirs


def test_address_comes_from_the_environment(tree, tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://delta.example/book/")
    done = build(tree, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "site" / "deep" / "page" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://delta.example/book/deep/page/">' in html
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


def test_figures_drawn_anew_have_the_same_bytes(site):
    """Nor may one depend on chance, as the order of a set does, which differs between processes."""
    files = sorted((ROOT / FIGURES).glob("[!_]*.py"))
    code = (
        "import sys; from weave.draw import draw\n"
        "for file in sys.argv[1:]: print(*map(repr, draw(file)))"
    )
    command = [sys.executable, "-c", code, *map(str, files)]
    anew = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    remembered = [repr(figure.drawn(file.relative_to(ROOT))) for file in files]
    assert anew.stdout.splitlines() == remembered


def test_font_comes_with_its_licence(site):
    assert "SIL Open Font License" in (site / "fonts" / "LICENSE.txt").read_text("utf-8")


def test_search_library_comes_with_its_licence_and_is_named_where_it_is_used(site):
    assert "Luca Ongaro" in (site / "minisearch" / "LICENSE.txt").read_text("utf-8")
    assert (site / "js" / "search.js").read_text("utf-8").startswith("/*! MiniSearch, (c) Luca")
    assert not (site / "minisearch" / "minisearch.js").exists()


@pytest.mark.parametrize(
    ("target", "holds"),
    [("site", {"index.html", "card.png", "404.html", "sitemap.xml"}),
     ("offline", {"index.html", "deep/page.html", "labs/lab.html"})],
)  # fmt: skip
def test_make_leaves_the_last_good_one_alone_when_it_fails_and_then_builds_all(target, holds, tree):
    def make():
        # With the environment that runs these tests, instead of one to be made.
        command = ["make", target, "-o", ".venv/ready", f"bin={Path(sys.executable).parent}"]
        return subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8")

    (tree / target).mkdir()
    last = {tree / target / "index.html": b"good", tree / f"{target}.zip": b"good, too"}
    for file, data in last.items():
        file.write_bytes(data)
    text = (tree / "docs" / "index.md").read_bytes()
    (tree / "docs" / "index.md").write_text("$\\nosuch$\n")
    done = make()
    assert done.returncode != 0
    assert "docs/index.md:1" in done.stderr
    assert {file: file.read_bytes() for file in last} == last
    (tree / "docs" / "index.md").write_bytes(text)
    done = make()
    assert done.returncode == 0, done.stderr
    assert holds <= files_of(tree / target).keys()
    assert b"good" not in (tree / target / "index.html").read_bytes()
    assert ((tree / f"{target}.zip").read_bytes() == b"good, too") == (target == "site")
    assert not [f for f in tree.iterdir() if "-new" in f.name]


@pytest.mark.parametrize("folder", ["docs", "snippets", "weave", "tests", "overrides"])
def test_sources_name_no_path_of_a_machine(folder):
    for file in (ROOT / folder).rglob("*"):
        if file.suffix in (".py", ".md", ".css", ".js", ".html", ".toml", ".sh"):
            assert not re.search(r"/(home|root|Users)/\w", file.read_text("utf-8")), file


def test_picture_of_the_readme_shows_what_the_home_page_says(site):
    with Image.open(picture.PICTURE) as image:
        told, width = image.text["Description"], image.width
    now = picture.shown((site / "index.html").read_text("utf-8"))
    assert told == now, "the home page has changed: run 'python -m tests.picture', and look at it"
    assert width == picture.WIDTH
    readme = (ROOT / "README.md").read_text("utf-8")
    (alt,) = re.findall(rf"!\[([^\]]+)\]\(tests/{picture.PICTURE.name}\)", readme)
    assert len(alt) > 80
    assert readme.index(alt) < readme.index("$ make")
