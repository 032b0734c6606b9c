"""HTML pages and fragments: the visible text, its paragraphs, its tables with merged cells.

The text of the document is what a reader sees, block under block, the cells of a row parted
by ` | `. The page is parsed as browsers do it (HTML 5, by lexbor). Nothing is fetched and
nothing is run: scripts, styles and controls are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from giox.documents.compose import Composer
from giox.documents.model import Document
from giox.documents.visible import write_visible
from giox.errors import DocumentError

__all__ = ["read_html"]

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
# What markup must hold for anything in it to be hidden, and the elements to look at then.
_SIGNS_OF_HIDING = {
    b"hidden": "[hidden], [style*=hidden i]",
    b"display": "[style*=display i]",
    b"font-size:": "[style*='font-size:' i]",
}

# What content systems of Chinese governments say of a page in <meta name=…>
# (the national standard for government websites names them), and how a reader would label it.
_META = {
    "sitename": "网站名称",
    "articletitle": "标题",
    "pubdate": "发布日期",
    "contentsource": "来源",
    "columnname": "栏目",
}
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_HEAD = 4_096

# Browsers stop nesting at some 500 levels; the parser takes time as the square of the depth.
_DEEPEST = 5_000
_NESTING = re.compile(r"<(/?)(?:div|ul|ol|li|dl|dd|dt|section|article|center|blockquote)\b[^<>]*>")
_WHOLE = frozenset({"html", "head", "body"})
"""Elements that are not left out where they are hidden: all of the page is in them."""
_CELLS = "td, th"
_TABLE_PART = re.compile(r"<(/?)(table|t[rdh])\b", re.IGNORECASE)
_SELF_CLOSED = re.compile(r"<((?!(?:br|hr|img|meta|link|input)\b)[a-zA-Z]\w*)((?:\s[^<>]*)?)/>")
_FRAMES = re.compile(r"</?(?:frameset|frame|noframes)\b[^<>]*>", re.IGNORECASE)
# Each to its end, or that of the page, so that no beginning is tried in vain.
_CODE = re.compile(
    r"<(script|style)\b.*?(?:</\1\b|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_LEAST_VISIBLE = 200


def read_html(text: str, encoding: str | None) -> Document:
    """Turn a decoded HTML page or fragment into a document.

    Parameters
    ----------
    text : str
        The page, or a part of one.
    encoding : str or None
        What it was decoded from.

    Returns
    -------
    Document
        What the page says of itself (title, date and source in `<meta>`) stands before the
        visible text as paragraphs `label: value`. A table that holds another table, has
        one column only or holds long running text lays out the page: its cells are
        paragraphs.

    Raises
    ------
    DocumentError
        If the page has no text at all.

    Examples
    --------
    >>> page = "<p>总体情况</p><table><tr><td>规章<td>3<td>0</table>"
    >>> print(read_html(page, "utf-8").text)
    总体情况
    规章 | 3 | 0
    """
    text = _sound(text)
    document, has_hidden = _written(text, encoding, hidden=False)
    if has_hidden and len(document.text) < _LEAST_VISIBLE:
        # Some pages hide the article until a script shows it.
        whole, _ = _written(text, encoding, hidden=True)
        if len(whole.text) > 2 * len(document.text):
            document = whole
    if not document.blocks:
        msg = "the page has no text; save it again from the browser once it has loaded"
        raise DocumentError(msg)
    return document


def _sound(text: str) -> str:
    """Repair what browsers read otherwise than the author meant, and what would stall them."""
    if text.lstrip()[:5].lower() == "<?xml":
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    if "frameset" in text.lower():
        text = _FRAMES.sub(" ", text)  # which make parsers drop whatever else there is
    depth = deepest = 0
    for tag in _NESTING.finditer(text) if text.count("<") > _DEEPEST else ():
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return _NESTING.sub("<br>", text) if deepest > _DEEPEST else text


def _written(text: str, encoding: str | None, *, hidden: bool) -> tuple[Document, bool]:
    """Return what a page says, and whether more is hidden in it."""
    document, cells, has_hidden = _parsed(text, encoding, hidden=hidden)
    if cells < _printed_cells(text):
        text = _CODE.sub("", text)
        if cells < _printed_cells(text):
            document, _, has_hidden = _parsed(_with_tables(text), encoding, hidden=hidden)
    return document, has_hidden


def _printed_cells(text: str) -> int:
    if "<T" in text:
        text = text.lower()
    heads = text.count("<th")
    return text.count("<td") + (heads and heads - text.count("<thead"))


def _parsed(text: str, encoding: str | None, *, hidden: bool) -> tuple[Document, int, bool]:
    """Return what a page says, how many cells its tables have, and whether more is hidden."""
    data = text.encode("utf-8", "replace")
    page = LexborHTMLParser(data, options=LexborDocumentOptions.WO_EVENTS)
    composer = Composer()
    for label, value in _about(page, text):
        composer.paragraph(f"{label}: {value}")
    found = [] if hidden else _hidden(page, data.lower())
    cells = len(page.css(_CELLS)) if found else 0
    for element in reversed(found):  # what is within another comes after it
        if element.tag not in _WHOLE:  # a script would show it again
            element.decompose()
    cells -= len(page.css(_CELLS)) if found else 0
    cells += write_visible(page, composer)
    return composer.document(encoding), cells, bool(found)


def _with_tables(text: str) -> str:
    """Open a table before each row or cell outside of one, which browsers would run together."""
    pieces: list[str] = []
    written = depth = 0
    for tag in _TABLE_PART.finditer(text):
        if tag[2].lower() == "table":
            depth = max(depth - 1, 0) if tag[1] else depth + 1
        elif not depth and not tag[1]:
            pieces += (text[written : tag.start()], "<table>")
            written = tag.start()
            depth = 1
    return "".join((*pieces, text[written:]))


def _about(page: LexborHTMLParser, text: str) -> Iterator[tuple[str, str]]:
    """Yield what the page says of itself in places that a reader does not see."""
    saved = _SAVED_FROM.search(text, 0, _HEAD)
    if saved:
        yield "网址", saved[1]
    told = set()
    for element in page.css("meta[name][content]"):
        about = element.attributes
        label = _META.get((about["name"] or "").strip().lower())
        value = " ".join((about["content"] or "").split())
        if label and value and label not in told:
            told.add(label)
            yield label, value


def _hidden(page: LexborHTMLParser, markup: bytes) -> list[LexborNode]:
    """Return the elements that a reader does not see, such as the noise of anti-copy pages."""
    maybe = ", ".join(those for sign, those in _SIGNS_OF_HIDING.items() if sign in markup)
    if not maybe:
        return []
    return [
        element
        for element in page.css(maybe)
        if "hidden" in (about := element.attributes) or _HIDDEN.search(about.get("style") or "")
    ]
