"""The printed rows of the statutory tables: labels that are recognised, values behind them.

Rows are told by what their labels say, wherever they stand: in a ruled table, in lines parted
by bars, tabs or spaces, or with one cell on each line. Which column a value belongs to is not
settled here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from giox.extraction.lines import Line, Piece
from giox.extraction.values import Value, is_unit, read_value
from giox.forms import Entry, Form, Table, labels_of

__all__ = ["PrintedRow", "PrintedRows", "possible_labels", "read_rows"]

_LONGEST_LABEL = 120
_LONGEST_LINE = 300
_SHORTEST_ROW = 4
_NUMBERING = "序号"

_Entries = tuple[tuple[Table, Entry], ...]


@dataclass(slots=True)
class PrintedRow:
    """A label and the values printed behind it, not yet laid on the columns of the form.

    Attributes
    ----------
    key : str or None
        Key of the row in the form; None where the label is not known.
    header : tuple
        Columns that the header above the row prints: key and grid column of each.
    groups : tuple of str
        Groups of columns that the header above the row prints.
    """

    table: Table
    key: str | None
    label: str
    header: tuple[tuple[str, int], ...] = ()
    groups: tuple[str, ...] = ()
    values: list[Value] = field(default_factory=list)

    @property
    def label_is_open(self) -> bool:
        """Whether a bracket of the label is still open: the label goes on in the next line."""
        return self.label.count("(") > self.label.count(")") and not self.values

    @property
    def is_blank(self) -> bool:
        """Whether no value is printed."""
        return all(value.kind == "empty" for value in self.values)


@dataclass(frozen=True, slots=True)
class PrintedRows:
    """The rows of all tables of a document, in order.

    `lines` are the numbers of the lines that belong to tables; `labels` the labels that were
    read, as pairs of table and key.
    """

    rows: tuple[PrintedRow, ...]
    lines: frozenset[int]
    labels: frozenset[tuple[str, str]]


def possible_labels(lines: Iterable[Line]) -> set[str]:
    """Return all texts of a document that could be labels of rows and columns."""
    texts = set(filter(_can_be_label, {piece.text for line in lines for piece in line.pieces}))
    for line in lines:
        if line.table is None and not _is_prose(line.text):
            texts.update(words for way in _ways(line.text) for words, _ in way)
    return texts


def _can_be_label(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_LABEL and "。" not in text


def _is_prose(text: str) -> bool:
    """Whether a paragraph is too long for a printed row, or a sentence."""
    return len(text) > _LONGEST_LINE or "。" in text


def read_rows(lines: Sequence[Line], form: Form) -> PrintedRows:
    """Read the printed rows of the tables of a form."""
    walk = _Walk(form, _streams(lines))
    for number, line in enumerate(lines):
        walk.read(number, line)
    walk.close()
    return PrintedRows(tuple(walk.rows), frozenset(walk.lines), frozenset(walk.labels))


def _streams(lines: Iterable[Line]) -> frozenset[int]:
    """Return the tables that print one cell a row: their rows say nothing of the form's rows."""
    widths: defaultdict[int, list[int]] = defaultdict(list)
    for line in lines:
        if line.table is not None:
            widths[line.table].append(len([piece for piece in line.pieces if piece.text]))
    return frozenset(
        table
        for table, counts in widths.items()
        if sum(1 for count in counts if count > 1) <= len(counts) // 5
    )


