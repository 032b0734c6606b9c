"""The phrases by which prose gives a figure, read from the data files in `phrases/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from giox.extraction.context import context_words
from giox.extraction.cues import Needs
from giox.extraction.notation import (
    AFTER,
    BEFORE,
    MARK,
    between,
    expression,
    far_words,
    first_words,
    last_words,
    words_after,
    words_before,
)

__all__ = [
    "Also",
    "Parts",
    "Phrase",
    "Split",
    "Zero",
    "alsos",
    "phrases",
    "splits",
    "wholes",
    "zeros",
]

_ZERO_GAP_LENGTH = 30
_END = r"(?=[,;。)\s]|$)"


@dataclass(frozen=True)
class Phrase:
    """One way to give a figure of an indicator.

    `before` and `behind` are the expressions of what stands before and behind the number, empty
    where nothing must: compiled, as `left` and `right`, when first asked for, for a report asks for
    few of them.
    `over_marks` tells whether words of it may stand before another mark or figure than the number;
    then `far` are the sets of words of which the text before the number must hold one of each.
    `needs` are sets of words: the text before and after the number must hold one of each set. They
    are looked for before the expressions run.
    """

    indicator: str
    needs: Needs
    before: str
    behind: str
    over_marks: bool
    far: tuple[frozenset[str], ...]
    after: frozenset[str]
    bound: bool
    topics: frozenset[str]
    not_topics: frozenset[str]
    unless: tuple[str, ...]
    counters: frozenset[str] | None
    first_year: int
    last_year_: int
    of_last_year: bool
    together: bool
    department: bool
    topics_named: str
    none: tuple[str, ...]

    @cached_property
    def left(self) -> re.Pattern[str] | None:
        """What stands before the number."""
        return re.compile(self.before) if self.before else None

    @cached_property
    def right(self) -> re.Pattern[str] | None:
        """What stands behind the number and its counter."""
        return re.compile(self.behind) if self.behind else None

    def holds_in(self, year: int | None) -> bool:
        """Whether the phrase is for reports on that year."""
        return year is None or self.first_year <= year <= self.last_year_


@dataclass(frozen=True, slots=True)
class Zero:
    """One way to say that there was none; `words` as the `needs.before` of a `Phrase`."""

    indicator: str
    words: tuple[frozenset[str], ...]
    pattern: re.Pattern[str]
    unless: tuple[str, ...]
    first_year: int
    last_year_: int
    of_last_year: bool

    def holds_in(self, year: int | None) -> bool:
        """Whether the phrase is for reports on that year."""
        return year is None or self.first_year <= year <= self.last_year_


@dataclass(frozen=True, slots=True)
class Split:
    """A figure of one of `indicators` that is split `by` others afterwards is `becomes`."""

    indicators: frozenset[str]
    by: frozenset[str]
    becomes: str


@dataclass(frozen=True, slots=True)
class Also:
    """A figure of one of `indicators` is one of `becomes` too where such words follow its number.

    `{of}` in `becomes` is the indicator without `.total`.
    """

    indicators: frozenset[str]
    becomes: str
    pattern: re.Pattern[str]
    unless: tuple[str, ...]
    first_year: int
    last_year: int

    def holds_in(self, year: int | None) -> bool:
        """Whether the rule is for reports on that year."""
        return year is None or self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True)
class Parts:
    """Figures that add up to a whole: a total behind them that fits their sum is the whole."""

    whole: str
    parts: frozenset[str]


def _entries() -> Iterator[Mapping[str, Any]]:
    folder = files("giox.extraction").joinpath("phrases")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


def _figures() -> Iterator[Mapping[str, Any]]:
    """Every `[[figure]]`, those with `kinds` once for each kind."""
    for data in _entries():
        for written in data.get("figure", ()):
            figure = {**written, "phrases": [*_orders(written), *written.get("phrases", ())]}
            for name, word in figure.get("kinds", {"": ""}).items():
                yield {
                    **figure,
                    "indicator": figure["indicator"].replace("{kind}", name),
                    **{
                        key: [one.replace("{kind}", word) for one in figure.get(key, ())]
                        for key in ("phrases", "zero")
                    },
                }


def _orders(figure: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `verbs` and `nouns` of a figure say in every order around its number."""
    if "nouns" not in figure:
        return
    noun = f"[{'|'.join(figure['nouns'])}]"
    if figure.get("bare", False):
        yield noun + "{n}"
    if "verbs" in figure:
        verb = f"[{'|'.join(figure['verbs'])}]"
        yield verb + "~" + noun + "~{n}"
        yield noun + "~" + verb + "{n}"
        yield verb + "{n}~" + noun


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return every phrase of the data files that holds a number."""
    return tuple(_phrase(figure, text) for figure in _figures() for text in figure["phrases"])


@cache
def zeros() -> tuple[Zero, ...]:
    """Return every phrase of the data files that says there was none."""
    return tuple(
        Zero(
            figure["indicator"],
            words_before(text),
            re.compile(expression(text, BEFORE, _ZERO_GAP_LENGTH)),
            tuple(figure.get("zero_unless", ())),
            *_years(figure),
            figure.get("last_year", False),
        )
        for figure in _figures()
        for text in figure.get("zero", ())
    )


@cache
def splits() -> tuple[Split, ...]:
    """Return the rules for figures whose meaning the later breakdown tells."""
    return tuple(
        Split(frozenset(one["indicators"]), frozenset(one["by"]), one["becomes"])
        for data in _entries()
        for one in data.get("split", ())
    )


@cache
def alsos() -> tuple[Also, ...]:
    """Return the rules for what a number counts as well."""
    return tuple(
        Also(
            frozenset(one["indicators"]),
            one["becomes"],
            re.compile(f"(?:{'|'.join(expression(text, AFTER) for text in one['phrases'])}){_END}"),
            tuple(one.get("unless", ())),
            *_years(one),
        )
        for data in _entries()
        for one in data.get("also", ())
    )


@cache
def wholes() -> tuple[Parts, ...]:
    """Return which figures are parts of which."""
    return tuple(
        Parts(one["whole"], frozenset(one["parts"]))
        for data in _entries()
        for one in data.get("whole", ())
    )


def _phrase(figure: Mapping[str, Any], text: str) -> Phrase:
    before, after = text.split("{n}")
    counters = figure.get("counters")
    over_marks = "{year}" in before or MARK.search(before) is not None
    needs = Needs(
        words_before(before),
        words_after(after),
        last_words(before),
        first_words(after),
    )
    return Phrase(
        figure["indicator"],
        needs,
        f"{expression(before, BEFORE)}{between()}$" if before else "",
        "的?" + expression(after, AFTER) if after else "",
        over_marks,
        far_words(before) if over_marks else (),
        frozenset(figure.get("after", ())),
        figure.get("bound", False),
        frozenset(figure.get("topics", ())),
        frozenset(figure.get("not_topics", ())),
        tuple(figure.get("unless", ())),
        frozenset(_alike(counters)) if counters else None,
        *_years(figure),
        figure.get("last_year", False),
        figure.get("together", False),
        figure.get("department", False),
        figure.get("topics_named", ""),
        tuple(figure.get("none", ())),
    )


def _alike(counters: Iterable[str]) -> Iterator[str]:
    """Yield counters and those of the same meaning."""
    for counter in counters:
        yield counter
        yield from context_words()["counters_alike"].get(counter, ())


def _years(figure: Mapping[str, Any]) -> tuple[int, int]:
    first, _, last = figure.get("years", "-").partition("-")
    return int(first or 0), int(last or 9999)
