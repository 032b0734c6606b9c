"""What comes with giox: figures that governments published, and the census population.

The files stand in `data/` of a checkout and in `giox/_shared/data` of an installed package;
`shared_path` is the one place that knows. How the figures were collected, and what they are not,
is told in `data/README.md`; every column in `data/CODEBOOK.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from giox.errors import GioxError
from giox.schema import OBSERVATIONS, REPORTS, Table

__all__ = ["load_figure_reports", "load_figures", "load_population", "shared_path"]

_HERE = Path(__file__).resolve().parent


def shared_path(*parts: str) -> Path:
    """Return the path of a file or folder that comes with giox.

    Parameters
    ----------
    *parts : str
        The path below the root of the repository, as `"data", "figures", "figures.csv"`.

    Raises
    ------
    GioxError
        If it is neither in the installed package nor in a checkout.

    Examples
    --------
    >>> shared_path("data", "figures", "figures.csv").name
    'figures.csv'
    """
    for root in (_HERE / "_shared", _HERE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    msg = f"{'/'.join(parts)} did not come with this installation of giox; install it anew"
    raise GioxError(msg)


@cache
def load_figures() -> pl.DataFrame:
    """Return the shipped figures: one row per figure that a report states early in its prose.

    Returns
    -------
    polars.DataFrame
        The columns of `giox.schema.OBSERVATIONS` (`origin` is `narrative` throughout; positions
        are null, for the texts do not ship), then

        - `approximate`: printed with 余, 多, 约 … (a lower bound or rounded);
        - `conflict`: the same report states another value for the same thing; both are rows;
        - `qualifier`: what a user must know before using the row.

        `note` joins the three, so that whatever reads extracted figures reads these as well.
        An `indicator` that ends in `.yoy_percent` is the printed change over the year before.
        No two rows have the same report, indicator, scope and value.

    Examples
    --------
    >>> shanghai = pl.col("region") == "上海市"
    >>> load_figures().filter(
    ...     shanghai, pl.col("year") == 2023, pl.col("indicator") == "outcomes.total"
    ... )["value"].to_list()
    [34430.0]
    """
    figures = _read("figures", "figures.csv").with_columns(
        pl.col("part", "year").cast(pl.Int32),
        pl.col("value").cast(pl.Float64),
        pl.col("approximate", "conflict") == "true",
    )
    note = pl.concat_str(
        pl.when(pl.col("approximate")).then(pl.lit("approximate")),
        pl.when(pl.col("conflict")).then(pl.lit("conflict")),
        "qualifier",
        separator="; ",
        ignore_nulls=True,
    )
    return _widen(
        figures.with_columns(
            origin=pl.lit("narrative"), note=pl.when(note != "").then(note).otherwise(None)
        ),
        OBSERVATIONS,
        ("approximate", "conflict", "qualifier"),
    )


@cache
def load_figure_reports() -> pl.DataFrame:
    """Return the reports that the shipped figures were read from, one row each.

    Returns
    -------
    polars.DataFrame
        The columns of `giox.schema.REPORTS`, then `kind` (`report` or `statistics_page`), `zone`
        (a development zone or the like, without a code of its own), `official_page` (read on a
        government site), `url` (null for copies on other sites) and `figures` (its rows in
        `load_figures`). `status` is `partial`, since only the beginnings of the texts were read;
        `form` is null, since the tables were not looked at; `scope` is set where all figures of
        the report have the same.

    Examples
    --------
    >>> load_figure_reports()["status"].unique().to_list()
    ['partial']
    """
    reports = _read("figures", "reports.csv").with_columns(
        pl.col("part", "year").cast(pl.Int32),
        pl.col("figures").cast(pl.Int64),
        pl.col("zone", "official_page") == "true",
        status=pl.lit("partial"),
    )
    return _widen(reports, REPORTS, ("kind", "zone", "official_page", "url", "figures"))


@cache
def load_population() -> pl.DataFrame:
    """Return the census population of the provinces on 1 November 2020.

    Returns
    -------
    polars.DataFrame
        Columns `division_code`, `name`, `year` (2020), `population` (persons), `source`.

    Examples
    --------
    >>> load_population()["population"].sum()
    1409778724
    """
    return _read("population", "population_2020.csv").with_columns(
        pl.col("year").cast(pl.Int32), pl.col("population").cast(pl.Int64)
    )


def _read(*parts: str) -> pl.DataFrame:
    return pl.read_csv(shared_path("data", *parts), infer_schema=False)


def _widen(frame: pl.DataFrame, table: Table, more: tuple[str, ...]) -> pl.DataFrame:
    """Give `frame` all columns of `table`, null where it has none, and then `more`."""
    absent = [
        pl.lit(None, dtype=column.dtype).alias(column.name)
        for column in table.columns
        if column.name not in frame.columns
    ]
    return frame.with_columns(absent).select(*table.names, *more)
