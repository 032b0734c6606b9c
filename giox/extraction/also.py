"""What a number counts as well: 行政复议9件,全部维持 gives reviews, and those upheld."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giox.extraction.hits import Reading
from giox.extraction.phrases import alsos
from giox.text import Number

__all__ = ["counted_as"]

_COURTS = ("review", "litigation")
_NOUN = re.compile(
    "(?:的?(?:(?:政府)?信息公开|依申请公开|公开)?(?:申请|案件|行政复议|行政诉讼|复议|诉讼)(?:案件|申请)?)?"
)
_MAY_FOLLOW = re.compile(
    "[,(:]?(?:[^,(:]{0,5}[均全都为是系属]|结果|[未不]经|[尚未正现在目]|复议后|[经已]|法院|判决|裁定|维持|驳回)"
)


def counted_as(reading: Reading, indicator: str, number: Number) -> Iterator[str]:
    """Yield the indicators that a figure is of by what the next words say of all it counts."""
    if not number.value or _is_part(reading, indicator, number):
        return
    text = reading.sentence.text
    noun = _NOUN.match(text, number.counter_end)
    end = noun.end() if noun else number.counter_end
    if _MAY_FOLLOW.match(text, end) is None:
        return
    for rule in alsos():
        if (
            indicator in rule.indicators
            and rule.holds_in(reading.sentence.year)
            and rule.pattern.match(text, end)
            and not any(word in text[: number.start] for word in rule.unless)
        ):
            yield rule.becomes.replace("{of}", indicator.removesuffix(".total"))


def _is_part(reading: Reading, indicator: str, number: Number) -> bool:
    """Tell whether what follows a number may be said of a total before it too: of both in sum."""
    statement = reading.sentence.text.rfind(";", 0, number.start)
    before = [hit.indicator for hit in reading.hits if hit.start > statement]
    return (
        bool(before)
        and before[-1].startswith(_COURTS)
        and before[-1].endswith(".total")
        and not _is_of(indicator, before[-1])
    )


def _is_of(indicator: str, whole: str) -> bool:
    """Tell whether the cases of one total are among those of another: sued directly, sued."""
    return indicator != whole and indicator.startswith(whole.removesuffix("total"))
