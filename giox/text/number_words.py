"""The words of `numerals.toml`, ready to be looked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from giox.text.number import Kind

__all__ = ["NumberWords", "number_words"]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class NumberWords:
    """Patterns of the words around a number.

    Attributes
    ----------
    about_before, about_inside, about_after : re.Pattern
        Words that make a value approximate: before the numeral (but not `not_about`), between
        it and its counter, after the counter.
    names : re.Pattern
        Expressions and titles; every number in them is part of a name.
    name_after, nothing : re.Pattern
        Words that make a name of the number before them; beginnings that count nothing (无一).
    counted : re.Pattern
        Words by which a number before an ambiguous counter (`ambiguous`) counts.
    labels : tuple of (re.Pattern, kind)
        Labels before a number without counter.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        counters: dict[str, Kind] = {
            word: kind for kind, words in data["counters"].items() for word in words
        }
        not_before: dict[str, str] = data["counters_not_before"]
        guarded = (
            re.escape(word) + (f"(?![{not_before[word]}])" if word in not_before else "")
            for word in sorted(counters, key=len, reverse=True)
        )
        self._kinds = counters
        self._counter = re.compile(f" ?({'|'.join(guarded)})")
        about = data["approximate"]
        self.about_before = re.compile(f"(?:{_any(about['before'])}) ?$")
        self.not_about = re.compile(f"(?:{_any(about['not_before'])}) ?$")
        self.about_inside = re.compile(_any(about["inside"]))
        self.about_after = re.compile(_any(about["after"]))
        names = data["names"]
        self.names = re.compile(f"《[^《》\n]{{1,200}}》|{_any(names['fixed'])}")
        self.name_after = re.compile(f'[”"’」]? ?(?:{_any(names["after"])})')
        self.nothing = re.compile(f"(?:{_any(names['never'])})$")
        self.ambiguous: frozenset[str] = frozenset(data["counted"]["counters"])
        self.counted = re.compile(_any(data["counted"]["before"]))
        self.labels: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
            (re.compile(rf"(?:{_any(words)})[^\d,。;|\n]{{0,4}}$"), kind)
            for kind, words in data["labels"].items()
        )

    def counter(self, text: str, position: int) -> tuple[str | None, int, Kind]:
        """Find the counter that begins at a position, where it ends, and what it counts."""
        found = self._counter.match(text, position)
        if found is None:
            return None, position, "count"
        return found[1], found.end(), self._kinds[found[1]]


@cache
def number_words() -> NumberWords:
    """Load `numerals.toml` once."""
    return NumberWords(
        tomllib.loads(files("giox.text").joinpath("numerals.toml").read_text("utf-8"))
    )
