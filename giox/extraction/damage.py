"""Traces of defaced pages: found, reported, and taken out of the clean text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

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
    return tuple((kind, re.compile("|".join(words))) for kind, words in _data()["brands"].items())


def find_brands(text: str) -> tuple[Brand, ...]:
    """Return the brands of gambling, pornography and pharmacy sites in a text, in order.

    Examples
    --------
    >>> [(brand.kind, brand.start) for brand in find_brands("国务院办公厅澳门金沙城中心印发通知")]
    [('gambling', 6)]
    """
    if not any(hint in text for hint in _data()["hints"]):
        return ()
    found = [
        Brand(kind, match.group(), match.start(), match.end())
        for kind, pattern in _patterns()
        for match in pattern.finditer(text)
        if match.group()
    ]
    apart: list[Brand] = []
    for brand in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or brand.start >= apart[-1].end:
            apart.append(brand)
    return tuple(apart)


def without_brands(mapped: MappedText, brands: tuple[Brand, ...]) -> MappedText:
    """Return the text without the brands, still mapped to its original."""
    return mapped.then([Edit(brand.start, brand.end, "") for brand in brands]) if brands else mapped
