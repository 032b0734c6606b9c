"""What one body's reports of neighbouring years say of one another."""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.checks.cells import NONE, Cells, indicator_type, number
from giox.checks.pairs import Years, years_of
from giox.checks.prose import with_changes
from giox.checks.rows import rows
from giox.checks.slips import copied_forward, magnitude, tables_copied_forward
from giox.checks.sums import SLACK

__all__ = ["across_years"]


def across_years(cells: Cells, bodies: pl.DataFrame) -> pl.DataFrame:
    """Find what one body's reports of neighbouring years contradict."""
    years = years_of(cells, bodies)
    return pl.concat(
        [
            _carried_over(years),
            _sums_over_years(years, "items_carried_over"),
            _sums_over_years(years, "in_force_carried_over"),
            _growth(years),
            magnitude(years),
            copied_forward(years),
            tables_copied_forward(years),
        ]
    )


def _carried_over(years: Years) -> pl.DataFrame:
    """Compare carried in with carried out; a column speaks only where the total agrees."""
    carried_in, carried_out = "applications.carried_in", "applications.carried_out"
    figures = years.figures.filter(pl.col("indicator").is_in([carried_in, carried_out]))
    out = figures.filter(pl.col("indicator") == carried_out).select(
        "body", "scope", "applicant", pl.col("year") + 1, at_before="at", left="value"
    )
    odd = (
        figures.filter(pl.col("indicator") == carried_in)
        .join(out, on=["body", "scope", "applicant", "year"], how="inner", maintain_order="left")
        .filter((pl.col("value") - pl.col("left")).abs() > SLACK)
        .filter(
            (pl.col("applicant") == "total") | ~(pl.col("applicant") == "total").any().over("at")
        )
    )
    return _told(odd, "carried_over", expected=number(pl.col("left")), source=_sources(years))


def _sources(years: Years) -> pl.DataFrame:
    return years.pairs.select("at_before", "source").unique("at_before")


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
    of_body = ["body", "scope", "stock", "year"]
    made = (
        years.figures.filter(pl.col("applicant") == NONE)
        .join(moves, on="indicator", how="inner")
        .with_columns(pl.col("year") + pl.col("earlier"))
        .group_by(of_body)
        .agg(
            expected=(pl.col("value") * pl.col("sign")).sum(),
            read=pl.len(),
            at_before=pl.col("at").filter(pl.col("earlier") == 1).first(),
        )
        .join(moves.group_by("stock").agg(terms=pl.len()), on="stock", how="left")
        .filter(pl.col("read") == pl.col("terms"))
        .rename({"stock": "indicator"})
    )
    odd = years.pairs.join(
        made.drop("at_before"),
        on=["body", "scope", "indicator", "year"],
        how="inner",
        maintain_order="left",
    ).filter((pl.col("value") - pl.col("expected")).abs() > SLACK)
    return _told(
        odd.drop("source"), check, expected=number(pl.col("expected")), source=_sources(years)
    )


def _growth(years: Years) -> pl.DataFrame:
    """Compare a printed change over the year before with last year's report."""
    noted = with_changes(years.pairs.filter(pl.col("note").str.contains("change ", literal=True)))
    rate = (pl.col("value") / pl.col("value_before") - 1) * 100
    by_rate = pl.col("percent").is_not_null()
    wrong = (
        pl.when(by_rate)
        .then((rate - pl.col("percent")).abs() >= pl.col("digit"))
        .otherwise((pl.col("value") - pl.col("value_before") - pl.col("difference")).abs() > SLACK)
    )
    odd = noted.filter(pl.col("value_before") > 0, wrong).with_columns(
        expected=pl.when(by_rate)
        .then(number((rate / pl.col("digit")).round(0) * pl.col("digit")) + " %")
        .otherwise(number(pl.col("value") - pl.col("value_before"))),
        printed=pl.when(by_rate)
        .then(number(pl.col("percent")) + " %")
        .otherwise(number(pl.col("difference"))),
    )
    return rows(
        odd,
        "growth_at_odds",
        expected=pl.col("expected"),
        found=pl.col("printed"),
        detail=pl.format(
            "{} → {}, {}", number(pl.col("value_before")), number(pl.col("value")), "source"
        ),
    )


def _told(
    odd: pl.DataFrame, check: str, *, expected: pl.Expr, source: pl.DataFrame
) -> pl.DataFrame:
    return rows(
        odd.join(source, on="at_before", how="left", maintain_order="left"),
        check,
        expected=expected,
        found=number(pl.col("value")),
        detail=pl.col("source"),
    )
