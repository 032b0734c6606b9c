"""Slips of whoever filled in the form: another order of magnitude, last year's figures again."""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.checks.catalogue import rules
from giox.checks.cells import NONE, indicator_type, number
from giox.checks.pairs import BODY, Years
from giox.checks.rows import rows
from giox.checks.sums import SLACK

__all__ = ["copied_forward", "magnitude"]


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
    """Find rows, and whole reports, whose figures are, one by one, those of the year before."""
    moving = _moving(years)
    whole = _wholly_copied(moving)
    return pl.concat(
        [
            rows(
                years.named(_copied_rows(moving, whole)),
                "copied_forward",
                found=pl.col("found"),
                detail=pl.col("source"),
            ),
            rows(
                years.named(whole),
                "tables_copied_forward",
                found=number(pl.col("compared")),
                detail=pl.col("source"),
            ),
        ]
    )


def _copied_rows(moving: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that are copied and long enough for it not to be chance."""
    rule = rules("copied_forward")
    row = ["at", "scope", "indicator"]
    kind = ~pl.col("applicant").is_in([NONE, "total"])
    enough = (
        pl.when(pl.col("columns") > 1)
        .then((pl.col("kinds") > 1) & (pl.col("most") >= rule["fewest_in_row"]))
        .otherwise(pl.col("most") >= rule["fewest_alone"])
    )
    copied = (
        moving.group_by(row, maintain_order=True)
        .agg(
            pl.col("at_before").first(),
            same=_same().all(),
            columns=pl.len(),
            kinds=(kind & (pl.col("value") > 0)).sum(),
            most=pl.col("value").max(),
        )
        .filter("same", enough)
        .join(whole, on="at", how="anti", maintain_order="left")
    )
    printed = (
        moving.join(copied, on=row, how="semi", maintain_order="left")
        .group_by(row)
        .agg(found=number(pl.col("value").sort_by("applicant")).str.join(" "))
    )
    return copied.join(printed, on=row, how="left", maintain_order="left")


def _wholly_copied(moving: pl.DataFrame) -> pl.DataFrame:
    return (
        moving.filter((pl.col("value") != 0) | (pl.col("value_before") != 0))
        .group_by("at", maintain_order=True)
        .agg(pl.col("at_before").first(), same=_same().all(), compared=pl.len())
        .filter("same", pl.col("compared") >= rules("copied_forward")["fewest_compared"])
    )


def _moving(years: Years) -> pl.DataFrame:
    """Return the figures of tables that do not stay as they are from year to year."""
    return years.pairs.filter(
        pl.col("origin") != "narrative", ~pl.col("indicator").is_in(_standing())
    )


@cache
def _standing() -> pl.Series:
    words = rules("copied_forward")["standing"]
    codes = [code for code in indicator_type().categories if any(word in code for word in words)]
    return pl.Series(codes, dtype=indicator_type()).implode()


def _same() -> pl.Expr:
    return pl.col("value") == pl.col("value_before")
