"""The statutory tables: which form a document uses, and the figures of its tables.

`rows` reads what is printed, `alignment` lays it on the columns of the form; here both are
turned into figures. What cannot be placed with certainty is left out and a finding says so,
because a wrong figure is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from giox.checks.identities import identities
from giox.extraction.alignment import (
    Adds,
    Columns,
    Placement,
    Sum,
    candidates,
    columns_of,
    reconcile,
    settle,
)
from giox.extraction.lines import Line, Script
from giox.extraction.model import Figure, Finding, Scope
from giox.extraction.rows import PrintedRow, possible_labels, read_rows
from giox.extraction.values import Value, in_unit
from giox.forms import Entry, Form, Table, canonical, forms, labels_of, lookup

__all__ = ["TableReading", "read_tables"]

_FEWEST_LABELS = 4
_FEWEST_HEADINGS = 2
_LONGEST_HEADING = 60
_LIKE_ENOUGH = 0.5

Slot = tuple[str, str | None, Scope | None]
"""What a column of a row means: indicator, kind of applicant, scope."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """The tables of a document.

    Attributes
    ----------
    form : Form or None
        The form that the labels speak for; None for a document in prose.
    figures, findings : tuple
        What was read, and what could not be.
    lines : frozenset of int
        Numbers of the lines that belong to tables, which are no prose.
    parts, filled : frozenset of str
        Parts of the form whose heading was found, and those whose table is there: with at
        least one figure, or with most of its labels and no figure in any cell.
    """

    form: Form | None
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    lines: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()


def read_tables(script: Script, year: int | None) -> TableReading:
    """Recognise the form of a document and read its tables.

    Parameters
    ----------
    script : Script
        The normalised document.
    year : int or None
        The year reported on; it decides only between forms that the labels leave equal.
    """
    form = _recognise(script.lines, year)
    if form is None:
        return TableReading(None)
    printed = read_rows(script.lines, form)
    writer = _Writer(script, form, year)
    for table in form.tables:
        writer.write(table, _named([row for row in printed.rows if row.table is table]))
    return TableReading(
        form,
        tuple(writer.figures.values()),
        tuple(writer.findings),
        printed.lines,
        _headings(script.lines, form),
        writer.filled | _blank_parts(form, printed.labels),
    )


def _recognise(lines: Sequence[Line], year: int | None) -> Form | None:
    """Return the form with most labels; its headings speak for one whose tables are lost."""
    texts = possible_labels(lines)

    def evidence(form: Form) -> tuple[bool, int, bool]:
        labels = labels_of(form.id)
        found = {
            (table.id, entry.kind, entry.key)
            for text in texts
            for table, entry in labels.match_exactly(text)
        }
        enough = len(found) >= _FEWEST_LABELS
        return (
            enough or len(_headings(lines, form)) >= _FEWEST_HEADINGS,
            len(found) if enough else 0,
            year in form.years,
        )

    (is_there, *_), form = max(((evidence(form), form) for form in forms()), key=lambda one: one[0])
    return form if is_there else None


def _headings(lines: Iterable[Line], form: Form) -> frozenset[str]:
    """Return the parts of the form whose headings stand in the document."""
    labels = labels_of(form.id)
    headings = (
        line.text for line in lines if line.table is None and len(line.text) <= _LONGEST_HEADING
    )
    return frozenset(part.id for text in headings if (part := labels.part(text)) is not None)


def _blank_parts(form: Form, labels: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Return the parts whose table has most of its labels, though perhaps no figure."""
    there = set()
    for table in form.tables:
        printed = {(table.id, one.key) for one in table.entries if one.kind != "header"}
        if 2 * len(printed & labels) > len(printed):
            there.add(table.part)
    return frozenset(there)


