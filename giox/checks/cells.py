"""The figures of reports, keyed by small numbers, as all checks take them.

Strings that are joined and grouped by become numbers or enumerations once, here: that is what
lets a million rows be checked in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from giox.forms import APPLICANTS, vocabulary
from giox.schema import OBSERVATIONS, REPORTS, SCOPES, conform

__all__ = [
    "APPLICANT",
    "FORM",
    "KEY",
    "NONE",
    "SCOPE",
    "Cells",
    "cells_of",
    "comparable",
    "indicator_type",
    "meant",
    "number",
]

NONE = ""
"""Stands for a null applicant or scope, so that joins and groups need not know nulls."""

APPLICANT = pl.Enum([NONE, *APPLICANTS])
SCOPE = pl.Enum([NONE, *SCOPES])
FORM = pl.Enum(["narrative", "2014", "2019", "2021"])

_PRINTED = ["table", "correction"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures of a set of reports.

    Attributes
    ----------
    reports : polars.DataFrame
        The reports table with `at`, the number of a report here.
    cells : polars.DataFrame
        at, form, indicator, applicant, scope (enumerations; "" for none), value, unit, origin,
        raw, note, approximate. A figure that a correction replaces is not among them.
    table, prose : polars.DataFrame
        Of these, the figures of tables and corrections, and the exact counts of the prose: each
        (at, scope, indicator, applicant) once. What the prose counts without naming a kind of
        applicant stands under `total` where the forms have such columns; what it gives twice
        with different values settles nothing and is left out.
    """

    reports: pl.DataFrame
    cells: pl.DataFrame
    table: pl.DataFrame
    prose: pl.DataFrame


@cache
def indicator_type() -> pl.Enum:
    """Return the enumeration of all indicators."""
    return pl.Enum(list(vocabulary()))


KEY = ("at", "scope", "indicator", "applicant")


def cells_of(observations: pl.DataFrame, reports: pl.DataFrame) -> Cells:
    """Return the figures of both tables, keyed.

    Raises
    ------
    SchemaError
        If a table lacks a column.
    """
    figures = conform(observations, OBSERVATIONS)
    known = conform(reports, REPORTS)
    unknown = (
        figures.select("report", "part").unique().join(known, on=["report", "part"], how="anti")
    )
    listed = pl.concat([known, unknown.sort("report", "part")], how="diagonal").with_row_index("at")
    cells = (
        figures.lazy()
        .filter(pl.col("value").is_finite())
        .join(
            listed.lazy().select("report", "part", "at", "form"),
            on=["report", "part"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.col("form").cast(FORM, strict=False),
            pl.col("indicator").cast(indicator_type(), strict=False),
            pl.col("applicant").cast(APPLICANT, strict=False).fill_null(NONE),
            pl.col("scope").cast(SCOPE, strict=False).fill_null(NONE),
            yearly=pl.when(pl.col("indicator").str.ends_with(".yoy_percent"))
            .then(pl.col("indicator").str.strip_suffix(".yoy_percent"))
            .cast(indicator_type(), strict=False),
            approximate=pl.col("note")
            .str.contains("approximate", literal=True)
            .fill_null(value=False),
        )
        .select(
            "at",
            "form",
            "indicator",
            "yearly",
            "applicant",
            "scope",
            "value",
            "unit",
            "origin",
            "raw",
            "note",
            "approximate",
        )
        .collect()
    )
    printed = cells.filter(pl.col("origin").is_in(_PRINTED), pl.col("indicator").is_not_null())
    if (printed["origin"] == "correction").any():
        printed = printed.sort(
            pl.col("origin") == "correction", descending=True, maintain_order=True
        )
    return Cells(
        listed,
        cells,
        printed.unique(KEY, keep="first", maintain_order=True),
        _prose(cells),
    )


def _prose(cells: pl.DataFrame) -> pl.DataFrame:
    return (
        cells.filter(
            pl.col("origin") == "narrative",
            pl.col("indicator").is_not_null(),
            pl.col("unit").ne_missing("percent"),
            ~pl.col("approximate"),
        )
        .with_columns(applicant=meant())
        .filter(pl.col("value").n_unique().over(KEY) == 1)
        .unique(KEY, keep="first", maintain_order=True)
    )


def meant() -> pl.Expr:
    """Return the applicant that a figure means: all of them, where others have columns for each."""
    return (
        pl.when((pl.col("applicant") == NONE) & pl.col("indicator").is_in(_by_applicant()))
        .then(pl.lit("total", dtype=APPLICANT))
        .otherwise("applicant")
    )


@cache
def _by_applicant() -> pl.Series:
    codes = [one.code for one in vocabulary().values() if one.by_applicant]
    return pl.Series(codes, dtype=indicator_type()).implode()


def comparable(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Tell whether figures of two scopes may be of the same thing: they are, or one is not told."""
    return (one == other) | (one == NONE) | (other == NONE)


def number(column: pl.Expr) -> pl.Expr:
    """Print a number as it would be written: without `.0`.

    Examples
    --------
    >>> pl.select(number(pl.lit(3.0)), number(pl.lit(2.5)).alias("b")).row(0)
    ('3', '2.5')
    """
    rounded = column.round(6)
    whole = rounded.round(0)
    return (
        pl.when((rounded == whole) & (whole.abs() < 2**53))
        .then(whole.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(rounded.cast(pl.String))
    )
