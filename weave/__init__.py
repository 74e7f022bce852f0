"""Python-Markdown extensions that weave code into pages.

Data flows one way, from `snippets/` to the page:

* `weave.maths`: `$…$` and `$$…$$` become MathML, and each displayed equation is checked;
* `weave.output`: `/// output | FILE` shows what a snippet printed when it ran;
* `weave.index`: `/// snippets` lists all snippets, to be taken away from `docs/code`, a link;
* `weave.figure`: `/// figure | FILE` shows what a figure file drew, as inline SVG;
* `weave.labs` and `weave.finish` are no extensions but MkDocs hooks: one runs the notebooks of
  `docs/labs/`, one gives each built page a security policy and takes out idle files.

Nothing here knows what the site is about. Like `pymdownx.snippets`, the extensions find their
folders from the current one, which must be the folder that holds `mkdocs.yml`.
"""

from pathlib import Path

DOCS = Path("docs")
SNIPPETS = Path("snippets")
FIGURES = SNIPPETS / "figures"
CHECKS = SNIPPETS / "checks"
SCRIPTS = DOCS / "js"
CACHE = Path(".cache") / "weave"
