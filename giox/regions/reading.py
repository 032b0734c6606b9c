"""What the name of a body says by itself: which division, and what the body is there.

A name is read as its writer built it: the divisions from the top down (江苏省宿迁市宿城区), then the
body: the government, a department, a township, a zone. What it does not settle is left open
for the context (`resolver`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from giox.regions.gazetteer import Division, ancestors, at_year, by_code, clamp, read_csv, valid
from giox.regions.names import Name, scan, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Reading", "counties_of_town", "is_under", "mean", "read", "segments"]


@dataclass(frozen=True, slots=True)
class Reading:
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
        2 where the text is plain; 1 where it stands unless the context objects; 0 where only the
        context can make it good.
    """

    full: tuple[Division, ...] = ()
    short: tuple[Division, ...] = ()
    body: str = ""
    zone: bool = False
    bare: str = ""
    town: str = ""
    trust: int = 2


NOTHING = Reading()


# --- the words around names -----------------------------------------------------------------


def _either(words_: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words_, key=len, reverse=True)) + ")"


@dataclass(frozen=True, slots=True)
class _Patterns:
    boilerplate: re.Pattern[str]
    government: re.Pattern[str]
    town: re.Pattern[str]
    zone: re.Pattern[str]
    department: re.Pattern[str]
    branch: re.Pattern[str]
    company: re.Pattern[str]
    bare: re.Pattern[str]
    national: re.Pattern[str]
    lead: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    lists = words()
    body, office = _either(lists["government"]["bodies"]), _either(lists["government"]["offices"])
    own, kind = _either(lists["government"]["self"]), _either(lists["bare"]["kinds"])
    town, after = _either(lists["town"]["suffixes"]), _either(lists["town"]["after"])
    zone, end = _either(lists["zone"]["words"]), _either(lists["department"]["ends"])
    once = rf"(?:{body}{office}?|{office}|{own})"
    return _Patterns(
        boilerplate=re.compile("|".join(lists["title"]["boilerplate"])),
        government=re.compile(rf"(?:{once}(?:[及和、]?{kind}?{once})*)?{own}?$"),
        town=re.compile(
            rf"(?:{body})?((?:(?!{body}|驻).){{1,12}}?{town})(?<!城乡)(?<!城镇)(?=$|{after})"
        ),
        zone=re.compile(zone),
        department=re.compile(rf".+{end}(?:机关)?$"),
        branch=re.compile(rf"[区县市旗]?{_either(lists['department']['branches'])}"),
        company=re.compile(_either(lists["department"]["companies"])),
        bare=re.compile(
            rf"(?:我|本|全)?({kind})(?={body}|{own}|委|直|.{{1,24}}?{end}(?:机关)?$|{office}$)"
        ),
        national=re.compile(_either(lists["national"]["names"]) + "(?!门)"),
        lead=re.compile(rf"(?:{_either(lists['title']['leads'])}|^.{{0,2}}年)$"),
    )


_BREAKS = re.compile(r"[\s()\[\]()【】〔〕《》<>“”\"',,、。;;::|/·—_-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")


def segments(text: str) -> list[str]:
    """Split a title into the stretches that can name a body, its own words taken away.

    Examples
    --------
    >>> segments("(闽侯县水利局)2010年度政府信息公开工作年度报告")
    ['闽侯县水利局']
    """
    stripped = _patterns().boilerplate.sub("|", text)
    return [s for s in _BREAKS.split(stripped) if _HAN.search(s)]


# --- townships ------------------------------------------------------------------------------


@cache
def towns() -> dict[str, tuple[str, ...]]:
    """Return name of a township -> codes of the counties that have or had one."""
    table: dict[str, tuple[str, ...]] = {}
    for line in read_csv("towns.csv"):
        for name in line["names"].split():
            table[name] = (*table.get(name, ()), line["code"])
    return table


def _town_name(text: str) -> str:
    """Return the name of a township as the table spells it."""
    name = re.sub(r"(?:街道|地区)?(?:街道)?办事处$", "街道", text)
    return name if name in towns() or text not in towns() else text


@cache
def counties_of_town(name: str, year: int | None) -> tuple[Division, ...]:
    """Return the counties of a year that have, or had, a township of this name."""
    rows: dict[Division, None] = {}
    for code in towns().get(name, ()) or towns().get(re.sub("街道$", "地区", name), ()):
        division = valid(code, year)
        if division is not None:
            rows[division] = None
            continue
        for other in by_code().get(code, ()):
            moved = at_year(other, year)
            if len(moved) == 1:
                rows[moved[0]] = None
    return tuple(rows)


