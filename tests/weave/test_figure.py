import html as html_lib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from weave import CACHE, cache, figure
from weave.figure import inline
from weave.page import WeaveError

BLOCK = "/// figure | line.py\nA *caption* with $x$.\n///\n"
LINE = Path("snippets/figures/line.py")


def test_figure_has_picture_title_alternative_and_caption(weave):
    html = weave(BLOCK)
    assert '<figure data-figure="line.py">' in html
    assert '<title id="figure-line-title">A line</title>' in html
    assert '<desc id="figure-line-alt">A line that climbs</desc>' in html
    assert 'role="img"' in html
    assert 'aria-labelledby="figure-line-title figure-line-alt"' in html
    assert re.search(r"<figcaption>\s*<p>A <em>caption</em> with <span.*<math>", html)


def test_explorer_stands_around_the_figure_only_where_it_is_asked_for(weave, refuses):
    assert "explore" not in weave(BLOCK)
    Path("docs/js").mkdir()
    Path("docs/js/explore-line.js").write_text("")
    html = weave(BLOCK.replace("line.py\n", "line.py\n    explore: line\n\n"))
    assert re.search(r'<explore-line class="explorer">\s*<figure', html)
    assert re.search(r"</details>\s*</explore-line>", html)
    wrong = refuses("\n" + BLOCK.replace("line.py\n", "line.py\n    explore: lien\n\n"))
    assert re.search(r"docs/page\.md:\d+: there is no docs/js/explore-lien\.js; .*line", wrong)
    unclosed = refuses("/// figure | line.py\n    explore: line\n\nA caption.\n")
    assert "lacks its closing" in unclosed


def test_picture_says_where_its_axes_lie(weave):
    LINE.write_text(
        LINE.read_text().replace("return fig", "ax.set(xlim=(-1, 3), ylim=(0, 2))\n    return fig")
    )
    svg = re.search(r"<svg.*</svg>", weave(BLOCK), re.S)[0]
    left, top, right, bottom, *limits = map(float, figure.result(LINE)["axes"].split())
    assert limits == [-1, 3, 0, 2]
    # The line was drawn from (0, 0) to (1, 1): a quarter and a half of the way across.
    (x0, y0), (x1, y1) = re.findall(r"[ML] ([\d.]+) ([\d.]+) *\n?", re.search(
        r'<path d="([^"]*)" clip-path', svg)[1])  # fmt: skip
    assert [float(x0), float(y0)] == pytest.approx([left + (right - left) / 4, bottom], abs=0.02)
    assert float(x1) == pytest.approx((left + right) / 2, abs=0.02)
    assert float(y1) == pytest.approx((top + bottom) / 2, abs=0.02)


def test_picture_fits_into_a_page(weave):
    svg = re.search(r"<svg.*</svg>", weave(BLOCK), re.S)[0]
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert "font-family" not in svg
    assert "<text" in svg  # text is text, not outlines
    assert not re.findall(r"#[0-9a-f]{6}\b", svg)
    assert "currentColor" in svg
    ids = re.findall(r'\bid="([^"]*)"', svg)
    assert len(ids) == len(set(ids)) > 2
    assert all(i.startswith("figure-line-") for i in ids)
    targets = re.findall(r'xlink:href="#([^"]*)"|url\(#([^)]*)\)', svg)
    assert targets
    assert {t for pair in targets for t in pair if t} <= set(ids)


def test_same_figure_gives_the_same_bytes(weave):
    first = weave(BLOCK)
    for entry in Path(".cache/weave").iterdir():
        entry.unlink()
    assert weave(BLOCK) == first


def test_numbers_are_offered_when_the_file_has_a_table(weave):
    LINE.write_text(LINE.read_text() + 'def table():\n    return [["u", "<v>"], [1, "2"]]\n')
    html = weave(BLOCK)
    assert re.search(r"<thead>\s*<tr>\s*<th>u</th>\s*<th>&lt;v&gt;</th>", html)
    assert re.search(r"<tbody>\s*<tr>\s*<td>1</td>\s*<td>2</td>", html)


def test_edit_of_what_a_figure_imports_draws_it_anew_and_nothing_else_does(weave):
    Path("snippets/helper.py").write_text("HEIGHT = 'low'\n")
    LINE.write_text(
        LINE.read_text().replace("TITLE", "from snippets.helper import HEIGHT\nTITLE", 1)
        + "open('runs', 'a').write('x')\nALT = HEIGHT\n"
    )
    assert ">low</desc>" in weave(BLOCK)
    Path("snippets/unrelated.py").write_text("x = 1\n")
    assert ">low</desc>" in weave(BLOCK)
    assert Path("runs").read_text() == "x"
    Path("snippets/helper.py").write_text("HEIGHT = 'high'\n")
    assert ">high</desc>" in weave(BLOCK)


