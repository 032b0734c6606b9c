"""What the prose of a report says, against its tables and against itself."""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.checks.catalogue import rules
from giox.checks.cells import FORM, NONE, Cells, comparable, indicator_type, number
from giox.checks.identities import told
from giox.checks.rows import no_rows, rows

__all__ = ["impossible_counts", "printed_changes", "printed_shares", "prose_against_table"]


def impossible_counts(cells: Cells) -> pl.DataFrame:
    """Find counts that are not whole or, but for changes, negative."""
    value = pl.col("value")
    changes = pl.Series(
        [code for code in indicator_type().categories if code.endswith("_change")],
        dtype=indicator_type(),
    )
    negative = (value < 0) & ~pl.col("indicator").is_in(changes.implode())
    broken = (pl.col("unit") != "CNY 10k") & (value != value.round(0))
    return cells.cells.filter(
        pl.col("indicator").is_not_null(), pl.col("unit").ne_missing("percent"), negative | broken
    ).pipe(
        rows,
        "impossible_count",
        found=pl.coalesce("raw", number(value)),
    )


@cache
def _told() -> pl.DataFrame:
    listed = [
        (one.indicator, form, term, len(one.terms))
        for one in told()
        for form in one.forms
        for term in one.terms
    ]
    schema = pl.Schema(
        {
            "sum": indicator_type(),
            "form": FORM,
            "indicator": indicator_type(),
            "terms": pl.UInt32(),
        }
    )
    return pl.DataFrame(listed, schema=schema, orient="row")


def prose_against_table(cells: Cells) -> pl.DataFrame:
    """Find figures that the prose gives otherwise than the table, or the sum of its cells.

    Figures that the prose gives for another scope than the table are not compared.
    """
    of_all = pl.col("applicant").is_in([NONE, "total"])
    prose = cells.cells.filter(
        pl.col("origin") == "narrative",
        pl.col("indicator").is_not_null(),
        pl.col("unit").ne_missing("percent"),
        ~pl.col("approximate"),
    ).select("at", "indicator", "scope", prose="value", said="raw")
    if prose.is_empty():
        return no_rows()
    table = (
        cells.table.lazy()
        .filter(of_all)
        .select(
            "at", "form", "indicator", "applicant", table_scope="scope", value="value", raw="raw"
        )
    )
    sums = (
        table.join(_told().lazy(), on=["indicator", "form"], how="inner")
        .group_by("at", "sum", "applicant", "table_scope")
        .agg(pl.col("value").sum(), read=pl.len(), terms=pl.col("terms").first())
        .filter(pl.col("read") == pl.col("terms"))
        .select(
            "at", "applicant", "table_scope", "value", indicator="sum", raw=number(pl.col("value"))
        )
    )
    columns = ("at", "indicator", "applicant", "table_scope", "value", "raw")
    return (
        prose.lazy()
        .join(
            pl.concat([table.select(columns), sums.select(columns)]),
            on=["at", "indicator"],
            how="inner",
            maintain_order="left",
        )
        .filter(
            comparable(pl.col("scope"), pl.col("table_scope")), pl.col("value") != pl.col("prose")
        )
        .collect()
        .pipe(
            rows,
            "prose_against_table",
            expected=pl.coalesce("raw", number(pl.col("value"))),
            found=pl.coalesce("said", number(pl.col("prose"))),
        )
    )


# What extraction writes into the note of a figure: `change -44; change -12.6%; share 49%`.
_PERCENT = r"change ([+-][0-9.]+)%"
_DIFFERENCE = r"change ([+-][0-9.]+)(?:;|$)"
_SHARE = r"share ([0-9.]+)%"


