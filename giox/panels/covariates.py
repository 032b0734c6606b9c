"""Other people's columns beside the panel, by code and year, and what did not fit."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from giox.errors import SchemaError
from giox.panels.boundaries import correspondence
from giox.schema import need

__all__ = ["Covariates", "join_covariates"]

_CODE = "code_of_the_frame"
_FOUND = "found_in_the_frame"
_KNOWN = "known_to_the_frame"
_WHY = "reason_of_the_frame"


@dataclass(frozen=True, slots=True)
class Covariates:
    """A panel with further columns, and what could not be joined.

    Attributes
    ----------
    panel : polars.DataFrame
        The panel, every row of it in its order, with the further columns.
    unmatched : polars.DataFrame
        `division_code`, `region`, `year`, `rows` (of the panel) and `reason`: the divisions and
        years that nothing was found for.
    unused : polars.DataFrame
        The rows of the frame that no row of the panel took.
    """

    panel: pl.DataFrame
    unmatched: pl.DataFrame
    unused: pl.DataFrame


def join_covariates(
    panel: pl.DataFrame,
    frame: pl.DataFrame,
    on: str = "division_code",
    *,
    year: str | None = None,
    vintage: int | None = None,
) -> Covariates:
    """Join columns to a panel by division and year, and tell which rows did not match.

    Parameters
    ----------
    panel : polars.DataFrame
        Of `giox.panel`, any layout: it needs `division_code`, `region` and `year`.
    frame : polars.DataFrame
        One row for each division (and year), as `giox.load_population()`.
    on : str, optional
        Its column of division codes (String).
    year : str, optional
        Its column of years; by default the frame is about all years of the panel alike.
    vintage : int, optional
        The year whose codes the frame uses, where it is not the panel's own: divisions that were
        only re-coded or renamed since then are found under their code of that year. What was
        merged or parted is not: carry the panel there first (`boundaries=`).

    Returns
    -------
    Covariates
        `.panel`, `.unmatched`, `.unused`. Nothing is put in for what was not found.

    Raises
    ------
    SchemaError
        If a column is missing, codes are no String, the frame has a division (and year) twice,
        or one of its columns is in the panel already.

    Examples
    --------
    >>> import giox
    >>> panel = giox.panel(giox.load_figures(), giox.load_figure_reports(), unit="region")
    >>> census = giox.load_population().select("division_code", "population")
    >>> joined = join_covariates(panel, census)
    >>> joined.panel.height == panel.height, joined.unused.height < census.height
    (True, True)
    >>> joined.unmatched["reason"].unique().to_list()
    ['the frame has no row for this division']
    """
    keys = [on] if year is None else [on, year]
    _check(panel, frame, keys, on)
    coded = _coded(panel, vintage)
    left = [_CODE] if year is None else [_CODE, "year"]
    right = frame.with_columns(pl.lit(value=True).alias(_FOUND))
    if year is not None:
        right = right.with_columns(pl.col(year).cast(pl.Int32))
    joined = coded.join(right, left_on=left, right_on=keys, how="left", maintain_order="left")
    known = right.select(on).unique()
    missing = joined.filter(pl.col(_FOUND).is_null()).join(
        known.with_columns(pl.lit(value=True).alias(_KNOWN)),
        left_on=_CODE,
        right_on=on,
        how="left",
    )
    reason = (
        pl.when(pl.col(_WHY).is_not_null())
        .then(pl.col(_WHY))
        .when(_KNOWN)
        .then(pl.lit("the frame has this division, but not this year"))
        .otherwise(pl.lit("the frame has no row for this division"))
    )
    unmatched = (
        missing.select("division_code", "region", "year", reason=reason)
        .group_by("division_code", "region", "year", "reason")
        .agg(rows=pl.len())
        .sort("division_code", "year", "region", nulls_last=True)
        .select("division_code", "region", "year", "rows", "reason")
    )
    taken = coded.select(left).rename(dict(zip(left, keys, strict=True))).unique()
    unused = right.join(taken, on=keys, how="anti", maintain_order="left").select(frame.columns)
    return Covariates(joined.drop(_CODE, _WHY, _FOUND), unmatched, unused)


def _coded(panel: pl.DataFrame, vintage: int | None) -> pl.DataFrame:
    """Give each row of the panel the code that the frame has for its division."""
    nothing = pl.lit(None, dtype=pl.String)
    if vintage is None:
        return panel.with_columns(pl.col("division_code").alias(_CODE), nothing.alias(_WHY))
    years = panel["year"].unique().sort().to_list()
    tables = [
        correspondence(year, vintage).with_columns(year=pl.lit(year, pl.Int32)) for year in years
    ]
    found = pl.concat(tables).select(
        "division_code",
        "year",
        pl.when(pl.col("boundary").is_in(["as_reported", "recoded"]))
        .then("target_code")
        .alias(_CODE),
        pl.when(pl.col("boundary").is_in(["merged", "split"]))
        .then(pl.lit(f"its area is another one in {vintage}: merged or parted"))
        .alias(_WHY),
    )
    return panel.join(found, on=["division_code", "year"], how="left", maintain_order="left")


def _check(panel: pl.DataFrame, frame: pl.DataFrame, keys: list[str], on: str) -> None:
    need(panel, ["division_code", "region", "year"], "the panel has no column")
    need(frame, keys, "the frame has no column")
    if frame.schema[on] != pl.String:
        msg = f"{on} must be String, so that codes keep their zeros; read it as such, or cast it"
        raise SchemaError(msg)
    doubled = frame.filter(frame.select(keys).is_duplicated())
    if doubled.height:
        first = ", ".join(map(str, doubled.select(keys).row(0)))
        msg = (
            f"the frame has more than one row for {first}: one for each division (and year) will do"
        )
        raise SchemaError(msg)
    taken = [name for name in frame.columns if name not in keys and name in panel.columns]
    if taken:
        by_years = "; year='year' joins by years" if "year" in taken else ""
        msg = f"the panel has {', '.join(taken)} already: rename or drop it in the frame{by_years}"
        raise SchemaError(msg)