def _leading_town(segment: str) -> str:
    """Return the longest name of a known township that a segment begins with."""
    table = towns()
    for length in range(min(len(segment), 14), 1, -1):
        if segment[:length] in table:
            return segment[:length]
    return ""


# --- reading --------------------------------------------------------------------------------

Hits = dict[int, list[tuple[int, Name]]]


def is_under(division: Division, above: Iterable[Division]) -> bool:
    """Whether a division is one of `above`, or stands under one of them."""
    codes = (division.code, *ancestors(division.code))
    return any(other.code in codes for other in above)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names read one after another, the last one's divisions agreeing with those before it."""

    end: int
    depth: int
    full: tuple[Division, ...]
    short: tuple[Division, ...]
    zone: tuple[Division, ...]

    @property
    def any(self) -> tuple[Division, ...]:
        return self.full + self.short + self.zone


def _chains(hits: Hits, position: int, above: tuple[Division, ...], depth: int) -> Iterator[_Chain]:
    for end, name in hits.get(position, ()):
        full, short, zone = name.full, name.short, name.zone
        if depth:
            full = tuple(d for d in full if is_under(d, above))
            short = tuple(d for d in short if is_under(d, above))
            zone = tuple(d for d in zone if is_under(d, above))
        if full or short or zone:
            chain = _Chain(end, depth + 1, full, short, zone)
            yield chain
            yield from _chains(hits, end, chain.any, depth + 1)