def test_code_that_draws_can_be_opened(weave):
    html = weave(BLOCK)
    fold = re.search(r'(?s)<details class="behind".*?</details>', html)[0]
    assert "The code that draws it" in fold
    assert 'ax.plot([0, 1], [0, 1], color="#000000")' in html_lib.unescape(fold)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('ALT = "A line that climbs"', "", "has no text alternative ALT"),
        ('ALT = "A line that climbs"', 'ALT = ""', "has no text alternative ALT"),
        ('TITLE = "A line"', "", "has no TITLE"),
        ("def draw", "def drew", "has no draw"),
        ("plt.subplots()", "1 / 0", "ZeroDivisionError"),
        ("return fig", "return None", "failed when it was drawn"),
        ("#000000", "#123456", "draws in #123456, which has no place in mkdocs.yml"),
        ("import matplotlib", "import os\nos._exit(3)\nimport matplotlib", "could not be drawn"),
    ],
)
def test_faulty_figure_is_refused_with_the_place(refuses, old, new, words):
    LINE.write_text(LINE.read_text().replace(old, new))
    message = refuses("text\n\n" + BLOCK)
    assert message.startswith("docs/page.md:7: snippets/figures/line.py ")
    assert words in message


@pytest.mark.parametrize("fault", ["1 / 0", "import sys\nsys.exit('no')", "def ("])
def test_fault_of_one_figure_does_not_fall_on_another(weave, monkeypatch, fault):
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # so that one process draws both
    Path("snippets/figures/broken.py").write_text(fault + "\n")
    assert "<svg" in weave(BLOCK)


def test_fault_is_not_remembered(weave, refuses):
    LINE.write_text("open('runs', 'a').write('x')\n1 / 0\n")
    refuses(BLOCK)
    refuses(BLOCK)
    assert Path("runs").read_text() == "xx"


def test_figure_edited_while_it_is_drawn_is_not_remembered(weave, monkeypatch):
    draw = figure._draw

    def draw_slowly(files):
        drawn = draw(files)
        LINE.write_text(LINE.read_text().replace("A line that climbs", "Edited"))
        return drawn

    monkeypatch.setattr(figure, "_draw", draw_slowly)
    assert "A line that climbs" in weave(BLOCK)
    assert not CACHE.exists()


@pytest.mark.parametrize("tool", ["STYLE", "DRAW"])
def test_what_draws_is_part_of_the_key(root, monkeypatch, tool):
    before = figure._key(LINE)
    (root / "other").write_text("font.size: 30")
    monkeypatch.setattr(figure, tool, root / "other")
    assert figure._key(LINE) != before


def test_coordinates_are_rounded_to_a_hundredth_but_labels_stay(weave):
    LINE.write_text(
        LINE.read_text().replace("return fig", "ax.set_title('at 0.14815')\n    return fig")
    )
    svg = re.search(r"<svg.*</svg>", weave(BLOCK), re.S)[0]
    assert ">at 0.14815<" in svg
    tags = " ".join(re.findall(r"<[^>]*>", svg))
    assert re.search(r"\d\.\d\d\b", tags)
    assert not re.search(r"\d\.\d{3,}", tags)


@pytest.mark.parametrize("name", ["_card.py", "LINE.py", "line", "../hello.py"])
def test_name_that_is_no_figure_is_refused(refuses, name):
    Path("snippets/figures/_card.py").write_text("")
    assert "there is no snippets/figures/" in refuses(BLOCK.replace("line.py", name))


def test_missing_figure_and_missing_caption_and_forgotten_end(refuses):
    assert refuses(BLOCK.replace("line", "lime")).startswith(
        "docs/page.md:5: there is no snippets/figures/lime.py"
    )
    assert refuses("/// figure | line.py\n///\n") == (
        "docs/page.md:5: a figure has a caption of one paragraph, this one has 0"
    )
    assert "this one has 2" in refuses("/// figure | line.py\nOne.\n\nTwo.\n///\n")
    assert refuses("text\n\n/// figure | line.py\nOne.\n\nTwo.\n") == (
        "docs/page.md:7: block '/// figure | line.py' lacks its closing '///'"
    )


def test_ids_of_two_figures_do_not_meet():
    svg = '<svg viewBox="0 0 1 1"><path id="m1"/><use xlink:href="#m1"/></svg>'
    one, two = (inline(svg, name, "t", "a", colors={}) for name in ("figure-a", "figure-b"))
    assert not set(re.findall(r'id="([^"]*)"', one)) & set(re.findall(r'id="([^"]*)"', two))


