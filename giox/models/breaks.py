"""The calendar of institutional breaks as a table."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

from giox.errors import ModelError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["breaks", "lookup_break"]


@cache
def breaks() -> pl.DataFrame:
    """Return the breaks that a study over years has to reckon with, in order of time.

    Returns
    -------
    polars.DataFrame
        `break` (the name), `date` (of effect), `first_year` (the first year reported on that is
        wholly after it), `partial_year` (the year within which it fell; null for 1 January),
        `kind` (law, form, fee, shock), `label_en`, `label_zh`, `changes_en`, `changes_zh`,
        `affects` (variables of the panel, joined by `; `), `source`, `verified` (whether text and
        date were read in the source).

    Notes
    -----
    All are national: there is no group that they did not touch, and several fall together. What
    differs before and after is a description, not an effect.

    Examples
    --------
    >>> breaks().filter(pl.col("partial_year") == 2019)["break"].to_list()
    ['regulation_2019']
    """
    source = files("giox.models").joinpath("breaks.toml").read_text(encoding="utf-8")
    rows = [
        row | {"break": row["id"], "affects": "; ".join(row["affects"])}
        for row in tomllib.loads(source)["break"]
    ]
    new_year = (pl.col("date").dt.month() == 1) & (pl.col("date").dt.day() == 1)
    return (
        pl.DataFrame(rows)
        .with_columns(
            pl.col("first_year").cast(pl.Int32),
            partial_year=pl.when(~new_year).then(pl.col("date").dt.year()),
        )
        .select(
            "break",
            "date",
            "first_year",
            "partial_year",
            "kind",
            "label_en",
            "label_zh",
            "changes_en",
            "changes_zh",
            "affects",
            "source",
            "verified",
        )
        .sort("date", "break")
    )


def lookup_break(name: str) -> Mapping[str, Any]:
    """Return the break of that name as a row of `breaks`.

    Raises
    ------
    ModelError
        If there is none; the message names the nearest ones.

    Examples
    --------
    >>> lookup_break("fee_2021")["first_year"]
    2021
    """
    known = breaks()["break"].to_list()
    if name not in known:
        hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
        msg = f"{name!r} is no break of giox.models.breaks(){hint}"
        raise ModelError(msg)
    return breaks().row(known.index(name), named=True)
