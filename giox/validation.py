"""Whether a table is what `giox.schema` says: raise, or part the good rows from the bad.

The rules are those of the schema (types, what may be empty, values, ranges, patterns, keys) and
of the vocabulary (indicators, kinds of applicant, units, forms). dataframely applies them; its
schemas are derived here, so that no column stands anywhere twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from giox.errors import SchemaError
from giox.forms.form import forms
from giox.forms.vocabulary import APPLICANTS, vocabulary
from giox.schema import TABLES, Column, Table, conform

if TYPE_CHECKING:
    from collections.abc import Callable

    import dataframely

__all__ = ["Filtered", "filter", "table_of", "validate"]

_YEARLY = ".yoy_percent"
_ROW = "row_of_the_frame"
_PROBLEM = "problem"
_KEY = "unique_key"
_CASTS = {
    pl.String: "String",
    pl.Int32: "Int32",
    pl.Int64: "Int64",
    pl.UInt32: "UInt32",
    pl.Float64: "Float64",
    pl.Date: "Date",
    pl.Boolean: "Bool",
}
_SAID = {
    "nullability": "is empty",
    "min": "is too small",
    "max": "is too large",
    "nan": "is no number",
    "inf": "is infinite",
    "regex": "is not of the form that it must have",
    "check__values": "has a value that is not allowed",
}


@dataclass(frozen=True, slots=True)
class Filtered:
    """The rows of a table that are as they must be, and those that are not.

    Attributes
    ----------
    rows : polars.DataFrame
        The sound rows, with all columns of the frame, in the order of the table.
    rejected : polars.DataFrame
        The other rows, in the order of the frame, with a column `problem`.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame


def validate(frame: pl.DataFrame, table: str | Table) -> pl.DataFrame:
    """Return the rows in the order of the table, or say what is wrong with them.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows; columns that the table does not have are let through.
    table : str or Table
        `reports`, `observations`, `findings`, `corrections`, `replaced`, `duplicates` or `panel`
        (any layout), or a table of `giox.schema`.

    Raises
    ------
    SchemaError
        If a column is missing or of another type, or a row breaks a rule: which rules, how many
        rows, and the first of them.

    Examples
    --------
    >>> import giox
    >>> validate(giox.load_figures(), "observations").height
    5620
    >>> validate(giox.load_figures().head(1).with_columns(scope=pl.lit("city")), "observations")
    Traceback (most recent call last):
    ...
    giox.errors.SchemaError: 1 rows are not as the table of observations must be: scope has a
    value that is not allowed (1 rows; first: row 0, 'city'). giox.filter parts them ...
    """
    known = table_of(table, frame)
    judged = _judge(frame, known)
    bad = judged.filter(pl.col(_PROBLEM).is_not_null())
    if bad.is_empty():
        return known.sort(judged.drop(_ROW, _PROBLEM))
    kinds = (
        bad.with_columns(pl.col(_PROBLEM).str.split("; "))
        .explode(_PROBLEM)
        .group_by(_PROBLEM)
        .agg(pl.len().alias("rows"), pl.all().first())
        .sort("rows", _PROBLEM, descending=[True, False])
    )
    said = [
        f"{row[_PROBLEM]} ({row['rows']} rows; first: row {row[_ROW]}{_cell(row)})"
        for row in kinds.iter_rows(named=True)
    ]
    msg = (
        f"{bad.height} rows are not as the table of {known.name} must be: {', '.join(said)}. "
        "giox.filter parts them from the others"
    )
    raise SchemaError(msg)


def filter(frame: pl.DataFrame, table: str | Table) -> Filtered:  # noqa: A001 - polars' word
    """Part the rows that are as the table says from those that are not.

    Parameters
    ----------
    frame, table
        As for `validate`.

    Raises
    ------
    SchemaError
        If a column is missing or of another type: that is not a matter of single rows.

    Examples
    --------
    >>> import giox
    >>> figures = giox.load_figures().head(2).with_columns(unit=pl.Series(["item", "pound"]))
    >>> parted = filter(figures, "observations")
    >>> parted.rows.height, parted.rejected["problem"].to_list()
    (1, ['unit has a value that is not allowed'])
    """
    known = table_of(table, frame)
    judged = _judge(frame, known)
    sound = pl.col(_PROBLEM).is_null()
    return Filtered(
        known.sort(judged.filter(sound).drop(_ROW, _PROBLEM)),
        judged.filter(~sound).drop(_ROW),
    )


