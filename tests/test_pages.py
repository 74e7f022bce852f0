"""What stands on the pages: every snippet shown, every equation checked, prose that is short."""

import ast
import itertools
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import numpy as np
import pytest

from weave import CHECKS, DOCS, FIGURES, SNIPPETS
from weave.equations.balls import balls
from weave.equations.check import check
from weave.equations.context import Context, load
from weave.equations.glyphs import LETTERS
from weave.equations.points import points
from weave.equations.read import read
from weave.equations.rows import claims
from weave.equations.value import World
from weave.mathml import mathml

ROOT = Path(__file__).parents[1]
FACTORS = ("error", "slope", "input")
SNIPPET_FILES = sorted((ROOT / SNIPPETS).glob("*.py"))

FORUM = ("claims/", "sources/", "next/", "how/")  # pages that may speak of threads and answers
LABS = "labs/"  # longer pieces, whose code cells tests/weave/test_labs.py looks after


def equations() -> list:
    """Every displayed equation of every page, as a parameter: (page, TeX, context name)."""
    found = []
    for page in sorted((ROOT / DOCS).rglob("*.md")):
        text = re.sub(r"(?m)^ +", "", page.read_text(encoding="utf-8"))
        for n, tex in enumerate(re.findall(r"(?s)^\$\$(.*?)\$\$$", text, re.M)):
            # What has none, the build has refused.
            kind, name = [*re.findall(r"% *(check|define): (\w+)", tex), ("none", "none")][0]
            found.append(pytest.param(tex, name, id=f"{page.stem}-{n + 1}-{kind}"))
    return found


def declared(tex: str) -> dict[int, str]:
    return {int(n): e for n, e in re.findall(r"% side (\d+) stands for: (.*)", tex)}


