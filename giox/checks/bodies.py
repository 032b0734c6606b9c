"""Who each report is of, through the years.

A body is told by its division, followed through changes of its code, and by its name without
that of the division.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.regions import history, successor
from giox.regions.gazetteer import by_code, valid

__all__ = ["GOVERNMENT", "body_keys"]

GOVERNMENT = "人民政府"
_LEVELS = ["province", "prefecture", "county"]


def body_keys(reports: pl.DataFrame) -> pl.DataFrame:
    """Return who each report is of.

    Parameters
    ----------
    reports : polars.DataFrame
        The reports table with `at`.

    Returns
    -------
    polars.DataFrame
        at, report, part, year, division_code, level, place (the code of today, where it is one
        place's only successor), body (the agency's name without the division's; None where the
        report names no agency and is not of a government's level), seat (whether the body is
        the government of the place or its office).
    """
    told = reports.select(
        "at", "report", "part", "year", "division_code", "region", "level", "agency"
    )
    codes = told.select("division_code", "year").unique().drop_nulls()
    names = _names(codes)
    name = pl.col("agency").str.replace_all(r"\s+|[（(][^（()）]*[）)]", "")
    own = name.str.split(pl.col("name")).list.last()
    of_government = pl.col("level").is_in(_LEVELS) | pl.col("level").is_null()
    return (
        told.join(names, on=["division_code", "year"], how="left", maintain_order="left")
        .with_columns(body=pl.when(pl.col("name").is_null()).then(name).otherwise(own))
        .with_columns(
            body=pl.when(pl.col("body").is_null() & of_government)
            .then(pl.lit(GOVERNMENT))
            .when(pl.col("body").is_in(["", "政府"]))
            .then(pl.lit(GOVERNMENT))
            .otherwise("body")
        )
        .with_columns(
            seat=of_government & pl.col("body").str.contains("^(人民)?政府").fill_null(value=False)
        )
        .select("at", "report", "part", "year", "division_code", "level", "place", "body", "seat")
    )


def _names(codes: pl.DataFrame) -> pl.DataFrame:
    """Return the name of each division as of the year, and the code it has today."""
    named = [
        (code, year, None if (division := valid(code, year)) is None else division.name)
        for code, year in codes.iter_rows()
    ]
    schema = {"division_code": pl.String, "year": pl.Int32, "name": pl.String}
    places = [(code, _today(code)) for code in codes["division_code"].unique()]
    return pl.DataFrame(named, schema=schema, orient="row").join(
        pl.DataFrame(places, schema={"division_code": pl.String, "place": pl.String}, orient="row"),
        on="division_code",
        how="left",
    )


@cache
def _today(code: str) -> str:
    """Return the code of today of a division, its own where it did not simply get another."""
    if valid(code, None) is not None or code not in by_code():
        return code
    after = successor(code)
    return (
        after[0] if len(after) == 1 and set(history(after[0])["code"]) == {code, *after} else code
    )
