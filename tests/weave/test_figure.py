"""A figure is drawn alone, and stands in a page with all that a reader needs of it."""

import html as html_lib
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from weave import draw, figure

BLOCK = "/// figure | line.py\nA *caption* with $x$.\n///\n"
EXPLORED = BLOCK.replace("line.py\n", "line.py\n    explore: line\n\n")
LINE = Path("snippets/figures/line.py")


@pytest.fixture(autouse=True)
def _somewhere_else(root):
    """Work in an empty house with an explorer, and leave no figure open."""
    Path("docs/js").mkdir()
    Path("docs/js/explore-line.js").write_text("")
    yield
    plt.close("all")


def change(old: str, new: str) -> None:
    text = LINE.read_text()
    assert old in text
    LINE.write_text(text.replace(old, new))


def test_whole_block(weave):
    LINE.write_text(LINE.read_text() + 'def table():\n    return [["u"], ["<1>"]]\n')
    html = re.sub("(?s)<svg.*</svg>", "@", weave(BLOCK))
    html = re.sub('(?s)<div class="language-text highlight">.*<code id="code-1">', "@", html)
    code = html_lib.escape(LINE.read_text(), quote=False).replace("\n", "")
    behind = '<details class="behind" data-search-exclude="">'
    assert html.replace("\n", "") == (
        '<figure data-figure="line.py"><div>@</div><figcaption><p>A <em>caption</em> with '
        '<span class="whole"><math><mi>x</mi></math>.</span></p></figcaption></figure>'
        f"{behind}<summary>The numbers</summary>"
        '<div class="scroll" tabindex="0"><table><thead><tr><th>u</th></tr></thead>'
        "<tbody><tr><td>&lt;1&gt;</td></tr></tbody></table></div></details>"
        f"{behind}<summary>The code that draws it</summary>@{code}</code></pre></div></details>"
    )


def test_picture_has_title_and_alternative_follows_the_scheme_and_has_ids_of_its_own(weave):
    svg = re.search(r"<svg.*</svg>", weave(BLOCK), re.S)[0]
    assert 'aria-labelledby="figure-line-title figure-line-alt"' in svg
    assert '<title id="figure-line-title">A line</title>' in svg
    assert '<desc id="figure-line-alt">A line that climbs</desc>' in svg
    assert "currentColor" in svg
    assert not re.findall(r"#[0-9a-f]{6}\b", svg)
    assert "<text" in svg  # text is text, not outlines
    ids = set(re.findall(r'\bid="([^"]*)"', svg))
    targets = re.findall(r'xlink:href="#([^"]*)"|url\(#([^)]*)\)', svg)
    assert {t for pair in targets for t in pair if t} <= ids
    assert all(i.startswith("figure-line-") for i in ids)


def test_same_figure_gives_the_same_bytes_whatever_is_remembered(weave):
    first = weave(BLOCK)
    for entry in Path(".cache/weave").iterdir():
        entry.unlink()
    assert weave(BLOCK) == first


def test_explorer_stands_around_the_figure_and_what_is_folded_away_where_it_is_asked_for(weave):
    html = weave(EXPLORED)
    assert re.search(r'^<explore-line class="explorer">\s*<figure', html)
    assert re.search(r"</details>\s*</explore-line>$", html)
    assert re.search('<svg[^>]* data-axes="[-\\d. ]+" aria', html)
    assert not re.search("explore|data-axes", weave(BLOCK))
    weave(EXPLORED)  # the next page has one, too


def test_picture_says_where_its_axes_lie(weave):
    change("return fig", "ax.set(xlim=(-1, 3), ylim=(0, 2))\n    return fig")
    svg = re.search(r"<svg.*</svg>", weave(EXPLORED), re.S)[0]
    left, top, right, bottom, *limits = map(float, re.search('axes="([^"]*)', svg)[1].split())
    assert limits == [-1, 3, 0, 2]
    # The line was drawn from (0, 0) to (1, 1): a quarter and a half of the way across.
    path = re.search(r'<path d="([^"]*)" clip-path', svg)[1]
    (x0, y0), (x1, y1) = re.findall(r"[ML] ([\d.]+) ([\d.]+)", path)
    assert [float(x0), float(y0)] == pytest.approx([left + (right - left) / 4, bottom], abs=0.02)
    assert float(x1) == pytest.approx((left + right) / 2, abs=0.02)
    assert float(y1) == pytest.approx((top + bottom) / 2, abs=0.02)


