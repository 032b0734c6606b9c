"""Dates and periods, as whole days of the calendar with the span they were read from."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from giox.text.digits import parse_number

__all__ = ["Date", "Period", "PeriodKind", "find_dates", "find_periods"]

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


_CN = "[一二三四五六七八九十]"
_ = r"[ \t\u3000]{0,2}"
_YEAR = r"(?:(?<!\d)(?:19|20|１９|２０)\d\d|(?<![〇○零一二三四五六七八九])[一二][九〇○零][〇○零一二三四五六七八九]{2})"
_MONTH = rf"(?:\d{{1,2}}|{_CN}{{1,2}})"
_DAY = rf"(?:\d{{1,2}}|[一二三]?十?{_CN}|[二三]?十|廿{_CN}?)"
_TO = rf"{_}(?:起|开始)?{_}(?:至|到|[-－—–~～―]{{1,2}}){_}"

_WRITTEN = re.compile(
    rf"(?P<y>{_YEAR}){_}年{_}(?P<m>{_MONTH}){_}月{_}(?P<d>{_DAY}){_}[日号]"
    rf"|(?P<y2>(?<!\d)(?:19|20)\d\d)(?P<sep>[-./])(?P<m2>\d{{1,2}})(?P=sep)"
    rf"(?P<d2>\d{{1,2}}(?![\d.]|[-/]\d)|\d\d(?=\d\d?:\d\d))"
    r"|(?P<y3>(?<!\d)(?:19|20)\d\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?![\d])"
    r"|(?P<y4>(?<!\d)(?:19|20)\d\d)(?P<lost>年?\d{2,4}|\d{1,2}月\d{1,2})日"
)
_LAST_DAY = re.compile(
    rf"{_TO}(?:(?:(?:当年|同年|本年){_})?(?P<m>{_MONTH}){_}月{_}(?:(?P<d>{_DAY}){_}[日号]|(?P<end>底|末))"
    rf"|(?P<d1>\d{{1,2}}){_}[日号]|(?P<lost>\d{{2,4}})日)"
)
_SPANS = re.compile(
    # 2018年1月至(2019年)12月
    rf"(?P<y>{_YEAR}){_}年度?{_}(?P<m>{_MONTH}){_}(?:月份?)?{_TO}"
    rf"(?:(?P<y1>{_YEAR}){_}年{_})?(?P<m1>{_MONTH}){_}月(?!{_}\d{{1,2}}{_}日)"
    # 2018.01-2018.12
    rf"|(?P<y2>(?<!\d)(?:19|20)\d\d)[./](?P<m2>\d{{1,2}}){_TO}"
    rf"(?:(?P<y3>(?:19|20)\d\d)[./])?(?P<m3>\d{{1,2}})(?![\d./])"
    # 2008-2018年, 2017年至2018年
    rf"|(?P<y4>{_YEAR}){_}(?:年度?)?{_TO}(?P<y5>{_YEAR}){_}年(?!{_}(?:{_MONTH}){_}月)"
    # one year and its parts
    rf"|(?P<y6>{_YEAR}){_}年度?{_}(?P<part>上半年|下半年|(?:第|前)?{_}[一二三四1-4]{_}季度)"
    rf"|(?P<y7>{_YEAR}){_}年{_}(?P<m7>{_MONTH}){_}月(?!{_}\d)"
    rf"|(?P<y8>{_YEAR}){_}年(?!{_}\d{{1,4}}日)"
)


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
        digits that can be read as two different days (2018年 and 月 lost from `2018111日`).

    Examples
    --------
    >>> [found.value.isoformat() for found in find_dates("二〇一七年二月二十日,见2019-01-22")]
    ['2017-02-20', '2019-01-22']
    >>> find_dates("至20171231日止")
    [Date(start=1, end=10, value=datetime.date(2017, 12, 31), repaired=True)]
    """
    return list(_dates(text))


def find_periods(text: str) -> list[Period]:
    """Find periods: from one day, month or year to another, a year, a part of one.

    Returns
    -------
    list of Period
        In order of the text, none inside another. A single day is no period.

    Examples
    --------
    >>> for found in find_periods("2018年度,自201811日起至20181231日止,2018.01-2018.11"):
    ...     print(found.kind, found.first, found.last)
    year 2018-01-01 2018-12-31
    range 2018-01-01 2018-12-31
    range 2018-01-01 2018-11-30
    """
    dates = list(_dates(text))
    found: list[Period] = []
    taken = 0
    following = {one.start: one for one in dates}
    for one in dates:
        if one.start < taken:
            continue
        period = _from_day(text, one, following)
        if period is not None:
            found.append(period)
            taken = period.end
    busy = sorted([(one.start, one.end) for one in dates] + [(one.start, one.end) for one in found])
    position = 0
    gaps: list[tuple[int, int]] = []
    for start, end in busy:
        if start > position:
            gaps.append((position, start))
        position = max(position, end)
    gaps.append((position, len(text)))
    for start, end in gaps:
        found += (period for period in _in_gap(text, start, end))
    return sorted(found, key=lambda period: period.start)


