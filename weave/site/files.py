"""Which files are sent, and how: one style sheet, scripts without comments, nothing idle."""

import hashlib
import re

from mkdocs.structure.files import File
from rjsmin import jsmin

from weave.site import theme

IDLE = r"assets/(.*\.map|javascripts/lunr/.*)"  # maps of sources; search in other languages
STYLES = r"assets/stylesheets/main\.\w+\.min\.css assets/stylesheets/palette\.\w+\.min\.css"


def drop_idle(files) -> None:
    """Take out what no page asks for, and comments and indents of our scripts."""
    for file in list(files):
        if re.fullmatch(IDLE, file.src_uri):
            files.remove(file)
        elif file.is_javascript() and file.src_uri.startswith("js/"):
            file.content_bytes = jsmin(file.content_bytes)


def join_styles(files, config) -> str:
    """Put one style sheet in the place of the theme's and ours; return its address.

    Each request delays the first text. The name tells the content, so that it can be kept for ever;
    it lies beside ours, so that addresses in ours hold. The theme's have none but `data:`.
    """
    names = [f.src_uri for f in files.css_files() if f.src_uri.startswith("assets/stylesheets/")]
    if not re.fullmatch(STYLES, " ".join(sorted(names))):
        raise theme.changed("the names of its style sheets", "weave/site/files.py")
    sheets = [files.get_file_from_path(name) for name in [*sorted(names), *config.extra_css]]
    text = "\n".join(sheet.content_bytes.decode() for sheet in sheets)
    text = theme.replace(text, *theme.SWITCHING)
    for sheet in sheets:
        files.remove(sheet)
    config.extra_css = []  # or the theme's template would ask for them
    data = text.encode()
    name = f"css/all.{hashlib.sha256(data).hexdigest()[:8]}.min.css"
    files.append(one := File.generated(config, name, content=data))
    return one.url
