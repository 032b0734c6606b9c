"""What a number found in a text is."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

__all__ = ["Kind", "Number"]

Kind = Literal[
    "count",
    "range",
    "money",
    "percent",
    "ratio",
    "duration",
    "ordinal",
    "year",
    "date",
    "document_number",
    "phone",
    "code",
    "name",
]


class Number(NamedTuple):
    """A number found in a text (a tuple, for pages hold many and a tuple is made quickly).

    Attributes
    ----------
    start, end : int
        Span of the numeral, with the 百 千 万 亿 that belong to it, without its counter.
    value : Decimal
        Exact value. A share as printed (98.7% is 98.7, 三成 is 30); of a range its lower end;
        of a date its year, of a code its first digits.
    kind : str
        What the number does in its sentence:

        ``count``
            counts things, or stands alone as in a cell of a table;
        ``range``
            counts things between two ends, `3至5件`;
        ``money``
            an amount in 元, 万元 ...;
        ``percent``
            a share, or a difference in percentage points (see the counter);
        ``ratio``
            so many times: 倍, 折;
        ``duration``
            an amount of time;
        ``ordinal``
            a place in an order or a degree: 第三, 二级, `1.` before an item, 二十条;
        ``year``, ``date``
            part of the calendar or of the clock;
        ``document_number``
            〔2019〕54号;
        ``phone``, ``code``
            digits that are no quantity: telephone numbers, web addresses, index numbers, PM2.5;
        ``name``
            part of a fixed expression or of a title: “三公”经费, 12345热线, 《…》.
    counter : str or None
        The counter or unit after the numeral.
    counter_end : int
        Where the counter ends; `end` where there is none.
    approximate : bool
        Whether the text says that the value is not exact (余, 多, 约, 近, 以上 ...).
    low, high : Decimal or None
        Both ends of a range, whatever its kind.
    """

    start: int
    end: int
    value: Decimal
    kind: Kind
    counter: str | None
    counter_end: int
    approximate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
