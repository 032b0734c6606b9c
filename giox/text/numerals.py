"""Numbers in running text: their exact values, what they count, and what they do not.

`find_numbers` goes through a text once. Everything that has digits in it without being a
number of things (addresses, codes, dates, titles in 《》, numbers of documents) is found as
such, so that what is left with the kind `count` was counted by somebody. The words that
decide stand in `numerals.toml`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, cast

from giox.text.dates import find_dates, find_periods
from giox.text.digits import ARABIC, CHINESE, parse_number

__all__ = ["Kind", "Number", "find_numbers", "parse_number"]

Kind = Literal[
    "count",
    "range",
    "money",
    "percent",
    "ratio",
    "duration",
    "ordinal",
    "year",
    "date",
    "document_number",
    "phone",
    "code",
    "name",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a text.

    Attributes
    ----------
    start, end : int
        Span of the numeral, with the 百 千 万 亿 that belong to it, without its counter.
    value : Decimal
        Exact value. A share as printed (98.7% is 98.7, 三成 is 30); of a range its lower end.
    kind : str
        What the number does in its sentence:

        ``count``
            counts things, or stands alone as in a cell of a table;
        ``range``
            counts things between two ends, `3至5件`;
        ``money``
            an amount in 元, 万元 ...;
        ``percent``
            a share, or a difference in percentage points (see the counter);
        ``ratio``
            so many times: 倍, 折;
        ``duration``
            an amount of time;
        ``ordinal``
            a place in an order or a degree: 第三, 二级, `1.` before an item, Article 20;
        ``year``, ``date``
            part of the calendar or of the clock;
        ``document_number``
            〔2019〕54号;
        ``phone``, ``code``
            digits that are no quantity: telephone numbers, web addresses, index numbers, PM2.5;
        ``name``
            part of a fixed expression or of a title: 三公经费, 12345热线, 《…》.
    counter : str or None
        The counter or unit after the numeral.
    counter_end : int
        Where the counter ends; `end` where there is none.
    approximate : bool
        Whether the text says that the value is not exact (余, 多, 约, 近, 以上 ...).
    low, high : Decimal or None
        Both ends of a range, whatever its kind.
    """

    start: int
    end: int
    value: Decimal
    kind: Kind
    counter: str | None
    counter_end: int
    approximate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


_DIGIT = "[零〇一二三四五六七八九]"
_NUMERAL = (
    r"(?<=[\u4e00-\u9fff:])\d{1,3}(?: \d{3}){1,3}(?= ?[件条份项次个人篇宗起万])"
    r"|(?<=[^\n|]{19}[\u4e00-\u9fff])\d{1,6}\n\d{1,6}(?=[件条份项次个人篇宗起万年])"
    rf"|(?<!\d){ARABIC}(?:[余多]?[百千]?[余多]?[万亿萬億]{{1,2}}(?:\d{{1,4}}[百千]?万?(?!\d))?|[百千](?=[余多件条份项次个人篇元])|)"
    rf"|[{CHINESE}]+(?:点{_DIGIT}+[万亿]?|[余多来][万亿]|)"
)
_TOKEN = re.compile(
    r"(?P<code>(?:https?:?//|www\.)[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+"
    r"|[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9.-]+"
    r"|[A-Za-z][A-Za-z._/:+-]*\d[A-Za-z0-9._/:+-]*"
    r"|(?<!\d)\d{4,20}/\d{1,20}(?:-\d{1,20})*"
    r"|(?<!\d)\d{1,30}(?:[./:-]\d{1,30})?[A-Za-zμ][A-Za-z0-9._/-]*)"
    r"|(?P<document_number>[〔\[(【](?:19|20)\d\d[〕\])】]?第?\d{1,5}(?=号))"
    r"|(?P<phone>(?<![\d-])(?:\(?0\d{2,3}\)?[-—–]{1,2}\d{7,8}(?:[-—转]\d{1,5})?"
    r"|1[3-9]\d{9}|400-?\d{3}-?\d{4})(?!\d))"
    r"|(?P<date>(?<!\d)(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d)"
    r"|(?<!\d)(?:[01]?\d|2[0-4])时(?:[0-5]?\d分)?"
    r"|(?<!\d)\d{1,2}月?(?:[-—–~至到]{1,2}\d{1,2})?月(?:份|底|初|末|中旬|上旬|下旬|\d{1,2}[日号])?(?!\d))"
    r"|(?P<item>(?:(?<![^\n;；。|\s])[ \t]{0,4})"
    rf"(?:\(?\d{{1,2}}\)|\d{{1,2}}[.．、](?!\d)|\([{CHINESE}]{{1,3}}\)|[{CHINESE}]{{1,3}}、))"
    rf"|(?P<share>[百千万]分之(?:{ARABIC}|[{CHINESE}]+(?:点{_DIGIT}+)?))"
    rf"|(?P<ordinal>第[ \t]?(?:{ARABIC}|[{CHINESE}]+))"
    rf"|(?P<number>(?:(?:(?<![\w)\]〕-])|(?<=[为长率]))[-−])?(?:{_NUMERAL}))"
)
_VAGUE = re.compile(f"([数几上好成]|若干)[{CHINESE}]?$")
_LABELLED = (
    (re.compile(r"(?:电话|传真|手机|热线|联系方式)[^\d,。;|\n]{0,4}$"), "phone"),
    (re.compile(r"(?:邮编|邮政编码|编号|代码|索引号|证号|文号|QQ群?)[^\d,。;|\n]{0,4}$"), "code"),
)
_ARTICLE = re.compile(r"(?:条例|法|办法|规定|》|第)$")
_COUNTED = re.compile(r"信息|文件|政策|消息|新闻|动态|建议|意见|数据|[共计达有开布传报增约近]")
_BETWEEN = re.compile(r"[ \t]?(?:[-—–~～]{1,2}|至|到)[ \t]?")
_RUN = re.compile("([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]*)")
_JOINED = re.compile(r"[条款项](?:第.{1,4}[款项])?[、和及与至到]")


