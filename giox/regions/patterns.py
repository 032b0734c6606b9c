"""The words around names of divisions, compiled from ``words.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from giox.regions.names import words

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Patterns",
    "may_precede",
    "names_body",
    "names_department",
    "patterns",
    "segments",
]


_SHORT_YEAR = 3  # characters, its 年 among them


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions for the parts of a body's name.

    Attributes
    ----------
    boilerplate : re.Pattern
        A report title's own words: 2019年, 政府信息公开工作年度报告.
    government : re.Pattern
        All of what follows a division that is the government itself: 人民政府办公室.
    town : re.Pattern
        A township and what may follow its name; group 1 is the name.
    zone, scenic, company, branch : re.Pattern
        Words of zones, of zones around a sight, of enterprises, of branches in a county (分局).
    bare : re.Pattern
        A kind without a name, 市 in 市财政局; group 1 is the kind.
    national : re.Pattern
        A body of the central government.
    longer : re.Pattern
        After what looks like a division's name: it is part of a longer one (古县镇, 东城区域).
    """

    boilerplate: re.Pattern[str]
    government: re.Pattern[str]
    town: re.Pattern[str]
    zone: re.Pattern[str]
    scenic: re.Pattern[str]
    company: re.Pattern[str]
    branch: re.Pattern[str]
    bare: re.Pattern[str]
    national: re.Pattern[str]
    longer: re.Pattern[str]


def _either(alternatives: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + ")"


@cache
def patterns() -> Patterns:
    """Return the patterns, compiled once."""
    lists = words()
    body, office = _either(lists["government"]["bodies"]), _either(lists["government"]["offices"])
    own, kind = _either(lists["government"]["self"]), _either(lists["bare"]["kinds"])
    town, after = _either(lists["town"]["suffixes"]), _either(lists["town"]["after"])
    scenic = _either(lists["zone"]["scenic"])
    zone = _either([*lists["zone"]["words"], *lists["zone"]["scenic"]])
    end = _either(lists["department"]["ends"])
    once = rf"(?:{body}{office}?|{office}|{own})"
    return Patterns(
        boilerplate=re.compile("|".join(lists["title"]["boilerplate"])),
        government=re.compile(rf"(?:{once}(?:[及和、]?{kind}?{once})*)?{own}?$"),
        town=re.compile(
            rf"(?:{body})?(?!城[乡镇])((?:(?!{body}|驻|特派|专员).){{1,14}}?{town})(?=$|{after})"
        ),
        zone=re.compile(zone),
        scenic=re.compile(scenic),
        company=re.compile(_either(lists["department"]["companies"])),
        branch=re.compile(rf"[区县市旗]?{_either(lists['department']['branches'])}"),
        bare=re.compile(
            rf"(?:我|本|全)?({kind})(?={body}|{own}|委|直|.{{1,24}}?{end}(?:机关)?$|{office}$)"
        ),
        national=re.compile(rf"(?:中华人民共和国)?{_either(lists['national']['names'])}(?!门)"),
        longer=re.compile(rf"(?:镇|乡|街道|苏木|农场|林场|牧场)(?=$|{after})|[市县区]?域"),
    )


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return with what departments' names end, those of all bodies, and what stands before names.

    (What the words allow only behind a number, 三团, departments' names have anyway.)
    """
    lists = words()
    departments = lists["department"]["ends"]
    bodies = (*lists["government"]["bodies"], *lists["town"]["suffixes"], *lists["zone"]["words"])
    plain = (word for word in bodies if not word.startswith("("))
    return tuple(departments), (*departments, *plain), tuple(lists["title"]["leads"])


def names_department(name: str) -> bool:
    """Tell whether a name ends as departments' names do.

    Examples
    --------
    >>> names_department("城市管理局"), names_department("局机关"), names_department("政府")
    (True, True, False)
    """
    return name.removesuffix("机关").endswith(_endings()[0])


def names_body(name: str) -> bool:
    """Tell whether a name ends like one of a government, a township, a zone or a department.

    Examples
    --------
    >>> names_body("宿城区城市管理局"), names_body("局"), names_body("工作总体情况")
    (True, False, False)
    """
    return name[1:].removesuffix("机关").endswith(_endings()[1])


def may_precede(text: str) -> bool:
    """Tell whether a text ends like what may stand before the name of a division.

    Examples
    --------
    >>> may_precede("国家税务总局"), may_precede("19年"), may_precede("工作")
    (True, True, False)
    """
    return text.endswith(_endings()[2]) or (text.endswith("年") and len(text) <= _SHORT_YEAR)


# From break to break, with two Chinese characters in it.
_BREAKS = r"\s()\[\]()【】〔〕《》<>“”\"',,、。;;::|/·—_-"
_STRETCH = re.compile(rf"(?<![^{_BREAKS}])[^{_BREAKS}]*?[\u4e00-\u9fff]{{2}}[^{_BREAKS}]*")


def segments(text: str) -> list[str]:
    """Split a title into the stretches that can name a body, its own words taken away.

    Examples
    --------
    >>> segments("(闽侯县水利局)2010年度政府信息公开工作年度报告")
    ['闽侯县水利局']
    """
    return _STRETCH.findall(patterns().boilerplate.sub("|", text))
