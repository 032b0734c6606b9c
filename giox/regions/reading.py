"""What the name of a body says by itself: which division, and what the body is there.

A name is read as its writer built it: the divisions from the top down (江苏省宿迁市宿城区), then
the body: the government, a department, a township, a zone. What it does not settle is left
open for the context (`resolver`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from giox.regions.gazetteer import Division, ancestors, at_year, clamp
from giox.regions.names import Name, scan, short_name, words
from giox.regions.patterns import may_precede, names_department, patterns
from giox.regions.towns import counties_of_town, leading_town, town_name, undivided

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CERTAIN", "LIKELY", "OPEN", "Reading", "is_under", "mean", "read"]

Divisions = tuple[Division, ...]

# How far a reading can be trusted: as it stands; unless the context objects; not by itself.
CERTAIN, LIKELY, OPEN = 2, 1, 0


# Named tuples, for one is made at each step of each reading: half the time of a frozen dataclass.
class Reading(NamedTuple):
    """What one stretch of text says by itself.

    Attributes
    ----------
    full, short : tuple of Division
        Divisions of any year that it names in full, and that it may name in short.
    body : str
        What it names there: self (the government), department, township, national, or nothing.
    zone : bool
        The body is a zone, or belongs to one.
    bare : str
        Kind of the division that it speaks of without a name: 市 in 市财政局.
    town : str
        Name of the township.
    trust : int
        `CERTAIN`, `LIKELY` or `OPEN`.
    """

    full: Divisions = ()
    short: Divisions = ()
    body: str = ""
    zone: bool = False
    bare: str = ""
    town: str = ""
    trust: int = CERTAIN


class _Chain(NamedTuple):
    """Names read one after another, each of a division below the one before it."""

    end: int
    depth: int
    full: Divisions
    short: Divisions
    zone: Divisions
    above: Divisions = ()

    @property
    def all(self) -> Divisions:
        return self.full + self.short + self.zone

    @property
    def plain(self) -> bool:
        """Whether more than one short name by itself was read."""
        return bool(self.full or self.zone) or self.depth > 1


def is_under(division: Division, above: Iterable[Division]) -> bool:
    """Whether a division is one of `above`, or stands under one of them."""
    codes = _lineage(division.code)
    return any(other.code in codes for other in above)


def _within(divisions: Divisions, above: Divisions) -> Divisions:
    """Return those that are, or stand under, one of `above`."""
    codes = {d.code for d in above}
    return tuple(d for d in divisions if not codes.isdisjoint(_lineage(d.code)))


@cache
def _lineage(code: str) -> tuple[str, ...]:
    """Return a code and those that it stands under, also where the codes do not show it."""
    codes, further = (code, *ancestors(code)), words()["above"]
    return (*codes, *(further[c] for c in codes if c in further))


@cache
def _lively(divisions: Divisions, year: int | None) -> Divisions:
    """Return those that a short name can mean in a year.

    A county's short name dies with it; a city's lives on as long as nothing else is called so.
    Where a city and counties in it share one it means the city, and where a province has it,
    the province.
    """
    when = clamp(year)
    rows = tuple(d for d in divisions if d.first - 1 <= when <= d.last + 1)
    rows = rows or tuple(d for d in divisions if d.level != "county")
    provinces = tuple(d for d in rows if d.level == "province")
    if provinces:
        return provinces
    cities = {d.code[:4] for d in rows if d.level == "prefecture"}
    return tuple(d for d in rows if d.level == "prefecture" or d.code[:4] not in cities)


class _Segment(NamedTuple):
    """A stretch of text with the names in it."""

    text: str
    year: int | None
    hits: dict[int, list[tuple[int, Name]]]

    def longest(self, start: int, limit: int | None = None) -> _Chain | None:
        """Return the names that lead furthest from a position on, full ones before short."""
        best: _Chain | None = None
        reach = (0, False)
        longer = patterns().longer
        todo: list[tuple[int, int, Divisions]] = [(start, 1, ())]
        for position, depth, above in todo:
            for end, name in reversed(self.hits[position]):
                goes_on = end in self.hits
                further = (end, bool(name.full)) > reach
                if not (goes_on or further) or longer.match(self.text, end):
                    continue
                if limit is not None and end > limit:
                    continue
                full, short, zone = _below(name, above)
                if further and (full or short or zone) and (end, bool(full)) > reach:
                    # 海南 by itself is the province, before 共和县 it is 海南藏族自治州.
                    alone = _lively(short, self.year) if short else ()
                    if full or alone or zone:
                        best = _Chain(end, depth, full, alone, zone, above)
                        reach = (end, bool(full))
                if goes_on and (full or short or zone):
                    todo.append((end, depth + 1, full + short + zone))
        return best

    def first(self, begin: int) -> Reading | None:
        """Read the name that stands at `begin`, or later after words that may stand before one."""
        if begin in self.hits and (reading := self.at(begin)):
            return reading
        for start in sorted(self.hits):
            leads = start > max(begin, 1) and may_precede(self.text[:start])
            if leads and (reading := self.at(start)):
                return reading
        return None

    def anywhere(self) -> Reading | None:
        """Read the first full name of a province or prefecture, wherever it stands."""
        for start in sorted(self.hits):
            named = (d for _, name in self.hits[start] for d in name.full)
            if any(d.level != "county" for d in named) and (reading := self.at(start)):
                return reading
        return None

    def township(self) -> Reading | None:
        """Read a township that is named without its county."""
        match = patterns().town.match(self.text)
        if match and match[1] not in words()["town"]["suffixes"]:
            return Reading(body="township", town=town_name(match[1]), trust=LIKELY)
        known = leading_town(self.text)
        if known and not names_department(self.text):
            return Reading(body="township", town=known, trust=LIKELY)
        return None

    def bare(self) -> Reading | None:
        """Read a body of a kind of division that is not named (市财政局)."""
        match = patterns().bare.match(self.text)
        if match is None:
            return None
        own = patterns().government.match(self.text, match.end())
        zone = patterns().zone.search(self.text) is not None
        body = "self" if own else "department"
        return Reading(body=body, bare=match[1], zone=zone, trust=OPEN)

    def nameless(self) -> Reading:
        """Read a body without any name of a place (教育局), or nothing."""
        zone = patterns().zone.search(self.text) is not None
        if zone or names_department(self.text):
            return Reading(body="department", zone=zone, trust=OPEN)
        return Reading()

    def at(self, start: int) -> Reading | None:
        """Read from the name at `start` on; `None` if it turns out to be no division's name."""
        best = self.longest(start)
        if best is None or not (best.plain or self._holds(start, best)):
            return None
        return self._body(start, best)

    def _before_town(self, start: int, best: _Chain) -> _Chain | None:
        """Return the names before a township that begins like a division (长春市, 朝阳坡镇)."""
        for end in range(start + 2, best.end):
            town = leading_town(self.text[end:])
            if len(town) <= best.end - end:
                continue
            chain = self.longest(start, end)
            if chain and chain.end == end:
                counties = counties_of_town(town, self.year)
                if any(is_under(d, chain.all) for d in counties):
                    return chain
        return None

    def _holds(self, start: int, best: _Chain) -> bool:
        """Whether a short name is one, and not part of a township's, a street's, a lake's name."""
        if len(leading_town(self.text[start:])) > best.end - start:
            return False
        county = all(d.level == "county" for d in best.short)
        longer = (_STREET, _SIGHT) if county else (_STREET,)
        return not any(pattern.match(self.text, best.end) for pattern in longer)

    def _body(self, start: int, chain: _Chain) -> Reading | None:
        """Tell what stands after the names."""
        rest, words_ = self.text[chain.end :], patterns()
        if words_.government.match(rest):
            return _reading(chain, "self" if chain.full or not chain.zone else "department")
        town, zone = words_.town.match(rest), words_.zone.search(rest)
        if town and not (chain.full or chain.zone) and (sooner := self._before_town(start, chain)):
            return self._body(start, sooner)
        if town and not (zone and zone.end() < town.end(1) and not self._has(chain, town[1])):
            return self._in_town(chain, town_name(town[1]), chain)
        if zone and not names_department(rest[: zone.start()]):
            return self._in_zone(chain, rest, zone)
        return self._in_department(chain, rest)

    def _in_department(self, chain: _Chain, rest: str) -> Reading | None:
        inner = self._inner(chain, patterns().branch)
        if inner is not None:
            return _reading(inner, "department")
        if not chain.plain and not names_department(rest):
            return None
        if patterns().company.search(rest) and all(d.level == "province" for d in chain.all):
            # An enterprise of a province is the affair of some place in it.
            return Reading(body="department", trust=OPEN)
        return _reading(chain, "department")

    def _has(self, chain: _Chain, town: str) -> bool:
        known = counties_of_town(town_name(town), self.year)
        return any(is_under(d, chain.all) for d in known)

    def _in_zone(self, chain: _Chain, rest: str, zone: re.Match[str]) -> Reading | None:
        inner = self._inner(chain, patterns().zone) or chain
        if town := patterns().town.match(rest, zone.end()):
            return self._in_town(inner, town_name(town[1]), chain, zone=True)
        if not (inner.full or inner.zone):
            inner = inner._replace(short=_no_districts(inner.short))
        if not (inner.full or inner.zone) and all(d.level == "county" for d in inner.short):
            # 东湖 before 生态旅游示范区 need not be 东湖区. 西湖 before 风景名胜区 is the lake:
            # then the city is known that is named before it, or nothing.
            scenic = patterns().scenic.match(rest, zone.start()) is not None
            city = tuple(d for d in inner.above if d.level == "prefecture")
            if scenic and city:
                return Reading((), city, "department", zone=True, trust=LIKELY)
            if not chain.plain and (scenic or zone.start() > 2):
                return _reading(inner, "department", zone=True, trust=OPEN)
        return _reading(inner, "department", zone=True)

    def _in_town(
        self, chain: _Chain, town: str, whole: _Chain, *, zone: bool = False
    ) -> Reading | None:
        """Read a township: in its county, also where the text names only what is above that."""
        reading = _reading(chain, "township", zone=zone, town=town)
        above = mean(reading, self.year)
        counties = tuple(d for d in counties_of_town(town, self.year) if is_under(d, above))
        if not (whole.plain or counties or zone):
            return None
        if counties:
            trust = CERTAIN if whole.plain else LIKELY
            return Reading(counties, (), "township", reading.zone, "", town, trust)
        cities = all(d.level == "county" or undivided(d.code) for d in above)
        if cities or reading.zone:
            return reading
        return _reading(chain, "township", town=town, trust=OPEN)

    def _inner(self, chain: _Chain, follows: re.Pattern[str]) -> _Chain | None:
        """Return the division further below that is named later (…局普陀分局)."""
        for start in sorted(self.hits):
            if start < chain.end:
                continue
            for end, name in reversed(self.hits[start]):
                if patterns().longer.match(self.text, end):
                    continue
                full = tuple(d for d in name.full if _deeper(d, chain.all))
                followed = follows.match(self.text, end) is not None
                if full and (followed or len(name.text) > 2):
                    return _Chain(end, 2, full, (), ())
                short = _lively(tuple(d for d in name.short if _deeper(d, chain.all)), self.year)
                if short and followed:
                    return _Chain(end, 2, (), short, ())
        return None


