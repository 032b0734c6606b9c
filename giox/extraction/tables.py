"""The statutory tables: which form a document uses, and the figures of its tables.

Rows and columns are recognised by what their labels say, wherever they stand: in a ruled
table, in lines parted by `|`, or with one cell on each line. A row's values are taken only
when their number fits the form; otherwise the row is left out and a finding says so,
because a wrong figure is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from giox.extraction.lines import Line, Piece, Script
from giox.extraction.model import Figure, Finding
from giox.extraction.values import Value, in_unit, is_unit, read_value
from giox.forms import Entry, Form, Table, canonical, forms, labels_of, lookup

__all__ = ["TableReading", "read_tables"]

_FEWEST_LABELS = 4
_FEWEST_HEADINGS = 2
_LONGEST_HEADING = 60
_LONGEST_LABEL = 120


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
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    lines: frozenset[int]
    parts: frozenset[str]
    filled: frozenset[str]


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
        return TableReading(None, (), (), frozenset(), frozenset(), frozenset())
    reader = _Reader(script, form)
    for number, line in enumerate(script.lines):
        reader.read(number, line)
    reader.close()
    parts = frozenset(part for line in script.lines for part in _parts(line, form))
    return TableReading(
        form,
        tuple(reader.figures.values()),
        tuple(reader.findings),
        frozenset(reader.lines),
        parts,
        reader.parts_there(),
    )


def _recognise(lines: Iterable[Line], year: int | None) -> Form | None:
    """Return the form with most labels; its headings speak for one whose tables are lost."""
    candidates = [
        piece.text for line in lines for piece in line.pieces if _can_be_label(piece.text)
    ]
    headings = [line for line in lines if line.table is None]

    def evidence(form: Form) -> tuple[bool, int, bool]:
        labels = labels_of(form.id)
        found = {
            (table.id, entry.kind, entry.key)
            for text in candidates
            for table, entry in labels.match(text)
        }
        parts = {part for line in headings for part in _parts(line, form)}
        enough = len(found) >= _FEWEST_LABELS or len(parts) >= _FEWEST_HEADINGS
        return enough, len(found) if len(found) >= _FEWEST_LABELS else 0, year in form.years

    ranked = sorted(((evidence(form), form) for form in forms()), key=lambda one: one[0])
    (enough, *_), form = ranked[-1]
    return form if enough else None


def _can_be_label(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_LABEL and "。" not in text


def _parts(line: Line, form: Form) -> list[str]:
    if line.table is not None or len(line.text) > _LONGEST_HEADING:
        return []
    heading = canonical(line.text)
    return [part.id for part in form.parts if heading in map(canonical, part.labels)]


@dataclass(slots=True)
class _Pending:
    """A row whose label was read and whose values are being collected."""

    table: Table
    label: str
    slots: tuple[tuple[str, str | None], ...]
    values: list[Value] = field(default_factory=list)

    @property
    def label_is_open(self) -> bool:
        """Whether a bracket of the label is still open: the label goes on in the next line."""
        return self.label.count("(") > self.label.count(")") and not self.values


class _Reader:
    """Walks the lines of a document and keeps what was read so far."""

    def __init__(self, script: Script, form: Form) -> None:
        self.figures: dict[tuple[str, str | None], Figure] = {}
        self.findings: list[Finding] = []
        self.lines: set[int] = set()
        self._filled: set[str] = set()
        self._script = script
        self._form = form
        self._labels = labels_of(form.id)
        self._labels_read: set[tuple[str, str, str]] = set()
        self._table: Table | None = None
        self._parent: str | None = None
        self._rows_read = False
        self._columns: list[str] = []
        self._header_open = False
        self._pending: _Pending | None = None

    def read(self, number: int, line: Line) -> None:
        """Read one line of the document."""
        values = [read_value(piece) for piece in line.pieces]
        has_numbers = any(value is not None and value.kind != "empty" for value in values)
        if line.table is not None or (
            len(line.text) <= _LONGEST_LABEL and (has_numbers or self._label(line.pieces[0]))
        ):
            self.lines.add(number)
        if line.table is not None:
            self._header_open = False
        for piece, value in zip(line.pieces, values, strict=True):
            entries = () if value is not None and value.kind != "dash" else self._label(piece)
            self._labels_read.update((table.id, entry.kind, entry.key) for table, entry in entries)
            if entries:
                self._take_label(
                    piece, entries, in_row=line.table is not None, has_numbers=has_numbers
                )
            elif value is not None:
                self._take_value(value, in_row=line.table is not None)
            elif not is_unit(piece.text):
                self._take_text(in_row=line.table is not None)
        if line.table is not None and not self._awaits_values():
            self.close()

    def parts_there(self) -> frozenset[str]:
        """Return the parts of the form whose table is in the document, blank or not."""
        there = set(self._filled)
        for table in self._form.tables:
            entries = {
                (table.id, one.kind, one.key) for one in table.entries if one.kind != "header"
            }
            if 2 * len(entries & self._labels_read) > len(entries):
                there.add(table.part)
        return frozenset(there)

    def close(self) -> None:
        """Turn the pending row into figures."""
        pending, self._pending = self._pending, None
        if pending is None:
            return
        cells = _fit(
            pending.values,
            len(pending.slots),
            last_is_sum=pending.table.layout == "applicants",
        )
        printed = [value for value in pending.values if value.kind == "number"]
        if cells is None:
            if printed:
                self._misaligned(pending, len(printed))
            return
        for (indicator, applicant), value in zip(pending.slots, cells, strict=True):
            if value.kind == "number":
                self._keep(pending.table, indicator, applicant, value)
            elif value.kind == "dash":
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

    def _awaits_values(self) -> bool:
        """Whether a row's values are still to come, in the row under its header."""
        pending = self._pending
        return (
            pending is not None
            and pending.table.layout == "sequence"
            and all(value.kind == "empty" for value in pending.values)
        )

    def _label(self, piece: Piece) -> tuple[tuple[Table, Entry], ...]:
        return self._labels.match(piece.text) if _can_be_label(piece.text) else ()

    def _take_label(
        self,
        piece: Piece,
        entries: tuple[tuple[Table, Entry], ...],
        *,
        in_row: bool,
        has_numbers: bool,
    ) -> None:
        chosen = self._choose(entries, in_row=in_row, has_numbers=has_numbers)
        if chosen is None:
            self.close()
            return
        table, entry = chosen
        if table is not self._table:
            self.close()
            self._table, self._parent, self._rows_read, self._columns = table, None, False, []
        if table.layout == "sequence":
            if not self._awaits_values():
                self.close()
            self._pending = _Pending(table, piece.text, table.slots(""))
            return
        if entry.kind != "column":
            self.close()
            self._header_open = False
            if entry.key in table.parents:
                self._parent = entry.key
        if entry.kind == "column":
            if not self._header_open:
                self._columns = []
            self._header_open = True
            self._columns.append(entry.key)
        elif entry.kind == "row":
            self._rows_read = True
            self._pending = _Pending(table, piece.text, self._slots(table, entry.key))

    def _slots(self, table: Table, row: str) -> tuple[tuple[str, str | None], ...]:
        """Return what a row's values mean: by the header, where it names all of its columns."""
        own = table.slots(row)
        if table.layout != "grid":
            return own
        printed = table.slots(row, self._columns)
        return printed if set(printed) == set(own) else own

    def _choose(
        self, entries: tuple[tuple[Table, Entry], ...], *, in_row: bool, has_numbers: bool
    ) -> tuple[Table, Entry] | None:
        """Settle which of several entries with the same label is meant, by what stands around."""
        expects_row = has_numbers if in_row else self._rows_read
        here = [one for one in entries if one[0] is self._table] or list(entries)
        parent = self._parent
        fitting = [(table, entry) for table, entry in here if entry.under in {None, parent}]
        preferred = [one for one in fitting if (one[1].kind == "row") == expects_row]
        chosen = preferred or fitting
        under = [one for one in chosen if one[1].under is not None]
        return (under or chosen or [None])[0]

    def _take_value(self, value: Value, *, in_row: bool) -> None:
        self._header_open = False
        if self._pending is not None and (in_row or value.kind != "empty"):
            self._pending.values.append(value)

    def _take_text(self, *, in_row: bool) -> None:
        if self._pending is None or self._pending.label_is_open:
            return
        if not in_row or self._pending.values:
            self.close()

    def _keep(self, table: Table, indicator: str, applicant: str | None, value: Value) -> None:
        unit = lookup(indicator).unit
        start, end = self._script.original(value.piece.start, value.piece.end)
        figure = Figure(
            indicator,
            applicant,
            in_unit(value.number, value.unit, unit),
            unit,
            None,
            "table",
            self._script.mapped.source[start:end],
            self._form.title(table.part),
            start,
            end,
            value.note,
        )
        first = self.figures.setdefault((indicator, applicant), figure)
        self._filled.add(table.part)
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

    def _misaligned(self, pending: _Pending, printed: int) -> None:
        indicator = pending.slots[0][0]
        self.findings.append(
            Finding(
                "row_misaligned",
                "error",
                f"the row {canonical(pending.label)} prints {printed} figures where the form has "
                f"{len(pending.slots)}; it was left out, read it in the original",
                indicator if pending.table.layout != "sequence" else None,
                expected=str(len(pending.slots)),
                found=" ".join(value.piece.text for value in pending.values if value.piece.text),
            )
        )


def _fit(values: Sequence[Value], columns: int, *, last_is_sum: bool) -> Sequence[Value] | None:
    """Return exactly one value for each column, or None where the cells do not tell.

    Cells that merged labels or ruled lines left empty stand before and behind the values: the
    values are the cells of a window as wide as the form, outside which nothing is printed.
    Where empty cells inside it leave several windows, the row's own sum must decide.
    """
    printed = [value for value in values if value.kind != "empty"]
    if len(printed) == columns:
        return printed
    if columns == 1 and len({(value.number, value.unit) for value in printed}) == 1:
        return printed[:1]
    places = [place for place, value in enumerate(values) if value.kind != "empty"]
    if not places or len(values) < columns:
        return None
    first = max(0, places[-1] - columns + 1)
    last = min(places[0], len(values) - columns)
    windows = [values[start : start + columns] for start in range(first, last + 1)]
    if len(windows) > 1 and last_is_sum:
        windows = [one for one in windows if _is_summed(one)]
    return windows[0] if len(windows) == 1 else None


def _is_summed(values: Sequence[Value]) -> bool:
    *parts, whole = (value.number for value in values)
    return sum(parts) == whole
