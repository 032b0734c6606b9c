"""A document as extraction reads it: normalised lines of cells that know where they stand.

Reading happens on normalised text (clean characters, simplified script); what is found is
carried back to the original by the span map.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from giox.documents import Document, Row
from giox.text import MappedText, normalise

__all__ = ["Line", "Piece", "Script", "lines_of"]

_LONGEST_FURNITURE = 24
_new = tuple.__new__  # half the time of a named tuple's own: see `giox.documents.Cell`


class Piece(NamedTuple):
    """A cell or a paragraph: its normalised text, and where that stands in it.

    (A tuple and no dataclass, as `giox.documents.Cell` is, and for the same reason.)
    """

    text: str
    start: int
    column: int = 0

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.start + len(self.text)


class Line(NamedTuple):
    """A paragraph (one piece, `table` None) or a row of a table."""

    pieces: tuple[Piece, ...]
    table: int | None

    @property
    def text(self) -> str:
        """The words of the line, cells parted by a space."""
        if len(self.pieces) == 1:
            return self.pieces[0].text
        return " ".join([piece.text for piece in self.pieces if piece.text])

    @property
    def start(self) -> int:
        """Where the line begins in the normalised text."""
        return self.pieces[0].start


@dataclass(frozen=True, slots=True)
class Script:
    """A normalised document: the map to the original, and the lines."""

    mapped: MappedText
    lines: tuple[Line, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that a span of the normalised text came from."""
        return self.mapped.source_span(start, end)

    def raw(self, start: int, end: int) -> str:
        """Return the original words of a span of the normalised text."""
        first, last = self.original(start, end)
        return self.mapped.source[first:last]


def lines_of(document: Document, mapped: MappedText | None = None) -> Script:
    r"""Return the lines of a document in normalised text.

    Parameters
    ----------
    document : Document
        The document.
    mapped : MappedText, optional
        Its normalised text, where the caller has it already or has changed it further.

    Examples
    --------
    >>> from giox.documents import read_document
    >>> script = lines_of(read_document("規章 | 3\n".encode(), "a.txt"))
    >>> [piece.text for piece in script.lines[0].pieces]
    ['规章', '3']
    """
    mapped = normalise(document.text) if mapped is None else mapped
    return Script(mapped, tuple(_lines(document, mapped)))


def _lines(document: Document, mapped: MappedText) -> Iterator[Line]:
    forward = _Forward(mapped)
    furniture = _furniture()
    for block in document.blocks:
        if isinstance(block, Row):
            yield Line(forward.row(block.cells), block.table)
            continue
        (piece,) = forward.row(((block.start, block.end, 0),))
        if piece.text and not (
            len(piece.text) < _LONGEST_FURNITURE and furniture.fullmatch(piece.text)
        ):
            yield Line((piece,), None)


@cache
def _furniture() -> re.Pattern[str]:
    """Page numbers and the like, which stand on lines of their own."""
    path = files("giox.extraction").joinpath("metadata.toml")
    return re.compile("|".join(tomllib.loads(path.read_text("utf-8"))["furniture"]["lines"]))


class _Forward:
    """Carries positions of the original forward to the normalised text."""

    def __init__(self, mapped: MappedText) -> None:
        self._text = mapped.text
        self._moves = mapped.moves
        self._ends = [move.end for move in mapped.moves]

    def row(self, cells: Sequence[tuple[int, int, int]]) -> tuple[Piece, ...]:
        """Return the pieces of cells, given as the start, the end and the column of each."""
        begin, end = cells[0][0], cells[-1][1]
        before = bisect_right(self._ends, begin)
        text = self._text
        pieces = []
        if before == len(self._moves) or self._moves[before].start > end:
            shift = self._place(begin) - begin  # nothing moved in here: the same for all of it
            if shift:
                cells = [(start + shift, end + shift, column) for start, end, column in cells]
        else:
            place = self._place
            cells = [(place(start), place(end), column) for start, end, column in cells]
        for start, end, column in cells:
            words = text[start:end]
            bare = words.strip()
            if len(bare) < len(words):
                start = end - len(words.lstrip())  # noqa: PLW2901 - it begins later
            pieces.append(_new(Piece, (bare, start, column)))
        return tuple(pieces)

    def _place(self, position: int) -> int:
        """Where a boundary between two characters of the original lies now."""
        before = bisect_right(self._ends, position)
        if before < len(self._moves) and self._moves[before].start < position:
            return self._moves[before].new_start
        if not before:
            return position
        move = self._moves[before - 1]
        return position + move.new_end - move.end
