"""Figures in prose: numbers bound to the words that say what they count.

A paragraph is read sentence by sentence, a sentence number by number. The phrases of `phrases/`
that fit the words around a number compete (`matching`), and the one with most words of its own
wins; then time, change, subject and scope, which `context.toml` names (`sentences`), decide
whether the figure is the reporting body's for the year, and for whom it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from giox.extraction.also import counted_as
from giox.extraction.hits import Hit, Reading
from giox.extraction.lines import Script
from giox.extraction.matching import Matcher
from giox.extraction.mending import is_heading, mended, paragraphs
from giox.extraction.model import Figure, Finding, Scope
from giox.extraction.nothing import none_of, nothings
from giox.extraction.sentences import PART, Sentence, sentences
from giox.extraction.synonyms import plain
from giox.extraction.totals import renamed, summed, total_of
from giox.extraction.values import in_unit
from giox.extraction.windows import COUNTED, NEGATION, bundle_words, numbers_of, ways, windows
from giox.forms import lookup
from giox.text import Number

__all__ = ["Prose", "read_prose"]

_SHORTEST_PROSE = 8


@dataclass(frozen=True, slots=True)
class Prose:
    """The figures of the prose of a document, and what it says against itself."""

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The last sentence of a paragraph and its figures."""

    sentence: Sentence | str
    hits: Sequence[Hit]


_NOTHING = _Earlier("", ())


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
    for line, pieces in paragraphs(script, skip):
        if is_heading(line):
            heading = line.text
        for piece in pieces:
            none = none_of(heading, piece.text)
            if none is not None and (hits := reader.paragraph(none, "", _NOTHING)[0]):
                whole = [hit._replace(start=0, end=len(piece.text)) for hit in hits]
                figures += (_figure(script, hit, piece.start, heading) for hit in whole)
            elif len(piece.text) >= _SHORTEST_PROSE:
                hits, earlier = reader.paragraph(mended(piece.text), heading, earlier)
                figures += (_figure(script, hit, piece.start, heading) for hit in hits)
    return Prose(*_once(figures))


def _figure(script: Script, hit: Hit, offset: int, heading: str) -> Figure:
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
    """Keep the first of figures given twice; a later other value is a finding.

    A later figure without a scope is of one that was told, or of a part: it makes none of its own.
    """
    kept: dict[tuple[str, Scope | None], Figure] = {}
    findings: list[Finding] = []
    for figure in figures:
        same = [one for one in kept.values() if one.indicator == figure.indicator]
        if any(one.value == figure.value and None in {one.scope, figure.scope} for one in same):
            continue
        before = [one for one in same if figure.scope in {one.scope, None}]
        if not before:
            kept[figure.indicator, figure.scope] = figure
        elif all(one.value != figure.value for one in before):
            findings.append(
                Finding(
                    "prose_at_odds",
                    "warning",
                    "the prose gives the figure twice with different values; the first is kept",
                    figure.indicator,
                    expected=before[0].raw,
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
        self._matcher = Matcher(year, department=department)

    def paragraph(self, text: str, heading: str, earlier: _Earlier) -> tuple[list[Hit], _Earlier]:
        """Return the figures of a paragraph, in order, and what the next one can go on from.

        A paragraph that begins with 其中 or the like goes on from the one before.
        """
        if COUNTED.search(text) is None and NEGATION.search(text) is None:
            return [], _NOTHING
        read = plain(text)
        goes_on = PART.match(text) is not None
        last: Sentence | str = earlier.sentence if goes_on and earlier.sentence else heading
        before = earlier.hits if goes_on else ()
        hits: list[Hit] = []
        for sentence in sentences(read.text, last, self._year):
            before = self._sentence(sentence, before)
            last = sentence
            for hit in before:
                start, end = read.source_span(sentence.start + hit.start, sentence.start + hit.end)
                hits.append(hit._replace(start=start, end=end))
        return renamed(hits) if hits else [], _Earlier(last, before)

    def _sentence(self, sentence: Sentence, before: Sequence[Hit]) -> Sequence[Hit]:
        """Return the figures of a sentence, in order; `before` are those of the one before."""
        hits = self._numbers(sentence, before)
        if NEGATION.search(sentence.text) is None:
            return hits
        return sorted([*hits, *nothings(sentence)], key=lambda hit: hit.start)

    def _numbers(self, sentence: Sentence, before: Sequence[Hit]) -> list[Hit]:
        """Return the figures that the numbers of a sentence are."""
        text = sentence.text
        numbers = numbers_of(text)
        if not numbers:
            return []
        given = [hit.indicator for hit in before[-1:]] if PART.match(text) else []
        reading = Reading(sentence, numbers, given)
        for number, own in windows(text, numbers):
            window = own or bundle_words(text, numbers, number)
            fitting = self._fitting(reading, number, window) or total_of(
                reading, number, window, self._matcher.indicators
            )
            if not fitting:
                reading.given, reading.passed = [], True
                continue
            reading.given = [*reading.given, *fitting]
            also = [one for name in fitting for one in counted_as(reading, name, number)]
            reading.hits += [_hit(name, number, sentence) for name in [*fitting, *also]]
        return summed(reading.hits, numbers)

    def _fitting(self, reading: Reading, number: Number, window: str) -> list[str]:
        """Return the indicators that a number is a figure of."""
        fitting: dict[str, None] = {}
        for lefts in ways(reading.sentence, reading.numbers, number, window):
            for left in lefts:
                if found := self._matcher.indicators(reading, left, number):
                    fitting |= dict.fromkeys(found)
                    break
        return list(fitting)


def _hit(indicator: str, number: Number, sentence: Sentence) -> Hit:
    return Hit(
        indicator,
        in_unit(number.value, number.counter, lookup(indicator).unit),
        sentence.scope(number.start),
        number.start,
        number.end,
        "approximate" if number.approximate else None,
    )