def test_axes_are_told_in_the_points_of_the_picture():
    drawing = plt.figure(figsize=(5, 3))
    assert draw.axes(drawing) == ""
    axes = drawing.add_axes((0.1, 0.2, 0.5, 0.7))
    axes.set(xlim=(-1, 2), ylim=(0.25, 1 / 3))
    drawing.add_axes((0.7, 0.2, 0.2, 0.2))
    # 360 by 216 points; y grows downwards in a picture, upwards in a figure.
    assert draw.axes(drawing) == "36 21.6 216 172.8 -1 2 0.25 0.333333"
    axes.set_position((1 / 3, 0.2, 0.5, 0.7))
    assert draw.axes(drawing).startswith("120 21.6 300 ")
    axes.set_position((0.10001, 0.2, 0.50004, 0.7))
    assert draw.axes(drawing).startswith("36 21.6 216.02 172.8 ")


def test_drawing_is_by_the_style_of_this_package_and_names_no_tool_and_no_day():
    change("def draw", 'def table():\n    return [["u", "v"], [1, 0.5]]\ndef draw')
    (told,) = draw.draw(str(LINE))
    assert told["table"] == [["u", "v"], ["1", "0.5"]]
    assert re.match(r"<\?xml.*?\?>\s*<!DOCTYPE svg", told["svg"])
    assert "<metadata" not in told["svg"]
    assert 'width="360pt"' in told["svg"]
    assert plt.rcParams["svg.hashsalt"] is None  # the style is of nothing else in this process
    change("def table", "def tables")
    assert next(draw.draw(str(LINE)))["table"] == []


def test_edit_of_what_a_figure_imports_draws_it_anew_and_nothing_else_does(weave):
    Path("snippets/helper.py").write_text("HEIGHT = 'low'\n")
    change("\nTITLE", "\nfrom snippets.helper import HEIGHT\nTITLE")
    LINE.write_text(LINE.read_text() + "open('runs', 'a').write('x')\nALT = HEIGHT\n")
    assert ">low</desc>" in weave(BLOCK)
    Path("snippets/unrelated.py").write_text("x = 1\n")
    assert ">low</desc>" in weave(BLOCK)
    assert Path("runs").read_text() == "x"
    Path("snippets/helper.py").write_text("HEIGHT = 'high'\n")
    assert ">high</desc>" in weave(BLOCK)


HAS = (
    "has the {} in line {} of {}; a page shows text in UTF-8, tabs and line ends, so keep to these"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('ALT = "A line that climbs"', "", "has no text alternative ALT"),
        ('ALT = "A line that climbs"', 'ALT = ""', "has no text alternative ALT"),
        ("TITLE", "TILTE", "has no TITLE"),
        ("def draw", "def drew", "has no draw"),
        ("plt.subplots()", "1 / 0", 'failed:\nTraceback (most recent call last):\n'
         '  File "snippets/figures/line.py", line 6, in draw\n'
         "    fig, ax = 1 / 0\n              ~~^~~\nZeroDivisionError: division by zero"),
        ("TITLE =", "raise SystemExit('no')\nTITLE =", "failed:\nno"),
        ("#000000", "#123456", "draws in #123456, which has no place in mkdocs.yml; known: "
         "#000000, #808080"),
        ("TITLE =", "import os\nos._exit(3)\nTITLE =",
         "failed:\nit ended with status 3, and said nothing"),
        ("TITLE =", "import os\nos._exit(0)\nTITLE =",
         "ended its process before it was drawn; take out what exits"),
        ("return fig", "raise SystemExit",
         "ended its process before it was drawn; take out what exits"),
        ("return fig", "import os\n    os.abort()", "was ended by the signal SIGABRT in line 9"),
        ("return fig", "import os\n    os.kill(os.getpid(), 9)",
         "was ended by the signal SIGKILL"),
        ("TITLE =", "import time\ntime.sleep(60)\nTITLE =", "did not end within 1 s"),
        ("TITLE =", "while True: print('x' * 9999)\nTITLE =", "gives more than 1,000,000 bytes, "
         "which no page can hold; print or draw less"),
        ("return fig", "return [fig]", "has a draw() that returns list, and no figure"),
        ('"A line"', "5", "has no TITLE"),
        ('"A line that climbs"', "['A line']", "has no text alternative ALT"),
        ("TITLE =", "# \x02wzxhzdk:0\x03\nTITLE =", HAS.format("character U+0002", 3, "its text")),
        ('"A line"', '"a\\x02wzxhzdk:0\\x03"', HAS.format("character U+0002", 1, "its TITLE")),
        ('"A line that climbs"', '"a\\n\\x1b"', HAS.format("character U+001B", 2, "its ALT")),
        ("return fig", "return fig\ndef table():\n    return [['a', 'b'], ['a', '\\x0c']]",
         HAS.format("character U+000C", 2, "its table")),
    ],
)  # fmt: skip
def test_faulty_figure_is_refused_with_the_place_and_another_is_not(
    weave, refuses, monkeypatch, old, new, fault
):
    monkeypatch.setattr(figure, "SECONDS", 1 if "sleep" in new else 120)
    LINE.with_name("sound.py").write_text(LINE.read_text())
    change(old, new)
    assert refuses("text\n\n" + BLOCK) == f"docs/page.md:7: snippets/figures/line.py {fault}"
    assert "<svg" in weave(BLOCK.replace("line", "sound"))


