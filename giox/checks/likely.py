"""The one cell that an error is pinned down to, and the value that it likely has."""

from __future__ import annotations

import polars as pl

from giox.checks.cells import KEY, Cells, comparable, meant, number
from giox.checks.rows import no_rows, rows
from giox.checks.sums import SLACK, SUM, sum_checks, terms_of

__all__ = ["likely_values"]


def likely_values(cells: Cells, at: pl.Series) -> pl.DataFrame:
    """Find the cells that errors are pinned down to in some reports.

    A cell of a table is pinned where two sums or more run through it, all of them are off by the
    same amount, and no other cell is like that in any of them. The prose counts as a sum of its
    own: what it says is what the cell should print. The likely value makes all of them hold.

    Parameters
    ----------
    cells : Cells
        The figures.
    at : polars.Series
        The reports to look at: those in which something does not add up.
    """
    if at.is_empty():
        return no_rows()
    table = cells.table.filter(pl.col("at").is_in(at.implode())).with_row_index("cell")
    if table.is_empty():
        return no_rows()
    off_by = pl.concat([_sums(table), _prose(table, cells.prose)]).with_columns(
        error=pl.col("off") / pl.col("sign")
    )
    same = pl.col("error").max().over("cell") - pl.col("error").min().over("cell") < SLACK
    pinned = (
        off_by.with_columns(
            candidate=same
            & (pl.len().over("cell") > 1)
            & (pl.col("off").abs() > SLACK).all().over("cell")
        )
        .with_columns(rivals=pl.col("candidate").sum().over(SUM))
        .filter("candidate")
        .group_by("cell", maintain_order=True)
        .agg(pl.col("rivals").max(), pl.col("error").first(), sums=pl.col("name").str.join(", "))
        .filter(pl.col("rivals") == 1)
        .join(table, on="cell", how="left", maintain_order="left")
        .with_columns(likely=pl.col("value") - pl.col("error"))
    )
    whole = pl.col("likely") == pl.col("likely").round(0)
    possible = (pl.col("likely") >= 0) & (whole | (pl.col("unit") == "CNY 10k"))
    return rows(
        pinned.filter(possible),
        "likely_value",
        expected=number(pl.col("likely")),
        found=number(pl.col("value")),
        detail=pl.col("sums"),
    )


_COLUMNS = ("cell", *SUM, "sign", "off", "name")


def _sums(table: pl.DataFrame) -> pl.DataFrame:
    """Return the sums through each cell, and how much each is off."""
    return (
        terms_of(table)
        .join(table.select("cell", *KEY), on=KEY, how="left")
        .join(sum_checks(), on="check", how="left")
        .filter(pl.col("relation") == "=", pl.len().over(SUM) == pl.col("terms"))
        .with_columns(pl.col("sign").cast(pl.Float64))
        .with_columns(off=(pl.col("value") * pl.col("sign")).sum().over(SUM))
        .select(_COLUMNS)
    )


def _prose(table: pl.DataFrame, prose: pl.DataFrame) -> pl.DataFrame:
    """Return how much each cell is off from what the prose says."""
    said = prose.select("at", "indicator", said_scope="scope", said="value", meant="applicant")
    return (
        table.with_columns(meant=meant())
        .join(said, on=["at", "indicator", "meant"], how="inner", maintain_order="left")
        .filter(comparable(pl.col("scope"), pl.col("said_scope")))
        .with_columns(
            check=pl.lit(sum_checks().height, dtype=pl.UInt32),
            line=pl.col("cell"),
            sign=pl.lit(1.0),
            off=pl.col("value") - pl.col("said"),
            name=pl.lit("prose_against_table"),
        )
        .select(_COLUMNS)
    )
