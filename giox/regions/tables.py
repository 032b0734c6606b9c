"""Divisions as tables: a year's list, one place through time, and a join that tells its gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.errors import GioxError
from giox.regions.gazetteer import CURRENT, Division, ancestors, at_year, by_code, load, valid
from giox.regions.resolver import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["divisions", "history", "successor"]

SCHEMA = pl.Schema(
    {
        "code": pl.String,
        "name": pl.String,
        "level": pl.String,
        "parent": pl.String,
        "path": pl.String,
        "first_year": pl.Int32,
        "last_year": pl.Int32,
        "successors": pl.List(pl.String),
    }
)


def _parent(code: str, year: int | None) -> str | None:
    return next((above for above in ancestors(code) if valid(above, year)), None)


def _row(division: Division, year: int | None) -> tuple[object, ...]:
    return (
        division.code,
        division.name,
        division.level,
        _parent(division.code, year),
        path_of(division.code, year),
        division.first,
        None if division.last == CURRENT else division.last,
        list(division.successors),
    )


def _frame(rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def divisions(year: int | None = None) -> pl.DataFrame:
    """Return the divisions that were valid in a year.

    Parameters
    ----------
    year : int, optional
        By default the latest. The table begins with 2002.

    Returns
    -------
    polars.DataFrame
        Sorted by `code`: code, name, level, parent (code), path, first_year, last_year (null
        while valid), successors. `first_year` 2002 means 2002 or before.

    Examples
    --------
    >>> divisions(2010).filter(pl.col("code") == "320584")["path"].item()
    '江苏省苏州市吴江市'
    """
    rows = (d for code in sorted(by_code()) if (d := valid(code, year)) is not None)
    return _frame(_row(division, year) for division in rows)


def successor(code: str, year: int | None = None) -> tuple[str, ...]:
    """Return the codes that stand in `year` where `code` stood.

    Its own code where that is valid in `year`, several where the division was split, and the
    codes that it was made from where `year` lies before its time.

    Examples
    --------
    >>> successor("320611", 2020), successor("320611", 2016)
    (('320613',), ('320611',))
    """
    rows = by_code().get(code)
    if rows is None:
        msg = f"{code!r} is no division code; `giox.divisions(year)` lists those of a year"
        raise GioxError(msg)
    if valid(code, year):
        return (code,)
    return tuple(dict.fromkeys(d.code for row in rows for d in at_year(row, year)))


def history(code: str) -> pl.DataFrame:
    """Follow one place through time: its rows before and after, in the order of years.

    Examples
    --------
    >>> history("320611").select("code", "name", "first_year").rows()
    [('320611', '港闸区', 2002), ('320613', '崇川区', 2020)]
    """
    rows = list(by_code().get(code, ()))
    if not rows:
        msg = f"{code!r} is no division code; `giox.divisions(year)` lists those of a year"
        raise GioxError(msg)
    todo = list(rows)
    while todo:
        here = todo.pop()
        after = [d for c in here.successors if (d := valid(c, here.last + 1))]
        rows += (new := [d for d in after if d not in rows])
        todo += new
    todo = list(by_code()[code])
    while todo:
        here = todo.pop()
        before = [d for d in load() if here.code in d.successors and d.last + 1 == here.first]
        rows += (new := [d for d in before if d not in rows])
        todo += new
    rows.sort(key=lambda d: (d.first, d.code))
    return _frame(_row(d, min(d.last, 2100) if d.last != CURRENT else None) for d in rows)
