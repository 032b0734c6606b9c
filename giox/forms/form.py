"""The statutory forms, read from their data files, and the recognition of printed labels.

A form is a list of tables; a table has rows, columns and groups, each with the labels that
it is printed under. Nothing here knows how figures are found: `Labels` only says which
labels of which tables a printed text can be.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from rapidfuzz import fuzz, process

from giox.forms.vocabulary import vocabulary

__all__ = ["Entry", "Form", "Labels", "Part", "Table", "canonical", "forms", "labels_of"]

Layout = Literal["grid", "applicants", "sequence", "list"]
Kind = Literal["row", "column", "group", "header"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, column, group or header cell of a table: its key and its printed labels.

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


@dataclass(frozen=True)
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

    def slots(self, row: str, columns: Iterable[str] = ()) -> tuple[tuple[str, str | None], ...]:
        """Return what the values of a row mean: pairs of indicator and kind of applicant.

        Parameters
        ----------
        row : str
            Key of the row; ignored for the layout `sequence`.
        columns : iterable of str
            Keys of the columns as the header printed them; the form's own where empty.
        """
        if self.layout == "list":
            return ((row, None),)
        keys = tuple(columns) or tuple(column.key for column in self.columns)
        if self.layout == "applicants":
            return tuple((row, key) for key in keys)
        if self.layout == "sequence":
            return tuple((f"{group.key}.{key}", None) for group in self.groups for key in keys)
        return tuple((f"{row}.{key}", None) for key in keys if self._prints(f"{row}.{key}"))

    def _prints(self, indicator: str) -> bool:
        known = vocabulary().get(indicator)
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


_NUMBERING = re.compile(
    r"^(?:其中[::]?|[((][一二三四五六七八九十\d]{1,3}[))]|[一二三四五六七八九十]{1,3}[、..]|\d{1,2}[、..](?!\d)|[①-⑳])+"
)
_REMARK = re.compile(r"[((][^()()]*(?:[))]|$)")


@cache
def _ornaments() -> dict[int, None]:
    return {ord(mark): None for mark in " \t\r\n、,。.:;:;,·“”\"'‘’《》〈〉<>「」『』()()/*#※—-_…"}


def canonical(label: str) -> str:
    """Reduce a printed label to what it says: no numbering, remarks, marks and spaces.

    Examples
    --------
    >>> canonical("(二)部分公开(区分处理的,只计这一情形,不计其他情形)")
    '部分公开'
    >>> canonical("其中:涉及国家秘密")
    '涉及国家秘密'
    """
    label = label.strip()
    while (shorter := _NUMBERING.sub("", label).lstrip()) != label:
        label = shorter
    return _REMARK.sub("", label).translate(_ornaments())


@dataclass(frozen=True)
class Labels:
    """The labels of one form, ready to be compared with what is printed."""

    form: Form
    _longest: int = 60
    _likeness: float = 84.0
    _lead: float = 6.0

    @cached_property
    def _index(self) -> dict[str, tuple[tuple[Table, Entry], ...]]:
        index: defaultdict[str, list[tuple[Table, Entry]]] = defaultdict(list)
        for table in self.form.tables:
            for entry in table.entries:
                for label in entry.labels:
                    index[canonical(label)].append((table, entry))
        return {label: tuple(found) for label, found in index.items()}

    @cached_property
    def _long(self) -> tuple[str, ...]:
        """Labels long enough that a slip or two cannot make another of them."""
        return tuple(label for label in self._index if len(label) >= 5)

    def match(self, printed: str) -> tuple[tuple[Table, Entry], ...]:
        """Return the entries that a printed text can be, empty where it is no label.

        The text is compared as `canonical` reduces it: first exactly, then by likeness, and
        then only where one label is clearly nearer than every other.
        """
        if len(printed) > 4 * self._longest:
            return ()
        label = canonical(printed)
        exact = self._index.get(label)
        if exact is not None:
            return exact
        return self._nearest(label) if 4 <= len(label) <= self._longest else ()

    def _nearest(self, label: str) -> tuple[tuple[Table, Entry], ...]:
        near = process.extract(
            label, self._long, scorer=fuzz.ratio, score_cutoff=self._likeness - self._lead, limit=2
        )
        if not near or near[0][1] < self._likeness:
            return ()
        best, *others = [(self._index[name], score) for name, score, _ in near]
        rival = any(found != best[0] and best[1] - score < self._lead for found, score in others)
        return () if rival else best[0]


@cache
def labels_of(form_id: str) -> Labels:
    """Return the labels of the form with that id."""
    return Labels(next(form for form in forms() if form.id == form_id))
