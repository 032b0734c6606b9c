"""Who a figure is about: one name for each body of a division, however its reports write it.

Names are brought to one form by the rules of `bodies.toml`. What no rule of names can tell, one
body that stands under two names or scopes in a year, is listed in `twins.csv`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import polars as pl

__all__ = ["body_name", "government", "of_region", "regional", "twins", "unify", "with_body"]


@dataclass(frozen=True, slots=True)
class _Rules:
    government: str
    annotation: re.Pattern[str]
    division_end: re.Pattern[str]
    zone: str
    levels: tuple[str, ...]
    of_region: tuple[str, ...]
    rewrite: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _rules() -> _Rules:
    text = files("giox.panels").joinpath("bodies.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return _Rules(
        government=data["government"],
        annotation=re.compile(data["annotation"]),
        division_end=re.compile(data["division_end"]),
        zone=data["zone"],
        levels=tuple(data["levels"]),
        of_region=tuple(data["of_region"]),
        rewrite=tuple((re.compile(rule["pattern"]), rule["to"]) for rule in data["rewrite"]),
    )


def government() -> str:
    """Return the name under which the government of a division stands in the panel.

    Examples
    --------
    >>> government()
    '人民政府'
    """
    return _rules().government


@cache
def body_name(agency: str, region: str) -> str:
    """Return the name of a body within its division.

    Parameters
    ----------
    agency : str
        The name as the report gives it.
    region : str
        Path of the division, joined without separators.

    Examples
    --------
    >>> body_name("杭州市余杭区人民政府", "浙江省杭州市余杭区")
    '人民政府'
    >>> body_name("余杭区发展和改革局(区统计局)", "浙江省杭州市余杭区")
    '发展和改革局'
    """
    rules = _rules()
    name = rules.annotation.sub("", agency).strip()
    for length in range(len(name), 1, -1):
        if name[:length] in region and rules.division_end.fullmatch(name[length - 1]):
            name = name[length:].strip()
            break
    for pattern, to in rules.rewrite:
        name = pattern.sub(to, name)
    return name


def with_body(table: pl.DataFrame) -> pl.DataFrame:
    """Add the column `body` to rows that have `agency`, `region`, `level`, `scope`, `report`.

    A report that names no agency is taken for the government's own where it is of a province,
    prefecture or county (or of no known level); else its body is its file name, for nothing
    tells it from other bodies of the place.
    """
    rules = _rules()
    named = table.filter(pl.col("agency").is_not_null()).select("agency", "region").unique()
    names = [body_name(agency, region or "") for agency, region in named.iter_rows()]
    of_government = pl.col("level").is_in(rules.levels) | pl.col("level").is_null()
    zone = pl.col("body").str.contains(rules.zone) & ~pl.col("body").str.starts_with(
        rules.government
    )
    return (
        table.join(
            named.with_columns(body=pl.Series(names, dtype=pl.String)),
            on=["agency", "region"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(
            body=pl.when(pl.col("body").is_not_null())
            .then("body")
            .when(of_government)
            .then(pl.lit(rules.government))
            .otherwise("report")
        )
        .with_columns(
            body=pl.when(of_government & ~zone & (pl.col("scope") == "government"))
            .then(pl.lit(rules.government))
            .otherwise("body")
        )
    )


def of_region() -> tuple[str, ...]:
    """Return the bodies whose figures are those of a region: its government, and its office.

    Examples
    --------
    >>> of_region()[0]
    '人民政府'
    """
    return _rules().of_region


def regional(table: pl.DataFrame) -> pl.DataFrame:
    """Keep what is about the government of a division or its office, under one name."""
    rules = _rules()
    return table.filter(pl.col("body").is_in(rules.of_region)).with_columns(
        body=pl.lit(rules.government)
    )


@cache
def twins(action: Literal["unify", "flag"]) -> pl.DataFrame:
    """Return the bodies that stand under two names or scopes in a year, a row for each year.

    Parameters
    ----------
    action : {"unify", "flag"}
        Those that are one, or those that are two and share figures.

    Returns
    -------
    polars.DataFrame
        Columns `division_code`, `body`, `scope`, `year`, `as_body`, `as_scope`, `reason`,
        `reason_zh`.

    Examples
    --------
    >>> twins("flag").select("division_code", "body", "year").row(0)
    ('140600', '人民政府', 2023)
    """
    source = files("giox.panels").joinpath("twins.csv").read_bytes()
    return (
        pl.read_csv(source, infer_schema=False)
        .filter(pl.col("action") == action)
        .with_columns(
            year=pl.int_ranges(
                pl.col("first_year").cast(pl.Int32),
                pl.col("last_year").cast(pl.Int32) + 1,
                dtype=pl.Int32,
            )
        )
        .explode("year")
        .select(*_BODY, "as_body", "as_scope", "reason", "reason_zh")
    )


_BODY = ("division_code", "body", "scope", "year")


def unify(table: pl.DataFrame) -> pl.DataFrame:
    """Give bodies that `twins.csv` says are one the same name and scope."""
    return (
        table.join(
            twins("unify").select(*_BODY, "as_body", "as_scope"),
            on=_BODY,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(
            body=pl.coalesce("as_body", "body"),
            scope=pl.when(pl.col("as_body").is_not_null()).then("as_scope").otherwise("scope"),
        )
        .drop("as_body", "as_scope")
    )
