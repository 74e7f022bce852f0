"""The plugin: whole pages, one style sheet, a policy that holds, and sentences that say why not."""

import re
import socket
from pathlib import Path
from types import SimpleNamespace

import material
import pytest
from mkdocs.config.config_options import IpAddress
from mkdocs.structure.files import File, Files

from weave.page import WeaveError
from weave.site import Site, guard, labs, policy, theme
from weave.site.files import drop_idle, join_styles
from weave.work import crew

HEAD = '<!doctype html><html><head><meta charset="utf-8">{}</head>'
PARTS = (
    '<body><input class="a" type="checkbox" id="a" autocomplete="off"><label for="a" tabindex="">'
    '<div role="dialog"></div><script type="application/json">{"search":'
    '"assets/javascripts/workers/search.1a.min.js","x":"1 matching document","#":'
    '"# matching documents"}</script></body>'
)
MENDED = (
    '<body><input class="a" type="checkbox" id="a"><label for="a">'
    '<div role="dialog" aria-label="Search"></div><script type="application/json">{"search":'
    '"js/search.js","x":"1 page","#":"# pages"}</script></body>'
)
SHEETS = {
    "assets/stylesheets/palette.2.min.css": (
        "[data-md-color-switching] *,[data-md-color-switching] :after{transition-duration:0s}"
        "[data-md-color-scheme]{color-scheme:light}"
    ),
    "assets/stylesheets/main.1.min.css": "a { color: red }",
    "css/site.css": 'b { content: "ä" }',
}
ONE = 'a{color:red}[data-md-color-scheme]{color-scheme:light}b{content:"ä"}'
NAME = "css/all.da5232ff.min.css"  # by hand: printf ONE | sha256sum
NAMES = "the names of its style sheets"
MATERIAL = Path(material.__file__).with_name("templates")
CLASS = re.compile(r'\sclass="([^"]*)"')
LAB = "# ---\n# description: x\n# ---\n\n# %% [markdown]\n# # T?\n\n# %%\n1\n"


def told(call, *arguments, **named) -> str:
    with pytest.raises(WeaveError) as caught:
        call(*arguments, **named)
    return caught.value.message


@pytest.fixture
def config(tmp_path):
    return SimpleNamespace(
        site_dir=str(tmp_path), docs_dir="/house/docs", site_url="https://own.example/", extra={},
        extra_css=["css/site.css"], use_directory_urls=True,
        plugins=SimpleNamespace(_current_plugin="weave"),
    )  # fmt: skip


def made(config, texts: dict[str, str]) -> Files:
    return Files([File.generated(config, name, content=text) for name, text in texts.items()])


def whole(site):
    files = [*site.rglob("index.html"), site / "404.html"]
    return [(file, file.read_text("utf-8")) for file in files]


def test_what_html_does_not_allow_is_taken_out_and_the_like_stays():
    allowed = '<input type="text" autocomplete="off"><label tabindex="0"><b role="search">'
    assert theme.mend(PARTS + allowed) == MENDED + allowed


@pytest.mark.parametrize(
    ("number", "part"),
    enumerate(['autocomplete="off"', 'tabindex=""', 'role="dialog"', "workers/search", "matching"]),
)
def test_part_of_the_theme_that_is_not_as_it_was_is_told(monkeypatch, number, part):
    monkeypatch.setattr(theme, "version", {"mkdocs-material": "9.99"}.get)
    purpose = theme.PARTS[number][0]
    assert told(theme.mend, PARTS.replace(part, "")) == (
        f"mkdocs-material 9.99 has changed {purpose}; mend weave/site/theme.py"
    )


@pytest.mark.parametrize("changed", [0, 1])
def test_script_of_the_theme_that_ours_was_not_written_for_is_told(monkeypatch, changed):
    theme.refuse_changed_scripts()
    scripts = [list(script) for script in theme.SCRIPTS]
    scripts[changed][2] = "0" * 16
    monkeypatch.setattr(theme, "SCRIPTS", scripts)
    words = told(Site().on_env, None, config=None, files=None)
    assert f"has changed {scripts[changed][0]}; mend overrides/partials/start.html" in words


