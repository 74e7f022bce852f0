"""What a page has to be for its readers; the first rule that is broken stops the build.

Each rule is told with file, line and mend. Those for a snippet are in `weave.site.style`, that for
numbers in prose in `weave.site.numbers`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import yaml

from weave import DOCS, SNIPPETS
from weave.page import WeaveError
from weave.site.elements import elements, is_made, text_of
from weave.site.numbers import unshown

DESCRIBED = (80, 320)  # characters
SENTENCES, LONGEST = 5, 22  # of an answer, and in words
WORDS, OF_A_LAB = 800, 1300
COLUMNS = 47  # of an output, which a phone shows whole
BLOCKS, LINES = 2, 30  # of code in sight: a screen or two
WIDE, LETTERS = 360, 11  # of a figure, in points
SAYS = 80  # characters of a text alternative; fewer repeat the title
BELITTLING = r"(?i)\b(simply|obviously|just|of course|trivial\w*|needless to say)\b"
PICTURES = ("img", "picture", "object", "embed", "video", "iframe")


def refuse_unlisted(files, nav) -> None:
    """Raise WeaveError if there is a page that the navigation does not name."""
    listed = {page.file.src_uri for page in nav.pages}
    for file in files.documentation_pages():
        if file.src_uri not in listed:
            raise WeaveError(
                f"docs/{file.src_uri}: 'nav' of mkdocs.yml does not name this page, so nobody "
                f"would find it; add '- {file.src_uri}' there"
            )


def refuse_alike(pages) -> None:
    """Raise WeaveError if two pages describe themselves in the same words."""
    seen = {}
    for page in pages:
        other = seen.setdefault(page.meta["description"], page)
        if other is not page:
            raise WeaveError(
                f"{_place(page, 'description:', first=1)}: says of itself what "
                f"docs/{other.file.src_uri} says; a search engine shows one of the two, so "
                "describe what this page alone has"
            )


def refuse(page) -> None:
    """Raise WeaveError for the first rule that `page` breaks."""
    root = elements(page.content)
    _refuse_description(page)
    _refuse_head(page, root)
    _refuse_form(page, root)
    for figure in (e for e in root.iter("figure") if e.get("data-figure")):
        _refuse_figure(page, figure)
    _refuse_prose(page, root)
    _refuse_code(page, root)
    _refuse_wide(page, root)
    _refuse_numbers(page, root)


def _refuse_description(page) -> None:
    if not page.meta:
        _refuse_front(page)
    text = page.meta.get("description")
    least, most = DESCRIBED
    if not isinstance(text, str) or not least <= len(text) <= most or '"' in text:
        has = f"has {len(text)} characters" if isinstance(text, str) else "is missing"
        if isinstance(text, str) and '"' in text:
            has = "holds a quotation mark, which would end it"
        raise WeaveError(
            f"{_place(page, 'description:', first=1)}: the description {has}; between lines of "
            f"'---' at the top of the file, write 'description: ' and {least} to {most} "
            "characters, which a search engine shows"
        )


def _refuse_front(page) -> None:
    """MkDocs passes over a front matter that it cannot read."""
    source = re.sub(r"(?m)^# ?", "", page.file.content_string)
    if found := re.match(r"(?s)---\n(.*?)\n---\n", source):
        try:
            yaml.safe_load(found[1])
        except yaml.MarkedYAMLError as error:
            raise WeaveError(
                f"docs/{page.file.src_uri}:{error.problem_mark.line + 2}: the front matter cannot "
                f"be read, {error.problem}; a text that holds ': ' goes on a line of its own, "
                "indented, after 'NAME: >'"
            ) from None


def _refuse_head(page, root) -> None:
    """The title asks, and the paragraph below it answers."""
    titles = [e for e in root if e.tag == "h1"]
    if len(titles) != 1:
        raise WeaveError(
            f"docs/{page.file.src_uri}: has {len(titles)} titles; write one, a line that starts "
            "with '# ' and ends in '?'"
        )
    title = text_of(titles[0], lambda e: e.tag == "a").strip()
    if not title.endswith("?"):
        raise WeaveError(
            f"{_place(page, '# ')}: the title asks nothing; write it as the question that a reader "
            "has, with '?' at its end"
        )
    below = [*root, None][list(root).index(titles[0]) + 1]
    if below is None or below.tag != "p" or "answer" not in below.get("class", "").split():
        raise WeaveError(
            f"{_place(page, '# ')}: no answer stands below the title; write it as the first "
            "paragraph, and '{ .answer }' on the line after it"
        )
    sentences = re.split(r"(?<=[.?!:])\s+", text_of(below).strip())
    longest = max(sentences, key=lambda sentence: len(sentence.split()))
    if len(sentences) > SENTENCES:
        raise WeaveError(
            f"{_place(page, '{ .answer }')}: {len(sentences)} sentences answer, and at most "
            f"{SENTENCES} should (a colon ends one, too); move the rest below"
        )
    if (words := len(longest.split())) > LONGEST:
        begins = " ".join(longest.split()[:5])
        raise WeaveError(
            f"{_place(page, '{ .answer }')}: the sentence that begins '{begins}' has {words} "
            f"words, and one of an answer at most {LONGEST}; make two of it"
        )


def _refuse_form(page, root) -> None:
    """Levels of headings, folds that are none, pictures that no code drew."""
    headings = [e for e in root.iter() if re.fullmatch("h[1-6]", e.tag)]
    for above, below in pairwise(headings):
        if int(below.tag[1]) > int(above.tag[1]) + 1:
            title = text_of(below, lambda e: e.tag == "a").strip()
            raise WeaveError(
                f"{_place(page, title)}: the heading '{title}' leaves out a level, which those who "
                f"listen miss; write it with {int(above.tag[1]) + 1} '#'"
            )
    for paragraph in root.iter("p"):
        if re.match(r"\?\?|!!!", text_of(paragraph)):
            line = text_of(paragraph).splitlines()[0]
            raise WeaveError(
                f"{_place(page, line[:5])}: '{line}' is shown as it is; what is folded starts with "
                "'??? note \"TITLE\"' or '??? question \"TITLE\"', and is indented below"
            )
    for picture in (e for e in root.iter() if e.tag in PICTURES):
        source = picture.get("src") or picture.get("data") or picture.tag
        raise WeaveError(
            f"{_place(page, source)}: {source} is a picture that no code drew; draw it in "
            "snippets/figures/ and write '/// figure | FILE'"
        )


def _refuse_figure(page, figure) -> None:
    """Who cannot see it reads its alternative; on a phone, a point of it is to be a pixel."""
    name = figure.get("data-figure")
    where = f"{_place(page, name, 'figure')}: snippets/figures/{name}"
    alternative = "".join(e.text or "" for e in figure.iter("desc"))
    if len(alternative) <= SAYS:
        raise WeaveError(
            f"{where} has an ALT of {len(alternative)} characters; say in more than {SAYS} what "
            "the figure shows, for those who cannot see it"
        )
    picture = next(e for e in figure.iter("svg"))
    if (width := float(picture.get("viewbox").split()[2])) > WIDE:
        raise WeaveError(
            f"{where} is {width / 72:.1f} inches wide; draw it {WIDE / 72:g} inches wide, so that "
            "a phone shows it as it is"
        )
    for text in picture.iter("text"):
        size = re.search(r"font-size: ([\d.]+)px", text.get("style", ""))
        if size and float(size[1]) < LETTERS:
            raise WeaveError(
                f"{where} writes '{text_of(text).strip()}' {size[1]} points high; from {LETTERS} "
                "points on it can be read on a phone"
            )


def _refuse_prose(page, root) -> None:
    """It is short, and does not belittle."""
    prose = text_of(root, lambda e: is_made(e) or e.tag in ("nav", "code"))
    if found := re.search(BELITTLING, prose):
        raise WeaveError(
            f"{_place(page, found[0])}: '{found[0]}' tells a reader who finds it hard that it is "
            "not; leave it out"
        )
    words = len(prose.split())
    most = _limit(page, "words", OF_A_LAB if page.file.src_uri.endswith(".py") else WORDS)
    if words > most:
        raise WeaveError(
            f"docs/{page.file.src_uri}: {words} words, and at most {most} are read, without what "
            "code, outputs and equations show; take out what another page says"
        )


def _limit(page, name: str, usual: int) -> int:
    """Return the limit that the front matter of `page` asks for, or the usual one."""
    limit = page.meta.get(name, usual)
    if not isinstance(limit, int):
        place = _place(page, f"{name}:", first=1)
        raise WeaveError(
            f"{place}: '{name}' is no number; write '{name}: {usual}', or leave it out"
        )
    return limit


def _refuse_code(page, root) -> None:
    """A reader meets the idea first, then a block or two that can be read on one screen."""
    shown = [e for e in root.iter("div") if "language-python" in e.get("class", "").split()]
    if not page.file.src_uri.endswith(".py") and len(shown) > len(list(_outputs(root))):
        lines = page.file.content_string.splitlines()
        fence = r"[\s>]*(`{3,}|~{3,})\W*py"
        typed = [f":{n}" for n, line in enumerate(lines, 1) if re.match(fence, line)]
        raise WeaveError(
            f"docs/{page.file.src_uri}{''.join(typed[:1])}: this Python is typed, and nobody runs "
            "it; make it a file of snippets/, and write '/// snippet | FILE', which shows what it "
            "prints"
        )
    folded = {e for fold in root.iter("details") for e in fold.iter()}
    shown = [e.get("data-output") for e in _outputs(root) if e not in folded]
    fold = "fold it: write '??? note \"What it shows\"', and below it the block, indented"
    most = _limit(page, "lines", LINES)
    for name in shown:
        lines = (SNIPPETS / name).read_text(encoding="utf-8").count("\n")
        if lines > most:
            place = _place(page, name, "snippet")
            raise WeaveError(f"{place}: {name} has {lines} lines, in sight at most {most}; {fold}")
    if len(shown) > BLOCKS:
        raise WeaveError(
            f"{_place(page, shown[-1], 'snippet')}: {len(shown)} snippets are in sight, and at "
            f"most {BLOCKS} are read; {fold}"
        )


def _refuse_wide(page, root) -> None:
    """What a phone cuts may say something else."""
    most = _limit(page, "columns", COLUMNS)
    for output in (e for e in root.iter("div") if {"data-output", "data-cell"} & set(e.attrib)):
        name = output.get("data-output", "")
        widest = max("".join(output.find("pre/samp").itertext()).splitlines(), key=len)
        if len(widest) > most:
            raise WeaveError(
                f"{_place(page, name, 'snippet') if name else f'docs/{page.file.src_uri}'}: "
                f"{name or 'a cell'} prints '{widest.strip()}', {len(widest)} columns, and a phone "
                f"shows {most}; shorten it, or print two lines"
            )


def _outputs(root) -> Iterator:
    return (e for e in root.iter("div") if e.get("data-output"))


def _refuse_numbers(page, root) -> None:
    """Something shows what the prose says, or `quoted` in the front matter lists it."""
    quoted = page.meta.get("quoted", {})
    if not isinstance(quoted, dict):
        raise WeaveError(
            f"{_place(page, 'quoted:', first=1)}: 'quoted' is no list of numbers; write, indented "
            "on the lines below it, '\"0.5\": where it comes from'"
        )
    left = unshown(root)
    for number, text in left:
        if number not in quoted:
            begins = " ".join(text.split()[:9])
            raise WeaveError(
                f"{_place(page, number, text)}: {number}, in the paragraph that begins '{begins}', "
                "is not shown by the snippet, figure or equation next to it; repeat a number as it "
                "is printed, with its sign and per cent, or name the file of the snippet that "
                "prints it"
            )
    if idle := set(quoted) - {number for number, _ in left}:
        raise WeaveError(
            f"{_place(page, min(idle), first=1)}: {min(idle)} need not be 'quoted': the prose does "
            "not say it, or something shows it; take it out"
        )


def _place(page, words: str, near: str = "", first: int = 0) -> str:
    """Name the page and the line, below its front matter, that holds `words`.

    Of several it is the one with most of the words of the text `near`.
    """
    lines = page.file.content_string.splitlines()
    ends = [n for n, line in enumerate(lines) if line.strip("# ") == "---"]
    begin = 0 if first else (ends[1] if len(ends) > 1 else 0)
    about = set(re.findall(r"\w{3,}", near))
    found = [n for n, line in enumerate(lines) if n >= begin and words in line]
    if not found and not first:
        return f"{(DOCS / page.file.src_uri).as_posix()}"
    best = max(found, key=lambda n: len(about & set(re.findall(r"\w{3,}", lines[n]))), default=0)
    return f"{(DOCS / page.file.src_uri).as_posix()}:{(best + 1) if found else first}"
