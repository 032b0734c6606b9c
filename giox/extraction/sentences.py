"""What a sentence says around its figures: the time, the subject, the scope and the topic.

All of it is told by words of `context.toml`. A `Sentence` finds each kind of word once, when it
is first asked for, and seeks none of a kind of which it can hold no word.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from giox.extraction.context import Kind, context, kinds_in
from giox.extraction.model import Scope

__all__ = ["PART", "Sentence", "sentences"]

# (What runs on for longer is no sentence but a list or a table that lost its lines: in parts of
# it, or the time to read it would grow with the square of its length.)
_SENTENCE = re.compile(r"[^。!?\n]{1,1000}(?![^。!?\n])|[^。!?\n]{1,1000}[,;]|[^。!?\n]+")
PART = re.compile('[\\s"“]*(?:其中|按|从)')
"""How a sentence begins that goes on from the one before."""
_CLAUSE_MARKS = ",;:。"
# (That no digit goes before a year is asked at its end: a search for a digit is quick.)
_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?<![0-9].{4})年度?")
_SINCE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?<![0-9].{4})年[^,。;]{0,12}(?:以来|至今)")
# 2012年至2014年分别为8100条、9250条、10460条
_YEARS = re.compile(
    r"(?P<first>20[0-9]{2})(?<![0-9].{4})年?(?:至|到|[-~—])+20[0-9]{2}年[^。;0-9]{0,30}分别"
)
_COMPARING = frozenset("比较与同由")
# 较机构改革前的2018年减少, 是2013年的1.4倍
_COMPARED = re.compile("[比较][^,;。:0-9]{0,10}的$")
_BESIDE = re.compile("的[0-9.]+倍|(?:结转|转结|遗留|未办结)(?![至到入])")
_REACH = 12
_NEXT_LENGTH = 40
_FIRST_YEAR = 2008
_SAME_SCOPE = 3


@dataclass(eq=False)
class Sentence:
    """A stretch of a paragraph up to its full stop, and where it begins in the paragraph.

    What the sentence is about is told by itself and by what stands `before` it: the sentence
    before, or the heading of the paragraph. `after` is how the next one begins.
    """

    text: str
    start: int
    before: Sentence | str
    year: int | None
    after: str = ""

    @cached_property
    def _kinds(self) -> frozenset[Kind]:
        """The kinds of words of which the sentence may hold some."""
        return kinds_in(self.text)

    def _words(self, *kind: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Find the words of a kind (a section of `context.toml` and a name in it)."""
        if kind in self._kinds:
            yield from context().words[kind].finditer(self.text, start, end)

    def clause(self, position: int) -> int:
        """Return where the clause of a position begins."""
        return 1 + max(self.text.rfind(mark, 0, position) for mark in _CLAUSE_MARKS)

    @cached_property
    def _topic_marks(self) -> tuple[tuple[int, str], ...]:
        return tuple(_topic_marks(self.text, self._kinds))

    @cached_property
    def _topics_before(self) -> tuple[tuple[int, str], ...]:
        """Topics of the last text before the sentence that names one."""
        before = self.before
        if isinstance(before, str):
            return _heading_topics(before)
        return before._topic_marks or before._topics_before  # noqa: SLF001 - its own kind

    def own_topics(self, position: int) -> frozenset[str]:
        """Return what the sentence itself is about up to a position and a few words after it."""
        return frozenset(topic for end, topic in self._topic_marks if end <= position + _REACH)

    def topics(self, position: int) -> frozenset[str]:
        """Return what the text is about up to a position and a few words after it."""
        here = self.own_topics(position) | {topic for _, topic in self._topics_before}
        return here or frozenset(topic for _, topic in self._topic_marks)

    def named(self, position: int, among: frozenset[str]) -> frozenset[str]:
        """Return which of some topics the statement, or else the sentence, names up to a position.

        A statement ends at a semicolon.
        """
        statement = self.text.rfind(";", 0, position)
        named = [(end, topic) for end, topic in self._topic_marks if end <= position]
        here = among & {topic for end, topic in named if end > statement}
        return here or among & {topic for _, topic in named}

    def last_topic(self, position: int, among: frozenset[str]) -> str | None:
        """Return the topic last named before a position, of those asked for."""
        for marks in (
            [mark for mark in self._topic_marks if mark[0] <= position],
            self._topics_before,
        ):
            named = max((mark for mark in marks if mark[1] in among), default=None)
            if named is not None:
                return named[1]
        return None

    @cached_property
    def _scope_marks(self) -> tuple[tuple[int, int, Scope], ...]:
        scopes: tuple[Scope, ...] = ("government", "body", "department")
        return tuple(
            (match.end(), match.end() - match.start(), scope)
            for scope in scopes
            for match in self._words("scope", scope)
        )

    def scope(self, position: int) -> Scope | None:
        """Return the scope that the nearest word before a figure tells.

        Where the sentence has none, it is that of the sentences right before it in the paragraph.
        """
        marks = [one for one in self._scope_marks if one[0] <= position]
        told = max((one for one in marks if not self._is_remark(one[0], position)), default=None)
        return told[2] if told else self._scope_before

    @cached_property
    def _scope_before(self) -> Scope | None:
        before = self.before
        for _ in range(_SAME_SCOPE):
            if isinstance(before, str):
                break
            if marks := before._scope_marks:  # noqa: SLF001 - its own kind
                return max(marks)[2]
            before = before.before
        return None

    @cached_property
    def _time_marks(self) -> tuple[tuple[int, bool], ...]:
        """Words of time: where each ends, and whether it names the year reported on."""
        marks = [(0, True)]
        marks += ((one.end(), True) for one in self._words("time", "this_year"))
        marks += ((one.end(), False) for one in self._words("time", "other"))
        if self.year != _FIRST_YEAR:
            marks += ((one.end(), False) for one in self._words("time", "since"))
        if self.year is not None:
            marks += (
                (one.end(), int(one["year"]) == self.year)
                for one in _YEAR.finditer(self.text)
                if not self._is_compared_with(one)
            )
            marks += (
                (one.end(), False)
                for one in _SINCE.finditer(self.text)
                if int(one["year"]) < self.year
            )
        return tuple(sorted(marks))

    def _is_compared_with(self, year: re.Match[str]) -> bool:
        """Whether a year is only compared with (与2021年相比), or handed on (2021年结转5件)."""
        before = self.text[max(0, year.start() - _REACH) : year.start()]
        return (
            before[-1:] in _COMPARING
            or _COMPARED.search(before) is not None
            or _BESIDE.match(self.text, year.end()) is not None
        )

    @cached_property
    def _own_rank(self) -> int | None:
        """The rank of the smallest place that the sentence calls its own."""
        found = context().own_place.finditer(self.text)
        return min((context().ranks[one["place"]] for one in found), default=None)

    def is_of_wider_place(self, position: int) -> bool:
        """Tell a figure of 全省 in a sentence that speaks of 我县 as well."""
        if self._own_rank is None:
            return False
        found = [*context().wider.finditer(self.text, 0, position)]
        if not found or context().own_place.search(self.text, found[-1].end(), position):
            return False
        return context().ranks[found[-1]["place"]] > self._own_rank

    def is_of_the_year(self, position: int, *, stock: bool = False) -> bool:
        """Tell whether the last time named before a figure is the year reported on.

        Of a `stock` (staff) a clause before it may tell since when there has been one.
        """
        statement = self.text.rfind(";", 0, position) + 1
        clause = self.clause(position)
        if (
            any(self._words("time", "planned", start=statement, end=position))
            or any(self._words("elsewhere", "words", start=statement, end=position))
            or any(self._words("time", "compared", start=clause, end=position))
            or self.names_other_year(self.text[clause:position])
        ):
            return False
        named = [
            is_this_year
            for end, is_this_year in self._time_marks
            if end <= position
            and not self._is_remark(end, position)
            and not (stock and self._is_since(end, position))
        ]
        if self._is_of_another_of_the_years(position):
            return False
        return (not named or named[-1]) and not self._is_of_all_years(position)

    def _is_since(self, mark: int, position: int) -> bool:
        """Whether a time is that since when there has been what stands at a later position."""
        words = context()
        return any(
            one.start() < mark < one.end()
            and words.one_by_one.search(self.text, one.end(), position) is None
            for one in words.stock_since.finditer(self.text, 0, position)
        )

    def _is_remark(self, mark: int, position: int) -> bool:
        """Whether a word stands in brackets that a later position is outside of."""
        closed = self.text.find(")", mark, position)
        opened = self.text.find("(", mark, position)
        return closed >= 0 and not 0 <= opened < closed

    def names_other_year(self, words: str) -> bool:
        """Tell whether the last year that some words of the sentence name is another one."""
        years = [
            int(one["year"])
            for one in _YEAR.finditer(words)
            if words[max(0, one.start() - 1) : one.start()] != "由"
        ]
        return bool(years) and self.year is not None and years[-1] != self.year

    def _is_of_another_of_the_years(self, position: int) -> bool:
        """Tell a figure in a row of figures, one for each of some years."""
        rows = (one for one in _YEARS.finditer(self.text, 0, position))
        return any(
            int(row["first"]) + self.text.count("、", row.end(), position) != self.year
            for row in rows
        )

    def _is_of_all_years(self, position: int) -> bool:
        """Tell a figure that sums up many years: the year's own follows it."""
        return any(self._words("time", "cumulative", end=position)) and (
            any(self._words("time", "own_share", start=position))
            or context().words["time", "own_share_next"].match(self.after) is not None
        )


def _topic_marks(text: str, kinds: Iterable[Kind]) -> Iterator[tuple[int, str]]:
    for kind in kinds:
        if kind[0] == "topic":
            for match in context().words[kind].finditer(text):
                yield match.end(), kind[1]


@lru_cache(maxsize=256)
def _heading_topics(heading: str) -> tuple[tuple[int, str], ...]:
    """Return the topics of a heading, which stands over many paragraphs, and in many reports."""
    return tuple(_topic_marks(heading, kinds_in(heading)))


def sentences(text: str, before: Sentence | str, year: int | None) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph after a heading, or after the sentence it goes on from."""
    for match in _SENTENCE.finditer(text):
        next_ = text[match.end() + 1 : match.end() + 1 + _NEXT_LENGTH]
        before = Sentence(match.group(), match.start(), before, year, next_)
        yield before
