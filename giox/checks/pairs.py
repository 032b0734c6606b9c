"""Figures beside those of the same body in the year before."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from giox.checks.bodies import GOVERNMENT
from giox.checks.cells import KEY, Cells

__all__ = ["BODY", "Years", "years_of"]

BODY = ("body", "scope", "indicator", "applicant")
"""What tells one series of figures from another."""


@dataclass(frozen=True, slots=True)
class Years:
    """Figures with those of the same body in the year before.

    `pairs` has the columns of the cells and those of the year before with the suffix `_before`;
    `figures` has each figure of a body and year once.
    """

    figures: pl.DataFrame
    pairs: pl.DataFrame


def years_of(cells: Cells, bodies: pl.DataFrame) -> Years:
    """Choose one figure of each body, year, scope, indicator and applicant: the table's first.

    Where several reports of a body on a year give different figures, none is chosen.
    """
    of_all = pl.when(pl.col("origin") == "narrative").then(1).otherwise(0)
    keyed = bodies.filter(
        pl.col("place").is_not_null(), pl.col("body").is_not_null(), pl.col("year").is_not_null()
    ).select(
        "at",
        "year",
        # What is counted for the whole place is the government's, whoever signs.
        whole=pl.concat_str(
            "place", pl.when("seat").then(pl.lit(GOVERNMENT)).otherwise("body")
        ).hash(),
        name=pl.concat_str("place", "body").hash(),
    )
    chosen = (
        pl.concat([cells.table, cells.prose.select(cells.table.columns)])
        .lazy()
        .with_columns(told=of_all)
        .sort("told", maintain_order=True)
        .unique(KEY, keep="first", maintain_order=True)
        .join(keyed.lazy(), on="at", how="inner", maintain_order="left")
        .with_columns(body=pl.when(pl.col("scope") == "government").then("whole").otherwise("name"))
        .group_by(*BODY, "year", maintain_order=True)
        .agg(
            pl.col("at", "value", "unit", "note", "origin").first(),
            several=pl.col("value").n_unique() > 1,
        )
        .filter(~pl.col("several"))
        .drop("several")
    )
    before = chosen.select(*BODY, pl.col("year") + 1, at_before="at", value_before="value")
    figures, pairs = pl.collect_all(
        [chosen, chosen.join(before, on=[*BODY, "year"], how="inner", maintain_order="left")]
    )
    reports = bodies.select(
        at_before="at",
        source=pl.when(pl.col("part") > 0)
        .then(pl.format("{} ({})", "report", pl.col("part") + 1))
        .otherwise("report"),
    )
    return Years(figures, pairs.join(reports, on="at_before", how="left", maintain_order="left"))
