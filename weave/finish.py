"""A MkDocs hook that finishes the built site: valid pages that do not wait, one style sheet for
all, a security policy in each, no idle files.

The policy lets a page load files of its own site only, and run no inline script but those that
were in it when it was built. There is none while serving, because MkDocs adds a script to reload,
and none for reading from a disk, where each file is a site of its own.
"""

import base64
import hashlib
import itertools
import re
import shutil
from pathlib import Path

from rjsmin import jsmin

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
INLINE = r"(?s)<script>(.*?)</script>\s*"
STYLES = '<link rel="stylesheet"'
SHEET = STYLES + r' href="([^"]*?)((?:assets/stylesheets|css)/[^"]*)">\s*'
# The theme's rule against transitions while it sets the colours. For it, a browser computes the
# style of each element twice more when a page starts: on a slow phone, longer than they would take.
SWITCHING = rb"\[data-md-color-switching\][^{}]*\{[^}]*\}"
# Names, operators, punctuation and spaces have the colour of plain code (docs/css/site.css); they
# would be half of all elements on a page that shows much code.
PLAIN = r'<span class="(?:n|o|ow|p|w)">([^<]*)</span>'
# A block of code, and what it becomes: the theme would put the buttons there one by one when the
# page starts, each in a landmark without a name. Its script still does the copying.
BLOCK = "<pre><span></span><code>"
WITH_BUTTON = (
    '<pre class="no-copy"><span class="md-code__nav"><button class="md-code__button" '
    'title="Copy to clipboard" data-clipboard-target="#code-{n}" data-md-type="copy">'
    '</button></span><code id="code-{n}">'
)
# Who has chosen no colours gets those of the system at once, and not when the bundle is there.
CHOSEN = '__md_get("__palette")'
CHOSEN_OR_SYSTEM = f'({CHOSEN}||{{color:{{media:"(prefers-color-scheme)"}}}})'
# Runs what it holds as soon as the page's header is there, before anything is shown.
EARLY = """<script>new MutationObserver((_, watch) => {
  if (!document.querySelector("[data-md-component=container]")) return;
  watch.disconnect();
  {script}
}).observe(document, { childList: true, subtree: true });</script>"""
_serving = False


def on_startup(command, dirty):
    """Remember what the pages are built for."""
    global _serving
    _serving = command == "serve"


def on_env(env, config, files):
    """Let the theme's templates leave no empty lines, which each page would carry."""
    env.trim_blocks = env.lstrip_blocks = True
    return env


def on_post_page(output, page, config):
    """Mend a page, and put the policy into it."""
    output = with_copy_buttons(unblocked(mended(output)))
    output = with_one_style(output, Path(config.site_dir))
    return output if _no_policy(config) else with_policy(output)


def on_post_template(output_content, template_name, config):
    """Do the same with the page for missing pages."""
    if not template_name.endswith(".html"):
        return output_content
    return on_post_page(output_content, None, config)


def _no_policy(config) -> bool:
    """Say whether the site is served while it is written, or is for a disk."""
    return _serving or config.extra.get("offline", False)


def on_post_build(config):
    """Take out what no page asks for, and the comments of our scripts."""
    site = Path(config.site_dir)
    for name in config.extra_css:
        (site / name).unlink(missing_ok=True)
    for source_map in (site / "assets").rglob("*.map"):
        source_map.unlink()
    for idle in ("stylesheets", "javascripts/lunr"):  # now in one; other languages' search
        shutil.rmtree(site / "assets" / idle, ignore_errors=True)
    for script in (site / "js").glob("*.js"):
        script.write_bytes(jsmin(script.read_bytes()))


def mended(html: str) -> str:
    """Return a page without what HTML, or the policy, does not allow, or nobody sees."""
    # Firefox fetches the next page ahead, which the policy forbids: with an error on each page.
    html = re.sub(r'<link rel="(?:prev|next)"[^>]*>', "", html)
    html = re.sub(r'(<label[^>]*) tabindex=""', r"\1", html)
    html = re.sub(PLAIN, r"\1", html)
    # Past the navigation: a heading that cannot have the focus is shown, but the focus stays.
    html = html.replace("<h1 id=", '<h1 tabindex="-1" id=', 1)
    return re.sub(r'(<input[^>]* type="checkbox"[^>]*) autocomplete="off"', r"\1", html)


def unblocked(html: str) -> str:
    """Return a page that is read in while its style sheets are on the way.

    An inline script waits for the style sheets above it, and what follows the script waits, too:
    the first text would be shown while formulas below it are yet to be read. So the theme's
    scripts go above the style sheets. The one that restores the reader's colours needs the page's
    header, and watches for it.
    """
    head, end, body = html.partition("</head>")
    scripts = [match[0].rstrip() for match in re.finditer(INLINE, head)]
    if found := re.search(INLINE.replace("(.*?)", "(var palette=.*?)"), body):
        script = found[1].replace(CHOSEN, CHOSEN_OR_SYSTEM)
        scripts.append(EARLY.replace("{script}", script))
        body = body.replace(found[0], "", 1)
    head = re.sub(INLINE, "", head).replace(STYLES, "".join(scripts) + STYLES, 1)
    return head + end + body


def with_copy_buttons(html: str) -> str:
    """Return a page with a copy button in each block of code."""
    number = itertools.count(1)
    return re.sub(BLOCK, lambda _: WITH_BUTTON.format(n=next(number)), html)


def with_one_style(html: str, site: Path) -> str:
    """Return a page that asks for one style sheet, which holds the theme's and ours.

    Each request delays the first text. The name tells the content, so that it can be kept for ever;
    it lies beside ours, so that addresses in ours hold. The theme's have none but `data:`.
    """
    if not (sheets := re.findall(SHEET, html)):
        return html
    text = b"\n".join((site / name).read_bytes() for _, name in sheets)
    text = re.sub(SWITCHING, b"", text)
    name = f"css/all.{hashlib.sha256(text).hexdigest()[:8]}.min.css"
    (site / name).write_bytes(text)
    one = f'{STYLES} href="{sheets[0][0]}{name}">'
    start = html.index(STYLES)
    return html[:start] + one + re.sub(SHEET, "", html[start:])


def with_policy(html: str) -> str:
    """Return a page with a policy that names its inline scripts by their digests."""
    inline = re.findall(r"(?s)<script(?![^>]*\s(?:src|type)=)[^>]*>(.*?)</script>", html)
    digests = (hashlib.sha256(script.encode()).digest() for script in inline)
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=hashes)}">'
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{policy}', 1)
