"""Which phrase the words around a number say: the one with most words of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter

from giox.extraction.context import context
from giox.extraction.cues import Cues, bits
from giox.extraction.hits import Reading
from giox.extraction.notation import between_characters
from giox.extraction.phrases import Phrase, phrases
from giox.extraction.sentences import Sentence
from giox.extraction.windows import OF_NOUNS, REACH, SEGMENT, last_segment
from giox.forms import lookup
from giox.text import Number

__all__ = ["Matcher"]

_CLAUSE_OR_FIGURE = re.compile(r"[,;:。()】]|\d[件条宗起份项篇个次人场期]*")
_TAIL = re.compile("[、,;:。()0-9]")
_TAIL_LENGTH = 12
_NEXT = re.compile("[的为是共有达数]{0,3}[0-9]")
_HAN = re.compile("[\u4e00-\u9fff]")
_NAME = re.compile("分|[”》](?![件条次份宗起项篇个])")
_EACH = re.compile("[均各都]")
_SEVERAL = 2

Score = tuple[int, int, bool]
"""Words of its own that a phrase has, others that count against it, and whether it goes on."""


@cache
def _cues() -> Cues:
    return Cues([one.needs for one in phrases()], f'()"{between_characters()}')


@cache
def _countable(kind: str, counter: str, is_noun: bool) -> int:
    """Return the phrases, as bits, that such a number can be of; a noun may follow it."""
    needs_noun = is_noun and counter in OF_NOUNS
    return bits(
        number
        for (counters, has_noun), numbers in _by_counters().items()
        if (
            kind == "money"
            if counters is None
            else kind == "count" and counter in counters and (has_noun or not needs_noun)
        )
        for number in numbers
    )


@cache
def _by_counters() -> Mapping[tuple[frozenset[str] | None, bool], Sequence[int]]:
    """Return the phrases, by number, for each set of counters that their numbers can have.

    None are the counters of sums of money. It is told, too, whether words follow the number.
    """
    found: dict[tuple[frozenset[str] | None, bool], list[int]] = defaultdict(list)
    for number, phrase in enumerate(phrases()):
        topic = min(phrase.topics, default="")
        unit = lookup(phrase.indicator.replace("{topic}", topic)).unit
        counters = phrase.counters or context().counters.get(unit, frozenset())
        found[None if unit == "CNY 10k" else counters, bool(phrase.behind)].append(number)
    return found


class Matcher:
    """The phrases of reports on one year, by one kind of body."""

    def __init__(self, year: int | None, *, department: bool) -> None:
        self._department = department
        self._context = context()
        self._elsewhere_after = self._context.words["elsewhere", "after"]
        self._change = self._context.words["time", "change"]
        self._compared = self._context.words["time", "compared"]
        self._phrases = phrases()
        self._cues = _cues()
        self._counted = cache(lambda *number: _countable(*number) & self._held)
        self._held = bits(
            number
            for number, one in enumerate(self._phrases)
            if one.holds_in(year) and (department or not one.department)
        )

    def indicators(self, reading: Reading, left: str, number: Number) -> list[str]:
        """Return the indicator of a number after some words, or several if it is each one's."""
        best = self._fitting(reading, left, number)
        if not best:
            return []
        if len(best) > 1:
            best.sort(key=itemgetter(0), reverse=True)
        sentence, phrase = reading.sentence, best[0][1]
        if not self._is_own(sentence, left, number, phrase):
            return []
        indicator = _indicator(phrase, sentence, number)
        if not _is_of_time(sentence, left, number, phrase):
            # 2024年结转至2025年9件, on 2024: said of the year by what it hands on to the next.
            handed_on = [one for _, one in best if one.of_last_year]
            if not handed_on or f"{sentence.year}年" not in left:
                reading.other_time = [indicator]
                return []
            phrase = handed_on[0]
            indicator = _indicator(phrase, sentence, number)
        if _EACH.search(left[-8:]):
            shared = list(dict.fromkeys(one.indicator for _, one in best if one.together))
            if len(shared) > 1:
                return shared
        if phrase.none and not number.value:
            return list(phrase.none)
        return [indicator]

    def _fitting(self, reading: Reading, left: str, number: Number) -> list[tuple[Score, Phrase]]:
        """Return the phrases that fit, with how many words of their own they have here."""
        sentence = reading.sentence
        right = sentence.text[number.counter_end : number.counter_end + REACH]
        counted = self._counting(number, sentence.text[number.start], right)
        if not counted:
            return []
        near = last_segment(left)
        behind = SEGMENT.search(right)
        found = []
        for at in self._cues.fitting(
            left[max(0, len(left) - len(near) - 1) :],
            right if behind is None else right[: behind.start()],
            counted,
        ):
            phrase = self._phrases[at]
            if phrase.far and not _has_each(left, phrase.far):
                continue
            if not _can_follow(phrase, reading, number):
                continue
            score = self._score(phrase, left, near, right)
            if score is not None and _suits(phrase, sentence, number.start):
                found.append((score, phrase))
        return [] if found and self._elsewhere_after.match(right) else found

    def _counting(self, number: Number, first: str, right: str) -> int:
        """Return the phrases, as bits, whose indicators a number can count."""
        is_noun = _HAN.match(right) is not None
        counter = number.counter or ""
        if number.kind != "money" and (
            (not counter and _NAME.match(right)) or (first == "一" and counter == "项" and is_noun)
        ):
            return 0  # 满分30分; “清风2023”行动; 予以公开一项减少4件
        return self._counted(number.kind, counter, is_noun)

    def _score(self, phrase: Phrase, left: str, near: str, right: str) -> Score | None:
        """Return how many words of its own a phrase has here, if it stands here."""
        matched = ""
        filled = 0
        if phrase.left is not None:
            found = phrase.left.search(left if phrase.over_marks else near)
            if found is None:
                return None
            matched = found.group()
            filled = sum([len(one) for one in found.groups() if one])
        if phrase.right is not None:
            found = phrase.right.match(right)
            if found is None or _NEXT.match(right, found.end()):
                return None
            matched += found.group()
            filled += sum([len(one) for one in found.groups() if one])
        if phrase.unless and not (phrase.together and _EACH.search(matched)):
            said = f"{matched}\n{_clause(left, right)}"
            if any(map(said.__contains__, phrase.unless)):
                return None
        if self._change.search(matched) or (
            not phrase.of_last_year and self._compared.search(matched)
        ):
            return None
        return len(matched) - filled, -filled, bool(phrase.after)

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


