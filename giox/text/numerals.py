"""Numbers in running text: their exact values, what they count, and what they do not.

`find_numbers` goes through a text once. Everything that has digits in it without being a
number of things (addresses, codes, dates, titles in 《》, numbers of documents) is found as
such, so that what is left with the kind `count` was counted by somebody. The words that
decide stand in `numerals.toml`.
"""

from __future__ import annotations

import re
import string
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from giox.text.dates import plain_years, read_calendar
from giox.text.digits import ARABIC, CHINESE, MYRIADS, parse_number
from giox.text.number import Kind, Number
from giox.text.number_words import COUNTABLE, number_words
from giox.text.quantities import read_quantity
from giox.text.scanning import matches

__all__ = ["Kind", "Number", "find_numbers", "parse_number"]

_ASCII = "A-Za-z0-9"
_DECIMALS = "点[零〇○一二三四五六七八九]+"
_COUNTABLE = "[件条份项次个人篇宗起万]"
_LABEL = rf"[A-Za-z]{{2,20}}\d+{_COUNTABLE}"  # APP3个
_OF_MONTH = r"(?:份|底|初|末|[上中下]旬|\d{1,2}[日号])?"
_BEGINNING = r"(?<![^\n;；。|\s])"  # of a line, a cell, a sentence
_MYRIADS = r"[余多]?[百千]?[余多]?[万亿萬億]{1,2}(?:\d{1,4}[百千]?万?(?!\d))?"
# Arabic, with 万 and 亿 after it and what follows these: 1.2万, 20余万, 3万5千, 2百余
_ARABIC = rf"{ARABIC}(?:{_MYRIADS}|[百千](?=[余多元]|{_COUNTABLE})|)"

# what may begin with which character, by the kind of number that it then is
_TOKENS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "letter": (
        "A-Za-z",
        {
            "code": (
                rf"(?:https?:?//|www\.)[{_ASCII}._~:/?#@!$&'*+,;=%-]+",
                rf"(?<![{_ASCII}._+-])[{_ASCII}._+-]{{1,64}}@[{_ASCII}.-]+",
                rf"(?<![A-Za-z._/:+-])(?!{_LABEL})[A-Za-z._/:+-]{{1,64}}\d[{_ASCII}._/:+-]*",
            ),
        },
    ),
    "digit": (
        r"\d",
        {
            # digits and a counter, so that they can be nothing of what follows
            "counted": (rf"(?<!\d)\d{{1,9}}(?:\.\d{{1,4}})?(?=[{COUNTABLE}])",),
            "code": (
                rf"(?<![{_ASCII}._+-])[{_ASCII}._+-]{{1,64}}@[{_ASCII}.-]+",
                r"(?<!\d)\d{4,20}/\d{1,20}(?:-\d{1,20})*",
                r"(?<![\d.])\d{1,9}(?:\.\d{1,9}){2,}",
                rf"(?<!\d)\d{{1,30}}(?:[./:-]\d{{1,30}})?[A-Za-zμ][{_ASCII}._/-]*",
            ),
            "name": (r"(?<!\d)\d{1,2}(?:[·•‧]\d{1,2}|(?:\+[\dA-Z]{1,2})+|[×*]\d{1,4})(?!\d)",),
            "phone": (
                r"(?<![\d-])0\d{2,3}[-—–]{1,2}\d{7,8}(?:[-—转]\d{1,5})?(?!\d)",
                r"(?<![\d-])(?:1[3-9]\d{9}|400-?\d{3}-?\d{4})(?!\d)",
            ),
            "date": (
                r"(?<!\d)(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d)",
                r"(?<!\d)(?:[01]?\d|2[0-4])时[0-5]?\d分",
                rf"(?<!\d)\d{{1,2}}月?(?:[-—–~至到]{{1,2}}\d{{1,2}})?月{_OF_MONTH}(?!\d)",
            ),
            "item": (rf"{_BEGINNING}\d{{1,2}}(?:\)|[.．、](?!\d))",),
            "quantity": (
                # thousands apart by one space, after a word and before a counter: 收到12 345件
                rf"(?<=[\u4e00-\u9fff:])\d{{1,3}}(?: \d{{3}}){{1,3}}(?= ?{_COUNTABLE})",
                # broken at the end of a full line of prose
                rf"(?<=[^\n|]{{19}}[\u4e00-\u9fff])\d{{1,6}}\n\d{{1,6}}(?={_COUNTABLE})",
                rf"(?<!\d){_ARABIC}",
            ),
        },
    ),
    "chinese": (
        CHINESE,
        {
            "percent": (rf"[百千万]分之(?:{ARABIC}|[{CHINESE}]+(?:{_DECIMALS})?)",),
            "item": (rf"{_BEGINNING}[{CHINESE}]{{1,3}}、",),
            # 十 after a digit belongs to a numeral that nobody writes
            "quantity": (
                rf"(?!(?<=\d)[十百千])[{CHINESE}]+(?:{_DECIMALS}[万亿]?|[余多来][万亿]|)",
            ),
        },
    ),
    "order": (
        "第",
        {"ordinal": (rf"第[ \t]?(?:\((?:\d{{1,2}}|[{CHINESE}]{{1,3}})\)|{ARABIC}|[{CHINESE}]+)",)},
    ),
    "bracket": (
        r"(〔\[【",
        {
            "document_number": (r"[〔\[(【](?:19|20)\d\d[〕\])】]?[ \t]?第?\d{1,5}(?=[ \t]?号)",),
            "phone": (r"\(0\d{2,3}\)[-—–]{0,2}\d{7,8}(?!\d)",),
            "item": (rf"{_BEGINNING}\((?:\d{{1,2}}|[{CHINESE}]{{1,3}})\)",),
        },
    ),
    "sign": ("−-", {"quantity": (rf"(?:(?<![\w)\]〕%％-])|(?<=[为长率]))[-−]{_ARABIC}",)}),
}
_FIRST = re.compile(f"[{''.join(chars for chars, _kinds in _TOKENS.values())}]")


