"""What a number counts as well: 行政复议9件,全部维持 gives reviews, and those upheld."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giox.extraction.hits import Reading
from giox.extraction.phrases import alsos
from giox.text import Number

__all__ = ["counted_as"]

_COURTS = ("review", "litigation")
_MAY_FOLLOW = re.compile("[,(:]?[^,(:]{0,3}[均全都为是]")


def counted_as(reading: Reading, indicator: str, number: Number) -> Iterator[str]:
    """Yield the indicators that a figure is of by what the next words say of all it counts."""
    text = reading.sentence.text
    if (
        not number.value
        or _is_part(reading, number)
        or _MAY_FOLLOW.match(text, number.counter_end) is None
    ):
        return
    for rule in alsos():
        if (
            indicator in rule.indicators
            and rule.holds_in(reading.sentence.year)
            and rule.pattern.match(text, number.counter_end)
            and not any(word in text[: number.start] for word in rule.unless)
        ):
            yield rule.becomes.replace("{of}", indicator.removesuffix(".total"))


def _is_part(reading: Reading, number: Number) -> bool:
    """Tell whether what follows a number may be said of a total before it too: of both in sum."""
    statement = reading.sentence.text.rfind(";", 0, number.start)
    before = [hit.indicator for hit in reading.hits if hit.start > statement]
    return bool(before) and before[-1].startswith(_COURTS) and before[-1].endswith(".total")
