"""Names of divisions as texts write them, whole and short, and a scan that finds them.

One Aho-Corasick automaton holds every name of every year, so that a report of 10,000 characters
is searched in well under a millisecond and a title in two microseconds.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ahocorasick_rs import AhoCorasick

from giox.regions.gazetteer import Division, at_year, by_code, clamp, load, read_csv, whole_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "Mention",
    "Name",
    "find_divisions",
    "scan",
    "short_name",
    "simplify",
    "standing_for",
    "words",
]


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """What a string can stand for; there is one object for each string.

    Attributes
    ----------
    text : str
        The string.
    full : tuple of Division
        Divisions that have this name.
    short : tuple of Division
        Divisions that are called so for short.
    zone : tuple of Division
        Divisions around a development zone or the like that has this name.
    """

    text: str
    full: tuple[Division, ...]
    short: tuple[Division, ...]
    zone: tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text where a division is named.

    Attributes
    ----------
    start, end : int
        Offsets into the text, `text[start:end]` being the name.
    text : str
        The name as written.
    codes : tuple of str
        Codes that it may stand for in the year asked for.
    full : bool
        Whether it is a full name (宿城区) and not a short one (宿城).
    """

    start: int
    end: int
    text: str
    codes: tuple[str, ...]
    full: bool


@cache
def words() -> dict[str, Any]:
    """Return the word lists of ``words.toml``."""
    return tomllib.loads(files("giox.regions").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _kinds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = words()["short"]
    kinds, nations = "|".join(lists["kinds"]), "|".join(lists["nations"])
    return re.compile(f"(?:{kinds})$"), re.compile(f"(?<=..)(?:{nations})$")


def short_name(name: str) -> str:
    """Return a division's name without its kind and the nationalities in it.

    A name that would keep only one character stays whole.

    Examples
    --------
    >>> [short_name(name) for name in ("延边朝鲜族自治州", "吴江市", "蓟县", "东乡族自治县")]
    ['延边', '吴江', '蓟县', '东乡']
    """
    kind, nation = _kinds()
    short = kind.sub("", name)
    if "自治" in name or name.endswith("族区"):
        while (bare := nation.sub("", short)) != short:
            short = bare
        short = short.removesuffix("族")
    return short if len(short) > 1 else name


# 阿拉善右旗 is 阿右旗, 科尔沁右翼前旗 is 科右前旗.
_BANNER = re.compile(r"(.).+?([左右前中后]|联合)翼?([前中后]?)旗")


def _spellings(name: str) -> Iterator[str]:
    """Yield the short forms of a division's name."""
    short = short_name(name)
    if short != name:
        yield short
    if "自治" in name:
        yield short + name[-1]
        yield short + name[-3:]
    elif name.endswith(("特区", "族区")):
        yield short + "区"
    elif banner := _BANNER.fullmatch(name):
        yield "".join(banner.groups()) + "旗"


_ZONE_KIND = re.compile(r"(?:经济(?:技术)?|高新技术(?:产业)?)开发区$")


def _zone_short(match: re.Match[str]) -> str:
    return "经开区" if match[0].startswith("经济") else "高新区"


Table = dict[str, dict[Division, None]]


@cache
def _tables() -> tuple[Table, Table, Table]:
    """Return full names, short names and names of zones -> the divisions that they stand for."""
    full: Table = defaultdict(dict)
    short: Table = defaultdict(dict)
    zone: Table = defaultdict(dict)
    for division in load():
        full[division.name][division] = None
        for spelling in _spellings(division.name):
            short[spelling][division] = None
    for line in read_csv("aliases.csv"):
        table = {"full": full, "short": short, "zone": zone}[line["kind"]]
        table[line["alias"]].update(dict.fromkeys(by_code()[line["code"]]))
    kept = set(zone)
    for line in read_csv("zones.csv"):
        for name in line["names"].split():
            for spelling in {name, _ZONE_KIND.sub(_zone_short, name)} - kept:
                zone[spelling].update(dict.fromkeys(by_code()[line["code"]]))
    return full, short, zone


@cache
def _texts() -> tuple[str, ...]:
    return tuple(sorted(set().union(*_tables())))


@cache
def _name(index: int) -> Name:
    text = _texts()[index]
    return Name(text, *(tuple(table.get(text, ())) for table in _tables()))


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(_texts())


@cache
def _variants() -> dict[str, str]:
    """Return traditional -> simplified characters, but for those that names of divisions have."""
    protected = set().union(*_texts())
    path = files("opencc").joinpath("dictionary/TSCharacters.txt")
    pairs = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    # Characters outside the basic plane are in no name, and slow the pattern of `_traditional`.
    table = {old: new for old, new, *_ in pairs if old not in protected and old <= "\uffff"}
    return table | dict(words()["variants"])


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_variants())}]")


def simplify(text: str) -> str:
    """Return `text` with traditional characters replaced one by one, offsets unchanged.

    Enough for names and the words around them; 乾 stays as it is, for 乾县.

    Examples
    --------
    >>> simplify("港閘區人民政府"), simplify("乾縣")
    ('港闸区人民政府', '乾县')
    """
    table = _variants()
    return _traditional().sub(lambda found: table[found[0]], text)


def scan(text: str) -> list[tuple[int, int, Name]]:
    """Return (start, end, name) of all names in `text`, overlapping ones too, by their ends."""
    found = _automaton().find_matches_as_indexes(text, overlapping=True)
    return [(start, end, _name(index)) for index, start, end in found]


def standing_for(divisions: Iterable[Division], year: int | None) -> tuple[Division, ...]:
    """Return what divisions were in `year`: those valid then, or else what the others map to."""
    when = clamp(year)
    rows = tuple(divisions)
    here = tuple(d for d in rows if d.first <= when <= d.last)
    if here:
        return here
    return tuple(dict.fromkeys(other for d in rows for other in at_year(d, year)))


def find_divisions(text: str, year: int | None = None) -> list[Mention]:
    """Find the divisions that a text names.

    Where names overlap the longest counts (宿城区 inside 宿迁市宿城区 does, 城区 does not).

    Parameters
    ----------
    text : str
        Simplified Chinese of any length.
    year : int, optional
        The year whose codes are wanted; the latest by default.

    Returns
    -------
    list of Mention
        In the order of the text, without overlaps.

    Examples
    --------
    >>> [(m.text, m.codes) for m in find_divisions("宿迁市宿城区财政局", 2019)]
    [('宿迁市', ('321300',)), ('宿城区', ('321302',))]
    """
    year = whole_year(year)
    found = sorted(scan(text), key=lambda hit: (hit[0] - hit[1], hit[0]))
    taken = bytearray(len(text))
    mentions = []
    for start, end, name in found:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            mentions.append(Mention(start, end, name.text, _codes(name, year), bool(name.full)))
    return sorted(mentions, key=lambda mention: mention.start)


@cache
def _codes(name: Name, year: int | None) -> tuple[str, ...]:
    divisions = standing_for(name.full or name.short or name.zone, year)
    return tuple(dict.fromkeys(division.code for division in divisions))