def _lively(divisions: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """Keep those that a short name can mean in a year.

    A county's short name dies with it, and where a city and the counties in it share one it
    means the city, where a province shares it, the province.
    """
    when = clamp(year)
    rows = tuple(
        d
        for d in divisions
        if d.level != "county" or d.first - 1 <= when <= d.last + 1
    )
    provinces = tuple(d for d in rows if d.level == "province")
    if provinces:
        return provinces
    cities = {d.code[:4] for d in rows if d.level == "prefecture"}
    return tuple(d for d in rows if d.level == "prefecture" or d.code[:4] not in cities)


def read(segment: str, year: int | None = None) -> Reading:
    """Read one stretch of text, without its context.

    Examples
    --------
    >>> read("宿迁市宿城区城市管理局").full[0].code, read("市财政局").bare, read("财政部").body
    ('321302', '市', 'national')
    """
    patterns = _patterns()
    found = scan(segment)
    hits: Hits = {}
    for start, end, name in found:
        hits.setdefault(start, []).append((end, name))
    central = patterns.national.match(segment)
    if central is None and 0 in hits:
        reading = _read_from(segment, hits, 0, year)
        if reading is not None:
            return reading
    bare = patterns.bare.match(segment)
    for start in sorted(hits):
        led = start > 0 and patterns.lead.search(segment, 0, start)
        if led or (central and start == central.end()):
            reading = _read_from(segment, hits, start, year)
            if reading is not None:
                return reading
    if central:
        return Reading(body="national")
    if town := _bare_town(segment):
        return Reading(body="township", town=town, trust=1)
    if not bare:
        for start in sorted(hits):
            if start and any(d.level != "county" for _, n in hits[start] for d in n.full):
                reading = _read_from(segment, hits, start, year)
                if reading is not None:
                    return reading
    zone = bool(patterns.zone.search(segment))
    if bare:
        rest = segment[bare.end() :]
        body = "self" if patterns.government.match(rest) else "department"
        return Reading(body=body, bare=bare[1], zone=zone, trust=0)
    if zone or patterns.department.match(segment):
        return Reading(body="department", zone=zone, trust=0)
    return NOTHING


def _bare_town(segment: str) -> str:
    match = _patterns().town.match(segment)
    if match and match[1] not in words()["town"]["suffixes"]:
        return _town_name(match[1])
    known = _leading_town(segment)
    return known if known and not _patterns().department.match(segment) else ""


def _read_from(segment: str, hits: Hits, start: int, year: int | None) -> Reading | None:
    """Read a segment from the name at `start` on; `None` if no division is named there."""
    best: _Chain | None = None
    for chain in _chains(hits, start, (), 0):
        chain = replace(chain, short=_lively(chain.short, year))
        if chain.any and (
            best is None or (chain.end, bool(chain.full)) > (best.end, bool(best.full))
        ):
            best = chain
    if best is None:
        return None
    rest = segment[best.end :]
    plain = bool(best.full or best.zone) or best.depth > 1
    if not plain and not _short_name_holds(segment[start:], best.end - start):
        return None
    reading = Reading(
        full=best.full or best.zone,
        short=best.short if not best.zone or best.full else (),
        zone=bool(best.zone and not best.full),
        trust=2 if plain else 1,
    )
    return _body(reading, best, segment, rest, hits, year)


def _short_name_holds(text: str, length: int) -> bool:
    """Whether a short name at the beginning of `text` is one, and not part of another name."""
    known = _leading_town(text)
    if known and len(known) > length:
        return False
    return not re.match(r".?(?:镇|乡|街道|苏木|地区|办事处|街|路|村|社区|大街|大道)", text[length:])


def _body(
    reading: Reading, chain: _Chain, segment: str, rest: str, hits: Hits, year: int | None
) -> Reading | None:
    """Tell what the rest of a segment names inside the divisions that `chain` ends with."""
    patterns = _patterns()
    plain = reading.trust == 2
    if patterns.government.match(rest):
        return replace(reading, body="department" if reading.zone else "self")
    town = patterns.town.match(rest)
    zone = patterns.zone.search(rest)
    if town and not (zone and zone.end() < town.end(1)):
        return _in_town(reading, chain, _town_name(town[1]), year)
    if zone and not patterns.department.match(rest[: zone.start()]):
        tail = rest[zone.end() :]
        inner = _inner(segment, hits, chain, patterns.zone)
        within = replace(inner or reading, zone=True, trust=reading.trust)
        town = patterns.town.match(tail)
        if town:
            return _in_town(within, chain, _town_name(town[1]), year)
        if not plain and zone.start() > 2:
            within = replace(within, trust=0)
        return replace(within, body="department")
    inner = _inner(segment, hits, chain, patterns.branch)
    if inner is not None:
        return replace(inner, body="department")
    if not plain and not patterns.department.match(rest):
        return None
    if patterns.company.search(rest) and all(d.level == "province" for d in chain.any):
        return replace(reading, body="department", trust=0)
    return replace(reading, body="department")


def _in_town(reading: Reading, chain: _Chain, town: str, year: int | None) -> Reading | None:
    """Return the reading of a township: its county where the text names only what is above."""
    above = mean(reading, year)
    if above and all(d.level == "county" for d in above):
        known = tuple(d for d in counties_of_town(town, year) if d in above)
        if chain.depth == 1 and not chain.full and not known:
            return None
        if len(above) > 1 and len(known) == 1:
            return replace(reading, full=known, short=(), body="township", town=town, trust=1)
        return replace(reading, body="township", town=town)
    counties = tuple(d for d in counties_of_town(town, year) if is_under(d, above))
    if counties:
        return replace(reading, full=counties, short=(), body="township", town=town)
    if not chain.full and chain.depth == 1 and not chain.zone:
        return None
    undivided = any(_undivided(d.code) for d in above)
    trust = reading.trust if undivided or reading.zone else 0
    return replace(reading, body="township", town=town, trust=trust)


@cache
def _undivided(code: str) -> bool:
    """Whether a city has no counties below it, so that townships are its own."""
    return code.endswith("00") and not any(
        other[:4] == code[:4] and other != code for other in by_code()
    )


def _inner(
    segment: str, hits: Hits, chain: _Chain, follows: re.Pattern[str]
) -> Reading | None:
    """Return the division further below that is named later (…局普陀分局)."""
    for start in sorted(s for s in hits if s >= chain.end):
        for end, name in sorted(hits[start], key=lambda hit: -hit[0]):
            full = tuple(d for d in name.full if is_under(d, chain.any) and d not in chain.any)
            if full and len(name.text) > 2:
                return Reading(full=full)
            short = tuple(d for d in name.short if is_under(d, chain.any) and d not in chain.any)
            if short and follows.match(segment, end):
                return Reading(short=short)
    return None


def mean(reading: Reading, year: int | None) -> tuple[Division, ...]:
    """Return the divisions of a year that a reading can mean.

    Full names count before short ones, and names that were valid in the year before those that
    were not; the latter stand for what the division was or became.
    """
    when = clamp(year)
    tiers = (reading.full, reading.short)
    for rows in tiers:
        here = tuple(dict.fromkeys(d for d in rows if d.first <= when <= d.last))
        if here:
            return here
    moved = [tuple(at_year(d, year) for d in rows) for rows in tiers]
    for rows in moved:
        single = tuple(dict.fromkeys(m[0] for m in rows if len(m) == 1))
        if single:
            return single
    return tuple(dict.fromkeys(d for rows in moved for m in rows for d in m))
