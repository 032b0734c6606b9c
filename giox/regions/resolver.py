"""From the name of a body to the division that it belongs to.

A title or an agency's name is read as its writer built it: the divisions from the top down
(江苏省宿迁市宿城区), then what the body is there: the government, a department, a township, a
zone. What a text alone does not settle (鼓楼区 of four cities, 市财政局 of any) is settled by its
context (`evidence`), or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from giox.regions.evidence import Evidence, gather
from giox.regions.gazetteer import NATIONAL, Division, ancestors, at_year, clamp, read_csv, valid
from giox.regions.names import Name, scan, simplify, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Region", "Resolution", "region_of", "resolve", "resolve_region"]


@dataclass(frozen=True, slots=True)
class Region:
    """A division as it was in a year, and what kind of body of it was named.

    Attributes
    ----------
    code : str
        Six digits of GB/T 2260; 000000 for bodies of the central government.
    name : str
        Name of the division that has the code.
    path : str
        Names from the province down, joined: 江苏省宿迁市宿城区.
    level : str
        What the body is: national, province, prefecture, county, township or department.
    zone : bool
        The body is a development zone or the like; the code is that of the place around it.
    candidates : tuple of str
        All codes that came into question.
    reason : str
        Why this one was chosen, for people.
    """

    code: str
    name: str
    path: str
    level: str
    zone: bool = False
    candidates: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome of a search: a region, or the candidates between which nothing decides."""

    region: Region | None
    candidates: tuple[Region, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one stretch of text says by itself.

    `divisions` are those it names in full, `shorts` those that it may name in short; `bare` is
    the kind of division that it speaks of without a name (市 in 市财政局), `town` the township.
    """

    divisions: tuple[Division, ...] = ()
    shorts: tuple[Division, ...] = ()
    body: str = ""  # self, township, department, national
    zone: bool = False
    bare: str = ""
    town: str = ""
    weak: bool = False
    depth: int = 0


def path_of(code: str, year: int | None) -> str:
    """Return the joined names of a division and those above it in a year."""
    chain = [valid(c, year) for c in (*reversed(ancestors(code)), code)]
    return "".join(division.name for division in chain if division)


def region_of(
    division: Division, year: int | None, reading: Reading, reason: str, candidates: Sequence[str]
) -> Region:
    """Return the public form of a division."""
    level = {"self": division.level, "national": "national"}.get(reading.body, reading.body)
    if reading.zone and level == division.level:
        level = "department"
    return Region(
        code=division.code,
        name=division.name,
        path=path_of(division.code, year),
        level=level or division.level,
        zone=reading.zone,
        candidates=tuple(candidates),
        reason=reason,
    )


# --- the pieces of a title ------------------------------------------------------------------


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile("|".join(words()["boilerplate"]["patterns"]))


_BREAKS = re.compile(r"[\s()\[\]()【】〔〕《》<>“”\"',,、。;;::|/·—_-]+")


def segments(text: str) -> list[str]:
    """Split a title into the stretches that can name a body."""
    return [s for s in _BREAKS.split(_boilerplate().sub("|", text)) if len(s) > 1]


@cache
def _government() -> re.Pattern[str]:
    lists = words()["government"]
    body, office = ("|".join(sorted(lists[k], key=len, reverse=True)) for k in ("words", "offices"))
    return re.compile(rf"(?:本级|机关|市本级|委)?(?:{body})?(?:{office})?(?:本级|机关)?$")


@cache
def _town() -> re.Pattern[str]:
    suffixes = "|".join(sorted(words()["town"]["suffixes"], key=len, reverse=True))
    return re.compile(rf"(?:人民政府|政府)?((?:(?!人民政府|政府).){{1,10}}?(?:{suffixes}))(?!.{{0,4}}局$)")


@cache
def _zone() -> re.Pattern[str]:
    return re.compile("|".join(sorted(words()["zone"]["words"], key=len, reverse=True)))


@cache
def _department() -> re.Pattern[str]:
    ends = "|".join(sorted(words()["department"]["ends"], key=len, reverse=True))
    return re.compile(rf".+(?:{ends})(?:机关)?$")


@cache
def _branch() -> re.Pattern[str]:
    return re.compile("^(?:" + "|".join(words()["department"]["branches"]) + ")")


@cache
def _national() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(words()["national"]["names"], key=len, reverse=True)) + ")(?!门)")


_BARE = re.compile(
    r"^(?:我|本|全)?(自治区|自治州|自治县|自治旗|地区|省|市|县|区|州|盟|旗)"
    r"(?=政府|人民政府|本级|委|.{1,24}(?:局|委|办|会|厅|室|中心|院|所|大队|支队|站)(?:$|.{0,6}$))"
)


@cache
def towns() -> dict[str, tuple[str, ...]]:
    """Return name of a township -> codes of the counties that have or had one."""
    table: dict[str, tuple[str, ...]] = {}
    for line in read_csv("towns.csv"):
        for name in line["names"].split():
            table[name] = (*table.get(name, ()), line["code"])
    return table


def _known_town(segment: str) -> str:
    """Return the longest name of a known township that a segment begins with."""
    table = towns()
    for length in range(min(len(segment), 14), 1, -1):
        name = segment[:length]
        if name in table:
            return name
    name = re.sub(r"(?<!街道)办事处", "街道", segment[:16])
    if name != segment[:16]:
        return _known_town(name)
    return ""


def _under(division: Division, above: Iterable[Division]) -> bool:
    codes = ancestors(division.code)
    return any(other.code in codes for other in above)


Hits = dict[int, list[tuple[int, Name]]]


def _chains(
    hits: Hits, position: int, above: tuple[Division, ...] | None, depth: int
) -> Iterator[tuple[int, int, tuple[Division, ...], tuple[Division, ...]]]:
    """Yield (end, depth, full, short) of the ways to read names one after another."""
    for end, name in hits.get(position, ()):
        full, short = name.full, name.short
        if above is not None:
            full = tuple(d for d in full if _under(d, above))
            short = tuple(d for d in short if _under(d, above))
        if full or short:
            yield end, depth + 1, full, short
            yield from _chains(hits, end, full + short, depth + 1)


def _highest(divisions: tuple[Division, ...]) -> tuple[Division, ...]:
    """Of divisions with one short name keep the province, or the city that has the others."""
    for suffix in ("0000", "00"):
        top = tuple(d for d in divisions if d.code.endswith(suffix))
        if top and suffix == "0000":
            return top
        if top and all(d in top or d.code[:4] in {t.code[:4] for t in top} for d in divisions):
            return top
    return divisions


def read(segment: str) -> Reading:
    """Read one stretch of text, without its context.

    Examples
    --------
    >>> read("宿迁市宿城区城市管理局").divisions[0].code, read("市财政局").bare
    ('321302', '市')
    """
    found = scan(segment)
    hits: Hits = {}
    for start, end, name in found:
        hits.setdefault(start, []).append((end, name))

    central = _national().match(segment)
    starts = [0] if 0 in hits and not central else []
    full_starts = sorted({start for start, _, name in found if name.full})
    starts += [s for s in full_starts if s not in starts]
    if not _BARE.match(segment):
        starts += sorted(
            {s for s, _, n in found if any(d.level != "county" for d in n.short)} - set(starts)
        )
    for start in starts:
        reading = _read_from(segment, hits, start)
        if reading is not None:
            return reading
    if central:
        return Reading(body="national")
    town = _known_town(segment)
    if not town and (match := _town().match(segment)) and match[1] not in words()["town"]["suffixes"]:
        town = match[1]
    if town:
        return Reading(body="township", town=town, weak=True)
    if bare := _BARE.match(segment):
        body = "self" if _government().match(segment[bare.end() :]) else "department"
        return Reading(body=body, bare=bare[1], zone=bool(_zone().search(segment)))
    if _department().match(segment) or _zone().search(segment):
        return Reading(body="department", zone=bool(_zone().search(segment)))
    return Reading()


def _read_from(segment: str, hits: Hits, start: int) -> Reading | None:
    """Read a segment from the name at `start` on; `None` if it is no division's name there."""
    best = None
    for end, depth, full, short in _chains(hits, start, None, 0):
        if best is None or (end, bool(full)) > (best[0], bool(best[2])):
            best = end, depth, full, short
    if best is None:
        return None
    end, depth, full, short = best
    rest = segment[end:]
    if not full and depth == 1 and (start > 0 or rest):
        # A short name by itself is a name only where the words of a body follow it.
        known = _known_town(segment[start:])
        if known and len(known) > end - start:
            return None
        if re.match(r".?(?:镇|乡|街道|苏木|地区|办事处|街|路|村|社区)", rest):
            return None
    reading = Reading(divisions=full, shorts=_highest(short), depth=depth)
    if _government().match(rest):
        return replace(reading, body="self", weak=not full and depth == 1)
    town = _town().match(rest)
    zone = _zone().search(rest)
    if town and not (zone and zone.start() < town.start(1)):
        if not full and depth == 1 and not any(
            d.code in towns().get(town[1], ()) for d in short
        ):
            return None
        return replace(reading, body="township", town=town[1])
    if zone and not re.match(r".*(?:局|处)$", rest[: zone.start()]):
        later = _town().search(rest[zone.end() :])
        return replace(reading, body="township" if later else "department", zone=True)
    deeper = _inner(segment, hits, end, full + short)
    if deeper is not None:
        return replace(deeper, body="department", depth=depth + 1)
    if not full and depth == 1 and not (_department().match(rest) or zone):
        return None
    return replace(reading, body="department", weak=not full and depth == 1)


def _inner(segment: str, hits: Hits, end: int, above: tuple[Division, ...]) -> Reading | None:
    """Return the division below that a department's branch is for (…局普陀分局)."""
    for start in sorted(s for s in hits if s >= end):
        for stop, name in sorted(hits[start], key=lambda hit: -hit[0]):
            full = tuple(d for d in name.full if _under(d, above))
            short = tuple(d for d in name.short if _under(d, above))
            if full or (short and (_branch().match(segment[stop:]))):
                return Reading(divisions=full, shorts=() if full else short)
    return None


# --- choosing -------------------------------------------------------------------------------


def _choose(reading: Reading, year: int | None) -> tuple[Division, ...]:
    """Return the divisions of the year that a reading can mean."""
    when = clamp(year)
    for rows in (reading.divisions, reading.shorts):
        here = tuple(dict.fromkeys(d for d in rows if d.first <= when <= d.last))
        if here:
            return here
    for rows in (reading.divisions, reading.shorts):
        mapped = [m for d in rows if len(m := at_year(d, year)) == 1]
        if mapped:
            return tuple(dict.fromkeys(m[0] for m in mapped))
    rows = reading.divisions + reading.shorts
    return tuple(dict.fromkeys(m for d in rows for m in at_year(d, year)))


def _fits(division: Division, reading: Reading) -> bool:
    """Whether a division is of the kind that a bare name speaks of, and has the township."""
    bare = reading.bare
    if bare in {"自治区", "省"}:
        return division.level == "province" and not division.name.endswith("市")
    if bare == "市":
        return division.name.endswith("市")
    if bare in {"县", "区", "旗", "自治县", "自治旗"}:
        return division.level == "county" and division.name.endswith(bare[-1])
    if bare in {"州", "盟", "自治州", "地区"}:
        return division.level == "prefecture" and division.name.endswith(bare[-1])
    return True


def _town_counties(town: str, year: int | None) -> tuple[Division, ...]:
    """Return the counties of a year that have, or had, a township of this name."""
    known = towns().get(town) or towns().get(town.replace("办事处", "街道"), ())
    rows: list[Division] = []
    for code in known:
        division = valid(code, year)
        if division is None:
            held = [m for d in _rows(code) if len(m := at_year(d, year)) == 1]
            rows.extend(m[0] for m in held)
        else:
            rows.append(division)
    return tuple(dict.fromkeys(rows))


def _rows(code: str) -> tuple[Division, ...]:
    from giox.regions.gazetteer import by_code

    return by_code().get(code, ())


def _combine(readings: Sequence[Reading], year: int | None) -> tuple[Reading, tuple[Division, ...]]:
    """Return the most telling of a text's readings and the divisions that all of them allow."""
    chosen: tuple[Reading, tuple[Division, ...]] = (Reading(), ())
    for reading in readings:
        divisions = _choose(reading, year)
        if not divisions:
            if not chosen[1] and not chosen[0].body:
                chosen = reading, ()
            elif chosen[1] and reading.body == "township" and len(chosen[1]) == 1:
                chosen = replace(chosen[0], body="township", town=reading.town), chosen[1]
            elif chosen[1] and reading.body == "department" and chosen[0].body == "self" and not reading.bare:
                chosen = replace(chosen[0], body="department"), chosen[1]
            continue
        held = chosen[1]
        if not held:
            chosen = reading, divisions
            continue
        below = tuple(d for d in divisions if _under(d, held))
        if below:
            chosen = reading, below
            continue
        above = tuple(d for d in held if _under(d, divisions))
        if above:
            chosen = chosen[0], above
    return chosen


def resolve(text: str, year: int | None = None, context: str | None = None) -> Resolution:
    """Find the division that a title or the name of a body stands for.

    Parameters
    ----------
    text : str
        A title, an agency's name or another short text.
    year : int, optional
        The year reported on; the code is the one valid then. By default the latest.
    context : str, optional
        Anything else that is known: the agency, header lines, index number, address, telephone,
        web address, the text itself. It is used where `text` alone does not decide.

    Returns
    -------
    Resolution
        With a region, or without one and with the candidates that remain.

    Examples
    --------
    >>> resolve("鼓楼区2019年政府信息公开工作年度报告", 2019).region is None
    True
    >>> resolve("鼓楼区2019年政府信息公开工作年度报告", 2019, "徐州市云龙路").region.path
    '江苏省徐州市鼓楼区'
    """
    readings = [read(segment) for segment in segments(simplify(text))]
    reading, divisions = _combine(readings, year)
    if reading.body == "national" and not divisions:
        region = Region(NATIONAL, "国家", "国家", "national", reason="a body of the central government")
        return Resolution(region, (region,), region.reason)
    reason = "named in the text"
    if not divisions and reading.town:
        divisions = _town_counties(reading.town, year)
        reason = f"the only county with a township called {reading.town}"
    codes = tuple(d.code for d in divisions)
    if len(divisions) == 1 and not (reading.weak and context):
        region = region_of(divisions[0], year, reading, reason, codes)
        return Resolution(region, (region,), reason)
    if context:
        found, why = decide(reading, divisions, context, year)
        if found is not None:
            region = region_of(found, year, reading, why, codes or (found.code,))
            return Resolution(region, (region,), why)
    candidates = tuple(region_of(d, year, reading, "", codes) for d in divisions)
    if len(candidates) == 1:
        return Resolution(replace(candidates[0], reason=reason), candidates, reason)
    why = "several divisions have this name" if candidates else "no division is named"
    return Resolution(None, candidates, why)


def decide(
    reading: Reading, divisions: tuple[Division, ...], context: str, year: int | None
) -> tuple[Division | None, str]:
    """Choose among candidates, or find one, by what the context says."""
    evidence = gather(simplify(context), year)
    scores: dict[Division, float] = {}
    if divisions:
        for division in divisions:
            scores[division] = evidence.support(division)
    else:
        for segment in segments(simplify(context)[:600])[:40]:
            other = read(segment)
            rows = _choose(other, year)
            if len(rows) == 1 and other.body in {"self", "department", "township"}:
                for row in rows:
                    if _fits(row, reading):
                        scores[row] = scores.get(row, 0) + (1 if other.weak else 3)
        for division in evidence.named():
            if _fits(division, reading):
                scores.setdefault(division, 0)
        for division in scores:
            scores[division] += evidence.support(division)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] <= 0:
        return None, ""
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 1:
        return None, ""
    return ranked[0][0], evidence.why(ranked[0][0])


def resolve_region(text: str, year: int | None = None, context: str | None = None) -> Region | None:
    """Find the division that a title or the name of a body stands for, or `None`.

    The short form of `resolve`, which tells the candidates too.

    Examples
    --------
    >>> resolve_region("宿城区2019年政府信息公开工作年度报告", 2019).code
    '321302'
    >>> resolve_region("吴江市2010年政府信息公开工作年度报告", 2010).path
    '江苏省苏州市吴江市'
    """
    return resolve(text, year, context).region
