"""Characters into lines, and lines into the words of a cell."""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter, sub
from typing import NamedTuple

from giox.documents.pdf.marks import Glyph

__all__ = ["Line", "find_lines", "joined", "words_of_cell"]

# Gaps between characters, as shares of their height. Word parts Chinese from figures by a
# quarter, which is no space; between Latin characters spaces are set.
_SPACE = 0.60
_GAP_OF_COLUMNS = 1.6
_PADDING = 6.0  # points between a rule and the words of a cell: Word's and LibreOffice's
_COLUMNS_APART = "   "
_FEW = 6


class Line(NamedTuple):
    """One line of characters, from left to right."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """The height of its type."""
        return self.bottom - self.top


def find_lines(glyphs: list[Glyph]) -> list[Line]:
    """Return the lines that characters stand in, from top to bottom."""
    rows: list[list[Glyph]] = []
    lowest = 0.0
    for glyph in sorted(glyphs, key=_height_on_page):
        _, _, top, _, bottom = glyph
        if rows and top + bottom <= lowest:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            lowest = 2 * bottom  # twice the middle, and half the height of the type below it
    return [_line(row) for row in rows]


def _height_on_page(glyph: Glyph) -> float:
    return glyph[2] + glyph[4]


def words_of_cell(glyphs: list[Glyph], width: float) -> tuple[str, bool]:
    """Return the words of a cell of this width as they are read, and whether they fill it.

    Type that runs down the cell, or is turned on its side, is read as it was drawn. Words
    fill the cell if their last line has no room for one more figure.
    """
    if len(glyphs) < 2 or _is_set_downwards(glyphs):
        return "".join(glyph[0][-1] for glyph in glyphs), False
    words = ""
    is_full = False
    heights = {glyph[2] for glyph in glyphs}
    for line in find_lines(glyphs) if len(heights) > 1 else (_line(glyphs),):
        words = joined(words, line.words, is_full=is_full)
        room = line.height * (0.6 if line.words[-1].isascii() else 1)
        is_full = line.right - line.left + room + 2 * _PADDING > width
    return " ".join(words.split()), is_full


def joined(before: str, after: str, *, is_full: bool) -> str:
    """Join two lines: Chinese without a space, Latin with one, a broken number whole."""
    if not before or not after:
        return before + after
    first, second = before[-1], after[0]
    if not (first.isascii() and second.isascii()):
        return before + after
    # A single digit fills no line: what stands below it is another figure.
    if is_full and second.isdigit() and len(before) > 1 and before[-2:].isdigit():
        return before + after
    if is_full and not (first.isalnum() and second.isalnum()):
        return before + after
    return f"{before} {after}"


def _is_set_downwards(glyphs: list[Glyph]) -> bool:
    """Tell type that was set downwards, or turned on its side, from lines of single characters.

    The latter may be figures one under the other, which no word is made of.
    """
    if len(glyphs) < 3 or not _is_below(glyphs[0], glyphs[1]):
        return False
    if sum(_is_below(one, two) for one, two in pairwise(glyphs)) < 0.7 * (len(glyphs) - 1):
        return False
    upwards = glyphs[1][2] < glyphs[0][2]
    return upwards or not any(glyph[0][-1].isdigit() for glyph in glyphs)


def _is_below(one: Glyph, two: Glyph) -> bool:
    """Tell whether a character stands below or above another rather than beside it."""
    return abs(two[1] - one[1]) < abs(two[2] - one[2]) / 2


def _line(glyphs: list[Glyph]) -> Line:
    glyphs.sort(key=itemgetter(1))
    texts, lefts, tops, rights, bottoms = zip(*glyphs, strict=True)
    words = "".join(texts)
    if len(glyphs) < _FEW or " " in words or not _is_even(lefts, tops, rights, bottoms):
        words = _spaced(glyphs)
    return Line(words, lefts[0], min(tops), max(rights), max(bottoms))


def _is_even(
    lefts: tuple[float, ...],
    tops: tuple[float, ...],
    rights: tuple[float, ...],
    bottoms: tuple[float, ...],
) -> bool:
    """Tell quickly whether characters follow one another without gaps and none lies on another."""
    widest_gap: float = _SPACE * min(map(sub, bottoms, tops))
    least_step: float = max(map(sub, rights, lefts)) / 3
    widest: float = max(map(sub, lefts[1:], rights))
    least: float = min(map(sub, lefts[1:], lefts))
    return widest <= widest_gap and least >= least_step


def _spaced(glyphs: list[Glyph]) -> str:
    """Return the words of a line, with spaces where there are gaps."""
    text, left, _, right, _ = glyphs[0]
    before = text[-1]
    pieces = [before]
    for text, at, top, end, bottom in glyphs[1:]:
        character = text[-1]
        if character == before and at - left < (end - at) / 3:
            continue  # drawn twice to look bold
        gap, size = at - right, bottom - top
        if gap > _SPACE * size:
            pieces.append(_COLUMNS_APART if gap > _GAP_OF_COLUMNS * size else " ")
        elif len(text) > 1 and character.isascii() and before.isascii():
            pieces.append(" ")
        pieces.append(character)
        before, left = character, at
        right = max(right, end)
    return "".join(pieces)