def test_no_page_has_what_the_html_checker_or_the_policy_refuses(site):
    for file, html in whole(site):
        assert 'tabindex=""' not in html
        assert not re.search(r'<input[^>]*type="checkbox"[^>]*autocomplete', html)
        assert not re.search(r"</figcaption>\s*(?!</figure>)<", html)
        assert not re.search('rel="(next|prev)"', html), file  # Firefox fetches these ahead


def test_no_script_waits_for_a_style_sheet_before_the_page_is_read_in(site):
    """An inline script below a style sheet stops the parser until the sheet is there."""
    for _, html in whole(site):
        top = html[html.index('rel="stylesheet"') : html.index("</article>")]
        assert re.findall(r"<script(?! type=)[^>]*>", top) == []


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
    assert page.evaluate("document.documentElement.className") == "js js-focus-visible runs"
    assert page.evaluate("restyled") == [["no-js", "js js-focus-visible runs"]]


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


def joined(config, files, words=frozenset(), font="fonts/f.woff2"):
    """Return the address of the one style sheet that `files` are left with, and its text."""
    url = join_styles(files, config, set(words), font)
    return url, files.src_uris[url].content_string


def test_one_style_sheet_holds_all_in_order_and_the_others_are_not_sent(config):
    files = made(config, {**SHEETS, "css/kept.css": ""})
    assert joined(config, files) == (NAME, ONE)
    assert set(files.src_uris) == {NAME, "css/kept.css"}
    assert config.extra_css == []


NEEDED = """
.used { top: 1px } .idle { top: 2px } .used.idle { top: 3px } .used:not(.idle) { top: 4px }
#used-id i { top: 5px } #idle-id { top: 6px } .md-x\\.5 { top: 7px } [data-idle] { top: 8px }
a { color: var(--read) } :root { --read: red; --set: red; --idle: red }
@media print { .idle { top: 9px } } .idle, .used b { top: 10px } b, .idle b { top: 11px }
"""


def test_rules_for_what_no_page_has_are_left_out_and_no_others(config):
    files = made(config, {**SHEETS, "css/site.css": NEEDED})
    _, text = joined(config, files, {"used", "used-id", "--set", "md-x.5"})
    assert re.findall(r"top:(\d+)px", text) == ["1", "4", "5", "7", "8", "10", "11"]
    assert re.findall(r"(--\w+):", text) == ["--read", "--set"]


def test_style_sheet_asks_for_the_font_by_its_name(config):
    files = made(config, SHEETS | {"css/site.css": 'a{src:url("../fonts/stix-two-math.woff2")}'})
    assert "url(../fonts/f.1.woff2)" in joined(config, files, font="fonts/f.1.woff2")[1]


def test_names_of_the_theme_that_pages_or_scripts_use_are_still_styled(site):
    """Its own files are the oracle: they hold every rule, and who uses a name wants its rule."""
    (sheet,) = site.rglob("*.css")
    name = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
    sent = set(name.findall(sheet.read_text("utf-8")))
    whole_ = (MATERIAL / "assets" / "stylesheets").glob("*.css")
    styled = {n for file in whole_ for n in name.findall(file.read_text("utf-8"))}
    classes = {n for _, html in whole(site) for c in CLASS.findall(html) for n in c.split()}
    (bundle,) = site.rglob("bundle.*.js")
    given = {
        n for c in re.findall(r'class:"([^"]*)"', bundle.read_text("utf-8")) for n in c.split()
    }
    assert len(styled & classes) > 90
    assert (styled & (classes | given)) - sent == set()
    assert len(styled & sent) < 0.6 * len(styled)


