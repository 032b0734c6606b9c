"""Tables without any line: many figures on one height, with more of them above and below.

Only tables of several columns of figures are found so. One figure behind a label is read as a
line of text as well, or better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from giox.documents.pdf.drawing import Rule
from giox.documents.pdf.gaps import complete, is_figure
from giox.documents.pdf.ruling import Grid
from giox.documents.pdf.runs import Run

__all__ = ["find_bare_grids"]

_FEWEST_FIGURES = 5
_FEWEST_ROWS = 4
_FARTHEST = 60.0  # points between two rows: a label of three lines may stand between
_MOST_OVER = 0.4  # of the lines of labels, those that may go over where their columns are parted
_LEAST_GAP = 1.0  # points


def find_bare_grids(lines: Sequence[list[Run]]) -> list[Grid]:
    """Return the tables among the lines that stand outside of all ruled tables of a page."""
    found = []
    runs = [run for line in lines for run in line]
    for rows in _stretches(lines):
        top = min(run[2] for run in rows[0]) - 1
        bottom = max(run[4] for run in rows[-1]) + 1
        inside = [run for run in runs if top <= (run[2] + run[4]) / 2 <= bottom]
        left, right = min(run[1] for run in inside) - 1, max(run[3] for run in inside) + 1
        edges = [Rule(at, left, right) for at in (top, bottom)]
        grid = complete(None, edges, [], inside, _columns_of_labels(rows, inside))
        if grid is not None:
            found.append(grid)
    return found


def _stretches(rows: Iterable[list[Run]]) -> Iterable[list[list[Run]]]:
    """Yield rows of many figures that follow one another, whatever labels stand between."""
    stretch: list[list[Run]] = []
    for row in rows:
        if len(row) < _FEWEST_FIGURES or sum(map(is_figure, row)) < _FEWEST_FIGURES:
            continue
        if stretch and row[0][2] - stretch[-1][0][4] > _FARTHEST:
            if len(stretch) >= _FEWEST_ROWS:
                yield stretch
            stretch = []
        stretch.append(row)
    if len(stretch) >= _FEWEST_ROWS:
        yield stretch


def _behind_labels(row: list[Run]) -> list[Run]:
    """Return the figures of a row that words stand in front of: the number of a row is none."""
    words = [run[1] for run in row if not is_figure(run)]
    return [run for run in row if is_figure(run) and words and run[1] > min(words)]


def _columns_of_labels(rows: list[list[Run]], runs: list[Run]) -> list[float]:
    """Return where the labels in front of the figures are parted: groups stand left of rows."""
    behind = [run for row in rows for run in _behind_labels(row)]
    if not behind:
        return []
    first = min(run[1] for run in behind)
    labels = [run for run in runs if run[3] <= first]
    places = sorted({place for run in labels for place in (run[1], run[3])})
    parted: list[float] = []
    for one, two in pairwise(places):
        middle = (one + two) / 2
        over = sum(run[1] < middle < run[3] for run in labels)
        before = sum(run[3] <= middle for run in labels)
        after = sum(run[1] >= middle for run in labels)
        if (
            two - one > _LEAST_GAP
            and before > 1
            and after >= len(rows) / 2
            and over <= _MOST_OVER * len(rows)
        ):
            parted.append(middle)
    return parted[-1:]
