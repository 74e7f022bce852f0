"""How a name looks: the same key for `delta_2` of a context and for δ₂ in the MathML of a page."""

import unicodedata
import xml.etree.ElementTree as etree
from functools import cache

from weave.mathml import mathml

GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi",
    "psi", "omega",
]  # fmt: skip
LETTERS = {
    n: unicodedata.lookup(f"GREEK SMALL LETTER {n.replace('lambda', 'lamda')}") for n in GREEK
}
LETTERS |= {f"var{n}": LETTERS[n] for n in ("epsilon", "theta", "phi", "rho", "pi")}
LETTERS |= {n.title(): letter.upper() for n, letter in LETTERS.items()}
SAME = {
    "ϵ": "ε",
    "ϕ": "φ",
    "ϑ": "θ",
    "ϱ": "ρ",
    "ϖ": "π",
    "∗": "*",
    "-": "−",
    "⊺": "⊤",
    "\u00a0": " ",
}
SAME |= dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))  # nobody sees a difference


def default(identifier: str) -> str:
    """Return the key of how an identifier of a context is displayed: δ_2 for delta_2."""
    stem, _, index = identifier.partition("_")
    key = plain(LETTERS.get(stem, stem))
    return f"{key}_{LETTERS.get(index, index.replace('_', ','))}" if index else key


@cache
def of_tex(tex: str) -> str:
    """Return the key of a name that is written in TeX; raise ValueError if it is none."""
    try:
        math = mathml(tex, display=False)
        row = [e for e in math.iter() if e.tag not in ("math", "mrow", "mspace")]
        inside = {id(d) for e in row for d in e.iter() if d is not e}
        outer = [
            e for e in row if id(e) not in inside and (len(e) or set(plain(e.text)) - set("′″‴"))
        ]
        if len(outer) != 1:
            raise ValueError("it is more than one letter with what belongs to it")
        found = key(math)
    except ValueError as error:
        raise ValueError(f"'{tex}' is no name in TeX: {error.args[0]}") from error
    if not found[:1].isalpha():
        raise ValueError(f"'{tex}' is no name: a name begins with a letter")
    return found


def plain(text: str | None) -> str:
    """Return the text of an element without what only dresses it: bold, italic, another shape.

    Script, Fraktur and double-struck letters are others: 𝓛 is no L.
    """
    shown = (c for c in text or "" if not "\ufe00" <= c <= "\ufe0f")  # these pick a shape
    return "".join(SAME.get(c, c) for c in map(_undressed, shown)).strip()


@cache
def _undressed(letter: str) -> str:
    if not "\U0001d400" <= letter <= "\U0001d7ff":
        return "h" if letter == "ℎ" else letter  # the italic h has a place of its own
    others = ("SCRIPT", "FRAKTUR", "DOUBLE-STRUCK", "SANS-SERIF", "MONOSPACE")
    if any(word in unicodedata.name(letter) for word in others):
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    return SAME.get(plain, plain)


def key(element: etree.Element) -> str:
    """Return the key of an element of MathML that may be a name; raise ValueError if it is none."""
    parts = list(element)
    match element.tag:
        case "mspace":
            return ""
        case "mi" | "mn" | "mo":
            return plain(element.text)
        case "mtext":
            return plain("".join(element.itertext()))
        case "msub":
            return f"{_base(parts[0])}_{_script(parts[1])}"
        case "msup":
            return f"{_base(parts[0])}^{_script(parts[1])}"
        case "msubsup":
            return f"{_base(parts[0])}_{_script(parts[1])}^{_script(parts[2])}"
        case "mover" if element.get("accent") == "true":
            return _base(parts[0]) + plain(parts[1].text)
        case "mrow" | "math" | "mstyle":
            return "".join(key(part) for part in parts)
    raise ValueError(f"<{element.tag}> is no part of a name")


def _base(element: etree.Element) -> str:
    """Return the key of what an index or a power stands on: one letter or word, as it is seen."""
    found = key(element)
    letters = [e for e in element.iter() if e.tag in ("mi", "mn", "mtext")]
    if element.tag in ("mrow", "mstyle") and len(letters) > 1:
        raise ValueError(f"'{found}' is not one letter")
    return found


def _script(element: etree.Element) -> str:
    found = key(element)
    return f"{{{found}}}" if set(found) & set("_^") else found


def key_or_none(e: etree.Element) -> str | None:
    """Return the key of `e`, if it could be part of a name."""
    try:
        return key(e)
    except ValueError:
        return None