def test_title_and_alternative_are_escaped():
    html = inline('<svg viewBox="0 0 1 1"></svg>', "f", "a < b", 'say "<x>"', colors={})
    assert "a &lt; b" in html
    assert "&lt;x&gt;" in html


SVG = """<?xml version="1.0"?>
<svg width="9pt" viewBox="0 0 360 223.2" version="1.1">
 <metadata>
  <x/>
 </metadata>
 <defs>
  <style type="text/css">*{
}</style>
 </defs>
 <g id="figure_1"><!-- a
 remark -->
  <path id="m1" d="M 1.005 2.999 L 10.004 -0.0012" style="fill: #FFFFFF; stroke: #000000"/>
  <g id="wrong-squared"/>
  <text style="font-family: 'A', sans; font-size: 11px">at #123456, 0.14815</text>
  <use xlink:href="#m1" clip-path="url(#m1)"/>
 </g>
</svg>
"""
BODY = (
    '<defs></defs><g><path id="f-m1" d="M 1 3 L 10 -0" style="fill: paper; stroke: ink"/>'
    '<g id="f-wrong-squared"/><text style="font-size: 11px">at #123456, 0.14815</text>'
    '<use xlink:href="#f-m1" clip-path="url(#f-m1)"/></g></svg>'
)
HEAD = (
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink" role="img" data-search-exclude="" '
    'viewBox="0 0 360 223.2" width="360" height="223.2" '
    'fill="currentColor" stroke-linejoin="round" '
)


def test_whole_picture_as_it_stands_in_a_page():
    colors = {"#ffffff": "paper", "#000000": "ink"}
    assert inline(SVG, "f", "One", "Two", colors=colors, axes="1 2 3 4") == (
        HEAD + 'data-axes="1 2 3 4" aria-labelledby="f-title f-alt"><title id="f-title">One</title>'
        '<desc id="f-alt">Two</desc>' + BODY
    )
    # Without an alternative its caption labels it.
    assert inline(SVG, "f", colors=colors) == HEAD + 'aria-labelledby="f-caption">' + BODY


@pytest.mark.parametrize(
    ("nested", "flat"),
    [
        ('<g><g><use x="1"/></g></g>', '<use x="1"/>'),
        ('<g><g><path d="M"/></g><g><text>0 &lt; u</text></g></g>',
         '<g><path d="M"/><text>0 &lt; u</text></g>'),
        ('<g><g clip-path="a"><path d="M"/><path d="L"/></g></g>',
         '<g clip-path="a"><path d="M"/><path d="L"/></g>'),
        # What a name, a style, two elements or a title belongs to stays together.
        ('<g id="f-a"><path d="M"/></g>', None),
        ('<g style="x: y"><use x="1"/></g>', None),
        ("<g><defs></defs></g>", None),
        ('<g><g id="f-a"><use x="1"/></g><g id="f-b"><use x="2"/></g></g>', None),
        ("<g><text>a<tspan>b</tspan></text></g>", None),
        ('<g><g id="f-a"><g id="f-b"><use x="1"/></g><use x="2"/></g><use x="3"/></g>', None),
    ],
)  # fmt: skip
def test_groups_around_one_element_are_taken_off_and_no_others(nested, flat):
    html = inline(f'<svg viewBox="0 0 1 1">{nested.replace("f-", "")}</svg>', "f", colors={})
    assert html.endswith(f'"f-caption">{flat or nested}</svg>')


def test_unknown_colour_is_told_with_those_that_are_known():
    with pytest.raises(WeaveError) as told:
        inline(SVG, "f", colors={"#ffffff": "paper", "#808080": "grey"})
    assert told.value.message == (
        "draws in #000000, which has no place in mkdocs.yml; known: #ffffff, #808080"
    )


def test_whole_block(weave):
    LINE.write_text(LINE.read_text() + 'def table():\n    return [["u"], ["<1>"]]\n')
    html = re.sub("(?s)<svg.*</svg>", "@", weave(BLOCK))
    code = html_lib.escape(LINE.read_text(), quote=False).replace("\n", "")
    behind = '<details class="behind" data-search-exclude="">'
    assert html.replace("\n", "") == (
        '<figure data-figure="line.py"><div>@</div><figcaption><p>A <em>caption</em> with '
        '<span class="whole"><math><mi>x</mi></math>.</span></p></figcaption></figure>'
        f"{behind}<summary>The numbers</summary>"
        '<div class="scroll" tabindex="0"><table><thead><tr><th>u</th></tr></thead>'
        "<tbody><tr><td>&lt;1&gt;</td></tr></tbody></table></div></details>"
        f"{behind}<summary>The code that draws it</summary>"
        f'<pre class="no-copy" tabindex="0"><code>{code}</code></pre></details>'
    )