def test_control_character_in_a_label_is_refused(refuses):
    change("return fig", 'ax.set_title("a\\x02b")\n    return fig')
    told = refuses(BLOCK).replace("U+0002 in line", "@").partition("@")
    assert told[0] == "docs/page.md:5: snippets/figures/line.py has the character "
    assert re.match(r" \d+ of its picture; ", told[2])


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_figure_that_exits_is_told_when_a_page_shows_it_and_no_other_for_it(weave, refuses, names):
    """Both are drawn in one go, whichever a page asks for first."""
    exits, sound = (LINE.with_name(f"{name}.py") for name in names)
    sound.write_text(LINE.read_text())
    exits.write_text(LINE.read_text().replace("fig, ax =", "import os; os._exit(0); fig, ax ="))
    assert "<svg" in weave(BLOCK.replace("line.py", sound.name))
    told = f"docs/page.md:5: snippets/figures/{exits.name} ended its process before it was drawn"
    assert refuses(BLOCK.replace("line.py", exits.name)).startswith(told)


LACKS = "nearest in that folder: line.py"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BLOCK.replace("line", "lime"), f"there is no snippets/figures/lime.py; {LACKS}"),
        (BLOCK.replace("line", "LINE"), f"there is no snippets/figures/LINE.py; {LACKS}"),
        (BLOCK.replace("line", "_card"), f"there is no snippets/figures/_card.py; {LACKS}"),
        (BLOCK.replace("line", "../hello"), f"there is no snippets/figures/../hello.py; {LACKS}"),
        (EXPLORED.replace("explore: line", "explore: lien"),
         "there is no docs/js/explore-lien.js; nearest in that folder: explore-line.js"),
        ("/// figure | line.py\n///\n",
         "a figure has a caption of one paragraph, this one has 0"),
        ("/// figure | line.py\nOne.\n\nTwo.\n///\n",
         "a figure has a caption of one paragraph, this one has 2"),
        ("/// figure | line.py\nOne.\n\nTwo.\n",
         "block '/// figure | line.py' lacks its closing '///'"),
        ("/// figure | line.py\n    explore: line\n\nA caption.\n",
         "block '/// figure | line.py' lacks its closing '///'"),
    ],
)  # fmt: skip
def test_wrong_name_explorer_or_caption_is_refused_with_the_line(refuses, text, message):
    LINE.with_name("_card.py").write_text("")
    assert refuses("text\n\n" + text) == f"docs/page.md:7: {message}"


def test_page_has_one_explorer(refuses):
    told = refuses(EXPLORED + "\n" + EXPLORED)
    assert told == "docs/page.md:11: a page has one explorer; they share the address"
