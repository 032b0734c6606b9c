"""HTML pages and fragments: the visible text, its paragraphs, its tables with merged cells.

The text of the document is what a reader sees, block under block, the cells of a row parted
by ` | `. Nothing is fetched and nothing is run: scripts, styles and forms are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from giox.documents.model import Block, Cell, Document, Paragraph, Row
from giox.errors import DocumentError

__all__ = ["read_html"]

_UNSEEN = frozenset(
    "script style noscript template select option button input textarea svg iframe object "
    "link meta base audio video canvas map".split()
)
_BREAKS = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody "
    "td tfoot th thead title tr ul caption".split()
)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u3000]+")
_CELL_BREAK = " | "
_LARGEST_SPAN = 100


def read_html(text: str, encoding: str | None) -> Document:
    """Turn a decoded HTML page or fragment into a document.

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
    parser = html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_undeclared(text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        msg = "the page has no text; save it again from the browser once it has loaded"
        raise DocumentError(msg) from error
    writer = _Writer()
    writer.walk(root)
    return Document("".join(writer.pieces), tuple(writer.blocks), encoding)


def _undeclared(text: str) -> str:
    """Drop an XML declaration: lxml refuses one in text that is decoded already."""
    return re.sub(r"\A\s*<\?xml[^>]*>", "", text)


class _Writer:
    """Collects the text and the blocks of a page while it is walked."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.length = 0
        self.tables = 0
        self.words: list[str] = []

    def walk(self, root: html.HtmlElement) -> None:
        """Write the page under `root`, without recursion: pages nest arbitrarily deep."""
        skipped: html.HtmlElement | None = None
        for event, node in etree.iterwalk(root, events=("start", "end")):
            tag = node.tag if isinstance(node.tag, str) else ""
            if skipped is not None:
                if event == "end" and node is skipped:
                    skipped = None
                    self._say(node.tail)
                continue
            if event == "start":
                if tag in _UNSEEN or not tag:
                    skipped = node
                    continue
                if tag in _BREAKS:
                    self._paragraph()
                if tag == "table" and _is_data(node):
                    self._table(node)
                    skipped = node
                    continue
                self._say(node.text)
            else:
                if tag in _BREAKS:
                    self._paragraph()
                self._say(node.tail)
        self._paragraph()

    def _say(self, words: str | None) -> None:
        if words:
            self.words.append(words)

    def _paragraph(self) -> None:
        words = _squeeze("".join(self.words))
        self.words.clear()
        if words:
            start, end = self._write(words)
            self.blocks.append(Paragraph(start, end))
            self._write("\n")

    def _table(self, table: html.HtmlElement) -> None:
        occupied: dict[int, int] = {}
        for row in _rows(table):
            cells: list[Cell] = []
            column = 0
            for element in row.iterchildren("td", "th"):
                while occupied.get(column, 0) > 0:
                    column += 1
                if cells:
                    self._write(_CELL_BREAK)
                start, end = self._write(_squeeze(_visible(element)))
                cells.append(Cell(start, end, column))
                rows, columns = _span(element, "rowspan"), _span(element, "colspan")
                for covered in range(column, column + columns):
                    occupied[covered] = rows
                column += columns
            occupied = {covered: left - 1 for covered, left in occupied.items() if left > 1}
            if cells:
                self.blocks.append(Row(tuple(cells), self.tables))
                self._write("\n")
        self.tables += 1

    def _write(self, words: str) -> tuple[int, int]:
        start = self.length
        self.pieces.append(words)
        self.length += len(words)
        return start, self.length


def _is_data(table: html.HtmlElement) -> bool:
    """Tell a table of figures from one that lays out a page: it holds no other table."""
    return table.find(".//table") is None


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield from table.iterdescendants("tr")


def _visible(element: html.HtmlElement) -> str:
    """Return the words of a cell; what stands on lines of its own is parted by a space."""
    words: list[str] = []
    skipped: html.HtmlElement | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if skipped is not None:
            if node is skipped and event == "end":
                skipped = None
                words.append(node.tail or "")
            continue
        if event == "start" and (node.tag in _UNSEEN or not isinstance(node.tag, str)):
            skipped = node
        elif node is element:
            words.append(node.text or "" if event == "start" else "")
        else:
            words.append(" " if node.tag in _BREAKS else "")
            words.append((node.text if event == "start" else node.tail) or "")
    return "".join(words)


def _squeeze(words: str) -> str:
    return _SPACE.sub(" ", words).strip()


def _span(element: html.HtmlElement, name: str) -> int:
    value = element.get(name, "1").strip()
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isascii() and value.isdigit() else 1