class _Patterns(dict[str, re.Pattern[str]]):
    """What can begin with a character; one that is not listed is a digit of some kind."""

    def __init__(self) -> None:
        for name, (chars, kinds) in _TOKENS.items():
            plain = {"plain": (number_words().plain,)} if name == "digit" else {}
            pattern = re.compile(
                "|".join(f"(?P<{kind}>{'|'.join(each)})" for kind, each in (plain | kinds).items())
            )
            firsts = {"letter": string.ascii_letters, "digit": string.digits}.get(name, chars)
            self.update(dict.fromkeys(firsts, pattern))

    def __missing__(self, char: str) -> re.Pattern[str]:
        return self["0"]


@cache
def _patterns() -> _Patterns:
    return _Patterns()


_new = tuple.__new__  # half the time of a named tuple's own
_NEVER_NAMES = frozenset({"date", "code", "phone"})
_COUNTED = frozenset({"count", "percent", "money", "duration", "ratio"})
_BETWEEN = re.compile(r"[ \t]?(?:[-—–~～]{1,2}|至|到)[ \t]?")
_FARTHEST = 4


def find_numbers(text: str) -> list[Number]:
    """Find every number of a text with its value and what it does there.

    Parameters
    ----------
    text : str
        Any text; clean simplified text (see `normalise`) gives the most.

    Returns
    -------
    list of Number
        In order of the text, none inside another. Words without a value (数十, 若干) and
        numerals that are part of an ordinary word (统一, 十分) are left out.

    Examples
    --------
    >>> for number in find_numbers("第三季度共收到申请1,234件,同比增长12.5%,支出约3.2万元"):
    ...     print(number.value, number.kind, number.counter, number.approximate)
    3 ordinal None False
    1234 count 件 False
    12.5 percent % False
    3.2 money 万元 True
    """
    calendar = _calendar(text)
    names = [found.span() for found in number_words().names.finditer(text)]
    numbers = list(calendar)
    before: Number | None = None
    for start, end in _gaps(calendar, len(text)):
        for found in matches(_FIRST, _patterns(), text, start, end):
            number = _read(text, found, before)
            if number is not None:
                before = number
                if names and _is_within(number.start, names) and number.kind not in _NEVER_NAMES:
                    number = number._replace(kind="name")
                numbers.append(number)
    return _ranges(text, sorted(numbers) if calendar else numbers)


