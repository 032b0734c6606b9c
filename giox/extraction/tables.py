"""The statutory tables: which form a document uses, and the figures of its tables.

`rows` reads what is printed, `alignment` lays it on the columns of the form; here both are
turned into figures. What cannot be placed with certainty is left out and a finding says so,
because a wrong figure is worse than a missing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from giox.extraction.alignment import (
    Adds,
    Columns,
    Placement,
    as_printed,
    candidates,
    columns_of,
    reconcile,
    settle,
)
from giox.extraction.columns import (
    applicants_of,
    heading_numbers,
    in_print_order,
    one_below_another,
    row_numbers,
    stacked,
    without_numbers,
    without_others,
)
from giox.extraction.lines import Line, Script
from giox.extraction.model import Figure, Finding, Scope
from giox.extraction.naming import named, sums
from giox.extraction.parting import can_be_label, is_prose, possible_labels
from giox.extraction.row import PrintedRow, PrintedRows
from giox.extraction.rows import read_rows
from giox.extraction.unrun import unrun
from giox.extraction.values import Value, in_unit
from giox.forms import (
    Form,
    Table,
    canonical,
    forms,
    parts_headed,
    printed_in,
    vocabulary,
)

__all__ = ["TableReading", "read_tables"]

_FEWEST_LABELS = 4
_FEWEST_HEADINGS = 2
_LONGEST_HEADING = 60
_DIGIT = re.compile(r"\d")
_FEWEST_UNPLACED = 5

_new = tuple.__new__  # half the time of a named tuple's own

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


def read_tables(script: Script, year: int | None, scope: Scope | None = None) -> TableReading:
    """Recognise the form of a document and read its tables.

    Parameters
    ----------
    script : Script
        The normalised document.
    year : int or None
        The year reported on; it decides only between forms that the labels leave equal.
    scope : {"government", "body", "department"} or None
        What the report counts, for figures whose own column does not tell.
    """
    numbers, lines = zip(*unrun(script.lines), strict=True) if script.lines else ((), ())
    headings = _headings(lines)
    form = _recognise(lines, headings, year)
    if form is None:
        return TableReading(None)
    printed = read_rows(lines, form, year)
    writer = _Writer(script, form, scope)
    unplaced = printed.unplaced
    for table in form.tables:
        rows = one_below_another([row for row in printed.rows if row.table is table])
        if counted := row_numbers(rows):
            rows, of_headings = without_numbers(rows, counted), heading_numbers(counted)
            unplaced = tuple(
                one for one in unplaced if one[0] is not table or one[1].number not in of_headings
            )
        writer.write(table, named(rows))
    writer.report_unplaced(writer.without_labels(replace(printed, unplaced=unplaced)))
    return TableReading(
        form,
        tuple(writer.figures.values()),
        tuple(writer.findings),
        frozenset(numbers[line] for line in printed.lines),
        headings[form.id],
        _blank_parts(form, printed.labels) | writer.filled,
    )


def _recognise(
    lines: Sequence[Line], headings: Mapping[str, frozenset[str]], year: int | None
) -> Form | None:
    """Return the form with most labels; its headings speak for one whose tables are lost."""
    cells = {piece.text for line in lines if line.table is not None for piece in line.pieces}
    paragraphs = {line.text for line in lines if line.table is None and not is_prose(line.text)}
    labels: set[tuple[str, str, str, str]] = set()
    labels.update(*map(printed_in, filter(can_be_label, cells)), *map(_printed_within, paragraphs))
    counts = Counter([form for form, *_ in labels])

    def evidence(form: Form) -> tuple[bool, int, bool]:
        count = counts[form.id]
        enough = count >= _FEWEST_LABELS
        parts = len(headings[form.id])
        # The one part of a form is enough in its years: its table is lost.
        all_parts = parts == len(form.parts) and year in form.years
        return (
            enough or parts >= _FEWEST_HEADINGS or all_parts,
            count if enough else 0,
            year in form.years,
        )

    (is_there, *_), form = max(((evidence(form), form) for form in forms()), key=lambda one: one[0])
    return form if is_there else None


@lru_cache(maxsize=4096)
def _printed_within(text: str) -> frozenset[tuple[str, str, str, str]]:
    """Return where the forms print a line, or a part of it (many reports have the same)."""
    return frozenset().union(*map(printed_in, possible_labels(text)))


def _headings(lines: Iterable[Line]) -> dict[str, frozenset[str]]:
    """Return for each form which of its parts have their heading in the document."""
    short = [line for line in lines if 0 < len(line.text) <= _LONGEST_HEADING]
    return parts_headed({line.text for line in short if line.table is None or _is_alone(line)})


def _is_alone(line: Line) -> bool:
    """Whether a row of a table has one cell that is not empty."""
    return sum([piece.text != "" for piece in line.pieces]) == 1


def _blank_parts(form: Form, labels: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Return the parts whose table has most of its labels, though perhaps no figure."""
    printed = [(table.part, _labels(table)) for table in form.tables]
    return frozenset([part for part, all_ in printed if 2 * len(all_ & labels) > len(all_)])


