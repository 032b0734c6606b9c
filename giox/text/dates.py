"""Dates and periods, as whole days of the calendar with the span they were read from.

Pages lose 年 and 月 (`自201811日起至20181231日止`): digits that can then be read as one day only
are that day, and the result says that it was repaired.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from giox.text.digits import parse_number
from giox.text.scanning import matches

__all__ = [
    "Date",
    "Period",
    "PeriodKind",
    "find_dates",
    "find_periods",
    "plain_years",
    "read_calendar",
]

PeriodKind = Literal["range", "year", "part_of_year", "month"]


@dataclass(frozen=True, slots=True)
class Date:
    """One day.

    Attributes
    ----------
    start, end : int
        Its span in the text.
    value : datetime.date
        The day.
    repaired : bool
        Whether the text had lost 年 or 月, so that the day is inferred from its digits.
    """

    start: int
    end: int
    value: date
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included.

    Attributes
    ----------
    start, end : int
        Its span in the text.
    first, last : datetime.date
        First and last day.
    kind : {"range", "year", "part_of_year", "month"}
        How it was written: two ends, one year (`2016年度`), part of one (`上半年`, `1-11月`,
        `第三季度`), one month.
    repaired : bool
        Whether the text had lost 年 or 月.
    """

    start: int
    end: int
    first: date
    last: date
    kind: PeriodKind
    repaired: bool = False


_S = "[ \t\u3000]{0,2}"  # spaces that justified lines put between digits and words
_ZERO = "0OＯ"  # what is printed for 〇 in a year: 二0一九年
_CN = "零〇○一二三四五六七八九"
_LONE = r"(?<!\d)(?:19|20)\d\d"
_Y = rf"(?:{_LONE}|(?<!\d)[１２][９０]\d\d|(?<![{_CN}])[一二][九零〇○{_ZERO}][{_CN}{_ZERO}]{{2}})"
_M = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九元])"
_D = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = rf"{_S}(?:(?:起|开始)[,，]?)?{_S}(?:至|到|[-—–~～―－]{{1,2}}){_S}"

_YEAR = f"{_Y}{_S}年"
# How a year begins: this is quick to search for.
_FIRST = re.compile(rf"[12１２一二][90９０九零〇○{_ZERO}][\d{_CN}{_ZERO}]{{2}}")

_DAY_PATTERN = re.compile(
    rf"(?P<y0>{_YEAR}){_S}(?P<m0>{_M}){_S}月{_S}(?P<d0>{_D}){_S}[日号]"
    rf"|(?P<y1>{_LONE})(?P<sep>[-./])(?P<m1>\d{{1,2}})(?P=sep)"
    # a clock may follow without a space: 2021-03-2918:26
    r"(?P<d1>\d\d(?=\d\d?:\d\d)|\d{1,2}(?!\d|\.\d|[-/]\d(?!\d{3}[-./]\d|\d?\.\d)))"
    rf"|(?P<y2>{_LONE})(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?:日|(?![\d件条份项次个人宗起篇万元]))"
    rf"|(?P<y3>{_LONE})(?P<lost>年?\d{{2,4}}|\d{{1,2}}月\d{{1,2}})日"
)
_JOINED = re.compile(_TO)
_LAST_DAY = re.compile(
    rf"(?:[当同本]年{_S})?(?P<m>{_M}){_S}月(?:份)?{_S}(?:(?P<d>{_D}){_S}[日号]|(?P<end>[底末]))"
    rf"|(?P<day>\d{{1,2}}){_S}[日号]|(?P<lost>\d{{3,4}})日"
    r"|(?P<month>\d{1,2})\.(?P<date>\d{1,2})(?![\d.])"
)
_PERIOD_PATTERN = re.compile(
    # 2018年1月至(2019年)12月
    rf"(?P<y0>{_YEAR})度?{_S}(?P<m0>{_M}){_S}(?:月份?)?{_TO}"
    rf"(?:(?P<z0>{_YEAR}){_S})?(?P<n0>{_M}){_S}月(?:份|底)?(?!{_S}\d{{1,2}}{_S}日)"
    # 2018.01-2018.12
    rf"|(?P<y1>{_LONE})[./](?P<m1>\d{{1,2}}){_TO}(?:(?P<z1>(?:19|20)\d\d)[./])?(?P<n1>\d{{1,2}})(?![\d./])"
    # 2008-2018年, 2017年至2018年度
    rf"|(?P<y2>{_Y}){_S}(?:年度?)?{_TO}(?P<z2>{_YEAR})度?(?!{_S}{_M}{_S}月)"
    # 2019年上半年, 2019年第三季度, 2020年前三季度
    rf"|(?P<y3>{_YEAR})度?{_S}(?P<part>上半年|下半年|(?:第|前)?{_S}[一二三四1-4]{_S}季度)"
    rf"|(?P<y4>{_YEAR}){_S}(?P<m4>{_M}){_S}月份?(?!{_S}\d)"
    rf"|(?P<y5>{_YEAR})度?(?!{_S}\d{{1,4}}日)"
)