# What a short name is the beginning of: a township, a street, a zone by a water (文昌湖区).
_STREET = re.compile(
    r".?(?:镇|乡|街道|苏木|地区|办事处|街|路|村|社区|大街|大道)|[湖江河海山港湾岛]区"
)

# What the short name of a county is the beginning of: a lake (九龙湖), a mountain (祁连山).
_SIGHT = re.compile("[湖山]")


def _below(name: Name, above: Divisions) -> tuple[Divisions, Divisions, Divisions]:
    """Return what a name can stand for, under the divisions that were named before it if any."""
    full, short, zone = name.full, name.short, name.zone
    if short and not full and name.text in _ordinary():
        short = ()
    if above:
        return _within(full, above), _within(short, above), _within(zone, above)
    return full, short, zone


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(words()["short"]["ordinary"])


def _no_districts(divisions: Divisions) -> Divisions:
    """Leave out districts if a city has the short name: 西安 before 高新区 is not 西安区."""
    if all(d.level == "county" for d in divisions):
        return divisions
    return tuple(d for d in divisions if d.level != "county" or not d.name.endswith("区"))


def _deeper(division: Division, above: Divisions) -> bool:
    return is_under(division, above) and all(division.code != other.code for other in above)


def _reading(
    chain: _Chain, body: str, *, zone: bool = False, town: str = "", trust: int | None = None
) -> Reading:
    """Return the reading of a body in the divisions that a chain of names ends with."""
    if trust is None:
        trust = CERTAIN if chain.plain else LIKELY
    if chain.zone and not chain.full:
        return Reading(chain.zone, (), body, True, "", town, trust)
    return Reading(chain.full, chain.short, body, zone, "", town, trust)


