"""The finishing hook: a security policy that holds, and no idle files."""

import re
from types import SimpleNamespace

import pytest

from weave import finish
from weave.finish import mended, unblocked, with_policy

PAGE = '<!doctype html><html><head><meta charset="utf-8">{}</head><body></body></html>'


def test_policy_stands_before_any_script_and_names_each_inline_one():
    script = "alert('αβ')"
    html = with_policy(PAGE.format(f"<script>{script}</script><script src='a.js'></script>"))
    assert html.index("Content-Security-Policy") < html.index("<script")
    # By hand: printf "alert('αβ')" | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' 'sha256-WHhPVfi2LZsgArbWrCwddTRfeBjlYomEuEJPZY1KkVA=';" in html
    assert html.count("sha256-") == 1


def test_what_html_does_not_allow_is_taken_out_and_the_like_stays():
    assert mended('<input type="checkbox" id="a" autocomplete="off">') == (
        '<input type="checkbox" id="a">'
    )
    assert mended('<label for="a" tabindex="">') == '<label for="a">'
    assert mended('<link rel="next" href="b/"><link rel="icon">') == '<link rel="icon">'
    assert mended('<h1 id="a">A</h1><h1 id="b">') == '<h1 tabindex="-1" id="a">A</h1><h1 id="b">'
    for allowed in ('<input type="text" autocomplete="off">', '<label tabindex="0">'):
        assert mended(allowed) == allowed


PLAIN = ("n", "o", "ow", "p", "w")


def test_each_block_of_code_has_a_copy_button_that_names_it():
    one, two = (
        f'<pre class="no-copy"><span class="md-code__nav"><button class="md-code__button" '
        f'title="Copy to clipboard" data-clipboard-target="#code-{n}" data-md-type="copy">'
        f'</button></span><code id="code-{n}">{text}</code></pre>'
        for n, text in ((1, "a"), (2, "b"))
    )
    block = "<pre><span></span><code>{}</code></pre>"
    other = '<pre tabindex="0"><samp>c</samp></pre><p><code>d</code></p>'
    for _ in range(2):  # each page counts from one
        html = finish.with_copy_buttons(block.format("a") + other + block.format("b"))
        assert html == one + other + two


def test_theme_adds_no_copy_button_while_a_page_starts(page, address):
    for url in ("questions/cube/", "labs/eleven-lines/"):
        page.goto(address + url, wait_until="networkidle")
        page.locator("[id^=__code_]").first.wait_for(state="attached")  # the theme has been there
        built = page.locator("span.md-code__nav").count()
        assert page.locator(".highlight pre").count() == built >= 5
        assert page.locator(".md-code__nav").count() == built


