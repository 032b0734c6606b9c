"""Statements that there was none: 未收到政府信息公开申请."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from giox.extraction.context import context
from giox.extraction.cues import Cues, Needs
from giox.extraction.hits import Hit
from giox.extraction.phrases import zeros
from giox.extraction.sentences import Sentence
from giox.extraction.windows import CLAUSE

__all__ = ["none_of", "nothings"]

_NUMBER_NEXT = re.compile("[^0-9,;。]{0,3}[0-9]")
_FOLLOWING = 8
_LONGEST_NONE = 24
_NUMBERED = re.compile(r"\s*[(]?[一二三四五六七八九十0-9]{1,3}[)、.]+\s*")


@cache
def _cues() -> Cues:
    return Cues([Needs(one.words) for one in zeros()])


def nothings(sentence: Sentence) -> Iterator[Hit]:
    """Yield the figures of a sentence that are 0 because it says that there was none."""
    text = sentence.text
    for number in _cues().fitting(text):
        zero = zeros()[number]
        if not zero.holds_in(sentence.year):
            continue
        for match in zero.pattern.finditer(text):
            follows = CLAUSE.split(text[match.end() : match.end() + _FOLLOWING])[0]
            if (
                any(word in match.group() or word in follows for word in zero.unless)
                or _NUMBER_NEXT.match(follows)
                or not (zero.of_last_year or sentence.is_of_the_year(match.end()))
            ):
                continue
            yield Hit(zero.indicator, 0.0, sentence.scope(match.end()), *match.span())
            break


def none_of(heading: str, paragraph: str) -> str | None:
    """Return what a paragraph says that only says there was none: of what its heading names.

    >>> none_of("五、行政复议、行政诉讼情况", "2016年度无此类情况。")
    '2016年度行政复议、行政诉讼情况:无'
    """
    if not heading or len(paragraph) > _LONGEST_NONE:
        return None
    found = context().none_paragraph.fullmatch(paragraph.strip())
    return f"{found['year']}{_NUMBERED.sub('', heading, count=1)}:无" if found else None
