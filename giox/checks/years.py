"""What one body's reports of neighbouring years say of one another."""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.checks.cells import Cells, indicator_type, number
from giox.checks.pairs import BODY, Years, of_bodies, years_of
from giox.checks.prose import with_changes
from giox.checks.rows import rows
from giox.checks.slips import copied_forward, magnitude
from giox.checks.sums import SLACK

__all__ = ["across_years", "has_neighbours"]


def has_neighbours(reports: pl.DataFrame) -> bool:
    """Tell whether there are reports on two years in a row, without which nothing is compared."""
    years = set(reports.get_column("year"))
    return any(year + 1 in years for year in years if year is not None)


def across_years(cells: Cells) -> pl.DataFrame:
    """Find what one body's reports of neighbouring years contradict."""
    years = years_of(cells, cells.bodies)
    return pl.concat(
        [
            _carried_over(years),
            _sums_over_years(years, "items_carried_over"),
            _sums_over_years(years, "in_force_carried_over"),
            _growth(cells, years),
            magnitude(years),
            copied_forward(years),
        ]
    )


def _carried_over(years: Years) -> pl.DataFrame:
    """Compare carried in with carried out; a column speaks only where the totals agree."""
    of_body = ["body", "scope", "applicant", "year"]
    carried_in = years.figures.filter(pl.col("indicator") == "applications.carried_in")
    out = years.before.filter(pl.col("indicator") == "applications.carried_out")
    total = pl.col("applicant") == "total"
    odd = (
        carried_in.join(out.drop("indicator"), on=of_body, how="inner", maintain_order="left")
        .filter((pl.col("value") - pl.col("value_before")).abs() > SLACK)
        .filter(total | ~total.any().over("at"))
    )
    return rows(
        years.named(odd),
        "carried_over",
        expected=number(pl.col("value_before")),
        found=number(pl.col("value")),
        detail=pl.col("source"),
    )


@cache
def _moves() -> pl.DataFrame:
    """Return what last year's stock and its moves make: stock, term, sign, whose year."""
    listed: list[tuple[str, str, str, int, int]] = []
    for kind in ("licences", "other_services", "penalties", "coercion", "fees"):
        stock = f"{kind}.items_last_year"
        listed.append(("items_carried_over", stock, stock, 1, 1))
        listed.append(("items_carried_over", stock, f"{kind}.items_change", 1, 1))
    for kind in ("regulations", "normative_documents"):
        stock = f"{kind}.in_force"
        listed.append(("in_force_carried_over", stock, stock, 1, 1))
        listed.append(("in_force_carried_over", stock, f"{kind}.made", 1, 0))
        listed.append(("in_force_carried_over", stock, f"{kind}.repealed", -1, 0))
    schema = pl.Schema(
        {
            "check": pl.String(),
            "stock": indicator_type(),
            "indicator": indicator_type(),
            "sign": pl.Int8(),
            "earlier": pl.Int32(),
        }
    )
    return pl.DataFrame(listed, schema=schema, orient="row")


def _sums_over_years(years: Years, check: str) -> pl.DataFrame:
    """Compare a stock with last year's and what came and went since."""
    moves = _moves().filter(pl.col("check") == check)
    made = (
        years.figures.join(moves, on="indicator", how="inner")
        .with_columns(pl.col("year") + pl.col("earlier"))
        .group_by("body", "scope", "stock", "year")
        .agg(expected=(pl.col("value") * pl.col("sign")).sum(), read=pl.len())
        .join(moves.group_by("stock").agg(terms=pl.len()), on="stock", how="left")
        .filter(pl.col("read") == pl.col("terms"))
    )
    odd = years.pairs.join(
        made,
        left_on=["body", "scope", "indicator", "year"],
        right_on=["body", "scope", "stock", "year"],
        how="inner",
        maintain_order="left",
    ).filter((pl.col("value") - pl.col("expected")).abs() > SLACK)
    return rows(
        years.named(odd),
        check,
        expected=number(pl.col("expected")),
        found=number(pl.col("value")),
        detail=pl.col("source"),
    )


def _growth(cells: Cells, years: Years) -> pl.DataFrame:
    """Compare a printed change over the year before with last year's report."""
    figure = ["at", "scope", "indicator"]
    yearly = cells.cells.filter(pl.col("yearly").is_not_null()).select(
        "at", "scope", indicator="yearly", yearly=number(pl.col("value"))
    )
    told = (
        cells.prose.drop("yearly")
        .join(yearly, on=figure, how="left", maintain_order="left")
        .filter(
            pl.col("note").str.contains("change ", literal=True) | pl.col("yearly").is_not_null()
        )
    )
    beside = (
        of_bodies(with_changes(told).lazy(), years.keys)
        .join(years.before.lazy(), on=[*BODY, "year"], how="inner", maintain_order="left")
        .filter(pl.col("value_before") > 0)
        .collect()
    )
    value, before = pl.col("value"), pl.col("value_before")
    by_rate, rate = pl.col("percent").is_not_null(), (value / before - 1) * 100
    wrong_rate = (rate - pl.col("percent")).abs() >= pl.col("digit")
    wrong_difference = (value - before - pl.col("difference")).abs() > SLACK
    rounded = (rate / pl.col("digit")).round(0) * pl.col("digit")
    odd = beside.filter(pl.when(by_rate).then(wrong_rate).otherwise(wrong_difference))
    return rows(
        years.named(odd),
        "growth_at_odds",
        expected=pl.when(by_rate).then(number(rounded) + " %").otherwise(number(value - before)),
        found=pl.when(by_rate)
        .then(number(pl.col("percent")) + " %")
        .otherwise(number(pl.col("difference"))),
        detail=pl.format("{} → {}, {}", number(before), number(value), "source"),
    )
