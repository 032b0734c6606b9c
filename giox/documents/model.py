"""What every format is turned into: one text, and blocks that point into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Block", "Cell", "Document", "Paragraph", "Row"]


# Tuples and no dataclasses, for a document consists of thousands of these: a tuple is made in
# a quarter of the time.


class Cell(NamedTuple):
    """One cell of a table: `document.text[start:end]`.

    A merged cell stands once, at its upper left corner; `column` is the grid column of
    that corner, which a cell to the right of a merged one needs to be told from its
    neighbour.
    """

    start: int
    end: int
    column: int


class Row(NamedTuple):
    """One row of a table; `table` numbers the tables of a document from 0."""

    cells: tuple[Cell, ...]
    table: int


class Paragraph(NamedTuple):
    """One paragraph or heading: `document.text[start:end]`, never empty."""

    start: int
    end: int


Block = Paragraph | Row


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded file.

    Attributes
    ----------
    text : str
        The decoded original text. Every position in giox points into it.
    blocks : tuple of Paragraph or Row
        What the text consists of, in reading order: no two overlap.
    encoding : str or None
        The character encoding that the bytes were decoded from; None for formats that
        carry their own.
    remarks : tuple of str
        What could not be read although the rest could (a page that is a picture, say), in
        words for the user.
    pictures : tuple of (int, int)
        Which stretches of the text were read from pictures (`giox.ocr`): start and end.
    """

    text: str
    blocks: tuple[Block, ...]
    encoding: str | None
    remarks: tuple[str, ...] = ()
    pictures: tuple[tuple[int, int], ...] = ()
