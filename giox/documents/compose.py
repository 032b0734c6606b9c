"""Puts a document together, for formats whose text does not stand in the file as one string."""

from __future__ import annotations

from collections.abc import Iterable

from giox.documents.model import Block, Cell, Document, Paragraph, Row
from giox.documents.plain import split_row

__all__ = ["RAISED", "Composer"]

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Small raised digits, as Unicode writes them: a mark of a note must not lengthen a figure."""

_CELL_BREAK = " | "
_PARTED = len(_CELL_BREAK)
_new = tuple.__new__  # half the time of a named tuple's own, for most of a document are cells


class Composer:
    """Writes blocks one under the other: paragraphs on a line, rows with cells parted by ` | `.

    Examples
    --------
    >>> page = Composer()
    >>> page.paragraph("总体情况")
    >>> page.table([[(0, "规章"), (1, "3")]])
    >>> print(page.document().text)
    总体情况
    规章 | 3
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._table = -1
        self._in_table = False

    def paragraph(self, words: str) -> None:
        """Write a paragraph; one that holds a row (parted by bars, tabs, spaces) is a row."""
        words = words.strip()
        if not words:
            return
        start = self._length
        cells = None if words.isalnum() else split_row(words, 0, len(words))
        if cells is None:
            self._in_table = False
            self._blocks.append(_new(Paragraph, (start, start + len(words))))
        else:
            self._table += not self._in_table
            self._in_table = True
            moved = (Cell(start + one.start, start + one.end, one.column) for one in cells)
            self._blocks.append(Row(tuple(moved), self._table))
        self._pieces += (words, "\n")
        self._length += len(words) + 1

    def table(self, rows: Iterable[Iterable[tuple[int, str]]]) -> None:
        """Write a table, each row as the grid column and the words of its cells."""
        pieces, blocks = self._pieces, self._blocks
        number = self._table + 1
        position = self._length
        for row in rows:
            placed: list[Cell] = []
            written: list[str] = []
            for column, words in row:
                end = position + len(words)
                placed.append(_new(Cell, (position, end, column)))
                written.append(words)
                position = end + _PARTED
            if placed:
                self._table = number
                blocks.append(_new(Row, (tuple(placed), number)))
                pieces += (_CELL_BREAK.join(written), "\n")
                position += 1 - _PARTED
        self._length = position
        self._in_table = False

    def document(self, encoding: str | None = None, remarks: tuple[str, ...] = ()) -> Document:
        """Return what was written."""
        return Document("".join(self._pieces), tuple(self._blocks), encoding, remarks)
