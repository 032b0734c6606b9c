"""Wording: bring back mainland words where a converter to Taiwan's usage replaced them.

Converters replace words as well as characters, and several mainland words may become one
(运行 and 执行 both become 執行). No table can be turned round, so this module asks

- the whole text: which converter changed it, if any? Every word of Taiwan whose mainland
  counterpart is missing speaks for one; mainland words that a converter would have replaced
  speak against it;
- the surroundings of each word: which of the mainland words was it?

What is known of the words stands in `vocabulary.toml` and in OpenCC's dictionary TWPhrases.
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

Use = Literal["never", "seldom", "often"]


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
    """

    taiwan: str
    default: str
    surroundings: tuple[tuple[str, str, str], ...]
    use: Use
    opencc: bool
    other: bool

    @cached_property
    def counterparts(self) -> frozenset[str]:
        """Mainland words that the converter would not have left in the text."""
        return frozenset({self.default, *(word for *_, word in self.surroundings)}) - {self.taiwan}

    @cached_property
    def telling(self) -> bool:
        """Whether the word in a text is a trace of a converter."""
        return self.use != "often" and self.default != self.taiwan

    def mainland(self, text: str, start: int, end: int) -> str:
        """Choose the mainland word for `text[start:end]` by the longest surroundings that fit."""
        best, length = self.default, 0
        for size, before, after, word in self._following.get(text[end : end + 1], ()):
            if text.startswith(after, end) and (not before or text.endswith(before, 0, start)):
                best, length = word, size
                break
        for size, before, _after, word in self._preceding.get(text[start - 1 : start], ()):
            if size < length:
                break
            if text.endswith(before, 0, start):
                return word if size > length or word != self.default else best
        return best

    @cached_property
    def _following(self) -> dict[str, list[tuple[int, str, str, str]]]:
        """Surroundings by the character after the word, the longest first."""
        return _grouped((sides[1][:1], sides) for sides in self.surroundings if sides[1])

    @cached_property
    def _preceding(self) -> dict[str, list[tuple[int, str, str, str]]]:
        """Surroundings with nothing after the word, by the character before it."""
        return _grouped((sides[0][-1:], sides) for sides in self.surroundings if not sides[1])


def _grouped(
    surroundings: Iterable[tuple[str, tuple[str, str, str]]],
) -> dict[str, list[tuple[int, str, str, str]]]:
    groups: dict[str, list[tuple[int, str, str, str]]] = {}
    for nearest, (before, after, word) in surroundings:
        groups.setdefault(nearest, []).append((len(before) + len(after), before, after, word))
    return {nearest: sorted(group, reverse=True) for nearest, group in groups.items()}


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
    keys = vocabulary.keys
    counts = Counter([match[0] for match in matches])
    active = vocabulary.active({keys[key]: number for key, number in counts.items()})
    chosen = {key: active[keys[key]] for key in counts if keys[key] in active}
    changes: list[tuple[int, int, str]] = []
    for key, start, end in matches:
        word = chosen.get(key)
        if word is not None:
            new = word.mainland(text, start, end) if word.surroundings else word.default
            if new != word.taiwan:
                changes.append((start, end, new))
    return changes


@dataclass(frozen=True)
class Vocabulary:
    """All words, and what looks for them and their counterparts in a text."""

    words: dict[str, Word]
    keys: list[str]
    matcher: AhoCorasick

    def active(self, counts: dict[str, int]) -> dict[str, Word]:
        """Tell which words a converter put into a text, from the counts of all its words."""
        present = [word for taiwan in counts if (word := self.words.get(taiwan)) is not None]
        traces = [word for word in present if word.telling and word.opencc]
        written = sum(counts[word.taiwan] for word in traces)
        left = sum(number for word, number in counts.items() if word in self._replaced)
        proven = any(word.use == "never" for word in present)
        opencc = (proven or len(traces) > 1) and written > _FEW * left
        return {
            word.taiwan: word
            for word in present
            if word.use == "never"
            or ((proven or opencc) and self._put_in(word, counts, opencc=opencc))
        }

    @cached_property
    def _replaced(self) -> frozenset[str]:
        """Mainland words that OpenCC leaves nowhere."""
        words = (word for word in self.words.values() if word.telling and word.opencc)
        return frozenset(word.default for word in words) - self.words.keys()

    def _put_in(self, word: Word, counts: dict[str, int], *, opencc: bool) -> bool:
        if not (word.opencc if opencc else word.other or word.use == "seldom"):
            return False
        if opencc and word.telling:
            return True
        # what OpenCC writes for one word may be the counterpart of another: 文档 becomes 文件
        left = sum(
            counts.get(one, 0) for one in word.counterparts if not (opencc and one in self.words)
        )
        return counts[word.taiwan] > _FEW * left


@cache
def _vocabulary() -> Vocabulary:
    data = tomllib.loads(files("giox.text").joinpath("vocabulary.toml").read_text("utf-8"))
    opencc = dict(_opencc_pairs())
    words: dict[str, Word] = {}
    for converter in ("opencc", "other", "any"):
        for use, entries in data[converter].items():
            for taiwan, mainland in entries.items():
                choices = {"default": mainland} if isinstance(mainland, str) else dict(mainland)
                default = choices.pop("default")
                sides = tuple(
                    (*pattern.split("~"), word)
                    for word, patterns in choices.items()
                    for pattern in patterns
                )
                known_to_opencc = converter != "other" or taiwan in opencc
                words[taiwan] = Word(
                    taiwan, default, sides, use, known_to_opencc, converter != "opencc"
                )
    known = {*words, *data["keep"]["ignored"]}
    for taiwan, default in opencc.items():
        if len(taiwan) > 2 and taiwan not in known:  # two characters too easily meet by chance
            words[taiwan] = Word(taiwan, default, (), "seldom", opencc=True, other=False)
    converted = _converter(words)
    words = {taiwan: _as_converted(word, converted) for taiwan, word in words.items()}
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
    return replace(word, surroundings=tuple(dict.fromkeys((*word.surroundings, *further))))


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
