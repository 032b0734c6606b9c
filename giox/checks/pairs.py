"""Figures beside those of the same body in the year before."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from giox.checks.bodies import GOVERNMENT
from giox.checks.cells import KEY, NONE, SCOPE, Cells, meant

__all__ = ["BODY", "Years", "of_bodies", "years_of"]

BODY = ("body", "scope", "indicator", "applicant")
"""What tells one series of figures from another."""


@dataclass(frozen=True, slots=True)
class Years:
    """The figures of bodies through the years.

    Attributes
    ----------
    figures : polars.DataFrame
        `BODY`, year, and at, value, origin, printed: each figure of a body and year once.
    before : polars.DataFrame
        The same a year later: `BODY`, year, at_before, value_before.
    pairs : polars.DataFrame
        The figures that have one of the year before: both joined.
    keys : polars.DataFrame
        Of each report: at, year, the numbers of its body (`name`) and of the body that counts
        for its whole place (`whole`), and the report's own scope (`own`).
    sources : polars.DataFrame
        at_before, source: what each report is called.
    """

    figures: pl.DataFrame
    before: pl.DataFrame
    pairs: pl.DataFrame
    keys: pl.DataFrame
    sources: pl.DataFrame

    def named(self, odd: pl.DataFrame) -> pl.DataFrame:
        """Add the name of the report of the year before, `source`, by at_before."""
        return odd.join(self.sources, on="at_before", how="left", maintain_order="left")


def years_of(cells: Cells, bodies: pl.DataFrame) -> Years:
    """Choose one figure of each body, year, scope, indicator and applicant: the table's first.

    Where several reports of a body on a year give different figures, none is chosen.
    """
    named = bodies.filter(
        pl.col("place").is_not_null(), pl.col("body").is_not_null(), pl.col("year").is_not_null()
    ).join(cells.reports.select("at", own="scope"), on="at", how="left", maintain_order="left")
    # What is counted for the whole place is the government's, whoever signs.
    counted_by = pl.when("seat").then(pl.lit(GOVERNMENT)).otherwise("body")
    keys = named.select(
        "at",
        "year",
        pl.col("own").cast(SCOPE, strict=False).fill_null(NONE),
        whole=pl.concat_str("place", counted_by).hash(),
        name=pl.concat_str("place", "body").hash(),
    )
    columns = (*BODY, "year", "at", "value", "origin", "printed")
    table = of_bodies(cells.table.lazy(), keys)
    prose = of_bodies(cells.prose.lazy(), keys).join(
        table, on=KEY, how="anti", maintain_order="left"
    )
    told = pl.concat([table.select(columns), prose.select(columns)])
    several = _several(keys).lazy()
    agreed = (
        told.join(several, on=["body", "year"], how="semi", maintain_order="left")
        .group_by(*BODY, "year", maintain_order=True)
        .agg(
            pl.col("at", "value", "origin", "printed").first(),
            several=pl.col("value").n_unique() > 1,
        )
        .filter(~pl.col("several"))
        .select(columns)
    )
    alone = told.join(several, on=["body", "year"], how="anti", maintain_order="left")
    chosen = pl.concat([alone, agreed])
    earlier = chosen.select(*BODY, pl.col("year") + 1, at_before="at", value_before="value")
    beside = chosen.join(earlier, on=[*BODY, "year"], how="inner", maintain_order="left")
    figures, before, pairs = pl.collect_all([chosen, earlier, beside])
    part = pl.when(pl.col("part") > 0).then(pl.format(" ({})", pl.col("part") + 1))
    source = pl.concat_str("report", part.otherwise(pl.lit("")))
    return Years(figures, before, pairs, keys, bodies.select(at_before="at", source=source))


def _several(keys: pl.DataFrame) -> pl.DataFrame:
    """Return the bodies and years of several reports."""
    counted = [keys.select("at", "year", body=column) for column in ("whole", "name")]
    reports = pl.concat(counted).unique().group_by("body", "year").len()
    return reports.filter(pl.col("len") > 1).select("body", "year")


def of_bodies(figures: pl.LazyFrame, keys: pl.DataFrame) -> pl.LazyFrame:
    """Add the body and year of figures; where no scope is told, the report's is meant.

    So that forms with and without columns for kinds of applicant can be compared, the one figure
    of the latter is the total; `printed` keeps what it is printed as.
    """
    return (
        figures.join(keys.lazy(), on="at", how="inner", maintain_order="left")
        .with_columns(scope=pl.when(pl.col("scope") == NONE).then("own").otherwise("scope"))
        .with_columns(body=pl.when(pl.col("scope") == "government").then("whole").otherwise("name"))
        .with_columns(applicant=meant(), printed="applicant")
        .drop("whole", "name", "own")
    )
