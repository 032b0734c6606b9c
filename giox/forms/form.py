"""The statutory forms, read from their data files.

A form is a list of tables; a table has rows, columns and groups, each with the labels that
it is printed under.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from giox.forms.vocabulary import vocabulary

__all__ = ["Entry", "Form", "Part", "Table", "forms"]

Layout = Literal["grid", "applicants", "sequence", "list"]
Kind = Literal["row", "column", "group", "header"]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A row, column, group or header cell of a table: its key and its printed labels.

    There is one object for each, as there is for each table, so `is` compares.

    `under` is the key of the row or group that must have been read before it, for labels
    that a form prints more than once.
    """

    key: str
    labels: tuple[str, ...]
    kind: Kind
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form that holds tables: its title, and what its heading says."""

    id: str
    title: str
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A table of a form.

    `layout` is `list` (a label, one value), `grid` (a label, one value under each column;
    the indicator is row.column), `applicants` (a label, one value for each kind of
    applicant) or `sequence` (no label; one value for each column of each group in turn).
    """

    id: str
    form: str
    part: str
    layout: Layout
    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    groups: tuple[Entry, ...]
    header: tuple[Entry, ...]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All that is printed in the table beside its values."""
        return (*self.rows, *self.columns, *self.groups, *self.header)

    @cached_property
    def parents(self) -> frozenset[str]:
        """Keys that some row of the table stands under."""
        return frozenset(row.under for row in self.rows if row.under)

    def slots(
        self, row: str, columns: Iterable[str] = (), groups: Iterable[str] = ()
    ) -> tuple[tuple[str, str | None], ...]:
        """Return what the values of a row mean: pairs of indicator and kind of applicant.

        Parameters
        ----------
        row : str
            Key of the row; ignored for the layout `sequence`.
        columns, groups : iterable of str
            Keys as the header printed them; the form's own where empty.
        """
        if self.layout == "list":
            return ((row, None),)
        keys = tuple(columns) or tuple(column.key for column in self.columns)
        if self.layout == "applicants":
            return tuple((row, key) for key in keys)
        if self.layout == "sequence":
            groups = tuple(groups) or tuple(group.key for group in self.groups)
            return tuple((f"{group}.{key}", None) for group in groups for key in keys)
        return tuple((f"{row}.{key}", None) for key in keys if self.prints(row, key))

    def prints(self, row: str, column: str) -> bool:
        """Whether the form has a cell in that row and column of a grid."""
        known = vocabulary().get(f"{row}.{column}")
        return known is not None and self.form in known.forms


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form: its id, names, legal source, years, parts and tables."""

    id: str
    name_en: str
    name_zh: str
    source: str
    years: tuple[int, ...]
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]

    def title(self, part: str) -> str:
        """Return the printed title of a part."""
        return next(one.title for one in self.parts if one.id == part)


@cache
def forms() -> tuple[Form, ...]:
    """Return all forms, one for each data file `<year>.toml` beside this module.

    Examples
    --------
    >>> [form.id for form in forms()]
    ['2014', '2019', '2021']
    """
    found = (
        file for file in files("giox.forms").iterdir() if re.fullmatch(r"\d{4}\.toml", file.name)
    )
    return tuple(
        _form(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(found, key=lambda file: file.name)
    )


def _form(data: Mapping[str, Any]) -> Form:
    return Form(
        id=data["id"],
        name_en=data["name_en"],
        name_zh=data["name_zh"],
        source=data["source"],
        years=tuple(data["years"]),
        parts=tuple(Part(one["id"], one["title"], tuple(one["labels"])) for one in data["part"]),
        tables=tuple(_table(one, data["id"]) for one in data["table"]),
    )


def _table(data: Mapping[str, Any], form: str) -> Table:
    def entries(name: str, kind: Kind) -> tuple[Entry, ...]:
        return tuple(
            Entry(one["key"], tuple(one["labels"]), kind, one.get("under"))
            for one in data.get(name, ())
        )

    return Table(
        id=data["id"],
        form=form,
        part=data["part"],
        layout=data["layout"],
        rows=entries("rows", "row"),
        columns=entries("columns", "column"),
        groups=entries("groups", "group"),
        header=tuple(Entry(label, (label,), "header") for label in data.get("header", ())),
    )