def _dates(text: str) -> Iterator[Date]:
    for found in _WRITTEN.finditer(text):
        if found["y4"]:
            value = _unlost(int(found["y4"]), found["lost"])
        else:
            year, month, day = (
                part
                for part in found.group("y", "m", "d", "y2", "m2", "d2", "y3", "m3", "d3")
                if part
            )
            value = _day(_number(year), _number(month), _number(day))
        if value is not None:
            yield Date(found.start(), found.end(), value, repaired=found["y4"] is not None)


def _from_day(text: str, first: Date, following: dict[int, Date]) -> Period | None:
    """The period that begins with a whole date, if one does."""
    joined = re.compile(_TO).match(text, first.end)
    if joined is None:
        return None
    last = following.get(joined.end())
    if last is not None:
        end, value, repaired = last.end, last.value, last.repaired
    else:
        found = _LAST_DAY.match(text, first.end)
        if found is None:
            return None
        inferred = _last_day(found, first.value)
        if inferred is None:
            return None
        end, value, repaired = found.end(), inferred, found["lost"] is not None
    if value < first.value:
        return None
    return Period(first.start, end, first.value, value, "range", first.repaired or repaired)


def _last_day(found: re.Match[str], first: date) -> date | None:
    if found["lost"]:
        return _unlost(first.year, found["lost"]) or _day(
            first.year, first.month, int(found["lost"])
        )
    if found["d1"]:
        return _day(first.year, first.month, int(found["d1"]))
    month = _number(found["m"])
    if found["end"]:
        return _month_end(first.year, month)
    return _day(first.year, month, _number(found["d"]))


def _in_gap(text: str, start: int, end: int) -> Iterator[Period]:
    for found in _SPANS.finditer(text, start, end):
        days = _days(found)
        if days is not None and days[0] <= days[1]:
            yield Period(found.start(), found.end(), *days)


def _days(found: re.Match[str]) -> tuple[date, date, PeriodKind] | None:
    group = found.groupdict()
    for y, m, y1, m1 in (("y", "m", "y1", "m1"), ("y2", "m2", "y3", "m3")):
        if group[y]:
            year = _number(group[y])
            last_year = _number(group[y1]) if group[y1] else year
            first = _day(year, _number(group[m]), 1)
            last = _month_end(last_year, _number(group[m1]))
            if first is None or last is None:
                return None
            return first, last, "part_of_year" if y == "y" and not group[y1] else "range"
    if group["y4"]:
        return date(_number(group["y4"]), 1, 1), date(_number(group["y5"]), 12, 31), "range"
    if group["y6"]:
        return _part(_number(group["y6"]), group["part"])
    if group["y7"]:
        year, month = _number(group["y7"]), _number(group["m7"])
        first, last = _day(year, month, 1), _month_end(year, month)
        return None if first is None or last is None else (first, last, "month")
    year = _number(group["y8"])
    return date(year, 1, 1), date(year, 12, 31), "year"


def _part(year: int, part: str) -> tuple[date, date, PeriodKind]:
    if "半年" in part:
        first, last = (1, 6) if part[0] == "上" else (7, 12)
    else:
        quarter = "一二三四".find(part.replace(" ", "")[-3]) + 1 or int(part.replace(" ", "")[-3])
        first, last = (1 if part[0] == "前" else 3 * quarter - 2), 3 * quarter
    return (
        date(year, first, 1),
        date(year, last, calendar.monthrange(year, last)[1]),
        "part_of_year",
    )


def _unlost(year: int, rest: str) -> date | None:
    """Find the one day that digits without 年 or 月 can stand for.

    `1231` is 31 December and `131` 31 January, but `111` could be two days, so none.
    """
    if "月" in rest:
        month, _month, day = rest.partition("月")
        return _day(year, int(month), int(day))
    digits = rest.removeprefix("年")
    days = {
        day
        for cut in (1, 2)
        if digits[cut:] and not digits[cut:].startswith("0")
        if (day := _day(year, int(digits[:cut]), int(digits[cut:])))
    }
    return days.pop() if len(days) == 1 else None


def _number(text: str) -> int:
    value = parse_number(text)
    return -1 if value is None else int(value)


def _day(year: int, month: int, day: int) -> date | None:
    if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _month_end(year: int, month: int) -> date | None:
    return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None
