"""The phrases by which prose gives a figure, compiled from the data files in `phrases/`.

A phrase such as `收到~申请~{n}` becomes two regular expressions: one for the words that end
at the number and one for the words that begin after its counter. `phrases/README.md` tells
the notation. No pattern repeats an open repetition, so the time to match is bounded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "Context",
    "Parts",
    "Phrase",
    "Split",
    "Zero",
    "context",
    "phrases",
    "splits",
    "wholes",
    "zeros",
]

_GAP_BEFORE = r"[^0-9,;:。!?()\n]"
_GAP_AFTER = "[^0-9,;:。!?()、\n]"
_GAP_LENGTH = 22
_ZERO_GAP_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to give a figure of an indicator.

    `over_marks` tells whether words of it may stand before another mark or figure than the number.
    `left_words` and `right_words` are sets of words: the text before (after) the number must hold
    one of each set. They are looked for before the expressions run.
    """

    indicator: str
    left_words: tuple[frozenset[str], ...]
    right_words: tuple[frozenset[str], ...]
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    over_marks: bool
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

    def holds_in(self, year: int | None) -> bool:
        """Whether the phrase is for reports on that year."""
        return year is None or self.first_year <= year <= self.last_year_


@dataclass(frozen=True, slots=True)
class Zero:
    """One way to say that there was none; `words` as the `left_words` of a `Phrase`."""

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
class Parts:
    """Figures that add up to a whole: a total behind them that fits their sum is the whole."""

    whole: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """The words of `context.toml`, compiled."""

    scope: Mapping[str, re.Pattern[str]]
    topics: Mapping[str, re.Pattern[str]]
    topic_words: Mapping[str, tuple[str, ...]]
    this_year: re.Pattern[str]
    other_time: re.Pattern[str]
    since: re.Pattern[str]
    compared: re.Pattern[str]
    planned: re.Pattern[str]
    elsewhere: re.Pattern[str]
    change: re.Pattern[str]
    cumulative: re.Pattern[str]
    own_share: re.Pattern[str]
    total: re.Pattern[str]
    share: re.Pattern[str]
    year_alone: re.Pattern[str]
    wider: re.Pattern[str]
    own_place: re.Pattern[str]
    ranks: Mapping[str, int]
    other_office: re.Pattern[str]
    own_office: re.Pattern[str]
    none_after: re.Pattern[str]
    counters: Mapping[str, frozenset[str]]


@cache
def _read(name: str) -> Mapping[str, Any]:
    path = files("giox.extraction").joinpath(name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _macros() -> Mapping[str, str]:
    return {name: f"(?:{words})" for name, words in _read("context.toml")["macros"].items()}


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))


def _last(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words)})$")


_GROUP = re.compile(r"\(\?[^()]*\)\??|\[[^\]]*\](?:\{[^}]*\}|[?+*])?|.[?*]")


def _literals(words: Iterable[str]) -> tuple[str, ...]:
    """Return words of which a text must hold one for one of some expressions to match.

    >>> _literals(["收到[^,。]{0,12}申请", "(?<!在)政务(?:中心|大厅)", "申请公开"])
    ('政务', '申请')
    """
    longest = {
        max(_GROUP.sub(" ", word).split(), key=lambda run: (len(run), run), default="")
        for word in words
    }
    return tuple(
        sorted(one for one in longest if not any(other in one for other in longest - {one}))
    )


