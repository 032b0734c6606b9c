"""The figures of the bodies of one place in one year."""

from __future__ import annotations

import numpy as np
import polars as pl

from giox.checks.catalogue import rules
from giox.checks.cells import APPLICANT, NONE, SCOPE, Cells, Numbers, indicator_type, number
from giox.checks.rows import rows
from giox.regions import divisions
from giox.regions.gazetteer import ancestors, valid

__all__ = ["across_places", "added_up", "has_whole", "has_wholes"]

_OF_ONE = ("indicator", "applicant")


def has_wholes(cells: Cells) -> bool:
    """Tell whether some place could be compared with what is in it.

    For that there must be several places, or a body that counts more than some government.
    """
    if cells.reports.get_column("division_code").n_unique() > 1:
        return True
    return has_whole(cells)


def has_whole(numbers: Numbers) -> bool:
    """Tell whether, in one place, a body counts more than some government."""
    _, _, scope, indicator, applicant = numbers.parts
    values = numbers.values[numbers.rows]
    row = indicator * len(APPLICANT.categories) + applicant
    whole = scope == SCOPE.categories.to_list().index("government")
    least = np.full(row.max(initial=0) + 1, np.inf)
    np.minimum.at(least, row[whole], values[whole])
    return bool((values > least[row])[~whole].any())


def added_up() -> tuple[str, ...]:
    """Return the indicators that add up over bodies and places, which alone are compared.

    Examples
    --------
    >>> added_up()[0]
    'applications.new'
    """
    return tuple(rules("places")["adding"])


def across_places(cells: Cells) -> pl.DataFrame:
    """Find bodies that count more than their whole place, and places below that do."""
    adding = pl.Series(added_up(), dtype=indicator_type())
    of_place = cells.bodies.filter(
        pl.col("division_code").is_not_null(), pl.col("year").is_not_null()
    )
    figures = (
        pl.concat([cells.table, cells.prose.select(cells.table.columns)])
        .filter(
            pl.col("indicator").is_in(adding.implode()),
            pl.col("applicant").is_in([NONE, "total"]),
            pl.col("scope") != NONE,
            ~pl.col("approximate"),
        )
        .join(of_place, on="at", how="inner", maintain_order="left")
    )
    whole = (
        figures.filter(pl.col("scope") == "government", pl.col("seat"))
        .group_by("division_code", "year", *_OF_ONE)
        .agg(whole=pl.col("value").max(), source=pl.col("report").first())
    )
    return pl.concat([_bodies(figures, whole), _below(figures, whole)])


def _bodies(figures: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Find what a body counts above the whole government of its place."""
    odd = (
        figures.filter(pl.col("scope") != "government", pl.col("level") != "township")
        .join(whole, on=["division_code", "year", *_OF_ONE], how="inner", maintain_order="left")
        .filter(pl.col("value") > pl.col("whole"))
        .unique(["at", "scope", "indicator"], keep="first", maintain_order=True)
    )
    return rows(
        odd,
        "body_above_government",
        expected=number(pl.col("whole")),
        found=number(pl.col("value")),
        detail=pl.col("source"),
    )


def _below(figures: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Find divisions that count together more than the place they belong to.

    Some of them may be missing: those that are there must not be above the whole either.
    """
    place = ["division_code", "year", *_OF_ONE]
    of_government = figures.filter(pl.col("scope") == "government", pl.col("seat"))
    odd = (
        whole.select(*place, value="whole")
        .join(_parents(of_government), on=["division_code", "year"], how="inner")
        .group_by("parent", "year", *_OF_ONE)
        .agg(pl.col("value").sum(), there=pl.len())
        .rename({"parent": "division_code"})
        .join(whole, on=place, how="inner")
        .filter(pl.col("there") > 1, pl.col("value") > pl.col("whole"))
    )
    at = of_government.select("at", *place, whole="value").unique(
        [*place, "whole"], keep="first", maintain_order=True
    )
    return rows(
        odd.join(at, on=[*place, "whole"], how="inner").join(
            _below_each(odd), on=["division_code", "year"], how="left"
        ),
        "divisions_above_whole",
        expected=number(pl.col("whole")),
        found=number(pl.col("value")),
        detail=pl.format("{}/{}", "there", "below"),
    )


def _parents(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the place that each division belonged to in each year."""
    listed = [
        (code, year, next((one for one in ancestors(code) if valid(one, year)), None))
        for code, year in figures.select("division_code", "year").unique().iter_rows()
    ]
    schema = {"division_code": pl.String, "year": pl.Int32, "parent": pl.String}
    return pl.DataFrame(listed, schema=schema, orient="row").drop_nulls()


def _below_each(places: pl.DataFrame) -> pl.DataFrame:
    """Return how many divisions a place has in a year."""
    schema = {"division_code": pl.String, "year": pl.Int32, "below": pl.UInt32}
    listed = [
        divisions(year)
        .group_by(division_code="parent")
        .agg(below=pl.len())
        .select("division_code", "below", year=pl.lit(year, dtype=pl.Int32))
        .select(*schema)
        for year in places["year"].unique()
    ]
    return pl.concat([pl.DataFrame(schema=schema), *listed])
