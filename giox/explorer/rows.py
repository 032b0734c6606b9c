"""The rows behind the explorer: each value with what a reader would ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.charts.words import Language, say
from giox.errors import SchemaError
from giox.measures import compute, definitions, lookup
from giox.measures.definitions import signed_terms
from giox.panels import KEY, crosswalk, variables
from giox.schema import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["COUNTS", "MOST", "explorer_rows"]

COUNTS = ("applications_new", "outcomes_total", "review_total", "litigation_total")
"""Counts that can be explored beside the measures."""
MOST = 20_000
_KINDS = ("share", "rate")
_WORDS, _FINDINGS = 6, 3


def explorer_rows(
    panel: pl.DataFrame,
    measures: str | Sequence[str] | None,
    language: Language,
    tables: Mapping[str, pl.DataFrame | None],
) -> pl.DataFrame:
    """Return one row for each body, year and measure that has a value.

    Returns
    -------
    polars.DataFrame
        `measure` and `kind` (level and scope) in words, `level`, `label` (the body), `year`,
        `value`, `numerator`, `denominator`, `per`, and the texts `shown` (value and interval), `of`
        (the fraction), `words` (source words, or the titles of the reports), `findings`,
        `flags`, `form`. Sorted by measure (in the order asked for), kind, label and year.

    Raises
    ------
    SchemaError
        If a measure is unknown, none has a value, or there are more rows than a chart can hold.
    """
    wanted = [*COUNTS, *_plain()] if measures is None else listed(measures)
    rows = pl.concat(
        _values(panel, name, language).with_columns(pl.lit(rank, pl.Int64).alias("rank"))
        for rank, name in enumerate(wanted)
    )
    if rows.is_empty():
        msg = "no measure has a value in this panel: there is nothing to explore"
        raise SchemaError(msg)
    if rows.height > MOST:
        msg = (
            f"{rows.height:,} values are more than a page can hold ({MOST:,}): filter the panel "
            "(a province, a level, some years) or name fewer measures"
        )
        raise SchemaError(msg)
    rows = _placed(rows, language).with_columns(words=pl.lit(""), findings=pl.lit(""))
    rows = _told(rows, "words", _words(tables.get("observations")), _WORDS)
    rows = _told(rows, "words", _titles(tables.get("reports")), 1)
    rows = _told(rows, "findings", _findings(tables.get("findings")), _FINDINGS)
    return rows.sort("rank", "kind", "label", "year").select(
        "measure",
        "kind",
        "level",
        "label",
        "year",
        "value",
        "numerator",
        "denominator",
        "per",
        "shown",
        "of",
        "words",
        "findings",
        pl.col("flags").fill_null("").str.replace_all("_", " "),
        pl.col("form").fill_null(""),
    )


def _plain() -> list[str]:
    """Return the shares and rates that need nothing but the panel."""
    table = definitions()
    own = set(variables()["variable"])
    return [
        name
        for name, kind, over in table.select("measure", "kind", "denominator").iter_rows()
        if kind in _KINDS and all(term in own for _, term in signed_terms(over))
    ]


def _values(panel: pl.DataFrame, name: str, language: Language) -> pl.DataFrame:
    about = [*KEY, "region", "level", "agency", "form", "reports"]
    if name in variables()["variable"]:
        row = variables().row(by_predicate=pl.col("variable") == name, named=True)
        label, terms = row[f"label_{language}"], [name]
        found = panel.filter(pl.col(name).is_not_null()).select(
            *about,
            pl.col(name).alias("value"),
            pl.col(name).alias("numerator"),
            pl.lit(1.0).alias("denominator"),
            pl.lit(None, pl.Float64).alias("low"),
            pl.lit(None, pl.Float64).alias("high"),
            pl.col(f"{name}_flags").alias("flags"),
        )
        per, counted = 1.0, True
    else:
        measure = lookup(name)
        if measure.kind not in _KINDS:
            msg = f"{name!r} is a {measure.kind}: the explorer takes shares, rates and counts"
            raise SchemaError(msg)
        label = measure.label_en if language == "en" else measure.label_zh
        formulas = (*measure.parts, measure.denominator or "")
        terms = [term for formula in formulas for _, term in signed_terms(formula)]
        found = (
            compute(panel, name)
            .filter(pl.col("status") == "computed")
            .select(*about, "value", "numerator", "denominator", "low", "high", "flags")
        )
        per, counted = float(measure.per), False
    fraction = _number("numerator") if counted else _of(language)
    return found.with_columns(
        pl.lit(label).alias("measure"),
        pl.lit(terms, pl.List(pl.String)).alias("terms"),
        pl.lit(per).alias("per"),
        (_number("value") if counted else _shown()).alias("shown"),
        fraction.alias("of"),
    )


def _number(column: str) -> pl.Expr:
    value = pl.col(column)
    whole = value.cast(pl.Int64, strict=False).cast(pl.String)
    return pl.when(value == value.floor()).then(whole).otherwise(value.round(2).cast(pl.String))


def _of(language: Language) -> pl.Expr:
    between = " of " if language == "en" else " / "
    return pl.concat_str(_number("numerator"), pl.lit(between), _number("denominator"))


def _shown() -> pl.Expr:
    value, low, high = (pl.col(name).round(1).cast(pl.String) for name in ("value", "low", "high"))
    return pl.coalesce(
        pl.concat_str(value, pl.lit(" ("), low, pl.lit("–"), high, pl.lit(")")), value
    )


def _placed(rows: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Add the kind of body in words, and a label that is its own within the kind."""
    regions = rows["region"].drop_nulls().unique().to_list()
    names = {region: say(region, language) for region in regions}
    region = pl.col("region").replace_strict(names, default=None, return_dtype=pl.String)
    own = (pl.col("level") == "department") | region.is_null()
    label = pl.when(own).then(pl.coalesce("agency", "body")).otherwise(region)
    rows = rows.with_columns(label=pl.coalesce(label, pl.lit("?")), kind=_kind(rows, language))
    bodies = pl.struct("division_code", "body").n_unique().over("measure", "kind", "label")
    return rows.with_columns(
        label=pl.when(bodies > 1).then(pl.format("{} ({})", "label", "body")).otherwise("label")
    )


