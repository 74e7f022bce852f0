"""The maths font, cut down to what the formulas of the site show.

The whole font is many times as large as all else that a first visit needs.
"""

import base64
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import decomposition, name

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from weave import DOCS
from weave.mathml import FORMULA
from weave.page import WeaveError
from weave.work import ROOT, Job, crew, fault, recall

FILE = "fonts/stix-two-math.woff2"
WHOLE = DOCS / FILE
PART = re.compile(r"<(\w+)[^>]*>([^<>]+)")
# What browsers show for a letter that stands alone in an <mi>: MathML Core, "italic mappings".
SLANTED = {"h": "ℎ"} | {
    chr(int(decomposition(slanted).split()[1], 16)): slanted
    for slanted in map(chr, [*range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D6A6),
                             *range(0x1D6E2, 0x1D71C)])
    if decomposition(slanted)
}  # fmt: skip


def shown_by(content: str) -> set[str]:
    """Return all that the formulas of a page show, letter by letter, as browsers show it."""
    shown: set[str] = set()
    for formula in FORMULA.findall(content):
        for tag, text in PART.findall(formula):
            text = html.unescape(text)
            alone = tag == "mi" and len(text.strip()) == 1
            shown.update(SLANTED.get(text.strip(), text) if alone else text)
    return shown - {"\n"}


@dataclass(frozen=True)
class SmallFont:
    """The maths font with what the formulas of some pages show; cut while those are written."""

    shown: list[tuple[str, set[str]]]  # the source of each page, and its letters
    job: Job

    @classmethod
    def begin(cls, pages) -> "SmallFont":
        """Set the crew to work for `pages`."""
        shown = [(page.file.src_uri, shown_by(page.content)) for page in pages]
        text = "".join(sorted(set().union(*(letters for _, letters in shown))))
        job = Job(
            "font", WHOLE.stem, (WHOLE, text), f"{__name__}:cut", (str(WHOLE), text),
            made_by=(Path(__file__),), packages=("fonttools", "brotli"), path=(ROOT,),
        )  # fmt: skip
        if recall(job.key()) is None:
            crew.begin(job)
        return cls(shown, job)

    @property
    def name(self) -> str:
        """Where it is sent. A reader who has kept an older one would miss a new letter."""
        return f"fonts/{WHOLE.stem}.{self.job.key()[:8]}.woff2"

    def data(self) -> bytes:
        """Return it, as WOFF2; raise WeaveError if it cannot have a letter that a page shows."""
        answer = crew.result(self.job)
        if told := fault(answer, self.job.seconds):
            raise WeaveError(f"{WHOLE}: cutting the font down {told}")
        data, missing = answer["results"]
        for place, letters in self.shown:
            for letter in sorted(letters & set(missing)):
                raise WeaveError(
                    f"docs/{place}: the maths font has no '{letter}' (U+{ord(letter):04X}, "
                    f"{name(letter, 'a letter without a name')}); write another"
                )
        return base64.b64decode(data)


def cut(file: str, text: str) -> Iterator[str]:
    """Yield the font with the letters of `text` alone, in base64, then those that it has not."""
    options = Options(hinting=False, glyph_names=False, layout_features=["ssty", "flac", "dtls"])
    options.flavor = "woff2"
    with TTFont(file) as font:
        known = font.getBestCmap()
        subsetter = Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        font.save(out := io.BytesIO())
    yield base64.b64encode(out.getvalue()).decode()
    yield "".join(letter for letter in text if ord(letter) not in known)
