"""A security policy in a page: files of its own site only, and no inline script but its own."""

import base64
import hashlib
import re

from weave.page import WeaveError

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
FIRST = '<meta charset="utf-8">'  # of the head: overrides/main.html


def put(html: str) -> str:
    """Return a page with a policy that names its inline scripts by their digests."""
    inline = re.findall(r"(?s)<script(?![^>]*\s(?:src|type)=)[^>]*>(.*?)</script>", html)
    digests = (hashlib.sha256(script.encode()).digest() for script in inline)
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=hashes)}">'
    if FIRST not in html:
        raise WeaveError(f"a page does not start with {FIRST}; mend overrides/main.html")
    return html.replace(FIRST, FIRST + policy, 1)
