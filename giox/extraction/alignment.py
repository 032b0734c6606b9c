"""Which column of the form each printed value of a row belongs to.

Rows come complete, with blank cells, a cell short or a cell long. A complete row is taken as
it is printed. For every other row all ways to lay its values on the columns are candidates;
the form's own sums throw out those that cannot be, first within the row, then between the
rows of a table. What is the same in all that are left is certain, the rest is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import Protocol

from giox.extraction.values import Value, untorn

__all__ = [
    "Adds",
    "Columns",
    "Placement",
    "Sum",
    "as_printed",
    "candidates",
    "columns_of",
    "reconcile",
    "settle",
]

Placement = tuple[Value | None, ...]
"""One value, or nothing, for each column of the form."""

Sum = Sequence[tuple[str, int]]
"""Rows that add up to nothing, each with its sign: an identity of the form."""


class Adds(Protocol):
    """Whether the values of a row add up within the row, `is_open` if its last total is lost."""

    def __call__(self, placement: Placement, *, is_open: bool = False) -> bool:
        """Tell it of one placement."""
        ...


_MOST_PLACEMENTS = 1000
_MOST_SUMS = 4000
_FEWEST_ROWS = 3
_AGREEMENT = 0.9
_COMPLETE = 0.7

_Numbers = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the rows of a printed table have their values.

    `first` is the grid column where they begin, `offset` how many cells that is after the
    label, `behind` how many cells stand behind them; None where the rows do not agree.
    `blanks` tells whether blank cells are the habit of the table: where they are not, a row
    with one has lost or moved a figure. A lost cell leaves its blank at the end of the row, as
    all behind it move up.
    """

    first: int | None = None
    offset: int | None = None
    behind: int | None = None
    blanks: bool = True


def columns_of(rows: Iterable[Sequence[Value]], width: int) -> Columns:
    """Learn where the values of a table stand: from complete rows, else from their last column."""
    whole: list[tuple[int, int, int]] = []
    ends: list[tuple[int, int, int]] = []
    for values in rows:
        inside = [at for at, value in enumerate(values) if value.kind != "empty"]
        if inside:
            last = inside[-1]
            column = values[last].piece.column - width + 1
            ends.append((column, last - width + 1, len(values) - last))
        if len(inside) == width == inside[-1] - inside[0] + 1:
            whole.append(ends[-1])
    begins = whole if len(whole) >= _FEWEST_ROWS else ends
    if len(begins) < _FEWEST_ROWS:
        return Columns()
    first, offset, behind = (_agreed(one) for one in zip(*begins, strict=True))
    return Columns(first, offset, behind, blanks=len(whole) < _COMPLETE * len(ends))


def _agreed(places: Sequence[int]) -> int | None:
    (place, count), *_ = Counter(places).most_common(1)
    return place if place >= 0 and count >= _AGREEMENT * len(places) else None


def as_printed(values: Iterable[Value], width: int, adds: Adds | None) -> tuple[Placement, ...]:
    """Return the one placement of a row that prints a value for each column and adds up.

    Nothing for any other row: see `candidates`.
    """
    cells = tuple(values)
    printed = tuple([value for value in cells if value.kind != "empty"])
    if len(printed) != width or (len(cells) > width and _has_remark(printed)):
        return ()
    return (printed,) if adds is None or adds(printed) else ()


def _has_remark(printed: Sequence[Value]) -> bool:
    """Whether words stand behind the figures of a row, where they can be a remark of their own."""
    return printed[-1].kind == "text" and any(value.kind == "number" for value in printed)


def candidates(
    values: Sequence[Value], width: int, columns: Columns, adds: Adds | None
) -> tuple[Placement, ...]:
    """Return all ways to lay the values of a row on the columns of the form, likelier ones first.

    Parameters
    ----------
    values : sequence of Value
        The cells behind the label, blank ones among them where the page shows them.
    width : int
        Number of columns of the form.
    columns : Columns
        Where the complete rows of the same table stand.
    adds : callable or None
        The sum within the row; None for rows without one, which blank cells must then place.
    """
    values = _without_remarks(values, width, columns.first)
    if sound := as_printed(values, width, adds):
        return sound
    printed = [value for value in values if value.kind != "empty"]
    if adds is not None and len(printed) == width:
        return _of_full_row(tuple(printed), adds)
    if width == 1:
        printed = [value for value in printed if value.kind != "text"]
        same = {(value.number, value.unit) for value in printed}
        return ((printed[0],),) if len(same) == 1 else ()
    seen = tuple(dict.fromkeys(_as_seen(values, width, columns)))
    if not printed:
        return seen[:1]
    ends_with_figure = len(seen) == 1 and _ends_in_place(seen[0], columns)
    if adds is None:
        return seen if len(seen) == 1 and (columns.blanks or ends_with_figure) else ()
    fitting = [one for one in seen if adds(one)]
    if not fitting or len(seen) > 1 or not columns.blanks:
        fitting += (one for one in _in_order(printed, width) if adds(one))
    return tuple(dict.fromkeys(fitting)) or (seen if ends_with_figure else ())


def _of_full_row(printed: tuple[Value, ...], adds: Adds) -> tuple[Placement, ...]:
    """Return the ways to lay a row that has a cell for each column and does not add up."""
    mended = tuple(untorn(value) for value in printed)
    if adds(mended):
        return (mended,)
    # With a figure masked or torn nothing can add up, yet all are there.
    is_masked = any(value.is_masked or value.kind == "text" for value in printed)
    pushed_out = () if is_masked else _pushed_out(printed)
    return (printed, *(one for one in pushed_out if adds(one, is_open=True) and not adds(one)))


