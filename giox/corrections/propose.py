"""Findings into lines of corrections, for somebody to decide."""

from __future__ import annotations

import polars as pl

from giox.corrections.apply import CHECK, number
from giox.schema import CORRECTIONS, FINDINGS, OBSERVATIONS, conform

__all__ = ["propose"]

_FIGURE = ["report", "part", "indicator", "applicant"]
_PINNED = "likely_value"
"""The check that says which cell of a sum is wrong, and what it should be."""


def propose(observations: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Return a line of corrections for each figure that a finding speaks of.

    Parameters
    ----------
    observations, findings : polars.DataFrame
        Tables of `giox.extract`.

    Returns
    -------
    polars.DataFrame
        The table of corrections. `old` is the figure; `new` the likely value where the checks
        pin the error down to this cell (a sum that does not add up may be wrong in any of its
        terms, prose and table may each be right: these tell none); `reason`, `who`, `date` and
        `source` are empty, so that nothing is applied before somebody has decided; `finding`
        says what the checks found. Figures that have been corrected are left out.

    Examples
    --------
    >>> import giox
    >>> from giox.shipped import shared_path
    >>> read = giox.extract(shared_path("data", "specimens", "10_damaged_2021.txt"))
    >>> lines = propose(read.observations, read.findings)
    >>> lines["reason"].null_count() == lines.height > 0
    True
    """
    figures = conform(observations, OBSERVATIONS).filter(pl.col("origin") != CHECK)
    spoken = conform(findings, FINDINGS).filter(
        pl.col("indicator").is_not_null(),
        (pl.col("severity") != "notice") | (pl.col("check") == _PINNED),
    )
    both = figures.with_row_index("place").join(
        spoken.select(*_FIGURE, "check", "expected", "found", "message"),
        on=_FIGURE,
        nulls_equal=True,
    )
    meant = (pl.col("raw") == pl.col("found")) | (pl.col("value") == _value("found"))
    pinned = pl.col("expected").filter(pl.col("check") == _PINNED, _value("expected").is_not_null())
    return CORRECTIONS.sort(
        both.filter(meant.fill_null(value=False))
        .sort("place", "check")
        .group_by("place", *_FIGURE, "scope", "origin", old=number("value"))
        .agg(
            new=pl.when(pinned.n_unique() == 1).then(
                pinned.first().str.replace_all(",", "", literal=True)
            ),
            finding=pl.col("message").unique(maintain_order=True).str.join("; "),
        )
        .sort("place")
        .with_columns(
            pl.lit(None, dtype=pl.String).alias(name)
            for name in ("reason", "who", "date", "source")
        )
        .select(CORRECTIONS.names)
    )


def _value(column: str) -> pl.Expr:
    text = pl.col(column).str.replace_all(",", "", literal=True)
    return text.cast(pl.Float64, strict=False)
