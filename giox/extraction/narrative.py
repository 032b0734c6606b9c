"""Figures in prose: numbers bound to the words that say what they count.

A sentence is read number by number. The phrases of `phrases/` that fit the words around a
number compete, and the one with most words of its own wins; then time, change, subject and
scope, which `context.toml` names, decide whether the figure is the reporting body's for the
year, and for whom it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from giox.extraction.lines import Line, Script
from giox.extraction.model import Figure, Finding, Scope
from giox.extraction.phrases import Context, Phrase, context, phrases, splits, zeros
from giox.extraction.values import in_unit
from giox.forms import lookup
from giox.text import Number, find_numbers

__all__ = ["Prose", "read_prose"]

_SENTENCE = re.compile(r"[^。!?\n]+")
_YEAR = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年度?")
_SINCE = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年[^,。;]{0,12}(?:以来|至今)")
_NEGATION = re.compile("[未没无零]")
_CLAUSE = re.compile("[,;:。]")
_CLAUSE_OR_FIGURE = re.compile(r"[,;:。()]|\d[件条宗起份项篇个次人场期]*")
_RESPECTIVELY = re.compile(r"分别")
_ITEMS = re.compile(r"[、和及与]|以及")
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、])"
)
_LONGEST_HEADING = 40
_WINDOW = 60
_SHORTEST_PROSE = 8


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
    note: str | None


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
    reader = _Reader(year, department=department)
    figures: list[Figure] = []
    heading = ""
    for number, line in enumerate(script.lines):
        if number in skip:
            continue
        if _is_heading(line):
            heading = line.text
        for piece in line.pieces:
            if len(piece.text) >= _SHORTEST_PROSE:
                hits = reader.paragraph(piece.text, heading)
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


class _Reader:
    """Reads paragraphs of one document, all for the same year and body."""

    def __init__(self, year: int | None, *, department: bool) -> None:
        self._year = year
        self._department = department
        self._context: Context = context()
        self._phrases = tuple(one for one in phrases() if one.holds_in(year))
        self._zeros = tuple(one for one in zeros() if one.holds_in(year))

    def paragraph(self, text: str, heading: str) -> list[_Hit]:
        """Return the figures of a paragraph, in order."""
        numbers = [one for one in find_numbers(text) if one.kind in {"count", "money"}]
        if not numbers and _NEGATION.search(text) is None:
            return []
        hits: list[_Hit] = []
        before = heading
        for sentence in _SENTENCE.finditer(text):
            inside = [
                one
                for one in numbers
                if sentence.start() <= one.start and one.end <= sentence.end()
            ]
            words = _Sentence(text, sentence.start(), sentence.end(), before)
            found = [*self._numbers(words, inside), *self._nones(words, inside)]
            hits += sorted(found, key=lambda hit: hit.start)
            before = sentence.group() if self._topics(sentence.group()) else before
        return _split(hits)

    def _numbers(self, words: _Sentence, numbers: Sequence[Number]) -> Iterator[_Hit]:
        for number in numbers:
            left = self._left(words, numbers, number)
            right = words.text[number.counter_end : min(words.end, number.counter_end + _WINDOW)]
            if not self._is_of_the_year(words, left, number):
                continue
            for phrase in self._fitting(words, left, right, number):
                indicator = self._indicator(phrase, words, number)
                if indicator is not None:
                    unit = lookup(indicator).unit
                    note = "approximate" if _is_rounded(words.text, number) else None
                    yield _Hit(
                        indicator,
                        in_unit(number.value, number.counter, unit),
                        self._scope(words, number.start),
                        number.start,
                        number.end,
                        note,
                    )

    def _left(self, words: _Sentence, numbers: Sequence[Number], number: Number) -> str:
        """Return the words before a number; after 分别, those of the item it belongs to."""
        window = words.text[max(words.start, number.start - _WINDOW) : number.start]
        marks = list(_RESPECTIVELY.finditer(words.text, words.start, number.start))
        if not marks:
            return window
        listed = [one for one in numbers if one.start >= marks[-1].end()]
        if any(mark in words.text[listed[0].start : number.start] for mark in ",;"):
            return window
        row = [
            one for one in listed if not set(words.text[listed[0].start : one.start]) & set(",;")
        ]
        clause = max(
            (one.end() for one in _CLAUSE.finditer(words.text, words.start, marks[-1].start())),
            default=words.start,
        )
        items = _ITEMS.split(words.text[clause : marks[-1].start()])
        if len(items) < len(row):
            return window
        own = items[len(items) - len(row) + row.index(number)]
        return own + words.text[marks[-1].end() : row[0].start]

    def _is_of_the_year(self, words: _Sentence, left: str, number: Number) -> bool:
        """Tell whether the last time named before a number is the year reported on."""
        text, context = words.text, self._context
        statement = max(words.start, text.rfind(";", words.start, number.start))
        for elsewhere in (context.planned, context.elsewhere):
            if elsewhere.search(text, statement, number.start):
                return False
        clause = max(
            (one.end() for one in _CLAUSE.finditer(text, words.start, number.start)),
            default=words.start,
        )
        if self._year is not None:
            since = [int(one["year"]) for one in _SINCE.finditer(text, words.start, number.start)]
            if any(year < self._year for year in since):
                return False
        marks: list[tuple[int, bool]] = [(words.start, True)]
        marks += (
            (one.end(), True) for one in context.this_year.finditer(text, words.start, number.start)
        )
        marks += (
            (one.end(), False)
            for one in context.other_time.finditer(text, words.start, number.start)
        )
        for one in _YEAR.finditer(text, words.start, number.start):
            compared = text[one.start() - 1] in "比较与同" and one.start() < clause
            if self._year is not None and not compared:
                marks.append((one.end(), int(one["year"]) == self._year))
        own_years = [int(one["year"]) for one in _YEAR.finditer(left)]
        if own_years and self._year is not None and own_years[-1] != self._year:
            return False
        return max(marks)[1]

    def _fitting(self, words: _Sentence, left: str, right: str, number: Number) -> list[Phrase]:
        """Return the phrase that fits a number best, or several where it counts for each."""
        best: list[tuple[int, int, Phrase]] = []
        clause = _CLAUSE_OR_FIGURE.split(left)[-1]
        for phrase in self._phrases:
            if phrase.key and phrase.key not in left and phrase.key not in right:
                continue
            score = self._score(phrase, left, right, clause)
            if score is None or not self._counts(phrase, number):
                continue
            if phrase.topics and not phrase.topics & self._topics_near(words, number.start):
                continue
            if self._is_elsewhere(phrase, words, left, number):
                continue
            best.append((*score, phrase))
        if not best:
            return []
        if re.search("[均各都]", left[-8:]):
            shared = {one[2].indicator: one[2] for one in best if one[2].together}
            if len(shared) > 1:
                return list(shared.values())
        return [max(best, key=lambda one: one[:2])[2]]

    def _score(self, phrase: Phrase, left: str, right: str, clause: str) -> tuple[int, int] | None:
        """Return how many words of its own a phrase has here, and how few others."""
        own = gaps = 0
        matched = ""
        for pattern, words in ((phrase.left, left), (phrase.right, right)):
            if pattern is None:
                continue
            match = pattern.search(words) if pattern is phrase.left else pattern.match(words)
            if match is None:
                return None
            filler = sum(len(one or "") for one in match.groupdict().values())
            own += len(match.group()) - filler
            gaps += filler
            matched += match.group()
        together = phrase.together and re.search("[均各都]", matched)
        if not together and any(word in matched or word in clause for word in phrase.unless):
            return None
        if self._context.change.search(matched) or (
            not phrase.of_last_year and self._context.compared.search(matched)
        ):
            return None
        return own, -gaps

    def _counts(self, phrase: Phrase, number: Number) -> bool:
        """Tell whether a number's counter can stand for the unit of an indicator."""
        counter = number.counter or ""
        unit = lookup(phrase.indicator.replace("{topic}", "review")).unit
        if unit == "CNY 10k":
            return number.kind == "money"
        accepted = phrase.counters or self._context.counters.get(unit, frozenset())
        return number.kind == "count" and counter in accepted

    def _is_elsewhere(self, phrase: Phrase, words: _Sentence, left: str, number: Number) -> bool:
        """Tell whether a number is another office's, or is compared with another year's."""
        if phrase.left is not None and not self._department:
            match = phrase.left.search(left)
            before = left[: match.start()] if match else ""
            if self._context.other_office.search(before) and not self._context.own_office.search(
                before
            ):
                return True
        if phrase.of_last_year:
            return False
        clause = max(
            (one.end() for one in _CLAUSE.finditer(words.text, words.start, number.start)),
            default=words.start,
        )
        return self._context.compared.search(words.text, clause, number.start) is not None

    def _nones(self, words: _Sentence, numbers: Sequence[Number]) -> Iterator[_Hit]:
        """Yield the statements that there was none."""
        if _NEGATION.search(words.text, words.start, words.end) is None:
            return
        for zero in self._zeros:
            for match in zero.pattern.finditer(words.text, words.start, words.end):
                if any(word in match.group() for word in zero.unless):
                    continue
                follows = words.text[match.end() : match.end() + 6]
                if any(word in follows for word in zero.unless):
                    continue
                if any(one.start - match.end() in range(4) for one in numbers):
                    continue
                scope = self._scope(words, match.end())
                yield _Hit(zero.indicator, 0.0, scope, match.start(), match.end(), None)
                break

    def _topics(self, text: str) -> frozenset[str]:
        return frozenset(
            name for name, pattern in self._context.topics.items() if pattern.search(text)
        )

    def _topics_near(self, words: _Sentence, position: int) -> frozenset[str]:
        """Return the topics that a sentence has named so far, and those of what came before."""
        end = min(words.end, position + 12)
        return self._topics(words.text[words.start : end]) | self._topics(words.before)

    def _indicator(self, phrase: Phrase, words: _Sentence, number: Number) -> str | None:
        """Return the indicator of a phrase, `{topic}` being the last topic that it can take."""
        if "{topic}" not in phrase.indicator:
            return phrase.indicator
        for text in (words.text[words.start : number.start], words.before):
            last = max(
                (
                    (match.end(), topic)
                    for topic in phrase.topics
                    for match in self._context.topics[topic].finditer(text)
                ),
                default=None,
            )
            if last is not None:
                return phrase.indicator.replace("{topic}", last[1])
        return None

    def _scope(self, words: _Sentence, position: int) -> Scope | None:
        """Return the scope that the nearest word before a figure tells."""
        scopes: tuple[Scope, ...] = ("government", "body", "department")
        last = max(
            (
                (match.end(), match.end() - match.start(), scope)
                for scope in scopes
                for match in self._context.scope[scope].finditer(words.text, words.start, position)
            ),
            default=None,
        )
        return last[2] if last is not None else None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a paragraph, and the last words before it that name a topic."""

    text: str
    start: int
    end: int
    before: str


def _is_rounded(text: str, number: Number) -> bool:
    """Tell a number that its words round (余, 约) or that is written as 1.36万."""
    return (
        number.approximate or re.search(r"\.\d+[万亿]", text[number.start : number.end]) is not None
    )


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
