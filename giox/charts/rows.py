"""The rows that a chart is given: checked, named by their roles, put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from giox.charts.options import Labels
from giox.errors import SchemaError
from giox.schema import need

__all__ = ["columns_of", "no_doubles", "no_nulls", "relabelled", "values_of"]

Kind = Literal["number", "whole", "word"]


def columns_of(frame: pl.DataFrame, wanted: Mapping[str, tuple[str | None, Kind]]) -> pl.DataFrame:
    """Return the columns of `frame` that a chart needs, under the names of their roles.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows to draw.
    wanted : mapping
        For each role the name of the column, or None where the chart does without, and its
        kind: a number, a whole number (a year), or a word.

    Raises
    ------
    SchemaError
        If `frame` is empty, lacks a column, or has it in a type that does not fit.
    """
    asked = {role: (name, kind) for role, (name, kind) in wanted.items() if name is not None}
    advice = f"it has {', '.join(frame.columns)}: rename a column or name the one to use"
    need(frame, [name for name, _ in asked.values()], "the frame has no column", advice)
    if frame.is_empty():
        msg = "the frame has no rows: there is nothing to draw"
        raise SchemaError(msg)
    for role, (name, kind) in asked.items():
        dtype = frame.schema[name]
        fits = {
            "number": dtype.is_numeric(),
            "whole": dtype.is_integer(),
            "word": not dtype.is_nested(),
        }
        if not fits[kind]:
            msg = f"the column {name!r} ({role}) should hold {kind}s, it holds {dtype}"
            raise SchemaError(msg)
    targets = {"number": pl.Float64, "whole": pl.Int64, "word": pl.String}
    return frame.select(
        pl.col(name).cast(targets[kind]).alias(role) for role, (name, kind) in asked.items()
    )


def no_nulls(rows: pl.DataFrame, keys: Sequence[str]) -> None:
    """Refuse rows of which it is not known where they belong.

    Raises
    ------
    SchemaError
        If one of `keys` that `rows` has is null.
    """
    for key in keys:
        if key in rows.columns and rows[key].has_nulls():
            msg = (
                f"{rows[key].null_count()} rows have a null for the {key} of the chart: "
                "leave them out, or say what they are"
            )
            raise SchemaError(msg)


def no_doubles(rows: pl.DataFrame, keys: Sequence[str]) -> None:
    """Refuse rows that a chart would draw on top of one another, or nowhere.

    Raises
    ------
    SchemaError
        If two rows agree in all `keys`, or one has a null there.
    """
    no_nulls(rows, keys)
    present = [key for key in keys if key in rows.columns]
    doubled = rows.filter(pl.struct(present).is_duplicated())
    if doubled.height:
        first = ", ".join(f"{key} {value}" for key, value in doubled.row(0, named=True).items())
        msg = (
            f"{doubled.height} rows share their {' and '.join(present)} with another, such as "
            f"{first}: choose one row for each, or name a series or facet that tells them apart"
        )
        raise SchemaError(msg)


def values_of(column: pl.Series, order: Sequence[str] | None = None) -> list[str]:
    """Return the different values of a column, in `order` or else as they first appear."""
    found: list[str] = column.drop_nulls().unique(maintain_order=True).to_list()
    if order is None:
        return found
    if absent := [value for value in found if value not in order]:
        msg = f"the order leaves out {', '.join(absent)}: name every value"
        raise SchemaError(msg)
    return [value for value in order if value in found]


def relabelled(rows: pl.DataFrame, columns: Sequence[str], labels: Labels) -> pl.DataFrame:
    """Put the words of the figure's language in place of the values of `columns`, if present.

    Raises
    ------
    SchemaError
        If two values would get the same word, which would draw them as one.
    """
    for column in columns:
        if column in rows.columns:
            values = values_of(rows[column])
            words = labels.words(values)
            _no_word_twice(values, words)
            into = pl.col(column).replace_strict(values, words, return_dtype=pl.String)
            rows = rows.with_columns(into)
    return rows


def _no_word_twice(values: Sequence[str], words: Sequence[str]) -> None:
    if len(set(words)) < len(words):
        twice = next(word for word in words if words.count(word) > 1)
        both = [value for value, word in zip(values, words, strict=True) if word == twice]
        msg = f"{' and '.join(both)} would both be labelled {twice!r}: give them terms that differ"
        raise SchemaError(msg)
