"""Characters, script, numbers and dates of Chinese text; nothing here knows what a report is."""

from __future__ import annotations

from giox.text.characters import clean
from giox.text.dates import Date, Period, find_dates, find_periods
from giox.text.numerals import Number, find_numbers, parse_number
from giox.text.script import Script, detect_script, simplify, to_simplified
from giox.text.spans import Edit, MappedText, Move

__all__ = [
    "Date",
    "Edit",
    "MappedText",
    "Move",
    "Number",
    "Period",
    "Script",
    "clean",
    "detect_script",
    "find_dates",
    "find_numbers",
    "find_periods",
    "normalise",
    "parse_number",
    "simplify",
    "to_simplified",
]


def normalise(text: str) -> MappedText:
    """Clean the characters, then bring the text to simplified script.

    Examples
    --------
    >>> mapped = normalise("收到申請２９件")
    >>> mapped.text
    '收到申请29件'
    """
    cleaned = clean(text)
    return cleaned.compose(simplify(cleaned.text))
