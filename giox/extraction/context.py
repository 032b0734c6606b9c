"""The words of `context.toml`: what stands around a figure, and what it tells of the figure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from giox.extraction.cues import Cues, Needs

__all__ = ["Context", "Kind", "context", "context_words", "kinds_in", "longest", "needed"]

Kind = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """The words that tell of scope, time, topic and subject, compiled.

    `words` are those of scope, topic, time and elsewhere, by the section of `context.toml` and the
    kind in it.
    """

    words: Mapping[Kind, re.Pattern[str]]
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
        words={kind: _any(words) for kind, words in _kinds()},
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


def kinds_in(text: str) -> frozenset[Kind]:
    """Return the kinds of words that a text may hold some of: none of the others need be sought.

    >>> sorted(kinds_in("规范性文件12件,举报3件"))
    [('topic', 'complaints'), ('topic', 'normative_documents')]
    """
    cues, kinds = _cues()
    return frozenset([kinds[number] for number in cues.fitting(text)])


@cache
def _cues() -> tuple[Cues, Sequence[Kind]]:
    """Return what tells which words a text may hold, and the kind of each of them."""
    each = [(kind, word) for kind, words in _kinds() for word in words]
    return Cues([Needs(needed(word)) for _, word in each]), [kind for kind, _ in each]


def _kinds() -> Iterator[tuple[Kind, Sequence[str]]]:
    for section in ("scope", "topic", "time", "elsewhere"):
        for kind, words in context_words()[section].items():
            yield (section, kind), [words] if isinstance(words, str) else words


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))


def _last(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words)})$")


_CHARACTER = re.compile(r"\\.|\[[^\]]*\]|[\^$.]")
_GROUP = re.compile(
    r"\((?P<around>\?<?[=!])?(?:\?(?::|>|P<[a-z]+>))?(?P<inside>[^()]*)\)(?P<maybe>[?*]|\{0)?"
)
_OPTIONAL = re.compile(r".(?:[?*]|\{[^}]*\})[?+]?|\+")
_FIRST_MARK = 0xE000  # of private use: such a character stands for a group


def needed(expression: str) -> tuple[frozenset[str], ...]:
    """Return sets of words of which a text must hold one each for an expression to match.

    >>> [sorted(words) for words in needed("(?<!无)收到[^,。]{0,12}(?:申请|来信)(?:书|表)?件?")]
    [['收到'], ['来信', '申请']]
    >>> [sorted(words) for words in needed("政务(?:服务(?:中心|大厅)|平台)?|窗口")]
    [['政务', '窗口']]
    """
    groups: dict[str, frozenset[str]] = {}

    def marked(group: re.Match[str]) -> str:
        if group["around"] or group["maybe"]:
            return " "
        mark = chr(_FIRST_MARK + len(groups))
        groups[mark] = _of_any(_sets(one, groups) for one in group["inside"].split("|"))
        return f" {mark} "

    found, left = 1, _CHARACTER.sub(" ", expression)
    while found:
        left, found = _GROUP.subn(marked, left)
    alternatives = [_sets(one, groups) for one in left.split("|")]
    if len(alternatives) > 1:
        alternatives = [[_of_any(alternatives)]]
    return tuple(words for words in alternatives[0] if all(words))


def _sets(alternative: str, groups: Mapping[str, frozenset[str]]) -> Sequence[frozenset[str]]:
    runs = _OPTIONAL.sub(" ", alternative).split()
    return [groups.get(run) or frozenset([run]) for run in runs]


def _of_any(alternatives: Iterable[Sequence[frozenset[str]]]) -> frozenset[str]:
    """Return words of which one stands where one of some alternatives does; "" stands anywhere."""
    words = {word for sets in alternatives for word in longest(sets)}
    return frozenset(one for one in words if not any(other in one for other in words - {one}))


def longest(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the set whose shortest word is the longest, so that the fewest texts hold one."""
    nothing = frozenset([""])
    return max(sets, key=lambda words: (min(map(len, words)), -len(words)), default=nothing)
