"""The checks of figures against one another, as polars expressions over whole tables."""

from __future__ import annotations

import polars as pl

from giox.checks.identities import Identity, identities
from giox.forms import APPLICANTS
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS, conform

__all__ = ["check"]

_REPORT = ["report", "part"]


def check(observations: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Check the figures of each report against one another.

    Parameters
    ----------
    observations, reports : polars.DataFrame
        Tables as `giox.schema` describes them.

    Returns
    -------
    polars.DataFrame
        The table of findings: identities of the forms that do not hold, applicant columns
        that do not add up, prose at odds with the table, counts that are negative or broken.

    Raises
    ------
    SchemaError
        If a table lacks a column.

    Examples
    --------
    >>> check(OBSERVATIONS.empty(), REPORTS.empty()).height
    0
    """
    figures = conform(observations, OBSERVATIONS)
    forms = conform(reports, REPORTS).select(*_REPORT, "form")
    table = figures.filter(pl.col("origin").is_in(["table", "correction"]))
    found = [
        _identities(table.join(forms, on=_REPORT, how="left", nulls_equal=True)),
        _identities(_told(figures).with_columns(form=pl.lit(None, dtype=pl.String))),
        _applicants(table),
        _prose_against_table(figures),
        _impossible(figures),
    ]
    return pl.concat([FINDINGS.empty(), *(conform(one, FINDINGS) for one in found)]).sort(
        FINDINGS.order, nulls_last=True, maintain_order=True
    )


def _catalogue() -> pl.DataFrame:
    """One row per term of each identity."""
    rows = [
        {
            "check": one.id,
            "severity": one.severity,
            "identity_form": one.form,
            "each_applicant": one.each_applicant,
            "relation": one.relation,
            "message": one.message_en,
            "total": one.right[0] if len(one.right) == 1 else None,
            "terms": len(one.left) + len(one.right),
            "side": side,
            "indicator": indicator,
        }
        for one in identities()
        for side, terms in (("left", one.left), ("right", one.right))
        for indicator in terms
    ]
    return pl.DataFrame(rows, schema_overrides={"identity_form": pl.String, "total": pl.String})


def _told(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the exact figures of the prose; what counts all applicants is the total column's.

    A figure that the prose gives twice with different values settles nothing.
    """
    by_applicant = {code for one in identities() if one.each_applicant for code in _terms(one)}
    exact = pl.col("note").str.contains("approximate").fill_null(value=False).not_()
    return figures.filter(
        pl.col("origin") == "narrative",
        pl.col("unit") != "percent",
        exact,
        pl.col("value").n_unique().over(*_REPORT, "indicator", "scope") == 1,
    ).with_columns(applicant=pl.when(pl.col("indicator").is_in(by_applicant)).then(pl.lit("total")))


def _terms(identity: Identity) -> tuple[str, ...]:
    return (*identity.left, *identity.right)


def _identities(figures: pl.DataFrame) -> pl.DataFrame:
    """Find identities that do not hold among figures of one report and one scope."""
    sums = (
        figures.unique(
            [*_REPORT, "scope", "indicator", "applicant"], keep="first", maintain_order=True
        )
        .join(_catalogue(), on="indicator", how="inner", maintain_order="left")
        .filter(
            pl.col("identity_form").is_null() | (pl.col("identity_form") == pl.col("form")),
            pl.col("each_applicant") == pl.col("applicant").is_not_null(),
        )
        .group_by(
            *_REPORT,
            "scope",
            "check",
            "severity",
            "applicant",
            "relation",
            "message",
            "total",
            "terms",
            maintain_order=True,
        )
        .agg(
            pl.len().alias("read"),
            pl.col("value").filter(pl.col("side") == "left").sum().alias("left"),
            pl.col("value").filter(pl.col("side") == "right").sum().alias("right"),
        )
        .filter(pl.col("read") == pl.col("terms"))
    )
    holds = (
        pl.when(pl.col("relation") == "=")
        .then(pl.col("left") == pl.col("right"))
        .otherwise(pl.col("left") >= pl.col("right"))
    )
    return sums.filter(~holds).with_columns(
        indicator=pl.col("total"),
        expected=_number(pl.col("left")),
        found=_number(pl.col("right")),
    )


def _applicants(table: pl.DataFrame) -> pl.DataFrame:
    """Find rows of part three whose columns do not add up to the total column."""
    return (
        table.filter(pl.col("applicant").is_not_null())
        .unique([*_REPORT, "indicator", "applicant"], keep="first", maintain_order=True)
        .group_by(*_REPORT, "indicator", maintain_order=True)
        .agg(
            pl.len().alias("read"),
            pl.col("value").filter(pl.col("applicant") != "total").sum().alias("parts"),
            pl.col("value").filter(pl.col("applicant") == "total").sum().alias("whole"),
        )
        .filter(pl.col("read") == len(APPLICANTS), pl.col("parts") != pl.col("whole"))
        .with_columns(
            check=pl.lit("applicants_add_up"),
            severity=pl.lit("error"),
            applicant=pl.lit("total"),
            expected=_number(pl.col("parts")),
            found=_number(pl.col("whole")),
            message=pl.lit("the columns of the kinds of applicant must add up to the total column"),
        )
    )


def _prose_against_table(figures: pl.DataFrame) -> pl.DataFrame:
    """Prose and table of one report must give the same figure.

    Figures that the prose gives for another scope than the table are not compared.
    """
    table = figures.filter(
        pl.col("origin") == "table",
        pl.col("applicant").is_null() | (pl.col("applicant") == "total"),
    ).select(
        *_REPORT, "indicator", "applicant", "value", "raw", pl.col("scope").alias("table_scope")
    )
    prose = figures.filter(pl.col("origin") == "narrative").select(
        *_REPORT, "indicator", "scope", "note", prose="value", prose_raw="raw"
    )
    at_odds = (pl.col("value") != pl.col("prose")) & pl.col("note").ne_missing("approximate")
    comparable = (pl.col("scope") == pl.col("table_scope")) | pl.any_horizontal(
        pl.col("scope", "table_scope").is_null()
    )
    return (
        prose.join(table, on=[*_REPORT, "indicator"], how="inner", maintain_order="left")
        .filter(at_odds & comparable)
        .with_columns(
            check=pl.lit("prose_against_table"),
            severity=pl.lit("warning"),
            expected=pl.col("raw"),
            found=pl.col("prose_raw"),
            message=pl.lit("the prose gives another figure than the table"),
        )
    )


def _impossible(figures: pl.DataFrame) -> pl.DataFrame:
    """Find counts that are not whole or, but for changes, negative."""
    counts = figures.filter(pl.col("unit") != "percent")
    negative = (pl.col("value") < 0) & ~pl.col("indicator").str.ends_with("_change")
    broken = (pl.col("unit") != "CNY 10k") & (pl.col("value") != pl.col("value").round(0))
    return counts.filter(negative | broken).with_columns(
        check=pl.lit("impossible_count"),
        severity=pl.lit("error"),
        expected=pl.lit(None, dtype=pl.String),
        found=pl.col("raw"),
        message=pl.when(negative)
        .then(pl.lit("a count cannot be negative"))
        .otherwise(pl.lit("a count must be a whole number")),
    )


def _number(column: pl.Expr) -> pl.Expr:
    """Print a number as it would be written: without `.0`."""
    whole = column.round(0)
    return (
        pl.when(column == whole)
        .then(whole.cast(pl.Int64).cast(pl.String))
        .otherwise(column.cast(pl.String))
    )
