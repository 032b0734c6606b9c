"""Which phrases can fit a text at all, told by the words that they need.

A phrase needs one word of each of its sets of words before the number, and of others after it.
The words that a paragraph holds are found once, by their first two characters; whether a phrase
can fit a number's surroundings is then a question of bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Cue", "Cues"]

Needs = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A word; the bits of the sets that it is in; the phrases that are looked for by it."""

    word: str
    bits: int
    phrases: tuple[int, ...]


class Cues:
    """The words that phrases need, each phrase given by its sets of words before and after."""

    def __init__(self, needs: Sequence[tuple[Needs, Needs]]) -> None:
        sets = {one: 0 for before, after in needs for one in (*before, *after)}
        sets = {one: 1 << number for number, one in enumerate(sets)}
        self._before = [sum({sets[one] for one in before}) for before, _ in needs]
        self._after = [sum({sets[one] for one in after}) for _, after in needs]
        words: dict[str, tuple[int, list[int]]] = {}
        for one, bit in sets.items():
            for word in one:
                bits, phrases = words.get(word, (0, []))
                words[word] = bits | bit, phrases
        for number, (before, after) in enumerate(needs):
            for word in max((*before, *after), key=_rarity):
                words[word][1].append(number)
        cues = [Cue(word, bits, tuple(phrases)) for word, (bits, phrases) in words.items()]
        self._short = [cue for cue in cues if len(cue.word) == 1]
        self._long: dict[str, list[Cue]] = {}
        for cue in cues:
            if len(cue.word) > 1:
                self._long.setdefault(cue.word[:2], []).append(cue)

    def within(self, text: str) -> list[Cue]:
        """Return the cues whose words a text holds."""
        pairs = self._long.keys() & set(map("".join, pairwise(text)))
        found = [cue for pair in pairs for cue in self._long[pair] if cue.word in text]
        return found + [cue for cue in self._short if cue.word in text]

    def fitting(self, cues: Sequence[Cue], left: str, right: str) -> list[int]:
        """Return the phrases, by number and in order, whose words stand left and right."""
        before = after = 0
        near: set[int] = set()
        for cue in cues:
            here = False
            if cue.word in left:
                before |= cue.bits
                here = True
            if cue.word in right:
                after |= cue.bits
                here = True
            if here:
                near.update(cue.phrases)
        return sorted(
            one
            for one in near
            if self._before[one] & before == self._before[one]
            and self._after[one] & after == self._after[one]
        )


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    """Return how seldom one of some words may be met: long words and few of them."""
    return min(map(len, words)), -len(words)