class _Walk:
    """Walks the lines of a document and keeps what was read so far."""

    def __init__(self, form: Form, streams: frozenset[int]) -> None:
        self.rows: list[PrintedRow] = []
        self.lines: set[int] = set()
        self.labels: set[tuple[str, str]] = set()
        self._labels = labels_of(form.id)
        self._streams = streams
        self._row: PrintedRow | None = None
        self._table: Table | None = None
        self._parent: str | None = None
        self._rows_read = False
        self._header: list[tuple[str, int]] = []
        self._groups: list[str] = []
        self._header_open = False
        self._numbered = False
        self._count = 0

    def read(self, number: int, line: Line) -> None:
        """Read one line of the document."""
        if line.table is None and _is_prose(line.text):
            self.close()
            return
        pieces = self._pieces(line)
        is_row = len(pieces) > 1 or (line.table is not None and line.table not in self._streams)
        values = [read_value(piece) for piece in pieces]
        has_values = any(value is not None and value.kind != "empty" for value in values)
        labels = [
            () if value is not None and value.kind != "dash" else self._match(piece)
            for piece, value in zip(pieces, values, strict=True)
        ]
        if line.table is not None or (
            len(line.text) <= _LONGEST_LABEL and (has_values or any(labels))
        ):
            self.lines.add(number)
        if is_row and not self._awaits_values():
            self.close()
        for piece, value, entries in zip(pieces, values, labels, strict=True):
            if entries:
                self._take_label(piece, entries, in_row=is_row, has_values=has_values)
            elif value is not None:
                self._take_value(value, in_row=is_row)
            elif not is_unit(piece.text):
                self._take_text(piece, in_row=is_row)
        if is_row:
            self._header_open = False
            if not self._awaits_values():
                self.close()

    def close(self) -> None:
        """Keep the open row."""
        row, self._row = self._row, None
        if row is not None and row.values:
            self.rows.append(row)

    def _match(self, piece: Piece) -> _Entries:
        return self._labels.match(piece.text) if _can_be_label(piece.text) else ()

    def _pieces(self, line: Line) -> Sequence[Piece]:
        """Return the cells of a line; a paragraph that is a printed row is taken apart."""
        if line.table is not None:
            if line.table in self._streams:
                return [piece for piece in line.pieces if piece.text]
            return line.pieces
        (piece,) = line.pieces
        for pieces in _taken_apart(piece):
            if len(pieces) > 1 and any(self._labels.match_exactly(one.text) for one in pieces):
                return pieces
        return line.pieces

    def _awaits_values(self) -> bool:
        """Whether a row's values are still to come, in the row under its header."""
        row = self._row
        return row is not None and row.table.layout == "sequence" and row.is_blank

    def _take_label(
        self, piece: Piece, entries: _Entries, *, in_row: bool, has_values: bool
    ) -> None:
        self._drop_numbering()
        table, entry = self._choose(entries, in_row=in_row, has_values=has_values)
        self.labels.add((table.id, entry.key))
        self._numbered |= entry.kind == "header" and entry.key == _NUMBERING
        if table is not self._table:
            self.close()
            self._table, self._parent, self._rows_read = table, None, False
            self._header, self._groups = [], []
        if table.layout == "sequence":
            self._take_head(table, entry, piece)
        elif entry.kind == "column":
            self._take_column(entry, piece, in_row=in_row)
        else:
            self.close()
            self._header_open = False
            if entry.key in table.parents:
                self._parent = entry.key
            if entry.kind == "row":
                self._rows_read = True
                self._row = PrintedRow(table, entry.key, piece.text, (*self._header,))

    def _take_head(self, table: Table, entry: Entry, piece: Piece) -> None:
        """Take a label of a table whose one row of values stands under all of its labels."""
        if not self._awaits_values():
            self.close()
            self._groups, self._header = [], []
        if entry.kind == "group":
            self._groups.append(entry.key)
        self._header.append((entry.key, piece.column))
        self._row = PrintedRow(table, "", piece.text, (*self._header,), (*self._groups,))

    def _take_column(self, entry: Entry, piece: Piece, *, in_row: bool) -> None:
        if not self._header_open:
            self._header = []
        self._header_open = True
        self._header.append((entry.key, piece.column))
        if not in_row:
            self.close()

    def _choose(self, entries: _Entries, *, in_row: bool, has_values: bool) -> tuple[Table, Entry]:
        """Settle which of several entries with the same label is meant, by what stands around."""
        if len(entries) == 1:
            return entries[0]
        expects_row = has_values if in_row else self._rows_read
        here = [one for one in entries if one[0] is self._table] or list(entries)
        fitting = [one for one in here if one[1].under in {None, self._parent}] or here
        preferred = [one for one in fitting if (one[1].kind == "row") == expects_row] or fitting
        return next((one for one in preferred if one[1].under is not None), preferred[0])

    def _take_value(self, value: Value, *, in_row: bool) -> None:
        self._header_open = False
        if self._row is not None and (in_row or value.kind != "empty"):
            self._row.values.append(value)
        elif self._row is None and self._numbered and value.number == self._count + 1:
            self._count += 1

    def _take_text(self, piece: Piece, *, in_row: bool) -> None:
        """Take a text that is no label: a remark, a part of a label, or a label not known."""
        row = self._row
        if row is not None and row.label_is_open:
            return
        if row is not None and in_row and row.key and row.table.layout != "sequence":
            row.values.append(Value("text", piece))
            return
        self._drop_numbering()
        if row is not None and not in_row and row.key is None and not row.values:
            joined = Piece(row.label + piece.text, piece.start, piece.column)
            entries = self._match(joined)
            if entries:
                self._take_label(joined, entries, in_row=False, has_values=False)
                return
        if self._awaits_values() and in_row:
            return
        self.close()
        if self._table is not None and _can_be_label(piece.text):
            self._parent = None if not in_row else self._parent
            self._row = PrintedRow(self._table, None, piece.text, (*self._header,))

    def _drop_numbering(self) -> None:
        """Take the number of the coming row from the values of the row before it."""
        row = self._row
        if (
            self._numbered
            and row is not None
            and row.values
            and row.values[-1].kind == "number"
            and row.values[-1].number == self._count + 1
        ):
            row.values.pop()
            self._count += 1


