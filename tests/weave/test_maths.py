import re
import textwrap
import xml.etree.ElementTree as etree
from pathlib import Path

import markdown
import pytest

from weave import maths
from weave.equations import door
from weave.work import crew

NO_Q = (
    "'q' in 'q' is not defined in context neuron; define it there, in snippets/checks/neuron.toml"
)
RIGHT = r"""
$$
% check: neuron
\frac{\partial L}{\partial w} = \error{(a - y)} \cdot \slope{a (1 - a)} \cdot \input{x}
$$
"""


DEFINED = """
$$
% check: neuron
z = w x
$$
"""


def test_inline_tex_becomes_mathml_and_leaves_code_and_prices_alone(weave):
    html = weave(r"Let $a + b$, `$x$`, and \$5 or $ 6.")
    assert html.count("<math>") == 1
    assert "<mo>+</mo>" in html
    assert "<code>$x$</code>" in html
    assert "$5 or $ 6." in html


def test_only_dollar_signs_mark_a_formula(weave):
    html = weave("one \\(x\\) two\n\n\\[x\\]\n\n\\begin{align}x\\end{align}")
    assert "<math" not in html
    assert "arithmatex" not in html


def test_fewer_factors_than_colours_will_do(weave):
    md = markdown.Markdown()
    shown = maths._Maths(md, ["delta"])._mathml(r"\delta{x}", display=False, mark="")
    assert [node.get("class") for node in shown] == ["delta"]


def test_full_stop_stays_with_its_formula(weave):
    html = weave("Here is $x$. And $y$ too.")
    assert re.search(r'<span class="whole"><math>.*?</math>\.</span> And <math>', html)


def test_entity_that_only_html_knows_becomes_its_letter_and_the_others_stay(weave):
    html = weave(r"$\ln a < b % given$")
    assert "<mi>ln</mi>" in html
    assert ">\u2061</mo><mi>a</mi>" in html  # applied to
    assert ">&lt;</mo>" in html


def test_space_that_does_not_break_is_a_letter_that_xml_knows(weave):
    assert "<mtext>\u00a0</mtext>" in weave("$a~b$")


def test_prime_is_not_raised_twice(weave):
    assert "<mrow><mi>f</mi><mo>′</mo></mrow>" in weave("$f'(x)$")
    assert "<msup><mi>f</mi><mn>2</mn></msup>" in weave("$f^2$")


def test_factors_get_classes_and_no_colour_of_their_own(weave):
    html = weave(RIGHT)
    for name in ("error", "slope", "input"):
        assert f'<mrow class="{name}">' in html
    assert "#FF0000" not in html
    assert "color:" not in html


def test_display_carries_its_context_can_be_reached_and_says_how_it_was_checked(weave):
    html = weave(RIGHT)
    assert '<div class="equation" data-check="neuron" data-kind="checked">' in html
    assert re.search(r'<div class="scroll" tabindex="0">\s*<math display="block">', html)
    assert "% check" not in html
    note = re.search(r"<details.*?</details>", html, re.S)[0]
    assert int(re.search(r"at (\d+) points", note)[1]) >= 40
    assert "Derivatives are measured" in note
    assert "SymPy, an algebra program, shows" in note
    assert note.count("<math>") == 4 + 3  # σ, z, a, L and three domains


EQUAL = r"the two sides of each '=' agree to at least \d+ digits\."
PROVEN = " SymPy, an algebra program, shows that they are equal for all these values."


@pytest.mark.parametrize(
    ("lines", "kind", "note"),
    [
        (
            r"""% check: neuron
            \frac{\partial L}{\partial w} = (a - y) a (1 - a) x""",
            "checked",
            rf"Worked out at \d+ points, as it is shown; {EQUAL} Derivatives are measured, by "
            rf"nudging\.{PROVEN}",
        ),
        (
            "% define: neuron\nz = w x",
            "definition",
            r"The same, at \d+ points, as the definitions that the checks use\.",
        ),
        (
            "% check: neuron\n% side 2 stands for: x*w\nz = \\text{so} = w x",
            "checked as declared",
            rf"Worked out at \d+ points, reading side 2 as x\*w; {EQUAL}{PROVEN}",
        ),
        (
            "% check: neuron\na \\le 1",
            "checked",
            r"Worked out at \d+ points, as it is shown; it holds at all of them\.",
        ),
        (
            "% check: point\n2 p \\le 1",
            "checked",
            "Worked out at one point, as it is shown; it holds at all of them\\.",
        ),
    ],
)
def test_note_says_the_whole_of_how_an_equation_was_checked(weave, lines, kind, note):
    Path("snippets/checks/point.toml").write_text(
        '[domain]\np = { values = [0.5] }\n[definitions]\nq = "p"\nr = "q"\n'
    )
    html = weave("$$\n" + "\n".join(line.strip() for line in lines.splitlines()) + "\n$$\n")
    found = re.search("<details.*?</details>", html, re.S)[0]
    shown = len(re.findall("<math>", found))
    assert shown == (3 if "point" in lines else 7)
    assert re.fullmatch(
        rf'<details class="check" data-search-exclude="">\n<summary>{kind}</summary>\n'
        rf'<p>{note}</p>\n<p class="where">Under: {", ".join(["@"] * shown)}\.</p>\n</details>',
        re.sub("(?s)<math>.*?</math>", "@", found),
    )


