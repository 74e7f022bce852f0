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
import yaml

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

# Programs that are taken away whole, and not read on the page.
MOST = {"slips.py": 720, "slips_training.py": 120}
# Pages that are lists and not arguments: every claim, and every slip, has to be there.
LISTS = ("claims/", "deeper/slips/")

ARGUMENTS = ("derivation/", "questions/")  # with the home page, where code is kept short
FORUM = ("claims/", "sources/", "next/", "how/")  # pages that may speak of threads and answers
LABS = "labs/"  # longer pieces, whose code cells tests/weave/test_labs.py looks after


def equations() -> list:
    """Every displayed equation of every page, as a parameter: (page, TeX, context name)."""
    found = []
    for page in sorted((ROOT / DOCS).rglob("*.md")):
        text = re.sub(r"(?m)^ +", "", page.read_text(encoding="utf-8"))
        for n, tex in enumerate(re.findall(r"(?s)^\$\$\n(.*?)^\$\$$", text, re.M)):
            kind, name = re.search(r"% (check|define): (\w+)", tex).groups()
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


def test_every_python_block_is_a_snippet_to_the_byte_and_its_output_follows(pages):
    files = {f.read_text(encoding="utf-8"): f.name for f in SNIPPET_FILES}
    for page in pages:
        for block in page.all("div"):
            if "language-python" not in (block.get("class") or "") or page.url.startswith(LABS):
                continue
            (code,) = block.iter("code")
            name = files.get(text_of(code))
            assert name, f"{page.url}: a Python block is no file of snippets/:\n{text_of(code)}"
            (title,) = (e for e in block.iter("span") if e.get("class") == "filename")
            assert text_of(title) == name
            siblings = next(list(p) for p in page.root.iter() if block in list(p))
            following = siblings[siblings.index(block) + 1]
            assert following.get("data-output") == name, f"{page.url}: {name} without its output"


def test_no_source_holds_code_of_its_own():
    code = r"(?m)--8<--|^[ >]*(```+|~~~+) *\{? *\.?py"
    for page in (ROOT / DOCS).rglob("*.md"):
        assert not re.search(code, page.read_text("utf-8")), page


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
def test_snippet_is_small_and_its_functions_say_what_they_give(file):
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST.get(file.name, 70)
    for function in (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)):
        inner = text.splitlines()[function.lineno : function.end_lineno]
        if isinstance(first := function.body[0], ast.Expr):  # but for the docstring
            inner = text.splitlines()[first.end_lineno : function.end_lineno]
        assert all(line.strip() for line in inner), f"{function.name}: an empty line inside it"
        said = ast.get_docstring(function)
        if said is None:  # a helper of one line that another page explains
            assert len(function.body) == 1, f"{function.name}: say in a docstring what it gives"
            continue
        sentence, _, example = said.partition("\n\n")
        assert re.fullmatch(r"[A-Z][^\n]*\.", sentence), f"{function.name}: one line, one sentence"
        assert not re.search(r"\.\s+[A-Z]", sentence), f"{function.name}: one sentence"
        assert example.count(">>> ") == bool(example), f"{function.name}: one doctest, or none"
    assert "from snippets" not in text
    assert not re.search(r"\b(syn\d|l\d\w*|nonlin)\b", text), (
        "a name of the tutorial, not of this site"
    )
    assert '\nif __name__ == "__main__":\n' in text


def code_in_sight(page) -> list[tuple[str, int]]:
    """The snippets on `page` that nothing folds: the name of each, and its lines."""
    folded = {e for d in page.all("details") for e in d.iter()}
    shown = [e for e in page.all("div", data_output=None) if e not in folded]
    names = [e.get("data-output") for e in shown]
    return [(n, len((ROOT / SNIPPETS / n).read_text("utf-8").splitlines())) for n in names]


def test_code_earns_its_lines(pages):
    """A reader meets the idea first, then one or two blocks that can be read on one screen."""
    for page in pages:
        if page.url.startswith(ARGUMENTS) or not page.url:
            code = code_in_sight(page)
            assert len(code) <= 2, f"{page.url}: fold some of {code}"
            assert all(lines <= 30 for _, lines in code), f"{page.url}: {code}"


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


def test_every_display_is_checked_declared_or_a_definition_and_most_are_read(pages):
    kinds = []
    for page in pages:
        displays = [e for e in page.all("math") if e.get("display") == "block"]
        marked = page.all("div", data_check=None)
        assert len(displays) == len(marked), page.url
        kinds += [e.get("data-kind") for e in marked]
    assert len(kinds) == len(equations())
    assert set(kinds) <= {"checked", "declared", "definition"}
    claims = [k for k in kinds if k != "definition"]
    assert claims.count("checked") / len(claims) >= 4 / 5


def test_every_relation_in_a_line_is_checked_and_few_are_exempt(pages):
    count = Counter()
    for page in pages:
        behind = {e for note in page.all("details", **{"class": "check"}) for e in note.iter()}
        for math in page.all("math"):
            if math.get("display") == "block" or math in behind:
                continue
            told = {"data-check", "data-unchecked"} & set(math.attrib)
            assert len(told) == shows_a_claim(math), f"{page.url}: {text_of(math)}"
            count.update(told)
            assert math.get("data-unchecked") in (None, "given", "label")
    assert count["data-check"] > 20
    assert count["data-unchecked"] <= count.total() / 5, count


# --- prose ------------------------------------------------------------------------------------