_APART = re.compile(r"[0-9]|\s{2}|\t")
_SPACE = re.compile(r"\s")
_COLUMNS = re.compile(r"\S+(?:\s\S+)*?(?=\s{2,}|\t|$)")
_WORDS = re.compile(r"\S+")
_LABEL_AND_VALUE = re.compile(
    r"(?P<label>.*?[^\d\s:.,])\s?[::]?\s?(?P<value>-?\d[\d,]*(?:\.\d+)?\s?[^\W\d_]{0,3})"
)


def _taken_apart(piece: Piece) -> list[list[Piece]]:
    """Return the ways in which a paragraph can be a printed row, likelier ones first."""
    return [
        [Piece(words, piece.start + column, column) for words, column in way]
        for way in _ways(piece.text)
    ]


_Way = tuple[tuple[str, int], ...]
"""The cells that a line is parted into, each with where it begins."""


@lru_cache(maxsize=4096)
def _ways(text: str) -> tuple[_Way, ...]:
    """Return the ways in which the words of a line can be parted (many reports have the same)."""
    if len(text) < _SHORTEST_ROW or _APART.search(text) is None:
        return ()
    ways = (((text, 0),),) if _SPACE.search(text) is None else _by_spaces(text)
    match = _LABEL_AND_VALUE.fullmatch(text)
    if match is None:
        return ways
    return *ways, tuple((match[part], match.start(part)) for part in ("label", "value"))


def _by_spaces(text: str) -> tuple[_Way, ...]:
    """Return a line parted by wide spaces, then as a label with words behind it."""
    columns, words = (
        tuple((match[0], match.start()) for match in pattern.finditer(text))
        for pattern in (_COLUMNS, _WORDS)
    )
    behind = len(words)
    while behind and _can_be_value(words[behind - 1][0]):
        behind -= 1
    if not 0 < behind < len(words):
        return (columns,)
    last, start = words[behind - 1]
    return columns, ((text[: start + len(last)], 0), *words[behind:])


def _can_be_value(text: str) -> bool:
    return read_value(Piece(text, 0)) is not None or is_unit(text)
