"""Figures in prose: numbers bound to the words that say what they count.

A sentence is read number by number. The phrases of `phrases/` that fit the words around a
number compete, and the one with most words of its own wins; then time, change, subject and
scope, which `context.toml` names, decide whether the figure is the reporting body's for the
year, and for whom it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from giox.extraction.cues import Cues
from giox.extraction.lines import Line, Script
from giox.extraction.model import Figure, Finding, Scope
from giox.extraction.phrases import (
    Context,
    Phrase,
    context,
    phrases,
    splits,
    wholes,
    zeros,
)
from giox.extraction.sentences import PART, Sentence, sentences
from giox.extraction.spaces import Tight
from giox.extraction.values import in_unit
from giox.forms import lookup
from giox.text import Number, find_numbers

__all__ = ["Prose", "read_prose"]

_NUMBER = re.compile(
    "[0-9〇零一二三四五六七八九十百千万两余多] ?"
    "[件条宗起份项篇个次人名位期场例家部则批册本万亿千百元余多封处类套版]"
    "|[0-9][\\s、,;。)|]|[0-9]$"
)
_NUMBER_NEXT = re.compile("[^0-9,;。]{0,3}[0-9]")
_NEGATION = re.compile("[未没无零]")
_CLAUSE_OR_FIGURE = re.compile(r"[,;:。()]|\d[件条宗起份项篇个次人场期]*")
_REMARK = re.compile(r"\((?!含)[^()0-9]{2,12}\)")
_DIGIT = re.compile("[0-9]")
# What parts a figure from its words: shares (占85%), differences, what it was before (由85件增至).
_SHARE = re.compile(
    "[,(]?(?:占比?|同比|环比)[^,;。:0-9]{0,12}[0-9.]+(?:%|个百分点)[,()]?"
    "|,?[比较与](?:去年|上年|上一年|[0-9]{4}年)[^,;。:0-9]{0,12}[0-9.,]+[万余]*(?:件|条|次|个|%|个百分点|倍)[,)]?"
    "|[增减][加长少][了]?[0-9.,]+[万余]*(?:件|条|次|个|%|倍),"
    "|由[^,;。:]{0,10}[0-9]+[件条次个]?(?=[增减上下])"
    "|(?:突破|超过)[0-9.,]+[万余]*[件条次个]?大关,?"
)
_CHANGED = re.compile("(?:增加|减少|增长|下降|上升|多|少)了?$")
_GREW = re.compile("(?:增加|增长|上升|提高|减少|下降|增|减|降)[至到]|大关")
_CHANGE_LENGTH = 4
_BEFORE_BRACKET = 13
_ITEMS = re.compile(r"、|以及|和(?!谐)|(?<![涉普])及(?![其时])|(?<!参)与")
_CLAUSE = re.compile("[,;:。()]")
_SEGMENT = re.compile("[,;:。!?()0-9\n]")
_MARKS = ':"“”) \u3000'
_TAIL = re.compile("[、,;:。()0-9]")
_NEXT = re.compile("[的为是共有达数]{0,3}[0-9]")
# 网上申请最多,共88件: the number goes on from the words before the comma, and ends the clause.
_JOINED = re.compile(
    ",(?:全年|全部|年内|累计|一共|总共|总数|共计|合计|总计|共|计|为|是|达到?|有|则)*$"
)
_ENDS = re.compile("[,;:。)]|$")
_EACH = re.compile("[均各都]")
_EACH_TAIL = re.compile("[均各都皆全][为是有共]*$")
_HAPPENED = "happened"
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、])"
)
_LONGEST_HEADING = 40
_WINDOW = 60
_TAIL_LENGTH = 12
_SHORTEST_PROSE = 8
_OF_NOUNS = frozenset(["个", "家"])
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """The figures of the prose of a document, and what it says against itself."""

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A number or a statement of none, with the indicator that it is a figure of."""

    indicator: str
    value: float
    scope: Scope | None
    start: int
    end: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The last sentence of a paragraph and its figures."""

    sentence: Sentence | str
    hits: Sequence[_Hit]


_NOTHING = _Earlier("", ())


@dataclass(slots=True)
class _Reading:
    """A sentence while it is read: its numbers, and what they have given so far.

    `given` are the indicators given in a row up to here, `other_time` what the last figure of
    another time was of, `passed` whether a number before gave nothing.
    """

    sentence: Sentence
    numbers: Sequence[Number]
    hits: list[_Hit]
    given: list[str]
    other_time: list[str] = field(default_factory=list)
    passed: bool = False
    _windows: dict[int, str] = field(default_factory=dict)

    def window(self, number: Number) -> str:
        """Return the words between the number before and a number, without remarks."""
        if not self._windows:
            self._windows = dict(self._all_windows())
        return self._windows[number.start]

    def _all_windows(self) -> Iterator[tuple[int, str]]:
        text = self.sentence.text
        before = 0
        for number in self.numbers:
            words = text[max(before, number.start - _WINDOW) : number.start]
            if words.endswith("(") and text.startswith(")", number.counter_end):
                words = words[-_BEFORE_BRACKET:-1]  # 予以公开(12件)
            if "(" in words:
                words = _REMARK.sub(_remark, words)
            yield number.start, _SHARE.sub("", words) if _DIGIT.search(words) else words
            if not _is_change(text, number):
                before = number.counter_end


def read_prose(
    script: Script,
    year: int | None,
    *,
    skip: frozenset[int] = frozenset(),
    department: bool = False,
) -> Prose:
    """Read the figures of the prose of a document.

    Parameters
    ----------
    script : Script
        The normalised document.
    year : int or None
        The year reported on: figures that a sentence gives for another year are passed over.
    skip : frozenset of int
        Numbers of lines that are no prose, such as those of tables.
    department : bool
        Whether the reporting body is a department itself, so that a bureau may be its subject.

    Examples
    --------
    >>> from giox.documents import read_document
    >>> from giox.extraction.lines import lines_of
    >>> text = "全县共收到政府信息公开申请47件,比上年增加5件。"
    >>> script = lines_of(read_document(text.encode(), "a.txt"))
    >>> [(one.indicator, one.value, one.scope) for one in read_prose(script, 2015).figures]
    [('applications.new', 47.0, 'government')]
    """
    reader = _reader(year, department)
    earlier = _NOTHING
    figures: list[Figure] = []
    heading = ""
    for number, line in enumerate(script.lines):
        if number in skip:
            continue
        if _is_heading(line):
            heading = line.text
        for piece in line.pieces:
            if len(piece.text) >= _SHORTEST_PROSE:
                hits, earlier = reader.paragraph(piece.text, heading, earlier)
                figures += (_figure(script, hit, piece.start, heading) for hit in hits)
    return Prose(*_once(figures))


def _is_heading(line: Line) -> bool:
    return (
        line.table is None
        and len(line.text) <= _LONGEST_HEADING
        and _HEADING.match(line.text) is not None
    )


def _figure(script: Script, hit: _Hit, offset: int, heading: str) -> Figure:
    start, end = script.original(offset + hit.start, offset + hit.end)
    return Figure(
        hit.indicator,
        None,
        hit.value,
        lookup(hit.indicator).unit,
        hit.scope,
        "narrative",
        script.mapped.source[start:end],
        heading or None,
        start,
        end,
        hit.note,
    )


def _once(figures: Iterable[Figure]) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Keep the first of figures given twice; a later other value is a finding."""
    kept: dict[tuple[str, Scope | None], Figure] = {}
    findings: list[Finding] = []
    for figure in figures:
        same = [one for one in kept.values() if one.indicator == figure.indicator]
        if any(one.value == figure.value and None in {one.scope, figure.scope} for one in same):
            continue
        first = kept.setdefault((figure.indicator, figure.scope), figure)
        if first.value != figure.value:
            findings.append(
                Finding(
                    "prose_at_odds",
                    "warning",
                    "the prose gives the figure twice with different values; the first is kept",
                    figure.indicator,
                    expected=first.raw,
                    found=figure.raw,
                )
            )
    return tuple(kept.values()), tuple(findings)