def test_page_has_one_explorer(weave, refuses):
    Path("docs/js").mkdir()
    Path("docs/js/explore-line.js").write_text("")
    block = BLOCK.replace("line.py\n", "line.py\n    explore: line\n\n")
    assert re.search('<svg[^>]* data-axes="[-\\d. ]+" aria', weave(block))
    assert "data-axes" not in weave(BLOCK)
    told = refuses(block + "\n" + block)
    assert told == "docs/page.md:5: a page has one explorer; they share the address"


def drawn(*files: str) -> dict:
    return {name: {"svg": f"<svg>{name}</svg>"} for name in files}


def test_what_is_missing_is_drawn_in_one_go_and_remembered(root, monkeypatch):
    for name in ("other", "_card"):
        LINE.with_name(f"{name}.py").write_text("")
    asked = []
    monkeypatch.setattr(figure, "_draw", lambda files: asked.append(files) or drawn(*files))
    other = LINE.with_name("other.py")
    assert figure.result(LINE) == {"svg": f"<svg>{LINE.as_posix()}</svg>"}
    assert figure.result(other) == {"svg": f"<svg>{other.as_posix()}</svg>"}
    assert figure.result(LINE) == {"svg": f"<svg>{LINE.as_posix()}</svg>"}
    ((first, second),) = asked
    assert {first, second} == {LINE.as_posix(), other.as_posix()}
    other.write_text("1")
    figure.result(LINE)
    figure.result(other)
    assert asked[1:] == [[other.as_posix()]]


def test_damaged_entry_is_drawn_again(root, monkeypatch):
    monkeypatch.setattr(figure, "_draw", lambda files: drawn(*files))
    figure.result(LINE)
    (entry,) = CACHE.iterdir()
    entry.write_text("damaged")
    assert figure.result(LINE) == {"svg": f"<svg>{LINE.as_posix()}</svg>"}


def test_key_depends_on_name_tools_and_packages(root, monkeypatch):
    copy = LINE.with_name("copy.py")
    copy.write_text(LINE.read_text())
    keys = {figure._key(LINE), figure._key(copy)}
    installed = cache.version
    for package in ("numpy", "matplotlib"):
        other = lambda name, p=package: "another" if name == p else installed(name)  # noqa: E731
        monkeypatch.setattr(cache, "version", other)
        keys.add(figure._key(LINE))
    assert len(keys) == 4
    monkeypatch.setattr(cache, "key", lambda kind, *rest, **packages: kind)
    assert figure._key(LINE) == "figure"  # not taken for another thing of the same parts


@pytest.mark.parametrize(
    ("cores", "shares"), [(1, ["abc"]), (2, ["ac", "b"]), (8, ["a", "b", "c"]), (None, ["abc"])]
)
def test_files_are_shared_out_over_the_cores(monkeypatch, cores, shares):
    given = []
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    monkeypatch.setattr(
        figure, "_draw_share", lambda files: given.append("".join(files)) or drawn(*files)
    )
    assert figure._draw(list("abc")) == drawn(*"abc")
    assert sorted(given) == shares
    assert figure._draw([]) == {}


def test_process_that_draws_is_fresh_leaves_no_bytecode_and_has_its_time(root, monkeypatch):
    printed = ['[{"svg": 1}, {"svg": 2}]', "", "[1]"]

    def run(command, **options):
        assert command == [sys.executable, "-B", "-X", "utf8", "-m", "weave.draw", "a", "b"]
        assert options["timeout"] == 120
        assert options["encoding"] == "utf-8"
        return subprocess.CompletedProcess(command, 0, stdout=printed.pop(0), stderr="  told\n")

    monkeypatch.setattr(subprocess, "run", run)
    assert figure._draw_share(["a", "b"]) == {"a": {"svg": 1}, "b": {"svg": 2}}
    fault = {"error": "could not be drawn:\n  told"}
    assert figure._draw_share(["a", "b"]) == {"a": fault, "b": fault}
    assert figure._draw_share(["a", "b"]) == {"a": fault, "b": fault}


def test_drawing_that_takes_too_long_is_told(root, monkeypatch):
    monkeypatch.setattr(figure, "SECONDS", 0.01)
    told = {"error": "or one beside it took more than 0.01 s"}
    assert figure._draw_share([LINE.as_posix()]) == {LINE.as_posix(): told}
