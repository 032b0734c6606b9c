"""Words of Taiwan's usage, and which mainland word each was, by what stands around it.

Several mainland words may become one (运行 and 执行 both become 執行). What stands beside the word
decides, the longest before the shorter; else the nearest cue of its clause; else the default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ahocorasick_rs import AhoCorasick

from giox.text.finder import matcher

__all__ = ["Choice", "Use", "Word"]

_REACH = 24  # so many characters are looked at for cues on either side
_HEAD = 2  # so many characters after a word are what its counterpart has after it, too
# the ends of a clause, 、 not among them
_MARK = re.compile("[\uff0c\u3002\uff1b\uff1a\uff1f\uff01,;:?!\n]")

Use = Literal["never", "seldom", "often"]
# how far surroundings reach before and after a word, and what they speak for; the longest first
Sides = list[tuple[int, int, dict[str, str]]]
Meetings = list[tuple[frozenset[str], str]]


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
    parallel : tuple of (counterpart, mainland word)
        What speaks for a mainland word where it stands close by before the same characters
        (线上办理26件,线下办理5件), whatever stands beside the word.
    topic : str
        The mainland word, if any, which takes the place of the default in texts where it is the
        one that is mostly meant (档案 in what an archive writes): words keep their sense
        throughout a text (Gale, Church and Yarowsky 1992, "One sense per discourse").
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
    parallel: tuple[tuple[str, str], ...] = ()
    topic: str = ""
    meetings: tuple[tuple[frozenset[str], frozenset[str], str], ...] = ()

    @cached_property
    def counterparts(self) -> frozenset[str]:
        """Mainland words that the converter would not have left in the text."""
        return frozenset({self.default, *(word for *_, word in self.surroundings)}) - {self.taiwan}

    @cached_property
    def telling(self) -> bool:
        """Whether the word in a text is a trace of a converter."""
        return self.use != "often" and self.default != self.taiwan

    @cached_property
    def choice(self) -> Choice | None:
        """What chooses the mainland word, if there is a choice."""
        if not (self.surroundings or self.near or self.meetings):
            return None
        met: dict[str, Meetings] = {}
        for lefts, rights, word in self.meetings:
            for char in lefts:
                met.setdefault(char, []).append((rights, word))
        preceding = [rule for rule in self.surroundings if not rule[1]]
        following = [rule for rule in self.surroundings if rule[1]]
        sides = self._grouped((rule[0][-1], rule) for rule in preceding)
        return Choice(
            self.default,
            self.topic,
            "" if self.topic else self.default,
            frozenset(met) | frozenset(sides),
            met,
            sides,
            self._grouped((rule[1][0], rule) for rule in following),
            self.near,
            self.parallel,
            _Cues(self.near),
        )

    def _grouped(self, rules: Iterable[tuple[str, tuple[str, str, str]]]) -> dict[str, Sides]:
        groups: dict[str, dict[tuple[int, int], dict[str, str]]] = {}
        for char, (before, after, word) in rules:
            group = groups.setdefault(char, {}).setdefault((len(before), len(after)), {})
            group[before + self.taiwan + after] = word
        return {
            char: [
                (*reach, group[reach])
                for reach in sorted(group, key=lambda reach: (sum(reach), reach), reverse=True)
            ]
            for char, group in groups.items()
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """The rules of one word, each group by the character beside the word that it asks for.

    Attributes
    ----------
    default : str
        The mainland word where no rule fits.
    topic : str
        The one that the rest of the text may make it then.
    otherwise : str
        The default, or empty where only the rest of the text can tell.
    before : frozenset of str
        The characters before the word that may decide.
    met : dict of str to list of (characters after, mainland word)
        Meetings, by the character before.
    preceding, following : dict of str to list of (reach before, reach after, strings)
        Surroundings, those with something after the word apart: for each string as long as its
        reach says the mainland word it speaks for.
    near : tuple of (cue, mainland word)
        The cues of the clause.
    parallel : tuple of (counterpart, mainland word)
        What decides before all else, where the same follows it.
    """

    default: str
    topic: str
    otherwise: str
    before: frozenset[str]
    met: dict[str, Meetings]
    preceding: dict[str, Sides]
    following: dict[str, Sides]
    near: tuple[tuple[str, str], ...]
    parallel: tuple[tuple[str, str], ...]
    cues: _Cues

    def mainland(self, text: str, start: int, end: int) -> str:
        """Choose the mainland word for `text[start:end]`; a character follows it.

        Empty where only the rest of the text can tell.

        The longest surroundings that fit decide; of two as long, what follows: words of Chinese
        go before their head (资料采集 is 采集 of 数据, in 政策资料采集, too).
        """
        for counterpart, word in self.parallel:
            like = counterpart + text[end : end + _HEAD]
            if like in text[max(0, start - _REACH) : end + _REACH]:
                return word
        left, right = text[start - 1], text[end]
        if left in self.before:
            for rights, word in self.met.get(left, ()):
                if right in rights:
                    return word
        elif right not in self.following:
            return self._by_clause(text, start, end) if self.near else self.otherwise
        return self._by_sides(text, start, end)

    def _by_sides(self, text: str, start: int, end: int) -> str:
        """Choose by the longest surroundings that fit."""
        best, chosen = 0, self.otherwise
        for before, after, known in self.following.get(text[end], ()):
            here = text[start - before : end + after]
            if here in known:
                best, chosen = before + after, known[here]
                break
        for before, _, known in self.preceding.get(text[start - 1], ()):
            if before <= best:
                break
            here = text[start - before : end]
            if here in known:
                return known[here]
        return chosen if best or not self.near else self._by_clause(text, start, end)

    def _by_clause(self, text: str, start: int, end: int) -> str:
        """Choose by the nearest cue that no mark of punctuation parts from the word."""
        first = max(0, start - _REACH)
        best, nearest = self.otherwise, _REACH
        found = self.cues.matcher.find_matches_as_indexes(text[first : end + _REACH])
        for key, left, right in found:
            between = (first + right, start) if first + right <= start else (end, first + left)
            distance = between[1] - between[0]
            if 0 <= distance < nearest and not _MARK.search(text, *between):
                best, nearest = self.near[key][1], distance
        return best


@dataclass(frozen=True)
class _Cues:
    """The cues of one word; what finds them is made when first needed."""

    near: tuple[tuple[str, str], ...]

    @cached_property
    def matcher(self) -> AhoCorasick:
        return matcher([cue for cue, _ in self.near])
