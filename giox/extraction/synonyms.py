"""Prose in the words that the phrases know.

Reports say one thing in many words: 回复 for 答复, 接到 for 收到, 门户网 for 门户网站.
`synonyms.toml` names words that mean the same, and prose is read as if all reports used one of
them, so that a phrase need not list the others. A number that stands before what it counts
(公开15条信息) is read as standing behind it (公开信息15条).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from giox.extraction.spaces import loose
from giox.text.spans import Edit, MappedText

__all__ = ["plain"]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a word is read as where it stands between certain others.

    `stands` is what fits a text at the beginning of the word, None where it may stand anywhere.
    """

    read_as: str
    stands: re.Pattern[str] | None


def plain(text: str) -> MappedText:
    """Return a text in the words that the phrases know, without loose spaces.

    >>> read = plain("全年接到了 12 宗申请")
    >>> read.text, read.source_span(6, 8)
    ('全年收到申请12件', (6, 8))
    """
    read = MappedText.identity(text)
    for changes in (loose, _words, _orders):
        if edits := [*changes(read.text)]:
            read = read.then(edits)
    return read


@cache
def _data() -> Mapping[str, Any]:
    path = files("giox.extraction").joinpath("synonyms.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _stands(word: str, rule: Mapping[str, Any]) -> re.Pattern[str] | None:
    before = "|".join(f"(?<={one})" for one in rule.get("before", ()))
    behind = "|".join(rule.get("behind", ()))
    expression = (
        (f"(?:{before})" if before else "")
        + "".join(f"(?<!{one})" for one in rule.get("not_before", ()))
        + re.escape(word)
        + (f"(?={behind})" if behind else "")
        + "".join(f"(?!{one})" for one in rule.get("not_behind", ()))
    )
    return re.compile(expression) if expression != re.escape(word) else None


@cache
def _scan() -> tuple[AhoCorasick, Sequence[Sequence[_Rule]]]:
    """Return what finds the words, and the rules of each."""
    found: dict[str, list[_Rule]] = defaultdict(list)
    for rule in _data()["word"]:
        for word in rule["words"]:
            found[word].append(_Rule(rule["read_as"], _stands(word, rule)))
    scan = AhoCorasick(
        list(found), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return scan, tuple(found.values())


def _words(text: str) -> Iterator[Edit]:
    scan, words = _scan()
    for number, start, end in scan.find_matches_as_indexes(text):
        for rule in words[number]:
            if rule.stands is None or rule.stands.match(text, start):
                yield Edit(start, end, rule.read_as)
                break


@cache
def _counted() -> Sequence[re.Pattern[str]]:
    """Return what fits verbs and the numbers that stand before what they count."""
    return tuple(
        re.compile(
            rf"(?:{'|'.join(one['verbs'])})"
            rf"(?P<number>[0-9][0-9.,]*[万亿余多]*(?:{'|'.join(one['counters'])}))"
            rf"的?(?P<noun>{'|'.join(one['nouns'])})(?=[,;。、:()]|$)"
        )
        for one in _data()["order"]
    )


def _orders(text: str) -> Iterator[Edit]:
    for counted in _counted():
        for found in counted.finditer(text):
            yield Edit(found.start("number"), found.start("number"), found["noun"])
            yield Edit(found.end("number"), found.end(), "")
