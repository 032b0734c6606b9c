"""Divisions through time: which code had which name in which year, and what became of it.

The table is compiled by ``data/build/gazetteer.py`` from GB/T 2260 and the lists of the Ministry
of Civil Affairs; the rules for years and successors are told there. A division is valid in a
year if it is valid at the year's end.
"""

from __future__ import annotations

import csv
import operator
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from giox.errors import GioxError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "CURRENT",
    "FIRST_YEAR",
    "NATIONAL",
    "YEARS",
    "Division",
    "ancestors",
    "at_year",
    "by_code",
    "clamp",
    "load",
    "read_csv",
    "valid",
    "whole_year",
]

CURRENT = 9999
FIRST_YEAR = 2002
YEARS = range(1000, CURRENT + 1)
"""What can be a year: four digits."""
NATIONAL = "000000"


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """One division under one name and one code; there is one object for each, so `is` compares.

    Attributes
    ----------
    code : str
        Six digits of GB/T 2260.
    name : str
        Full name, such as 宿城区.
    first, last : int
        Years of validity, both inclusive; `last` is `CURRENT` while the division exists, and
        `first` is 2002 for all that are older.
    successors : tuple of str
        Codes that stand in its place from the year after `last`, the main one first.
    pinyin : tuple of str
        Syllables of the short name, as web addresses spell it.
    """

    code: str
    name: str
    first: int
    last: int
    successors: tuple[str, ...]
    pinyin: tuple[str, ...]

    @property
    def level(self) -> str:
        """Province, prefecture or county."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


def read_csv(name: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a table that ships beside this module."""
    text = files("giox.regions").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def load() -> tuple[Division, ...]:
    """Return every division since 2002, sorted by code and first year."""
    return tuple(
        Division(
            line["code"],
            line["name"],
            int(line["first_year"]),
            int(line["last_year"] or CURRENT),
            tuple(line["successors"].split()),
            tuple(line["pinyin"].split()),
        )
        for line in read_csv("divisions.csv")
    )


@cache
def by_code() -> dict[str, tuple[Division, ...]]:
    """Return code -> its divisions in the order of time."""
    table: dict[str, list[Division]] = defaultdict(list)
    for division in load():
        table[division.code].append(division)
    return {code: tuple(rows) for code, rows in table.items()}


@cache
def _predecessors() -> dict[str, tuple[Division, ...]]:
    table: dict[str, list[Division]] = defaultdict(list)
    for division in load():
        for code in division.successors:
            table[code].append(division)
    return {code: tuple(rows) for code, rows in table.items()}


def whole_year(year: int | None) -> int | None:
    """Return a year that a user gave; 2020.5 or 20200 would find what nobody asked for.

    Raises
    ------
    GioxError
        If it is no whole number of four digits.

    Examples
    --------
    >>> whole_year(2020), whole_year(None)
    (2020, None)
    >>> whole_year("2020")
    Traceback (most recent call last):
    ...
    giox.errors.GioxError: '2020' is no year: give a whole number such as 2020, or None
    """
    if year is None or (type(year) is int and year in YEARS):
        return year
    try:
        number = 0 if isinstance(year, bool) else operator.index(year)
    except TypeError:
        number = 0
    if number not in YEARS:
        msg = f"{year!r} is no year: give a whole number such as 2020, or None"
        raise GioxError(msg)
    return number


def clamp(year: int | None) -> int:
    """Return the year to look up: `None` means today, years before the table its first one."""
    return CURRENT if year is None else max(year, FIRST_YEAR)


def valid(code: str, year: int | None = None) -> Division | None:
    """Return the division that had `code` in `year`, if one had."""
    when = clamp(year)
    for division in by_code().get(code, ()):
        if division.first <= when <= division.last:
            return division
    return None


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes that `code` stands under, nearest first; they need not exist.

    >>> ancestors("321302")
    ('321300', '320000')
    """
    above = (code[:4] + "00", code[:2] + "0000")
    return tuple(dict.fromkeys(other for other in above if other != code))


@cache
def at_year(division: Division, year: int | None = None) -> tuple[Division, ...]:
    """Return what stood in the place of `division` in `year`.

    One division where it was valid then or has one successor or predecessor; several where it
    was split since or put together from several.
    """
    when = clamp(year)
    found: dict[Division, None] = {}
    todo, seen = [division], {division}
    while todo:
        here = todo.pop(0)
        if here.first <= when <= here.last:
            found[here] = None
            continue
        if when > here.last:
            after = (valid(code, here.last + 1) for code in here.successors)
            steps = [step for step in after if step is not None]
        else:
            steps = [d for d in _predecessors().get(here.code, ()) if d.last + 1 == here.first]
        todo.extend(step for step in steps if step not in seen)
        seen.update(steps)
    return tuple(found)
