"""The printed rows of the statutory tables: labels that are recognised, values behind them.

Rows are told by what their labels say, wherever they stand: in a ruled table, in lines parted
by bars, tabs or spaces, or with one cell on each line. Which column a value belongs to is not
settled here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from giox.extraction.entries import Entries, Names
from giox.extraction.lines import Line, Piece
from giox.extraction.parting import (
    LONGEST_LABEL,
    can_be_label,
    can_be_value,
    has_columns,
    is_prose,
    taken_apart,
    words_of,
)
from giox.extraction.row import ORGANISATIONS, PrintedRow, PrintedRows
from giox.extraction.turned import turned_by_order, upright
from giox.extraction.values import Value, is_unit, read_value
from giox.extraction.years import is_of_another, of_the_year, title_of_table, year_in
from giox.forms import Entry, Form, Table

__all__ = ["read_rows"]

_NUMBERING = "序号"
_FEWEST_FIGURES = 4
_LONGEST_HEAD = 8


def read_rows(lines: Sequence[Line], form: Form, year: int | None = None) -> PrintedRows:
    """Read the printed rows of the tables of a form.

    The year reported on tells its own column from that of another year.
    """
    streams = _streams(lines)
    walk = _Walk(form, streams, year)
    walk.read_all(upright(lines, form))
    if walk.many_unplaced and (turned := turned_by_order(lines, form)) is not None:
        walk = _Walk(form, streams, year)
        walk.read_all(turned)
    return PrintedRows(
        of_the_year(walk.rows, year, walk.titles),
        frozenset(walk.lines),
        frozenset(walk.labels),
        tuple(walk.unplaced),
    )


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

    def __init__(self, form: Form, streams: frozenset[int], year: int | None) -> None:
        self.rows: list[PrintedRow] = []
        self.lines: set[int] = set()
        self.labels: set[tuple[str, str]] = set()
        self.unplaced: list[tuple[Table, Value]] = []
        self._names = Names(form, year)
        self._streams = streams
        self._year = year
        self.titles: list[str] = []
        self._title_year: int | None = None
        self._is_of_another_year = False
        self._row: PrintedRow | None = None
        self._table: Table | None = None
        self._parent: str | None = None
        self._rows_read = False
        self._header: list[tuple[str, int]] = []
        self._groups: list[str] = []
        self._header_open = False
        self._header_done = False
        self._header_in_row = False
        self._parent_doubtful = False
        self._numbered = False
        self._count = 0

    def read_all(self, lines: Iterable[tuple[int, Line]]) -> None:
        """Read the lines of a document, each with its number."""
        for number, line in lines:
            self.read(number, line)
        self.close()

    @property
    def many_unplaced(self) -> bool:
        """Whether figures stand beside no label, or many of them behind one label of a list."""
        heap = max((len(row.values) for row in self.rows if row.table.layout == "list"), default=0)
        return len(self.unplaced) >= _FEWEST_FIGURES or heap > _FEWEST_FIGURES

    def read(self, number: int, line: Line) -> None:
        """Read one line of the document."""
        if line.table is None and is_prose(line.text):
            self.close()
            return
        pieces = self._pieces(line)
        if line.table is not None:
            self.lines.add(number)
        if len(pieces) > 1 or (line.table is not None and line.table not in self._streams):
            self._read_row(number, line, pieces)
        elif pieces:
            self._read_alone(number, line, pieces[0])

    def _read_alone(self, number: int, line: Line, piece: Piece) -> None:
        """Read a cell that stands on a line of its own."""
        value = read_value(piece)
        entries = self._named_by(piece, value)
        has_value = value is not None and value.kind != "empty"
        if not entries:
            self._take_title(line)
        if (entries or has_value) and len(line.text) <= LONGEST_LABEL:
            self.lines.add(number)
        if value is None and self._names_year(piece):
            return
        if entries:
            self._take_label(piece, entries, in_row=False, has_values=has_value)
        else:
            self._take_cell(piece, value, in_row=False, as_figure=False)

    def _read_row(self, number: int, line: Line, pieces: Sequence[Piece]) -> None:
        """Read a line of cells side by side."""
        values = [*map(read_value, pieces)]
        if self._row is None and _is_masked_label(values):
            values[0] = None
        goes_on = (
            self._is_cut(values)
            if line.table is not None
            else all(map(can_be_value, [piece.text for piece in pieces]))
        )
        has_values = any(value is not None and value.kind != "empty" for value in values)
        labels = [*map(self._named_by, pieces, values)]
        is_known = any(labels)
        if not is_known:
            self._take_title(line)
        if (is_known or has_values) and len(line.text) <= LONGEST_LABEL:
            self.lines.add(number)
        if not goes_on and not self._awaits_values():
            self.close()
        behind = len(pieces)  # where the values begin that stand behind all else
        while behind and values[behind - 1] is not None and not labels[behind - 1]:
            behind -= 1
        is_all_figures = not is_known and _are_many_figures(values)
        for piece, value, entries in zip(pieces[:behind], values, labels, strict=False):
            if value is None and self._names_year(piece):
                continue
            if entries:
                self._take_label(piece, entries, in_row=True, has_values=has_values)
            else:
                self._take_cell(piece, value, in_row=True, as_figure=is_all_figures)
        self._take_row([value for value in values[behind:] if value is not None])
        if not goes_on:
            self._end_row()

    def _named_by(self, piece: Piece, value: Value | None) -> Entries:
        """Return what a cell can be the label of; of values only a dash, or a mask, can be one."""
        return () if value is not None and value.kind != "dash" else self._names.of(piece.text)

    def _take_title(self, line: Line) -> None:
        """Take the year that the title of a table names, or that the next one names none."""
        if title_of_table(line.text):
            self.close()
            self._title_year = year_in(line.text)
            self.titles.append(line.text)

    def _end_row(self) -> None:
        """Close the row of a line, unless that holds nothing but labels: figures can follow."""
        self._header_open = False
        if not self._awaits_values() and self._row is not None and self._row.values:
            self.close()

    def _names_year(self, piece: Piece) -> bool:
        """Whether a cell says of which year the figures behind it are, under a header."""
        is_other = is_of_another(piece.text, self._year) if self._awaits_values() else None
        if is_other is not None:
            self._is_of_another_year = is_other
        return is_other is not None

    def _take_cell(
        self, piece: Piece, value: Value | None, *, in_row: bool, as_figure: bool
    ) -> None:
        """Take a cell that is no label: a value, a unit or a text, which can be a lost figure."""
        if value is not None:
            self._take_value(value, in_row=in_row)
        elif as_figure and self._row is not None and self._awaits_values():
            self._row.values.append(Value("text", piece))
        elif not is_unit(piece.text):
            self._take_text(piece, in_row=in_row)
        elif self._row is not None:
            unit = piece.text.replace(" ", "")
            both = f"{self._row.unit or ''}{unit}"  # 万 元, in two words
            self._row.unit = both if is_unit(both) else unit

    def close(self) -> None:
        """Keep the open row."""
        row, self._row = self._row, None
        if row is not None and row.values:
            row.year = self._title_year
            self.rows.append(row)

    def _pieces(self, line: Line) -> Sequence[Piece]:
        """Return the cells of a line; a paragraph that is a printed row is taken apart."""
        if line.table is not None:
            filled = [piece for piece in line.pieces if piece.text]
            if line.table in self._streams:
                return filled
            if len(filled) == 1 and filled[0].text[-1].isdigit():
                return self._label_and_figure(filled[0]) or line.pieces
            return self._parted(line.pieces)
        (piece,) = line.pieces
        if self._names.ends_in_figure(piece.text):
            return line.pieces
        return self._apart(piece) or self._figures_in(piece) or line.pieces

    def _apart(self, piece: Piece) -> Sequence[Piece]:
        """Return the cells of a paragraph that is a printed row, nothing if it is none."""
        ways = [pieces for pieces in taken_apart(piece) if len(pieces) > 1]
        if not ways:
            return ()
        # Without a figure among them, words in a line can be a sentence's too.
        is_sure = has_columns(piece.text)
        known = [sum(map(self._names.knows, pieces)) for pieces in ways]
        for count, pieces in sorted(zip(known, ways, strict=True), key=lambda one: -one[0]):
            if count >= (1 if is_sure else max(2, len(pieces) // 2)):
                return pieces
        return next(filter(self._is_garbled_row, ways), ())

    def _label_and_figure(self, piece: Piece) -> Sequence[Piece]:
        """Return the label and the figure that ran into one cell, nothing if they are none."""
        for pieces in taken_apart(piece):
            label, *figures = pieces
            if len(figures) == 1 and self._names.of(label.text) and read_value(figures[0]):
                return pieces
        return ()

    def _parted(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """Return the cells of a row; figures that ran into one cell, each one its own.

        Only where the row is short of as many cells: `83 474` can be one figure as well.
        """
        if not any(" " in piece.text and _are_figures(piece) for piece in pieces):
            return pieces
        parted = [
            word
            for piece in pieces
            for word in (words_of(piece) if _are_figures(piece) else [piece])
        ]
        widths = {
            len(table.slots(entry.key))
            for piece in pieces
            for table, entry in self._names.of(piece.text)
            if entry.kind == "row" and table.layout != "list"
        }
        if not widths and self._row is not None and self._row.table.layout != "list":
            widths = {len(self._row.table.slots(self._row.key or ""))}
        last = max((at for at, one in enumerate(parted) if self._names.of(one.text)), default=-1)
        count = sum(one.text != "" for one in parted[last + 1 :])
        return parted if count in widths else pieces

    def _is_garbled_row(self, pieces: Sequence[Piece]) -> bool:
        """Whether a line of a table that is being read is a row with a label hard to read."""
        label, *behind = pieces
        values = [read_value(one) for one in behind]
        if not (
            (self._rows_read or self._header)
            and any(value is not None and value.kind == "number" for value in values)
            and all(can_be_value(one.text) for one in behind)
        ):
            return False
        is_wide = len(behind) >= _FEWEST_FIGURES and not can_be_value(label.text)
        return is_wide or _MASK.search(label.text) is not None or bool(self._names.of(label.text))

    def _figures_in(self, piece: Piece) -> list[Piece]:
        """Return the figures of a line of nothing else, if they can be those of a whole row."""
        if " " not in piece.text or self._table is None or read_value(piece) is not None:
            return []
        row = self._row
        words = words_of(piece)
        if len(words) == 2 and row is not None and row.is_blank and is_unit(words[0].text):
            return words if read_value(words[1]) is not None else []
        is_head = row is not None and row.table.layout == "sequence"
        if is_head and read_value(words[0]) is None:
            words = words[1:]
        elif read_value(words[-1]) is None:
            words = words[:-1]
        # 1 2 alone on a line can be a torn 12: only a line for a whole row is taken apart.
        fewest = _FEWEST_FIGURES
        if row is not None and row.key is not None:
            width = len(row.header if row.table.layout == "list" else row.table.slots(row.key))
            fewest = max(2, min(width, _FEWEST_FIGURES))
            if (width == 1 and row.table.layout == "list") or (row.values and not is_head):
                return []
        if len(words) < fewest or any(read_value(word) is None for word in words):
            return []
        return words

    def _awaits_values(self) -> bool:
        """Whether a row's values are still to come, in the row under its header."""
        row = self._row
        if row is None or row.key is None:
            return False
        return row.table.layout == "sequence" and row.is_blank

    def _take_label(
        self, piece: Piece, entries: Entries, *, in_row: bool, has_values: bool
    ) -> None:
        self._drop_numbering()
        row = self._row
        if row is not None and not in_row and not row.values:
            joined = row.label + piece.text
            if whole := self._names.exactly(joined):
                piece, entries = piece._replace(text=joined), whole
        chosen = self._choose(piece.text, entries, in_row=in_row, has_values=has_values)
        if chosen is None:
            self._take_text(piece, in_row=in_row)
            return
        table, entry = chosen
        self.labels.add((table.id, entry.key))
        self._numbered |= entry.kind == "header" and entry.key == _NUMBERING
        if table is not self._table:
            self.close()
            self._table, self._parent, self._rows_read = table, None, False
            self._header, self._groups = [], []
            self._parent_doubtful = False
        if table.layout == "sequence":
            self._take_head(table, entry, piece)
        elif entry.kind == "column" or entry.key == ORGANISATIONS:
            self._take_column(entry, piece, in_row=in_row)
        elif entry.kind == "header" and in_row:
            self.close()  # 单位 stands between columns of figures, which go on behind it
        else:
            self.close()
            self._header_open = False
            if entry.key in table.parents or entry.under:
                self._parent = entry.key if entry.key in table.parents else entry.under
                self._parent_doubtful = False
            if entry.kind == "row":
                self._rows_read = self._header_done = True
                self._row = PrintedRow(table, entry.key, piece.text, (*self._header,))

    def _take_head(self, table: Table, entry: Entry, piece: Piece) -> None:
        """Take a label of a table whose one row of values stands under all of its labels."""
        if not self._awaits_values():
            self.close()
            self._groups, self._header = [], []
            self._is_of_another_year = False
        if entry.kind == "group" and entry.key not in self._groups[-1:]:
            self._groups.append(entry.key)
        self._header.append((entry.key, piece.column))
        self._row = PrintedRow(table, "", piece.text, (*self._header,), (*self._groups,))

    def _take_column(self, entry: Entry, piece: Piece, *, in_row: bool) -> None:
        # The header of applicants stands in two lines; every other one in one.
        across = self._table is not None and self._table.layout == "applicants"
        # Labels in a row and one above or below it, in a line of its own, tell no order.
        is_apart = not across and in_row is not self._header_in_row
        if is_apart or (self._header_done if across else not self._header_open):
            self._header = []
        self._header_in_row = in_row
        self._header_open, self._header_done = True, False
        self._header.append((entry.key, piece.column))
        if not in_row:
            self.close()

    def _choose(
        self, text: str, entries: Entries, *, in_row: bool, has_values: bool
    ) -> tuple[Table, Entry] | None:
        """Settle which of several entries with the same label is meant, by what stands around.

        None where the label belongs under different rows and the one above is not legible.
        """
        if len(entries) == 1:
            (only,) = entries
            is_sure = only[1].under is None or self._parent in {None, only[1].under}
            return only if is_sure or self._names.exactly(text) else None
        parents = {entry.under for _, entry in entries}
        is_under_one = len(parents) > 1 and None not in parents
        if is_under_one and (self._parent_doubtful or self._parent not in parents):
            return None
        expects_row = has_values if in_row else self._rows_read
        here = [one for one in entries if one[0] is self._table] or list(entries)
        if expects_row and (goes_on := [one for one in here if self._is_next(one[1])]):
            return goes_on[0]
        fitting = [one for one in here if one[1].under in {None, self._parent}] or here
        preferred = [one for one in fitting if (one[1].kind == "row") == expects_row] or fitting
        return next((one for one in preferred if one[1].under is not None), preferred[0])

    def _is_cut(self, values: Sequence[Value | None]) -> bool:
        """Whether figures alone in a row are those of the label before them, cut in two lines."""
        row = self._row
        is_open = row is not None and row.is_blank and row.table.layout in {"applicants", "grid"}
        return is_open and all(value is not None and value.kind != "empty" for value in values)

    def _is_next(self, entry: Entry) -> bool:
        """Whether a row that stands under another comes next, legible or not what it is under."""
        if entry.under is None or self._table is None:
            return False
        read = [row.key for row in self.rows]
        if self._row is not None:
            read.append(self._row.key)
        last = next((key for key in reversed(read) if key is not None), None)
        keys = [one.key for one in self._table.rows]
        unknown = len(read) - 1 - read.index(last) if last in keys else 0
        return last in keys and keys[keys.index(last) + unknown + 1 :][:1] == [entry.key]

    def _take_row(self, values: Sequence[Value]) -> None:
        """Take the values behind the last label of a row, at once where nothing speaks against."""
        if values and self._row is not None and not self._is_of_another_year:
            self._header_open = False
            self._row.values += values
            return
        for value in values:
            self._take_value(value, in_row=True)

    def _take_value(self, value: Value, *, in_row: bool) -> None:
        self._header_open = False
        if self._is_of_another_year and self._awaits_values():
            return
        if self._row is not None and (in_row or value.kind != "empty"):
            self._row.values.append(value)
        elif self._row is None and self._numbered and value.number == self._count + 1:
            self._count += 1
        elif self._row is None and self._table is not None and value.kind == "number":
            self.unplaced.append((self._table, value))

    def _take_text(self, piece: Piece, *, in_row: bool) -> None:
        """Take a text that is no label: a remark, a part of a label, or a label not known."""
        row = self._row
        if row is not None and row.label_is_open:
            return
        if row is not None and (
            (in_row and row.key and row.table.layout != "sequence")
            or (in_row and row.values and row.table.layout == "sequence")
            or ((row.values or row.key is not None) and _TORN.fullmatch(piece.text))
        ):
            row.values.append(Value("text", piece))
            return
        self._drop_numbering()
        if row is not None and not in_row and not row.values:
            joined = Piece(row.label + piece.text, piece.start, piece.column)
            # Half of a label can look like the whole: then only the whole itself goes on.
            match = self._names.of if row.key is None else self._names.exactly
            entries = match(joined.text)
            if entries:
                self._take_label(joined, entries, in_row=False, has_values=False)
                return
        if self._awaits_values() and (in_row or self._goes_on(piece)):
            return
        self.close()
        words = piece.text.replace("。", "") if in_row else piece.text
        if self._table is not None and can_be_label(words):
            self._parent = None if not in_row else self._parent
            self._parent_doubtful |= self._names.can_be_parent(self._table, piece.text)
            self._row = PrintedRow(self._table, None, piece.text, (*self._header,))

    def _goes_on(self, piece: Piece) -> bool:
        """Whether a text of short words can be a part of the header, which stands in lines."""
        return max(map(len, piece.text.split())) <= _LONGEST_HEAD

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


def _are_figures(piece: Piece) -> bool:
    """Whether a cell holds several figures, or signs for them, parted by spaces."""
    return " " in piece.text and all(read_value(word) is not None for word in words_of(piece))


def _are_many_figures(values: Sequence[Value | None]) -> bool:
    """Whether the cells of a line hold as many figures as only a row of a table has."""
    numbers = sum(value is not None and value.kind == "number" for value in values)
    return numbers >= _FEWEST_FIGURES


def _is_masked_label(values: Sequence[Value | None]) -> bool:
    """Whether asterisks in the first cell of a row stand where its label does."""
    first, *behind = values
    is_masked = first is not None and first.is_masked
    return is_masked and any(value is not None and value.kind == "number" for value in behind)


_MASK = re.compile(r"[*?]{2}")
_TORN = re.compile(r"\|?\d[\d .,]*(?:\([^()]*\))?")