def test_what_has_the_colour_of_plain_code_is_no_element_of_its_own():
    for kind in PLAIN:
        assert mended(f'<code><span class="{kind}">a &lt;</span></code>') == "<code>a &lt;</code>"
    for seen in (
        '<span class="nb">len</span>',
        '<span class="n">a<b>b</b></span>',
        "<span>a</span>",
    ):
        assert mended(seen) == seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_what_has_the_colour_of_plain_code_is_no_element_of_its_own(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    colours = page.locator(".language-python code").first.evaluate(
        """(code, kinds) => ["", ...kinds, "k"].map((kind) => {
            code.insertAdjacentHTML("beforeend", `<span class="${kind}">a</span>`);
            const { color, fontWeight, fontStyle } = getComputedStyle(code.lastChild);
            return [color, fontWeight, fontStyle].join();
        })""",
        PLAIN,
    )
    assert len(set(colours[:-1])) == 1
    assert colours[-1] != colours[0]


def test_no_page_has_what_the_html_checker_refuses(site):
    for file in [*site.rglob("index.html"), site / "404.html"]:
        html = file.read_text("utf-8")
        assert 'tabindex=""' not in html
        assert not re.search(r'<input[^>]*type="checkbox"[^>]*autocomplete', html)
        assert not re.search(r"</figcaption>\s*(?!</figure>)<", html)


def test_no_script_waits_for_a_style_sheet_before_the_page_is_read_in(site):
    """An inline script below a style sheet stops the parser until the sheet is there."""
    for file in [*site.rglob("index.html"), site / "404.html"]:
        html = file.read_text("utf-8")
        top = html[html.index('rel="stylesheet"') : html.index("</article>")]
        assert re.findall(r"<script(?! type=)[^>]*>", top) == []
        assert 'var palette=(__md_get("__palette")||' in html[: html.index('rel="stylesheet"')]


def test_scripts_go_above_the_style_sheets_and_that_of_the_colours_waits_for_the_header():
    style = '<link rel="stylesheet" href="{}.css">'
    palette = '<script>var palette=__md_get("__palette");1</script>'
    html = (
        "<head><script>1</script> "
        + style.format("a")
        + "\n<script>2\n3</script>\n"
        + style.format("b")
        + f"<script src='c.js'></script></head><script>0</script>{palette}\n{palette}\n"
        + "<script>4</script> of a </head>"
    )
    system = '{color:{media:"(prefers-color-scheme)"}}'
    script = f'var palette=(__md_get("__palette")||{system});1'
    early = finish.EARLY.replace("{script}", script)
    assert script in early
    assert unblocked(html) == (
        "<head><script>1</script><script>2\n3</script>"
        + early
        + style.format("a")
        + "\n"
        + style.format("b")
        + f"<script src='c.js'></script></head><script>0</script>{palette}\n"
        + "<script>4</script> of a </head>"
    )


def test_page_without_the_scripts_of_the_theme_stays_as_it_is():
    html = PAGE.format('<link rel="stylesheet" href="a.css">')
    assert unblocked(html) == html


SHEETS = {
    "assets/stylesheets/main.1.min.css": "a { color: red }",
    "assets/stylesheets/palette.2.min.css": (
        "[data-md-color-switching] *,[data-md-color-switching] :after{transition-duration:0s}"
        "[data-md-color-scheme]{color-scheme:light}"
    ),
    "css/site.css": 'b { content: "ä" }',
}
ONE = 'a { color: red }\n[data-md-color-scheme]{color-scheme:light}\nb { content: "ä" }'
NAME = "css/all.9c5e2c15.min.css"  # by hand: printf ONE | sha256sum


@pytest.fixture
def styled(tmp_path):
    for name, text in SHEETS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("base", ["", "../../", "/sub/"])
def test_page_asks_for_one_style_sheet_that_holds_all_in_order(styled, base):
    links = [f'<link rel="stylesheet" href="{base}{name}">' for name in SHEETS]
    links[1] = links[1].replace(base, "./", 1) if base else links[1]
    html = PAGE.format(f"<b>\n{links[0]}\n  {links[1]}<i>{links[2]}</i>")
    one = f'<link rel="stylesheet" href="{base}{NAME}">'
    assert finish.with_one_style(html, styled) == PAGE.format(f"<b>\n{one}<i></i>")
    assert (styled / NAME).read_text("utf-8") == ONE


def test_style_sheets_of_a_page_are_looked_for_in_the_site(styled, config):
    config.extra = {"offline": True}
    html = PAGE.format(f'<link rel="stylesheet" href="{next(iter(SHEETS))}">')
    assert re.search(r'href="css/all\.\w{8}\.min\.css"', finish.on_post_page(html, None, config))


def test_page_without_style_sheets_of_the_site_stays_as_it_is(styled):
    for html in (PAGE.format(""), PAGE.format('<link rel="stylesheet" href="other/x.css">')):
        assert finish.with_one_style(html, styled) == html
    assert {f.name for f in (styled / "css").iterdir()} == {"site.css"}


def test_style_sheets_that_no_page_asks_for_are_taken_out(styled, config):
    (styled / NAME).write_text(ONE)
    config.extra_css = ["css/site.css"]
    finish.on_post_build(config)
    assert [f.name for f in styled.rglob("*.css")] == [NAME.removeprefix("css/")]
    finish.on_post_build(config)  # nothing is left to take out


def test_every_page_asks_for_the_one_style_sheet_that_there_is(site):
    (sheet,) = site.rglob("*.css")
    for file in [*site.rglob("index.html"), site / "404.html"]:
        (asked,) = re.findall(r'rel="stylesheet" href="([^"]+)"', file.read_text("utf-8"))
        base = site if file.name == "404.html" else file.parent
        assert (base / asked.lstrip("/")).resolve() == sheet.resolve(), file


def test_templates_leave_no_empty_lines():
    class Env:
        trim_blocks = lstrip_blocks = False

    env = finish.on_env(Env(), None, None)
    assert env.trim_blocks is True
    assert env.lstrip_blocks is True


def test_page_is_styled_in_whole_no_more_often_than_the_theme_makes_it(page, address):
    """The theme's script sets classes and marks when it starts; each must be known before."""
    page.add_init_script(
        """new MutationObserver((list) => {
            for (const { target, attributeName, oldValue } of list) {
                const now = target.getAttribute(attributeName);
                const root = target.matches?.("html, body");
                if (root && attributeName === "class" && oldValue !== null && oldValue !== now)
                    (window.restyled ??= []).push([oldValue, now]);
            }
        }).observe(document, { subtree: true, attributes: true, attributeOldValue: true })"""
    )
    page.goto(address + "labs/eleven-lines/", wait_until="networkidle")
    assert page.evaluate("document.documentElement.className") == "js js-focus-visible"
    assert page.evaluate("restyled") == [["no-js", "js js-focus-visible"]]


def test_chosen_colours_do_not_wait_for_the_bundle(page, address):
    page.goto(address)
    page.get_by_title("Switch to dark mode").click()
    page.route("**/bundle.*.js", lambda route: route.abort())  # which would set them, but later
    page.reload()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


@pytest.mark.parametrize(("scheme", "name"), [("light", "default"), ("dark", "slate")])
def test_colours_of_the_system_do_not_wait_for_the_bundle(page, address, scheme, name):
    page.emulate_media(color_scheme=scheme)
    page.route("**/bundle.*.js", lambda route: route.abort())
    page.goto(address)
    assert page.evaluate("document.body.dataset.mdColorScheme") == name


def test_every_page_has_a_policy_for_own_files_only(site):
    files = [*site.rglob("index.html"), site / "404.html"]
    for file in files:
        html = file.read_text("utf-8")
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert policy.startswith("default-src 'none'")
        assert not re.search(r"https?:|\*|script-src[^;]*unsafe", policy), file
        assert html.index("Content-Security-Policy") < html.index("<script")
        assert not re.search(
            r"\son\w+=", re.sub(r"(?s)<script.*?</script>|<pre.*?</pre>", "", html)
        )


def test_injected_script_does_not_run_while_the_page_works(page, address):
    def inject(route):
        answer = route.fetch()
        evil = "<script>hacked = 1</script><img src=x onerror='hacked = 2'>"
        evil += "<script src='https://foreign.example/x.js'></script>"
        route.fulfill(response=answer, body=answer.text().replace("<h1", f"{evil}<h1", 1))

    refused, foreign = [], []
    page.on("console", lambda m: refused.append(m.text) if "Content Security" in m.text else None)
    page.route("https://foreign.example/*", lambda r: foreign.append(r.fulfill(body="hacked = 3")))
    page.route(address, inject)
    page.goto(address, wait_until="networkidle")
    assert page.evaluate("typeof hacked") == "undefined"
    assert len(refused) >= 3
    assert foreign == []
    page.locator(".explorer.alive").wait_for()
    page.get_by_title("Switch to dark mode").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_no_idle_files_are_left(site):
    left = [file.name for file in site.rglob("*") if file.suffix == ".map" or "lunr" in file.parts]
    assert left == []
    assert not (site / "assets" / "javascripts" / "lunr").exists()


def test_search_index_is_asked_for_when_someone_turns_to_the_search(page, address):
    asked = []
    page.on("request", lambda r: asked.append(r.url.removeprefix(address)))
    page.goto(address, wait_until="networkidle")
    assert "search/search_index.json" not in asked
    with page.expect_request("**/search_index.json"):
        page.keyboard.press("/")


def test_scripts_are_sent_without_comments_and_say_the_same(config, tmp_path):
    (tmp_path / "js").mkdir()
    script = tmp_path / "js" / "a.js"
    script.write_text(
        '/** Äh. */\nexport const a = (b) =>\n  `${b} // ä` + "  /* c */"; // no\n', "utf-8"
    )
    (tmp_path / "js" / "notes.txt").write_text("// kept")
    finish.on_post_build(config)
    assert script.read_text("utf-8") == 'export const a=(b)=>`${b} // ä`+"  /* c */";'
    assert (tmp_path / "js" / "notes.txt").read_text() == "// kept"


@pytest.fixture
def config(tmp_path):
    return SimpleNamespace(extra={}, extra_css=[], site_dir=str(tmp_path))


def test_whole_policy():
    assert with_policy(PAGE.format("<script>1</script><script>2</script>")) == PAGE.format(
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "script-src 'self' 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=' "
        "'sha256-1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU='; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'\">"
        "<script>1</script><script>2</script>"
    )


def test_page_that_talks_of_its_head_gets_one_policy():
    html = with_policy(PAGE.format("") + '<meta charset="utf-8">')
    assert html.count("Content-Security-Policy") == 1


@pytest.mark.parametrize(
    ("command", "extra", "has"),
    [
        ("build", {}, True), ("gh-deploy", {}, True), ("serve", {}, False),
        ("build", {"offline": True}, False), ("build", {"offline": False}, True),
    ],
)  # fmt: skip
def test_policy_is_for_sites_that_a_server_sends(config, monkeypatch, command, extra, has):
    monkeypatch.setattr(finish, "_serving", None)
    config.extra = extra
    page = PAGE.format("")
    finish.on_startup(command, dirty=False)
    assert finish.on_post_page(page, None, config) == (with_policy(page) if has else page)
    wanted = with_policy(page) if has else page
    assert finish.on_post_template(page, "404.html", config) == wanted
    assert finish.on_post_template(page, "sitemap.xml", config) == page


def test_idle_files_are_taken_out_and_no_others(config, tmp_path):
    scripts = tmp_path / "assets" / "javascripts"
    (scripts / "lunr" / "min").mkdir(parents=True)
    for name in ("bundle.js", "bundle.js.map", "lunr/min/lunr.de.min.js"):
        (scripts / name).touch()
    finish.on_post_build(config)
    assert [file.name for file in tmp_path.rglob("*")] == ["assets", "javascripts", "bundle.js"]
    finish.on_post_build(config)  # nothing is left to take out