# Most years are plain: neither part of a date nor an end of a period.
_PLAIN = re.compile(
    rf"[12１２一二][90９０九零〇○{_ZERO}](?:(?<=19|20)(?<!\d..)(?P<plain>[0-9]{{2}}年度?+)"
    rf"(?![ \t\u3000\d{_CN}十廿起开至到上下第前\-—–~～―－])|[\d{_CN}{_ZERO}]{{2}})"
)
_WRITTEN = str.maketrans(dict.fromkeys(_ZERO, "〇") | {"元": "一"})


def plain_years(text: str) -> list[tuple[int, int]] | None:
    """Find the years of a text that names no other day or period; None where it does.

    >>> plain_years("2019年收到3件,2018年度有5件"), plain_years("2019年5月收到3件")
    ([(0, 5), (10, 16)], None)
    """
    spans: list[tuple[int, int]] = []
    for found in _PLAIN.finditer(text):
        if found.lastgroup is None:
            return None
        spans.append(found.span())
    return spans


def find_dates(text: str) -> list[Date]:
    """Find every whole date: a day with its month and year.

    Parameters
    ----------
    text : str
        Any text; clean text (see `clean`) gives the most.

    Returns
    -------
    list of Date
        In order of the text. Days that the calendar does not have are left out, and so are
        digits that can be read as two days (`2018111日`, which lost 年 and 月).

    Examples
    --------
    >>> [str(found.value) for found in find_dates("二〇一七年二月二十日,见2019-01-22")]
    ['2017-02-20', '2019-01-22']
    >>> find_dates("自201811日起")
    [Date(start=1, end=8, value=datetime.date(2018, 1, 1), repaired=True)]
    """
    return [] if _FIRST.search(text) is None else list(_dates(text))


def find_periods(text: str) -> list[Period]:
    """Find periods: from one day, month or year to another, a year, a part of one.

    Parameters
    ----------
    text : str
        Any text; clean text (see `clean`) gives the most.

    Returns
    -------
    list of Period
        In order of the text, none inside another. A single day is no period.

    Examples
    --------
    >>> for found in find_periods("2018年度,自201811日起至20181231日止,2018.01-2018.11"):
    ...     print(found.kind, found.first, found.last, found.repaired)
    year 2018-01-01 2018-12-31 False
    range 2018-01-01 2018-12-31 True
    range 2018-01-01 2018-11-30 False
    """
    return read_calendar(text)[1]


def read_calendar(text: str) -> tuple[list[Date], list[Period]]:
    """Find dates and periods in one go: the former are part of the latter."""
    if _FIRST.search(text) is None:
        return [], []
    dates = list(_dates(text))
    following = {one.start: one for one in dates}
    found: list[Period] = []
    position = 0
    for one in dates:
        if one.start < position:
            continue
        found += _between(text, position, one.start)
        period = _from_day(text, one, following)
        if period is not None:
            found.append(period)
        position = one.end if period is None else period.end
    found += _between(text, position, len(text))
    return dates, found


def _dates(text: str) -> Iterator[Date]:
    for found in matches(_FIRST, _DAY_PATTERN, text):
        if found["y3"]:
            value = _unlost(int(found["y3"]), found["lost"])
        else:
            form = next(form for form in "012" if found[f"y{form}"])
            year, month, day = (_number(found[part + form]) for part in "ymd")
            value = _day(year, month, day)
        if value is not None:
            repaired = bool(found["y3"] or (found["y2"] and found[0].endswith("日")))
            yield Date(found.start(), found.end(), value, repaired)


