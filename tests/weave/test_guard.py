"""What only a whole page, style sheet or script shows is refused with its place."""

import socket
from types import SimpleNamespace

import pytest

from weave import guard
from weave.source import WeaveError


def told(call, *arguments) -> str:
    with pytest.raises(WeaveError) as caught:
        call(*arguments)
    return caught.value.message


def file(uri="a/b.md", source="", html="", path=None):
    return SimpleNamespace(
        src_uri=uri, content_string=source, abs_src_path=path, page=SimpleNamespace(content=html)
    )


CONFIG = SimpleNamespace(site_url="https://own.example/", docs_dir="/house/docs")


def test_two_elements_of_one_id_are_told_with_the_line_of_the_last():
    html = '<p id="x">1</p><b class="c" id="y"></b><i id="x"></i>'
    assert told(guard.refuse, html, file(source="x\ny\nx { #x }\n"), CONFIG) == (
        "docs/a/b.md:3: 2 elements have the id 'x'; "
        "a link can lead to one only, so rename the others"
    )
    assert told(guard.refuse, html, file(source="made elsewhere"), CONFIG).startswith(
        "docs/a/b.md: 2"
    )
    guard.refuse('<p id="x"></p><p data-id="x" id="y">id="x"</p>', file(), CONFIG)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{}">',
        "<img alt='a' src='{}'>",
        "<script async src={}></script>",
        '<video poster="{}">',
        '<object data="{}">',
        '<source srcset="{} 2x">',
        '<link rel="stylesheet" href="{}">',
        '<link href="{}" rel=preload>',
        '<link rel="icon" href="{}">',
        '<link rel="modulepreload" href="{}">',
        '<link rel="manifest" href="{}">',
    ],
)
@pytest.mark.parametrize("url", ["https://x.example/p", "http://x.example/p", "//x.example/p"])
def test_page_that_fetches_from_another_site_is_refused(html, url):
    words = told(guard.refuse, html.format(url), file(source=f"\n![]({url})"), CONFIG)
    assert words == (
        f"docs/a/b.md:2: {url} would be fetched from another site; "
        "keep a copy in docs/ and name that"
    )


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://x.example/">',
        '<a data-x="1" href="//x.example/" title="src=1">',
        '<link rel="canonical" href="https://x.example/">',
        '<meta content="https://x.example/p.png">',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        '<img src="../p.png"><img src="https://own.example/p.png"><img src="data:image/png,">',
        '<p>src="https://x.example/"</p>',
    ],
)
def test_what_a_browser_does_not_fetch_may_be_named(html):
    guard.refuse(html, file(), CONFIG)


def test_address_of_the_site_is_foreign_while_it_has_none():
    config = SimpleNamespace(site_url=None)
    assert "https://own.example/p" in told(
        guard.refuse, '<img src="https://own.example/p">', file(), config
    )


class Files:
    def __init__(self, *pages, css=(), js=()):
        self.documentation_pages = lambda: pages
        self.css_files, self.javascript_files = (lambda: list(css)), (lambda: list(js))


@pytest.mark.parametrize(
    ("kind", "text", "url"),
    [
        ("css", 'a {{\n  src: url("{}");', "https://x.example/f.woff2"),
        ("css", "\na {{ src: url({}) }}", "//x.example/f.woff2"),
        ("css", "\n@import '{}';", "http://x.example/a.css"),
        ("js", '\nimport "{}";', "https://x.example/a.js"),
        ("js", "\nfetch('{}')", "//x.example/a.json"),
        ("js", "\nnew WebSocket(`{}`)", "wss://x.example/"),
    ],
)
def test_style_or_script_of_ours_that_fetches_from_another_site_is_refused(kind, text, url):
    ours = file(f"{kind}/a.{kind}", text.format(url), path=f"/house/docs/{kind}/a.{kind}")
    theirs = file(f"{kind}/b.{kind}", text.format(url), path=f"/theme/b.{kind}")
    made = file(f"{kind}/c.{kind}", text.format(url))
    assert told(guard.on_files, Files(**{kind: [theirs, made, ours]}), CONFIG) == (
        f"docs/{kind}/a.{kind}:2: {url} would be fetched from another site; "
        "keep a copy in docs/ and name that"
    )
    others = Files(**{kind: [theirs, made]})
    assert guard.on_files(others, CONFIG) is others


def test_style_and_script_may_name_what_is_not_fetched():
    css = file(
        "a.css", 'a { src: url("../f.woff2") } /* https://x.example */', path="/house/docs/a"
    )
    js = file("a.js", 'ns = "http://www.w3.org/2000/svg"; // see https://x', path="/house/docs/b")
    guard.on_files(Files(css=[css], js=[js]), CONFIG)


def test_all_pages_are_looked_at_before_one_is_written_and_again_in_their_template():
    good, bad = file(html="<p>"), file(html='<img src="//x.example/p">')
    env = object()
    assert guard.on_env(env, CONFIG, Files(good)) is env
    assert "//x.example/p" in told(guard.on_env, env, CONFIG, Files(good, bad))
    page = SimpleNamespace(file=good)
    assert guard.on_post_page("<p>", page, CONFIG) == "<p>"
    assert "//x.example/p" in told(guard.on_post_page, bad.page.content, page, CONFIG)


def test_taken_port_is_told_once_and_only_where_one_is_wanted():
    class Address(tuple):
        host, port = property(lambda self: self[0]), property(lambda self: self[1])

        def __str__(self):
            return f"{self.host}:{self.port}"

    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = SimpleNamespace(dev_addr=Address(taken.getsockname()))
        guard.on_startup("build", False)
        assert guard.on_config(config) is config
        guard.on_startup("serve", False)
        assert told(guard.on_config, config) == (
            f"nothing can be served at {config.dev_addr}: Address already in use; stop what runs "
            "there or name another port, as in 'mkdocs serve --dev-addr localhost:8001'"
        )
        assert guard.on_config(config) is config  # by then it is the server's own
    guard.on_startup("serve", False)
    assert guard.on_config(config) is config
