"""HTML pages and fragments: the visible text, its paragraphs, its tables with merged cells.

The text of the document is what a reader sees, block under block, the cells of a row parted
by ` | `. The page is parsed as browsers do it (HTML 5, by lexbor). Nothing is fetched and
nothing is run: scripts, styles and controls are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from giox.documents.compose import Composer
from giox.documents.grid import Spanning, place
from giox.documents.model import Document
from giox.errors import DocumentError

__all__ = ["read_html"]

_UNSEEN = frozenset(
    "script style noscript template select option button input textarea svg iframe object "
    "audio video canvas map rp rt".split()
)
_UNSEEN_IN_CELLS = "script, style, select, textarea, button, noscript, rt"
_BREAKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section "
    "table tbody td tfoot th thead title tr ul".split()
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_SIGNS_OF_HIDING = (b"none", b"hidden", b"font-size:0", b"font-size: 0")
_MAYBE_HIDDEN = (
    "[hidden], [style*=none i], [style*=hidden i], "
    "[style*='font-size:0' i], [style*='font-size: 0' i]"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")

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
_TABLE_PART = re.compile(r"<(/?)(table|t[rdh])\b", re.IGNORECASE)
_SELF_CLOSED = re.compile(r"<((?!(?:br|hr|img|meta|link|input)\b)[a-zA-Z]\w*)((?:\s[^<>]*)?)/>")
_LEAST_VISIBLE = 200
_PARTED = "\x1f"
_LARGEST_SPAN = 1_000
# A cell with this many paragraphs and characters is a part of a page, not of a table.
_FEWEST_OF_PAGE = 4
_LEAST_OF_PAGE = 300


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
    document = _written(text, encoding, hidden=False)
    if len(document.text) < _LEAST_VISIBLE:
        # Some pages hide the article until a script shows it.
        whole = _written(text, encoding, hidden=True)
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
    depth = deepest = 0
    for tag in _NESTING.finditer(text) if text.count("<") > _DEEPEST else ():
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return _NESTING.sub("<br>", text) if deepest > _DEEPEST else text


def _written(text: str, encoding: str | None, *, hidden: bool) -> Document:
    data = text.encode("utf-8", "replace")
    markup = data.lower()
    page = LexborHTMLParser(data)
    cells = markup.count(b"<td") + markup.count(b"<th") - markup.count(b"<thead")
    if len(page.css("td, th")) < cells:
        page = LexborHTMLParser(_with_tables(text).encode("utf-8", "replace"))
    composer = Composer()
    for label, value in _about(page, text):
        composer.paragraph(f"{label}: {value}")
    may_hide = not hidden and any(sign in markup for sign in _SIGNS_OF_HIDING)
    if page.root is not None:
        _Writer(composer, _hidden(page) if may_hide else set()).walk(page.root)
    return composer.document(encoding)


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


def _hidden(page: LexborHTMLParser) -> set[int]:
    """Return the elements that a reader does not see, such as the noise of anti-copy pages."""
    return {
        element.mem_id
        for element in page.css(_MAYBE_HIDDEN)
        if "hidden" in element.attributes or _HIDDEN.search(element.attributes.get("style") or "")
    }


class _Writer:
    """Writes the visible words of a page while it is walked."""

    def __init__(self, composer: Composer, hidden: set[int]) -> None:
        self._composer = composer
        self._hidden = hidden
        self._words: list[str] = []
        self._cell: list[str] | None = None
        self._verbatim = 0

    def walk(self, root: LexborNode) -> None:
        """Write everything under `root`, without recursion: pages nest arbitrarily deep."""
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            child = self._begin(node)
            if child is not None:
                node = child
                depth += 1
                continue
            while node is not None:
                self._finish(node.tag)
                if not depth:
                    return
                following = node.next
                if following is not None:
                    node = following
                    break
                node = node.parent
                depth -= 1

    def _begin(self, node: LexborNode) -> LexborNode | None:
        """Write a text or begin an element; return the first thing in it, if it is to be read."""
        tag = node.tag
        if tag == "-text":
            self._say(node.text_content or "")
            return None
        if tag in _UNSEEN or (self._hidden and node.mem_id in self._hidden):
            return None
        if tag in _BREAKS:
            self._break()
            if tag == "table" and self._cell is None and not _holds_table(node):
                return self._table(node)
            if tag == "pre":
                self._verbatim += 1
        return node.child

    def _finish(self, tag: str | None) -> None:
        if tag in _BREAKS:
            self._break()
            if tag == "pre":
                self._verbatim -= 1

    def _say(self, words: str) -> None:
        if self._verbatim and "\n" in words:
            *lines, words = words.split("\n")
            for line in lines:
                self._words.append(line)
                self._break()
        self._words.append(words)

    def _break(self) -> None:
        """End the paragraph."""
        if not self._words:
            return
        words = "".join(self._words)
        self._words.clear()
        if self._cell is not None:
            self._cell.append(words)
        elif self._verbatim:
            self._composer.paragraph(words)
        else:
            self._composer.paragraph(_SPACE.sub(" ", words))

    def _table(self, table: LexborNode) -> LexborNode | None:
        """Write a table, or return its first child where it only lays out a part of the page."""
        hidden = self._hidden
        simple = not hidden and table.css_first(_UNSEEN_IN_CELLS) is None
        rows: list[list[Spanning]] = []
        for row in table.css("tr"):
            if hidden and row.mem_id in hidden:
                continue
            cells: list[Spanning] = []
            for cell in row.iter():
                if hidden and cell.mem_id in hidden:
                    continue
                words = cell.text(separator=_PARTED) if simple else _PARTED
                if _PARTED in words:
                    paragraphs = self._paragraphs(cell)
                    if _is_page(paragraphs):
                        return table.child
                    words = " ".join(paragraphs)
                about = cell.attributes
                height = _span(about["rowspan"]) if "rowspan" in about else 1
                width = _span(about["colspan"]) if "colspan" in about else 1
                cells.append((height, width, " ".join(words.split())))
            rows.append(cells)
        if all(len(cells) < 2 for cells in rows):
            return table.child
        caption = table.css_first("caption")
        if caption is not None:
            self._composer.paragraph(" ".join(caption.text().split()))
        self._composer.end_table()
        for placed in place(rows):
            self._composer.row(placed)
        self._composer.end_table()
        return None

    def _paragraphs(self, cell: LexborNode) -> list[str]:
        """Return what a cell holds, parted where a reader sees a new line."""
        found: list[str] = []
        self._cell = found
        self.walk(cell)
        self._cell = None
        return [words for words in found if not words.isspace()]


def _is_page(paragraphs: list[str]) -> bool:
    """Tell whether a cell holds a part of the page, as in tables that lay pages out."""
    return len(paragraphs) >= _FEWEST_OF_PAGE and sum(map(len, paragraphs)) >= _LEAST_OF_PAGE


def _holds_table(table: LexborNode) -> bool:
    return any(part.css_first("table") is not None for part in table.iter())


def _span(value: str | None) -> int:
    value = (value or "").strip()
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isascii() and value.isdigit() else 1
