"""The resolver as a polars expression, for columns of titles, names and addresses.

For candidates and reasons, and to see which rows did not match, use `match_divisions`.
"""

from __future__ import annotations

import polars as pl

from giox.errors import SchemaError
from giox.regions.resolver import resolve_region

__all__ = ["division"]

FIELDS = {"code": pl.String, "name": pl.String, "path": pl.String, "level": pl.String}


def division(
    column: str | pl.Expr,
    year: str | pl.Expr | int | None = None,
    context: str | pl.Expr | None = None,
) -> pl.Expr:
    """Resolve each name of a String column, as `resolve_region` does.

    Parameters
    ----------
    column : str or polars.Expr
        Names of divisions or bodies, titles, addresses.
    year : str, polars.Expr or int, optional
        Column of years, or one year for all rows; the latest where it is missing.
    context : str or polars.Expr, optional
        Column that settles ambiguous names: province, address, web address.

    Returns
    -------
    polars.Expr
        A struct of the Strings code, name, path and level; all null where the name is unknown
        or ambiguous, never a guess.

    Examples
    --------
    >>> frame = pl.DataFrame({"place": ["吴江市财政局", "鼓楼区", None], "year": [2010] * 3})
    >>> frame.select(division("place", "year")).unnest("place").select("code", "level").rows()
    [('320584', 'department'), (None, None), (None, None)]
    >>> frame.select(division("place", 2019, pl.lit("徐州市")).struct.field("code")).to_series()[1]
    '320302'
    """
    subject = pl.col(column) if isinstance(column, str) else column
    years = pl.col(year) if isinstance(year, str) else year
    near = pl.col(context) if isinstance(context, str) else context
    return (
        pl.struct(
            text=subject,
            year=(years if isinstance(years, pl.Expr) else pl.lit(years)).cast(pl.Int32),
            context=(pl.lit(None) if near is None else near).cast(pl.String),
        )
        .map_batches(_divisions, return_dtype=pl.Struct(FIELDS), is_elementwise=True)
        .alias(column if isinstance(column, str) else subject.meta.output_name())
    )


def _divisions(rows: pl.Series) -> pl.Series:
    """Resolve each distinct row once."""
    frame = rows.struct.unnest()
    if frame.schema["text"] not in {pl.String, pl.Null}:
        msg = f"the column of names must be String and is {frame.schema['text']}; cast it"
        raise SchemaError(msg)
    keys = frame.rows()
    known = {key: _fields(*key) for key in dict.fromkeys(keys)}
    found = pl.DataFrame([known[key] for key in keys], schema=FIELDS, orient="row")
    return found.to_struct(rows.name)


def _fields(text: str | None, year: int | None, context: str | None) -> tuple[str | None, ...]:
    region = None if text is None else resolve_region(text, year, context)
    return tuple(None if region is None else getattr(region, field) for field in FIELDS)