def _named(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Name rows whose label is beyond recognition by the rows of the form around them."""
    order = {entry.key: place for place, entry in enumerate(rows[0].table.rows)} if rows else {}
    known = [(at, order[row.key]) for at, row in enumerate(rows) if row.key in order]
    named = list(rows)
    for (first, before), (last, after) in pairwise(known):
        between = rows[first + 1 : last]
        if between and len(between) == after - before - 1:
            entries = rows[0].table.rows[before + 1 : after]
            pairs = list(zip(between, entries, strict=True))
            if all(_is_like(row, entry) for row, entry in pairs):
                named[first + 1 : last] = [replace(row, key=entry.key) for row, entry in pairs]
    return named


def _is_like(row: PrintedRow, entry: Entry) -> bool:
    return labels_of(row.table.form).likeness(row.label, entry) >= _LIKE_ENOUGH


class _Writer:
    """Turns the printed rows of tables into figures and findings."""

    def __init__(self, script: Script, form: Form, year: int | None) -> None:
        self.figures: dict[tuple[str, str | None, Scope | None], Figure] = {}
        self.findings: list[Finding] = []
        self.filled: frozenset[str] = frozenset()
        self._script = script
        self._form = form
        self._year = year

    def write(self, table: Table, rows: Sequence[PrintedRow]) -> None:
        """Write the figures of the rows of one table."""
        known = [row for row in rows if row.key is not None]
        slots = [self._slots(row) for row in known]
        learned = columns_of((row.values for row in known), len(table.columns))
        placed = [
            candidates(
                row.values,
                len(one),
                learned if table.layout in {"list", "applicants"} else _under(row.header),
                _sum_within(table),
            )
            for row, one in zip(known, slots, strict=True)
        ]
        if table.layout == "applicants":
            placed = _reconciled(known, placed, self._form)
        for row, one, placements in zip(known, slots, placed, strict=True):
            self._write_row(row, one, placements)

    def _slots(self, row: PrintedRow) -> tuple[Slot, ...]:
        """Return what the values of a row mean: by the header, where it names all columns."""
        table = row.table
        if table.layout == "list":
            return self._list_slots(row)
        groups = row.groups if _is_short(row) else ()
        own = table.slots(row.key or "", groups=groups)
        if table.layout == "grid":
            printed = table.slots(row.key or "", [key for key, _ in row.header])
            own = printed if set(printed) == set(own) else own
        return tuple((indicator, applicant, None) for indicator, applicant in own)

    def _list_slots(self, row: PrintedRow) -> tuple[Slot, ...]:
        """Return the columns of a list: one, or one for the whole place and one for the body."""
        assert row.key is not None
        printed = [key for key, _ in row.header]
        if len(printed) < 2 or set(printed) == {"value"}:
            return ((row.key, None, None),)
        scopes: dict[str, Scope] = {"government": "government", "body": "body"}
        return tuple((row.key if key != "other" else "", None, scopes.get(key)) for key in printed)

    def _write_row(
        self, row: PrintedRow, slots: Sequence[Slot], placements: Sequence[Placement]
    ) -> None:
        if all(value.kind in {"empty", "text"} for value in row.values):
            return
        laid = settle(placements) if placements else (None,) * len(slots)
        as_printed = len(placements) == 1 and _stands_so(laid, row.values)
        for slot, value in zip(slots, laid, strict=True):
            if value is not None and slot[0]:
                self._write_value(row.table, slot, value, None if as_printed else "realigned")
        if (not as_printed and len(slots) > 1) or not any(laid):
            self._report(row, slots, laid)

    def _write_value(self, table: Table, slot: Slot, value: Value, note: str | None) -> None:
        indicator, applicant, scope = slot
        if value.kind != "number":
            self.findings.append(
                Finding(
                    "no_figure_printed",
                    "notice",
                    f"the cell holds {value.piece.text!r}, which is neither zero nor a figure",
                    indicator,
                    applicant,
                    found=value.piece.text,
                )
            )
            return
        unit = lookup(indicator).unit
        start, end = self._script.original(value.piece.start, value.piece.end)
        figure = Figure(
            indicator,
            applicant,
            in_unit(value.number, value.unit, unit),
            unit,
            scope,
            "table",
            self._script.mapped.source[start:end],
            self._form.title(table.part),
            start,
            end,
            "; ".join(one for one in (value.note, note) if one) or None,
        )
        first = self.figures.setdefault(slot, figure)
        self.filled |= {table.part}
        if first.value != figure.value:
            self.findings.append(
                Finding(
                    "printed_twice",
                    "warning",
                    "the table prints the figure twice with different values; the first is kept",
                    indicator,
                    applicant,
                    expected=first.raw,
                    found=figure.raw,
                )
            )

    def _report(self, row: PrintedRow, slots: Sequence[Slot], laid: Placement) -> None:
        printed = sum(value.kind == "number" for value in row.values)
        written = sum(value is not None and value.kind == "number" for value in laid)
        outcome = (
            "the sums of the form say where they belong, compare them with the original"
            if written == printed
            else f"{written} of them could be placed, read the others in the original"
        )
        self.findings.append(
            Finding(
                "row_misaligned",
                "warning",
                f"the row {canonical(row.label)} prints {printed} figures where the form has "
                f"{len(slots)}: {outcome}",
                slots[0][0] if row.table.layout != "sequence" else None,
                expected=str(len(slots)),
                found=" ".join(value.piece.text for value in row.values if value.piece.text),
            )
        )


def _stands_so(laid: Placement, values: Sequence[Value]) -> bool:
    """Whether a row's cells, blank ones included, stand on the page as they were laid."""
    cells = [None if value.kind == "empty" else value for value in values]
    inside = [cell for cell in cells if cell is not None]
    width = len(laid)
    return tuple(inside) == laid or any(
        tuple(cells[start : start + width]) == laid for start in range(len(cells) - width + 1)
    )


def _under(header: Sequence[tuple[str, int]]) -> Columns:
    """Return the columns that a header tells of: its first label stands over the first value."""
    return Columns(min(column for _, column in header)) if header else Columns()


def _is_short(row: PrintedRow) -> bool:
    """Whether a row of groups prints no more than the groups that its own header names."""
    count = sum(value.kind != "empty" for value in row.values)
    return bool(row.groups) and count == len(row.groups) * len(row.table.columns)


def _sum_within(table: Table) -> Adds | None:
    """Return the sum that holds within each row of a table."""
    if table.layout not in {"applicants", "sequence"}:
        return None
    size = len(table.columns)

    def adds(placement: Placement) -> bool:
        for start in range(0, len(placement), size):
            *parts, whole = placement[start : start + size]
            total = sum(part.number for part in parts if part is not None)
            if total != (whole.number if whole is not None else 0):
                return False
        return True

    return adds


def _reconciled(
    rows: Sequence[PrintedRow], placed: Sequence[tuple[Placement, ...]], form: Form
) -> list[tuple[Placement, ...]]:
    """Choose between the placements of rows by the sums of part three, column by column."""
    once: dict[str, tuple[Placement, ...]] = {}
    for row, placements in zip(rows, placed, strict=True):
        once.setdefault(row.key or "", placements)
    left = reconcile(once, _sums(form))
    return [
        left[row.key or ""] if once[row.key or ""] is placements else placements
        for row, placements in zip(rows, placed, strict=True)
    ]


def _sums(form: Form) -> Iterator[Sum]:
    for one in identities():
        if one.each_applicant and one.relation == "=" and one.form in {None, form.id}:
            yield [*((key, 1) for key in one.left), *((key, -1) for key in one.right)]
