"""Tables of applicants that are printed on their side: a row for each kind of applicant.

Such a table is turned upright before its rows are read, cell by cell, so that what reads rows
need not know of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from giox.extraction.lines import Line, Piece
from giox.forms import Form, Labels, labels_of

__all__ = ["upright"]

_FEWEST_APPLICANTS = 4
_FEWEST_ROWS = 6


def upright(lines: Sequence[Line], form: Form) -> Iterator[tuple[int, Line]]:
    """Yield the lines with their numbers, a table on its side turned: one line for each column.

    The lines of a turned table take the numbers of its first lines, the last one for the rest.
    """
    for numbers in _together(lines):
        here = [lines[number] for number in numbers]
        turned = _turned(here, form) if here[0].table is not None else None
        for at, line in enumerate(here if turned is None else turned):
            yield numbers[min(at, len(numbers) - 1)], line


def _together(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Yield the numbers of lines, those of one table together."""
    numbers: list[int] = []
    for number, line in enumerate(lines):
        if numbers and (line.table is None or line.table != lines[numbers[-1]].table):
            yield numbers
            numbers = []
        numbers.append(number)
    if numbers:
        yield numbers


def _turned(lines: Sequence[Line], form: Form) -> list[Line] | None:
    """Return the lines of a table turned, None if it does not lie on its side."""
    labels = labels_of(form.id)
    applicants = [
        at
        for at, line in enumerate(lines)
        if len(line.pieces) > _FEWEST_ROWS and _is(labels, line.pieces[0].text, "column")
    ]
    if len(applicants) < _FEWEST_APPLICANTS:
        return None
    columns: defaultdict[int, list[Piece]] = defaultdict(list)
    rows = 0
    for at, line in enumerate(lines):
        for piece in line.pieces:
            words = _last_words(labels, piece) if at < applicants[0] else piece
            rows += at < applicants[0] and _is(labels, words.text, "row")
            columns[piece.column].append(words._replace(column=at))
    if rows < _FEWEST_ROWS:
        return None
    return [Line(tuple(pieces), lines[0].table) for _, pieces in sorted(columns.items())]


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
