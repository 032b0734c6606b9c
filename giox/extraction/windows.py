"""The words before a number that can be its own, in the ways in which they can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from giox.extraction.context import context
from giox.extraction.sentences import Sentence
from giox.text import Number, find_numbers

__all__ = [
    "CLAUSE",
    "COUNTED",
    "NEGATION",
    "OF_NOUNS",
    "REACH",
    "SEGMENT",
    "bundle_words",
    "last_segment",
    "numbers_of",
    "ways",
    "windows",
    "without_remarks",
    "without_shares",
]

REACH = 100
"""How many characters before or after a number can be its own."""
COUNTED = re.compile(
    "[0-9〇零一二三四五六七八九十百千万两余多]"
    "(?: ?[件条宗起份项篇个次人名位期场例家部则批册本万亿千百元余多封处类套版]"
    "|(?<=[0-9])(?<![0-9][-/:][0-9])(?<![0-9][-/:][0-9]{2})(?:[\\s、,;。)|]|$))"
)
"""What a text must hold for a number of it to be a figure: dates and clocks (09:30) are none."""
NEGATION = re.compile("[未没无零]|不收|不存在")
"""What it must hold to say that there was none."""
CLAUSE = re.compile("[,;:。()]")
"""A mark that ends a clause."""
SEGMENT = re.compile("[,;:。!?()0-9\n]")
"""A mark or figure that the words of a number do not reach over."""
OF_NOUNS = frozenset(["个", "家"])
"""Counters that say nothing without the noun behind them."""

_BEFORE_BRACKET = 13
_REMARK = re.compile(
    r"\((?!含)(?:[^()0-9]{2,12}|(?:包括|包含)[^()0-9]{2,60}|[^()0-9]{2,60}等"
    r"|(?:https?:|www\.)[^()]{2,60})\)"
)
_DIGIT = re.compile("[0-9]")
# What parts a figure from its words: shares (占85%), differences, what it was before (由85件增至).
_SHARE = re.compile(
    "[,(]?(?:占比?|同比|环比)[^,;。:0-9]{0,12}[0-9.]+(?:%|个百分点)[,()]?"
    "|,?[比较与](?:去年|上年|上一年|[0-9]{4}年)[^,;。:0-9]{0,12}[0-9.,]+[万余]*(?:(?:[件条次个场篇宗起份期人]|%|个百分点|倍)[,)]?|,)"
    "|[,(]?[比较与和同](?:去年|上一?年度?|往年|[0-9]{4}年)(?:同期)?(?:相比)?[^,;。:0-9]{0,8}(?:持平|相当|一番|增加|增长|上升|增多|减少|下降|回落)(?:[,)]|(?=:))"
    "|(?:有所|明显|大幅|持续)?(?:增加|增长|上升|增多|减少|下降|回落),(?=[为达共由是])"
    "|[增减][加长少][了]?[0-9.,]+[万余]*(?:件|条|次|个|%|倍),"
    "|[由从][^,;。:]{0,10}[0-9.]+[万亿余]*(?:人次|[件条次个场篇宗起份期人名])?(?=[增减上下])"
    "|(?<=[至到])[0-9]{4}年的(?=$)"
    "|(?:突破|超过)[0-9.,]+[万余]*[件条次个]?大关,?"
)
_CHANGED = re.compile("(?:增加|减少|增长|下降|上升|[多少][开办收发出]?)了?$")
_CHANGE_LENGTH = 4
_GREW = re.compile("(?:增加|增长|上升|提高|减少|下降|增|减|降)[至到]|大关")
_MARKS = ':"“”) \u3000'
_ITEMS = re.compile(r"、|以及|和(?!谐)|(?<![涉普])及(?![其时])|(?<!参)与")
# 网上申请最多,共88件: the number goes on from the words before the comma, and ends the clause; or
# from those before the year that it is of (访问量:2020年为86万次).
_JOINED = re.compile(
    "(?:,|[,:](?:19|20)[0-9]{2}年度?)(?:全年|全部|年内|累计|一共|总共|总数|共计|合计|总计|共|计|为|是|达到?|有|则)*$"
)
_ANDS = ("、", "和", "及")
_YEAR = re.compile("[0-9]{4}年")
_OF_YEAR = ",:0123456789年度"
_ENDS = re.compile("[,;:。)]|$")
# 发布信息29期101条, 公开信息3类1200条: the items are what is counted.
_BUNDLES = frozenset(["期", "项", "类", "大类", "批", "批次", "个", "大项", "版"])
_ITEMS_OF_BUNDLES = frozenset(["条", "件", "篇", "则", "余条", "万条"])
_EACH = ("均", "各", "都", "皆", "全")


def numbers_of(text: str) -> list[Number]:
    """Return the numbers of a sentence that can be figures, and what says that there was none.

    Behind its subject that is the number 0 (均无, 未发生); and behind 传真 numbers count if they
    are 0, the others are called.

    >>> [int(number.value) for number in numbers_of("2019年收到3件,传真0件,复议均无")]
    [3, 0, 0]
    """
    nones = _nones(text) if NEGATION.search(text) else []
    if not nones and COUNTED.search(text) is None:
        return []
    numbers = [
        number if number.kind != "phone" else number._replace(kind="count")
        for number in find_numbers(text)
        if number.kind in {"count", "money"} or (number.kind == "phone" and not number.value)
    ]
    return sorted([*numbers, *nones], key=lambda number: number.start) if nones else numbers


def _nones(text: str) -> list[Number]:
    return [
        Number(*one.span(), Decimal(0), "count", one["happened"] and "happened", one.end())
        for one in context().none_after.finditer(text)
    ]


def windows(text: str, numbers: Sequence[Number]) -> Iterator[tuple[Number, str]]:
    """Yield each number with the words between it and the one before, without remarks.

    What something was before it grew, and by how much it did, is left out, as are the kinds that
    items are of (16项65条).
    """
    before = 0
    items = {one.start for one in numbers if one.counter in _ITEMS_OF_BUNDLES}
    for number in numbers:
        if number.counter == "项" and number.counter_end in items:
            before = number.counter_end
            continue
        if _GREW.match(text, number.counter_end) or _CHANGED.search(
            text, number.start - _CHANGE_LENGTH, number.start
        ):
            continue
        yield number, _window(text, number, max(before, number.start - REACH))
        before = number.counter_end


def bundle_words(text: str, numbers: Sequence[Number], number: Number) -> str:
    """Return the words before the bundles that a number of items came in.

    >>> text = "全年共发布信息29期101条"
    >>> first, second = numbers_of(text)
    >>> bundle_words(text, [first, second], second)
    '全年共发布信息'
    """
    for bundle in numbers:
        if bundle.counter_end == number.start and bundle.counter in _BUNDLES:
            if number.counter not in _ITEMS_OF_BUNDLES:
                return ""
            before = max(
                (one.counter_end for one in numbers if one.start < bundle.start), default=0
            )
            return _window(text, bundle, max(before, bundle.start - REACH))
    return ""


def _window(text: str, number: Number, start: int) -> str:
    words = text[start : number.start]
    if words.endswith("(") and text.startswith(")", number.counter_end):
        words = words[-_BEFORE_BRACKET:-1]  # 予以公开(12件)
    return without_shares(without_remarks(words))


def without_remarks(words: str) -> str:
    """Leave out remarks in brackets.

    >>> without_remarks("网上申请(邮件、网站)")
    '网上申请'
    """
    return _REMARK.sub(_remark, words) if "(" in words else words


def without_shares(words: str) -> str:
    """Leave out what parts a figure from its words: shares, differences, what it was before.

    >>> without_shares("网站公开,占85%,")
    '网站公开'
    """
    return _SHARE.sub("", words) if "年" in words or _DIGIT.search(words) else words


def _remark(found: re.Match[str]) -> str:
    """Return what of a remark counts: 行政诉讼(未经复议直接起诉) is not 行政诉讼."""
    return found.group().strip("()") if "起诉" in found.group() else ""


def last_segment(left: str) -> str:
    """Return the words after the last mark or figure, with the marks that end them.

    >>> last_segment("收到申请12件,其中当面申请:")
    '其中当面申请:'
    """
    words = left.rstrip(_MARKS)
    return SEGMENT.split(words)[-1] + left[len(words) :]


def ways(
    sentence: Sentence, numbers: Sequence[Number], number: Number, window: str
) -> Iterator[Sequence[str]]:
    """Yield the words before a number, in the ways in which they can be read.

    After 分别 they are those of the item that the number belongs to; where a number is for
    each item of a list (当面、传真申请均为0件), those of each.
    """
    text = sentence.text
    mark = text.rfind("分别", 0, number.start)
    if mark >= 0:
        yield _respective(sentence, numbers, number, mark, window)
        return
    bare = window.rstrip("为是有共")
    if bare.endswith(_EACH):
        items = _ITEMS.split(CLAUSE.split(bare[:-1])[-1])
        yield from (_shared(items, item, window[len(bare) - 1 :]) for item in items)
    joined = _JOINED.search(window)
    if (
        joined
        and number.counter not in OF_NOUNS
        and _ENDS.match(text, number.counter_end)
        and NEGATION.search(window) is None
    ):
        yield [window, window[: joined.start()] + joined.group().lstrip(_OF_YEAR)]
    else:
        yield [window]


def _respective(
    sentence: Sentence, numbers: Sequence[Number], number: Number, mark: int, window: str
) -> Sequence[str]:
    """Return the words of the item of a list that a number after 分别 belongs to.

    A number behind the row has words of its own; of what a row with no list before it counts
    (复议、诉讼分别发生46件、21件,被纠错的分别为5件、1件) nothing is told.
    """
    text = sentence.text
    listed = [one for one in numbers if one.start > mark]
    row = listed[:1]
    for one in listed[1:]:
        if set(text[row[-1].counter_end : one.start]) & set(",;"):
            break
        row.append(one)
    items = _ITEMS.split(text[sentence.clause(mark) : mark])
    if number not in row:
        return [window]
    if len(items) < len(row):
        bare = len(row) > 1 and text[row[0].counter_end : row[1].start] in _ANDS
        return [] if bare and not _YEAR.search(items[0]) else [window]
    items = items[len(items) - len(row) :]
    return _shared(items, items[row.index(number)], text[mark + 2 : row[0].start])


def _shared(items: Sequence[str], item: str, tail: str) -> Sequence[str]:
    """Return an item of a list with the words that it can share with the first and last one.

    >>> _shared(["作出行政许可", "行政处罚", "行政强制决定"], "行政处罚", "为")
    ['行政处罚为', '行政处罚决定为', '作出行政处罚决定为']
    """
    end = items[-1][len(item) :] if len(items[-1]) > len(item) else ""
    start = items[0][: -len(item)] if item and len(items[0]) > len(item) else ""
    return list(dict.fromkeys([item + tail, item + end + tail, start + item + end + tail]))
