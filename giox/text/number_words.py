"""The words of `numerals.toml`, ready to be looked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from giox.text.number import Kind

__all__ = ["COUNTABLE", "OPENING", "NumberWords", "number_words"]

OPENING = '“"‘「'
"""Quotation marks that a name of digits may stand behind."""

COUNTABLE = "件条份项次个人篇宗起名位家期场%元"
"""How the counters begin that leave no doubt what digits before them are."""


class NumberWords:
    """Words around a number, as tuples for `str.startswith` and `str.endswith`.

    Attributes
    ----------
    about_before, not_about, about_inside, about_after : tuple of str
        Words that make a value approximate: before the numeral (but not these), between it and
        its counter, after the counter.
    names : re.Pattern
        Expressions and titles; every number in them is part of a name.
    name_after, nothing : tuple of str
        Words that make a name of the number before them; beginnings that count nothing (无一).
    counted : tuple of str
        Words by which a number with an ambiguous counter (`ambiguous`) counts.
    labels : tuple of (re.Pattern, kind)
        Labels before a number without counter.
    kinds : dict
        What each counter counts.
    plain : str
        Expression of an Arabic numeral with its counter where no other word around it tells
        anything of it, as most are: what it is needs no further look.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.kinds: dict[str, Kind] = {
            word: kind for kind, words in data["counters"].items() for word in words
        }
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for word in sorted(self.kinds, key=len, reverse=True):
            not_before = data["counters_not_before"].get(word, "")
            self._by_first.setdefault(word[0], []).append((word, not_before))
        about = data["approximate"]
        self.about_before = tuple(about["before"])
        self.not_about = tuple(about["not_before"])
        self.about_inside = tuple(about["inside"])
        self.about_after = tuple(about["after"])
        names = data["names"]
        self.names = re.compile(f"《[^《》\n]{{1,200}}》|{_any(names['fixed'])}")
        self.name_after = tuple(names["after"])
        self.nothing = tuple(names["never"])
        self.ambiguous: frozenset[str] = frozenset(data["counted"]["counters"])
        self.counted = tuple(data["counted"]["before"])
        self.labels: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
            (re.compile(rf"(?:{_any(words)})[^\d,。;|\n]{{0,4}}$"), kind)
            for kind, words in data["labels"].items()
        )
        self.plain = self._plain(data["counters_not_before"])

    def _plain(self, not_before: Mapping[str, str]) -> str:
        counter = "|".join(
            f"{word}(?![{not_before[word]}])" if word in not_before else word
            for first in COUNTABLE
            for word, _ in self._by_first[first]
        )
        before = groupby(sorted(self.about_before, key=len), len)
        return (
            rf"(?<![\d {OPENING}])"
            + "".join(f"(?<!{'|'.join(words)})" for _, words in before)
            + rf"(?P<numeral>\d{{1,9}}(?:\.\d{{1,4}})?)(?P<about>{'|'.join(self.about_inside)})?"
            + rf"(?P<counter>(?>{counter}))(?!{'|'.join(self.about_after)})"
        )

    def counter(self, text: str, position: int) -> tuple[str | None, int, Kind]:
        """Find the counter that begins at a position, where it ends, and what it counts."""
        if text[position : position + 1] == " ":
            position += 1
        for word, not_before in self._by_first.get(text[position : position + 1], ()):
            if text.startswith(word, position):
                end = position + len(word)
                following = text[end : end + 1]
                if not following or following not in not_before:
                    return word, end, self.kinds[word]
        return None, position, "count"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def number_words() -> NumberWords:
    """Load `numerals.toml` once."""
    return NumberWords(
        tomllib.loads(files("giox.text").joinpath("numerals.toml").read_text("utf-8"))
    )
