"""From the names that a text carries to the one division that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from giox.errors import GioxError
from giox.regions.evidence import Evidence, gather
from giox.regions.gazetteer import NATIONAL, Division, ancestors, valid, whole_year
from giox.regions.names import simplify
from giox.regions.patterns import segments
from giox.regions.reading import CERTAIN, LIKELY, Reading, is_under, mean, read
from giox.regions.towns import counties_of_town

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Question",
    "Region",
    "Resolution",
    "path_of",
    "resolve",
    "resolve_region",
    "settle",
    "understand",
]

# By how much the best candidate must lead the next one (see the weights in `evidence`).
MARGIN = 1.0
# What a division needs that the text itself does not name: less if it names the kind (市财政局).
ENOUGH, ENOUGH_OF_KIND = 3.5, 2.5


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


@cache
def path_of(code: str, year: int | None) -> str:
    """Return the joined names of a division and those above it in a year."""
    chain = (valid(c, year) for c in (*reversed(ancestors(code)), code))
    return "".join(division.name for division in chain if division)


def _region(
    division: Division, reading: Reading, year: int | None, codes: tuple[str, ...], reason: str
) -> Region:
    level = reading.body if reading.body in {"township", "department"} else division.level
    code, path = division.code, path_of(division.code, year)
    return Region(code, division.name, path, level, reading.zone, codes, reason)


Held = tuple[Reading, tuple[Division, ...]]
_NOTHING: Held = (Reading(), ())


def _combine(readings: Iterable[Reading], year: int | None) -> Held:
    """Return what several stretches of one text say together.

    Later names narrow earlier ones down (和平区 … 天津市和平区; 温州市 … 鹿城区); what contradicts
    is left out, unless it is plainer.
    """
    held = _NOTHING
    for reading in readings:
        divisions = mean(reading, year)
        if not held[1]:
            held = (reading, divisions) if divisions or not held[0].body else held
        elif divisions:
            held = _narrow(held, (reading, divisions))
        else:
            held = _specify(held, reading, year)
    return held


def _narrow(held: Held, new: Held) -> Held:
    """Put two stretches together that both name divisions."""
    plainer = held[0].trust < new[0].trust
    if below := tuple(d for d in new[1] if is_under(d, held[1])):
        if held[0].zone and new[0].body == "self" and below == held[1]:
            # 苏州高新区管委会(虎丘区人民政府): one body that is both.
            return new[0]._replace(zone=True), below
        deeper = any(d not in held[1] for d in below)
        return (new if deeper or plainer else held)[0], below
    if above := tuple(d for d in held[1] if is_under(d, new[1])):
        return held[0], above
    if held[0].zone and new[0].body == "self" and all(d.level == "prefecture" for d in new[1]):
        # 大兴国际机场临空经济区(廊坊): the part of a zone that lies there.
        return held[0], new[1]
    return new if plainer else held


def _specify(held: Held, reading: Reading, year: int | None) -> Held:
    """Add a stretch that names a body and no division: 温州市 … 民政局, 朝阳区 … 三间房地区."""
    before, divisions = held
    if reading.body == "township":
        towns = counties_of_town(reading.town, year)
        counties = tuple(d for d in towns if is_under(d, divisions))
        if counties or len(divisions) == 1:
            return before._replace(body="township", town=reading.town), counties or divisions
    elif reading.body == "department" and not reading.bare and before.body == "self":
        return before._replace(body="department", zone=reading.zone), divisions
    return held


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

    Raises
    ------
    GioxError
        If `text` or `context` is no string, or `year` no whole number of four digits.

    Examples
    --------
    >>> resolve("鼓楼区2019年政府信息公开工作年度报告", 2019).region is None
    True
    >>> resolve("鼓楼区2019年政府信息公开工作年度报告", 2019, "徐州市云龙路").region.path
    '江苏省徐州市鼓楼区'
    """
    plain, year = simplify(_text(text)), whole_year(year)
    found = understand(plain, year)
    if isinstance(found, Resolution):
        return found
    return settle(found, gather(simplify(_text(context or "")), plain, year))


def _text(given: object) -> str:
    if isinstance(given, str):
        return given
    msg = f"{given!r} is no text: give titles, names and context as strings"
    raise GioxError(msg)


class Question(NamedTuple):
    """What the names in a text leave open.

    Attributes
    ----------
    reading : Reading
        The body that the text names.
    divisions : tuple of Division
        The divisions that it can belong to.
    reason : str
        Why it is that division if there is one.
    year : int or None
        The year that they are meant in.
    """

    reading: Reading
    divisions: tuple[Division, ...]
    reason: str
    year: int | None


def understand(text: str, year: int | None) -> Resolution | Question:
    """Read all names of a text (simplified): what they say together, or what they leave open."""
    parts = segments(text)
    readings = {part: read(part, year) for part in set(parts)}
    reading, divisions = _combine([readings[part] for part in parts], year)
    if reading.body == "national":
        return _found(Region(NATIONAL, "国家", "国家", "national", reason="a central body"))
    reason = "named in the text"
    if reading.town and not divisions:
        divisions = counties_of_town(reading.town, year)
        reason = f"the only county known to have {reading.town}"
    if len(divisions) == 1 and reading.trust == CERTAIN:
        return _found(_region(divisions[0], reading, year, (divisions[0].code,), reason))
    return Question(reading, divisions, reason, year)


def settle(question: Question, evidence: Evidence) -> Resolution:
    """Decide what a text leaves open by the evidence around it.

    A likely reading stands unless the evidence is for another division.
    """
    reading, divisions, year = question.reading, question.divisions, question.year
    codes = tuple(d.code for d in divisions)
    best, grounds = _best(reading, divisions, evidence)
    if best is None and len(divisions) == 1 and reading.trust == LIKELY and not grounds:
        best, grounds = divisions[0], question.reason
    if best is not None:
        return _found(_region(best, reading, year, codes or (best.code,), grounds))
    candidates = tuple(_region(d, reading, year, codes, "") for d in divisions)
    why = "several divisions are possible" if candidates else "no division is named"
    return Resolution(None, candidates, why)


def _found(region: Region) -> Resolution:
    return Resolution(region, (region,), region.reason)


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


def _best(
    reading: Reading, divisions: tuple[Division, ...], evidence: Evidence
) -> tuple[Division | None, str]:
    """Return the division that the evidence is for, and the grounds.

    Without a division the second is empty where there is no evidence at all, and says what
    stands against the one that the reading names where there is.
    """
    if evidence.empty:
        return None, ""
    candidates = dict.fromkeys(divisions)
    if not divisions or reading.town:
        found = (d for d in evidence.named() if _fits(d, reading))
        if reading.town:
            found = (d for d in found if d.level == "county" and d in evidence.bodies)
        candidates.update(dict.fromkeys(found))
    score = evidence.support if divisions else evidence.standing
    scores = sorted(((score(d), d.code, d) for d in candidates), reverse=True)
    least = 0.0 if divisions else ENOUGH_OF_KIND if reading.bare else ENOUGH
    if not scores or scores[0][0] <= least:
        rivals = [d.name for d in evidence.bodies if not is_under(d, divisions)]
        return None, " ".join(rivals)
    if len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN:
        return None, scores[1][2].name
    return scores[0][2], evidence.why(scores[0][2])


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
