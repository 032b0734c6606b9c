"""HTML pages and fragments: the visible text, its paragraphs, its tables with merged cells.

The text of the document is what a reader sees, block under block, the cells of a row parted
by ` | `. The page is parsed as browsers do it (HTML 5, by lexbor). Nothing is fetched and
nothing is run: scripts, styles and controls are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import accumulate
from typing import NamedTuple

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from giox.documents.attached import find_attached
from giox.documents.compose import RAISED, Composer
from giox.documents.hidden import leave_out_hidden
from giox.documents.model import Document, Row
from giox.documents.scripted import find_scripted
from giox.documents.visible import write_visible
from giox.errors import DocumentError

__all__ = ["read_html"]

# What content systems of Chinese governments say of a page in <meta name=…>
# (the national standard for government websites names them), and how a reader would label it.
_META = {
    "sitename": "网站名称",
    "articletitle": "标题",
    "pubdate": "发布日期",
    "contentsource": "来源",
    "columnname": "栏目",
}
_ABOUT = "head > title, meta[name][content]"
# Between the title of the article, the column and the site, in the title of the window.
_TITLE_PART = re.compile(r"[_|｜]|--|——|(?<=\D)-(?=\D)")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_HEAD = 4_096

# Browsers stop nesting at some 500 levels; the parser takes time as the square of the depth.
_DEEPEST = 5_000
_NESTING = re.compile(
    r"<(/?)(?:div|ul|ol|li|dl|dd|dt|section|article|center|blockquote|header|footer|main|nav|aside|"
    r"address|fieldset|details|summary|dialog|figure|pre|listing|menu|dir|hgroup|search)\b[^<>]*>",
    re.IGNORECASE,
)
_DEEPER = {"": 1, "/": -1}
_TABLE_PART = re.compile(r"<(/?)(table|t[rdh])\b", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml", re.IGNORECASE)
_SELF_CLOSED = re.compile(r"<((?!(?:br|hr|img|meta|link|input)\b)[a-zA-Z]\w*)((?:\s[^<>]*)?)/>")
_FRAMES = re.compile(r"</?(?:frameset|frame|noframes)\b[^<>]*>", re.IGNORECASE)
# Each to its end, or that of the page, so that no beginning is tried in vain.
_CODE = re.compile(
    r"<(script|style)\b.*?(?:</\1\b|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
# An escaped page within a page, as some systems print what editors pasted.
_ESCAPED_END = "&lt;/"
_FEWEST_ESCAPED = 3
_SMALL_AND_RAISED = "sup, [style*='vertical-align:super'], [style*='vertical-align: super']"
# Fields in the cells of a table show figures; these kinds of them show what they hold.
_SHOWING_FIELDS = frozenset({"", "text", "number", "tel"})
_SHORTEST_ARTICLE = 200
_MOST_ATTACHED = 3
_NO_TEXT = "the page has no text; save it again from the browser once it has loaded"
_SCRIPTED = (
    "the page shows its text by a script, which was not run: it was read where it stands ready; "
    "compare it with the page"
)


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
    read = _written(text, encoding, hidden=False)
    document = read.document
    if read.most_hidden is not None and read.most_hidden > _enough(document):
        # Some pages hide the article until a script shows it.
        whole = _written(text, encoding, hidden=True).document
        document = max(document, whole, key=lambda one: len(one.text))
    if read.scripted is not None and len(document.text) == len(read.document.text):
        whole = _written(f"{text}<div>{read.scripted}", encoding, hidden=False).document
        if len(whole.text) > len(document.text):
            document = replace(whole, remarks=(*whole.remarks, _SCRIPTED))
    if not document.blocks:
        raise DocumentError(" ".join((_NO_TEXT, *document.remarks)))
    return document


def _enough(document: Document) -> int:
    """Return how many characters that are not seen are more than a part of what is."""
    return max(2 * len(document.text), _SHORTEST_ARTICLE) if document.blocks else 0


def _sound(text: str) -> str:
    """Repair what browsers read otherwise than the author meant, and what would stall them."""
    if _XML.match(text):
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    if "rameset" in text or "RAMESET" in text:
        text = _FRAMES.sub(" ", text)  # which make parsers drop whatever else there is
    if _ESCAPED_END in text:
        escaped = text.count(_ESCAPED_END)
        if escaped >= _FEWEST_ESCAPED and escaped > text.count("</"):
            text = unescape(text)
    begun = text.count("<")
    if begun <= _DEEPEST or begun - text.count("</") <= _DEEPEST:
        return text
    deepest = max(accumulate(map(_DEEPER.__getitem__, _NESTING.findall(text))), default=0)
    return _NESTING.sub("<br>", text) if deepest > _DEEPEST else text


class _Read(NamedTuple):
    """What a page says.

    `has_lost_cells` if its markup begins more than the `cells` of its tables; the longest text that
    is hidden in it has `most_hidden` characters, if any is; `scripted` is markup that it holds
    for a script to show.
    """

    document: Document
    cells: int
    has_lost_cells: bool
    most_hidden: int | None
    scripted: str | None


def _written(text: str, encoding: str | None, *, hidden: bool) -> _Read:
    """Return what a page says, its cells in tables even if the page opens none for them."""
    read = _parsed(text, encoding, hidden=hidden)
    if read.has_lost_cells:
        bare = _CODE.sub("", text)  # cells that scripts write or comments hold are none
        if _has_more_cells(bare.encode("utf-8", "replace").lower(), read.cells):
            mended = _parsed(_with_tables(bare), encoding, hidden=hidden)
            read = mended._replace(scripted=read.scripted)
    return read


def _has_more_cells(markup: bytes, cells: int) -> bool:
    """Tell whether markup in lower case begins more cells than these."""
    printed = markup.count(b"<td")
    if printed < cells:
        printed += markup.count(b"<th") - markup.count(b"<thead")
    return printed > cells


def _parsed(text: str, encoding: str | None, *, hidden: bool) -> _Read:
    data = text.encode("utf-8", "replace")
    page = LexborHTMLParser(data, options=LexborDocumentOptions.WO_EVENTS)
    markup = data.lower()
    composer = Composer()
    for words in _about(page, text):
        composer.paragraph(words)
    if b"<input" in markup:
        _fill_in(page)
    if b"<sup" in markup or b"super" in markup:
        _raise(page)
    left_out = None if hidden else leave_out_hidden(page, markup)
    cells = write_visible(page, markup, composer) + (left_out.cells if left_out else 0)
    document = composer.document(encoding)
    enough = _enough(document)
    scripted = None
    if len(text) - len(document.text) > enough:
        scripted = find_scripted(page, enough)
    if Row not in map(type, document.blocks):
        document = replace(document, remarks=_attached(page))
    most_hidden = left_out.longest if left_out else None
    return _Read(document, cells, _has_more_cells(markup, cells), most_hidden, scripted)


def _fill_in(page: LexborHTMLParser) -> None:
    """Write what fields in cells hold as their words: some systems print tables as forms."""
    for field in page.css("td input[value], th input[value]"):
        about = field.attributes
        if (about.get("type") or "").lower() in _SHOWING_FIELDS:
            field.replace_with(about["value"] or "")


def _raise(page: LexborHTMLParser) -> None:
    """Write small raised digits as signs of their own: they are marks of notes, not of a number."""
    for element in page.css(_SMALL_AND_RAISED):
        digits = element.text().strip()
        if digits.isdigit():
            element.replace_with(digits.translate(RAISED))


def _attached(page: LexborHTMLParser) -> tuple[str, ...]:
    """Say which files a page without tables hands out: its figures may stand there."""
    files = find_attached(page)
    if not files:
        return ()
    named = ", ".join(files[:_MOST_ATTACHED])
    if len(files) > _MOST_ATTACHED:
        named += f" and {len(files) - _MOST_ATTACHED} more"
    return (f"the page has no table, but files, which were not read: {named}; save them too",)


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


def _about(page: LexborHTMLParser, text: str) -> Iterator[str]:
    """Yield what the page says of itself in places that a reader does not see, and its title."""
    saved = _SAVED_FROM.search(text, 0, _HEAD)
    if saved:
        yield f"网址: {saved[1]}"
    told: set[str] = set()
    titles: list[str] = []
    for element in page.css(_ABOUT):
        if element.tag == "title":
            titles += _TITLE_PART.split(element.text())
            element.decompose()
            continue
        about = element.attributes
        label = _META.get((about["name"] or "").strip().lower())
        value = " ".join((about["content"] or "").split())
        if label and value and label not in told:
            told.add(label)
            yield f"{label}: {value}"
    for title in titles:
        yield " ".join(title.split())
