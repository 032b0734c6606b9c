"""One numeral in its sentence: value, counter, and what it does there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from giox.text.digits import FINANCIAL, parse_number
from giox.text.number import Kind, Number
from giox.text.number_words import OPENING, NumberWords, number_words

__all__ = ["read_quantity"]

_new = tuple.__new__  # half the time of a named tuple's own
_FAR = 1000  # characters in which quotation marks are counted
_NEARBY = 8  # characters before a numeral that may tell what it is
_OPENING = tuple(OPENING)
_CLOSING = ("”", '"', "’", "」")
_RUN = re.compile("([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]*)")
_MYRIADS = tuple("万亿萬億")
_YUAN = ("元", "美元")
_BEFORE_A_YEAR = tuple("([〔-—–~至")
_AFTER_A_YEAR = tuple(")]〕-—–~至")
_ANOTHER_YEAR = re.compile(r"(?:[、和及与至到]|[-—–~～]{1,2})(?:19|20)\d\d(?=、|[学财]?年)")
_ALONE = frozenset("百千万亿")
_ABOUT = frozenset("余多来")
_VAGUE = ("数", "几", "上", "好", "成", "若干")
_NOT_VAGUE = ("网上", "线上")
_WORDY = ("队", "大", "登", "内", "收", "着", "入", "放")
_JOINED = re.compile(r"[条款项](?:第.{1,4}[款项])?[、和及与至到]")
_ARTICLE = ("条例", "法", "规定", "》", "第")


def read_quantity(text: str, start: int, end: int, before: Number | None) -> Number | None:
    """Read the numeral at `text[start:end]`.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int
        The numeral; a unit of money that begins inside it (三十五万元) is taken out.
    before : Number or None
        The number before it, for articles of laws in a row.

    Returns
    -------
    Number or None
        None where the numeral has no value (数十) or is part of an ordinary word (统一).
    """
    words = number_words()
    if text.startswith(_YUAN, end):
        end = _without_unit(text, start, end)
    numeral = text[start:end]
    plain = numeral.isdecimal()
    if not plain:
        numeral = "".join(numeral.split())
    left = text[max(0, start - _NEARBY) : start]
    inside = text.startswith(words.about_inside, end)
    counter, counter_end, kind = words.counter(text, end + inside)
    if counter is None:
        counter_end = end
    arabic = plain or numeral.lstrip("-−")[0].isdecimal()
    low, high = (None, None) if arabic or not counter else _between_digits(numeral)
    value = parse_number(numeral) if low is None else low
    said = left.rstrip(" ")
    near = said.endswith(words.about_before) and not said.endswith(words.not_about)
    rounded = inside or near or not (plain or _ABOUT.isdisjoint(numeral))
    if numeral in _ALONE:
        rounded = rounded or left.endswith("上")
        value = parse_number(f"一{numeral}") if rounded else None  # 百余件, 近千人
    elif not arabic and left.endswith(_VAGUE) and not left.endswith(_NOT_VAGUE):
        return None
    if value is None:
        return None
    rounded = rounded or text.startswith(words.about_after, counter_end)
    if counter == "成":
        value *= 10
    number: Number = _new(
        Number, (start, end, value, kind, counter, counter_end, rounded, low, high)
    )
    place: _Place = _new(_Place, (text, left, numeral, number, before, words))
    decided = _decided(place, _CHINESE if not arabic else _ARABIC if counter else _ARABIC_ALONE)
    if decided == "word":
        return None
    return number if decided == kind else number._replace(kind=decided)


def _without_unit(text: str, start: int, end: int) -> int:
    """Leave 万 to its 元: 三十五万元 is 三十五 in 万元; but 5亿3000万元 is so many 元."""
    if text[end - 1] not in _MYRIADS:
        return end
    rest = text[start : end - 1]
    larger = any(unit in rest for unit in _MYRIADS)
    return end if larger or parse_number(rest) is None else end - 1


def _between_digits(numeral: str) -> tuple[Decimal | None, Decimal | None]:
    """Read 三五 (个) or 两三百 (件): from the one to the other."""
    run = _RUN.fullmatch(numeral)
    if run is not None:
        first, last = (parse_number(digit + run[3]) for digit in run.group(1, 2))
        if first is not None and last is not None and first < last:
            return first, last
    return None, None


class _Place(NamedTuple):
    """A numeral with what stands around it."""

    text: str
    left: str
    numeral: str
    number: Number
    before: Number | None
    words: NumberWords

    @property
    def after(self) -> str:
        """The character after the numeral."""
        return self.text[self.number.end : self.number.end + 1]


_Decided = Kind | Literal["word"] | None
_Rule = Callable[[_Place], _Decided]


def _decided(place: _Place, rules: Iterable[_Rule]) -> Kind | Literal["word"]:
    """Return what the first rule says that says anything; the last one always does."""
    for rule in rules:
        decided = rule(place)
        if decided is not None:
            return decided
    return "count"


def _labelled(place: _Place) -> _Decided:
    for label, kind in place.words.labels:
        if label.search(place.left):
            return kind
    return None


def _year(place: _Place) -> _Decided:
    """Tell a year without 年: 2018-2020, (2019), 2020政府采购目录, 2016、2017年."""
    number = place.number
    if number.end - number.start != 4 or not 1949 <= number.value < 2100:
        return None
    closed = place.left.endswith(_BEFORE_A_YEAR) and place.after in _AFTER_A_YEAR
    listed = _ANOTHER_YEAR.match(place.text, number.end)
    return "year" if closed or listed or "\u4e00" <= place.after <= "\u9fff" else None


def _named(place: _Place) -> _Decided:
    after = place.number.end
    after += place.text.startswith(_CLOSING, after)
    opened = place.left.endswith(_OPENING) and not (
        place.left.endswith('"') and _is_closed(place.text, place.number.start)
    )
    named = opened or place.text.startswith(place.words.name_after, after)
    return "name" if named else None


def _is_closed(text: str, position: int) -> bool:
    """Whether the straight quotation marks in the line (or much of it) before here are paired."""
    begin = max(0, position - _FAR)
    begin = max(begin, text.rfind("\n", begin, position))
    return text.count('"', begin, position) % 2 == 0


def _by_counter(place: _Place) -> _Decided:
    kind = place.number.kind
    return "range" if kind == "count" and place.number.low is not None else kind


def _financial(place: _Place) -> _Decided:
    """队伍, 大陆, 收拾: characters that sums are written with also stand in words."""
    lone = len(place.numeral) == 1 and place.numeral in FINANCIAL
    return "word" if lone and place.left.endswith(_WORDY) else None


def _bare(place: _Place) -> _Decided:
    """Tell what a numeral without counter does: 一是, 统一, 七五普法, 共计一百零三."""
    if place.number.counter is not None:
        return None
    if place.after == "是":
        return "ordinal"
    if len(place.numeral) == 1:
        return "word"
    return "name" if "\u3400" <= place.after <= "\u9fff" else "count"


def _nothing(place: _Place) -> _Decided:
    return "name" if (place.left + place.numeral).endswith(place.words.nothing) else None


def _days(place: _Place) -> _Decided:
    return "duration" if place.number.counter == "日" else None


def _article(place: _Place) -> _Decided:
    """第十九条、二十条; 条例二十条."""
    number, before = place.number, place.before
    if number.counter not in {"条", "款", "项"}:
        return None
    joined = (
        before is not None
        and before.kind == "ordinal"
        and _JOINED.fullmatch(place.text, before.end, number.start)
    )
    return "ordinal" if joined or place.left.endswith(_ARTICLE) else None


def _uncounted(place: _Place) -> _Decided:
    """二十条, 二期: not counted without a word that says so."""
    if place.number.counter not in place.words.ambiguous:
        return None
    return None if any(word in place.left for word in place.words.counted) else "ordinal"


def _session(place: _Place) -> _Decided:
    """十八届人大三次会议, but 召开三次会议."""
    meeting = ("会议", "全体会议", "全会")
    if place.number.counter == "次" and place.text.startswith(meeting, place.number.counter_end):
        return "ordinal" if place.left.endswith(("届", "大", "会", "协")) else "count"
    return None


def _case(place: _Place) -> _Decided:
    """发生一起诉讼, but 一起学习."""
    number = place.number
    if number.counter != "起" or number.value != 1:
        return None
    case = place.text.startswith(tuple("行诉复案投事举信上"), number.counter_end)
    listed = place.left.endswith(tuple("件案诉讼议")) and not place.text[
        number.counter_end : number.counter_end + 1
    ].strip(",，;；。、)）")
    return "count" if case or listed or place.left.endswith(tuple("生有共了")) else "word"


_ARABIC: tuple[_Rule, ...] = (_named, _by_counter)
_ARABIC_ALONE: tuple[_Rule, ...] = (_labelled, _year, _named, _by_counter)
_CHINESE: tuple[_Rule, ...] = (
    _named,
    _financial,
    _bare,
    _nothing,
    _days,
    _article,
    _uncounted,
    _session,
    _case,
    _by_counter,
)
