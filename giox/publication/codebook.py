"""The codebook: every table, column, value, indicator, variable, flag, measure and check.

Everything in it comes from the schemas and data files that giox itself works by; nothing is
written here twice. `giox.publication.pages` shows it.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from giox import measures, panels
from giox.checks import catalogue
from giox.forms import forms
from giox.forms.vocabulary import indicators
from giox.measures.definitions import signed_terms
from giox.panels.table import about, panel_table
from giox.schema import TABLES, Table, describe

__all__ = ["COLUMNS", "codebook", "values"]

COLUMNS = (
    "part",
    "table",
    "name",
    "type",
    "unit",
    "label_en",
    "label_zh",
    "forms",
    "years",
    "comparability",
    "detail",
    "detail_zh",
    "source",
)
"""The columns of the codebook."""

_NUMBER = re.compile(r"国\w*〔\d{4}〕\d+号")


def codebook(more: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the codebook, one row per thing that it explains.

    Parameters
    ----------
    more : polars.DataFrame, optional
        Columns of further tables: `table`, `column`, `type`, `meaning`, `meaning_zh`.

    Returns
    -------
    polars.DataFrame
        `part` (what is explained: table, column, value, form, indicator, variable, rule, flag,
        measure, check), `table` (where it stands), `name`, `type` (of a column; the kind of a
        measure; the severity of a check), `unit`, `label_en`, `label_zh`, `forms` (that print
        it), `years` (of these forms), `comparability` (between forms), `detail`, `detail_zh`,
        `source` (order, form or paper).

    Examples
    --------
    >>> codebook().filter(name="review.total").select("unit", "forms", "years").row(0)
    ('case', '2014, 2019, 2021', '2014-')
    """
    parts = (
        _tables(),
        _columns(more),
        _values(),
        _forms(),
        _indicators(),
        _variables(),
        _rules(),
        _flags(),
        _measures(),
        _checks(),
    )
    return pl.concat([_complete(part) for part in parts])


@cache
def values() -> pl.DataFrame:
    """Return what the values of columns mean: `of`, `value`, `label_en`, `label_zh`.

    Examples
    --------
    >>> values().filter(pl.col("of") == "scope")["value"].to_list()
    ['government', 'body', 'department']
    """
    return pl.read_csv(
        files("giox.publication").joinpath("values.csv").read_bytes(), infer_schema=False
    )


def _complete(part: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit("").alias(name) for name in COLUMNS if name not in part.columns]
    return part.with_columns(absent).select(pl.col(COLUMNS).cast(pl.String).fill_null(""))


def _tables() -> pl.DataFrame:
    def row(table: Table) -> dict[str, str]:
        rules = [f"{rule.meaning}." for rule in table.rules]
        rules_zh = [f"{rule.meaning_zh}。" for rule in table.rules]
        key = f"Key: {', '.join(table.key)}. " if table.key else ""
        key_zh = f"键:{', '.join(table.key)}。" if table.key else ""
        return {
            "part": "table",
            "table": table.name,
            "name": table.name,
            "label_en": table.meaning,
            "label_zh": table.meaning_zh,
            "detail": f"{key}Sorted by {', '.join(table.order)}. {' '.join(rules)}".strip(),
            "detail_zh": f"{key_zh}按{', '.join(table.order)}排序。{''.join(rules_zh)}",
        }

    return pl.DataFrame([row(table) for table in (*TABLES, panel_table())])


def _columns(more: pl.DataFrame | None) -> pl.DataFrame:
    panel = Table("panel", about(), order=())
    described = [describe(table) for table in (*TABLES, panel)]
    return pl.concat([*described, *([] if more is None else [more])], how="diagonal").select(
        "table",
        "type",
        part=pl.lit("column"),
        name="column",
        label_en="meaning",
        label_zh="meaning_zh",
        detail="limits",
    )


def _values() -> pl.DataFrame:
    return values().select(
        "label_en",
        "label_zh",
        part=pl.lit("value"),
        table="of",
        name="value",
    )


def _years(of: list[str]) -> str:
    """Return the years of some forms: `2014-2018, 2021-`; the latest form goes on."""
    latest = max(form.id for form in forms())
    spans: list[list[int]] = []
    for form in sorted(forms(), key=lambda form: form.id):
        if form.id not in of:
            continue
        if spans and form.years[0] == spans[-1][1] + 1:
            spans[-1][1] = form.years[-1]
        else:
            spans.append([form.years[0], form.years[-1]])
    told = [f"{first}-{last}" if first < last else f"{first}" for first, last in spans]
    if latest in of:
        told[-1] = f"{spans[-1][0]}-"
    return ", ".join(told)


def _orders(of: list[str]) -> str:
    """Return the document numbers of the orders that some forms rest on."""
    found = (_NUMBER.findall(form.source) for form in forms() if form.id in of)
    return "; ".join(dict.fromkeys(number for numbers in found for number in numbers))


def _forms() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "part": "form",
                "table": "reports",
                "name": form.id,
                "label_en": form.name_en,
                "label_zh": form.name_zh,
                "years": _years([form.id]),
                "source": form.source,
            }
            for form in sorted(forms(), key=lambda form: form.id)
        ]
    )


