"""Puts a document together, for formats whose text does not stand in the file as one string."""

from __future__ import annotations

from collections.abc import Iterable

from giox.documents.model import Block, Cell, Document, Paragraph, Row
from giox.documents.plain import split_row

__all__ = ["Composer"]

_CELL_BREAK = " | "


class Composer:
    """Writes blocks one under the other: paragraphs on a line, rows with cells parted by ` | `.

    Examples
    --------
    >>> page = Composer()
    >>> page.paragraph("总体情况")
    >>> page.row([(0, "规章"), (1, "3")])
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
        cells = split_row(words, 0, len(words))
        if cells is None:
            self._in_table = False
            self._blocks.append(Paragraph(start, start + len(words)))
        else:
            self._open_table()
            moved = (Cell(start + one.start, start + one.end, one.column) for one in cells)
            self._blocks.append(Row(tuple(moved), self._table))
        self._write(words)

    def row(self, cells: Iterable[tuple[int, str]]) -> None:
        """Write a row, given as the grid column and the words of each of its cells."""
        placed: list[Cell] = []
        written: list[str] = []
        start = self._length
        for column, words in cells:
            end = start + len(words)
            placed.append(Cell(start, end, column))
            written.append(words)
            start = end + len(_CELL_BREAK)
        if placed:
            self._open_table()
            self._blocks.append(Row(tuple(placed), self._table))
            self._write(_CELL_BREAK.join(written))

    def end_table(self) -> None:
        """Let the next row begin another table."""
        self._in_table = False

    def document(self, encoding: str | None = None, remarks: tuple[str, ...] = ()) -> Document:
        """Return what was written."""
        return Document("".join(self._pieces), tuple(self._blocks), encoding, remarks)

    def _open_table(self) -> None:
        self._table += not self._in_table
        self._in_table = True

    def _write(self, words: str) -> None:
        self._pieces += (words, "\n")
        self._length += len(words) + 1