@cache
def _labels(table: Table) -> frozenset[tuple[str, str]]:
    return frozenset((table.id, one.key) for one in table.entries if one.kind != "header")


class _Writer:
    """Turns the printed rows of tables into figures and findings."""

    def __init__(self, script: Script, form: Form, scope: Scope | None) -> None:
        self.figures: dict[Slot, Figure] = {}
        self.findings: list[Finding] = []
        self.filled: set[str] = set()
        self._original = script.mapped.source_span
        self._source = script.mapped.source
        self._form = form
        self._titles = {part.id: part.title for part in form.parts}
        self._scope = scope

    def write(self, table: Table, rows: Sequence[PrintedRow]) -> None:
        """Write the figures of the rows of one table."""
        if not rows:
            return
        known = stacked([without_others(row) for row in rows if row.key is not None])
        columns = applicants_of(table, known)
        if columns is not None and set(columns) == {column.key for column in table.columns}:
            known = [in_print_order(row, columns) for row in known]
            columns = None
        slots = [_slots(row, columns or ()) for row in known]
        is_stacked = table.layout == "sequence" and any(row.key for row in known)
        adds = _sum_within(table) if columns is None and not is_stacked else None
        placed = [
            as_printed(row.values, len(one), adds) for row, one in zip(known, slots, strict=True)
        ]
        if not all(placed):
            has_blanks = any(_has_blank_inside(row.values) for row in known)
            width = (
                max((len(one) for one in slots), default=1)
                if table.layout == "list"
                else len(columns or table.columns)
            )
            learned = columns_of((row.values for row in known), width)
            placed = [
                placement
                or candidates(
                    row.values,
                    len(one),
                    learned
                    if table.layout in {"list", "applicants"}
                    else _under(row.header, has_blanks=has_blanks),
                    adds,
                )
                for row, one, placement in zip(known, slots, placed, strict=True)
            ]
        if table.layout == "applicants" and columns is None and any(len(one) > 1 for one in placed):
            placed = _reconciled(known, placed, self._form)
        for row, one, placements in zip(known, slots, placed, strict=True):
            self._write_row(row, one, placements)
        for row in rows:
            if row.key is None:
                self._report_unknown(row)
            elif row.guess is not None:
                self._report_named(row)

    def without_labels(self, printed: PrintedRows) -> list[tuple[Table, Value]]:
        """Write the one row of a table whose labels are broken, if its figures add up.

        They must be all that stands beside no label there, one for each column of the form.
        Returns the figures that stay unplaced.
        """
        left = [*printed.unplaced]
        for table in self._form.tables:
            values = [value for one, value in left if one is table]
            is_read = any(row.table is table and not row.is_blank for row in printed.rows)
            adds = _sum_within(table)
            width = len(table.slots(""))
            if table.layout != "sequence" or is_read or adds is None:
                continue
            if any(value.number for value in values) and as_printed(values, width, adds):
                self.write(table, [PrintedRow(table, "", table.id, values=values)])
                left = [one for one in left if one[0] is not table]
        return left

    def report_unplaced(self, unplaced: Sequence[tuple[Table, Value]]) -> None:
        """Report the figures of a table that stand beside no label; few are a row's."""
        for part, count in Counter(table.part for table, _ in unplaced).items():
            message = (
                f"{count} figures under {self._form.title(part)} stand beside no label "
                "of the form and were left out; read them in the original"
            )
            if count >= _FEWEST_UNPLACED:
                self.findings.append(
                    Finding("figures_unplaced", "warning", message, found=self._form.title(part))
                )
            else:
                figures = (value.piece.text for table, value in unplaced if table.part == part)
                self.findings.append(
                    Finding("row_unknown", "notice", message, found=" ".join(figures))
                )

    def _write_row(
        self, row: PrintedRow, slots: Sequence[Slot], placements: Sequence[Placement]
    ) -> None:
        if all(value.kind in {"empty", "text"} for value in row.values) and not any(
            _DIGIT.search(value.piece.text) for value in row.values
        ):
            return
        laid = settle(placements) if placements else (None,) * len(slots)
        stands_so = len(placements) == 1 and _stands_so(laid, row.values)
        part = row.table.part
        how = self._titles[part], row.unit, None if stands_so else "realigned"
        for slot, value in zip(slots, laid, strict=True):
            if value is None or not slot[0]:
                continue
            if value.kind == "number":
                self._write_figure(slot, value, *how)
                self.filled.add(part)
            else:
                self._report_no_figure(slot, value)
        adds = _sum_within(row.table)
        is_odd = None in laid and adds is not None and len(slots) > 1 and not adds(laid)
        if (not stands_so and len(slots) > 1) or is_odd or not any(laid):
            self._report(row, slots, laid, is_odd=is_odd and stands_so)

    def _write_figure(
        self, slot: Slot, value: Value, section: str, printed: str | None, note: str | None
    ) -> None:
        indicator, applicant, scope = slot
        _, (text, at, _), number, own_unit, own_note = value
        if own_note:
            note = f"{own_note}; {note}" if note else own_note
        unit = vocabulary()[indicator].unit
        start, end = self._original(at, at + len(text))
        figure: Figure = _new(
            Figure,
            (
                indicator,
                applicant,
                in_unit(number, own_unit or printed, unit),
                unit,
                scope or self._scope,
                "table",
                self._source[start:end],
                section,
                start,
                end,
                note,
            ),
        )
        first = self.figures.setdefault(slot, figure)
        if first is not figure and first.value != figure.value:
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

    def _report_no_figure(self, slot: Slot, value: Value) -> None:
        indicator, applicant, _ = slot
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

    def _report_named(self, row: PrintedRow) -> None:
        figures = [value.piece.text for value in row.values if value.kind == "number"]
        self.findings.append(
            Finding(
                "row_unknown",
                "notice",
                f"the row {row.label!r} is none of the form; it was read as {row.key}, which its "
                "place and the sums of the form say that it is",
                _slots(row)[0][0],
                found=" ".join(figures),
            )
        )

    def _report_unknown(self, row: PrintedRow) -> None:
        figures = [
            value.piece.text
            for value in row.values
            if value.kind == "number" or _DIGIT.search(value.piece.text)
        ]
        is_named = any(mark in row.label for mark in "*?") or canonical(row.label).strip(
            "0123456789"
        )
        if not figures or not (is_named or row.guess):
            return
        guess = f"; by its place it is {row.guess}" if row.guess else ""
        self.findings.append(
            Finding(
                "row_unknown",
                "warning" if row.guess else "notice",
                f"the row {row.label!r} is none of the form and was left out{guess}",
                _slots(replace(row, key=row.guess))[0][0] if row.guess else None,
                found=" ".join(figures),
            )
        )

    def _report(
        self, row: PrintedRow, slots: Sequence[Slot], laid: Placement, *, is_odd: bool
    ) -> None:
        """Report a row that is not printed as the form has it, for each indicator left out."""
        printed = sum(value.kind == "number" for value in row.values)
        written = sum(value is not None and value.kind == "number" for value in laid)
        outcome = (
            f"{written} of them could be placed, read the others in the original"
            if written < printed
            else "they do not add up with its blank cells as zeros, compare them with the original"
            if is_odd
            else "the sums of the form say where they belong, compare them with the original"
        )
        left_out = [slot[0] for slot, value in zip(slots, laid, strict=True) if value is None]
        for indicator in dict.fromkeys(one for one in left_out or [slots[0][0]] if one):
            self.findings.append(
                Finding(
                    "row_misaligned",
                    "warning",
                    f"the row {canonical(row.label)} prints {printed} figures where the form has "
                    f"{len(slots)}: {outcome}",
                    indicator,
                    expected=str(len(slots)),
                    found=" ".join(value.piece.text for value in row.values if value.piece.text),
                )
            )


