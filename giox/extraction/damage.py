"""Traces of defaced pages: found, reported, and taken out of the clean text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick

from giox.text import Edit, MappedText

__all__ = ["Brand", "find_brands", "without_brands"]


@dataclass(frozen=True, slots=True)
class Brand:
    """What a defacer put into a page: its kind, its words and where they stand."""

    kind: str
    words: str
    start: int
    end: int


@cache
def _data() -> Mapping[str, Any]:
    path = files("giox.extraction").joinpath("damage.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, _pattern(words)) for kind, words in _data().items())


@cache
def _beginnings() -> AhoCorasick:
    """Find where a brand may begin: nearly no text has any of these beginnings."""
    names = [name for words in _data().values() for name in words["names"]]
    names += (name for words in _data().values() for name in words.get("doubtful", ()))
    return AhoCorasick(sorted({begin for name in names for begin in _literals(name)}))


_ALTERNATIVES = re.compile(r"\(\?:([^()]+)\)")
_CHARACTERS = re.compile(r"\[([^\]]+)\]")
_LITERAL = re.compile(r"[^\\\[(?]+(?!\?)")


def _literals(expression: str) -> Iterator[str]:
    """Yield what the matches of an expression begin with, a character or more of each."""
    if alternatives := _ALTERNATIVES.match(expression):
        for one in alternatives[1].split("|"):
            yield from _literals(one)
    elif characters := _CHARACTERS.match(expression):
        yield from characters[1]
    elif literal := _LITERAL.match(expression):
        yield literal[0]
    else:
        msg = f"{expression!r} in damage.toml must begin with a character, or with a choice of some"
        raise ValueError(msg)


def _pattern(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Compose the names of brands and the words of their trade."""
    names, trade = words["names"], words.get("trade", [])
    if not trade:
        return re.compile(_any(names))
    strong = [word for word in trade if word not in words["weak"]]
    doubtful = f"(?:{_any(words['doubtful'])})(?:{_any(words['weak'])}){{0,2}}(?:{_any(strong)})"
    brand = f"(?:{_any(names)}|{doubtful})(?:{_any(trade)}){{0,6}}"
    return re.compile(f"{brand}(?:[_-]{{1,3}}{brand}){{0,4}}")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def find_brands(text: str) -> tuple[Brand, ...]:
    """Return the brands of gambling, pornography and pharmacy sites in a text, in order.

    Examples
    --------
    >>> [(brand.kind, brand.words) for brand in find_brands("国务院办公厅澳门金沙城中心印发通知")]
    [('gambling', '澳门金沙城中心')]
    """
    hits = _beginnings().find_matches_as_indexes(text, overlapping=True)
    begins = sorted({begin for _, begin, _ in hits})
    found = [
        Brand(kind, match.group(), match.start(), match.end())
        for kind, pattern in _patterns()
        for begin in begins
        if (match := pattern.match(text, begin)) is not None
    ]
    apart: list[Brand] = []
    for brand in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or brand.start >= apart[-1].end:
            apart.append(brand)
    return tuple(apart)


def without_brands(mapped: MappedText, brands: tuple[Brand, ...]) -> MappedText:
    """Return the text without the brands, still mapped to its original."""
    return mapped.then([Edit(brand.start, brand.end, "") for brand in brands]) if brands else mapped
