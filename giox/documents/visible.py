"""The visible words of a parsed page, written block under block.

A page has thousands of nodes, nested arbitrarily deep: they are gone through once, in the
order of the page, and as little as possible is asked of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from giox.documents.compose import Composer
from giox.documents.grid import Reach, place

__all__ = ["write_visible"]

_Part = Literal["text", "block", "verbatim", "table", "row", "cell", "caption", "unseen"]
_BLOCKS = (
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p section tbody "
    "tfoot thead title ul"
)
_UNSEEN = (
    "script style noscript template select option button input textarea svg iframe object "
    "audio video canvas map rp rt del s strike"
)
_PARTS: tuple[tuple[_Part, str], ...] = (
    ("block", _BLOCKS),
    ("verbatim", "pre"),
    ("table", "table"),
    ("row", "tr"),
    ("cell", "td th"),
    ("caption", "caption"),
    ("unseen", _UNSEEN),
)
_SPANNING = "[rowspan], [colspan]"
_LARGEST_SPAN = 1_000
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNEVEN = ("\n", "  ", "\t", "\r", "\f")
# A cell with this many paragraphs and characters is a part of a page, not of a table.
_FEWEST_OF_PAGE = 4
_LEAST_OF_PAGE = 300

Say = Callable[[str, bool], None]
"""Takes the words of a paragraph, and whether their spaces and line ends count."""


@cache
def _parts() -> Mapping[int, _Part]:
    """Tell what elements are to a reader, by the numbers that the parser has for their names."""
    page = LexborHTMLParser("words")
    text = next(page.css("body")[0].iter(include_text=True))
    parts: dict[int, _Part] = {text.tag_id: "text"}
    for part, names in _PARTS:
        parts |= {page.create_node(name).tag_id: part for name in names.split()}
    return parts


def write_visible(page: LexborHTMLParser, composer: Composer) -> int:
    """Write the paragraphs and tables of a page, and return how many cells it has.

    A table that holds another table, has one column only or holds long running text lays out
    the page: its cells are paragraphs.
    """

    def say(words: str, is_verbatim: bool) -> None:
        if is_verbatim:
            for line in words.split("\n"):
                composer.paragraph(line)
        else:
            is_even = not any(map(words.__contains__, _UNEVEN))
            composer.paragraph(words if is_even else _SPACE.sub(" ", words))

    def write(table: _Table) -> None:
        composer.paragraph(table.caption)
        composer.table(place(table.rows))

    return 0 if page.root is None else _walk(page.root, say, write)


def _walk(root: LexborNode, say: Say, write: Callable[[_Table], None] | None = None) -> int:
    """Say the paragraphs under an element, write its tables, and return the number of cells.

    Words are of one paragraph if they stand in the same block and no other begins between.
    """
    part_of = _parts().get
    block_of: dict[int, int] = {}  # of an element the nearest block, less than 0 if verbatim
    words: list[str] = []
    cells = block = 0
    nodes = root.traverse(include_text=True)
    for node in nodes:
        part = part_of(node.tag_id)
        if part == "text":
            said = node.text_content or ""
            if not words and said.isspace():
                continue
            within = _block_around(node, block_of)
            if words and within != block:
                say("".join(words), block < 0)
                words = []
            block = within
            words.append(said)
        elif part is None:
            block_of[node.mem_id] = _block_around(node, block_of)
        elif part == "unseen":
            _skip(nodes, sum(1 for _ in node.traverse(include_text=True)))
        else:
            if words:
                say("".join(words), block < 0)
                words = []
            is_verbatim = part == "verbatim" or _block_around(node, block_of) < 0
            block_of[node.mem_id] = -node.mem_id if is_verbatim else node.mem_id
            cells += part == "cell"
            table = _table(node) if part == "table" and write else None
            if table is not None and write:
                write(table)
                cells += sum(len(row) for row, _ in table.rows)
                _skip(nodes, table.size)
    if words:
        say("".join(words), block < 0)
    return cells


def _block_around(node: LexborNode, block_of: dict[int, int]) -> int:
    parent = node.parent
    return 0 if parent is None else block_of.get(parent.mem_id, 0)


def _skip(nodes: Iterator[LexborNode], size: int) -> None:
    """Pass over the rest of an element of so many nodes, the first of which was met."""
    next(islice(nodes, size - 1, size - 1), None)


class _Table(NamedTuple):
    """What is printed in a table, and how many nodes it has in the tree."""

    caption: str
    rows: list[tuple[list[str], Reach]]
    size: int


def _table(element: LexborNode) -> _Table | None:
    """Read a table; None where it lays out a part of the page."""
    if any(part.css_first("table") is not None for part in element.iter()):
        return None
    nodes = list(element.traverse(include_text=True))
    scanned = _scan(nodes)
    if all(len(words) < 2 for words, _ in scanned.rows):
        return None
    for words, number, cell in scanned.mixed:
        paragraphs = _paragraphs(cell)
        if _is_page(paragraphs):
            return None
        words[number] = " ".join(paragraphs)
    spans = {cell.mem_id: _reach(cell) for cell in element.css(_SPANNING)}
    rows = [
        (
            [one if one.isalnum() else " ".join(one.split()) for one in words],
            _reaches(cells, spans) if spans else {},
        )
        for words, cells in scanned.rows
    ]
    return _Table(" ".join(scanned.caption.split()), rows, len(nodes))


class _Scanned(NamedTuple):
    """A table as it stands in the tree.

    Of each row the words and the elements of its cells; and the cells whose words are in
    several pieces or not to be read, as words of the row, number among them and element.
    """

    rows: list[tuple[list[str], list[LexborNode]]]
    mixed: list[tuple[list[str], int, LexborNode]]
    caption: str


def _scan(nodes: list[LexborNode]) -> _Scanned:
    part_of = _parts().get
    rows: list[tuple[list[str], list[LexborNode]]] = []
    mixed: list[tuple[list[str], int, LexborNode]] = []
    captions: list[str] = [""]
    words: list[str] = []
    cells: list[LexborNode] = []
    for node in nodes:
        part = part_of(node.tag_id)
        if part == "text":
            said = node.text_content or ""
            if said.isspace() or not words:
                continue
            if words[-1]:
                mixed.append((words, len(words) - 1, cells[-1]))
            words[-1] += said
        elif part == "cell":
            words.append("")
            cells.append(node)
        elif part == "row":
            words, cells = [], []
            rows.append((words, cells))
        elif part == "caption":
            words, cells = captions, [node]
        elif part == "unseen" and words:
            mixed.append((words, len(words) - 1, cells[-1]))
    return _Scanned(rows, mixed, captions[0])


def _paragraphs(cell: LexborNode) -> list[str]:
    """Return what a cell holds, parted where a reader sees a new line."""
    found: list[str] = []
    _walk(cell, lambda words, _: found.append(words))
    return [words for words in found if not words.isspace()]


def _is_page(paragraphs: list[str]) -> bool:
    """Tell whether a cell holds a part of the page, as in tables that lay pages out."""
    return len(paragraphs) >= _FEWEST_OF_PAGE and sum(map(len, paragraphs)) >= _LEAST_OF_PAGE


def _reaches(cells: list[LexborNode], spans: Mapping[int, tuple[int, int]]) -> Reach:
    identities = [cell.mem_id for cell in cells]
    if spans.keys().isdisjoint(identities):
        return {}
    return {number: spans[one] for number, one in enumerate(identities) if one in spans}


def _reach(cell: LexborNode) -> tuple[int, int]:
    about = cell.attributes
    return _span(about.get("rowspan")), _span(about.get("colspan"))


@lru_cache(maxsize=256)
def _span(value: str | None) -> int:
    value = (value or "").strip()
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isascii() and value.isdigit() else 1
