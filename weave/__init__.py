"""Python-Markdown extensions that weave code into pages, and what they rest on.

Data flows one way, from `snippets/` to the page:

* `weave.snippet`: `/// snippet | FILE` shows a snippet, and what it printed when it ran;
* `weave.figure`: `/// figure | FILE` shows what a figure file drew, as inline SVG;
* `weave.maths`: `$…$` and `$$…$$` become MathML, and each displayed equation is checked;
* `weave.index`: `/// index` lists all snippets, to be taken away from `docs/code`, a link.

These share `weave.mathml` (TeX becomes MathML), `weave.page` (which page and line: errors that name
the place), `weave.code` (blocks of code), `weave.svg` (pictures that stand in a page) and
`weave.work`, one memory and one crew for all that takes long. `weave.hand` is a process of the
crew; in it `weave.draw` draws figures, `weave.cells` runs the cells of labs, and `weave.examples`
tries those in docstrings.

The room `weave.equations` reads and checks equations. Its `door` says what goes in and comes out;
behind it, `check` asks the others in turn:

* `context` reads definitions, by `notation`; `spell` writes them for the note;
* `items` and `rows` cut the MathML of a page into claims and sides, `read`, with `names`, `scripts`
  and `wide`, makes a `tree` of a side; `glyphs` knows how a name looks;
* `points` says where to try, and `critical` finds where something changes that `watch` names;
* `value` works a tree out, with `balls` for numbers, `arrays` and `measure`, for derivatives;
* `compare` compares; `roads` says which derivatives mean something; `proof` asks SymPy.

`weave.site` is no extension but a MkDocs plugin: `labs` makes pages of the notebooks in
`docs/labs/`, `files` chooses what is sent, `font` cuts the maths font, `search` says how else pages
are asked, `theme` and `policy` finish each page. Three refuse: `guard` what only a whole page shows
to be wrong, `rules`, with `numbers` and `elements`, what is no page for its readers, and `style`
what is no snippet for them. `serve` tells a writer of it in the browser.

Nothing here knows what the site is about. The extensions find their folders from the current one,
which must be the folder that holds `mkdocs.yml`.
"""

from pathlib import Path

DOCS = Path("docs")
SNIPPETS = Path("snippets")
FIGURES = SNIPPETS / "figures"
CHECKS = SNIPPETS / "checks"
SCRIPTS = DOCS / "js"
CACHE = Path(".cache") / "weave"
