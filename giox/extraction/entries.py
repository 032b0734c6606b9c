"""What a cell of a document can name: a row, a column or a group of the tables of a form."""

from __future__ import annotations

from giox.extraction.lines import Piece
from giox.extraction.parting import can_be_label
from giox.extraction.values import is_unit
from giox.extraction.years import is_of_another
from giox.forms import Entry, Form, Table, labels_of

__all__ = ["Entries", "Names"]

Entries = tuple[tuple[Table, Entry], ...]
"""What a label can be, and of which table: several where tables share it."""


class Names:
    """The labels of a form, and the years that head columns of a list.

    The year reported on tells its own column from that of another year.
    """

    def __init__(self, form: Form, year: int | None) -> None:
        self._labels = labels_of(form.id)
        self._year = year
        self._of_year, self._of_another = (_columns(form, key) for key in ("value", "other"))

    def of(self, text: str) -> Entries:
        """Return what a text can be the label of, slightly garbled or with words beside it."""
        if not can_be_label(text):
            return ()
        is_other = self._is_of_another_year(text)
        if is_other is not None:
            return self._of_another if is_other else self._of_year
        return self._labels.match(text) or self._word_of(text)

    def exactly(self, text: str) -> Entries:
        """Return what a text is the label of, as it stands."""
        return self._labels.match_exactly(text)

    def knows(self, piece: Piece) -> bool:
        """Whether a cell is exactly a label of the form, or the heading of a column of a year."""
        return bool(self.exactly(piece.text)) or self._is_of_another_year(piece.text) is not None

    def can_be_parent(self, table: Table, text: str) -> bool:
        """Whether rows of a table stand under one that is printed so, hardly legible."""
        return self._labels.can_be_parent(table, text)

    def _word_of(self, text: str) -> Entries:
        """Match a label that has its unit behind it, or the group that it stands in before it."""
        before, _, last = text.rpartition(" ")
        if not before:
            return ()
        if is_unit(last):
            return self._labels.match(before)
        return self._labels.match_exactly(last) if self._labels.match(before) else ()

    def _is_of_another_year(self, text: str) -> bool | None:
        return is_of_another(text, self._year) if text.startswith("20") else None


def _columns(form: Form, key: str) -> Entries:
    """Return the columns of the lists of a form that have a key."""
    lists = [table for table in form.tables if table.layout == "list"]
    return tuple((one, column) for one in lists for column in one.columns if column.key == key)
