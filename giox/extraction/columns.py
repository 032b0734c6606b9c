"""Which columns a printed table has, where they are not those of the form.

Some reports put the total first, leave it out, print nothing but totals, count all organisations
together, or print columns that hold no figures of the year. The header says so; it is followed
where the rows agree with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from giox.extraction.row import ORGANISATIONS, PrintedRow
from giox.extraction.values import Value
from giox.forms import Table

__all__ = [
    "applicants_of",
    "heading_numbers",
    "in_print_order",
    "one_below_another",
    "row_numbers",
    "stacked",
    "without_numbers",
    "without_others",
]

_AGREEMENT = 0.6
_FEWEST_NUMBERED = 10
_WIDEST_STEP = 3
_SURE = 0.9
_FEWEST_ROWS = 3


def one_below_another(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return the rows of a list that is printed in two halves side by side, the left ones first.

    The header then names its columns twice.
    """
    halves = {row.header for row in rows if row.table.layout == "list" and row.header}
    if not halves or not all(map(_is_twice, halves)):
        return [*rows]
    left: list[PrintedRow] = []
    right: list[PrintedRow] = []
    for row in rows:
        half = len(row.header) // 2
        place = min((value.piece.column for value in row.values), default=0)
        is_right = bool(row.header) and place >= row.header[half][1] > row.header[0][1]
        header = row.header[half:] if is_right else row.header[:half]
        (right if is_right else left).append(replace(row, header=header))
    return [*left, *right]


def _is_twice(header: Sequence[tuple[str, int]]) -> bool:
    keys = [key for key, _ in header]
    half = len(keys) // 2
    return len(keys) % 2 == 0 and keys[:half] == keys[half:]


def row_numbers(rows: Sequence[PrintedRow]) -> dict[int, Value]:
    """Return the number that each row of a list prints behind its label, if the rows are counted.

    A column 行次 counts the rows, whatever stands in them: its figures go up from row to row by
    one, or by a little more where headings have numbers too.
    """
    if not rows or rows[0].table.layout != "list":
        return {}
    first = [next((one for one in row.values if one.kind != "empty"), None) for row in rows]
    counted = [(at, one) for at, one in enumerate(first) if one is not None and _is_count(one)]
    steps = [
        (one, following)
        for one, following in pairwise(counted)
        if 0 < following[1].number - one[1].number <= _WIDEST_STEP * (following[0] - one[0])
    ]
    is_counted = len(steps) >= max(_FEWEST_NUMBERED, _SURE * (len(counted) - 1))
    return {at: value for step in steps for at, value in step} if is_counted else {}


def _is_count(value: Value) -> bool:
    return value.kind == "number" and value.number > 0 and value.number % 1 == 0


def without_numbers(rows: Sequence[PrintedRow], numbers: Mapping[int, Value]) -> list[PrintedRow]:
    """Return the rows of a list without their numbers, and without the heading of these."""
    if not numbers:
        return [*rows]
    widths = Counter(sum(value.kind != "empty" for value in row.values) for row in rows)
    usual = max(widths, key=lambda width: widths[width])
    return [
        replace(
            row,
            values=[value for value in row.values if value is not numbers.get(at)],
            header=row.header[1:]
            if len(row.header) == usual and row.header[0][0] == "other"
            else row.header,
        )
        for at, row in enumerate(rows)
    ]


def heading_numbers(numbers: Mapping[int, Value]) -> frozenset[int]:
    """Return the numbers that the count of the rows leaves out: those of headings."""
    counted = {int(value.number) for value in numbers.values()}
    return frozenset(range(1, max(counted, default=0))) - counted


def without_others(row: PrintedRow) -> PrintedRow:
    """Return a row of a list without the columns that are not read, if no other is named."""
    if row.table.layout != "list":
        return row
    others = {column for key, column in row.header if key == "other"}
    if len(others) != len(row.header) or not others:
        return row
    if len({value.piece.column for value in row.values}) < 2:
        return row
    return replace(row, values=[one for one in row.values if one.piece.column not in others])


def applicants_of(table: Table, rows: Sequence[PrintedRow]) -> tuple[str, ...] | None:
    """Return the columns of a table of applicants that has others, or in another order.

    None for the columns of the form. The header must name them and the rows agree with it: have
    as many values, or, where only the order is another, add up as it says.
    """
    usual = tuple(column.key for column in table.columns)
    if table.layout != "applicants":
        return None
    blank = {"total"} if _is_blank_under("total", rows) else set()
    orders = {
        _named_columns([one for one in header if one[0] not in blank], usual)
        for header in {row.header for row in rows}
    }
    filled = [[one for one in row.values if one.kind != "empty"] for row in rows]
    if len(orders) != 1 or not orders.isdisjoint({(), usual}):
        return _total_first(filled, usual)
    (order,) = orders
    if len(order) == len(usual):
        sums = [
            (_is_total(values, usual), _is_total(values, order))
            for values in filled
            if len(values) == len(usual) and any(value.number for value in values)
        ]
        as_usual, as_named = (sum(one[at] for one in sums) for at in (0, 1))
        return order if as_named >= as_usual else None
    fits = sum(len(values) == len(order) for values in filled)
    is_longer = any(len(values) > len(order) for values in filled)
    if fits >= _AGREEMENT * len(rows) and not is_longer:
        return order
    return _total_first(filled, usual)


