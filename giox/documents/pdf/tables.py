"""Grids of pages into tables: their cells' words, and tables that go on over a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from giox.documents.pdf.lines import words_of_cell
from giox.documents.pdf.ruling import Grid
from giox.documents.pdf.runs import Run
from giox.documents.plain import looks_like_figure

__all__ = ["Area", "Table", "join", "table_of"]

_SAME_PLACE = 6.0
# A label that begins so begins a row and does not go on from the page before.
_BEGINS_A_ROW = re.compile(
    r"[(\uff08]?[\d一二三四五六七八九十]{1,3}[)\uff09、.\uff0e:\uff1a]|第.{1,3}[条项章]|[其合总小共]"
)


@dataclass(slots=True)
class Area:
    """One cell: the grid places it covers, its words, and whether they fill its last line."""

    row: int
    column: int
    height: int
    width: int
    words: str = ""
    is_full: bool = False


@dataclass(slots=True)
class Table:
    """A table, of one page or joined over several."""

    xs: tuple[float, ...]
    height: int
    areas: list[Area] = field(default_factory=list)

    def rows(self) -> list[list[Area]]:
        """Return the cells that begin in each row, from left to right."""
        rows: list[list[Area]] = [[] for _ in range(self.height)]
        for area in sorted(self.areas, key=attrgetter("row", "column")):
            rows[area.row].append(area)
        return rows


def table_of(grid: Grid, within: Mapping[int, list[Run]]) -> Table:
    """Return the table of a grid, given the runs of each cell."""
    boxes: dict[int, list[int]] = {}
    for row, numbers in enumerate(grid.areas):
        for column, number in enumerate(numbers):
            box = boxes.get(number)
            if box is None:
                boxes[number] = [row, column, row, column]
            else:
                box[1:] = min(box[1], column), row, max(box[3], column)
    table = Table(grid.xs, len(grid.areas))
    for number, (top, left, bottom, right) in boxes.items():
        width = grid.xs[right + 1] - grid.xs[left]
        words, is_full = words_of_cell(within[number], width) if number in within else ("", False)
        table.areas.append(Area(top, left, bottom - top + 1, right - left + 1, words, is_full))
    return table


def join(table: Table, more: Table) -> Table | None:
    """Return a table and its rest on the next page as one; None where they are two tables.

    Rows of the head that are printed again are left out, a merged cell and a row that the
    page cuts in two are made whole.
    """
    moved = _columns(table.xs, more.xs)
    if moved is None:
        return None
    below = [
        Area(
            area.row,
            moved[area.column],
            area.height,
            moved[area.column + area.width] - moved[area.column],
            area.words,
            area.is_full,
        )
        for area in more.areas
    ]
    rest = Table(table.xs, more.height, below)
    _drop_head(table, rest)
    _mend_merged(table, rest)
    _mend_row(table, rest)
    for area in rest.areas:
        area.row += table.height
    return Table(table.xs, table.height + rest.height, table.areas + rest.areas)


def _columns(xs: tuple[float, ...], more: tuple[float, ...]) -> list[int] | None:
    """Return the column of `xs` that each of `more` is; pages may have other margins."""
    if abs((xs[-1] - xs[0]) - (more[-1] - more[0])) > 2 * _SAME_PLACE:
        return None
    shift = more[0] - xs[0]
    found = [_nearest(xs, x - shift) for x in more]
    near = all(abs(xs[n] + shift - x) <= _SAME_PLACE for n, x in zip(found, more, strict=True))
    return found if near and found == sorted(set(found)) else None


def _nearest(places: tuple[float, ...], place: float) -> int:
    return min(range(len(places)), key=lambda number: abs(places[number] - place))


def _drop_head(table: Table, rest: Table) -> None:
    above, below = table.rows(), rest.rows()
    repeated = 0
    for first, second in zip(above, below, strict=False):
        words = [area.words for area in first]
        if words != [area.words for area in second] or not any(words):
            break
        if any(looks_like_figure(one) for one in words if one):
            break
        repeated += 1
    if repeated == len(below):
        return
    rest.areas = [area for area in rest.areas if area.row >= repeated]
    rest.height -= repeated
    for area in rest.areas:
        area.row -= repeated


def _mend_merged(table: Table, rest: Table) -> None:
    """Make cells one again that cover rows on both pages."""
    for upper in [one for one in table.areas if one.row + one.height == table.height]:
        lower = _beginning_at(rest, upper)
        if lower is None or (lower.height < 2 and (lower.words or rest.height > 1)):
            continue
        if lower.words and (not upper.words or _BEGINS_A_ROW.match(lower.words)):
            continue
        if max(upper.height, lower.height) > 1:
            upper.words += lower.words
            upper.height += lower.height
            rest.areas.remove(lower)


def _mend_row(table: Table, rest: Table) -> None:
    """Make a row whole whose label goes on over the page, its figures all on the first."""
    last = [one for one in table.areas if one.row + one.height == table.height]
    first = [one for one in rest.areas if one.row == 0]
    filled = [one for one in first if one.words]
    if len(filled) != 1 or any(one.height > 1 for one in first):
        return
    rest_of_label = filled[0]
    label = next((one for one in last if one.column == rest_of_label.column), None)
    figures = [one for one in last if one.column > rest_of_label.column and one.words]
    if (
        label is None
        or not label.is_full
        or not figures
        or looks_like_figure(rest_of_label.words)
        or _BEGINS_A_ROW.match(rest_of_label.words)
    ):
        return
    label.words += rest_of_label.words
    rest.areas = [one for one in rest.areas if one.row]
    rest.height -= 1
    for area in rest.areas:
        area.row -= 1
    for area in table.areas:
        if area.row + area.height > table.height:
            area.height -= 1  # it goes on over the row that is no more


def _beginning_at(table: Table, like: Area) -> Area | None:
    """Return the cell at the head of a table over the same columns as another."""
    return next(
        (
            one
            for one in table.areas
            if not one.row and (one.column, one.width) == (like.column, like.width)
        ),
        None,
    )