def _slots(row: PrintedRow, columns: Sequence[str] = ()) -> tuple[Slot, ...]:
    """Return what the values of a row mean: by the header, where it names all columns."""
    if columns:
        key = row.key or ""
        return tuple((key if column else "", column or None, None) for column in columns)
    if row.table.layout == "sequence" and row.key:
        return ((row.key, None, None),)
    groups = row.groups if row.groups and _is_short(row) else ()
    header = row.header if row.table.layout in _BY_HEADER else ()
    return _meanings(row.table, row.key or "", tuple([key for key, _ in header]), groups)


_BY_HEADER = frozenset({"list", "grid"})  # tables whose header says what the values mean


@lru_cache(maxsize=4096)
def _meanings(
    table: Table, key: str, header: tuple[str, ...], groups: tuple[str, ...]
) -> tuple[Slot, ...]:
    """Return what the values of a row mean under a header; of a list, for which scope each is."""
    if table.layout == "list":
        if len(header) < 2 or set(header) == {"value"}:
            return ((key, None, None),)
        scopes: dict[str, Scope] = {"government": "government", "body": "body"}
        return tuple((key if one != "other" else "", None, scopes.get(one)) for one in header)
    own = table.slots(key, groups=groups)
    if table.layout == "grid":
        printed = table.slots(key, header)
        own = printed if set(printed) == set(own) else own
    return tuple((indicator, applicant, None) for indicator, applicant in own)