def text_of(element, skip=()) -> str:
    """All text in `element`, but for elements that `skip` tells to leave out."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not any(rule(child) for rule in skip):
            parts.append(text_of(child, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def is_verified(element) -> bool:
    """Say whether what `element` shows was computed or compared when the site was built."""
    classes = (element.get("class") or "").split()
    return (
        element.tag in ("svg", "script", "style")
        or "data-output" in element.attrib
        or "data-index" in element.attrib
        or "data-cell" in element.attrib
        or bool({"highlight", "equation", "behind"} & set(classes))
    )


def article(page):
    (found,) = page.all("article")
    return found


# --- everything is used, nothing is typed -----------------------------------------------------


def test_every_snippet_figure_and_check_is_used_by_some_page(pages):
    outputs = {e.get("data-output") for p in pages for e in p.all(data_output=None)}
    figures = {e.get("data-figure") for p in pages for e in p.all(data_figure=None)}
    checks = {e.get("data-check") for p in pages for e in p.all(data_check=None)}
    assert outputs == {f.name for f in SNIPPET_FILES}
    assert figures == {f.name for f in (ROOT / FIGURES).glob("[!_]*.py")}
    assert checks == {f.stem for f in (ROOT / CHECKS).glob("*.toml")}


def test_every_python_block_is_a_snippet_to_the_byte_and_its_output_follows(one):
    files = {f.read_text(encoding="utf-8"): f.name for f in SNIPPET_FILES}
    for block in one.all("div"):
        if "language-python" not in (block.get("class") or "") or one.url.startswith(LABS):
            continue
        (code,) = block.iter("code")
        name = files.get(text_of(code))
        assert name, f"{one.url}: a Python block is no file of snippets/:\n{text_of(code)}"
        (title,) = (e for e in block.iter("span") if e.get("class") == "filename")
        assert text_of(title) == name
        siblings = next(list(p) for p in one.root.iter() if block in list(p))
        following = siblings[siblings.index(block) + 1]
        assert following.get("data-output") == name, f"{one.url}: {name} without its output"


# --- snippets run alone -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def printed(pages) -> dict[str, str]:
    """What the pages say that each snippet prints."""
    return {
        e.get("data-output"): text_of(next(e.iter("samp")))
        for p in pages
        for e in p.all(data_output=None)
    }


def run_bare(bare: Path, *how: str, **more) -> tuple[int, str, str]:
    done = subprocess.run(
        [bare, "-I", "-X", "utf8", *how], capture_output=True, encoding="utf-8", **more
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("file", SNIPPET_FILES, ids=lambda f: f.stem)
def test_snippet_pasted_into_a_bare_interpreter_prints_what_the_page_shows(
    file, bare, printed, tmp_path
):
    """One run for both ways to use a block, because some take seconds.

    The build ran it as a file. A console lacks the same packages and files as a bare Python that
    runs a file; and only there does an empty line end a function, is the value of an expression
    shown, and has `__file__` no meaning.
    """
    text = file.read_text(encoding="utf-8")
    status, out, err = run_bare(bare, "-q", "-i", cwd=tmp_path, input=text + "\n")
    assert status == 0
    assert re.fullmatch(r"(>>> |\.\.\. )*\s*", err), err  # neither error nor warning: prompts
    shown = ast.get_docstring(ast.parse(text), clean=False)  # the one value that is meant
    assert out == f"{shown!r}\n{printed[file.name]}"


@pytest.mark.parametrize("name", ["batch", "delta"])  # with numpy, and without
def test_snippet_runs_as_a_file_in_a_bare_python(name, bare, printed, tmp_path):
    copied = tmp_path / "copied.py"
    copied.write_bytes((ROOT / SNIPPETS / f"{name}.py").read_bytes())
    assert run_bare(bare, "copied.py", cwd=tmp_path) == (0, printed[f"{name}.py"], "")


@pytest.mark.parametrize("file", SNIPPET_FILES, ids=lambda f: f.stem)
def test_snippet_uses_the_names_of_the_site(file):
    found = re.findall(r"\b(syn\d|l\d\w*|nonlin)\b", file.read_text(encoding="utf-8"))
    assert not found, f"{file.name}: {found} are the tutorial's; write a, z, w, error, slope, delta"


def imported_by_tests() -> set[str]:
    """The names of what tests of snippets import from there."""
    names = set()
    for file in (ROOT / "tests" / "snippets").glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module == "snippets":
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module.startswith("snippets."):
                names.add(node.module.split(".")[1])
    return names


@pytest.mark.parametrize("file", SNIPPET_FILES, ids=lambda f: f.stem)
def test_snippet_has_tests_of_its_own(file):
    functions = re.findall(r"(?m)^def (\w+)", file.read_text(encoding="utf-8"))
    assert not functions or file.stem in imported_by_tests(), (
        f"snippets/{file.name}: nothing in tests/snippets/ imports it; write a test of "
        f"{', '.join(functions)} there, in test_{file.stem}.py, against an independent oracle"
    )


# --- equations --------------------------------------------------------------------------------

SWAPPED = {
    "+": "-", "-": "+", "^": "_", "_": "^", "'": "", "=": r"\ne", r"\le": r"\ge", r"\ge": r"\le",
    r"\approx": "=", r"\ln": r"\exp", r"\exp": r"\ln", r"\sum": r"\prod", r"\cdot": "+",
    r"\odot": "+", r"\top": "",
}  # fmt: skip
LAYOUT = r"\\(?:begin|end|text)\{[^}]*\}|\\q?quad\b|\\(?:left|right|underbrace)\b|\\[,;\\]"
TOKEN = re.compile(rf"(?P<layout>{LAYOUT})|\\[A-Za-z]+|[A-Za-z]|\d+(?:\.\d+)?|\S")
GROUPS = {"(": 1, r"\frac": 2, r"\tfrac": 2} | {f"\\{name}": 1 for name in FACTORS}
GREEK = {letter: f"\\{name}" for name, letter in LETTERS.items()}


def spoilt(formula: str, context: Context) -> Iterator[str]:
    """Give `formula` with each token changed, exchanged or left out, one at a time."""
    names = sorted({GREEK.get(display[0], display[0]) for display in context.shown})
    for found in TOKEN.finditer(formula):
        token, before, after = found[0], formula[: found.start()], formula[found.end() :]
        if found["layout"]:
            continue
        if token in SWAPPED:
            yield before + SWAPPED[token] + after
        if token in names or re.fullmatch("[a-z]", token):
            if others := [n for n in names if n != token]:
                yield f"{before} {next((n for n in others if n > token), others[0])} {after}"
            yield before + after
        elif token[-1].isdigit():
            yield f"{before}{token[:-1]}{(int(token[-1]) + 1) % 10}{after}"
            yield before + after
        elif token in GROUPS:
            yield before + formula[_end(formula, found.start(), GROUPS[token]) :]


def _end(formula: str, at: int, groups: int) -> int:
    """Return where so many groups in brackets or braces end."""
    depth = 0
    while groups:
        depth += (formula[at] in "({") - (formula[at] in ")}")
        groups -= formula[at] in ")}" and depth == 0
        at += 1
    return at


def trees(math, context: Context) -> list:
    """Return what is read: for each claim its relations, and the tree of each side."""
    return [[*claim.relations, *(read(side, context, set()) for side in claim.sides)]
            for claim in claims(math)]  # fmt: skip


def holds_in_floats(math, context: Context) -> bool:
    """Say whether each relation holds at further points, in floats that may be off a little."""
    near = {
        "=": lambda x, y: abs(x - y) < 1e-9 * (1 + abs(x)),
        "≤": lambda x, y: x < y + 1e-9,
        "≥": lambda x, y: x > y - 1e-9,
    }
    for point in points(context, np.random.default_rng(1)):
        world = World(context, balls(point))
        for *signs_and_sides, last in trees(math, context):
            count = len(signs_and_sides) // 2
            sides = [float(world.value(s, {}).mid()) for s in [*signs_and_sides[count:], last]]
            for left, sign, right in zip(sides, signs_and_sides[:count], sides[1:], strict=False):
                if not near[sign](left, right):
                    return False
    return True


@pytest.mark.parametrize(("tex", "name"), equations())
def test_change_of_any_one_token_of_an_equation_is_refused(tex, name):
    context = load(ROOT / CHECKS / f"{name}.toml")
    define, formula = "% define" in tex, re.sub(r"(?m)^%.*\n", "", tex)
    shown = mathml(formula, display=True, factors=FACTORS)
    check(shown, context, declared(tex), define)
    count, left = Counter(), []
    for other in spoilt(formula, context):
        try:
            math = mathml(other, display=True, factors=FACTORS)
            report = check(math, context, declared(tex), define)
        except ValueError:  # no TeX, or refused
            count["refused"] += 1
            continue
        # Such as (0 + a)² for (0 - a)²: it must be read as another formula, and be true.
        assert trees(math, context) != trees(shown, context), other
        assert report.proven or holds_in_floats(math, context), other
        left.append(other)
    assert count["refused"] >= 10
    assert len(left) <= 3, left


def shows_a_claim(math) -> bool:
    """Say whether a formula shows a relation between two things, outside of limits of sums."""
    limits = {e for low in math.iter() if low.tag in ("munder", "munderover", "msub", "msubsup")
              for e in list(low)[1].iter()}  # fmt: skip
    text = "".join(e.text or "" for e in math.iter() if e not in limits)
    return bool(re.search(r"[^\s=<>≤≥≈≠∈∝→].*?[=<>≤≥≈≠∈∝→]|[=<>≤≥≈≠∈∝→]\s*[^\s=<>≤≥≈≠∈∝→]", text))


def test_every_display_is_checked_declared_or_a_definition(one):
    displays = [e for e in one.all("math") if e.get("display") == "block"]
    kinds = [e.get("data-kind") for e in one.all("div", data_check=None)]
    assert len(displays) == len(kinds)
    assert set(kinds) <= {"checked", "declared", "definition"}


def test_most_displays_are_read(pages):
    kinds = [e.get("data-kind") for page in pages for e in page.all("div", data_check=None)]
    assert len(kinds) == len(equations())
    claims = [k for k in kinds if k != "definition"]
    assert claims.count("checked") / len(claims) >= 4 / 5


def formulas_in_lines(page) -> list:
    behind = {e for note in page.all("details", **{"class": "check"}) for e in note.iter()}
    return [m for m in page.all("math") if m.get("display") != "block" and m not in behind]


def test_every_relation_in_a_line_is_checked(one):
    for math in formulas_in_lines(one):
        told = {"data-check", "data-unchecked"} & set(math.attrib)
        assert len(told) == shows_a_claim(math), f"{one.url}: {text_of(math)}"
        assert math.get("data-unchecked") in (None, "given", "label")


def test_few_relations_in_a_line_are_exempt(pages):
    every = [math for page in pages for math in formulas_in_lines(page)]
    count = Counter(name for math in every for name in math.attrib if name.startswith("data-"))
    assert count["data-check"] > 20
    assert count["data-unchecked"] <= count.total() / 5, count


# --- prose ------------------------------------------------------------------------------------


def test_no_argument_rests_on_a_thread(one):
    if one.url not in FORUM:
        said = text_of(article(one), skip=[is_verified, lambda e: e.tag in ("a", "nav")])
        found = re.findall(r"(?i)\b(?:threads?|forum|the askers?|(?:an|one) answer of)\b", said)
        assert not found, f"{one.url}: {found}: only {', '.join(FORUM)} speak of threads"


def test_headings_step_down_one_at_a_time_and_language_is_set(one):
    headings = [e for e in one.all() if re.fullmatch("h[1-6]", e.tag)]
    headings = headings[[e.tag for e in headings].index("h1") :]  # the theme's own come before
    for above, below in itertools.pairwise(headings):
        assert int(below.tag[1]) <= int(above.tag[1]) + 1, (
            f"{one.url}: a level is left out above the heading {text_of(below)!r}"
        )
    assert one.root.get("lang") == "en"


def test_links_say_where_they_go(one):
    vague = re.compile(r"(?i)(click )?(here|this|this page|link|more|read more|see)?\W*$|https?:")
    goals = {}
    for link in article(one).iter("a"):
        if link.get("class") == "headerlink" or link.get("href") is None:
            continue
        name = link.get("aria-label") or " ".join(text_of(link).split())
        assert not vague.match(name), f"{one.url}: {name!r} leads to {link.get('href')}"
        goals.setdefault(name, set()).add(urldefrag(urljoin(one.url, link.get("href"))).url)
    several = {name: to for name, to in goals.items() if len(to) > 1}
    assert not several, f"{one.url}: one name for several places: {several}"


def test_structured_data_says_what_the_page_says(one):
    (script,) = one.all("script", type="application/ld+json")
    data = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "FAQPage"
    (question,) = data["mainEntity"]
    (heading,) = one.all("h1")
    asked = text_of(heading, skip=[lambda e: e.tag == "a"])
    answer = text_of(next(iter(one.all("p", **{"class": "answer"}))))
    assert " ".join(question["name"].split()) == " ".join(asked.split())
    said = question["acceptedAnswer"]["text"]
    assert said.split() == answer.split()
    assert len(said) > 100, f"{one.url}: an answer of {len(said)} characters leaves out the why"


def test_description_is_that_of_the_page(one):
    (meta,) = one.all("meta", name="description")
    file = ROOT / DOCS / (one.url.rstrip("/") or "index")
    file = next(f for end in (".md", ".py") if (f := file.with_suffix(end)).exists())
    text = re.search(r"(?m)^(?:# )?description: (.*)$", file.read_text("utf-8"))[1]
    assert meta.get("content") == text


def test_every_claim_has_a_place_of_its_own_a_verdict_and_a_link(pages):
    (page,) = (p for p in pages if p.url == "claims/")
    rooms = [article(page), *article(page).iter("details")]
    claims = [(room, n) for room in rooms for n, e in enumerate(room) if e.tag == "h3"]
    assert len(claims) >= 45
    for room, n in claims:
        claim, reason = room[n], room[n + 1]
        assert re.fullmatch(r"[a-z0-9-]+", claim.get("id")), text_of(claim)
        assert reason.tag == "p"
        verdict = next(reason.iter("strong"), None)
        assert verdict is not None, text_of(claim)
        assert next(reason.iter("a"), None) is not None, text_of(claim)
        assert len(text_of(reason)) < 330, text_of(claim)
        if room.tag == "details":  # who is told that a claim is wrong must not have to unfold it
            assert re.match(r"Right\b(?!, but)|Fine", text_of(verdict)), text_of(claim)


def test_index_lists_every_snippet_with_its_pages_and_the_file_itself(pages, site):
    (page,) = (p for p in pages if p.url == "snippets/")
    shown = {}
    for p in pages:
        for e in p.all(data_output=None):
            shown.setdefault(e.get("data-output"), set()).add(p.url)
    rows = [list(row) for row in page.all("tr")[1:]]
    assert [text_of(row[0]) for row in rows] == [f.name for f in SNIPPET_FILES]
    for file, (take, shows, used) in zip(SNIPPET_FILES, rows, strict=True):
        link = next(take.iter("a"))
        assert link.get("download") == file.name
        assert (site / "snippets" / link.get("href")).resolve().read_bytes() == file.read_bytes()
        assert file.read_text("utf-8").startswith(f'"""{text_of(shows)}')
        targets = {a.get("href").removeprefix("../") for a in used.iter("a")}
        assert targets == {url or "./" for url in shown[file.name]} or targets == shown[file.name]


def test_statements_of_all_pages_are_read_whole():
    """A side that the reader dropped would be a side nobody checks."""
    for parameter in equations():
        tex, _ = parameter.values
        bare = re.sub(r"(?m)%.*$", "", tex)
        relations = len(re.findall(r"=(?![^{]*\}_)|\\le\b|\\ge\b|\\approx", bare))
        in_sums = len(re.findall(r"\\sum_\{\w=", bare))
        found = claims(mathml(bare, display=True, factors=FACTORS))
        assert sum(len(claim.relations) for claim in found) == relations - in_sums
