"""Where cells stand in the grid of their table, for formats that only say how far they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["Spanning", "place"]

Spanning = tuple[int, int, str]
"""Rows and columns that a cell reaches over, and its words."""

# Beyond this many cells that reach down at once, a table is no table that a person made.
_MOST_OPEN = 500


def place(rows: Iterable[Iterable[Spanning]]) -> Iterator[list[tuple[int, str]]]:
    """Yield for each row the grid column and the words of the cells that begin in it.

    Examples
    --------
    >>> list(place([[(2, 1, "申请"), (1, 2, "结果")], [(1, 1, "维持"), (1, 1, "纠正")]]))
    [[(0, '申请'), (1, '结果')], [(1, '维持'), (2, '纠正')]]
    """
    reaching: list[tuple[int, int, int]] = []  # first column, column after the last, rows left
    for row in rows:
        placed: list[tuple[int, str]] = []
        below = [(first, after, left - 1) for first, after, left in reaching if left > 1]
        taken = iter(reaching)
        occupied = next(taken, None)
        column = 0
        for height, width, words in row:
            while occupied is not None and occupied[0] <= column:
                column = max(column, occupied[1])
                occupied = next(taken, None)
            placed.append((column, words))
            if height > 1:
                below.append((column, column + width, height - 1))
            column += width
        reaching = sorted(below)[:_MOST_OPEN]
        yield placed
