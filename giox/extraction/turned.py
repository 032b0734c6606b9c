"""Tables that are printed on their side: what should be a row of the form is a column.

Such a table is turned upright before its rows are read, cell by cell, so that what reads rows
need not know of it. A ruled table of applicants is turned by its columns. Of cells in lines of
text the columns are lost; they are told by their order, and only where their number leaves no
doubt: so many figures behind each label as there were labels before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby, repeat
from typing import NamedTuple

from giox.extraction.lines import Line, Piece
from giox.extraction.parting import can_be_label
from giox.extraction.values import Value, is_unit, read_value
from giox.forms import Form, Labels, Table, labels_of

__all__ = ["turned_by_order", "upright"]

_FEWEST_APPLICANTS = 4
_FEWEST_ROWS = 6
_MOST_UNNAMED = 0.2
_HEADING = "情况"
"""What a label ends with that is a heading over rows, with no figure of its own."""
_TURNED = -1
"""Number of the tables that were turned: none of the document has it."""


def upright(lines: Sequence[Line], form: Form) -> Iterator[tuple[int, Line]]:
    """Yield the lines with their numbers, a table on its side turned: one line for each column.

    The lines of a turned table take the numbers of its first lines, the last one for the rest.
    """
    if sum(_is_column(line, form) for line in lines) < _FEWEST_APPLICANTS:
        yield from enumerate(lines)
        return
    for table, together in groupby(enumerate(lines), key=lambda one: one[1].table):
        here = list(together)
        turned = None if table is None else _turned([line for _, line in here], form)
        if turned is None:
            yield from here
        else:
            numbers = chain((number for number, _ in here), repeat(here[-1][0]))
            yield from zip(numbers, turned, strict=False)


def _turned(lines: Sequence[Line], form: Form) -> list[Line] | None:
    """Return the lines of a table turned, None if it does not lie on its side."""
    labels = labels_of(form.id)
    applicants = [at for at, line in enumerate(lines) if _is_column(line, form)]
    if len(applicants) < _FEWEST_APPLICANTS:
        return None
    columns: defaultdict[int, list[Piece]] = defaultdict(list)
    named = set()
    for at, line in enumerate(lines):
        for piece in line.pieces:
            words = _last_words(labels, piece) if at < applicants[0] else piece
            if at < applicants[0] and _is(labels, words.text, "row"):
                named.add(piece.column)
            columns[piece.column].append(words._replace(column=at))
    filled = {
        piece.column
        for at in applicants
        for piece in lines[at].pieces
        if (value := read_value(piece)) is not None and value.kind != "empty"
    }
    if len(named) < _FEWEST_ROWS or len(filled - named) > _MOST_UNNAMED * len(filled):
        return None
    return [Line.of(pieces, lines[0].table) for _, pieces in sorted(columns.items())]


def _is_column(line: Line, form: Form) -> bool:
    """Whether a row begins with a kind of applicant and goes on as a column of the form does."""
    pieces = line.pieces
    return len(pieces) > _FEWEST_ROWS and _is(labels_of(form.id), pieces[0].text, "column")


def _is(labels: Labels, text: str, kind: str) -> bool:
    """Whether a text is a label of a row, or a column, of a table of applicants."""
    return any(
        table.layout == "applicants" and entry.kind == kind for table, entry in labels.match(text)
    )


def _last_words(labels: Labels, piece: Piece) -> Piece:
    """Return the label of a row that stands in one cell with the group above it."""
    if labels.match(piece.text):
        return piece
    start = piece.text.rfind(" ") + 1
    return Piece(piece.text[start:], piece.start + start, piece.column)


class _Cell(NamedTuple):
    """A cell of a document: the line it stands in, and its figure or else the entries it names."""

    number: int
    piece: Piece
    value: Value | None
    names: Mapping[Table, tuple[str, str]]
    """Kind and key of the entry that the cell can be, for each table of the form."""


class _Block(NamedTuple):
    """A table on its side: its first and last line, and its lines turned."""

    first: int
    last: int
    lines: list[Line]


def turned_by_order(lines: Sequence[Line], form: Form) -> list[tuple[int, Line]] | None:
    """Return the lines with their numbers, tables on their side turned by the order of cells.

    None if no table can be turned so.
    """
    cells = list(_cells(lines, labels_of(form.id)))
    ways = {"applicants": _applicants, "grid": _grid, "list": _list}
    blocks = [
        block
        for table in form.tables
        for block in ways.get(table.layout, lambda _cells, _table: ())(cells, table)
    ]
    if not blocks:
        return None
    taken = {number for block in blocks for number in range(block.first, block.last + 1)}
    kept = [(number, line) for number, line in enumerate(lines) if number not in taken]
    turned = [(block.first, line) for block in blocks for line in block.lines]
    return sorted((*kept, *turned), key=lambda one: one[0])


def _cells(lines: Sequence[Line], labels: Labels) -> Iterator[_Cell]:
    for number, line in enumerate(lines):
        for piece in line.pieces:
            if not piece.text or is_unit(piece.text):
                continue
            value = read_value(piece)
            known = labels.match(piece.text) if value is None and can_be_label(piece.text) else ()
            names = {table: (entry.kind, entry.key) for table, entry in known}
            yield _Cell(number, piece, value, names)


def _applicants(cells: Sequence[_Cell], table: Table) -> Iterator[_Block]:
    """Find a figure for each row of the form behind the name of each kind of applicant in turn."""
    keys = [column.key for column in table.columns]
    size = len(table.rows)
    found: list[tuple[int, list[_Cell]]] = []
    for at, cell in enumerate(cells):
        run = [one for one in cells[at + 1 : at + 1 + size] if one.value is not None]
        ends = cells[at + 1 + size : at + 2 + size]
        is_whole = len(run) == size and not (ends and ends[0].value is not None)
        if is_whole and cell.names.get(table) == ("column", keys[len(found) % len(keys)]):
            found.append((cell.number, run))
    if len(found) != len(keys):
        return
    rows = [
        _line(entry.labels[0], [run[at] for _, run in found]) for at, entry in enumerate(table.rows)
    ]
    yield _Block(found[0][0], found[-1][1][-1].number, rows)


def _grid(cells: Sequence[_Cell], table: Table) -> Iterator[_Block]:
    """Find the names of rows together, then figures for them behind each column in turn."""
    inside = [cell for cell in cells if _kind(cell, table) != "header"]
    runs = [(kind, [*run]) for kind, run in groupby(inside, lambda cell: _kind(cell, table))]
    for at, (kind, rows) in enumerate(runs):
        if kind != "row":
            continue
        of_row: defaultdict[str, list[tuple[_Cell, _Cell]]] = defaultdict(list)
        last = at
        while [one for one, _ in runs[last + 1 : last + 3]] == ["column", "value"]:
            (_, heads), (_, figures) = runs[last + 1 : last + 3]
            pairs = _paired(rows, figures) if len(heads) == 1 else []
            if not all(table.prints(_key(row, table), _key(heads[0], table)) for row, _ in pairs):
                pairs = []
            if not pairs:
                break
            for row, figure in pairs:
                of_row[row.piece.text].append((heads[0], figure))
            last += 2
        if of_row:
            turned = [
                line
                for row, pairs in of_row.items()
                for line in (
                    _line("", [head for head, _ in pairs]),
                    _line(row, [figure for _, figure in pairs]),
                )
            ]
            yield _Block(rows[0].number, runs[last][1][-1].number, turned)


def _list(cells: Sequence[_Cell], table: Table) -> Iterator[_Block]:
    """Find many labels together, then as many figures."""
    runs = [
        (is_value, list(run))
        for is_value, run in groupby(cells, lambda cell: cell.value is not None)
    ]
    labels: list[_Cell] = []
    for is_value, run in runs:
        kinds = [_kind(cell, table) for cell in run]
        if "row" in kinds:
            last = max(at for at, kind in enumerate(kinds) if kind in {"row", "group"})
            first = min(at for at, kind in enumerate(kinds) if kind in {"row", "group"})
            labels = run[first : last + 1]
        elif is_value and any(cell.value and cell.value.kind == "number" for cell in run):
            figures = [cell for cell in run if cell.value and cell.value.kind == "number"]
            if len(figures) >= _FEWEST_ROWS and (pairs := _paired(labels, run)):
                turned = [_line(name.piece.text, [figure]) for name, figure in pairs]
                yield _Block(labels[0].number, run[-1].number, turned)
            labels = []


def _paired(labels: Sequence[_Cell], figures: Sequence[_Cell]) -> list[tuple[_Cell, _Cell]]:
    """Return labels with their figures: by the column that both stand in, else by their order."""
    above = {label.piece.column: label for label in labels}
    if all(figure.piece.column in above for figure in figures) and len(above) == len(labels):
        return [(above[figure.piece.column], figure) for figure in figures]
    rows = [label for label in labels if not label.piece.text.endswith(_HEADING)]
    for names in (labels, rows):
        if len(names) == len(figures):
            return list(zip(names, figures, strict=True))
    return []


def _kind(cell: _Cell, table: Table) -> str:
    return "value" if cell.value is not None else cell.names.get(table, ("other",))[0]


def _key(cell: _Cell, table: Table) -> str:
    return cell.names[table][1]


def _line(label: str, cells: Sequence[_Cell]) -> Line:
    """Return a row of a table: a label and cells behind it."""
    start = cells[0].piece.start
    behind = [cell.piece._replace(column=at) for at, cell in enumerate(cells, 1)]
    return Line.of((Piece(label, start, 0), *behind), _TURNED)