def test_definition_that_cannot_be_set_is_told_with_the_page(refuses, monkeypatch):
    report = door.Report("neuron", "checked", {}, 1, None, False, False, [r"\nosuch"])
    monkeypatch.setattr(maths, "examine", lambda *_: report)
    assert refuses("$$\n% check: neuron\nz = w x\n$$") == (
        r'docs/page.md:5: TeX: Unknown command "\nosuch". In: \nosuch'
    )


def test_definition_is_marked_and_compared(weave, refuses):
    assert 'data-kind="definition"' in weave("$$\n% define: neuron\nz = w x\n$$")
    assert "does not hold" in refuses("$$\n% define: neuron\nz = w + x\n$$")


def test_equation_is_checked_once_and_again_when_its_context_is_another(weave, capfd):
    context = Path("snippets/checks/neuron.toml")
    for page, checks in (
        (DEFINED, 1),
        (DEFINED, 0),
        ("??? note\n\n" + textwrap.indent(DEFINED, "    "), 0),  # where it stands is all the same
        (DEFINED.replace("% check", "% define"), 1),
    ):
        capfd.readouterr()
        crew.made.clear()
        weave(page)
        assert capfd.readouterr().err.count("equation docs/page.md:") == checks
    context.write_text(context.read_text() + "# a remark\n")
    weave(DEFINED)
    assert "equation docs/page.md:6, " in capfd.readouterr().err


def test_displays_are_found_before_their_page_is_woven_however_deep_they_stand(root):
    display = "$$\n% check: neuron\nz = w x\n$$"
    inside = textwrap.indent(display.replace("w x", "x w"), "    ")
    quoted = textwrap.indent(display.replace("% check", "% define"), "> ")
    Path("docs/deep").mkdir()
    Path("docs/deep/a.md").write_text(f"One.\n\n{display}\n\n??? note\n\n{inside}\n\n{quoted}\n")
    Path("docs/b.md").write_text("$$\nz = 1\n$$\n\n$$\n% check: nowhere\nz = w x\n$$\n")
    Path("docs/c.md").write_text(
        "---\ncheck: neuron\n---\nIf $z = w$, and $x$, $w = 1 % given$, $q$,\n"
        "$a = z % check: neuron$, `$w = 2$`, $w = 3 % check: nowhere$.\n\n~~~\n$w = 4$\n~~~\n"
    )
    Path("docs/d.md").write_text("$w = 5$\n")
    found = [(job.name, "".join(etree.fromstring(job.args[0]).itertext())) for job in door.jobs(())]
    assert found == [
        ("docs/c.md", "z=w"), ("docs/c.md", "a=z"), ("docs/deep/a.md:3", "z=wx"),
        ("docs/deep/a.md:10", "z=xw"), ("docs/deep/a.md:15", "z=wx"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        "z = w x", "% chekc: neuron\nz = w x", "% check: neuron\n  % nonsense\nz = w x",
        "% check: neuron\n% define: neuron\nz = w x",
    ],
)  # fmt: skip
def test_equation_that_does_not_say_what_must_hold_is_told_how(refuses, lines):
    assert refuses(f"text\n\n$$\n{lines}\n$$") == (
        "docs/page.md:7: a displayed equation says in its first line what must hold, "
        "'% check: CONTEXT' or '% define: CONTEXT', and may say '% side N stands for: EXPRESSION'; "
        "CONTEXT is a file of snippets/checks without its ending"
    )


def test_side_can_stand_for_something_and_the_page_says_so(weave, refuses):
    page = "$$\n% check: neuron\n% side 2 stands for: {}\nz = \\text{{whatever}}\n$$"
    html = weave(page.format("w*x"))
    assert 'data-kind="declared"' in html
    assert "<summary>checked as declared</summary>" in html
    assert "reading side 2 as w*x" in html
    assert "does not hold" in refuses(page.format("w + x"))
    assert "names g" in refuses(page.format("g"))
    assert "cannot read" in refuses(page.format("w *"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a - y", "a + y"),
        ("1 - a", "1 + a"),
        (r"\input{x}", r"\input{w}"),
        (r"\input{x}", r"\input{2 x}"),
        (r"\slope{a (1 - a)}", r"\slope{a^2 (1 - a)}"),
        (r"\partial w}", r"\partial x}"),
    ],
)
def test_changed_sign_letter_factor_or_exponent_is_refused_with_both_values(refuses, old, new):
    message = refuses(RIGHT.replace(old, new))
    assert message.startswith("docs/page.md:6: ")
    assert re.search(r"at w = \S+, x = \S+, y = \S+ the left is \S+ and the right \S+$", message)