def with_changes(figures: pl.DataFrame) -> pl.DataFrame:
    """Add what figures are printed to have changed by.

    `percent` and `difference` (signed), and `digit`, the worth of the percentage's last digit.
    They stand in the note of a figure; a percentage may also stand in a column `yearly`.
    """
    printed = pl.col("note").str.extract(_PERCENT)
    if "yearly" in figures.columns:
        printed = pl.coalesce(printed, "yearly")
    return figures.with_columns(
        percent=printed.cast(pl.Float64, strict=False),
        digit=last_digit(printed),
        difference=pl.col("note").str.extract(_DIFFERENCE).cast(pl.Float64, strict=False),
    )


def last_digit(printed: pl.Expr) -> pl.Expr:
    """Return what the last digit of a printed number is worth: 0.1 for 12.6."""
    decimals = printed.str.extract(r"\.([0-9]+)$").str.len_chars().fill_null(0)
    return pl.when(printed.is_not_null()).then(pl.lit(10.0).pow(-decimals.cast(pl.Float64)))


def printed_changes(cells: Cells) -> pl.DataFrame:
    """Find printed differences and percentages of change that contradict each other."""
    noted = _noted(cells, "change ")
    if noted.is_empty():
        return no_rows()
    before = pl.col("value") - pl.col("difference")
    rate = pl.col("difference") / before * 100
    return (
        with_changes(noted)
        .filter(
            pl.col("percent").is_not_null(),
            pl.col("difference").is_not_null(),
            before > 0,
            ~pl.col("approximate"),
            (rate - pl.col("percent")).abs() >= pl.col("digit"),
        )
        .pipe(
            rows,
            "change_at_odds",
            expected=_rounded(rate, pl.col("digit")),
            found=number(pl.col("percent")),
            detail=pl.format("{} → {}", number(before), number(pl.col("value"))),
        )
    )


def printed_shares(cells: Cells) -> pl.DataFrame:
    """Find printed shares that no total of the report gives."""
    share = pl.col("note").str.extract(_SHARE)
    noted = _noted(cells, "share ")
    if noted.is_empty():
        return no_rows()
    figures = (
        noted.with_columns(share=share.cast(pl.Float64, strict=False), digit=last_digit(share))
        .filter(pl.col("share").is_not_null(), ~pl.col("approximate"))
        .with_row_index("figure")
    )
    totals = pl.concat([cells.table, cells.prose.select(cells.table.columns)]).filter(
        pl.col("applicant").is_in([NONE, "total"]), pl.col("value") > 0
    )
    rate = pl.col("value") / pl.col("whole") * 100
    return (
        figures.join(_wholes(), how="cross")
        .filter(pl.col("indicator").cast(pl.String).str.starts_with(pl.col("begins")))
        .join(
            totals.select("at", total="indicator", whole="value", total_scope="scope"),
            on=["at", "total"],
            how="inner",
            maintain_order="left",
        )
        .filter(
            pl.col("total") != pl.col("indicator"),
            pl.col("whole") >= pl.col("value"),
            comparable(pl.col("scope"), pl.col("total_scope")),
        )
        .with_columns(fits=(rate - pl.col("share")).abs() < pl.col("digit"))
        .filter(~pl.col("fits").any().over("figure"))
        .unique("figure", keep="first", maintain_order=True)
        .pipe(
            rows,
            "share_at_odds",
            expected=_rounded(rate, pl.col("digit")),
            found=number(pl.col("share")),
            detail=pl.format(
                "{} / {} ({})",
                number(pl.col("value")),
                number(pl.col("whole")),
                pl.col("total").cast(pl.String),
            ),
        )
    )


@cache
def _wholes() -> pl.DataFrame:
    listed = [(begins, total) for begins, totals in rules("share").items() for total in totals]
    return pl.DataFrame(
        listed, schema={"begins": pl.String, "total": indicator_type()}, orient="row"
    )


def _noted(cells: Cells, word: str) -> pl.DataFrame:
    return cells.cells.filter(
        pl.col("origin") == "narrative",
        pl.col("indicator").is_not_null(),
        pl.col("note").str.contains(word, literal=True),
    )


def _rounded(rate: pl.Expr, digit: pl.Expr) -> pl.Expr:
    return number((rate / digit).round(0) * digit)
