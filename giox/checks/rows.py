"""Rows of findings before they have their words."""

from __future__ import annotations

from functools import cache

import polars as pl

__all__ = ["no_rows", "rows"]

_NOTHING = pl.lit(None, dtype=pl.String)
_SCHEMA = pl.Schema(
    {
        "at": pl.UInt32(),
        **dict.fromkeys(
            ("check", "indicator", "applicant", "expected", "found", "detail"), pl.String()
        ),
    }
)


def rows(
    odd: pl.DataFrame,
    check: str | pl.Expr,
    *,
    expected: pl.Expr = _NOTHING,
    found: pl.Expr = _NOTHING,
    detail: pl.Expr = _NOTHING,
) -> pl.DataFrame:
    """Return what a check found, one row for each of `odd`.

    Parameters
    ----------
    odd : polars.DataFrame
        `at`, and `indicator` and `applicant` where the finding is about a figure.
    check : str or polars.Expr
        The name of the check.
    expected, found, detail : polars.Expr, optional
        What should stand there, what does, and what the message adds.

    Returns
    -------
    polars.DataFrame
        at, check, indicator, applicant, expected, found, detail.
    """
    if odd.is_empty():
        return no_rows()
    about = {
        name: pl.col(name).cast(pl.String) if name in odd.columns else _NOTHING
        for name in ("indicator", "applicant")
    }
    named = pl.lit(check) if isinstance(check, str) else check
    return odd.select(
        pl.col("at").cast(pl.UInt32),
        check=named,
        **about,
        expected=expected,
        found=found,
        detail=detail,
    )


@cache
def no_rows() -> pl.DataFrame:
    """Return the empty table of what checks found."""
    return pl.DataFrame(schema=_SCHEMA)
