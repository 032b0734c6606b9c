"""Which row of the panel a figure belongs to: its body, its scope, its year.

`stated` keeps what the crosswalk can use; `place` says which unit a figure belongs to; `units`
lists these and numbers them; `number` gives each figure the number of its unit.
"""

from __future__ import annotations

import warnings
from typing import Literal

import polars as pl

from giox.panels.bodies import regional, unify, with_body
from giox.panels.rules import terms
from giox.panels.table import KEY, UNIT
from giox.schema import LEVELS

__all__ = ["JOIN", "NullScope", "Unit", "number", "place", "stated", "units"]

Unit = Literal["body", "region"]
NullScope = Literal["keep", "merge"]

JOIN = ", "
"""What parts the names of reports, and flags, in one cell."""

_REPORT = ["report", "part"]
_MISSING = {"ok": "not_reported", "partial": "not_read", "tables_lost": "lost"}


def stated(figures: pl.DataFrame) -> pl.DataFrame:
    """Keep the figures that the crosswalk names, in the unit that the vocabulary has for them.

    Prose that gives a rate where a count is wanted is no count.
    """
    kind = pl.col("applicant")
    named = pl.when(kind.is_null() | (kind == "total")).then("indicator")
    return (
        figures.with_row_index("place")
        .filter(pl.col("value").is_not_null())
        .with_columns(term=named.otherwise(pl.format("{}[{}]", "indicator", "applicant")))
        .join(terms().select("term", "unit"), on=["term", "unit"], how="semi")
        .sort("place")
    )


def place(
    figures: pl.DataFrame, reports: pl.DataFrame, unit: Unit, null_scope: NullScope
) -> pl.DataFrame:
    """Give each figure its unit; figures that lack a scope of their own take the report's.

    `assumed` tells of figures whose scope neither says, and that take the only one that the
    report gives for others (`null_scope="merge"`).
    """
    about = reports.select(*_REPORT, "agency", "level", report_scope="scope")
    placed = figures.filter(
        pl.col("division_code").is_not_null(), pl.col("year").is_not_null()
    ).join(about, on=_REPORT, how="left", maintain_order="left")
    lost = figures.height - placed.height
    if lost:
        msg = f"{lost} figures have no division or no year and are left out of the panel"
        warnings.warn(msg, UserWarning, stacklevel=4)
    known = pl.col("scope").drop_nulls()
    only = pl.when(known.n_unique().over(_REPORT) == 1).then(known.first().over(_REPORT))
    assumed = pl.col("scope").is_null() & only.is_not_null() & (null_scope == "merge")
    return _bodies(
        placed.with_columns(scope=pl.coalesce("scope", "report_scope"))
        .with_columns(assumed=assumed, only=only)
        .with_columns(scope=pl.when("assumed").then("only").otherwise("scope"))
        .drop("only"),
        unit,
    )


def units(placed: pl.DataFrame, reports: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Return the units in order, one row each: of the figures, and of reports without figures.

    `reports` is a list: a file name may hold what parts the names in a cell of the panel.
    """
    details = reports.select(*_REPORT, "form", "status")
    of_figures = placed.select(*_REPORT, *KEY, "region", "agency", "level").unique()
    silent = _bodies(
        reports.filter(
            pl.col("status").is_in(list(_MISSING)),
            pl.col("division_code").is_not_null(),
            pl.col("year").is_not_null(),
        ).join(of_figures, on=_REPORT, how="anti"),
        unit,
    ).select(of_figures.columns)
    trust = {status: rank for rank, status in enumerate(_MISSING)}
    reason = dict(enumerate(_MISSING.values()))
    return (
        pl.concat([of_figures, silent])
        .join(details, on=_REPORT, how="left")
        .with_columns(
            pl.col("level").cast(pl.Enum(LEVELS)),
            trust=pl.col("status").replace_strict(trust, default=0, return_dtype=pl.Int8),
        )
        .sort("report", "part", "region", nulls_last=True)
        .group_by(KEY)
        .agg(
            pl.col("region", "agency", "form").drop_nulls().first(),
            pl.col("level").min(),
            reports=pl.col("report").unique().sort(),
            n_reports=pl.struct(_REPORT).n_unique(),
            missing=pl.col("trust").min().replace_strict(reason, return_dtype=pl.String),
        )
        .with_columns(pl.col("level").cast(pl.String), boundary=pl.lit("as_reported"))
        .sort(KEY, nulls_last=True)
        .with_row_index("number")
        .select("number", *UNIT, "missing")
    )


def number(placed: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Give each figure the number of its unit."""
    return placed.join(
        units.select("number", *KEY), on=KEY, nulls_equal=True, maintain_order="left"
    )


def _bodies(table: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    named = unify(with_body(table))
    return named if unit == "body" else regional(named)