@cache
def _reader(year: int | None, department: bool) -> _Reader:
    return _Reader(year, department=department)


class _Reader:
    """Reads paragraphs of documents, all on the same year and of the same kind of body."""

    def __init__(self, year: int | None, *, department: bool) -> None:
        self._year = year
        self._department = department
        self._context: Context = context()
        self._phrases = tuple(
            one for one in phrases() if one.holds_in(year) and (department or not one.department)
        )
        self._zeros = tuple(one for one in zeros() if one.holds_in(year))
        self._cues = Cues([(one.left_words, one.right_words) for one in self._phrases])
        self._zero_cues = Cues([(one.words, ()) for one in self._zeros])

    def paragraph(self, text: str, heading: str, earlier: _Earlier) -> tuple[list[_Hit], _Earlier]:
        """Return the figures of a paragraph, in order, and what the next one can go on from.

        A paragraph that begins with 其中 or the like goes on from the one before.
        """
        figures = _NUMBER.search(text) is not None
        negations = _NEGATION.search(text) is not None
        if not figures and not negations:
            return [], _NOTHING
        tight = Tight(text)
        goes_on = PART.match(text) is not None
        last: Sentence | str = earlier.sentence if goes_on and earlier.sentence else heading
        before = earlier.hits if goes_on else ()
        hits: list[_Hit] = []
        for sentence in sentences(tight.text, last, self._year):
            found = self._numbers(sentence, before)
            if negations:
                found += self._nones(sentence)
            before = sorted(found, key=lambda hit: hit.start)
            last = sentence
            for hit in before:
                start, end = tight.original(sentence.start + hit.start, sentence.start + hit.end)
                hits.append(replace(hit, start=start, end=end))
        return _split(hits), _Earlier(last, before)

    def _numbers(self, sentence: Sentence, before: Sequence[_Hit]) -> list[_Hit]:
        text = sentence.text
        nones = self._nones_after(text) if _NEGATION.search(text) else []
        if not nones and _NUMBER.search(text) is None:
            return []
        numbers = [*filter(None, map(_amount, find_numbers(text)))]
        numbers = sorted([*numbers, *nones], key=lambda number: number.start)
        given = [hit.indicator for hit in before[-1:]] if PART.match(text) else []
        reading = _Reading(sentence, numbers, [], given)
        for number in numbers:
            if _GREW.match(text, number.counter_end):
                continue
            fitting = self._fitting_all(reading, number) or self._whole(reading, number)
            reading.given = [*reading.given, *fitting] if fitting else []
            reading.passed = reading.passed or not fitting
            reading.hits += (
                _Hit(
                    indicator,
                    in_unit(number.value, number.counter, lookup(indicator).unit),
                    sentence.scope(number.start),
                    number.start,
                    number.end,
                    "approximate" if number.approximate else None,
                )
                for indicator in fitting
            )
        return reading.hits

    def _fitting_all(self, reading: _Reading, number: Number) -> list[str]:
        """Return the indicators that a number is a figure of."""
        fitting: dict[str, None] = {}
        for ways in self._lefts(reading, number):
            found = (self._fitting(reading, left, number) for left in ways)
            fitting |= dict.fromkeys(next(filter(None, found), ()))
        if number.counter == _HAPPENED:
            return [one for one in fitting if lookup(one).unit == "case"]
        return list(fitting)

    def _nones_after(self, text: str) -> list[Number]:
        """Return what says behind its subject that there was none, as the number 0."""
        return [
            Number(
                match.start(),
                match.end(),
                Decimal(0),
                "count",
                _HAPPENED if match["happened"] else None,
                match.end(),
            )
            for match in self._context.none_after.finditer(text)
        ]

    def _lefts(self, reading: _Reading, number: Number) -> Iterator[Iterable[str]]:
        """Yield the words before a number, in the ways in which they can be read.

        After 分别 they are those of the item that the number belongs to; where a number is for
        each item of a list (当面、传真申请均为0件), those of each.
        """
        window = reading.window(number)
        mark = reading.sentence.text.rfind("分别", 0, number.start)
        if mark >= 0:
            yield self._respective(reading, number, mark) or [window]
            return
        each = _EACH_TAIL.search(window)
        if each is not None:
            items = _ITEMS.split(_CLAUSE.split(window[: each.start()])[-1])
            yield from (_shared(items, item, each.group()) for item in items)
        joined = None if _NEGATION.search(window) else _JOINED.search(window)
        ends = _ENDS.match(reading.sentence.text, number.counter_end)
        if joined and ends and number.counter not in _OF_NOUNS:
            yield [window, window[: joined.start()] + joined.group()[1:]]
        else:
            yield [window]

    def _respective(self, reading: _Reading, number: Number, mark: int) -> Sequence[str]:
        """Return the words of the item of a list that a number after 分别 belongs to."""
        text = reading.sentence.text
        listed = [one for one in reading.numbers if one.start > mark]
        row = listed[:1]
        for one in listed[1:]:
            if set(text[row[-1].counter_end : one.start]) & set(",;"):
                break
            row.append(one)
        items = _ITEMS.split(text[reading.sentence.clause(mark) : mark])
        if number not in row or len(items) < len(row):
            return ()
        items = items[len(items) - len(row) :]
        return _shared(items, items[row.index(number)], text[mark + 2 : row[0].start])

    def _fitting(self, reading: _Reading, left: str, number: Number) -> list[str]:
        """Return the indicator of a number after some words, or several if it is each one's."""
        sentence = reading.sentence
        right = sentence.text[number.counter_end : number.counter_end + _WINDOW]
        best: list[tuple[tuple[int, int, bool], Phrase]] = []
        clause = (
            _CLAUSE_OR_FIGURE.split(left.rstrip(':"“ '))[-1]
            + _TAIL.split(right, maxsplit=1)[0][:_TAIL_LENGTH]
        )
        near = _last_segment(left)
        for phrase in self._near(near, right):
            if not _can_follow(phrase, reading, number):
                continue
            score = self._score(phrase, left if phrase.over_marks else near, right, clause)
            if score is not None and self._counts(phrase, number, right[:1]):
                best.append(((*score, bool(phrase.after)), phrase))
        best = [
            one
            for one in sorted(best, key=lambda one: one[0], reverse=True)
            if _suits(one[1], sentence, number.start)
        ]
        if not best or not self._is_own(sentence, left, number, best[0][1]):
            return []
        if not self._is_of_time(sentence, left, number, best[0][1]):
            indicator = self._indicator(best[0][1], sentence, number)
            reading.other_time = [] if indicator is None else [indicator]
            return []
        if _EACH.search(left[-8:]):
            shared = list(dict.fromkeys(one.indicator for _, one in best if one.together))
            if len(shared) > 1:
                return shared
        if best[0][1].none and not number.value:
            return list(best[0][1].none)
        indicator = self._indicator(best[0][1], sentence, number)
        return [] if indicator is None else [indicator]

    def _near(self, left: str, right: str) -> Iterator[Phrase]:
        """Return the phrases whose words stand before and after a number.

        Nothing of a phrase but what begins it may reach over a mark or a figure.
        """
        before = _SEGMENT.split(left.rstrip(_MARKS))[-1]
        after = _SEGMENT.split(right, maxsplit=1)[0]
        return (self._phrases[one] for one in self._cues.fitting(before, after))

    def _score(self, phrase: Phrase, left: str, right: str, clause: str) -> tuple[int, int] | None:
        """Return how many words of its own a phrase has here, and how few others."""
        own = gaps = 0
        matched = ""
        for pattern, words in ((phrase.left, left), (phrase.right, right)):
            if pattern is None:
                continue
            match = pattern.search(words) if pattern is phrase.left else pattern.match(words)
            if match is None or (words is right and _NEXT.match(words, match.end())):
                return None
            filler = sum(len(one or "") for one in match.groups())
            own += len(match.group()) - filler
            gaps += filler
            matched += match.group()
        if not (phrase.together and _EACH.search(matched)):
            for word in phrase.unless:
                if word in matched or word in clause:
                    return None
        if self._context.change.search(matched) or (
            not phrase.of_last_year and self._context.compared.search(matched)
        ):
            return None
        return own, -gaps

    def _counts(self, phrase: Phrase, number: Number, follows: str) -> bool:
        """Tell whether a number's counter can stand for the unit of an indicator."""
        counter = number.counter or ""
        topic = min(phrase.topics, default="")
        unit = lookup(phrase.indicator.replace("{topic}", topic)).unit
        if unit == "CNY 10k":
            return number.kind == "money"
        if phrase.right is None and counter in _OF_NOUNS and "\u4e00" <= follows <= "\u9fff":
            return False
        if (not counter and follows == "分") or (
            counter == "项" and number.value == 1 and "\u4e00" <= follows <= "\u9fff"
        ):
            return False  # 满分30分; 予以公开一项减少4件
        accepted = phrase.counters or self._context.counters.get(unit, frozenset())
        return number.kind == "count" and counter in accepted

    def _is_own(self, sentence: Sentence, left: str, number: Number, phrase: Phrase) -> bool:
        """Tell whether a figure is the reporting body's own."""
        if phrase.left is not None and not self._department:
            match = phrase.left.search(left)
            before = left[: match.start()] if match else ""
            if self._context.other_office.search(before) and not self._context.own_office.search(
                before
            ):
                return False
        return not sentence.is_of_wider_place(number.start)

    def _is_of_time(self, sentence: Sentence, left: str, number: Number, phrase: Phrase) -> bool:
        """Tell whether a figure is for the year reported on."""
        if phrase.of_last_year:
            return True
        return sentence.is_of_the_year(number.start) and not (
            "分别" in sentence.text and sentence.names_other_year(left)
        )

    def _indicator(self, phrase: Phrase, sentence: Sentence, number: Number) -> str | None:
        """Return the indicator of a phrase, `{topic}` being the last topic that it can take."""
        if "{topic}" not in phrase.indicator:
            return phrase.indicator
        topic = sentence.last_topic(number.start, phrase.topics)
        return None if topic is None else phrase.indicator.replace("{topic}", topic)

    def _whole(self, reading: _Reading, number: Number) -> list[str]:
        """Return what a total sums up: one indicator given in parts, or the parts of a whole."""
        left, hits = reading.window(number), reading.hits
        if hits and "其中" in left and self._context.share.search(left):
            return [hits[-1].indicator]
        if (
            reading.other_time
            and self._context.year_alone.fullmatch(left)
            and reading.sentence.is_of_the_year(number.start)
        ):
            return reading.other_time
        before = [one for one in reading.numbers if one.start < number.start]
        if not (
            self._says_total(left)
            and _is_sum(number, before)
            and reading.sentence.is_of_the_year(number.start)
        ):
            return []
        statement = reading.sentence.text.rfind(";", 0, number.start)
        given = {hit.indicator for hit in hits if hit.start > statement} or {
            hit.indicator for hit in hits
        }
        if not given:
            head = _CLAUSE.split(reading.sentence.text[: before[0].start])[0].rstrip("中里内")
            return self._fitting(reading, head, number)
        if len(given) == 1 and (
            len(hits) == len(before)
            or not any(given <= one.parts for one in wholes())
            or given <= {one.whole for one in wholes()}
        ):
            reading.hits = []
            return list(given)
        return [one.whole for one in wholes() if given <= one.parts][:1]

    def _says_total(self, left: str) -> bool:
        return ("共" in left or "计" in left) and self._context.total.search(left) is not None

    def _nones(self, sentence: Sentence) -> Iterator[_Hit]:
        """Yield the statements that there was none."""
        text = sentence.text
        if _NEGATION.search(text) is None:
            return
        for number in self._zero_cues.fitting(text):
            zero = self._zeros[number]
            for match in zero.pattern.finditer(text):
                follows = _CLAUSE.split(text[match.end() : match.end() + 6])[0]
                if (
                    any(word in match.group() or word in follows for word in zero.unless)
                    or _NUMBER_NEXT.match(follows)
                    or not (zero.of_last_year or sentence.is_of_the_year(match.end()))
                ):
                    continue
                scope = sentence.scope(match.end())
                yield _Hit(zero.indicator, 0.0, scope, match.start(), match.end())
                break


