"""Cells of tables that hold a figure, and the units that figures are printed in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from giox.extraction.lines import Piece
from giox.text import parse_number

__all__ = ["Units", "Value", "in_unit", "is_unit", "read_value", "units", "untorn"]

_new = tuple.__new__  # half the time of a named tuple's own

_LONGEST_VALUE = 24

Kind = Literal["number", "dash", "text", "empty"]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of `forms/units.toml`: counters, worth of money in 万元, signs, and scales.

    `scales` tells how many a word for a large number stands for; `remarks` are the words that
    begin a remark in brackets behind a figure; `about` and `odd` those before and behind one that
    is approximate; `letters` are those typed for digits.
    """

    counters: frozenset[str]
    money: Mapping[str, Decimal]
    dashes: frozenset[str]
    scales: Mapping[str, Decimal]
    remarks: tuple[str, ...]
    more: tuple[str, ...]
    less: tuple[str, ...]
    about: tuple[str, ...]
    odd: tuple[str, ...]
    letters: Mapping[str, str]


@cache
def units() -> Units:
    """Return the units that cells are printed with."""
    data = tomllib.loads(files("giox.forms").joinpath("units.toml").read_text(encoding="utf-8"))
    signs = data["signs"]
    return Units(
        frozenset(data["counters"]),
        {unit: Decimal(worth) for unit, worth in data["money"].items()},
        frozenset(signs["dashes"]),
        {word: Decimal(worth) for word, worth in data["scales"].items()},
        tuple(signs["remarks"]),
        tuple(signs["more"]),
        tuple(signs["less"]),
        tuple(signs["about"]),
        tuple(signs["odd"]),
        signs["letters"],
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
    unit = _any({*units().counters, *units().money})
    more, less, about, odd = map(_any, (units().more, units().less, units().about, units().odd))
    return re.compile(
        rf"(?:{more}|(?P<less>{less})|(?P<about>{about}))?"
        r"(?P<number>(?:[1-9]\d{0,2}(?:[, ]\d{3})+|\d+)(?:\.\d+)?)\s*"
        rf"(?P<odd>{odd})?(?P<scale>{'|'.join(units().scales)})??"
        rf"(?:(?P<unit>{unit})|\((?P<bracketed>{unit})\))?\s*"
        r"(?P<mark>[*※#†①-⑳¹²³⁴-⁹]+|\[\w{1,3}\]|\(注?\d{0,2}\)|注\d{0,2})?"
        rf"(?P<remark>\((?:{'|'.join(units().remarks)})[^()]*\))?[、。,;.]?"
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_LETTERS = re.compile(r"\d*[A-Za-z][0-9A-Za-z]*")
_TORN = re.compile(r"\d+(?: \d+)+")


@cache
def _in_words() -> re.Pattern[str]:
    unit = _any({*units().counters, *units().money})
    return re.compile(
        rf"(?P<number>[〇零一二三四五六七八九十两][〇零一二三四五六七八九十百千万亿两点]*?)(?P<unit>{unit})?"
    )


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
    if _LETTERS.fullmatch(text):
        digits = "".join(units().letters.get(character, character) for character in text)
        if digits != text and digits.isdecimal():
            return "number", Decimal(digits), None, "printed with a letter"
    if len(text) > _LONGEST_VALUE:
        return None
    match = _number().fullmatch(text)
    if match is not None:
        number = Decimal(match["number"].replace(",", "").replace(" ", ""))
        if match["less"]:
            number = -number
        unit = match["unit"] or match["bracketed"]
        # 1.2万 is a count (or money in 元), 1.2万件 too: the number says it in full.
        scale = units().scales.get(match["scale"] or unit or "", Decimal(1))
        notes = ["approximate"] if match["about"] or match["odd"] else []
        notes += [f"footnote mark {match['mark']}"] if match["mark"] else []
        notes += [f"remark {match['remark']}"] if match["remark"] else []
        return "number", number * scale, unit, "; ".join(notes) or None
    words = _in_words().fullmatch(text)
    in_words = parse_number(words["number"]) if words else None
    return None if words is None or in_words is None else ("number", in_words, words["unit"], None)


def untorn(value: Value) -> Value:
    """Return a cell whose figure is broken into two lines as the figure; any other as it is.

    Only sums can say that it is one figure and not two.

    Examples
    --------
    >>> untorn(Value("text", Piece("1 2", 0))).number
    Decimal('12')
    """
    if value.kind != "text" or _TORN.fullmatch(value.piece.text) is None:
        return value
    number = Decimal(value.piece.text.replace(" ", ""))
    return Value("number", value.piece, number, None, "printed in two lines")


def is_unit(text: str) -> bool:
    """Tell whether a cell says a unit and nothing else."""
    words = text.replace(" ", "")
    return words in units().counters or words in units().money


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
