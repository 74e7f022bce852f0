"""Which files are sent, and how: one style sheet, scripts without comments, nothing idle."""

import hashlib
import re

import lightningcss
from mkdocs.commands.build import get_context
from mkdocs.structure.files import File
from rjsmin import jsmin

from weave.page import WeaveError
from weave.site import font, theme

IDLE = (
    r"assets/(.*\.map|javascripts/lunr/.*|"  # maps of sources; search in other languages
    r"javascripts/workers/search\.\w+\.min\.js)"  # js/search.js stands in its place
)
LIBRARY = "minisearch/minisearch.js"
NOTICE = "/*! MiniSearch, (c) Luca Ongaro, MIT License: ../minisearch/LICENSE.txt */"
IMPORT = re.compile(r'(?m)^import \{([^}]*)\} from "\./([\w-]+)\.js";')
STYLES = r"assets/stylesheets/main\.\w+\.min\.css assets/stylesheets/palette\.\w+\.min\.css"
NAME = r"-{0,2}[A-Za-z_](?:[\w-]|\\.)*"  # of a class, an element or a property of one's own


def make_classic(files) -> None:
    """Make one script of each explorer, for pages on a disk, where browsers load no modules.

    Each module becomes a function that returns what it exports.
    """
    modules = {
        f.name: f for f in files if re.fullmatch(r"js/(explore(-\w+)?|model)\.js", f.src_uri)
    }

    def with_imports(name: str) -> dict[str, str]:
        """Return the module `name` as an expression, after those that it imports."""
        text, needed = modules[name].content_string, {}
        for other in IMPORT.findall(text):
            needed |= with_imports(other[1])
        names = ", ".join(re.findall(r"(?m)^export (?:const|function|class) (\w+)", text))
        body = re.sub(r"(?m)^export ", "", IMPORT.sub(r"const {\1} = \2;", text))
        return needed | {name: f"(() => {{\n{body}\nreturn {{ {names} }};\n}})();"}

    scripts = {name: with_imports(name) for name in modules if "-" in name}
    for name, parts in scripts.items():
        *before, last = [f"const {part} = {made}" for part, made in parts.items()]
        before.append(last.partition(" = ")[2])
        modules[name].content_string = "{\n" + "\n".join(before) + "\n}\n"
    for name in modules.keys() - scripts.keys():
        files.remove(modules[name])


def drop_idle(files) -> None:
    """Take out what no page asks for, as the whole maths font, and comments of our scripts.

    The library of the search goes into the script that uses it: one file, one request.
    """
    for file in list(files):
        if re.fullmatch(IDLE, file.src_uri):
            files.remove(file)
        elif file.is_javascript() and file.src_uri.startswith("js/"):
            file.content_bytes = jsmin(file.content_bytes)
    if whole := files.get_file_from_path(font.FILE):
        files.remove(whole)
    if library := files.get_file_from_path(LIBRARY):
        files.remove(library)
        search = files.get_file_from_path("js/search.js")
        parts = (NOTICE, jsmin(library.content_string), search.content_string)
        search.content_string = "\n".join(parts)


def join_styles(files, config, words: set[str], font_url: str) -> str:
    """Put one style sheet in the place of the theme's and ours; return its address.

    Each request delays the first text. It lies beside ours, so that addresses in ours hold; the
    theme's have none but `data:`. Rules for what has none of the names in `words` are left out.
    """
    names = [f.src_uri for f in files.css_files() if f.src_uri.startswith("assets/stylesheets/")]
    if not re.fullmatch(STYLES, " ".join(sorted(names))):
        raise theme.changed("the names of its style sheets", "weave/site/files.py")
    sheets = [files.get_file_from_path(name) for name in [*sorted(names), *config.extra_css]]
    for sheet in sheets[-len(config.extra_css) :]:
        _refuse_broken(sheet)
    text = "\n".join(sheet.content_string for sheet in sheets)
    text = theme.replace(text, *theme.SWITCHING).replace(font.FILE, font_url)
    for sheet in sheets:
        files.remove(sheet)
    config.extra_css = []  # or the theme's template would ask for them
    data = _needed(text, words).encode()
    # The name tells the content, so that it can be kept for ever.
    name = f"css/all.{hashlib.sha256(data).hexdigest()[:8]}.min.css"
    files.append(one := File.generated(config, name, content=data))
    return one.url


def _refuse_broken(sheet: File) -> None:
    """Raise WeaveError that names the line if `sheet` is no style sheet."""
    try:
        lightningcss.process_stylesheet(sheet.content_string)
    except ValueError as error:
        what, line = re.fullmatch(r".*failed: (.*) at :(\d+):\d+", str(error), re.S).groups()
        place = f"docs/{sheet.src_uri}:{int(line) + 1}"
        raise WeaveError(f"{place}: {what}; a browser would leave the rule out") from None


def names_in(files, nav, config, env) -> set[str]:
    """Return all names that a page may have: in its text, around it, and given to it by scripts."""
    words: set[str] = set()
    for file in files.documentation_pages():
        for value in re.findall(r'\s(?:class|id|style)="([^"]*)"', file.page.content):
            words.update(re.findall(NAME, value))
    scripts = [f for f in files.javascript_files() if not f.src_uri.startswith("pyodide/")]
    texts = [file.content_string for file in scripts]
    # Around the text all pages are alike, but the first has none before it.
    shown = [("main.html", page) for page in nav.pages[:2]] + [("404.html", None)]
    for template, page in shown:
        context = get_context(nav, files, config, page, base_url=".")
        texts.append(env.get_template(template).render(context))
    return words.union(*(re.findall(NAME, text) for text in texts))


def _needed(sheet: str, words: set[str]) -> str:
    """Return `sheet`, minified, without rules for names that are not in `words`."""
    names = {name.replace("\\", "") for name in re.findall(rf"[.#]({NAME})", sheet)}
    less = lightningcss.process_stylesheet(sheet, unused_symbols=names - words)
    # Then without properties that no rule is left to read.
    read = words.union(re.findall(r"var\((--[\w-]+)", less))
    idle = set(re.findall(r"[{;](--[\w-]+):", less)) - read
    return lightningcss.process_stylesheet(less, unused_symbols=idle)