def _amount(number: Number) -> Number | None:
    """Return a number that can be a figure; behind 传真 0 counts, other numbers are called."""
    if number.kind == "phone" and not number.value:
        return number._replace(kind="count")
    return number if number.kind in {"count", "money"} else None


def _is_change(text: str, number: Number) -> bool:
    """Tell whether a number says by how much something grew, or what it was before."""
    return _CHANGED.search(
        text, max(0, number.start - _CHANGE_LENGTH), number.start
    ) is not None or (_GREW.match(text, number.counter_end) is not None)


def _remark(match: re.Match[str]) -> str:
    """Return what of a remark counts: 行政诉讼(未经复议直接起诉) is not 行政诉讼."""
    return match.group().strip("()") if "起诉" in match.group() else ""


def _last_segment(left: str) -> str:
    """Return the words after the last mark or figure, with the marks that end them.

    >>> _last_segment("收到申请12件,其中当面申请:")
    '其中当面申请:'
    """
    words = left.rstrip(_MARKS)
    return _SEGMENT.split(words)[-1] + left[len(words) :]


def _shared(items: Sequence[str], item: str, tail: str) -> Sequence[str]:
    """Return an item of a list with the words that it can share with the first and last one.

    >>> _shared(["作出行政许可", "行政处罚", "行政强制决定"], "行政处罚", "为")
    ['行政处罚为', '行政处罚决定为', '作出行政处罚决定为']
    """
    end = items[-1][len(item) :] if len(items[-1]) > len(item) else ""
    start = items[0][: -len(item)] if item and len(items[0]) > len(item) else ""
    return list(dict.fromkeys([item + tail, item + end + tail, start + item + end + tail]))