@cache
def context() -> Context:
    """Return the words that tell of scope, time, topic and subject."""
    data = _read("context.toml")
    return Context(
        scope={name: _any(words) for name, words in data["scope"].items()},
        topics={name: _any(words) for name, words in data["topic"].items()},
        topic_words={name: _literals(words) for name, words in data["topic"].items()},
        this_year=_any(data["time"]["this_year"]),
        other_time=_any(data["time"]["other"]),
        since=_any(data["time"]["since"]),
        compared=_any(data["time"]["compared"]),
        planned=_any(data["time"]["planned"]),
        elsewhere=_any(data["elsewhere"]["words"]),
        change=_any(data["time"]["change"]),
        cumulative=_any(data["time"]["cumulative"]),
        own_share=_any(data["time"]["own_share"]),
        total=_last(data["total"]["words"]),
        share=_last(data["share"]["words"]),
        year_alone=re.compile(f"(?:{data['share']['year']})"),
        wider=re.compile(data["place"]["wider"]),
        own_place=re.compile(data["place"]["own"]),
        ranks=data["place"]["ranks"],
        other_office=re.compile(data["subject"]["other_office"]),
        own_office=re.compile(data["subject"]["own"]),
        none_after=re.compile(data["none"]["after"]),
        counters={unit: frozenset(words) for unit, words in data["counters"].items()},
    )


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
            _words(text),
            re.compile(_expression(text, _GAP_BEFORE, _ZERO_GAP_LENGTH)),
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
def wholes() -> tuple[Parts, ...]:
    """Return which figures are parts of which."""
    return tuple(
        Parts(one["whole"], frozenset(one["parts"]))
        for data in _entries()
        for one in data.get("whole", ())
    )


def _phrase(figure: Mapping[str, Any], text: str) -> Phrase:
    before, after = text.split("{n}")
    # Possessive: 共计 is also 共 and 计, and not all ways to part such words must be tried.
    words = sorted(_read("context.toml")["between"]["words"], key=len, reverse=True)
    between = "|".join(words)
    left = (
        _expression(before, _GAP_BEFORE, _GAP_LENGTH) + f"(?P<between>(?:{between})*+)$"
        if before
        else None
    )
    right = "的?" + _expression(after, _GAP_AFTER, _GAP_LENGTH) if after else None
    counters = figure.get("counters")
    return Phrase(
        figure["indicator"],
        _words(before),
        _words(after, after=True),
        re.compile(left) if left else None,
        re.compile(right) if right else None,
        "{year}" in before or _MARK.search(before) is not None,
        frozenset(figure.get("after", ())),
        figure.get("bound", False),
        frozenset(figure.get("topics", ())),
        frozenset(figure.get("not_topics", ())),
        tuple(figure.get("unless", ())),
        frozenset(counters) if counters else None,
        *_years(figure),
        figure.get("last_year", False),
        figure.get("together", False),
        figure.get("department", False),
        figure.get("topics_named", ""),
        tuple(figure.get("none", ())),
    )


def _years(figure: Mapping[str, Any]) -> tuple[int, int]:
    first, _, last = figure.get("years", "-").partition("-")
    return int(first or 0), int(last or 9999)


_MARK = re.compile("[,;:。()0-9]")
_TOKEN = re.compile(
    r"\{(?P<macro>[a-z]+)\}(?P<perhaps>\??)|\[(?P<choices>[^\]]+)\](?P<maybe>\??)|(?P<gap>~)|(?P<word>[^\[\]~{}]+)"
)


def _expression(phrase: str, gap: str, longest: int) -> str:
    """Return the regular expression of one side of a phrase."""
    pieces = []
    for number, token in enumerate(_TOKEN.finditer(phrase)):
        if token["macro"]:
            pieces.append(_macros()[token["macro"]] + token["perhaps"])
        elif token["gap"]:
            pieces.append(f"(?P<gap{number}>{gap}{{0,{longest}}}?)")
        elif token["word"]:
            pieces.append(re.escape(token["word"]))
        else:
            choices = "|".join(re.escape(one) for one in token["choices"].split("|"))
            pieces.append(f"(?:{choices}){token['maybe']}")
    return "".join(pieces)


def _words(phrase: str, *, after: bool = False) -> tuple[frozenset[str], ...]:
    """Return the sets of words of which a text must hold one each for the phrase to fit.

    Only words with no figure and no mark between them and the number are asked for.
    """
    needed: list[frozenset[str]] = []
    for token in _TOKEN.finditer(phrase):
        words = token["choices"].split("|") if token["choices"] else [token["word"] or ""]
        if token["macro"] == "year":
            words = ["", ""] if after else ["年"]
        ends = [_MARK.split(word.rstrip(")"))[0 if after else -1] for word in words]
        parted = token["macro"] == "year" or ends != [word.rstrip(")") for word in words]
        if parted and not after:
            needed = []
        if all(ends) and not token["maybe"]:
            needed.append(frozenset(ends))
        if parted and after:
            break
    return tuple(needed)
