"""The visible words of a parsed page, written block under block.

A page has thousands of nodes, nested arbitrarily deep: they are gone through once, in the
order of the page, and as little as possible is asked of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from giox.documents.compose import Composer
from giox.documents.grid import Reach, place

__all__ = ["write_visible"]

_Part = Literal["text", "block", "verbatim", "table", "row", "cell", "caption", "unseen"]
_VERBATIM = "pre"
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
    ("verbatim", _VERBATIM),
    ("table", "table"),
    ("row", "tr"),
    ("cell", "td th"),
    ("caption", "caption"),
    ("unseen", _UNSEEN),
)
_SPANNING = {b"rowspan": "[rowspan]", b"colspan": "[colspan]"}
_LARGEST_SPAN = 1_000
_DIGITS = re.compile(r"\s*\+?([0-9]{1,9})")
_SPACE = re.compile(r"[ \t\r\n\f]+")
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


def write_visible(page: LexborHTMLParser, markup: bytes, composer: Composer) -> int:
    """Write the paragraphs and tables of a page, and return how many cells it has.

    A table that holds another table, has one column only or holds long running text lays out
    the page: its cells are paragraphs. The page is changed: tables that were read are taken out.
    `markup` is what it was parsed from, in lower case.
    """

    def say(words: str, is_verbatim: bool) -> None:
        if is_verbatim:
            for line in words.split("\n"):
                composer.paragraph(line)
        else:
            words = words.strip()
            is_even = words.isprintable() and "  " not in words
            composer.paragraph(words if is_even else _SPACE.sub(" ", words))

    def write(table: _Table) -> None:
        composer.paragraph(table.caption)
        composer.table(place(table.rows))

    if page.root is None:
        return 0
    tables = _take_out_tables(page, markup)
    cells = sum(len(row) for table in tables.values() for row, _ in table.rows)
    return cells + _walk(page.root, say, lambda node: write(tables[node.mem_id]), tables.keys())


def _walk(  # noqa: C901 - one loop, for it is gone through for each node of a page
    root: LexborNode,
    say: Say,
    write: Callable[[LexborNode], None] | None = None,
    written: Container[int] = (),
) -> int:
    """Say the paragraphs under an element, write its tables, and return the number of cells.

    Words are of one paragraph if they stand in the same block and no other begins between.
    """
    part_of = _parts().get
    has_verbatim = root.css_first(_VERBATIM) is not None
    around = _Around()
    words: list[str] = []
    last = root  # that had words of the paragraph
    cells = 0

    def end() -> None:
        if words:
            say("".join(words), has_verbatim and around(last) < 0)
            words.clear()

    nodes = root.traverse(include_text=True)
    for node in nodes:
        part = part_of(node.tag_id)
        if part == "text":
            said = node.text_content or ""
            if said.isspace():
                if words:
                    words.append(said)
                continue
            if words and around(last) != around(node):
                end()
            words.append(said)
            last = node
        elif part == "unseen":
            _skip(nodes, node)
        elif part is not None:
            end()
            cells += part == "cell"
            if part == "table" and write and node.mem_id in written:
                write(node)
    end()
    return cells


class _Around(dict[int, int]):
    """The blocks (or cells) that nodes stand in, by their identities; less than 0 if verbatim.

    What was found is remembered for all that stands between: no way up is gone twice.
    """

    def __call__(self, node: LexborNode) -> int:
        part_of = _parts().get
        passed: list[tuple[int, _Part | None]] = []
        block = 0
        parent = node.parent
        while parent is not None:
            identity = parent.mem_id
            found = self.get(identity)
            if found is not None:
                block = found
                break
            passed.append((identity, part_of(parent.tag_id)))
            parent = parent.parent
        for identity, part in reversed(passed):
            if part is not None:
                block = -identity if block < 0 or part == "verbatim" else identity
            self[identity] = block
        return block


def _skip(nodes: Iterator[LexborNode], node: LexborNode) -> int:
    """Pass over the rest of an element that was met, and return how many nodes were in it."""
    size = sum(1 for _ in node.traverse(include_text=True)) - 1
    next(islice(nodes, size, size), None)
    return size


class _Table(NamedTuple):
    """What is printed in a table: its rows with the cells that reach further."""

    caption: str
    rows: list[tuple[list[str], Reach]]


def _take_out_tables(page: LexborHTMLParser, markup: bytes) -> dict[int, _Table]:
    """Read the tables of a page that are no layout, by their identities, and empty them."""
    spanning = ", ".join(those for sign, those in _SPANNING.items() if sign in markup)
    spans = {cell.mem_id: _reach(cell) for cell in page.css(spanning)} if spanning else {}
    tables: dict[int, _Table] = {}
    for element in page.css("table"):
        table = _table(element, spans)
        if table is not None:
            tables[element.mem_id] = table
            for part in list(element.iter(include_text=True)):
                part.decompose()
    return tables


def _table(element: LexborNode, spans: Mapping[int, tuple[int, int]]) -> _Table | None:
    """Read a table; None where it lays out a part of the page."""
    scanned = _scan(element, spans)
    if scanned is None or all(len(words) < 2 for words, _ in scanned.rows):
        return None
    if any(_is_page(_paragraphs(cell)) for cell in scanned.long):
        return None
    for words, _ in scanned.rows:
        for number, one in enumerate(words):
            if not one.isalnum():
                words[number] = " ".join(one.split())
    return _Table(" ".join(scanned.caption.split()), scanned.rows)


class _Scanned(NamedTuple):
    """A table as it stands in the tree, and its cells with long text."""

    rows: list[tuple[list[str], Reach]]
    caption: str
    long: list[LexborNode]


def _scan(  # noqa: C901, PLR0912 - one loop, for it is gone through for each node of a page
    table: LexborNode, spans: Mapping[int, tuple[int, int]]
) -> _Scanned | None:
    """Read the nodes of a table in one pass; None as soon as another table is met in it.

    The pieces that a cell's words are in are parted by a space where a reader sees a new line.
    """
    part_of = _parts().get
    around = _Around()
    rows: list[tuple[list[str], Reach]] = []
    captions: list[str] = [""]
    words: list[str] = []
    reaches: dict[int, tuple[int, int]] = {}
    long: list[LexborNode] = []
    cell = last = table  # last that had words of the cell
    is_parted = False  # since then
    nodes = table.traverse(include_text=True)
    next(nodes)
    for node in nodes:
        part = part_of(node.tag_id)
        if part == "text":
            said = node.text_content or ""
            if said.isspace():
                is_parted = True
                continue
            if not words:
                continue
            if not words[-1]:
                words[-1] = said
            elif is_parted or around(node) != around(last):
                words[-1] += f" {said}"
            else:
                words[-1] += said
            last, is_parted = node, False
            if len(words[-1]) >= _LEAST_OF_PAGE:
                long.append(cell)
        elif part == "block":
            is_parted = True
        elif part == "cell":
            cell = node
            if spans and node.mem_id in spans:
                reaches[len(words)] = spans[node.mem_id]
            words.append("")
        elif part == "row":
            words, reaches = [], {}
            rows.append((words, reaches))
        elif part == "unseen":
            _skip(nodes, node)
        elif part == "caption":
            words = captions
        elif part == "table":
            return None
        elif part is not None:
            is_parted = True
    return _Scanned(rows, captions[0], long)


def _paragraphs(cell: LexborNode) -> list[str]:
    """Return what a cell holds, parted where a reader sees a new line."""
    found: list[str] = []
    _walk(cell, lambda words, _: found.append(words))
    return found


def _is_page(paragraphs: list[str]) -> bool:
    """Tell whether a cell holds a part of the page, as in tables that lay pages out."""
    return len(paragraphs) >= _FEWEST_OF_PAGE and sum(map(len, paragraphs)) >= _LEAST_OF_PAGE


def _reach(cell: LexborNode) -> tuple[int, int]:
    about = cell.attributes
    return _span(about.get("rowspan")), _span(about.get("colspan"))


@lru_cache(maxsize=256)
def _span(value: str | None) -> int:
    """Return a span as browsers understand it: by the digits that it begins with."""
    digits = _DIGITS.match(value or "")
    return min(max(int(digits[1]), 1), _LARGEST_SPAN) if digits else 1
