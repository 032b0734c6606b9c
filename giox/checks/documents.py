"""Files and reports that a corpus holds twice, and wording that belongs to another place."""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.checks.catalogue import rules
from giox.checks.cells import KEY, Cells, number
from giox.checks.rows import no_rows, rows

__all__ = ["dates", "reports_twice", "same_files", "same_wording"]

_LEFT_OUT = ("no_report", "unreadable")


def dates(reports: pl.DataFrame) -> pl.DataFrame:
    """Find reports dated before the year they are on could end, and periods that are no year."""
    early, other, days = _dated()
    if reports.filter(early | other).is_empty():
        return no_rows()
    return pl.concat(
        [
            rows(
                reports.filter(early),
                "published_too_early",
                expected=pl.col("year").cast(pl.String),
                found=pl.col("published").cast(pl.String),
            ),
            rows(
                reports.filter(other),
                "period_not_a_year",
                found=days.cast(pl.String),
                detail=pl.format("{} – {}", "period_start", "period_end"),
            ),
        ]
    )


@cache
def _dated() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Tell early reports, and those on a period that is no year; and count its days."""
    rule = rules("period")
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    first = rules("published")
    early = pl.col("published") < pl.date(pl.col("year"), first["month"], first["day"])
    return early, (days < rule["fewest"]) | (days > rule["most"]), days


def same_files(reports: pl.DataFrame) -> pl.DataFrame:
    """Find files that are the same to the byte."""
    files = reports.filter(pl.col("sha256").is_not_null()).sort("report", "part")
    first = pl.col("report").first().over("sha256")
    odd = files.with_columns(first=first).filter(
        pl.col("report") != pl.col("first"), pl.col("part") == 0
    )
    return rows(odd, "same_file", found=pl.col("first"))


def reports_twice(cells: Cells) -> pl.DataFrame:
    """Compare reports of one body on one year, figure by figure, with the first of them."""
    of_body = ("place", "body", "year")
    status = cells.reports.select("at", "status")
    known = (
        cells.bodies.filter(pl.all_horizontal(pl.col(of_body).is_not_null()))
        .join(status, on="at", how="left")
        .filter(~pl.col("status").is_in(_LEFT_OUT).fill_null(value=False))
        .sort("report", "part")
        .with_columns(
            first=pl.col("at").first().over(of_body),
            source=pl.col("report").first().over(of_body),
        )
    )
    again = known.filter(pl.col("at") != pl.col("first")).join(
        same_files(cells.reports), on="at", how="anti", maintain_order="left"
    )
    if again.is_empty():
        return no_rows()
    figures = pl.concat([cells.table, cells.prose.select(cells.table.columns)]).unique(
        KEY, keep="first", maintain_order=True
    )
    both = figures.join(
        again.select("at", "first", "source"), on="at", how="inner", maintain_order="left"
    ).join(
        figures.select(
            first="at", scope="scope", indicator="indicator", applicant="applicant", there="value"
        ),
        on=["first", "scope", "indicator", "applicant"],
        how="inner",
        maintain_order="left",
    )
    differs = pl.col("value") != pl.col("there")
    compared = both.group_by("at", maintain_order=True).agg(
        pl.col("source").first(),
        compared=pl.len(),
        different=differs.sum(),
        indicator=pl.col("indicator").filter(differs).first(),
        applicant=pl.col("applicant").filter(differs).first(),
        there=pl.col("there").filter(differs).first(),
        here=pl.col("value").filter(differs).first(),
    )
    odd = pl.col("different") > 0
    return pl.concat(
        [
            rows(
                compared.filter(~odd).drop("indicator", "applicant"),
                "report_twice",
                found=pl.col("source"),
                detail=number(pl.col("compared").cast(pl.Float64)),
            ),
            rows(
                compared.filter(odd),
                "report_twice_at_odds",
                expected=number(pl.col("there")),
                found=number(pl.col("here")),
                detail=pl.format("{}/{} ({})", "different", "compared", "source"),
            ),
        ]
    )


def same_wording(reports: pl.DataFrame, alike: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """Name, of reports of nearly the same wording (`duplicates`), those that are no `copies`."""
    here = reports.select("at", "report", "part", "division_code")
    there = here.select(other_report="report", other_part="part", other_code="division_code")
    pairs = (
        alike.join(here, on=["report", "part"], how="inner", maintain_order="left")
        .join(there, on=["other_report", "other_part"], how="inner", maintain_order="left")
        .join(copies, on="at", how="anti", maintain_order="left")
    )
    elsewhere = pl.col("division_code").ne_missing(pl.col("other_code"))
    similarity = number((pl.col("similarity") * 100).round(0))
    return pl.concat(
        [
            rows(pairs.filter(of), check, found=pl.col("other_report"), detail=similarity)
            for check, of in (("wording_of_another_place", elsewhere), ("same_wording", ~elsewhere))
        ]
    )
