"""Wording: bring back mainland words where a converter to Taiwan's usage replaced them.

Converters replace words as well as characters, and several mainland words may become one
(运行 and 执行 both become 執行). No table can be turned round, so this module asks

- the whole text: which converter changed it, if any? Every word of Taiwan whose mainland
  counterpart is missing speaks for one; mainland words that a converter would have replaced
  speak against it;
- the surroundings of each word: which of the mainland words was it?

What is known of the words stands in `vocabulary.toml` and in OpenCC's dictionary TWPhrases; where
two mainland words meet in what a converter took for a third, in `meetings.tsv`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from giox.text.opencc import dictionary, simplified_characters
from giox.text.spans import edited

__all__ = ["restored_wording"]

_FEW = 10  # a word that is so many times as frequent as its counterpart was put in its place
_REACH = 24  # so many characters of a clause are looked at for cues on either side
_MARKS = "\uff0c\u3002\uff1b\uff1a\uff1f\uff01,;:?!\n"  # the ends of a clause, 、 not among them
_NEXT_MARK = re.compile(f"[{_MARKS}]")
_LAST_MARK = re.compile(f"(?s:.*)[{_MARKS}]")

Use = Literal["never", "seldom", "often"]
# how long it is, what stands before and after a word, and the mainland word for which this speaks
Rule = tuple[int, str, str, str]
Met = dict[str, list[tuple[frozenset[str], str]]]
Sides = dict[str, list[Rule]]


@dataclass(frozen=True)
class Word:
    """A word of Taiwan's usage and the mainland words it may stand for.

    Attributes
    ----------
    taiwan : str
        The word, in simplified characters.
    default : str
        The mainland word where the surroundings decide nothing.
    surroundings : tuple of (before, after, mainland word)
        What stands before and after the word, either of them perhaps empty, and the mainland
        word that this speaks for.
    use : {"never", "seldom", "often"}
        How much mainland texts use the word itself.
    opencc, other : bool
        Which converters write it.
    near : tuple of (cue, mainland word)
        What speaks for a mainland word anywhere in the same clause, where nothing beside the word
        decides.
    meetings : tuple of (characters before, characters after, mainland word)
        Between which characters the word is none: a converter saw a mainland word where two others
        met (人数 and 组成) and replaced it (人阵列成).
    """

    taiwan: str
    default: str
    surroundings: tuple[tuple[str, str, str], ...]
    use: Use
    opencc: bool
    other: bool
    near: tuple[tuple[str, str], ...] = ()
    meetings: tuple[tuple[frozenset[str], frozenset[str], str], ...] = ()

    @cached_property
    def counterparts(self) -> frozenset[str]:
        """Mainland words that the converter would not have left in the text."""
        return frozenset({self.default, *(word for *_, word in self.surroundings)}) - {self.taiwan}

    @cached_property
    def plain(self) -> bool:
        """Whether the word stands for one other, whatever is around it."""
        sided = self.surroundings or self.near or self.meetings
        return self.default != self.taiwan and not sided

    @cached_property
    def telling(self) -> bool:
        """Whether the word in a text is a trace of a converter."""
        return self.use != "often" and self.default != self.taiwan

    def mainland(self, text: str, start: int, end: int, left: str, right: str) -> str:
        """Choose the mainland word for `text[start:end]`, which stands between `left` and `right`.

        The longest surroundings that fit decide; of two as long, what follows: words of Chinese
        go before their head (资料采集 is 采集 of 数据, in 政策资料采集, too).
        """
        met, preceding, following = self.sides
        if left in met:
            words = [word for rights, word in met[left] if right in rights]
            if words:
                return words[0]
        best, chosen = 0, self.default
        if right in following:
            for length, before, after, word in following[right]:
                if text.startswith(after, end) and (not before or text.endswith(before, 0, start)):
                    best, chosen = length, word
                    break
        if left in preceding:
            for length, before, _, word in preceding[left]:
                if length <= best:
                    break
                if text.endswith(before, 0, start):
                    return word
        return chosen if best or not self.near else self._by_clause(text, start, end)

    def _by_clause(self, text: str, start: int, end: int) -> str:
        """Choose by the nearest cue between the marks of punctuation around the word."""
        against, cues, words = self._cues
        first, last = max(0, start - _REACH), end + _REACH
        if not against.find_matches_as_indexes(text[first:last]):
            return self.default  # as a rule
        mark = _LAST_MARK.match(text, first, start)
        first = mark.end() if mark else first
        mark = _NEXT_MARK.search(text, end, last)
        last = mark.start() if mark else last
        best, nearest = self.default, _REACH
        for key, left, right in cues.find_matches_as_indexes(text[first:last]):
            distance = max(start - first - right, first + left - end)
            if 0 <= distance < nearest:
                best, nearest = words[key], distance
        return best

    @cached_property
    def _cues(self) -> tuple[AhoCorasick, AhoCorasick, list[str]]:
        """What finds cues against the default, and all cues, with the words they speak for."""
        against = [cue for cue, word in self.near if word != self.default]
        return _matcher(against), _matcher([cue for cue, _ in self.near]), [w for _, w in self.near]

    @cached_property
    def sides(self) -> tuple[Met, Sides, Sides]:
        """What may stand beside the word, by the character next to it.

        Meetings by the character before; surroundings with nothing after the word by the character
        before; all others by the character after.
        """
        met: Met = {}
        for lefts, rights, word in self.meetings:
            for char in lefts:
                met.setdefault(char, []).append((rights, word))
        preceding: Sides = {}
        following: Sides = {}
        for before, after, word in self.surroundings:
            sides, beside = (following, after[0]) if after else (preceding, before[-1])
            rule = len(before + after), before, after, word
            sides.setdefault(beside, []).append(rule)
        for group in (*preceding.values(), *following.values()):
            group.sort(reverse=True)
        return met, preceding, following


def restored_wording(text: str) -> list[tuple[int, int, str]]:
    """Find the words to bring back in a text whose characters are simplified already.

    Parameters
    ----------
    text : str
        Text that was traditional, in simplified characters; all of it, for the evidence.

    Returns
    -------
    list of (start, end, mainland word)
        In order of the text.

    Examples
    --------
    >>> restored_wording("最佳化服务,公开规范性档案,档案馆查阅")
    [(0, 3, '优化'), (8, 13, '规范性文件')]
    """
    vocabulary = _vocabulary()
    matches = vocabulary.matcher.find_matches_as_indexes(text)
    active = vocabulary.active(Counter([match[0] for match in matches]))
    plain = {key: vocabulary.plain[key] for key in active if key in vocabulary.plain}
    sided = {key: vocabulary.sided[key] for key in active if key in vocabulary.sided}
    changes: list[tuple[int, int, str]] = []
    framed = f"\0{text}\0"  # a character stands before and after every word
    for key, start, end in matches:
        if key in plain:
            changes.append((start, end, plain[key]))
        elif key in sided:
            word, near, met, preceding, following = sided[key]
            left, right = framed[start], framed[end + 1]
            if right in following or left in preceding or left in met or near:
                new = word.mainland(text, start, end, left, right)
                if new != word.taiwan:
                    changes.append((start, end, new))
            elif word.default != word.taiwan:
                changes.append((start, end, word.default))
    return changes


@dataclass(frozen=True)
class Vocabulary:
    """All words, and what looks for them and their counterparts in a text.

    Attributes
    ----------
    words : dict of str to Word
        The words of Taiwan's usage.
    ordered : list of str
        These and what is counted beside them, as the matcher numbers them.
    matcher : AhoCorasick
        What finds them.
    """

    words: dict[str, Word]
    ordered: list[str]
    matcher: AhoCorasick

    def active(self, counts: dict[int, int]) -> list[int]:
        """Tell which words a converter put into a text, from the counts of all its words."""
        traces = self._traces.intersection(counts)
        written = sum([counts[key] for key in traces])
        left = sum([counts[key] for key in self._replaced.intersection(counts)])
        never = self._never.intersection(counts)
        opencc = (bool(never) or len(traces) > 1) and written > _FEW * left
        if not (never or opencc):
            return []
        certain = never | traces if opencc else never
        replaced = self._replaced_by_opencc if opencc else self._replaced_by_others
        return [
            key
            for key, number in counts.items()
            if key in certain
            or (
                key in replaced
                and (
                    counts.keys().isdisjoint(replaced[key])
                    or number > _FEW * sum(counts.get(one, 0) for one in replaced[key])
                )
            )
        ]

    @cached_property
    def plain(self) -> dict[int, str]:
        """The words that stand for one other, whatever is around them, by their numbers."""
        return {key: word.default for key, word in self._numbered.items() if word.plain}

    @cached_property
    def sided(self) -> dict[int, tuple[Word, bool, Met, Sides, Sides]]:
        """The others, each with whether it has cues, and what may stand beside it."""
        return {
            key: (word, bool(word.near), *word.sides)
            for key, word in self._numbered.items()
            if not word.plain
        }

    @cached_property
    def _numbered(self) -> dict[int, Word]:
        """The words by the numbers of the matcher."""
        return {
            key: self.words[word] for key, word in enumerate(self.ordered) if word in self.words
        }

    @cached_property
    def _replaced_by_opencc(self) -> dict[int, frozenset[int]]:
        """For each word that OpenCC writes the mainland words that it leaves nowhere, by numbers.

        What OpenCC writes for one word may be the counterpart of another: 文档 becomes 文件.
        """
        keys = {word: key for key, word in enumerate(self.ordered)}
        return {
            key: frozenset(keys[one] for one in word.counterparts if one not in self.words)
            for key, word in self._numbered.items()
            if word.opencc
        }

    @cached_property
    def _replaced_by_others(self) -> dict[int, frozenset[int]]:
        """For each word that other converters write its mainland counterparts, by numbers."""
        keys = {word: key for key, word in enumerate(self.ordered)}
        return {
            key: frozenset(keys[one] for one in word.counterparts)
            for key, word in self._numbered.items()
            if word.other or word.use == "seldom"
        }

    @cached_property
    def _never(self) -> frozenset[int]:
        """The words that mainland texts never have, by their numbers."""
        return frozenset(key for key, word in self._numbered.items() if word.use == "never")

    @cached_property
    def _traces(self) -> frozenset[int]:
        """The words that tell of OpenCC, by their numbers."""
        numbered = self._numbered.items()
        return frozenset(key for key, word in numbered if word.telling and word.opencc)

    @cached_property
    def _replaced(self) -> frozenset[int]:
        """Mainland words that OpenCC leaves nowhere, by their numbers."""
        words = {word.default for word in self.words.values() if word.telling and word.opencc}
        return frozenset(
            key for key, word in enumerate(self.ordered) if word in words and word not in self.words
        )


@cache
def _vocabulary() -> Vocabulary:
    data = tomllib.loads(files("giox.text").joinpath("vocabulary.toml").read_text("utf-8"))
    opencc = dict(_opencc_pairs())
    words: dict[str, Word] = {}
    for converter in ("opencc", "other", "any"):
        for use, entries in data[converter].items():
            for taiwan, mainland in entries.items():
                choices = {} if isinstance(mainland, str) else dict(mainland)
                default = choices.pop("default", mainland)
                near = choices.pop("near", {})
                sides = tuple(
                    (*pattern.split("~"), word)
                    for word, patterns in choices.items()
                    for pattern in patterns
                )
                known_to_opencc = converter != "other" or taiwan in opencc
                words[taiwan] = Word(
                    taiwan,
                    default,
                    sides,
                    use,
                    known_to_opencc,
                    converter != "opencc",
                    tuple((cue, word) for word, cues in near.items() for cue in cues),
                )
    known = {*words, *data["keep"]["ignored"]}
    for taiwan, default in opencc.items():
        if len(taiwan) > 2 and taiwan not in known:  # two characters too easily meet by chance
            words[taiwan] = Word(taiwan, default, (), "seldom", opencc=True, other=False)
    converted = _converter(words)
    words = {taiwan: _as_converted(word, converted) for taiwan, word in words.items()}
    for taiwan, meetings in _meetings().items():
        word = words.get(taiwan) or Word(taiwan, taiwan, (), "seldom", opencc=True, other=False)
        words[taiwan] = replace(word, meetings=meetings)
    keys = set(words).union(data["keep"]["words"], *(word.counterparts for word in words.values()))
    ordered = sorted(keys)
    return Vocabulary(words, ordered, _matcher(ordered))


def _converter(words: dict[str, Word]) -> Callable[[str], str]:
    """Do to a few mainland words what a converter does."""
    taiwans = {
        mainland: word.taiwan
        for word in words.values()
        if word.opencc
        for mainland in word.counterparts
    }
    mainlands = sorted(taiwans)
    matcher = _matcher(mainlands)

    def converted(text: str) -> str:
        found = matcher.find_matches_as_indexes(text)
        return edited(text, ((start, end, taiwans[mainlands[key]]) for key, start, end in found))

    return converted


def _as_converted(word: Word, converted: Callable[[str], str]) -> Word:
    """Let the surroundings stand in Taiwan's wording as well: a converter left them in that."""
    further = (
        (converted(before), converted(after), new) for before, after, new in word.surroundings
    )
    cues = ((converted(cue), new) for cue, new in word.near)
    return replace(
        word,
        surroundings=tuple(dict.fromkeys((*word.surroundings, *further))),
        near=tuple(dict((*word.near, *cues)).items()),
    )


def _meetings() -> dict[str, tuple[tuple[frozenset[str], frozenset[str], str], ...]]:
    """Read `meetings.tsv`, which `data/build/meetings.py` writes."""
    meetings: dict[str, tuple[tuple[frozenset[str], frozenset[str], str], ...]] = {}
    rows = files("giox.text").joinpath("meetings.tsv").read_text("utf-8").splitlines()[1:]
    for taiwan, mainland, before, after in (row.split("\t") for row in rows):
        meeting = (frozenset(before), frozenset(after), mainland)
        meetings[taiwan] = (*meetings.get(taiwan, ()), meeting)
    return meetings


def _matcher(words: list[str]) -> AhoCorasick:
    return AhoCorasick(
        words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )


def _opencc_pairs() -> Iterator[tuple[str, str]]:
    """Taiwan's words of OpenCC's dictionary, each with the mainland word it replaces."""
    for mainland, taiwan in dictionary("TWPhrases"):
        pair = simplified_characters(taiwan[0]), simplified_characters(mainland)
        if pair[0] != pair[1]:
            yield pair
