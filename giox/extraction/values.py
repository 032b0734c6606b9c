"""Cells of tables that hold a figure, and the units that figures are printed in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from giox.extraction.lines import Piece
from giox.text import parse_number

__all__ = ["Units", "Value", "in_unit", "is_unit", "read_value", "units"]

_new = tuple.__new__  # half the time of a named tuple's own

Kind = Literal["number", "dash", "text", "empty"]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of `forms/units.toml`: counters, worth of money in 万元, and signs."""

    counters: frozenset[str]
    money: Mapping[str, Decimal]
    dashes: frozenset[str]


@cache
def units() -> Units:
    """Return the units that cells are printed with."""
    data = tomllib.loads(files("giox.forms").joinpath("units.toml").read_text(encoding="utf-8"))
    return Units(
        frozenset(data["counters"]),
        {unit: Decimal(worth) for unit, worth in data["money"].items()},
        frozenset(data["signs"]["dashes"]),
    )


class Value(NamedTuple):
    """A cell that can hold a figure: a number, a sign that says there is none, or nothing.

    A cell with words in the place of a figure is a `text`: it holds the place. (A tuple for the
    reason that `Piece` is one.)
    """

    kind: Kind
    piece: Piece
    number: Decimal = Decimal(0)
    unit: str | None = None
    note: str | None = None

    @property
    def is_masked(self) -> bool:
        """Whether asterisks stand for a figure: a filter took it out, or OCR could not read it."""
        return self.kind == "dash" and not self.piece.text.strip("*")


@cache
def _number() -> re.Pattern[str]:
    known = sorted({*units().counters, *units().money}, key=len, reverse=True)
    return re.compile(
        r"(?P<number>[-+]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?)\s*"
        rf"(?P<unit>{'|'.join(map(re.escape, known))})?\s*"
        r"(?P<mark>[*※#†①-⑳]+|\[\w{1,3}\]|\(注?\d{0,2}\)|注\d{0,2})?[、。,;.]?"
    )


_IN_WORDS = re.compile("[〇零一二三四五六七八九十百千万亿两点]+")


def read_value(piece: Piece) -> Value | None:
    """Read a cell as a value; None where it is something else, such as a label.

    Examples
    --------
    >>> value = read_value(Piece("12,189.6万元", 0))
    >>> value.number, value.unit
    (Decimal('12189.6'), '万元')
    >>> read_value(Piece("/", 0)).kind
    'dash'
    >>> read_value(Piece("行政许可", 0)) is None
    True
    """
    reading = _read(piece.text)
    if reading is None:
        return None
    kind, number, unit, note = reading
    return _new(Value, (kind, piece, number, unit, note))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Kind, Decimal, str | None, str | None] | None:
    """Read the words of a cell: kind, number, unit and note (most cells are like many others)."""
    if not text:
        return "empty", Decimal(0), None, None
    if text in units().dashes:
        return "dash", Decimal(0), None, None
    if len(text) > 24:
        return None
    match = _number().fullmatch(text)
    if match is not None:
        number = Decimal(match["number"].replace(",", "").replace(" ", ""))
        note = f"footnote mark {match['mark']}" if match["mark"] else None
        return "number", number, match["unit"], note
    in_words = parse_number(text) if _IN_WORDS.fullmatch(text) else None
    return None if in_words is None else ("number", in_words, None, None)


def is_unit(text: str) -> bool:
    """Tell whether a cell says a unit and nothing else."""
    return text in units().counters or text in units().money


def in_unit(number: Decimal, printed: str | None, unit: str) -> float:
    """Return a printed number in the unit of the vocabulary.

    Examples
    --------
    >>> in_unit(Decimal("1.2"), "亿元", "CNY 10k")
    12000.0
    >>> in_unit(Decimal("305"), "件", "item")
    305.0
    """
    if unit == "CNY 10k" and printed is not None:
        number *= units().money.get(printed, 1)
    return float(number)
