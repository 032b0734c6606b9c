"""The figures of reports, keyed by small numbers, as all checks take them.

Strings that are joined and grouped by become numbers or enumerations once, here: that is what
lets a million rows be checked in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from giox.checks.bodies import body_keys
from giox.forms import APPLICANTS, vocabulary
from giox.schema import OBSERVATIONS, REPORTS, SCOPES, conform

__all__ = [
    "APPLICANT",
    "FORM",
    "KEY",
    "NONE",
    "PROSE",
    "SCOPE",
    "TABLE",
    "Booleans",
    "Cells",
    "Floats",
    "Integers",
    "Numbers",
    "cells_of",
    "comparable",
    "counting",
    "form_numbers",
    "indicator_type",
    "meant",
    "number",
    "ravel",
    "shape",
    "unravel",
]

NONE = ""
"""Stands for a null applicant or scope, so that joins and groups need not know nulls."""

APPLICANT = pl.Enum([NONE, *APPLICANTS])
SCOPE = pl.Enum([NONE, *SCOPES])
FORM = pl.Enum(["narrative", "2014", "2019", "2021"])

_PRINTED = ("table", "correction")

TABLE, PROSE = 0, 1
"""Where a figure is told."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Numbers:
    """The figures of a set of reports, as numbers only.

    Attributes
    ----------
    forms : numpy.ndarray
        The number in `FORM` of each report's form, -1 where there is none.
    values : numpy.ndarray
        The value of each figure.
    counted : numpy.ndarray
        For each figure: at (the number of its report), told (in a table or correction, or as an
        exact count in the prose), scope, indicator and applicant as one number, see `ravel`; -1
        for figures that no check of sums takes.
    keys, rows : numpy.ndarray
        The figures that count: their keys in order, each once, and of each its place in `values`.
        A correction stands for what it replaces. What the prose counts without naming a kind of
        applicant stands under `total` where the forms have such columns; what it gives twice
        with different values settles nothing and is left out.
    """

    forms: Integers
    values: Floats
    counted: Integers
    keys: Integers
    rows: Integers

    @cached_property
    def exact(self) -> Integers:
        """The rows of all exact counts of the prose, also of those that contradict each other."""
        rows = np.flatnonzero(self.counted >= 0)
        of_prose: Integers = rows[unravel(self.counted[rows])[1] == PROSE]
        return of_prose

    @cached_property
    def parts(self) -> tuple[Integers, Integers, Integers, Integers, Integers]:
        """At, told, scope, indicator and applicant of the figures that count."""
        return unravel(self.keys)


@dataclass(frozen=True)
class Cells(Numbers):
    """The figures of a set of reports.

    Attributes
    ----------
    reports : polars.DataFrame
        The reports table with `at`, the number of a report here.
    cells : polars.DataFrame
        at, form, indicator, yearly, applicant, scope (enumerations; "" for none), value, unit,
        origin, raw, note, approximate; `meant`, the applicant that a figure means; `noted`,
        whether its note holds a printed share or two changes. The numbers are of its rows.
    """

    reports: pl.DataFrame
    cells: pl.DataFrame

    @cached_property
    def bodies(self) -> pl.DataFrame:
        """Who each report is of, as `body_keys` tells it."""
        return body_keys(self.reports)

    @cached_property
    def table(self) -> pl.DataFrame:
        """The figures of tables and corrections that count, as rows of `cells`."""
        return self._of(TABLE)

    @cached_property
    def prose(self) -> pl.DataFrame:
        """The figures of the prose that count, as rows of `cells`."""
        return self._of(PROSE).with_columns(applicant="meant")

    def _of(self, told: int) -> pl.DataFrame:
        rows = np.sort(self.rows[self.parts[1] == told])
        figures = self.cells if len(rows) == self.cells.height else self.cells[rows]
        corrected = figures.get_column("origin") == "correction"
        if not corrected.any():
            return figures
        return pl.concat([figures.filter(corrected), figures.filter(~corrected)])


@cache
def indicator_type() -> pl.Enum:
    """Return the enumeration of all indicators."""
    return pl.Enum(list(vocabulary()))


KEY = ("at", "scope", "indicator", "applicant")


@cache
def shape() -> tuple[int, int, int, int]:
    """Return how many there are of what tells figures of one report: told, scope and so on."""
    return 2, len(SCOPE.categories), len(vocabulary()), len(APPLICANT.categories)


def ravel(
    at: Integers,
    told: Integers,
    scope: Integers,
    indicator: Integers,
    applicant: Integers,
) -> Integers:
    """Return the one number that tells a figure, by which figures are sorted and looked up."""
    key = at
    for size, part in zip(shape(), (told, scope, indicator, applicant), strict=True):
        key = key * size + part
    return key