def find_numbers(text: str) -> list[Number]:
    """Find every number of a text with its value and what it does there.

    Parameters
    ----------
    text : str
        Any text; clean simplified text (see `normalise`) gives the most.

    Returns
    -------
    list of Number
        In order of the text, none inside another. Words without a value (数十, 若干) are left out.

    Examples
    --------
    >>> for number in find_numbers("第三季度共收到申请1,234件,同比增长12.5%,支出约3.2万元"):
    ...     print(number.value, number.kind, number.counter, number.approximate)
    3 ordinal None False
    1234 count 件 False
    12.5 percent % False
    3.2 money 万元 True
    """
    return _ranges(text, sorted(_all(text), key=lambda number: number.start))


def _all(text: str) -> Iterator[Number]:
    calendar = _calendar(text)
    yield from calendar
    named = _Spans(_named(text))
    before: Number | None = None
    for start, end in _gaps([(number.start, number.end) for number in calendar], len(text)):
        for found in _TOKEN.finditer(text, start, end):
            number = _read(text, found, before)
            if number is None:
                continue
            before = number
            if named.covers(number.start) and number.kind not in ("date", "code", "phone"):
                number = replace(number, kind="name")
            yield number


def _calendar(text: str) -> list[Number]:
    """Dates and years, none inside another."""
    spans: list[tuple[int, int, Kind, int]] = [
        (one.start, one.end, "year" if one.kind == "year" else "date", one.first.year)
        for one in find_periods(text)
    ]
    spans += [(one.start, one.end, "date", one.value.year) for one in find_dates(text)]
    numbers: list[Number] = []
    done = 0
    for start, end, kind, year in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            numbers.append(Number(start, end, Decimal(year), kind, None, end))
            done = end
    return numbers


