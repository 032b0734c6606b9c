"""Townships: which counties have, or had, one of a name."""

from __future__ import annotations

import re
from functools import cache

from giox.regions.gazetteer import Division, at_year, by_code, read_csv, valid

__all__ = ["counties_of_town", "leading_town", "town_name", "undivided"]

_LONGEST = 14


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    """Return name of a township -> codes of the counties that have or had one."""
    table: dict[str, tuple[str, ...]] = {}
    for line in read_csv("towns.csv"):
        for name in line["names"].split():
            table[name] = (*table.get(name, ()), line["code"])
    return table


def town_name(text: str) -> str:
    """Return the name of a township as the table spells it.

    >>> town_name("新华街道办事处"), town_name("沟赵办事处"), town_name("清水镇")
    ('新华街道', '沟赵街道', '清水镇')
    """
    if text in _towns():
        return text
    bare = text.removeprefix("国营")
    return bare if bare in _towns() else re.sub(r"(?:街道|地区)?(?:街道)?办事处$", "街道", text)


@cache
def counties_of_town(name: str, year: int | None) -> tuple[Division, ...]:
    """Return the counties of a year that have, or had, a township of this name.

    >>> [county.name for county in counties_of_town("喇叭沟门满族乡", 2019)]
    ['怀柔区']
    """
    rows: dict[Division, None] = {}
    for code in _towns().get(name) or _towns().get(re.sub("街道$", "地区", name), ()):
        division = valid(code, year)
        if division is not None:
            rows[division] = None
            continue
        for other in by_code().get(code, ()):
            moved = at_year(other, year)
            if len(moved) == 1:
                rows[moved[0]] = None
    # Under a city itself the lists have what a zone of it administers in one of its counties.
    inside = {row.code[:4] for row in rows if row.level == "county"}
    return tuple(row for row in rows if row.level == "county" or row.code[:4] not in inside)


def leading_town(text: str) -> str:
    """Return the longest name of a known township that a text begins with, or nothing."""
    table = _towns()
    lengths = range(min(len(text), _LONGEST), 1, -1)
    return next((text[:length] for length in lengths if text[:length] in table), "")


@cache
def undivided(code: str) -> bool:
    """Whether a city has no counties below it, so that townships are its own (东莞市)."""
    within = code[:4] if code[2:4] != "00" else code[:2]
    return code.endswith("00") and not any(
        other.startswith(within) and other != code for other in by_code()
    )
