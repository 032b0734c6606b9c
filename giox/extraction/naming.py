"""Rows whose label is beyond recognition, named by the rows of the form around them.

Where a label is not at all like the one that its place calls for, the row only gets a guess of
its name; sums of the form that hold with it, and need it, make the guess sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from giox.checks.identities import identities
from giox.extraction.alignment import Sum
from giox.extraction.row import PrintedRow
from giox.forms import Entry, Table, canonical, labels_of

__all__ = ["named", "sums"]

_LIKE_ENOUGH = 0.5
_LIKE_ENOUGH_IN_LIST = 0.7
_SURE_OF_ONE_PLACE = frozenset({"applicants", "grid"})

_Numbers = tuple[Decimal, ...]


def named(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Name the rows of one table whose label is not known, or give them a guess of their name.

    A row named by sums keeps its guess, which is then its key.
    """
    if all(row.key is not None for row in rows):
        return [*rows]
    guessed = _by_place(rows)
    sure = _held_by_sums(guessed)
    return [replace(row, key=row.guess) if row.guess in sure else row for row in guessed]


def _by_place(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    table = rows[0].table
    order: dict[str | None, int] = {}
    for place, entry in enumerate(table.rows):
        order.setdefault(entry.key, place)
    known = [(at, order[row.key]) for at, row in enumerate(rows) if row.key in order]
    if known and table.layout == "applicants":
        known = [(-1, -1), *known, (len(rows), len(table.rows))]
    placed = list(rows)
    for (first, before), (last, after) in pairwise(known):
        between = rows[first + 1 : last]
        if between and len(between) == after - before - 1:
            entries = table.rows[before + 1 : after]
            pairs = list(zip(between, entries, strict=True))
            is_sure = all(_is_like(row, entry) for row, entry in pairs)
            placed[first + 1 : last] = [
                replace(row, key=entry.key) if is_sure else replace(row, guess=entry.key)
                for row, entry in pairs
            ]
    return placed


def _is_like(row: PrintedRow, entry: Entry) -> bool:
    """Whether a label can be that of a row; one masked as a whole can, where rows never differ."""
    is_masked = not canonical(row.label).replace("?", "")
    if row.table.layout in _SURE_OF_ONE_PLACE and is_masked:
        return True
    likeness = labels_of(row.table.form).likeness
    like = likeness(row.label, entry)
    if row.table.layout in _SURE_OF_ONE_PLACE:
        return like >= _LIKE_ENOUGH
    # Provinces have rows of their own in a list: no other label may be nearer.
    return like >= _LIKE_ENOUGH_IN_LIST and not any(
        likeness(row.label, one) > like for one in row.table.rows
    )


def _held_by_sums(rows: Sequence[PrintedRow]) -> frozenset[str]:
    """Return the guesses that a sum of the form holds with, and would not hold without."""
    guesses = {row.guess for row in rows if row.guess}
    if not guesses:
        return frozenset()
    table = rows[0].table
    first = {row.key or row.guess: row for row in reversed(rows) if row.key or row.guess}
    sure: set[str] = set()
    for terms in sums(table.form, each_applicant=table.layout == "applicants"):
        needed = {key for key, _ in terms if key in guesses}
        if not needed:
            continue
        read = {key: _numbers(first[key]) for key, _ in terms if key in first}
        if _holds(terms, read) and _fails_without(needed, terms, read, table):
            sure |= needed
    return frozenset(sure)


def _holds(terms: Sum, read: Mapping[str, _Numbers]) -> bool:
    rows = [(read[key], sign) for key, sign in terms if key in read]
    is_whole = all(numbers and len(numbers) == len(rows[0][0]) for numbers, _ in rows)
    return is_whole and not any(
        sum(sign * one for one, (_, sign) in zip(column, rows, strict=True))
        for column in zip(*(numbers for numbers, _ in rows), strict=True)
    )


def _fails_without(keys: set[str], terms: Sum, read: Mapping[str, _Numbers], table: Table) -> bool:
    """Whether a sum needs some rows: all rows of part three are printed, zeros among them."""
    if table.layout == "applicants":
        return all(key in read for key, _ in terms)
    return all(any(read[key]) for key in keys)


def _numbers(row: PrintedRow) -> _Numbers:
    """Return the figures of a row that prints one for each column, nothing for any other."""
    printed = [value for value in row.values if value.kind != "empty"]
    is_list = row.table.layout == "list"
    width = 1 if is_list else len(row.table.columns)
    if len(printed) != width or any(value.kind == "text" for value in printed):
        return ()
    return tuple(value.number for value in printed)


@cache
def sums(form: str, *, each_applicant: bool) -> tuple[Sum, ...]:
    """Return what adds up on a form, in every column of part three or else between figures."""
    return tuple(
        [*((key, 1) for key in one.left), *((key, -1) for key in one.right)]
        for one in identities()
        if one.each_applicant is each_applicant and one.relation == "=" and one.form in {None, form}
    )