def read(segment: str, year: int | None = None) -> Reading:
    """Read one stretch of text, without its context.

    Examples
    --------
    >>> read("宿迁市宿城区城市管理局").full[0].code, read("市财政局").bare, read("财政部").body
    ('321302', '市', 'national')
    """
    hits: dict[int, list[tuple[int, Name]]] = {}
    for start, end, name in scan(segment):
        hits.setdefault(start, []).append((end, name))
    part = _Segment(segment, year, hits)
    placed = any(name.full for _, name in hits.get(0, ()))
    central = None if placed else patterns().national.match(segment)
    if reading := part.first(central.end() if central else 0):
        return reading
    if central:
        return Reading(body="national")
    return part.township() or part.bare() or part.anywhere() or part.nameless()


def mean(reading: Reading, year: int | None) -> Divisions:
    """Return the divisions of a year that a reading can mean.

    Full names count before short ones, and names that were valid in the year before those that
    were not; the latter stand for what the division was or became.
    """
    when = clamp(year)
    for rows in (reading.full, reading.short):
        if here := [d for d in rows if d.first <= when <= d.last]:
            return tuple(here)
    moved = [[_heirs(d, year) for d in rows] for rows in (reading.full, reading.short)]
    for group in moved:
        single = tuple(dict.fromkeys(m[0] for m in group if len(m) == 1))
        if single:
            return single
    return tuple(dict.fromkeys(d for group in moved for m in group for d in m))


@cache
def _heirs(division: Division, year: int | None) -> Divisions:
    """Return what stood in a division's place: of several the one with its code or its name."""
    moved = at_year(division, year)
    for same in (
        tuple(d for d in moved if d.code == division.code),
        tuple(d for d in moved if short_name(d.name) == short_name(division.name)),
    ):
        if len(same) == 1:
            return same
    return moved
