"""From the names that a text carries to the one division that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from giox.regions.evidence import Evidence, gather
from giox.regions.gazetteer import NATIONAL, Division, ancestors, valid
from giox.regions.names import simplify
from giox.regions.reading import Reading, counties_of_town, is_under, mean, read, segments

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Region", "Resolution", "path_of", "resolve", "resolve_region"]

# By how much the best candidate must lead the next one (see the weights in `evidence`).
MARGIN = 1.0


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
    """The outcome of a search: a region, or the candidates between which nothing decides.

    Attributes
    ----------
    region : Region or None
        The one region that was found.
    candidates : tuple of Region
        All that came into question, the region among them.
    reason : str
        Why it was chosen, or why none was.
    """

    region: Region | None
    candidates: tuple[Region, ...]
    reason: str


def path_of(code: str, year: int | None) -> str:
    """Return the joined names of a division and those above it in a year."""
    chain = (valid(c, year) for c in (*reversed(ancestors(code)), code))
    return "".join(division.name for division in chain if division)


def _region(
    division: Division, reading: Reading, year: int | None, codes: Iterable[str], reason: str
) -> Region:
    level = reading.body if reading.body in {"township", "department"} else division.level
    return Region(
        code=division.code,
        name=division.name,
        path=path_of(division.code, year),
        level=level,
        zone=reading.zone,
        candidates=tuple(codes),
        reason=reason,
    )


def _combine(readings: Iterable[Reading], year: int | None) -> tuple[Reading, tuple[Division, ...]]:
    """Return what several stretches of one text say together.

    Later names narrow earlier ones down (和平区 … 天津市和平区; 温州市 … 鹿城区); what contradicts
    is left out.
    """
    held, divisions = Reading(), tuple[Division, ...]()
    for reading in readings:
        new = mean(reading, year)
        if not new:
            if not held.body:
                held = reading
            elif divisions and reading.body == "township":
                counties = tuple(
                    d for d in counties_of_town(reading.town, year) if is_under(d, divisions)
                )
                if counties or len(divisions) == 1:
                    divisions = counties or divisions
                    held = replace(held, body="township", town=reading.town)
            elif divisions and reading.body == "department" and not reading.bare:
                if held.body == "self":
                    held = replace(held, body="department", zone=reading.zone)
            continue
        if not divisions:
            held, divisions = reading, new
        elif below := tuple(d for d in new if is_under(d, divisions)):
            deeper = not all(d in divisions for d in below)
            divisions = below
            if deeper or held.trust < reading.trust:
                held = reading
        elif above := tuple(d for d in divisions if is_under(d, new)):
            divisions = above
        elif held.trust < reading.trust:
            held, divisions = reading, new
    return held, divisions


def resolve(text: str, year: int | None = None, context: str | None = None) -> Resolution:
    """Find the division that a title or the name of a body stands for.

    Parameters
    ----------
    text : str
        A title, an agency's name or another short text.
    year : int, optional
        The year reported on; the code is the one valid at its end. By default the latest. Names
        of before and after are understood as well: 吴江市 in 2020 is 吴江区.
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
    plain = simplify(text)
    reading, divisions = _combine((read(part, year) for part in segments(plain)), year)
    if reading.body == "national":
        reason = "a body of the central government"
        region = Region(NATIONAL, "国家", "国家", "national", False, (NATIONAL,), reason)
        return Resolution(region, (region,), reason)
    reason = "named in the text"
    if not divisions and reading.town:
        divisions = counties_of_town(reading.town, year)
        reason = f"the only county known to have {reading.town}"
    codes = tuple(d.code for d in divisions)
    alone = len(divisions) == 1
    if alone and (reading.trust == 2 or (reading.trust == 1 and not context)):
        region = _region(divisions[0], reading, year, codes, reason)
        return Resolution(region, (region,), reason)
    around = simplify(context) + "\n" + plain if context else plain
    found, why = _decide(reading, divisions, gather(around, year))
    if found is None and alone and reading.trust == 1 and not why:
        found, why = divisions[0], reason
    if found is not None:
        region = _region(found, reading, year, codes or (found.code,), why)
        return Resolution(region, (region,), why)
    candidates = tuple(_region(d, reading, year, codes, "") for d in divisions)
    return Resolution(
        None, candidates, "several divisions are possible" if candidates else "none is named"
    )


def _fits(division: Division, reading: Reading) -> bool:
    """Whether a division is of the kind that a bare name (市财政局) speaks of."""
    kind, name = reading.bare, division.name
    if not kind:
        return True
    if kind in {"省", "自治区"}:
        return division.level == "province" and not name.endswith("市")
    if kind in {"州", "盟", "自治州", "地区"}:
        return division.level == "prefecture" and name.endswith(kind[-1])
    if kind == "市":
        return name.endswith("市")
    return division.level == "county" and name.endswith(kind[-1])


def _decide(
    reading: Reading, divisions: tuple[Division, ...], evidence: Evidence
) -> tuple[Division | None, str]:
    """Choose among candidates, or find one, by the evidence.

    Returns the division and why, or no division and, if the evidence speaks for another one
    than those that the text names, that one.
    """
    candidates = dict.fromkeys(divisions)
    if not divisions or reading.town:
        others = (d for d in evidence.named() if _fits(d, reading))
        if reading.town:
            others = (d for d in others if d.level == "county" and d in evidence.bodies)
        candidates.update(dict.fromkeys(others))
    scores = sorted(((evidence.support(d), d.code, d) for d in candidates), reverse=True)
    if not scores or scores[0][0] <= 0:
        rival = divisions and next(
            (d.name for d in evidence.bodies if not is_under(d, divisions)), ""
        )
        return None, rival or ""
    if len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN:
        return None, scores[1][2].name
    best = scores[0][2]
    return best, evidence.why(best)


def resolve_region(text: str, year: int | None = None, context: str | None = None) -> Region | None:
    """Find the division that a title or the name of a body stands for, or `None`.

    The short form of `resolve`, which tells the candidates too and has the parameters explained.

    Examples
    --------
    >>> resolve_region("宿城区2019年政府信息公开工作年度报告", 2019).code
    '321302'
    >>> resolve_region("吴江市2010年政府信息公开工作年度报告", 2010).path
    '江苏省苏州市吴江市'
    """
    return resolve(text, year, context).region