def _kind(rows: pl.DataFrame, language: Language) -> pl.Expr:
    def words(column: str) -> pl.Expr:
        values = rows[column].drop_nulls().unique().to_list()
        told = {value: say(value, language) for value in values}
        unknown = say("chart.not_stated", language)
        return pl.col(column).replace_strict(told, default=unknown, return_dtype=pl.String)

    level, scope = words("level"), words("scope")
    return pl.when(level == scope).then(level).otherwise(pl.concat_str(level, pl.lit(" · "), scope))


def _words(observations: pl.DataFrame | None) -> pl.DataFrame | None:
    """Return what each report says, by the variables of the panel."""
    if observations is None:
        return None
    indicators = (
        crosswalk()
        .explode("terms")
        .select("variable", indicator=pl.col("terms").str.extract(r"([a-z][\w.]*)"))
        .unique(maintain_order=True)
    )
    whole = pl.col("applicant").is_null() | (pl.col("applicant") == "total")
    return (
        observations.filter(pl.col("raw").is_not_null() & whole)
        .join(indicators, on="indicator", maintain_order="left")
        .select("report", "scope", "variable", told=pl.format("{}: {}", "indicator", "raw"))
    )


def _titles(reports: pl.DataFrame | None) -> pl.DataFrame | None:
    return None if reports is None else reports.select("report", told="title").drop_nulls()


def _findings(findings: pl.DataFrame | None) -> pl.DataFrame | None:
    """Return what the checks say of each report, the gravest first."""
    if findings is None:
        return None
    grave = pl.col("severity").replace_strict({"error": 0, "warning": 1, "notice": 2}, default=3)
    return findings.sort(grave, maintain_order=True).select("report", told="message").drop_nulls()


def _told(rows: pl.DataFrame, column: str, told: pl.DataFrame | None, most: int) -> pl.DataFrame:
    """Fill the empty cells of a column with what is told of a row's reports, a few of each."""
    if told is None:
        return rows
    numbered = rows.with_row_index("row")
    keys = (
        numbered.select("row", "scope", "terms", pl.col("reports").str.split(", ").alias("report"))
        .explode("report")
        .explode("terms")
        .rename({"terms": "variable"})
    )
    on = [key for key in ("report", "scope", "variable") if key in told.columns]
    found = (
        keys.unique(["row", *on], maintain_order=True)
        .join(told, on=on, nulls_equal=True, maintain_order="left_right")
        .group_by("row", maintain_order=True)
        .agg(pl.col("told").unique(maintain_order=True).head(most).str.join("; "))
    )
    empty = pl.col(column) == ""
    return (
        numbered.join(found, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.when(empty).then(pl.col("told").fill_null("")).otherwise(column).alias(column)
        )
        .drop("row", "told")
    )
