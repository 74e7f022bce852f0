"""A MkDocs hook that finishes the built site: a security policy in each page, no idle files.

The policy lets a page load files of its own site only, and run no inline script but those that
were in it when it was built. There is none while serving, because MkDocs adds a script to reload,
and none for reading from a disk, where each file is a site of its own.
"""

import base64
import hashlib
import re
import shutil
from pathlib import Path

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
_serving = False


def on_startup(command, dirty):
    """Remember what the pages are built for."""
    global _serving
    _serving = command == "serve"


def on_post_page(output, page, config):
    """Mend a page, and put the policy into it."""
    return mended(output) if _no_policy(config) else with_policy(mended(output))


def on_post_template(output_content, template_name, config):
    """Do the same with the page for missing pages."""
    if not template_name.endswith(".html"):
        return output_content
    return on_post_page(output_content, None, config)


def _no_policy(config) -> bool:
    """Say whether the site is served while it is written, or is for a disk."""
    return _serving or config.extra.get("offline", False)


def on_post_build(config):
    """Take out what no page asks for."""
    assets = Path(config.site_dir) / "assets"
    for source_map in assets.rglob("*.map"):
        source_map.unlink()
    shutil.rmtree(assets / "javascripts" / "lunr", ignore_errors=True)  # other languages' search


def mended(html: str) -> str:
    """Return a page without what the theme writes and HTML does not allow."""
    html = re.sub(r'(<label[^>]*) tabindex=""', r"\1", html)
    return re.sub(r'(<input[^>]* type="checkbox"[^>]*) autocomplete="off"', r"\1", html)


def with_policy(html: str) -> str:
    """Return a page with a policy that names its inline scripts by their digests."""
    inline = re.findall(r"(?s)<script(?![^>]*\s(?:src|type)=)[^>]*>(.*?)</script>", html)
    digests = (hashlib.sha256(script.encode()).digest() for script in inline)
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=hashes)}">'
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{policy}', 1)