def test_changed_definition_is_refused_though_the_page_did_not_change(weave, refuses):
    weave(RIGHT)
    context = Path("snippets/checks/neuron.toml")
    context.write_text(context.read_text().replace("(a - y)**2", "(a + y)**2"))
    assert "does not hold" in refuses(RIGHT)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("$$\n% check: neuron\nz =\n\\foo\n$$", 8, r'Unknown command "\foo"'),
        (r"$\frac{1}{$", 5, "TeX:"),
        ("$$\n% check: nobody\nz = w x\n$$", 5, "there is no snippets/checks/nobody.toml"),
        ("$$\n% check: neuron\nz = q\n$$", 5, NO_Q),
        ("$$\n% check: neuron\nz\n$$", 5, "claims nothing"),
        ("$$\n% check: neuron\nz = \n$$", 5, "a side is empty"),
        ("$$\n% check: neuron\nz = (w x\n$$", 5, "brackets do not match"),
        ("$$\n% check: neuron\nz = \\int w\n$$", 5, "'∫' is not known"),
        ("$$\n% check: neuron\n% side 3 stands for: z\nz = w x\n$$", 5, "there is no side 3"),
    ],
)
def test_fault_names_file_line_and_mend(refuses, text, line, words):
    message = refuses(text)
    assert message.startswith(f"docs/page.md:{line}: ")
    assert words in message


def test_equation_that_takes_too_long_is_told(refuses, monkeypatch):
    monkeypatch.setattr(door, "SECONDS", 0.01)
    assert refuses(RIGHT) == "docs/page.md:6: this equation did not end within 0.01 s"


# --- formulas in a line -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "head", "told"),
    [
        ("z = w x", "check: neuron", 'data-check="neuron"'),
        ("z = w x % check: other", "check: neuron", 'data-check="other"'),
        ("z = w x % check: neuron", "description: x", 'data-check="neuron"'),
        (r"a (1 - a) \le \frac14", "check: neuron", 'data-check="neuron"'),
        ("z = w + x % given", "check: neuron", 'data-unchecked="given"'),
        ("z = 7 % given", "description: x", 'data-unchecked="given"'),
        ("L = z % label", "check: neuron", 'data-unchecked="label"'),
        ("z", "check: neuron", ""),
        ("=", "check: neuron", ""),
        (r"\sum_{i=1}^{3} q_i", "description: x", ""),
    ],
)
def test_claim_in_a_line_is_checked_where_its_page_or_it_itself_says(weave, tex, head, told):
    other = Path("snippets/checks/neuron.toml").read_text()
    Path("snippets/checks/other.toml").write_text(other)
    (math,) = re.findall("<math([^>]*)>", weave(f"Here ${tex}$ stands.", head=head))
    assert math.strip() == told


UNTOLD = (
    "claims something, and nothing says under which definitions it holds; write 'check: CONTEXT' "
    "between the lines '---' that head the page, or end the formula with '% check: CONTEXT', or "
    "'% given' if the text sets it so"
)


@pytest.mark.parametrize(
    ("tex", "head", "message"),
    [
        ("z = w x", "description: x", f"'z = w x' {UNTOLD}"),
        (r"w \to 0", "description: x", rf"'w \to 0' {UNTOLD}"),
        (r"w \in X", "description: x", rf"'w \in X' {UNTOLD}"),
        ("z = w x", "[", f"'z = w x' {UNTOLD}"),
        ("z = w x", "check: nobody", "there is no snippets/checks/nobody.toml"),
        ("z = w x % check: nobody", "check: neuron", "there is no snippets/checks/nobody.toml"),
        ("z = w + x", "check: neuron", "'z = w + x' does not hold in context neuron: at w = "),
        ("z = w + x % check: neuron", "description: x", "'z = w + x' does not hold in context"),
        ("z = q", "check: neuron", NO_Q),
        ("z = w x % give", "description: x", UNTOLD),
        (r"z \propto w", "check: neuron", ""),
    ],
)
def test_claim_in_a_line_that_fails_or_names_no_context_is_told(refuses, tex, head, message):
    told = refuses(f"One.\n\nHere ${tex}$ stands.", head=head)
    assert told.startswith("docs/page.md:7: ")
    assert message in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("| a |\n|---|\n| $$z = w x$$ |", 7),
        ("**$$z = w x$$** stands", 5),
        ("text\n\n## $$z = w x$$", 7),
        ("[$$z = w x$$](a.md)", 5),
        ("*one\n$$z = w x$$*", 6),
        ("- $$z = w x$$", 5),
        ('??? note "$$z = w x$$"\n    text', 5),
    ],
)
def test_display_where_none_can_stand_is_refused(refuses, text, line):
    told = refuses(text, head="check: neuron")
    assert told.startswith(f"docs/page.md:{line}: ")
    assert "$$" in told