def _stands_so(laid: Placement, values: Sequence[Value]) -> bool:
    """Whether a row's cells, blank ones included, stand on the page as they were laid."""
    if tuple(values) == laid:
        return True
    cells = [None if value.kind == "empty" else value for value in values]
    inside = [cell for cell in cells if cell is not None]
    width = len(laid)
    return tuple(inside) == laid or any(
        tuple(cells[start : start + width]) == laid for start in range(len(cells) - width + 1)
    )


def _under(header: Sequence[tuple[str, int]], *, has_blanks: bool) -> Columns:
    """Return the columns that a header tells of: its first label stands over the first value."""
    first = min((column for _, column in header), default=None)
    return Columns(first, blanks=has_blanks)


def _has_blank_inside(values: Sequence[Value]) -> bool:
    """Whether a figure stands behind a blank cell of a row."""
    blank, *_ = [at for at, value in enumerate(values) if value.kind == "empty"] or [len(values)]
    return any(value.kind == "number" for value in values[blank:])


def _is_short(row: PrintedRow) -> bool:
    """Whether a row of groups prints no more than the groups that its own header names."""
    count = sum(value.kind != "empty" for value in row.values)
    return bool(row.groups) and count == len(row.groups) * len(row.table.columns)


@cache
def _sum_within(table: Table) -> Adds | None:
    """Return the sum that holds within each row of a table."""
    if table.layout not in {"applicants", "sequence"}:
        return None
    size = len(table.columns)

    def adds(placement: Placement, *, is_open: bool = False) -> bool:
        for start in range(0, len(placement), size):
            *parts, whole = placement[start : start + size]
            if is_open and start + size == len(placement):
                continue
            total = sum([part.number for part in parts if part is not None])
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
    left = reconcile(once, sums(form.id, each_applicant=True))
    return [
        left[row.key or ""] if once[row.key or ""] is placements else placements
        for row, placements in zip(rows, placed, strict=True)
    ]
