"""Runs of characters into lines, and lines into the words of a cell."""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from giox.documents.pdf.runs import Run

__all__ = ["COLUMNS_APART", "Line", "find_lines", "joined", "line_of", "rows_of", "words_of_cell"]

# Gaps between characters, as shares of their height. Word parts Chinese from figures by a
# quarter, which is no space; between Latin characters spaces are set.
_SPACE = 0.60
# PDFium finds spaces between figures that touch. (Boxes that overlap tell nothing of gaps: they
# are those of another font.)
_LEAST_SPACE = 0.12
_GAP_OF_COLUMNS = 1.6
_PADDING = 6.0  # points between a rule and the words of a cell: Word's and LibreOffice's
COLUMNS_APART = "   "
"""What stands in the words of a line where a gap is wide enough to part columns."""


class Line(NamedTuple):
    """One line of characters, from left to right; `column` is 1 or 2 where there are two."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    column: int = 0

    @property
    def height(self) -> float:
        """The height of its type."""
        return self.bottom - self.top


def find_lines(runs: list[Run]) -> list[Line]:
    """Return the lines that characters stand in, from top to bottom."""
    return [line_of(row) for row in rows_of(runs)]


def rows_of(runs: list[Run]) -> list[list[Run]]:
    """Return the runs that stand beside one another, from top to bottom."""
    rows: list[list[Run]] = []
    lowest = 0.0
    for run in sorted(runs, key=_height_on_page):
        _, _, top, _, bottom, _ = run
        if rows and top + bottom <= lowest:
            rows[-1].append(run)
        else:
            rows.append([run])
            lowest = 2 * bottom  # twice the middle, and half the height of the type below it
    return rows


def _height_on_page(run: Run) -> float:
    return run[2] + run[4]


def words_of_cell(runs: list[Run], width: float) -> tuple[str, bool]:
    """Return the words of a cell of this width as they are read, and whether they fill it.

    Type that runs down the cell, or is turned on its side, is read as it was drawn. Words
    fill the cell if their last line has no room for one more figure.
    """
    if _is_set_downwards(runs):
        return "".join(map(itemgetter(0), runs)), False
    words = ""
    is_full = False
    for line in find_lines(runs) if len(runs) > 1 else (line_of(runs),):
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


def _is_set_downwards(runs: list[Run]) -> bool:
    """Tell type that was set downwards, or turned on its side, from lines of single characters.

    The latter may be figures one under the other, which no word is made of.
    """
    if len(runs) < 3 or not _is_below(runs[0], runs[1]):
        return False
    if any(len(run[0]) > 1 for run in runs):
        return False
    if sum(_is_below(one, two) for one, two in pairwise(runs)) < 0.7 * (len(runs) - 1):
        return False
    upwards = runs[1][2] < runs[0][2]
    return upwards or not any(run[0].isdigit() for run in runs)


def _is_below(one: Run, two: Run) -> bool:
    """Tell whether a character stands below or above another rather than beside it."""
    return abs(two[1] - one[1]) < abs(two[2] - one[2]) / 2


def line_of(runs: list[Run]) -> Line:
    """Return the line of runs that stand beside one another."""
    if len(runs) == 1:
        return Line(*runs[0][:5])
    runs.sort(key=itemgetter(1))
    _, lefts, tops, rights, bottoms, _ = zip(*runs, strict=True)
    return Line(_spaced(runs), lefts[0], min(tops), max(rights), max(bottoms))


def _spaced(runs: list[Run]) -> str:
    """Return the words of a line, with spaces where there are gaps."""
    before, left, _, right, _, _ = runs[0]
    pieces = [before]
    for words, at, top, end, bottom, is_apart in runs[1:]:
        if words == before and at - left < (end - at) / (3 * len(words)):
            continue  # drawn twice to look bold
        gap, size = at - right, bottom - top
        if gap > _SPACE * size:
            pieces.append(COLUMNS_APART if gap > _GAP_OF_COLUMNS * size else " ")
        elif (
            is_apart
            and abs(gap) > _LEAST_SPACE * size
            and words[0].isascii()
            and before[-1].isascii()
        ):
            pieces.append(" ")
        pieces.append(words)
        before, left = words, at
        right = max(right, end)
    return "".join(pieces)
