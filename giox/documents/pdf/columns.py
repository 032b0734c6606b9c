"""Prose set in two columns: where on a page it stands, so that each column is read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from giox.documents.pdf.gaps import is_figure
from giox.documents.pdf.runs import Run

__all__ = ["Columns", "find_columns"]

_GUTTER = 0.9  # of the height of the type: the least room between two columns
_FEWEST_ROWS = 3
_FILLED = 0.6  # of a column, by most of its lines: what is less full are the cells of a table
_WORDS = 4  # characters in a row: figures of a table have fewer
_LEADING = 0.5  # of the height of the type: lines further apart begin something else
_FAR = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """A stretch of a page in two columns: its top and bottom, and what parts them."""

    top: float
    bottom: float
    middle: float

    def side(self, left: float, top: float, right: float, bottom: float) -> int:
        """Return in which column something stands, 1 or 2; 0 for what stands in neither."""
        if not self.top <= (top + bottom) / 2 <= self.bottom or left < self.middle < right:
            return 0
        return 1 if right <= self.middle else 2


@dataclass(slots=True)
class _Row:
    left: float
    top: float
    right: float
    bottom: float
    runs: list[Run]

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def gaps(self) -> Iterator[tuple[float, float]]:
        """Yield the gaps between its runs that may part columns."""
        end = self.left
        for _, left, _, right, _, _ in self.runs:
            if left - end >= _GUTTER * self.height:
                yield end, left
            end = max(end, right)


def find_columns(rows: list[list[Run]]) -> list[Columns]:
    """Return the stretches of a page that are set in two columns, given its rows of runs."""
    if len(rows) < _FEWEST_ROWS:
        return []
    of_page = [_row(runs) for runs in rows]
    left, right = min(row.left for row in of_page), max(row.right for row in of_page)
    found: list[Columns] = []
    number = 0
    while number < len(of_page):
        end = number + 1
        for gap in of_page[number].gaps():
            if left + 0.3 * (right - left) < sum(gap) / 2 < left + 0.7 * (right - left):
                stretch, after = _follow(of_page, number, gap)
                if stretch is not None:
                    found.append(stretch)
                    end = max(end, after)
        number = end
    return found


def _row(runs: list[Run]) -> _Row:
    runs = sorted(runs, key=lambda run: run[1])
    return _Row(
        runs[0][1],
        min(run[2] for run in runs),
        max(run[3] for run in runs),
        max(run[4] for run in runs),
        runs,
    )


def _follow(
    rows: list[_Row], first: int, gutter: tuple[float, float]
) -> tuple[Columns | None, int]:
    """Follow a gap downwards; return the columns that it parts, if any, and the row after them."""
    low, high = gutter
    both: list[tuple[_Row, list[Run], list[Run]]] = []
    last = first
    for number, row in enumerate(rows[first:], start=first):
        middle = (low + high) / 2
        before = [run for run in row.runs if run[3] <= middle]
        after = [run for run in row.runs if run[1] >= middle]
        low = max([low, *(run[3] for run in before)])
        high = min([high, *(run[1] for run in after)])
        is_far = row.top - rows[max(first, number - 1)].bottom > _FAR * row.height
        if (
            is_far
            or len(before) + len(after) < len(row.runs)
            or high - low < _GUTTER * row.height / 2
        ):
            break
        gutter = low, high
        if before and after:
            both.append((row, before, after))
            last = number
        elif number == last + 1 and row.top - rows[last].bottom <= _LEADING * row.height:
            last = number
    if len(both) < _FEWEST_ROWS or not _are_prose(both, *gutter):
        return None, first + 1
    middle = sum(gutter) / 2
    while first and rows[first - 1].left > middle:
        first -= 1  # the right column may begin a little higher
    return Columns(rows[first].top, rows[last].bottom, middle), last + 1


def _are_prose(rows: list[tuple[_Row, list[Run], list[Run]]], low: float, high: float) -> bool:
    """Tell two columns of prose from those of a table: most of their lines are full of words."""
    left, right = min(row.left for row, _, _ in rows), max(row.right for row, _, _ in rows)
    before = median(_width(runs) for _, runs, _ in rows), low - left
    after = median(_width(runs) for _, _, runs in rows), right - high
    return all(width >= _FILLED * room for width, room in (before, after))


def _width(runs: list[Run]) -> float:
    """Return how wide the words of a line are, and not its figures and gaps."""
    return sum(run[3] - run[1] for run in runs if len(run[0]) >= _WORDS and not is_figure(run))