def _with_forms(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add the years and orders of a list of forms, and print the list."""
    lists = table[column].to_list()
    return table.with_columns(
        years=pl.Series([_years(of) for of in lists], dtype=pl.String),
        source=pl.Series([_orders(of) for of in lists], dtype=pl.String),
        forms=pl.when(pl.col(column).list.len() > 0)
        .then(pl.col(column).list.join(", "))
        .otherwise(pl.lit("prose")),
    )


def _indicators() -> pl.DataFrame:
    yearly = pl.DataFrame(
        {
            "name": ["<indicator>.yoy_percent"],
            "unit": ["percent"],
            "label_en": ["Change over the year before, as printed (shipped figures only)"],
            "label_zh": ["比上年增减百分比(原文所载,仅随附数据)"],
        }
    )
    used = (
        panels.crosswalk()
        .explode("terms")
        .with_columns(name=pl.col("terms").str.split("[").list.first())
        .group_by("name", "comparability", maintain_order=True)
        .agg(pl.col("variable").unique(maintain_order=True).str.join(", "))
        .group_by("name", maintain_order=True)
        .agg(comparability=pl.format("{}: {}", "comparability", "variable").str.join("; "))
    )
    listed = (
        _with_forms(indicators(), "forms")
        .select(
            "label_en",
            "label_zh",
            "forms",
            "years",
            "source",
            "unit",
            name="indicator",
            detail="note",
            detail_zh=pl.col("aliases_zh").list.join("; "),
        )
        .join(used, on="name", how="left", maintain_order="left")
    )
    both = pl.concat([listed, yearly], how="diagonal")
    return both.with_columns(part=pl.lit("indicator"), table=pl.lit("observations"))


def _variables() -> pl.DataFrame:
    compared = (
        panels.crosswalk()
        .explode("forms")
        .group_by("variable", maintain_order=True)
        .agg(
            compared=pl.format("{} {}", "forms", "comparability")
            .unique(maintain_order=True)
            .sort()
            .str.join(", "),
            of=pl.col("forms").filter(pl.col("forms") != panels.rules.PROSE).unique().sort(),
        )
    )
    listed = panels.variables().join(compared, on="variable", how="left", maintain_order="left")
    return _with_forms(listed, "of").select(
        "label_en",
        "label_zh",
        "forms",
        "years",
        "unit",
        part=pl.lit("variable"),
        table=pl.lit("panel"),
        name="variable",
        comparability="compared",
    )


def _rules() -> pl.DataFrame:
    return panels.crosswalk().select(
        "comparability",
        part=pl.lit("rule"),
        table=pl.lit("panel"),
        name="variable",
        label_en=pl.col("terms").list.join(" + "),
        forms=pl.col("forms").list.join(", "),
        detail="note",
        detail_zh="note_zh",
    )


def _flags() -> pl.DataFrame:
    return pl.concat([panels.flags(), panels.added_flags()]).select(
        "label_en",
        "label_zh",
        part=pl.lit("flag"),
        table=pl.lit("panel"),
        name="flag",
        detail=pl.col("indicators").list.join(", "),
    )


def _measures() -> pl.DataFrame:
    under = pl.col("denominator").fill_null("the same, a year before")
    others = pl.when(pl.col("alternatives") != "").then(
        pl.format("; also over: {}", "alternatives")
    )
    table = measures.definitions()
    compared = [_over_forms(name) for name in table["measure"]]
    hundred = pl.when(pl.col("kind") == "rate").then(pl.lit("per 100")).otherwise(pl.lit("percent"))
    return _with_forms(
        table.with_columns(
            of=pl.Series([list(one) for one in compared], dtype=pl.List(pl.String)),
            comparability=pl.Series(
                [", ".join(f"{form} {worst}" for form, worst in one.items()) for one in compared],
                dtype=pl.String,
            ),
            paper="source",
        ),
        "of",
    ).select(
        "label_en",
        "label_zh",
        "forms",
        "years",
        "comparability",
        source="paper",
        part=pl.lit("measure"),
        table=pl.lit("measures"),
        name="measure",
        type="kind",
        unit=pl.when(pl.col("per") == 100)
        .then(hundred)
        .when(pl.col("per") == 1)
        .then(pl.lit("ratio"))
        .otherwise(pl.format("per {}", pl.col("per").cast(pl.Int64))),
        detail=pl.concat_str(
            pl.format("({}) / ({})", "numerator", under),
            others.fill_null(""),
            pl.format(". {}", "pitfalls"),
        ),
        detail_zh="pitfalls_zh",
    )


def _over_forms(name: str) -> dict[str, str]:
    """Return the forms that have all that a measure needs, and the worst comparability of it."""
    measure = measures.lookup(name)
    formulas = [*measure.parts, *([measure.denominator] if measure.denominator else [])]
    needed = {term for formula in formulas for _, term in signed_terms(formula)}
    best = _best_rules()
    ranks = {level: rank for rank, level in enumerate(panels.rules.COMPARABILITY)}
    found = {}
    for form in panels.rules.FORMS:
        levels = [best.get((term, form)) for term in needed - {"population"}]
        known = [level for level in levels if level is not None]
        if len(known) == len(levels):
            found[form] = max(known, key=ranks.__getitem__)
    return found


@cache
def _best_rules() -> dict[tuple[str, str], str]:
    """Return the comparability of each variable in each form: that of its first rule."""
    rules = panels.crosswalk().explode("forms").unique(["variable", "forms"], keep="first")
    return {
        (variable, form): level
        for variable, form, level in rules.select("variable", "forms", "comparability").iter_rows()
    }


def _checks() -> pl.DataFrame:
    own = [
        check
        for package in ("panels", "corrections")
        for check in tomllib.loads(
            files(f"giox.{package}").joinpath("checks.toml").read_text(encoding="utf-8")
        )["check"]
    ]
    ours = pl.DataFrame(own).rename({"id": "check"})
    return pl.concat([catalogue(), ours], how="diagonal").select(
        "source",
        part=pl.lit("check"),
        table=pl.lit("findings"),
        name="check",
        type="severity",
        label_en="must_hold_en",
        label_zh="must_hold_zh",
        forms=pl.col("forms").list.join(", "),
        detail=pl.format("made of: {}", "stage"),
    )
