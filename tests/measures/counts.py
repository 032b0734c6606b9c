"""Counts of shares and rates, and what R makes of those in reference/."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from giox import measures

REFERENCE = Path(__file__).resolve().parent / "reference"
COUNTS = pl.read_csv(REFERENCE / "spread_counts.csv")
EXPECTED = pl.read_csv(REFERENCE / "spread.csv").with_columns(
    pl.col("value").str.strip_chars().cast(pl.Float64)
)
MEASURES = {
    "share": ("denial_rate", "denied", "outcomes_total"),
    "rate": ("litigation_rate", "litigation_total", "outcomes_total"),
}


def table(kind, counts, totals):
    """The values of a share or rate, as compute returns them."""
    measure, over, under = MEASURES[kind]
    panel = pl.DataFrame(
        {over: counts, under: totals}, schema={over: pl.Float64, under: pl.Float64}
    )
    return measures.compute(panel, measure)


def reference(kind):
    rows = COUNTS.filter(pl.col("kind") == kind)
    return table(kind, rows["count"], rows["total"])


def expected(kind, quantity):
    rows = EXPECTED.filter(pl.col("kind") == kind, pl.col("quantity") == quantity)
    return rows["value"].to_numpy() if rows["key"].max() else rows["value"][0]
