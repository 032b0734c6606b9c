"""A document as extraction reads it: normalised lines of cells that know where they stand.

Reading happens on normalised text (clean characters, simplified script); what is found is
carried back to the original by the span map.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, repeat
from operator import sub
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
    """A paragraph (one piece, `table` None) or a row of a table; the words of all its cells."""

    pieces: tuple[Piece, ...]
    table: int | None
    text: str

    @classmethod
    def of(cls, pieces: Iterable[Piece], table: int | None) -> Line:
        """Return the line of some pieces; its text are their words, parted by a space."""
        pieces = tuple(pieces)
        return cls(pieces, table, " ".join([piece.text for piece in pieces if piece.text]))

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
    # All cells at once: a document has a thousand, and what is done with one of them is little.
    rows = [
        block.cells if isinstance(block, Row) else ((block.start, block.end, 0),)
        for block in document.blocks
    ]
    begun, ended, columns = zip(*chain.from_iterable(rows), strict=True) if rows else ((), (), ())
    text, starts, ends = mapped.text, mapped.places(begun), mapped.places(ended)
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    texts = [*map(str.strip, words)]
    if texts != words:
        starts = [*map(sub, ends, map(len, map(str.lstrip, words)))]
    pieces = [*map(_new, repeat(Piece), zip(texts, starts, columns, strict=True))]
    at = 0
    for block, cells in zip(document.blocks, rows, strict=True):
        before, at = at, at + len(cells)
        if isinstance(block, Row):
            text = " ".join(filter(None, texts[before:at]))
            yield _new(Line, (tuple(pieces[before:at]), block.table, text))
            continue
        text = texts[before]
        if text and not (len(text) < _LONGEST_FURNITURE and _is_furniture(text)):
            yield _new(Line, ((pieces[before],), None, text))


@lru_cache(maxsize=4096)
def _is_furniture(words: str) -> bool:
    """Tell page numbers and the like, which stand on lines of their own."""
    return _furniture().fullmatch(words) is not None


@cache
def _furniture() -> re.Pattern[str]:
    path = files("giox.extraction").joinpath("metadata.toml")
    return re.compile("|".join(tomllib.loads(path.read_text("utf-8"))["furniture"]["lines"]))
