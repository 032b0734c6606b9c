"""Tables of which not every line is drawn: where figures stand one under the other is a column.

Many a table has lines between its rows only, or above and below it, or shades in place of lines.
What is ruled is taken as it is; columns and rows that are not are parted where no word goes over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, islice, pairwise
from operator import itemgetter

from giox.documents.pdf.drawing import SNAP, Rule, snapped
from giox.documents.pdf.lines import rows_of
from giox.documents.pdf.marks import Page
from giox.documents.pdf.ruling import Grid, grid_of, tables_of
from giox.documents.pdf.runs import Run
from giox.documents.pdf.turning import Box

__all__ = ["are_glued", "complete", "find_open_grids", "is_figure"]

_FIGURE = re.compile(
    r"[-\u2212\u2014+]?[\d\uff10-\uff19][\d\uff10-\uff19,.\uff0c%]*(?:万?元|万|件|条|次)?|[-/\u2014]+"
)
_ITEM = re.compile(rf"{_FIGURE.pattern}|[件条次篇个人项部份场起宗]|人次|万?元")
"""What stands in a column by itself: a figure, or the unit of one."""

_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、")
_FEWEST_FIGURES = 3
_FEWEST_LINES = 3
_FEWEST_SHADES = 4
_FARTHEST = 140.0  # points between two lines of a table
_SHADED_ROW = 40.0  # points: what a row between two shaded ones may measure


def is_figure(run: Run) -> bool:
    """Whether a run is a figure, or a sign in the place of one."""
    return _FIGURE.fullmatch(run[0]) is not None


def are_glued(cells: Iterable[Sequence[Run]], fewest: int = _FEWEST_FIGURES) -> bool:
    """Tell whether so many figures stand in a cell beside other words, as if in another cell."""
    beside = (
        _are_beside(one, two) and _FIGURE.fullmatch(two[0]) is not None
        for runs in cells
        if len(runs) > 1
        for one, two in pairwise(runs)
    )
    return sum(islice(filter(None, beside), fewest)) == fewest


def _are_beside(one: Run, two: Run) -> bool:
    size = one[4] - one[2]
    return abs(one[2] - two[2]) < size / 2 and two[1] - one[3] > size / 2


def find_open_grids(page: Page, grids: list[Grid]) -> list[Grid]:
    """Return the tables of a page that are none by their lines alone, given those that are."""
    found: list[Grid] = []
    for across, down in chain(_shaded(page, grids), _lined(page, grids)):
        grid = complete(None, across, down, page.runs)
        if grid is not None and not any(_overlap(_bounds(grid), _bounds(one)) for one in found):
            found.append(grid)
    return found


def _lined(page: Page, grids: list[Grid]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Yield lines that stand under one another, or beside one another, without touching any."""
    taken = [_bounds(grid) for grid in grids]
    across = [
        one
        for one in page.horizontal
        if one.end - one.start > _SHADED_ROW
        and not any(_is_within((one.start + one.end) / 2, one.at, box) for box in taken)
    ]
    groups: list[list[Rule]] = []
    for rule in across:
        for group in groups:
            last, first = group[-1], group[0]
            shared = min(rule.end, first.end) - max(rule.start, first.start)
            if rule.at - last.at < _FARTHEST and shared > 0.8 * (rule.end - rule.start):
                group.append(rule)
                break
        else:
            groups.append([rule])
    for group in groups:
        for lines in _without_headings(group, page.runs):
            if len(lines) >= _FEWEST_LINES:
                yield lines, []


def _without_headings(lines: list[Rule], runs: list[Run]) -> Iterable[list[Rule]]:
    """Part the lines of two tables between which a heading stands."""
    heights = [
        (run[2] + run[4]) / 2
        for run in runs
        if _HEADING.match(run[0]) and lines[0].at < run[2] < lines[-1].at
    ]
    begun = 0
    for number, (upper, lower) in enumerate(pairwise(lines), start=1):
        for height in heights:
            if upper.at < height < lower.at and not any(
                _ITEM.fullmatch(run[0]) for run in runs if upper.at < run[4] and run[2] < lower.at
            ):
                yield lines[begun:number]
                begun = number
                break
    yield lines[begun:]


