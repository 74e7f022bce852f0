"""A MkDocs hook that finishes the built site: faults refused, a policy in each page, no idle files.

The policy lets a page load files of its own site only, and run no inline script but those that
were in it when it was built. There is none while serving, because MkDocs adds a script to reload,
and none for reading from a disk, where each file is a site of its own.
"""

import base64
import hashlib
import re
import shutil
import socket
from collections import Counter
from pathlib import Path

from weave.source import WeaveError

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
ID = re.compile(r'<[^>]*\sid="([^"]*)"')
# What a browser fetches by itself: not what a reader may follow, nor names such as those of SVG.
FOREIGN = {
    ".html": r"""<(?:(?!a\s|link\s)[^>]*\s(?:src|srcset|data|poster)|"""
    r"""link(?=[^>]*rel="?(?:stylesheet|preload|modulepreload|icon|manifest))[^>]*\shref)"""
    r"""=["']?((?:https?:)?//[^\s"'>]+)""",
    ".css": r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^\s"')]+)""",
    ".js": r"""["'`]((?:(?:https?|wss?):)?//(?!www\.w3\.org/)[^\s"'`]+)""",
}
_serving = _asked = False


def on_startup(command, dirty):
    """Remember what the pages are built for."""
    global _serving
    _serving = command == "serve"


def on_config(config):
    """Refuse a port that is taken before anything is built, not after."""
    global _asked
    if _serving and not _asked:
        _asked = True  # later it is taken by the server itself
        try:
            socket.create_server((config.dev_addr.host, config.dev_addr.port)).close()
        except OSError as error:
            raise WeaveError(
                f"nothing can be served at {config.dev_addr}: {error.strerror}; stop what runs "
                "there or name another port, as in 'mkdocs serve --dev-addr localhost:8001'"
            ) from None
    return config


def on_files(files, config):
    """Refuse a style or a script of ours that loads from elsewhere."""
    for file in files.css_files() + files.javascript_files():
        if file.abs_src_path and Path(file.abs_src_path).is_relative_to(config.docs_dir):
            refuse_foreign(file.content_string, file.src_uri)
    return files


def on_env(env, config, files):
    """Refuse what is wrong with a page as a whole, before the first one is written."""
    for file in files.documentation_pages():
        refuse(file.page.content, file, config)
    return env


def on_post_page(output, page, config):
    """Refuse what a template did wrong, and put the policy into a page."""
    refuse(output, page.file, config)
    return output if _no_policy(config) else with_policy(output)


def on_post_template(output_content, template_name, config):
    """Put the policy into the page for missing pages, too."""
    if _no_policy(config) or not template_name.endswith(".html"):
        return output_content
    return with_policy(output_content)


def _no_policy(config) -> bool:
    """Say whether the site is served while it is written, or is for a disk."""
    return _serving or config.extra.get("offline", False)


def on_post_build(config):
    """Take out what no page asks for."""
    assets = Path(config.site_dir) / "assets"
    for source_map in assets.rglob("*.map"):
        source_map.unlink()
    shutil.rmtree(assets / "javascripts" / "lunr", ignore_errors=True)  # other languages' search


def refuse(html: str, file, config) -> None:
    """Raise WeaveError if two elements have one id or another site would be asked for something."""
    refuse_doubles(html, file.src_uri, file.content_string)
    refuse_foreign(html, file.src_uri, file.content_string, ".html", config.site_url)


def refuse_doubles(html: str, name: str, source: str) -> None:
    """Raise WeaveError, with the place in `source`, if two elements of a page have one id."""
    for id, times in Counter(ID.findall(html)).items():
        if times > 1:
            raise WeaveError(
                f"{_place(name, source, id)}: {times} elements have the id '{id}'; a link can lead "
                "to one only, so rename the others"
            )


def refuse_foreign(text: str, name: str, source="", kind="", own: str | None = None) -> None:
    """Raise WeaveError, with the place, if `text` makes a browser fetch from another site."""
    for url in re.findall(FOREIGN[kind or Path(name).suffix], text):
        if not (own and url.startswith(own)):
            raise WeaveError(
                f"{_place(name, source or text, url)}: {url} would be fetched from another site; "
                "keep a copy in docs/ and name that"
            )


def _place(name: str, source: str, words: str) -> str:
    """Return file and line, if there is one, of the last mention of `words`."""
    lines = [n for n, line in enumerate(source.splitlines(), 1) if words in line]
    return ":".join(["docs/" + name, *map(str, lines[-1:])])


def with_policy(html: str) -> str:
    """Return a page with a policy that names its inline scripts by their digests."""
    inline = re.findall(r"(?s)<script(?![^>]*\s(?:src|type)=)[^>]*>(.*?)</script>", html)
    digests = (hashlib.sha256(script.encode()).digest() for script in inline)
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=hashes)}">'
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{policy}', 1)