def test_each_page_asks_answers_first_and_stays_short(pages):
    faults = []
    for page in pages:
        (heading,) = page.all("h1")
        if not text_of(heading, skip=[lambda e: e.tag == "a"]).strip().endswith("?"):
            faults += [f"{page.url}: the title is no question"]
        first = list(article(page))[list(article(page)).index(heading) + 1]
        if first.get("class") != "answer":
            faults += [f"{page.url}: no answer below the title; end it with {{ .answer }}"]
        sentences = re.split(r"(?<=[.?!:])\s+", text_of(first).strip())
        longest = max(len(sentence.split()) for sentence in sentences)
        if len(sentences) > 5 or longest > 22:
            faults += [
                f"{page.url}: {len(sentences)} sentences answer, of up to {longest} words; at most "
                "5 of 22 (a colon ends one, too)"
            ]
        words = text_of(article(page), skip=[is_verified, lambda e: e.tag in ("nav", "code")])
        most = 1300 if page.url.startswith(LABS) else 800
        if len(words.split()) > most and page.url not in LISTS:
            faults += [f"{page.url}: {len(words.split())} words; at most {most}"]
    assert not faults, "\n".join(faults)


def test_no_argument_rests_on_a_thread(pages):
    for page in pages:
        if page.url not in FORUM:
            said = text_of(article(page), skip=[is_verified, lambda e: e.tag in ("a", "nav")])
            found = re.findall(r"(?i)\b(?:threads?|forum|the askers?|(?:an|one) answer of)\b", said)
            assert not found, f"{page.url}: {found}"


def test_headings_step_down_one_at_a_time_and_language_is_set(pages):
    for page in pages:
        levels = [int(e.tag[1]) for e in page.all() if re.fullmatch("h[1-6]", e.tag)]
        levels = levels[levels.index(1) :]  # the theme's own come before
        assert levels.count(1) == 1
        steps = [b - a for a, b in itertools.pairwise(levels)]
        assert max(steps, default=0) <= 1, f"{page.url}: {levels}"
        assert page.root.get("lang") == "en"


def test_links_say_where_they_go(pages):
    vague = re.compile(r"(?i)(click )?(here|this|this page|link|more|read more|see)?\W*$|https?:")
    for page in pages:
        goals = {}
        for link in article(page).iter("a"):
            if link.get("class") == "headerlink" or link.get("href") is None:
                continue
            name = link.get("aria-label") or " ".join(text_of(link).split())
            assert not vague.match(name), f"{page.url}: {name!r} leads to {link.get('href')}"
            goals.setdefault(name, set()).add(urldefrag(urljoin(page.url, link.get("href"))).url)
        several = {name: to for name, to in goals.items() if len(to) > 1}
        assert not several, f"{page.url}: one name for several places: {several}"


def test_structured_data_says_what_the_page_says(pages):
    for page in pages:
        (script,) = page.all("script", type="application/ld+json")
        data = json.loads(script.text)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == "FAQPage"
        (question,) = data["mainEntity"]
        (heading,) = page.all("h1")
        asked = text_of(heading, skip=[lambda e: e.tag == "a"])
        answer = text_of(next(iter(page.all("p", **{"class": "answer"}))))
        assert " ".join(question["name"].split()) == " ".join(asked.split())
        said = question["acceptedAnswer"]["text"]
        assert said.split() == answer.split()
        assert len(said) > 100


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


def test_prose_does_not_belittle(pages):
    for page in pages:
        prose = text_of(article(page), skip=[is_verified]).lower()
        found = re.findall(
            r"\b(simply|obviously|just|of course|trivial\w*|needless to say)\b", prose
        )
        assert not found, f"{page.url}: {found}"


def front_matter(file: Path) -> dict:
    if file.suffix not in (".md", ".py") or (ROOT / DOCS / "code") in file.parents:
        return {}
    text = re.sub(r"(?m)^# ?", "", file.read_text("utf-8")) if file.suffix == ".py" else None
    found = re.match(r"(?s)---\n(.*?)\n---\n", text or file.read_text("utf-8"))
    return yaml.safe_load(found[1]) if found else {}


def test_each_page_describes_itself(pages):
    descriptions = [e.get("content") for p in pages for e in p.all("meta", name="description")]
    assert len(descriptions) == len(set(descriptions)) == len(pages)
    written = [
        front["description"]
        for file in (ROOT / DOCS).rglob("*.*")
        if (front := front_matter(file)).get("description")
    ]
    assert sorted(descriptions) == sorted(written)  # a quotation mark would end the attribute
    for text in descriptions:
        assert 80 <= len(text) <= 320, text


def test_figure_alternatives_say_more_than_the_title(pages):
    for page in pages:
        for svg in page.all("svg", role="img"):
            labels = [page.all(id=name)[0] for name in svg.get("aria-labelledby").split()]
            *title, alt = (text_of(label) for label in labels)
            assert len(alt) > 80 > len("".join(title)), page.url


def test_statements_of_all_pages_are_read_whole():
    """A side that the reader dropped would be a side nobody checks."""
    for parameter in equations():
        tex, _ = parameter.values
        bare = re.sub(r"(?m)%.*$", "", tex)
        relations = len(re.findall(r"=(?![^{]*\}_)|\\le\b|\\ge\b|\\approx", bare))
        in_sums = len(re.findall(r"\\sum_\{\w=", bare))
        found = claims(mathml(bare, display=True, factors=FACTORS))
        assert sum(len(claim.relations) for claim in found) == relations - in_sums