def _has_each(text: str, sets: Iterable[frozenset[str]]) -> bool:
    """Tell whether a text has a word of each of some sets."""
    return all(any(map(text.__contains__, words)) for words in sets)


def _clause(left: str, right: str) -> str:
    """Return the words between the last comma or figure and a number, and a few words after it."""
    before = _CLAUSE_OR_FIGURE.split(left.rstrip(':"“ '))[-1]
    return before + _TAIL.split(right, maxsplit=1)[0][:_TAIL_LENGTH]


def _is_of_time(sentence: Sentence, left: str, number: Number, phrase: Phrase) -> bool:
    """Tell whether a figure is for the year reported on."""
    if phrase.of_last_year:
        return True
    is_stock = phrase.indicator.startswith(context().stock)
    return sentence.is_of_the_year(number.start, stock=is_stock) and not (
        "分别" in sentence.text and sentence.names_other_year(left)
    )


def _indicator(phrase: Phrase, sentence: Sentence, number: Number) -> str:
    """Return the indicator of a phrase, `{topic}` being the last topic that it can take."""
    if "{topic}" not in phrase.indicator:
        return phrase.indicator
    topic = sentence.last_topic(number.start, phrase.topics) or ""
    return phrase.indicator.replace("{topic}", topic)


def _can_follow(phrase: Phrase, reading: Reading, number: Number) -> bool:
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
    if "{topic}" in phrase.indicator and sentence.last_topic(position, phrase.topics) is None:
        return False
    return not (phrase.not_topics and phrase.not_topics & sentence.own_topics(position))