def _without_remarks(values: Sequence[Value], width: int, first: int | None) -> Sequence[Value]:
    """Return the cells of a row without words outside of the columns of figures."""
    last = None if first is None else first + width - 1
    while len(values) > width and values[-1].kind == "text":
        if last is not None and values[-1].piece.column <= last:
            break
        values = values[:-1]
    while len(values) > width and values[0].kind == "text":
        values = values[1:]
    return values


def _ends_in_place(placement: Placement, columns: Columns) -> bool:
    """Whether a figure stands in the last column of a row, where the table has that column."""
    last = placement[-1]
    if last is None:
        return False
    return columns.first is None or last.piece.column == columns.first + len(placement) - 1


def _pushed_out(printed: Sequence[Value]) -> Iterator[Placement]:
    """Yield what a full row was if a zero too many has pushed its total out of the table."""
    for at, value in enumerate(printed):
        if value.number == 0 and value.kind == "number":
            yield (*printed[:at], *printed[at + 1 :], None)


def _as_seen(values: Sequence[Value], width: int, columns: Columns) -> Iterator[Placement]:
    """Yield the stretches of cells, blank ones included, that can be the row's columns."""
    for start in range(len(values) - width + 1):
        here = Columns(values[start].piece.column, start, len(values) - start - width + 1)
        agrees = (
            here.first == columns.first
            or here.offset == columns.offset
            or here.behind == columns.behind
        )
        outside = (*values[:start], *values[start + width :])
        if (agrees or columns.first is columns.offset is columns.behind is None) and all(
            one.kind == "empty" for one in outside
        ):
            yield tuple(
                None if one.kind == "empty" else one for one in values[start : start + width]
            )


def _in_order(printed: Sequence[Value], width: int) -> Iterator[Placement]:
    """Yield the placements that keep the order: gaps in a short row, zeros out of a long one."""
    count = len(printed)
    if comb(max(count, width), min(count, width)) > _MOST_PLACEMENTS:
        return
    if count < width:
        for places in combinations(range(width), count):
            laid: list[Value | None] = [None] * width
            for place, value in zip(places, printed, strict=True):
                laid[place] = value
            yield tuple(laid)
        return
    for kept in combinations(range(count), width):
        left_out = set(range(count)) - set(kept)
        at_an_end = kept == tuple(range(kept[0], kept[0] + width))
        if at_an_end or all(printed[at].number == 0 for at in left_out):
            yield tuple(printed[at] for at in kept)


def settle(placements: Sequence[Placement]) -> Placement:
    """Return what all placements have in common; None in every other column.

    The sums count a gap as nothing, so a zero is as certain where others leave a gap: which of
    several zeros was dropped does not matter.
    """
    first, *others = placements
    if not others:
        return first
    return tuple(
        value if value is not None and all(_agrees(value, one, column) for one in others) else None
        for column, value in enumerate(first)
    )


def _agrees(value: Value, placement: Placement, column: int) -> bool:
    """Whether another placement says the same of a column."""
    other = placement[column]
    if other is None:
        has_total = placement[-1] is not None
        return has_total and value.kind == "number" and not value.number
    return (other.number, other.kind) == (value.number, value.kind)


def reconcile(
    rows: Mapping[str, tuple[Placement, ...]], sums: Iterable[Sum]
) -> dict[str, tuple[Placement, ...]]:
    """Throw out the placements of rows that no sum between rows can be true with.

    Full rows that do not add up stay as they are printed unless a sum tells of another
    placement: then the report has an error, and not the table.
    """
    left = dict(rows)
    told: set[str] = set()
    for terms in sums:
        open_rows = [key for key, _ in terms if len(left.get(key, ())) > 1]
        if not open_rows or any(not left.get(key) for key, _ in terms):
            continue
        for key, possible in _possible(left, terms, open_rows).items():
            left[key] = possible
            told.add(key)
    return {
        key: one[:1] if key not in told and one and None not in one[0] else one
        for key, one in left.items()
    }


def _possible(
    rows: Mapping[str, tuple[Placement, ...]], terms: Sum, open_rows: Sequence[str]
) -> dict[str, tuple[Placement, ...]]:
    """Return the placements of the open rows that occur in a solution of one sum."""
    signs = dict(terms)
    width = len(rows[open_rows[0]][0])
    fixed: _Numbers = (Decimal(0),) * width
    for key, sign in terms:
        if key not in open_rows:
            fixed = _plus(fixed, _numbers(rows[key][0], sign))
    before: list[set[_Numbers]] = [{fixed}]
    for key in open_rows:
        choices = {_numbers(one, signs[key]) for one in rows[key]}
        before.append({_plus(total, one) for total in before[-1] for one in choices})
        if len(before[-1]) > _MOST_SUMS:
            return {}
    wanted = {(Decimal(0),) * width}
    if not wanted & before[-1]:
        return {}
    possible: dict[str, tuple[Placement, ...]] = {}
    for place in range(len(open_rows) - 1, -1, -1):
        key = open_rows[place]
        kept, earlier = [], set()
        for one in rows[key]:
            numbers = _numbers(one, -signs[key])
            reached = {_plus(total, numbers) for total in wanted} & before[place]
            if reached:
                kept.append(one)
                earlier |= reached
        possible[key] = tuple(kept)
        wanted = earlier
    return possible


def _numbers(placement: Placement, sign: int) -> _Numbers:
    """Return the numbers of a row; a total that is not there is what its parts add up to."""
    numbers = [Decimal(0) if value is None else sign * value.number for value in placement]
    if placement[-1] is None:
        numbers[-1] = sum(numbers, Decimal(0))
    return tuple(numbers)


def _plus(left: _Numbers, right: _Numbers) -> _Numbers:
    return tuple(one + other for one, other in zip(left, right, strict=True))
