"""Slips of whoever filled in the form: another order of magnitude, last year's figures again."""

from __future__ import annotations

import polars as pl

from giox.checks.catalogue import rules
from giox.checks.cells import NONE, number
from giox.checks.pairs import BODY, Years
from giox.checks.rows import rows
from giox.checks.sums import SLACK

__all__ = ["copied_forward", "magnitude", "tables_copied_forward"]


def magnitude(years: Years) -> pl.DataFrame:
    """Find figures that are a power of ten away from those of the years beside them."""
    rule = rules("magnitude")
    after = years.pairs.select(*BODY, pl.col("year") - 1, value_after="value")
    beside = (
        years.pairs.filter(pl.col("applicant").is_in([NONE, "total"]))
        .join(after, on=[*BODY, "year"], how="left", maintain_order="left")
        .filter(pl.col("value") > 0, pl.col("value_before") > 0)
    )
    both = pl.col("value_after") > 0
    middle = (
        pl.when(both)
        .then((pl.col("value_before") * pl.col("value_after")).sqrt())
        .otherwise("value_before")
    )
    alike = pl.max_horizontal("value_before", "value_after") <= rule["apart"] * pl.min_horizontal(
        "value_before", "value_after"
    )
    power = (pl.col("value") / middle).log10().round(0)
    factor = pl.lit(10.0).pow(power)
    ratio = pl.col("value") / middle / factor
    # With a single neighbour only the same digits tell a slip from a change.
    exact = (pl.col("value") - pl.col("value_before") * factor).abs() < SLACK * pl.col("value")
    near = (ratio <= rule["near"]) & (ratio >= 1 / rule["near"])
    odd = beside.filter(
        power.abs().is_in([float(one) for one in rule["powers"]]),
        pl.max_horizontal("value", "value_before") >= 10 * rule["fewest"],
        pl.min_horizontal("value", "value_before") >= rule["fewest"] / 10,
        pl.when(both.fill_null(value=False)).then(alike & near).otherwise(exact),
    )
    return rows(
        years.named(odd).with_columns(applicant="printed"),
        "magnitude",
        expected=number(pl.col("value") / factor),
        found=number(pl.col("value")),
        detail=pl.when(both.fill_null(value=False))
        .then(
            pl.format("{} → … → {}", number(pl.col("value_before")), number(pl.col("value_after")))
        )
        .otherwise(pl.format("{} ({})", number(pl.col("value_before")), "source")),
    )


def copied_forward(years: Years) -> pl.DataFrame:
    """Find rows whose figures are, one by one, those of the year before."""
    rule = rules("copied_forward")
    row = ["at", "scope", "indicator"]
    kind = ~pl.col("applicant").is_in([NONE, "total"])
    enough = (
        pl.when(pl.col("columns") > 1)
        .then((pl.col("kinds") > 1) & (pl.col("most") >= rule["fewest_in_row"]))
        .otherwise(pl.col("most") >= rule["fewest_alone"])
    )
    pairs = _moving(years)
    copied = (
        pairs.group_by(row, maintain_order=True)
        .agg(
            pl.col("at_before").first(),
            same=_same().all(),
            columns=pl.len(),
            kinds=(kind & (pl.col("value") > 0)).sum(),
            most=pl.col("value").max(),
        )
        .filter("same", enough)
        .join(_wholly_copied(years), on="at", how="anti", maintain_order="left")
    )
    printed = (
        pairs.join(copied, on=row, how="semi", maintain_order="left")
        .group_by(row)
        .agg(printed=number(pl.col("value").sort_by("applicant")).str.join(" "))
    )
    return rows(
        years.named(copied.join(printed, on=row, how="left", maintain_order="left")),
        "copied_forward",
        found=pl.col("printed"),
        detail=pl.col("source"),
    )


def tables_copied_forward(years: Years) -> pl.DataFrame:
    """Find reports all of whose figures are those of the year before."""
    return rows(
        years.named(_wholly_copied(years)),
        "tables_copied_forward",
        found=number(pl.col("compared")),
        detail=pl.col("source"),
    )


def _wholly_copied(years: Years) -> pl.DataFrame:
    return (
        _moving(years)
        .filter((pl.col("value") != 0) | (pl.col("value_before") != 0))
        .group_by("at", maintain_order=True)
        .agg(pl.col("at_before").first(), same=_same().all(), compared=pl.len())
        .filter("same", pl.col("compared") >= rules("copied_forward")["fewest_compared"])
    )


def _moving(years: Years) -> pl.DataFrame:
    """Return the figures of tables that do not stay as they are from year to year."""
    standing = pl.any_horizontal(
        pl.col("indicator").cast(pl.String).str.contains(word, literal=True)
        for word in rules("copied_forward")["standing"]
    )
    return years.pairs.filter(pl.col("origin") != "narrative", ~standing)


def _same() -> pl.Expr:
    return pl.col("value") == pl.col("value_before")
