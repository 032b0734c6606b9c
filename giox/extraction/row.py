"""A row of a statutory table as it is printed, before it is laid on the columns of the form."""

from __future__ import annotations

from dataclasses import dataclass, field

from giox.extraction.values import Value
from giox.forms import Table

__all__ = ["ORGANISATIONS", "PrintedRow", "PrintedRows"]

ORGANISATIONS = "organisations"
"""Key of the heading over the columns of all applicants that are no natural persons."""


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
    unit : str or None
        Unit that the row prints in a cell of its own.
    guess : str or None
        Key that the row would have by its place, where nothing else speaks for it.
    year : int or None
        Year that the title of the table names.
    """

    table: Table
    key: str | None
    label: str
    header: tuple[tuple[str, int], ...] = ()
    groups: tuple[str, ...] = ()
    values: list[Value] = field(default_factory=list)
    unit: str | None = None
    guess: str | None = None
    year: int | None = None

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
    read, as pairs of table and key; `unplaced` the figures beside no label at all.
    """

    rows: tuple[PrintedRow, ...]
    lines: frozenset[int]
    labels: frozenset[tuple[str, str]]
    unplaced: tuple[tuple[Table, Value], ...] = ()
