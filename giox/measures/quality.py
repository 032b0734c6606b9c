"""The quality of reports: in time, complete in the core, free of contradictions.

What counts stands in `quality.toml`. The reuse of last year's wording is measured by the texts,
elsewhere.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

from giox.schema import need

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["report_quality"]

_NEEDED = {
    "reports": ("report", "part", "level", "year", "published", "status"),
    "observations": ("report", "part", "indicator", "value"),
    "findings": ("report", "part", "severity"),
}
_READ = ("ok", "partial", "tables_lost")


def report_quality(
    reports: pl.DataFrame, observations: pl.DataFrame, findings: pl.DataFrame
) -> pl.DataFrame:
    """Judge each report by its own tables.

    Parameters
    ----------
    reports, observations, findings : polars.DataFrame
        The tables of `giox.extract`.

    Returns
    -------
    polars.DataFrame
        One row for each report that was read and has a year, in the order of `reports`: `report`,
        `part`, `division_code`, `region`, `level`, `year`, `status` where the reports have
        them, then `due` (the last day on which it had to be public), `published`, `days_late`
        (negative: early), `on_time` (null where the day is not known, or lies before the end of
        the year reported on: then it is no day of publication), `items_asked`, `items_stated`
        (of the core: applications, outcomes, carried in and over, reviews, suits),
        `items_missing` (their names), `errors` and `warnings` (findings of that severity).

    Raises
    ------
    SchemaError
        If a table lacks a column.

    Notes
    -----
    What a damaged file has lost counts as not stated: set `status` beside it. `published` may be
    the day of the signature or of a page moved to a new site; deadlines are those of the
    Regulations of 2007 (art. 31) and 2019 (art. 49).

    Examples
    --------
    >>> import giox
    >>> tables = giox.extract("data/specimens/08_traditional_2019.txt")
    >>> found = report_quality(tables.reports, tables.observations, tables.findings)
    >>> found.select("due", "items_asked", "items_stated").rows()
    [(datetime.date(2020, 3, 31), 6, 6)]
    """
    for name, frame in zip(_NEEDED, (reports, observations, findings), strict=True):
        need(frame, _NEEDED[name], f"the table of {name} lacks")
    key = ["report", "part"]
    about = [
        name
        for name in (*key, "division_code", "region", "level", "year", "status")
        if name in reports.columns
    ]
    severe = [
        (pl.col("severity") == severity).sum().alias(f"{severity}s")
        for severity in ("error", "warning")
    ]
    year = pl.col("year")
    known = pl.col("published") > pl.date(year, 12, 31)
    return (
        reports.filter(pl.col("status").is_in(_READ), year.is_not_null())
        .select(*about, "published", due=_due())
        .join(_stated(observations), on=key, how="left", maintain_order="left")
        .join(findings.group_by(key).agg(severe), on=key, how="left", maintain_order="left")
        .with_columns(
            pl.col("stated").fill_null(pl.lit([], dtype=pl.List(pl.String))), asked=_asked()
        )
        .with_columns(lacking=pl.col("asked").list.set_difference("stated").list.sort())
        .select(
            *about,
            "due",
            "published",
            pl.when(known)
            .then((pl.col("published") - pl.col("due")).dt.total_days())
            .alias("days_late"),
            pl.when(known).then(pl.col("published") <= pl.col("due")).alias("on_time"),
            pl.col("asked").list.len().alias("items_asked"),
            (pl.col("asked").list.len() - pl.col("lacking").list.len()).alias("items_stated"),
            pl.col("lacking").list.join(", ").alias("items_missing"),
            pl.col("errors").fill_null(0),
            pl.col("warnings").fill_null(0),
        )
    )


@cache
def _rules() -> Mapping[str, Any]:
    source = files("giox.measures").joinpath("quality.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def _in_years(years: list[int]) -> pl.Expr:
    first, last = years
    since = pl.col("year") >= first
    return since & (pl.col("year") <= last) if last else since


def _due() -> pl.Expr:
    due = pl.lit(None, dtype=pl.Date)
    for rule in reversed(_rules()["deadline"]):
        fits = _in_years(rule["years"])
        if "levels" in rule:
            fits &= pl.col("level").is_in(rule["levels"]).fill_null(value=False)
        day = pl.date(pl.col("year") + 1, rule["month"], rule["day"])
        due = pl.when(fits).then(day).otherwise(due)
    return due


def _asked() -> pl.Expr:
    items = [
        pl.when(_in_years(item["years"])).then(pl.lit(item["id"])) for item in _rules()["item"]
    ]
    return pl.concat_list(items).list.drop_nulls()


def _stated(observations: pl.DataFrame) -> pl.DataFrame:
    """Return the items of the core that each report states."""
    items = pl.DataFrame(
        [
            {"indicator": indicator, "item": item["id"]}
            for item in _rules()["item"]
            for indicator in item["indicators"]
        ]
    )
    return (
        observations.filter(pl.col("value").is_not_null())
        .join(items, on="indicator")
        .group_by("report", "part")
        .agg(stated=pl.col("item").unique())
    )