def _calendar(text: str) -> list[Number]:
    """Find dates and years, none inside another."""
    years = plain_years(text)
    if years is not None:
        return [
            Number(start, end, Decimal(text[start : start + 4]), "year", None, end)
            for start, end in years
        ]
    dates, periods = read_calendar(text)
    spans: list[tuple[int, int, Kind, int]] = [
        (one.start, one.end, "year" if one.kind == "year" else "date", one.first.year)
        for one in periods
    ]
    spans += [(one.start, one.end, "date", one.value.year) for one in dates]
    numbers: list[Number] = []
    done = 0
    for start, end, kind, year in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            numbers.append(Number(start, end, Decimal(year), kind, None, end))
            done = end
    return numbers


def _gaps(numbers: Iterable[Number], length: int) -> Iterator[tuple[int, int]]:
    position = 0
    for number in numbers:
        if position < number.start:
            yield position, number.start
        position = number.end
    if position < length:
        yield position, length


def _is_within(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a position lies in one of some stretches, which stand in order."""
    index = bisect_right(spans, (position, sys.maxsize)) - 1
    return index >= 0 and position < spans[index][1]


def _read(text: str, found: re.Match[str], before: Number | None) -> Number | None:
    """Make a number of a match, if it has a value."""
    kind, (start, end), numeral = found.lastgroup, found.span(), found[0]
    match kind:
        case "plain":
            numeral, about, counter = found.group("numeral", "about", "counter")
            return _new(
                Number,
                (
                    start,
                    start + len(numeral),
                    Decimal(numeral),
                    number_words().kinds[counter],
                    counter,
                    end,
                    about is not None,
                    None,
                    None,
                ),
            )
        case "counted" | "quantity":
            return read_quantity(text, start, end, before)
        case "item":
            numeral = numeral.strip(" \t().．、")
            start = text.index(numeral, start)
            kind, end = "ordinal", start + len(numeral)
        case "ordinal":
            numeral = numeral[1:].strip(" \t()")
        case "percent":
            return _share(start, end, numeral)
        case "document_number":
            numeral = re.findall(r"\d+", numeral)[-1]
        case _:
            numeral = re.search(r"\d+|$", numeral)[0]  # type: ignore[index]
    value = parse_number(numeral)
    return None if value is None else Number(start, end, value, kind, None, end)  # type: ignore[arg-type]


def _share(start: int, end: int, text: str) -> Number | None:
    """Read 百分之三十五, 千分之五, 百分之百 as so many in a hundred."""
    whole, _, part = text.partition("分之")
    value = Decimal(100) if whole == part == "百" else parse_number(part)
    if value is None:
        return None
    sign, digits, exponent = value.as_tuple()
    value = Decimal((sign, digits, int(exponent) - "百千万".index(whole)))
    return Number(start, end, value, "percent", None, end)


def _ranges(text: str, numbers: list[Number]) -> list[Number]:
    """Join two numbers with a dash, 至 or 到 between them into one."""
    joined = numbers[:1]
    for number in numbers[1:]:
        first = joined[-1]
        if number.start > first.counter_end + _FARTHEST or not _are_ends(text, first, number):
            joined.append(number)
            continue
        low = first.value * _shared(text, first, number)
        joined[-1] = number._replace(
            start=first.start,
            value=low,
            kind="range" if number.kind == "count" else number.kind,
            approximate=first.approximate or number.approximate,
            low=low,
            high=number.value,
        )
    return joined


def _shared(text: str, first: Number, last: Number) -> int:
    """Return the size of the 万 or 亿 that stands once for two numbers: 12至15万件."""
    size = MYRIADS.get(text[last.end - 1], 1)
    return size if first.counter is None and first.value * size < last.value else 1


def _are_ends(text: str, first: Number, last: Number) -> bool:
    return (
        last.counter is not None
        and last.kind in _COUNTED
        and first.kind in {"count", last.kind}
        and first.counter in {None, last.counter}
        and first.low is None
        and last.low is None
        and first.value < last.value
        and _BETWEEN.fullmatch(text, first.counter_end, last.start) is not None
    )
