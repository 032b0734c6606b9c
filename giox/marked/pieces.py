"""A text cut where its marks begin and end, and into the lines and cells that a reader sees.

Figures may cover the same words, lie within one another or overlap (one 均为0 can give ten);
marks on a page cannot. So the text is cut into pieces, each with all the figures that cover it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from giox.extraction import Figure

__all__ = ["Line", "Piece", "Span", "lines", "pieces", "within"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text and the figures that cover all of it."""

    start: int
    end: int
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line: words or figures of a cell, or what parts two cells."""

    start: int
    end: int
    kind: Literal["words", "number", "bar"] = "words"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its line end: `cells` is empty unless the line is a row of a table."""

    start: int
    end: int
    cells: tuple[Span, ...] = ()


def pieces(length: int, figures: Iterable[Figure]) -> list[Piece]:
    """Cut a text of `length` characters at every start and end of a figure.

    Parameters
    ----------
    length : int
        Number of characters of the text.
    figures : iterable of Figure
        Those that have a place in it; others are passed over.

    Returns
    -------
    list of Piece
        Pieces in order that together cover the text, each character once.

    Examples
    --------
    >>> def figure(start, end):
    ...     return Figure("review.total", None, 0, "case", None, "table", "", "", start, end)
    >>> [(one.start, one.end, len(one.figures)) for one in pieces(9, [figure(2, 6), figure(4, 8)])]
    [(0, 2, 0), (2, 4, 1), (4, 6, 2), (6, 8, 1), (8, 9, 0)]
    """
    placed = sorted(
        (one for one in figures if 0 <= one.start < one.end <= length),
        key=lambda one: (one.start, one.end),
    )
    bounds = sorted({0, length, *(one.start for one in placed), *(one.end for one in placed)})
    found: list[Piece] = []
    covering: list[Figure] = []
    following = 0
    for start, end in pairwise(bounds):
        covering = [one for one in covering if one.end > start]
        while following < len(placed) and placed[following].start == start:
            covering.append(placed[following])
            following += 1
        found.append(Piece(start, end, tuple(covering)))
    return found


def within(cut: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of `cut` between two places, the first and last shortened to them."""
    number = bisect_right(cut, start, key=lambda one: one.start) - 1
    while 0 <= number < len(cut) and cut[number].start < end:
        one = cut[number]
        if one.end > start:
            yield replace(one, start=max(start, one.start), end=min(end, one.end))
        number += 1


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BAR = re.compile(r"[^\S\r\n]*[|│┃|][^\S\r\n]*|\t+")
_FIGURE = re.compile(r"[-+−—–/]?[\d0-9][\d0-9,,. ]*[万亿]?元?|[-−—–/]+")
_NUMBERED = re.compile(r"[((]?[一二三四五六七八九十]{1,3}[))、]|[((]?\d{1,2}(?:[))、]|[..](?!\d))")
_SHORT = 6


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    r"""Yield the lines of a text; those that bars or tabs part are rows of cells.

    Examples
    --------
    >>> text = "规章 | 3 | 0\n"
    >>> [text[cell.start : cell.end] for cell in next(lines(text)).cells]
    ['规章', ' | ', '3', ' | ', '0', '\n']
    """
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        yield Line(*match.span(), tuple(_cells(text, *match.span())))


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    bars = [bar.span() for bar in _BAR.finditer(text, start, end)]
    if not bars:
        return
    words = end
    while words > start and text[words - 1] in "\r\n":
        words -= 1
    labelled = False
    here = start
    for bar_start, bar_end in [*bars, (words, end)]:
        if here < bar_start:
            narrow = labelled and _is_narrow(text, here, bar_start)
            labelled = True
            yield Span(here, bar_start, "number" if narrow else "words")
        if bar_start < bar_end:
            yield Span(bar_start, bar_end, "bar")
        here = bar_end


def _is_narrow(text: str, start: int, end: int) -> bool:
    """Tell figures and the heads of their columns, which get one width and stand in columns."""
    if _FIGURE.fullmatch(text, start, end):
        return True
    return end - start <= _SHORT and _NUMBERED.match(text, start, end) is None