def unravel(keys: Integers) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Return at, told, scope, indicator and applicant of keys."""
    _, scopes, indicators, applicants = shape()
    rest, applicant = np.divmod(keys, applicants)
    rest, indicator = np.divmod(rest, indicators)
    rest, scope = np.divmod(rest, scopes)
    at, told = np.divmod(rest, 2)
    return at, told, scope, indicator, applicant


def cells_of(observations: pl.DataFrame, reports: pl.DataFrame) -> Cells:
    """Return the figures of both tables, keyed.

    Raises
    ------
    SchemaError
        If a table lacks a column.
    """
    listed, figures = _numbered(conform(observations, OBSERVATIONS), conform(reports, REPORTS))
    cells = (
        figures.filter(pl.col("value").is_finite())
        .with_columns(_typed())
        .with_columns(meant=meant())
        .select(_columns())
        .collect()
    )
    values = cells.get_column("value").to_numpy()
    counted, corrected = _counted(cells)
    keys, rows = counting(counted, values, corrected)
    forms = form_numbers(listed.get_column("form"))
    return Cells(forms, values, counted, keys, rows, listed, cells)


def form_numbers(forms: Iterable[str | None]) -> Integers:
    """Return the number in `FORM` of each of some forms, -1 where there is none."""
    numbers = {form: number for number, form in enumerate(FORM.categories)}
    return np.array([numbers.get(form or "", -1) for form in forms], dtype=np.int64)


def _numbered(figures: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.LazyFrame]:
    """Return the reports with their numbers, and the figures with `at` and form of their report.

    Reports of which there are figures only are added.
    """
    of_report = ["report", "part"]
    if known.height == 1 and all(
        (figures.get_column(name) == known.item(0, name)).sum() == figures.height
        for name in of_report
    ):  # figures of a single report need no join
        form = pl.lit(known.item(0, "form"), dtype=pl.String)
        at = pl.lit(0, dtype=pl.UInt32)
        return known.with_row_index("at"), figures.lazy().with_columns(at=at, form=form)
    unknown = figures.select(of_report).unique().join(known, on=of_report, how="anti")
    listed = pl.concat([known, unknown.sort(of_report)], how="diagonal").with_row_index("at")
    numbers = listed.lazy().select(*of_report, "at", "form")
    return listed, figures.lazy().join(numbers, on=of_report, how="left", maintain_order="left")


@cache
def _typed() -> tuple[pl.Expr, ...]:
    yearly = pl.col("indicator").str.strip_suffix(".yoy_percent")
    return (
        pl.col("form").cast(FORM, strict=False),
        pl.col("indicator").cast(indicator_type(), strict=False),
        # A plain "" would make strings of them in a lazy plan.
        pl.col("applicant").cast(APPLICANT, strict=False).fill_null(pl.lit(NONE, dtype=APPLICANT)),
        pl.col("scope").cast(SCOPE, strict=False).fill_null(pl.lit(NONE, dtype=SCOPE)),
        pl.when(yearly != pl.col("indicator"))
        .then(yearly)
        .cast(indicator_type(), strict=False)
        .alias("yearly"),
        pl.col("note")
        .str.contains("approximate", literal=True)
        .fill_null(value=False)
        .alias("approximate"),
    )


@cache
def _columns() -> tuple[pl.Expr | str, ...]:
    noted = pl.col("note").str.contains("change .*change |share ")
    return (
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
        "meant",
        noted.fill_null(value=False).alias("noted"),
    )


def _counted(cells: pl.DataFrame) -> tuple[Integers, Booleans]:
    """Return the key of each figure, see `Numbers.counted`, and which are corrections."""
    at, scope, indicator, applicant, of_prose, in_prose, in_table, corrected = (
        column.to_numpy() for column in cells.select(_parts())
    )
    applicant = np.where(in_prose, of_prose, applicant)
    keys = ravel(at, in_prose.astype(np.int64), scope, indicator, applicant)
    return np.where((in_table | in_prose) & (indicator >= 0), keys, -1), corrected


@cache
def _parts() -> tuple[pl.Expr, ...]:
    origin, exact = pl.col("origin"), pl.col("unit").ne_missing("percent") & ~pl.col("approximate")
    return (
        *(
            pl.col(name).to_physical().cast(pl.Int64).fill_null(-1)
            for name in ("at", "scope", "indicator", "applicant", "meant")
        ),
        (origin.eq_missing("narrative") & exact).alias("in_prose"),
        origin.is_in(_PRINTED).fill_null(value=False).alias("in_table"),
        origin.eq_missing("correction").alias("corrected"),
    )


def counting(counted: Integers, values: Floats, corrected: Booleans) -> tuple[Integers, Integers]:
    """Return the keys of the figures that count, in order, and of each its place.

    Parameters
    ----------
    counted, values : numpy.ndarray
        The key and the value of each figure, as in `Numbers`.
    corrected : numpy.ndarray
        Which of them are corrections.
    """
    rows = np.flatnonzero(counted >= 0)
    keys = counted[rows]
    order = np.argsort(keys, kind="stable")
    if corrected.any():  # they come first of their key
        order = np.lexsort((~corrected[rows], keys))
    keys, rows = keys[order], rows[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    if len(starts) == len(keys):
        return keys, rows
    values = values[rows]
    differs = values != np.repeat(values[starts], np.diff(starts, append=len(keys)))
    contradicted = np.logical_or.reduceat(differs, starts)
    kept = starts[~(contradicted & (unravel(keys[starts])[1] == PROSE))]
    return keys[kept], rows[kept]


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