def _from_day(text: str, first: Date, following: dict[int, Date]) -> Period | None:
    """Find the period that begins with a whole date, if one does."""
    joined = _JOINED.match(text, first.end)
    if joined is None:
        return None
    last = following.get(joined.end()) or _last_day(text, joined.end(), first.value)
    if last is None or last.value < first.value:
        return None
    repaired = first.repaired or last.repaired
    return Period(first.start, last.end, first.value, last.value, "range", repaired)


def _last_day(text: str, position: int, first: date) -> Date | None:
    """Read the end of a period, which leaves out what it shares with the first day."""
    found = _LAST_DAY.match(text, position)
    if found is None:
        return None
    if found["lost"]:
        value = _unlost(first.year, found["lost"])
    elif found["day"]:
        value = _day(first.year, first.month, int(found["day"]))
    elif found["month"]:
        value = _day(first.year, int(found["month"]), int(found["date"]))
    elif found["end"]:
        value = _month_end(first.year, _number(found["m"]))
    else:
        value = _day(first.year, _number(found["m"]), _number(found["d"]))
    if value is None:
        return None
    return Date(found.start(), found.end(), value, repaired=found["lost"] is not None)


def _between(text: str, start: int, end: int) -> Iterator[Period]:
    """Find periods in a stretch without whole dates."""
    for found in matches(_FIRST, _PERIOD_PATTERN, text, start, end):
        form = next(form for form in range(6) if found[f"y{form}"])
        year = _number(found[f"y{form}"])
        days = _days(found, form, year)
        if days is not None and days[0] <= days[1]:
            yield Period(found.start(), found.end(), *days)


def _days(found: re.Match[str], form: int, year: int) -> tuple[date, date, PeriodKind] | None:
    """First and last day of what a pattern of periods found."""
    kind: PeriodKind = "range"
    first, last = date(year, 1, 1), date(year, 12, 31)
    if form == 2:
        last = date(_number(found["z2"]), 12, 31)
    elif form == 3:
        kind, (first, last) = "part_of_year", _part(year, re.sub(r"\s", "", found["part"]))
    elif form == 5:
        kind = "year"
    else:
        later = found[f"z{form}"] if form < 2 else None
        kind = "month" if form == 4 else "range" if later or form else "part_of_year"
        begun = _day(year, _number(found[f"m{form}"]), 1)
        ended = _month_end(
            _number(later or str(year)), _number(found["m4" if form == 4 else f"n{form}"])
        )
        if begun is None or ended is None:
            return None
        first, last = begun, ended
    return first, last, kind


def _part(year: int, part: str) -> tuple[date, date]:
    """上半年 or a quarter; 前三季度 begins with January."""
    if part.endswith("半年"):
        first, last = (1, 6) if part[0] == "上" else (7, 12)
    else:
        last = 3 * _number(part[-3])
        first = 1 if part[0] == "前" else last - 2
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _unlost(year: int, rest: str) -> date | None:
    """Find the one day that digits without 年 or 月 can stand for.

    `1231` is 31 December and `131` is 31 January, but `111` could be two days, so none.
    """
    if "月" in rest:
        month, _month, day = rest.partition("月")
        return _day(year, int(month), int(day))
    digits = rest.removeprefix("年")
    cuts = [cut for cut in (1, 2) if digits[cut:] and not digits[cut:].startswith("0")]
    days = {_day(year, int(digits[:cut]), int(digits[cut:])) for cut in cuts} - {None}
    return days.pop() if len(days) == 1 else None


def _number(text: str) -> int:
    """Read a year, month or day with or without its word; -1 where it cannot be read."""
    text = text.rstrip("年 \t\u3000")
    value = parse_number(text if text.isdecimal() else text.translate(_WRITTEN))
    return -1 if value is None else int(value)


def _day(year: int, month: int, day: int) -> date | None:
    if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _month_end(year: int, month: int) -> date | None:
    return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None