def table_of(table: str | Table, frame: pl.DataFrame | None = None) -> Table:
    """Return a table by its name; that of a panel has the layout of `frame`.

    Raises
    ------
    SchemaError
        If there is no table of that name.

    Examples
    --------
    >>> table_of("findings").order[:2]
    ('report', 'part')
    """
    if isinstance(table, Table):
        return table
    named = {one.name: one for one in TABLES}
    if table in named:
        return named[table]
    if table == "panel":
        from giox.panels.table import panel_table

        return panel_table([] if frame is None else frame.columns)
    msg = f"the tables are {', '.join(named)} and panel, not {table}"
    raise SchemaError(msg)


def _judge(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Add the number of each row, and why it is not sound (null where it is)."""
    checked = conform(frame, table)
    numbered = checked.with_row_index(_ROW)
    details = _schema(table).filter(numbered).failure.details()
    rules = [name for name in details.columns if name not in numbered.columns]
    said = [pl.when(pl.col(rule) == "invalid").then(pl.lit(_say(rule, table))) for rule in rules]
    reasons = details.select(
        _ROW, pl.concat_str(said, separator="; ", ignore_nulls=True).alias(_PROBLEM)
    )
    whole = frame.with_columns(checked.get_columns()).with_row_index(_ROW)
    return whole.join(reasons, on=_ROW, how="left", maintain_order="left")


def _schema(table: Table) -> type[dataframely.Schema]:
    """Derive the dataframely schema of a table."""
    import dataframely as dy

    body: dict[str, Any] = {column.name: _column(column, table.name) for column in table.columns}
    body[_ROW] = dy.UInt32()
    if table.key:
        body[_KEY] = _rule(_KEY, pl.struct(table.key).is_unique())
    body |= {rule.name: _rule(rule.name, rule.holds) for rule in table.rules}
    made: type[dataframely.Schema] = type(table.name, (dy.Schema,), body)
    return made


def _column(column: Column, table: str) -> dataframely.Column:
    import dataframely as dy

    options: dict[str, Any] = {"nullable": not column.required}
    allowed = _allowed(column, table)
    if allowed is not None:
        options["check"] = {"values": allowed}
    if column.pattern is not None:
        options["regex"] = f"^(?:{column.pattern})$"
    if column.minimum is not None:
        options["min"] = column.dtype.to_python()(column.minimum)
    if column.maximum is not None:
        options["max"] = column.dtype.to_python()(column.maximum)
    made: dataframely.Column = getattr(dy, _CASTS[column.dtype])(**options)
    return made


def _allowed(column: Column, table: str) -> Callable[[pl.Expr], pl.Expr] | None:
    """Return the check of a column's values: its own, or those of the vocabulary."""
    if column.values:
        return lambda cell: cell.is_in(column.values)
    if table == "panel":
        return None
    known: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        "indicator": lambda cell: cell.str.strip_suffix(_YEARLY).is_in(list(vocabulary())),
        "applicant": lambda cell: cell.is_in(APPLICANTS),
        "unit": lambda cell: cell.is_in([*_units(), "percent"]),
        "form": lambda cell: cell.is_in([*(form.id for form in forms()), "narrative"]),
    }
    return known.get(column.name)


def _units() -> list[str]:
    return sorted({indicator.unit for indicator in vocabulary().values()})


def _rule(name: str, holds: pl.Expr) -> Any:  # noqa: ANN401 - dataframely does not name its type
    import dataframely as dy

    def rule(cls: type[dataframely.Schema]) -> pl.Expr:  # noqa: ARG001 - how dataframely calls it
        return holds

    rule.__name__ = name
    return dy.rule()(rule)


def _say(rule: str, table: Table) -> str:
    """Say in words what a rule of dataframely's naming means where it is broken."""
    column, _, what = rule.partition("|")
    if what:
        return f"{column} {_SAID.get(what, what)}"
    if rule == _KEY:
        return f"another row has the same key ({', '.join(table.key)})"
    meaning = {one.name: one.meaning for one in table.rules}[rule]
    return f"broken: {meaning[0].lower()}{meaning[1:]}"


def _cell(row: dict[str, Any]) -> str:
    """Return the cell that a reason speaks of, where it speaks of one column."""
    column = row[_PROBLEM].split(" ", 1)[0]
    return f", {row[column]!r}" if column in row else ""