@pytest.mark.parametrize(
    ("name", "text", "purpose"),
    [
        ("assets/stylesheets/main.min.css", "", f"{NAMES}; mend weave/site/files.py"),
        ("assets/stylesheets/more.3.min.css", "", f"{NAMES}; mend weave/site/files.py"),
        ("assets/stylesheets/palette.2.min.css", "a{}", "the rule against transitions while"),
    ],
)
def test_style_sheets_of_the_theme_that_are_not_as_they_were_are_told(config, name, text, purpose):
    files = made(config, SHEETS | {name: text})
    assert f"has changed {purpose}" in told(join_styles, files, config, set(), "f.woff2")


def test_every_page_asks_for_the_one_style_sheet_that_there_is_and_no_idle_file_is_left(site):
    assert [f for f in site.rglob("*") if f.suffix == ".map" or "lunr" in f.parts] == []
    (sheet,) = site.rglob("*.css")
    for file, html in whole(site):
        (asked,) = re.findall(r'rel="stylesheet" href="([^"]+)"', html)
        base = site if file.name == "404.html" else file.parent
        assert (base / asked.lstrip("/")).resolve() == sheet.resolve(), file


def test_idle_files_are_not_sent_and_scripts_without_comments_say_the_same(config):
    script = '/** Äh. */\nexport const a = (b) =>\n  `${b} // ä` + "  /* c */"; // no\n'
    idle = ("javascripts/bundle.js.map", "javascripts/lunr/min/lunr.de.min.js",
            "javascripts/workers/search.1a.min.js")  # fmt: skip
    kept = {"assets/javascripts/bundle.js": "1 // kept", "js/notes.txt": "// kept"}
    files = made(config, {"js/a.js": script, **{f"assets/{f}": "" for f in idle}, **kept})
    drop_idle(files)
    assert {name: file.content_string for name, file in files.src_uris.items()} == {
        "js/a.js": 'export const a=(b)=>`${b} // ä`+"  /* c */";', **kept,
    }  # fmt: skip


def test_whole_policy_stands_before_any_script_and_names_each_inline_one():
    # By hand: printf "alert('αβ')" | openssl dgst -sha256 -binary | base64
    scripts = "<script>alert('αβ')</script><script src='a.js'></script><script>1</script>"
    assert policy.put(HEAD.format(scripts)) == HEAD.format(
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "script-src 'self' 'sha256-WHhPVfi2LZsgArbWrCwddTRfeBjlYomEuEJPZY1KkVA=' "
        "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'\">" + scripts
    )
    talk = policy.put(HEAD.format("") + HEAD)  # of its head
    assert talk.count("Content-Security-Policy") == 1
    assert told(policy.put, "<html>") == (
        'a page does not start with <meta charset="utf-8">; mend overrides/main.html'
    )


@pytest.mark.parametrize(
    ("command", "extra", "has"),
    [
        ("build", {}, True), ("gh-deploy", {}, True), ("serve", {}, False),
        ("build", {"offline": True}, False), ("build", {"offline": False}, True),
    ],
)  # fmt: skip
def test_policy_is_for_sites_that_a_server_sends(config, command, extra, has):
    config.extra = extra
    site, page = Site(), SimpleNamespace(file=file())
    site.on_startup(command=command, dirty=False)
    html, wanted = HEAD.format("") + PARTS, HEAD.format("") + MENDED
    wanted = policy.put(wanted) if has else wanted
    assert site.on_post_page(html, page=page, config=config) == wanted
    for name, result in (("404.html", wanted), ("sitemap.xml", html)):
        assert site.on_post_template(html, template_name=name, config=config) == result


