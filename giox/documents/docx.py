"""Word documents (docx): paragraphs and tables in the order of the document.

Read from the one part that holds the text. What a reader of the printed page would not take
for text is passed over: words, rows and cells that are deleted, struck out or hidden, field
codes, text boxes of few words, notes, headers and footers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lxml import etree

from giox.documents.archive import open_archive, parse_xml, read_part
from giox.documents.compose import RAISED, Composer
from giox.documents.limits import Limits
from giox.documents.model import Document
from giox.errors import DocumentError

__all__ = ["read_docx"]

_MAIN_PART = "word/document.xml"
_PASSED_OVER = frozenset(
    "del moveFrom instrText delText txbxContent pict drawing object Fallback rPr pPr sectPr "
    "footnoteReference endnoteReference commentReference rt proofErr bookmarkStart".split()
)
_SPACES = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "sym": " "}
_BREAKS = frozenset({"br", "cr"})
_HIDING = ("vanish", "strike", "dstrike")
_BOX = "{*}txbxContent"
_OFF = frozenset({"0", "false", "off", "none"})
_SENTENCE = 20
_WIDEST = 1_000


def read_docx(data: bytes, limits: Limits) -> Document:
    """Turn the bytes of a Word document into a document.

    A merged cell stands once, at its upper left corner. A table that holds another table
    or has one column only lays out the page: its cells are paragraphs.

    Raises
    ------
    DocumentError
        If it is damaged, unpacks to more than the limit, or holds no text.
    """
    with open_archive(data, limits) as archive:
        root = parse_xml(read_part(archive, _MAIN_PART))
    composer = Composer()
    _Writer(composer, has_boxes=next(root.iter(_BOX), None) is not None).write(root)
    document = composer.document()
    if not document.blocks:
        msg = (
            "the Word document holds no text, perhaps pictures of pages; recognise their text "
            "(OCR) and save it as docx, or have giox read their tables: pip install 'giox[ocr]', "
            "then --ocr (ocr=True)"
        )
        raise DocumentError(msg)
    return document


class _Writer:
    """Writes the blocks of a document in their order."""

    def __init__(self, composer: Composer, *, has_boxes: bool) -> None:
        self._composer = composer
        self._has_boxes = has_boxes

    def write(self, element: etree._Element) -> None:
        """Write what stands under an element; XML nests no deeper than its parser allows."""
        for child in element:
            name = _name(child)
            if name == "p":
                if _is_of_contents(child):
                    continue
                for line in _lines(child):
                    self._composer.paragraph(line)
                for box in _boxes(child) if self._has_boxes else ():
                    self.write(box)
            elif name == "tbl":
                self._table(child)
            elif name not in _PASSED_OVER:
                self.write(child)

    def _table(self, table: etree._Element) -> None:
        rows = [list(_cells(row)) for row in _rows(table)]
        if not any(len(row) > 1 for row in rows) or any(
            _name(inner) == "tbl" for inner in table.iterdescendants()
        ):
            for row in _rows(table):
                self.write(row)
            return
        self._composer.table(
            ((column, words) for column, words, goes_on in row if not goes_on) for row in rows
        )


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes at a paragraph that hold tables or sentences; others are labels."""
    for box in paragraph.iter(_BOX):
        has_table = next(box.iter("{*}tbl"), None) is not None
        if has_table or sum(len(one.text or "") for one in box.iter("{*}t")) >= _SENTENCE:
            around = itertools.takewhile(lambda one: one is not paragraph, box.iterancestors())
            if not any(_name(one) in {"p", "Fallback"} for one in around):
                yield box


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _within(table, "tr"):
        if not any(_is_on(_property(row, "trPr", name)) for name in ("del", "hidden")):
            yield row


def _cells(row: etree._Element) -> Iterator[tuple[int, str, bool]]:
    """Yield the column of each cell, its words, and whether it goes on from the row above."""
    column = 0
    before = _property(row, "trPr", "gridBefore")
    if before is not None:
        column += _number(before)
    for cell in _within(row, "tc"):
        if _property(cell, "tcPr", "cellDel") is not None:
            continue
        merged = _property(cell, "tcPr", "vMerge")
        merged_left = _property(cell, "tcPr", "hMerge")
        goes_on = merged is not None and _value(merged) != "restart"
        goes_on |= merged_left is not None and _value(merged_left) != "restart"
        words = " ".join(" ".join(line for p in _within(cell, "p") for line in _lines(p)).split())
        yield column, words, goes_on
        span = _property(cell, "tcPr", "gridSpan")
        column += 1 if span is None else _number(span)


def _lines(paragraph: etree._Element) -> list[str]:
    """Return the words of a paragraph, line by line where its author broke lines."""
    return "".join(_words(paragraph)).split("\n")


def _words(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "t":
            yield (child.text or "").replace("\n", " ")
        elif name in _SPACES:
            yield _SPACES[name]
        elif name in _BREAKS:
            yield "\n"
        elif name == "r":
            if _is_hidden(child):
                continue
            raised = _property(child, "rPr", "vertAlign")
            if raised is not None and _value(raised) == "superscript":
                yield "".join(_words(child)).translate(RAISED)
            else:
                yield from _words(child)
        elif name not in _PASSED_OVER:
            yield from _words(child)


def _is_of_contents(paragraph: etree._Element) -> bool:
    """Tell whether a paragraph is a line of the table of contents: it refers to a page."""
    return any("PAGEREF" in (code.text or "") for code in paragraph.iter("{*}instrText"))


def _is_hidden(run: etree._Element) -> bool:
    return any(_is_on(_property(run, "rPr", name)) for name in _HIDING)


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and _value(switch) not in _OFF


def _within(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the elements of a name under an element, through wrappers, not one in another."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name not in _PASSED_OVER and name != "tbl":
            yield from _within(child, wanted)


def _property(element: etree._Element, group: str, name: str) -> etree._Element | None:
    for child in element:
        if _name(child) == group:
            return next((one for one in child if _name(one) == name), None)
    return None


def _name(element: etree._Element) -> str:
    """Return the name without its namespace, of which Word knows two for each thing."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: etree._Element) -> str | None:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == "val"), None)


def _number(element: etree._Element) -> int:
    value = _value(element) or ""
    return min(max(int(value), 1), _WIDEST) if value.isascii() and value.isdigit() else 1
