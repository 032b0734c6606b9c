"""A document as extraction reads it: normalised lines of cells that know where they stand.

Reading happens on normalised text (clean characters, simplified script); what is found is
carried back to the original by the span map.
"""

from __future__ import annotations

import re
import sys
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
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
    def span(self) -> tuple[int, int]:
        """Where it begins, and one past its last character."""
        return self.start, self.start + len(self.text)


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
    for block in document.blocks:
        if isinstance(block, Row):
            yield _new(Line, (forward.row(block.cells), block.table))
            continue
        pieces = forward.row(((block.start, block.end, 0),))
        words = pieces[0].text
        if words and not (len(words) < _LONGEST_FURNITURE and _is_furniture(words)):
            yield _new(Line, (pieces, None))


@lru_cache(maxsize=4096)
def _is_furniture(words: str) -> bool:
    """Tell page numbers and the like, which stand on lines of their own."""
    return _furniture().fullmatch(words) is not None


@cache
def _furniture() -> re.Pattern[str]:
    path = files("giox.extraction").joinpath("metadata.toml")
    return re.compile("|".join(tomllib.loads(path.read_text("utf-8"))["furniture"]["lines"]))


class _Forward:
    """Carries positions of the original forward to the normalised text."""

    def __init__(self, mapped: MappedText) -> None:
        self._text = mapped.text
        self._moves = mapped.moves
        self._ends = [move.end for move in mapped.moves]
        # Between `low` and `high` nothing moved, so that all there is off by the same.
        self._low = self._high = self._shift = 0

    def row(self, cells: Sequence[tuple[int, int, int]]) -> tuple[Piece, ...]:
        """Return the pieces of cells, given as the start, the end and the column of each."""
        begin, end = cells[0][0], cells[-1][1]
        if not self._low <= begin <= end < self._high:
            self._find(begin)
        shift = self._shift
        if end >= self._high:
            place, shift = self._place, 0
            cells = [(place(start), place(end), column) for start, end, column in cells]
        text = self._text
        pieces = []
        for start, end, column in cells:
            words = text[start + shift : end + shift]
            bare = words.strip()
            first = start if len(bare) == len(words) else end - len(words.lstrip())
            pieces.append(_new(Piece, (bare, first + shift, column)))
        return tuple(pieces)

    def _find(self, position: int) -> None:
        """Find the stretch around a position in which nothing moved."""
        before = bisect_right(self._ends, position)
        self._low = self._ends[before - 1] if before else 0
        self._high = self._moves[before].start if before < len(self._moves) else sys.maxsize
        self._shift = self._moves[before - 1].new_end - self._low if before else 0

    def _place(self, position: int) -> int:
        """Where a boundary between two characters of the original lies now."""
        before = bisect_right(self._ends, position)
        if before < len(self._moves) and self._moves[before].start < position:
            return self._moves[before].new_start
        if not before:
            return position
        move = self._moves[before - 1]
        return position + move.new_end - move.end
