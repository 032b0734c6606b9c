"""Where cells stand in the grid of their table, for formats that only say how far they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

__all__ = ["Reach", "place"]

Reach = Mapping[int, tuple[int, int]]
"""Rows and columns that cells of a row reach over, by their number; the others' are one."""

# Beyond this many cells that reach down at once, a table is no table that a person made.
_MOST_OPEN = 500


def place(rows: Iterable[tuple[Sequence[str], Reach]]) -> Iterator[Iterable[tuple[int, str]]]:
    """Yield for each row the grid column and the words of the cells that begin in it.

    Examples
    --------
    >>> head = ["申请", "结果"], {0: (2, 1), 1: (1, 2)}
    >>> [list(row) for row in place([head, (["维持", "纠正"], {})])]
    [[(0, '申请'), (1, '结果')], [(1, '维持'), (2, '纠正')]]
    """
    reaching: list[tuple[int, int, int]] = []  # first column, column after the last, rows left
    for row, reach in rows:
        if not reaching and not reach:
            yield enumerate(row)
            continue
        below = [(first, after, left - 1) for first, after, left in reaching if left > 1]
        if not reach:
            yield zip(_free(reaching), row)  # noqa: B905 - free columns never end
            reaching = below
            continue
        placed: list[tuple[int, str]] = []
        taken = iter(reaching)
        occupied = next(taken, None)
        column = 0
        for number, words in enumerate(row):
            while occupied is not None and occupied[0] <= column:
                column = max(column, occupied[1])
                occupied = next(taken, None)
            placed.append((column, words))
            if number in reach:
                height, width = reach[number]
                if height > 1:
                    below.append((column, column + width, height - 1))
                column += width
            else:
                column += 1
        reaching = sorted(below)[:_MOST_OPEN]
        yield placed


def _free(reaching: Iterable[tuple[int, int, int]]) -> Iterator[int]:
    """Return the columns, without end, that no cell reaches down into."""
    between: list[Iterable[int]] = []
    column = 0
    for first, after, _ in reaching:
        between.append(range(column, first))
        column = max(column, after)
    return chain(*between, count(column))
