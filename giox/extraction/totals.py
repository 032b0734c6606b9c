"""What a figure means by the figures beside it: totals of parts, and what is split afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from giox.extraction.context import context
from giox.extraction.hits import Hit, Reading
from giox.extraction.model import Scope
from giox.extraction.phrases import splits, wholes
from giox.extraction.windows import CLAUSE
from giox.text import Number

__all__ = ["renamed", "summed", "total_of"]


def total_of(
    reading: Reading,
    number: Number,
    left: str,
    indicators: Callable[[Reading, str, Number], list[str]],
) -> list[str]:
    """Return what a number sums up that no phrase fits: one indicator given in parts, or a whole.

    Parameters
    ----------
    reading : Reading
        The sentence up to the number. What has been given in parts of a total is taken back.
    number, left : Number, str
        The number and the words before it.
    indicators : callable
        What tells the indicators of a number after some words.
    """
    hits, words = reading.hits, context()
    if hits and "其中" in left and words.share.search(left):
        return [hits[-1].indicator]
    if (
        reading.other_time
        and words.year_alone.fullmatch(left)
        and reading.sentence.is_of_the_year(number.start)
    ):
        return reading.other_time
    if not ("共" in left or "计" in left or "总" in left) or words.total.search(left) is None:
        return []
    before = [one for one in reading.numbers if one.start < number.start]
    if (
        len(before) > 1
        and _is_sum(number, before)
        and reading.sentence.is_of_the_year(number.start)
    ):
        if hits:
            return _whole(reading, number, before)
        return indicators(reading, _head(reading, before[0]), number)
    return []


def _whole(reading: Reading, number: Number, before: Sequence[Number]) -> list[str]:
    """Return what the figures of a statement, or else of the sentence, add up to."""
    hits = reading.hits
    statement = reading.sentence.text.rfind(";", 0, number.start)
    here = [hit for hit in hits if hit.start > statement]
    given = {hit.indicator for hit in (here if len(here) > 1 else hits)}
    if len(given) == 1 and (
        len(hits) == len(before)
        or not any(given <= one.parts for one in wholes())
        or given <= {one.whole for one in wholes()}
    ):
        reading.hits = _beside(hits, reading.sentence.scope(number.start))
        return list(given)
    return [one.whole for one in wholes() if given <= one.parts][:1]


def _beside(parts: Sequence[Hit], of_total: Scope | None) -> list[Hit]:
    """Return the parts that are figures beside their total: the body's own (办公室收到31件)."""
    return [hit for hit in parts if of_total == "government" and hit.scope == "body"]


def summed(hits: list[Hit], numbers: Sequence[Number]) -> list[Hit]:
    """Leave out of a sentence's figures those that a later one of the same indicator adds up.

    县直机关公开3140条;乡镇公开1865条;总公开信息5005条.
    """
    for number in numbers:
        totals = [one for one in hits if one.start == number.start]
        before = [one for one in numbers if one.start < number.start]
        if totals and _is_sum(number, before):
            total = totals[0]
            parts = [
                one for one in hits if one.indicator == total.indicator and one.end <= total.start
            ]
            gone = {*parts} - {*_beside(parts, total.scope)}
            hits = [one for one in hits if one not in gone]
    return hits


def _head(reading: Reading, first: Number) -> str:
    """Return the clause that a sentence begins with, which says what its numbers are parts of."""
    return CLAUSE.split(reading.sentence.text[: first.start])[0].rstrip("中里内")


def _is_sum(number: Number, before: Sequence[Number]) -> bool:
    """Tell whether a number is the sum of those before it, or of the last few of them."""
    return any(
        sum(one.value for one in before[first:]) == number.value for first in range(len(before) - 1)
    )


def renamed(hits: list[Hit]) -> list[Hit]:
    """Rename figures whose meaning is told by what they are split into afterwards."""
    hits = list(hits)
    for rule in splits():
        for number, hit in enumerate(hits):
            if hit.indicator in rule.indicators and any(
                one.indicator in rule.by for one in hits[number + 1 : number + 2]
            ):
                hits[number] = hit._replace(indicator=rule.becomes)
    return hits
