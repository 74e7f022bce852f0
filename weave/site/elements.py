"""The elements of a page, for rules that need to know what stands in what."""

import xml.etree.ElementTree as etree
from functools import lru_cache
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}  # what has no end tag


class _Parser(HTMLParser):
    """Builds elements from HTML whose tags are all closed, as the builder writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = etree.TreeBuilder()
        self.builder.start("article", {})

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


@lru_cache(maxsize=200)  # of a page that was not edited, a server knows them
def elements(content: str) -> etree.Element:
    """Return the content of a page as one element; nobody may change it."""
    parser = _Parser()
    parser.feed(content)
    parser.close()
    parser.builder.end("article")
    return parser.builder.close()


def text_of(element: etree.Element, skip=lambda element: False) -> str:
    """Return all text in `element`, but for elements that `skip` tells to leave out."""
    parts = [element.text or ""]
    for child in element:
        if not skip(child):
            parts.append(text_of(child, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def is_made(element: etree.Element) -> bool:
    """Say whether a build computed, or compared, what `element` shows."""
    made = {"data-output", "data-index", "data-cell", "highlight", "equation", "behind"}
    about = {*element.attrib, *element.get("class", "").split()}
    return element.tag in ("svg", "script", "style") or bool(made & about)
