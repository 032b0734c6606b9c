"""Divisions as tables: a year's list, one place through time, and a match that tells its gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from giox.errors import GioxError, SchemaError
from giox.regions.gazetteer import (
    CURRENT,
    NATIONAL,
    YEARS,
    Division,
    ancestors,
    at_year,
    by_code,
    clamp,
    load,
    valid,
    whole_year,
)
from giox.regions.resolver import Region, path_of, resolve
from giox.schema import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["divisions", "history", "match_divisions", "successor"]

SCHEMA: dict[str, Any] = {
    "code": pl.String,
    "name": pl.String,
    "level": pl.String,
    "parent": pl.String,
    "path": pl.String,
    "first_year": pl.Int32,
    "last_year": pl.Int32,
    "successors": pl.List(pl.String),
}
MATCH: dict[str, Any] = {
    "match": pl.String,
    "matched_code": pl.String,
    "matched_region": pl.String,
    "matched_level": pl.String,
    "zone": pl.Boolean,
    "candidates": pl.List(pl.String),
    "reason": pl.String,
}


_DIGITS = 6
# Codes of townships and of villages, by which GB/T 10114 makes those of counties longer.
_TOWN_DIGITS = {9, 12}


def _row(division: Division, year: int | None) -> tuple[object, ...]:
    above = ancestors(division.code)
    return (
        division.code,
        division.name,
        division.level,
        next((code for code in above if valid(code, year)), None),
        path_of(division.code, year),
        division.first,
        None if division.last == CURRENT else division.last,
        list(division.successors),
    )


def _frame(rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def _known(code: str) -> tuple[Division, ...]:
    if isinstance(code, str) and code in by_code():
        return by_code()[code]
    msg = (
        f"{code!r} is no code of a division ({_unknown(code)}); `giox.divisions(year)` "
        "lists the codes of a year, `giox.resolve_region(name, year)` finds that of a name"
    )
    raise GioxError(msg)


def _unknown(code: object) -> str:
    """Say why no division has a code."""
    if code is None or code == "":
        return "no code is given"
    if not isinstance(code, str):
        return "codes are text of six digits"
    if code == NATIONAL:
        return "the code of bodies of the central government, which are no division"
    if code[:2] in {"71", "81", "82"}:
        return "台湾, 香港 and 澳门 are not in the table"
    county = code[:_DIGITS]
    if code.isdecimal() and len(code) in _TOWN_DIGITS and county in by_code():
        return f"the code of a township or village, whose county has {county}"
    return "no division has this code"


def divisions(year: int | None = None) -> pl.DataFrame:
    """Return the divisions that were valid at the end of a year.

    Parameters
    ----------
    year : int, optional
        By default the latest. The table begins with 2002; earlier years give that one.

    Returns
    -------
    polars.DataFrame
        One row for each province, prefecture and county, sorted by `code`: code, name, level,
        parent (code, as of the year), path (names from the province down, as of the year),
        first_year (2002 for all that are older), last_year (null while valid), successors.

    Raises
    ------
    GioxError
        If the year is no whole number of four digits.

    Notes
    -----
    Compiled from GB/T 2260 and the lists of the Ministry of Civil Affairs, see
    ``data/build/gazetteer.py``.

    Examples
    --------
    >>> divisions(2010).filter(pl.col("code") == "320584")["path"].item()
    '江苏省苏州市吴江市'
    """
    year = whole_year(year)
    rows = (valid(code, year) for code in sorted(by_code()))
    return _frame(_row(division, year) for division in rows if division)


def successor(code: str, year: int | None = None) -> tuple[str, ...]:
    """Return the codes that stand in a year where a code stood.

    Its own code where that is valid, several where the division was split since, and those it
    was made from where the year lies before its time. Of several divisions that had the code
    one after another the one nearest to the year is meant.

    Parameters
    ----------
    code : str
        Six digits, of any year.
    year : int, optional
        By default the latest.

    Raises
    ------
    GioxError
        If no division ever had the code, or the year is no whole number of four digits.

    Examples
    --------
    >>> successor("320611", 2020), successor("320611", 2016), successor("320509", 2010)
    (('320613',), ('320611',), ('320584',))
    """
    rows, year = _known(code), whole_year(year)
    if valid(code, year):
        return (code,)
    when = clamp(year)
    nearest = min(rows, key=lambda row: max(row.first - when, when - row.last))
    return tuple(dict.fromkeys(d.code for d in at_year(nearest, year)))


def history(code: str) -> pl.DataFrame:
    """Follow one place through time, forward and back.

    Parameters
    ----------
    code : str
        Six digits, of any year.

    Returns
    -------
    polars.DataFrame
        The columns of `divisions`, one row for each name and code that the place, those it was
        made from and those it went into had; sorted by first_year and code. Parent and path
        are those of the row's last year.

    Raises
    ------
    GioxError
        If no division ever had the code.

    Examples
    --------
    >>> history("320611").select("code", "name", "first_year").rows()
    [('320611', '港闸区', 2002), ('320613', '崇川区', 2020)]
    """
    rows = dict.fromkeys(_known(code))
    for step in (_after, _before):
        todo = list(_known(code))
        while todo:
            new = [d for d in step(todo.pop()) if d not in rows]
            rows.update(dict.fromkeys(new))
            todo += new
    ordered = sorted(rows, key=lambda d: (d.first, d.code))
    return _frame(_row(d, None if d.last == CURRENT else d.last) for d in ordered)


def _after(division: Division) -> list[Division]:
    found = (valid(code, division.last + 1) for code in division.successors)
    return [d for d in found if d]


def _before(division: Division) -> list[Division]:
    return [d for d in load() if d.last + 1 == division.first and division.code in d.successors]


def _match_code(code: str | None, year: int | None, _context: str | None) -> tuple[object, ...]:
    found = successor(code, year) if code in by_code() else ()
    if len(found) != 1:
        why = "several divisions stand for it" if found else _unknown(code)
        return _outcome(None, found, why)
    division = valid(found[0], year)
    level = division.level if division else ""
    name = division.name if division else ""
    region = Region(found[0], name, path_of(found[0], year), level)
    return _outcome(region, found, "valid" if found[0] == code else f"stands for {code}")


def _match_name(name: str | None, year: int | None, context: str | None) -> tuple[object, ...]:
    if name is None or not name.strip():
        return _outcome(None, (), "no name is given")
    outcome = resolve(name, year, context)
    return _outcome(outcome.region, [c.code for c in outcome.candidates], outcome.reason)


def _outcome(region: Region | None, candidates: Iterable[str], reason: str) -> tuple[object, ...]:
    """Return the columns of `MATCH`."""
    codes = list(candidates)
    if region is None:
        return ("ambiguous" if codes else "unknown", None, None, None, None, codes, reason)
    return ("matched", region.code, region.path, region.level, region.zone, codes, reason)


def match_divisions(
    frame: pl.DataFrame,
    *,
    name: str | None = None,
    code: str | None = None,
    year: str | int | None = "year",
    context: str | None = None,
) -> pl.DataFrame:
    """Join a table to the divisions of its years, and tell which rows did not match.

    Parameters
    ----------
    frame : polars.DataFrame
        Any table.
    name : str, optional
        Column of names of divisions or bodies, or titles; read by `resolve`.
    code : str, optional
        Column of division codes (String), of any vintage. One of `name` and `code` is needed.
    year : str or int, optional
        Column of years (whole numbers; null is the latest), or one year for all rows, or `None`
        for the latest.
    context : str, optional
        Column that settles ambiguous names: province, address, web address.

    Returns
    -------
    polars.DataFrame
        The rows of `frame` in their order with the columns match (matched, ambiguous, unknown),
        matched_code (valid in the year), matched_region (path), matched_level, zone, candidates
        (list of codes) and reason.

    Raises
    ------
    SchemaError
        If a column is missing, is no String, holds no years, or would be written over.
    GioxError
        If neither or both of `name` and `code` are given.

    Examples
    --------
    >>> table = pl.DataFrame({"place": ["吴江市", "鼓楼区", "不在册"], "year": [2020, 2020, 2020]})
    >>> match_divisions(table, name="place").select("place", "match", "matched_code").rows()
    [('吴江市', 'matched', '320509'), ('鼓楼区', 'ambiguous', None), ('不在册', 'unknown', None)]
    """
    if (name is None) == (code is None):
        msg = "say which column to match: either `name` or `code`"
        raise GioxError(msg)
    _check_frame(frame)
    _check(frame, [c for c in (name, code, context) if c], year)
    years = pl.col(year) if isinstance(year, str) else pl.lit(whole_year(year))
    keys = frame.select(
        subject=pl.col(name or code or ""),
        year=years.cast(pl.Int32),
        context=pl.col(context) if context else pl.lit(None, pl.String),
    )
    match: Callable[[str | None, int | None, str | None], tuple[object, ...]]
    match = _match_name if name else _match_code
    unique = keys.unique(maintain_order=True)
    found = pl.DataFrame([match(*row) for row in unique.rows()], schema=MATCH, orient="row")
    on = ["subject", "year", "context"]
    joined = keys.join(
        unique.hstack(found), on=on, how="left", nulls_equal=True, maintain_order="left"
    )
    return frame.hstack(joined.select(*MATCH))


def _check_frame(given: object) -> None:
    if not isinstance(given, pl.DataFrame):
        msg = f"a polars DataFrame is needed, not a {type(given).__name__}; collect or make one"
        raise SchemaError(msg)


def _check(frame: pl.DataFrame, texts: list[str], year: str | int | None) -> None:
    needed = [*texts, year] if isinstance(year, str) else texts
    need(frame, needed, "the table has no column", f"it has {', '.join(frame.columns)}")
    wrong = [column for column in texts if frame.schema[column] != pl.String]
    if wrong:
        msg = f"{', '.join(wrong)} must be String (a code's zeros count); cast it"
        raise SchemaError(msg)
    if isinstance(year, str):
        _check_years(frame[year])
    taken = [column for column in MATCH if column in frame.columns]
    if taken:
        msg = f"the table has {', '.join(taken)} already; rename or drop it first"
        raise SchemaError(msg)


def _check_years(years: pl.Series) -> None:
    """Refuse a column that is no whole years: of dates, of fractions, of other numbers."""
    wrong = years.drop_nulls()
    if years.dtype.is_numeric() or years.dtype == pl.String:
        whole = wrong.cast(pl.Float64, strict=False)
        fits = whole.is_between(YEARS.start, YEARS[-1]) & (whole == whole.floor())
        wrong = wrong.filter(~fits.fill_null(value=False))
    if wrong.len():
        msg = (
            f"{years.name} must hold whole years, such as 2020, and has {wrong[0]}; "
            "of dates take `pl.col(...).dt.year()`"
        )
        raise SchemaError(msg)
