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

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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

Use = Literal["never", "seldom", "often"]
Met = dict[str, list[tuple[frozenset[str], str]]]
# lengths, the longest first; mainland words by what stands on one side; and by both sides
Group = tuple[tuple[int, ...], dict[str, str], list[tuple[int, str, str, str]]]
Grouped = dict[str, Group]


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

        The longest surroundings that fit decide; of two as long, those against the default.
        """
        met, preceding, following = self.sides
        if left in met:
            for lasts, word in met[left]:
                if right in lasts:
                    return word
        best, length = self.default, 0
        if right in following:
            best, length = self._after(text, start, end, following[right])
        if left in preceding:
            sizes, words, _ = preceding[left]
            for size in sizes:
                if size < length:
                    break
                chosen = words.get(text[max(0, start - size) : start])
                if chosen:
                    if size > length or chosen != self.default:
                        best, length = chosen, size
                    break
        return best if length or not self.near else self._by_clause(text, start, end)

    def _after(self, text: str, start: int, end: int, group: Group) -> tuple[str, int]:
        """Choose by what follows the word, alone or together with what precedes it."""
        best, length = self.default, 0
        sizes, words, between = group
        for size in sizes:
            if (beside := text[end : end + size]) in words:
                best, length = words[beside], size
                break
        for size, before, after, word in between:
            if size <= length:
                break
            if text.startswith(after, end) and text.endswith(before, 0, start):
                return word, size
        return best, length

    def _by_clause(self, text: str, start: int, end: int) -> str:
        """Choose by the nearest cue between the marks of punctuation around the word."""
        matcher, words = self._cues
        first = max(0, start - _REACH)
        start, end, best, nearest = start - first, end - first, self.default, _REACH
        for key, left, right in matcher.find_matches_as_indexes(text[first : first + end + _REACH]):
            word = words[key]
            if right <= start:
                best, nearest = (word, start - right) if word else (self.default, _REACH)
            elif left >= end:
                if not word or left - end >= nearest:
                    break
                return word
        return best

    @cached_property
    def _cues(self) -> tuple[AhoCorasick, list[str]]:
        """What finds cues, with the words they speak for, and marks, with which a clause ends."""
        cues = [*self.near, *((mark, "") for mark in _MARKS)]
        return _matcher([cue for cue, _ in cues]), [word for _, word in cues]

    @cached_property
    def sides(self) -> tuple[Met, Grouped, Grouped]:
        """What may stand beside the word, by the character next to it.

        Meetings by the character before; surroundings with nothing after the word by the character
        before; all others by the character after. The longest stand first.
        """
        met: Met = {}
        for before, after, word in self.meetings:
            for char in before:
                met.setdefault(char, []).append((after, word))
        preceding = [(one[0][-1:], *one) for one in self.surroundings if not one[1]]
        following = [(one[1][:1], *one) for one in self.surroundings if one[1]]
        return met, _grouped(preceding), _grouped(following)


# a word, itself and its default; where more may stand for it, whether it has cues, and its sides
Choice = tuple[Word, str, str, tuple[bool, Met, Grouped, Grouped] | None]


def _grouped(sides: Iterable[tuple[str, str, str, str]]) -> Grouped:
    """Group sides of a word by the character next to it, which stands first in each."""
    groups: Grouped = {}
    for nearest, before, after, word in sides:
        _sizes, words, between = groups.setdefault(nearest, ((), {}, []))
        if before and after:
            between.append((len(before) + len(after), before, after, word))
        else:
            words[before or after] = word
    return {
        nearest: (tuple(sorted({*map(len, words)}, reverse=True)), words, sorted(between)[::-1])
        for nearest, (_sizes, words, between) in groups.items()
    }


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
    counts = Counter([match[0] for match in matches])
    chosen = {key: vocabulary.choices[key] for key in vocabulary.active(counts)}
    changes: list[tuple[int, int, str]] = []
    framed = f"\0{text}\0"  # a character stands before and after every word
    for key, start, end in matches:
        if key not in chosen:
            continue
        word, taiwan, new, sides = chosen[key]
        if sides:
            near, met, preceding, following = sides
            left, right = framed[start], framed[end + 1]
            if right in following or left in preceding or left in met or near:
                new = word.mainland(text, start, end, left, right)
        if new != taiwan:
            changes.append((start, end, new))
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
        numbered = self._numbered
        return [
            key
            for key in counts
            if key in certain or (key in numbered and self._put_in(key, counts, opencc=opencc))
        ]

    def _put_in(self, key: int, counts: dict[int, int], *, opencc: bool) -> bool:
        word = self._numbered[key]
        if not (word.opencc if opencc else word.other or word.use == "seldom"):
            return False
        # what OpenCC writes for one word may be the counterpart of another: 文档 becomes 文件
        left = [
            counts[one]
            for one in self._counterparts[key]
            if one in counts and not (opencc and one in self._numbered)
        ]
        return counts[key] > _FEW * sum(left)

    @cached_property
    def choices(self) -> dict[int, Choice]:
        """What there is to choose from for each word, by its number."""
        return {
            key: (
                word,
                word.taiwan,
                word.default,
                None if word.plain else (bool(word.near), *word.sides),
            )
            for key, word in self._numbered.items()
        }

    @cached_property
    def _numbered(self) -> dict[int, Word]:
        """The words by the numbers of the matcher."""
        return {
            key: self.words[word] for key, word in enumerate(self.ordered) if word in self.words
        }

    @cached_property
    def _counterparts(self) -> dict[int, frozenset[int]]:
        """For each word by its number, the numbers of its mainland counterparts."""
        keys = {word: key for key, word in enumerate(self.ordered)}
        return {
            key: frozenset(keys[one] for one in word.counterparts)
            for key, word in self._numbered.items()
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
