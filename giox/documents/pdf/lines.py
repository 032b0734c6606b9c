"""Characters into lines, and lines into the words of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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
    middle = height = 0.0
    for glyph in sorted(glyphs, key=lambda one: one.top + one.bottom):
        place = (glyph.top + glyph.bottom) / 2
        if rows and abs(place - middle) <= height / 2:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            middle, height = place, glyph.bottom - glyph.top
    return [_line(row) for row in rows]


def words_of_cell(glyphs: list[Glyph], width: float) -> tuple[str, bool]:
    """Return the words of a cell of this width as they are read, and whether they fill it.

    Type that runs down the cell, or is turned on its side, is read as it was drawn. Words
    fill the cell if their last line has no room for one more figure.
    """
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
    if len(glyphs) < 3:
        return False
    down = sum(
        abs(two.left - one.left) < abs(two.top - one.top) / 2 for one, two in pairwise(glyphs)
    )
    columns = max(glyph.left for glyph in glyphs) - min(glyph.left for glyph in glyphs)
    return down > 0.7 * (len(glyphs) - 1) and columns > (glyphs[0].right - glyphs[0].left) / 2


def _line(glyphs: list[Glyph]) -> Line:
    glyphs.sort(key=lambda one: one.left)
    first = glyphs[0]
    pieces = [first.text]
    right = first.right
    last = first
    for glyph in glyphs[1:]:
        size = glyph.bottom - glyph.top
        if glyph.text == last.text and glyph.left - last.left < (last.right - last.left) / 3:
            continue  # drawn twice to look bold
        gap = glyph.left - right
        is_latin = glyph.text.isascii() and last.text.isascii()
        if gap > _GAP_OF_COLUMNS * size:
            pieces.append(_COLUMNS_APART)
        elif gap > (_SPACE_IN_LATIN if is_latin else _SPACE) * size:
            pieces.append(" ")
        pieces.append(glyph.text)
        right = max(right, glyph.right)
        last = glyph
    return Line(
        "".join(pieces),
        first.left,
        min(glyph.top for glyph in glyphs),
        right,
        max(glyph.bottom for glyph in glyphs),
    )