def _shaded(page: Page, grids: list[Grid]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Yield the edges of areas that are shaded like the cells of a table."""
    if len(page.shades) < _FEWEST_SHADES:
        return
    taken = [_bounds(grid) for grid in grids]
    shades = sorted(set(page.shades), key=lambda box: (box[1], box[0]))
    inner = [
        box
        for box in shades
        if not any(_overlap(box, one) for one in taken)
        and sum(_is_within((one[0] + one[2]) / 2, (one[1] + one[3]) / 2, box) for one in shades) < 3
    ]
    if len(inner) < _FEWEST_SHADES:
        return
    across = [Rule(y, box[0], box[2]) for box in inner for y in (box[1], box[3])]
    down = [Rule(x, box[1], box[3]) for box in inner for x in (box[0], box[2])]
    yield from tables_of(snapped(across), snapped(down, gap=_SHADED_ROW))


def _bounds(grid: Grid) -> Box:
    return grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]


def _is_within(x: float, y: float, box: Box) -> bool:
    return box[0] - SNAP <= x <= box[2] + SNAP and box[1] - SNAP <= y <= box[3] + SNAP


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def complete(
    grid: Grid | None,
    across: list[Rule],
    down: list[Rule],
    runs: Iterable[Run],
    labels: Iterable[float] = (),
) -> Grid | None:
    """Return a grid with the columns and rows that its figures stand in.

    Parameters
    ----------
    grid : Grid or None
        What the lines alone make of it, None for lines that do not touch.
    across, down : list of Rule
        The lines in its bounds.
    runs : iterable of Run
        What is printed on the page.
    labels : iterable of float
        Where the columns of labels are parted, if there are several: no figures stand there.

    Returns
    -------
    Grid or None
        None if its figures stand in no columns.
    """
    if grid is None and not across:
        return None
    left = min(one.start for one in across) if grid is None else grid.xs[0]
    right = max(one.end for one in across) if grid is None else grid.xs[-1]
    ys = [one.at for one in across] if grid is None else list(grid.ys)
    within = [run for run in runs if left - SNAP <= (run[1] + run[3]) / 2 <= right + SNAP]
    ys = _with_outer_rows(sorted(set(ys)), within)
    within = [run for run in within if ys[0] <= (run[2] + run[4]) / 2 < ys[-1]]
    labels = [*labels]
    first = max(labels, default=left - SNAP)
    items = [run for run in within if run[1] >= first and _ITEM.fullmatch(run[0])]
    figures = [*filter(is_figure, items)]
    if len(figures) < _FEWEST_FIGURES:
        return None
    ys = _with_rows(ys, within, figures)
    known = [left, right] if grid is None else list(grid.xs)
    new = _new_columns(_columns(items), known, within)
    new += [*_ends(across, known + new), *labels]
    if not new:
        return None
    bands = _bands(ys, within)
    parted = [
        Rule(cut, top, bottom)
        for cut in new
        for (top, bottom), band in zip(pairwise(ys), bands, strict=True)
        if not any(run[1] < cut < run[3] for run in band)
    ]
    drawn = [rule.at for rule in across]
    rows = [Rule(y, left, right) for y in ys if all(abs(y - at) > SNAP for at in drawn)]
    found = grid_of(tuple(sorted([*known, *new])), tuple(ys), [*across, *rows], [*down, *parted])
    # A figure that has no column to itself makes all the columns doubtful.
    return None if are_glued(_cells(found, within), 1) else found


def _cells(grid: Grid, runs: list[Run]) -> Iterable[list[Run]]:
    cells: defaultdict[int, list[Run]] = defaultdict(list)
    for run in runs:
        at = grid.place_at((run[1] + run[3]) / 2, (run[2] + run[4]) / 2)
        if at is not None:
            cells[at.cell].append(run)
    return cells.values()


def _new_columns(
    columns: list[tuple[float, float]], known: list[float], runs: list[Run]
) -> list[float]:
    """Return where columns are parted without a line."""
    new: list[float] = []
    before = min(known)
    is_first = True
    for left, right in columns:
        start = max([before, *(x for x in known if x < left + SNAP)])
        if any(start - SNAP <= run[1] and run[3] <= left for run in runs) or start == before:
            cut = _cut(start, left, runs, is_first=is_first)
            if cut is not None:
                new.append(cut)
        before, is_first = right, False
    return new


def _columns(figures: list[Run]) -> list[tuple[float, float]]:
    """Return from where to where figures stand one under the other."""
    columns: list[tuple[float, float]] = []
    for run in sorted(figures, key=lambda run: run[1]):
        if columns and run[1] <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], run[3])
        else:
            columns.append((run[1], run[3]))
    return columns


def _cut(start: float, end: float, runs: list[Run], *, is_first: bool) -> float | None:
    """Return the place between two columns that the fewest words go over.

    Before the first figures it is the last such place, for labels may have columns too.
    """
    near = [run for run in runs if run[3] > start and run[1] < end]
    places = sorted({start, end, *(x for run in near for x in (run[1], run[3]) if start < x < end)})
    clear = [
        (
            sum(run[1] < (one + two) / 2 < run[3] for run in near),
            -one if is_first else one - two,
            (one + two) / 2,
        )
        for one, two in pairwise(places)
        if two - one > 1 or len(places) == 2
    ]
    return min(clear)[2] if clear else None


def _ends(across: list[Rule], xs: list[float]) -> list[float]:
    """Return where several lines between rows begin, as they do beside a merged cell."""
    starts = sorted(rule.start for rule in across)
    return [
        start
        for start in sorted(set(starts))
        if all(abs(start - x) > 2 * SNAP for x in xs)
        and min(xs) < start < max(xs)
        and sum(abs(start - one) < SNAP for one in starts) > 1
    ][:2]


def _bands(ys: list[float], runs: list[Run]) -> list[list[Run]]:
    return [
        [run for run in runs if top <= (run[2] + run[4]) / 2 < bottom]
        for top, bottom in pairwise(ys)
    ]


def _with_outer_rows(ys: list[float], runs: list[Run]) -> list[float]:
    """Add a row above the first line, or below the last, that the page cuts off."""
    for row in rows_of(runs):
        top, bottom = min(run[2] for run in row), max(run[4] for run in row)
        size = bottom - top
        if not are_glued([sorted(row, key=itemgetter(1))]):
            continue
        if 0 < ys[0] - (top + bottom) / 2 < 1.5 * size:
            ys = [top - 1, *ys]
        elif 0 < (top + bottom) / 2 - ys[-1] < 1.5 * size:
            ys = [*ys, bottom + 1]
    return ys


def _with_rows(ys: list[float], runs: list[Run], figures: list[Run]) -> list[float]:
    """Part rows between which no line is drawn: each has its own line of figures."""
    parted = list(ys)
    for top, bottom in pairwise(ys):
        rows = [row for row in rows_of(figures) if top <= (row[0][2] + row[0][4]) / 2 < bottom]
        if len(rows) < 2:
            continue
        lines = [
            (min(run[2] for run in row), max(run[4] for run in row))
            for row in rows_of([run for run in runs if top <= (run[2] + run[4]) / 2 < bottom])
        ]
        middles = [(row[0][2] + row[0][4]) / 2 for row in rows]
        for upper, lower in pairwise(middles):
            between = [
                (one, two)
                for one, two in pairwise(lines)
                if upper - SNAP <= sum(one) / 2 and sum(two) / 2 <= lower + SNAP
            ]
            if between:
                one, two = max(between, key=lambda pair: pair[1][0] - pair[0][1])
                parted.append((one[1] + two[0]) / 2)
    return sorted(parted)
