"""Characters into lines, and lines into the words of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from giox.documents.pdf.marks import Glyph

__all__ = ["Line", "find_lines", "joined", "words_of_cell"]

# Gaps between characters, as shares of their height. Word parts Chinese from figures by a
# quarter; a space of Latin type is about as wide.
_SPACE_IN_LATIN = 0.18
_SPACE = 0.60
_GAP_OF_COLUMNS = 1.6
_COLUMNS_APART = "   "


@dataclass(frozen=True, slots=True)
class Line:
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
    if len(glyphs) < 2:
        return "".join(glyph.text for glyph in glyphs), False
    if _runs_down(glyphs):
        return "".join(glyph.text for glyph in glyphs), False
    words = ""
    is_full = False
    for line in find_lines(glyphs):
        words = joined(words, line.words, is_full=is_full)
        is_full = line.right - line.left + line.height > width
    return " ".join(words.split()), is_full


def joined(before: str, after: str, *, is_full: bool) -> str:
    """Join two lines: Chinese without a space, Latin with one, a broken number whole."""
    if not before or not after:
        return before + after
    first, second = before[-1], after[0]
    if first.isascii() and second.isascii() and first.isalnum() and second.isalnum():
        broken = is_full and (first.isdigit() and second.isdigit())
        return before + after if broken else f"{before} {after}"
    if first.isascii() and second.isascii() and not is_full:
        return f"{before} {after}"
    return before + after


def _runs_down(glyphs: list[Glyph]) -> bool:
    """Tell whether characters follow one another up or down, in more than one column."""
    if len(glyphs) < 3 or not _is_below(glyphs[0], glyphs[1]):
        return False
    down = sum(_is_below(one, two) for one, two in pairwise(glyphs))
    columns = max(glyph.left for glyph in glyphs) - min(glyph.left for glyph in glyphs)
    return down > 0.7 * (len(glyphs) - 1) and columns > (glyphs[0].right - glyphs[0].left) / 2


def _is_below(one: Glyph, two: Glyph) -> bool:
    """Tell whether a character stands below or above another rather than beside it."""
    return abs(two.left - one.left) < abs(two.top - one.top) / 2


def _line(glyphs: list[Glyph]) -> Line:
    glyphs.sort(key=itemgetter(1))
    before, start, head, right, foot = glyphs[0]
    left = start
    pieces = [before]
    for text, at, top, end, bottom in glyphs[1:]:
        if text == before and at - left < (end - at) / 3:
            continue  # drawn twice to look bold
        gap, size = at - right, bottom - top
        if gap > _SPACE_IN_LATIN * size:
            if gap > _GAP_OF_COLUMNS * size:
                pieces.append(_COLUMNS_APART)
            elif gap > _SPACE * size or (text.isascii() and before.isascii()):
                pieces.append(" ")
        pieces.append(text)
        before, left = text, at
        right = max(right, end)
        head = min(head, top)
        foot = max(foot, bottom)
    return Line("".join(pieces), start, head, right, foot)