def _total_first(
    filled: Sequence[Sequence[Value]], usual: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the columns with the total first, where the sums say so and the header does not."""
    order = (usual[-1], *usual[:-1])
    ways: list[tuple[bool, bool]] = []
    for values in filled:
        if len(values) == len(usual) and any(value.number for value in values):
            ways.append((_is_total(values, usual), _is_total(values, order)))
            if ways[-1] == (True, False):
                return None
    as_first = sum(first for _, first in ways)
    is_sure = ways.count((False, True)) >= _FEWEST_ROWS and as_first >= _SURE * len(ways)
    return order if is_sure else None


def _is_blank_under(key: str, rows: Sequence[PrintedRow]) -> bool:
    """Whether no row prints anything in the column of a key, though each has a cell for it."""
    count = 0
    for row in rows:
        column = dict(row.header).get(key)
        kinds = [value.kind for value in row.values if value.piece.column == column]
        if any(kind != "empty" for kind in kinds):
            return False
        count += len(kinds)
    return 0 < count >= len(rows)


def _named_columns(header: Sequence[tuple[str, int]], usual: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a header names in reading order, nothing where it is unclear.

    The heading over the organisations gives way to their columns, which stand in a second line
    of the header; without such a line it is a column of its own, of no kind of applicant.
    """
    columns = dict(reversed(header))
    keys = tuple(dict.fromkeys(key for key, _ in header))  # a merged cell can stand in each cell
    if ORGANISATIONS not in keys:
        return _in_order(keys, columns, usual) if len(keys) <= len(usual) else ()
    at = keys.index(ORGANISATIONS)
    ends = [key for key in keys if key in {usual[0], usual[-1]}]
    inner = _in_order([key for key in keys if key not in {*ends, ORGANISATIONS}], columns, usual)
    before = sum(key in ends for key in keys[:at])
    if not before and any(columns[key] <= columns[ORGANISATIONS] for key in ends):
        # Read first and yet no further left: in lines of text a merged heading stands higher
        # than those beside it. Natural persons stand in front of the organisations.
        before = ends.index(usual[0]) + 1 if usual[0] in ends else 0
    named = (*ends[:before], *(inner or [""]), *ends[before:])
    return named if len(set(named)) == len(named) else ()


def _in_order(
    keys: Sequence[str], columns: Mapping[str, int], usual: Sequence[str]
) -> tuple[str, ...]:
    """Return the labels of a header as they were read, or as the form has them.

    Labels in one row stand ever further to the right, those in lines of their own nowhere else.
    Others are halves of labels in lines of text, of which the longer ones begin higher: they
    tell no order.
    """
    places = [columns[key] for key in keys]
    is_row = all(one < other for one, other in pairwise(places))
    if is_row or len(set(places)) == 1 or not {*keys} <= {*usual}:
        return tuple(keys)
    return tuple(sorted(keys, key=usual.index))


def _is_total(values: Sequence[Value], order: Sequence[str]) -> bool:
    """Whether the value in the column of the total is what the others add up to."""
    total = values[order.index("total")].number
    return total * 2 == sum([value.number for value in values])


def in_print_order(row: PrintedRow, columns: Sequence[str]) -> PrintedRow:
    """Return a row with its values in the order of the form; a row of other length without any."""
    values = row.values
    if len(values) != len(columns):
        values = [value for value in values if value.kind != "empty"]
    if len(values) != len(columns):
        return replace(row, values=[value._replace(kind="text") for value in values[:1]])
    usual = {column.key: at for at, column in enumerate(row.table.columns)}
    order = sorted(range(len(columns)), key=lambda at: usual[columns[at]])
    return replace(row, values=[values[at] for at in order])


def stacked(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Return the rows of a table under a header, each named if they stand in a stack.

    Some reports print what others have side by side as one row for each result: the last label
    in front of the only value says which column of the form it is, the group is printed once.
    """
    if not rows or rows[0].table.layout != "sequence":
        return [*rows]
    named: list[PrintedRow] = []
    group = ""
    for row in rows:
        columns = {column.key for column in row.table.columns}
        groups = {one.key for one in row.table.groups}
        labels = [key for key, _ in row.header if key in columns or key in groups]
        group = row.groups[0] if row.groups else group
        count = sum(value.kind != "empty" for value in row.values)
        is_one = labels[-1:] and labels[-1] in columns and labels[:-1] in ([], [group])
        if count != 1 or not (is_one and group):
            return [*rows]
        named.append(replace(row, key=f"{group}.{labels[-1]}"))
    return named
