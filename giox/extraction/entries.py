"""What a cell of a document can name: a row, a column or a group of the tables of a form."""

from __future__ import annotations

from functools import lru_cache

from giox.extraction.lines import Piece
from giox.extraction.parting import can_be_label
from giox.extraction.values import is_unit
from giox.extraction.years import is_of_another
from giox.forms import Entry, Form, Labels, Table, labels_of

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

    def of(self, text: str) -> Entries:
        """Return what a text can be the label of, slightly garbled or with words beside it."""
        return _named(self._labels.form.id, self._year, text)

    def exactly(self, text: str) -> Entries:
        """Return what a text is the label of, as it stands."""
        return self._labels.match_exactly(text)

    def ends_in_figure(self, text: str) -> bool:
        """Whether a text is a label with a figure of its own at the end: 相同信息计1条."""
        return text[-2:] in self._labels.figures and bool(self._labels.match(text))

    def knows(self, piece: Piece) -> bool:
        """Whether a cell is exactly a label of the form, or the heading of a column of a year."""
        return bool(self.exactly(piece.text)) or _is_another(piece.text, self._year) is not None

    def can_be_parent(self, table: Table, text: str) -> bool:
        """Whether rows of a table stand under one that is printed so, hardly legible."""
        return self._labels.can_be_parent(table, text)


@lru_cache(maxsize=8192)
def _named(form: str, year: int | None, text: str) -> Entries:
    """Return what a text can be the label of (many reports print the same)."""
    text = text.replace("。", "")  # pages that must not be copied strew it into words
    if not can_be_label(text):
        return ()
    labels = labels_of(form)
    is_other = _is_another(text, year)
    if is_other is not None:
        return _columns(labels.form, "other" if is_other else "value")
    return labels.match(text) or _word_of(labels, text)


def _word_of(labels: Labels, text: str) -> Entries:
    """Match a label that has its unit behind it, or the group that it stands in before it."""
    before, _, last = text.rpartition(" ")
    if not before:
        return ()
    if is_unit(last):
        return labels.match(before)
    return labels.match_exactly(last) if labels.match(before) else ()


def _is_another(text: str, year: int | None) -> bool | None:
    return is_of_another(text, year) if text.startswith("20") else None


def _columns(form: Form, key: str) -> Entries:
    """Return the columns of the lists of a form that have a key."""
    lists = [table for table in form.tables if table.layout == "list"]
    return tuple((one, column) for one in lists for column in one.columns if column.key == key)
