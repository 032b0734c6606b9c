"""Ruling lines into grids: which lines belong to one table, and which cells they part."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from giox.documents.pdf.drawing import SNAP, Rule
from giox.documents.pdf.marks import Page

__all__ = ["Grid", "Place", "find_grids", "grid_of", "tables_of"]


class Place(NamedTuple):
    """A place of a grid: the number of the cell that covers it, and its edges."""

    cell: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table on one page.

    Attributes
    ----------
    xs, ys : tuple of float
        Where its columns and rows are parted, edges included.
    areas : tuple of tuple of int
        For each row and column of the grid the number of the cell that covers it.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[tuple[int, ...], ...]

    def place_at(self, x: float, y: float) -> Place | None:
        """Return the cell at a point, None for one outside."""
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        row, column = bisect_right(ys, y) - 1, bisect_right(xs, x) - 1
        cell = self.areas[row][column]
        return Place(cell, xs[column], ys[row], xs[column + 1], ys[row + 1])


def find_grids(page: Page) -> list[Grid]:
    """Return the ruled tables of a page, smaller ones before those that they stand in."""
    grids = [_grid(rows, columns) for rows, columns in tables_of(page.horizontal, page.vertical)]
    found = [grid for grid in grids if grid is not None]
    return sorted(found, key=lambda one: (one.xs[-1] - one.xs[0]) * (one.ys[-1] - one.ys[0]))


def tables_of(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group lines that touch one another, directly or by way of others."""
    parent = list(range(len(across) + len(down)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    heights = [line.at for line in across]
    for number, line in enumerate(down, start=len(across)):
        first = bisect_right(heights, line.start - SNAP)
        last = bisect_right(heights, line.end + SNAP)
        for other in range(first, last):
            if across[other].start - SNAP <= line.at <= across[other].end + SNAP:
                parent[root(other)] = root(number)
    tables: defaultdict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, line in enumerate(across):
        tables[root(number)][0].append(line)
    for number, line in enumerate(down, start=len(across)):
        tables[root(number)][1].append(line)
    found = list(tables.values())
    _attach_lone(found)
    return found


def _attach_lone(tables: list[tuple[list[Rule], list[Rule]]]) -> None:
    """Give a table the line beside it that goes all along it and that no other line touches.

    The first column may be one cell that covers all rows on a page, without beginning or end.
    """
    whole = [table for table in tables if table[0] and len(table[1]) > 1]
    for across, down in tables:
        if across or len(down) != 1:
            continue
        line = down[0]
        for other in whole:
            top = min(one.start for one in other[1])
            bottom = max(one.end for one in other[1])
            if abs(line.start - top) <= 2 * SNAP and abs(line.end - bottom) <= 2 * SNAP:
                other[1].append(line)
                down.clear()
                break


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    """Make a grid of lines that touch; None where they part nothing.

    A table whose outer lines are missing, as at the end of a page, ends where its lines do.
    """
    if not across or not down:
        return None
    xs = _edges(down, across)
    ys = _edges(across, down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    return grid_of(xs, ys, across, down)


def grid_of(
    xs: tuple[float, ...], ys: tuple[float, ...], across: list[Rule], down: list[Rule]
) -> Grid:
    """Return the grid of columns and rows that are parted at these places by these lines."""
    return Grid(xs, ys, _areas(xs, ys, _cuts(across, ys, xs), _cuts(down, xs, ys)))


def _edges(lines: list[Rule], others: list[Rule]) -> tuple[float, ...]:
    places: list[float] = []
    for at in sorted({line.at for line in lines}):
        if not places or at - places[-1] > SNAP:
            places.append(at)
    first = min(line.start for line in others)
    last = max(line.end for line in others)
    if places[0] - first > 2 * SNAP:
        places.insert(0, first)
    if last - places[-1] > 2 * SNAP:
        places.append(last)
    return tuple(places)


def _cuts(
    lines: list[Rule], places: tuple[float, ...], others: tuple[float, ...]
) -> set[tuple[int, int]]:
    """Return where lines run: the place of the line, and the stretch between two others."""
    return {
        (bisect_right(places, line.at) - 1, stretch)
        for line in lines
        for stretch in range(len(others) - 1)
        if line.start <= (others[stretch] + others[stretch + 1]) / 2 <= line.end
    }


def _areas(
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    across: set[tuple[int, int]],
    down: set[tuple[int, int]],
) -> tuple[tuple[int, ...], ...]:
    """Give the cells numbers; places of the grid with no line between them are one cell."""
    height, width = len(ys) - 1, len(xs) - 1
    areas = [[-1] * width for _ in range(height)]
    number = -1
    for start_row in range(height):
        for start_column in range(width):
            if areas[start_row][start_column] >= 0:
                continue
            number += 1
            waiting = [(start_row, start_column)]
            while waiting:
                row, column = waiting.pop()
                if areas[row][column] >= 0:
                    continue
                areas[row][column] = number
                if row and (row, column) not in across:
                    waiting.append((row - 1, column))
                if row + 1 < height and (row + 1, column) not in across:
                    waiting.append((row + 1, column))
                if column and (column, row) not in down:
                    waiting.append((row, column - 1))
                if column + 1 < width and (column + 1, row) not in down:
                    waiting.append((row, column + 1))
    return tuple(map(tuple, areas))
