"""The words of `context.toml`: what stands around a figure, and what it tells of the figure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Context", "context", "context_words", "literals"]


@dataclass(frozen=True, slots=True)
class Context:
    """The words that tell of scope, time, topic and subject, compiled."""

    scope: Mapping[str, re.Pattern[str]]
    topics: Mapping[str, re.Pattern[str]]
    topic_words: Mapping[str, tuple[str, ...]]
    this_year: re.Pattern[str]
    other_time: re.Pattern[str]
    since: re.Pattern[str]
    compared: re.Pattern[str]
    planned: re.Pattern[str]
    elsewhere: re.Pattern[str]
    elsewhere_after: re.Pattern[str]
    change: re.Pattern[str]
    cumulative: re.Pattern[str]
    own_share: re.Pattern[str]
    own_share_next: re.Pattern[str]
    stock: tuple[str, ...]
    stock_since: re.Pattern[str]
    one_by_one: re.Pattern[str]
    total: re.Pattern[str]
    share: re.Pattern[str]
    year_alone: re.Pattern[str]
    wider: re.Pattern[str]
    own_place: re.Pattern[str]
    ranks: Mapping[str, int]
    other_office: re.Pattern[str]
    own_office: re.Pattern[str]
    none_after: re.Pattern[str]
    none_paragraph: re.Pattern[str]
    counters: Mapping[str, frozenset[str]]


@cache
def context_words() -> Mapping[str, Any]:
    """Return `context.toml` as it is written."""
    path = files("giox.extraction").joinpath("context.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def context() -> Context:
    """Return the words that tell of scope, time, topic and subject."""
    data = context_words()
    return Context(
        scope={name: _any(words) for name, words in data["scope"].items()},
        topics={name: _any(words) for name, words in data["topic"].items()},
        topic_words={name: literals(words) for name, words in data["topic"].items()},
        this_year=_any(data["time"]["this_year"]),
        other_time=_any(data["time"]["other"]),
        since=_any(data["time"]["since"]),
        compared=_any(data["time"]["compared"]),
        planned=_any(data["time"]["planned"]),
        elsewhere=_any(data["elsewhere"]["words"]),
        elsewhere_after=re.compile(data["elsewhere"]["after"]),
        change=_any(data["time"]["change"]),
        cumulative=_any(data["time"]["cumulative"]),
        own_share=_any(data["time"]["own_share"]),
        own_share_next=re.compile(data["time"]["own_share_next"]),
        stock=tuple(data["stock"]["indicators"]),
        stock_since=_any(data["stock"]["since"]),
        one_by_one=_any(data["stock"]["one_by_one"]),
        total=_last(data["total"]["words"]),
        share=_last(data["share"]["words"]),
        year_alone=re.compile(f"(?:{data['share']['year']})"),
        wider=re.compile(data["place"]["wider"]),
        own_place=re.compile(data["place"]["own"]),
        ranks=data["place"]["ranks"],
        other_office=re.compile(data["subject"]["other_office"]),
        own_office=re.compile(data["subject"]["own"]),
        none_after=re.compile(data["none"]["after"]),
        none_paragraph=re.compile(data["none"]["paragraph"]),
        counters={unit: frozenset(words) for unit, words in data["counters"].items()},
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))


def _last(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words)})$")


_GROUP = re.compile(r"\(\?[^()]*\)\??|\[[^\]]*\](?:\{[^}]*\}|[?+*])?|.[?*]")


def literals(words: Iterable[str]) -> tuple[str, ...]:
    """Return words of which a text must hold one for one of some expressions to match.

    >>> literals(["收到[^,。]{0,12}申请", "(?<!在)政务(?:中心|大厅)", "申请公开"])
    ('政务', '申请')
    """
    longest = {
        max(_GROUP.sub(" ", word).split(), key=lambda run: (len(run), run), default="")
        for word in words
    }
    return tuple(
        sorted(one for one in longest if not any(other in one for other in longest - {one}))
    )