def _is_sum(number: Number, before: Sequence[Number]) -> bool:
    """Tell whether a number is the sum of those before it, or of the last few of them."""
    return any(
        sum(one.value for one in before[first:]) == number.value for first in range(len(before) - 1)
    )


def _can_follow(phrase: Phrase, reading: _Reading, number: Number) -> bool:
    """Tell whether a phrase can be meant after what a sentence has given so far."""
    if phrase.after and not phrase.after.intersection(reading.given[-1:]):
        return False
    if not phrase.bound or reading.hits or not reading.passed:
        return True
    return "disclosure_cases" in reading.sentence.own_topics(number.start)


def _suits(phrase: Phrase, sentence: Sentence, position: int) -> bool:
    """Tell whether a phrase can be meant where a sentence is about some topics."""
    if phrase.topics_named:
        named = len(sentence.named(position, phrase.topics))
        if (named != 1) if phrase.topics_named == "one" else (named < _SEVERAL):
            return False
    if phrase.topics and not phrase.topics & sentence.topics(position):
        return False
    return not phrase.not_topics & sentence.own_topics(position)


def _split(hits: list[_Hit]) -> list[_Hit]:
    """Rename figures whose meaning is told by what they are split into afterwards."""
    renamed = list(hits)
    for rule in splits():
        for number, hit in enumerate(renamed):
            following = renamed[number + 1 : number + 2]
            if hit.indicator in rule.indicators and any(
                one.indicator in rule.by for one in following
            ):
                renamed[number] = replace(hit, indicator=rule.becomes)
    return renamed