def test_every_page_has_a_policy_for_own_files_only(site):
    for file, html in whole(site):
        (rules,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert rules.startswith("default-src 'none'")
        assert not re.search(r"https?:|\*|script-src[^;]*unsafe", rules), file
        assert html.index("Content-Security-Policy") < html.index("<script")
        html = re.sub(r"(?s)<script.*?</script>|<pre.*?</pre>", "", html)
        assert not re.search(r"\son\w+=", html)


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


def file(uri="a/b.md", source="", html="", path=None):
    one = SimpleNamespace(src_uri=uri, content_string=source, abs_src_path=path)
    one.page = SimpleNamespace(content=html, meta={}, file=one)
    return one


def test_two_elements_of_one_id_are_told_with_the_line_of_the_last(config):
    html = '<p id="x">1</p><b class="c" id="y"></b><i id="x"></i>'
    assert told(guard.refuse, html, file(source="x\ny\nx { #x }\n"), config) == (
        "docs/a/b.md:3: 2 elements have the id 'x'; "
        "a link can lead to one only, so rename the others"
    )
    assert told(guard.refuse, html, file(source="elsewhere"), config).startswith("docs/a/b.md: 2")
    guard.refuse('<p id="x"></p><p data-id="x" id="y">id="x"</p>', file(), config)


FETCHED = """<img src="{}">|<img alt='a' src='{}'>|<script async src={}></script>
<video poster="{}">|<object data="{}">|<source srcset="{} 2x">
<link rel="stylesheet" href="{}">|<link href="{}" rel=preload>|<link rel="icon" href="{}">
<link rel="modulepreload" href="{}">|<link rel="manifest" href="{}">"""


@pytest.mark.parametrize("html", re.split(r"[|\n]", FETCHED))
@pytest.mark.parametrize("url", ["https://x.example/p", "http://x.example/p", "//x.example/p"])
def test_page_that_fetches_from_another_site_is_refused(config, html, url):
    assert told(guard.refuse, html.format(url), file(source=f"\n![]({url})"), config) == (
        f"docs/a/b.md:2: {url} would be fetched from another site; "
        "keep a copy in docs/ and name that"
    )


def test_what_a_browser_does_not_fetch_may_be_named(config):
    guard.refuse(
        """<a href="https://x.example/"><a data-x="1" href="//x.example/" title="src=1">
        <link rel="canonical" href="https://x.example/"><meta content="https://x.example/p.png">
        <svg xmlns="http://www.w3.org/2000/svg"></svg><p>src="https://x.example/"</p>
        <img src="../p.png"><img src="https://own.example/p"><img src="data:image/png,">""",
        file(),
        config,
    )
    guard.refuse_foreign('a { src: url("../f.woff2") } /* https://x.example */', "a.css")
    guard.refuse_foreign('ns = "http://www.w3.org/2000/svg"; // see https://x', "a.js")
    config.site_url = None  # whose own is foreign, too
    assert "https://own" in told(guard.refuse, '<img src="https://own.example/p">', file(), config)


@pytest.mark.parametrize(
    ("kind", "text", "url"),
    [
        ("css", 'a {{\n  src: url("{}");', "https://x.example/f"),
        ("css", "\na {{ src: url({}) }}", "//x.example/f"),
        ("css", "\n@import '{}';", "http://x.example/a.css"),
        ("js", '\nimport "{}";', "https://x.example/a.js"), ("js", "\nf('{}')", "//x.example/a"),
        ("js", "\nnew WebSocket(`{}`)", "wss://x.example/"),
        ("mjs", '\nimport "{}";', "https://x.example/a.js"),
    ],
)  # fmt: skip
def test_style_or_script_of_ours_that_fetches_from_another_site_is_refused(kind, text, url):
    ours = file(f"{kind}/a.{kind}", text.format(url), path=f"/house/docs/{kind}/a.{kind}")
    theirs = file(f"{kind}/b.{kind}", text.format(url), path=f"/theme/b.{kind}")
    generated = file(f"{kind}/c.{kind}", text.format(url))
    carried = file(f"pyodide/a.{kind}", text.format(url), path=f"/house/docs/pyodide/a.{kind}")
    found = {"css": [], "js": [], kind: [theirs, generated, carried]}
    scripts = lambda: found["js"] + found.get("mjs", [])  # noqa: E731
    files = SimpleNamespace(css_files=lambda: found["css"], javascript_files=scripts)
    guard.refuse_foreign_files(files, "/house/docs")
    found[kind].append(ours)
    assert told(guard.refuse_foreign_files, files, "/house/docs") == (
        f"docs/{kind}/a.{kind}:2: {url} would be fetched from another site; "
        "keep a copy in docs/ and name that"
    )


def test_whole_build_is_looked_at_before_a_page_is_written_and_each_in_its_template(config):
    good, bad = file(html="<p>"), file(html='<img src="//x.example/p">')
    files = SimpleNamespace(
        documentation_pages=lambda: [good, bad], javascript_files=list,
        css_files=lambda: [file("a.css", "a{b:url(//x.example/f)}", path="/house/docs/a.css")],
    )  # fmt: skip
    assert "//x.example/f" in told(Site().on_files, files, config=config)
    env = SimpleNamespace()
    assert "//x.example/p" in told(Site().on_env, env, config=config, files=files)
    page = SimpleNamespace(file=good)
    assert "//x.example" in told(Site().on_post_page, bad.page.content, page=page, config=config)


def test_crew_begins_before_the_first_page_with_the_labs_and_all_that_the_extensions_know(root):
    Path("docs/labs").mkdir()
    for name, text in (("good", LAB), ("bad", "1\n"), ("../../snippets/code", LAB)):
        Path(f"docs/labs/{name}.py").write_text(text)
    Path("docs/code").symlink_to(Path("snippets").resolve())
    config = SimpleNamespace(
        markdown_extensions=["weave.snippet", "weave.figure"],
        mdx_configs={"weave.figure": {"colors": {"#000000": "black"}}},
    )
    Site().on_config(config)
    assert sorted(crew.sources) == ["examples", "figure", "lab", "snippet"]
    assert sorted(job.name for job in crew.sources["lab"]()) == ["good"]
    assert len(crew.made) == 1 + 2 + 1  # a lab, two snippets, a figure
    config.mdx_configs["weave.figure"]["no_such_setting"] = 1
    with pytest.raises(KeyError, match="no_such_setting"):
        Site().on_config(config)


def test_lab_alone_is_handed_over_as_markdown_with_its_files(root, config, monkeypatch):
    script, names = Path("docs/lab.py"), ("lab.py", "page.md", "code/one.py")
    script.write_text(LAB.replace("T?", "[σ](page.md)?"), "utf-8")
    config.mdx_configs = {"weave.figure": {"colors": "any"}}
    files = made(config, SHEETS)
    for name in names:
        files.append(File(name, "docs", "site", True))
    lab, *others = map(files.get_file_from_path, names)
    lab.is_documentation_page = lambda: True  # as mkdocs-jupyter has it
    taken = {f.src_uri: f.content_bytes for f in labs.to_take_away(lab, files, config)}
    site = Site()
    site.on_files(files, config=config)
    assert {
        f.src_uri: f.content_bytes for f in files if f.src_uri not in (*names, *SHEETS)
    } == taken
    assert (lab.content_string, lab.abs_src_path) == (script.read_text("utf-8"), None)
    monkeypatch.setattr(labs, "to_markdown", lambda *given: given)
    asked = [SimpleNamespace(file=f) for f in (lab, *others)]
    given = [site.on_page_read_source(page=page, config=config) for page in asked]
    assert given == [(script, "any"), None, None]


def test_taken_port_is_told_only_where_one_is_wanted(root):
    site = Site()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "{}:{}".format(*taken.getsockname())
        config = SimpleNamespace(
            dev_addr=IpAddress().validate(address), markdown_extensions=[], mdx_configs={},
            site_dir=str(root),
        )  # fmt: skip
        site.on_startup(command="build", dirty=False)
        site.on_config(config)
        site.on_startup(command="serve", dirty=False)
        assert told(site.on_config, config) == (
            f"nothing can be served at {address}: Address already in use; stop what runs "
            "there or name another port, as in 'make serve PORT=8001' or "
            "'mkdocs serve --dev-addr localhost:8001'"
        )
    site.on_config(config)
    with socket.create_server(config.dev_addr):
        site.on_config(config)  # by now it is the server's own