def _gaps(spans: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in spans:
        if position < start:
            yield position, start
        position = end
    if position < length:
        yield position, length


class _Spans:
    """Stretches of a text, asked whether a position lies in one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def covers(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._ends[index]


def _named(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_words().titles, _words().fixed):
        yield from (found.span() for found in pattern.finditer(text))


def _read(text: str, found: re.Match[str], before: Number | None) -> Number | None:
    kind = found.lastgroup
    start, end = found.span()
    if kind == "number":
        return _quantity(text, found, before)
    if kind == "share":
        numeral = found[0].partition("之")[2]
        value = parse_number(numeral)
        return None if value is None else Number(start, end, value, "percent", None, end)
    if kind == "ordinal":
        value = parse_number(found[0][1:])
        return None if value is None else Number(start, end, value, "ordinal", None, end)
    if kind == "item":
        numeral = found[0].strip(" \t().．、")
        value = parse_number(numeral)
        start = text.index(numeral, start)
        end = start + len(numeral)
        return None if value is None else Number(start, end, value, "ordinal", None, end)
    digits = re.findall(r"\d+", found[0])
    value = Decimal(digits[-1] if kind == "document_number" else digits[0]) if digits else None
    return None if value is None else Number(start, end, value, cast("Kind", kind), None, end)


def _quantity(text: str, found: re.Match[str], before: Number | None) -> Number | None:
    words = _words()
    start, end = found.span()
    numeral = re.sub(r"\s", "", found[0])
    arabic = any("0" <= char <= "9" or "０" <= char <= "９" for char in numeral)
    unit = words.money_unit.match(text, end)
    if unit and numeral[-1] in "万亿萬億" and numeral[:-1]:
        while (
            numeral[-1] in "万亿千百萬億"
            and numeral[:-1]
            and parse_number(numeral[:-1]) is not None
        ):
            numeral, end = numeral[:-1], end - 1
            if text[end] not in "千百" and text[end - 1] not in "百千":
                break
    about = words.inside.match(text, end)
    after = about.end() if about else end
    counter, counter_end, kind = words.counter(text, after)
    if counter is None:
        counter_end = end
    low = high = None
    value = parse_number(numeral)
    prefix = text[max(0, start - 8) : start]
    if value is None:
        run = _RUN.fullmatch(numeral)
        if run and counter:
            low, high = (
                parse_number(digit + run[3]) or parse_number(digit) for digit in run.group(1, 2)
            )
            value = low
        elif numeral in ("百", "千", "万", "亿") and (
            about or words.before.search(prefix) or prefix.endswith("上")
        ):
            value, about = parse_number("一" + numeral), about or words.anything
    if value is None:
        return None
    if not arabic and _VAGUE.search(prefix):
        return None
    approximate = bool(
        about
        or any(char in numeral for char in "余多来")
        or (words.before.search(prefix) and not words.not_before.search(prefix))
        or words.after.match(text, counter_end)
    )
    if counter == "成":
        value *= 10
    number = Number(start, end, value, kind, counter, counter_end, approximate, low, high)
    return replace(number, kind=_kind(text, number, arabic=arabic, before=before))


def _kind(text: str, number: Number, *, arabic: bool, before: Number | None) -> Kind:
    """What the number does, from the words around it."""
    words = _words()
    prefix = text[max(0, number.start - 8) : number.start]
    suffix = text[number.end : number.end + 12]
    for pattern, kind in _LABELLED:
        if number.counter is None and pattern.search(prefix):
            return cast("Kind", kind)
    if words.after_name.match(suffix) or (
        prefix.endswith(("“", '"', "‘", "「")) and not number.low
    ):
        return "name"
    if arabic:
        return number.kind if number.low is None else "range"
    if words.never.search(prefix + text[number.start : number.end]):
        return "name"
    if number.counter is None:
        if suffix.startswith("是"):
            return "ordinal"
        alone = not suffix or not ("\u3400" <= suffix[0] <= "\u9fff")
        return "count" if alone and number.end - number.start > 1 and number.value >= 10 else "name"
    if number.kind != "count":
        return number.kind
    if number.counter in ("条", "款", "项"):
        joined = (
            before
            and before.kind == "ordinal"
            and _JOINED.fullmatch(text, before.end, number.start)
        )
        if joined or _ARTICLE.search(prefix):
            return "ordinal"
        if number.counter == "条" and not _COUNTED.search(prefix):
            return "ordinal"
    if number.counter == "次" and re.match(
        "(?:全体)?会议|全会", text[number.counter_end : number.counter_end + 4]
    ):
        return "ordinal" if prefix.endswith(("届", "大", "会", "协")) else "count"
    if (
        number.counter == "起"
        and number.value == 1
        and not re.match("[行诉复案投事举信上]", text[number.counter_end :][:1])
    ):
        return "count" if re.search("[生有共了]$", prefix) else "name"
    return "range" if number.low is not None else "count"


def _ranges(text: str, numbers: list[Number]) -> list[Number]:
    """Join two numbers with a dash, 至 or 到 between them into one range."""
    joined: list[Number] = []
    for number in numbers:
        first = joined[-1] if joined else None
        if (
            first is not None
            and number.counter is not None
            and number.kind == ("count" if first.kind == "count" else number.kind)
            and first.low is None
            and number.low is None
            and first.kind in ("count", number.kind)
            and number.kind in ("count", "percent", "money", "duration", "ratio")
            and first.counter in (None, number.counter)
            and first.value < number.value
            and _BETWEEN.fullmatch(text, first.counter_end, number.start)
        ):
            joined[-1] = replace(
                number,
                start=first.start,
                value=first.value,
                kind="range" if number.kind == "count" else number.kind,
                approximate=first.approximate or number.approximate,
                low=first.value,
                high=number.value,
            )
        else:
            joined.append(number)
    return joined


class _Words:
    """The words of `numerals.toml`, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        counters: dict[str, list[str]] = data["counters"]
        self._kinds = {word: kind for kind, words in counters.items() for word in words}
        not_before: dict[str, str] = data["counters_not_before"]
        self._counter = re.compile(
            " ?("
            + "|".join(
                re.escape(word) + (f"(?![{not_before[word]}])" if word in not_before else "")
                for word in sorted(self._kinds, key=len, reverse=True)
            )
            + ")"
        )
        about = data["approximate"]
        self.before = re.compile(f"(?:{_any(about['before'])}) ?$")
        self.not_before = re.compile(f"(?:{_any(about['not_before'])})$")
        self.inside = re.compile(_any(about["inside"]))
        self.after = re.compile(_any(about["after"]))
        names = data["names"]
        self.fixed = re.compile(_any(names["fixed"]))
        self.titles = re.compile("《[^《》\n]{1,200}》")
        self.after_name = re.compile(f'[”"’」]? ?(?:{_any(names["after"])})')
        self.never = re.compile(f"(?:{_any(names['never'])})$")
        self.money_unit = re.compile("(?:美)?元")

    @cached_property
    def anything(self) -> re.Match[str] | None:
        return re.match("", "")

    def counter(self, text: str, position: int) -> tuple[str | None, int, Kind]:
        """Find the counter that begins at a position, its end, and the kind it speaks for."""
        found = self._counter.match(text, position)
        if found is None:
            return None, position, "count"
        return found[1], found.end(), cast("Kind", self._kinds[found[1]])


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _words() -> _Words:
    text = files("giox.text").joinpath("numerals.toml").read_text("utf-8")
    return _Words(tomllib.loads(text))
