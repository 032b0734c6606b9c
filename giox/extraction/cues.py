"""Which phrases can fit the words around a number at all, told by the words that they need.

A phrase needs one word of each of its sets of words before the number, and of others after it.
The words that a text holds are found by their first two characters, and whether a phrase can fit
is then a question of bits: nearly all phrases are ruled out before an expression runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Cues"]

Needs = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word; the bits of the sets that it is in; the phrases that are looked for by it."""

    word: str
    bits: int
    phrases: frozenset[int]


class _Side:
    """The words that phrases need on one side of a number."""

    def __init__(self, needs: Sequence[Needs], keys: Sequence[frozenset[str]]) -> None:
        sets = dict.fromkeys(one for each in needs for one in each)
        bits = {one: 1 << number for number, one in enumerate(sets)}
        self.needs = [sum({bits[one] for one in each}) for each in needs]
        self._by_pair: dict[str, list[_Word]] = {}
        self._short: dict[str, _Word] = {}
        for text in dict.fromkeys(word for one in sets for word in one):
            word = _Word(
                text,
                sum(bit for one, bit in bits.items() if text in one),
                frozenset(number for number, key in enumerate(keys) if text in key),
            )
            if len(text) == 1:
                self._short[text] = word
            else:
                self._by_pair.setdefault(text[:2], []).append(word)

    def read(self, text: str) -> tuple[int, set[int]]:
        """Return the bits of the words of a text, and the phrases to look at."""
        bits, near = 0, set[int]()
        by_pair, short = self._by_pair.get, self._short
        before = ""
        for character in text:
            words = by_pair(before + character)
            if words is not None:
                for word in words:
                    if word.word in text:
                        bits |= word.bits
                        near |= word.phrases
            if character in short:
                bits |= short[character].bits
                near |= short[character].phrases
            before = character
        return bits, near


class Cues:
    """Phrases, given by the sets of words that each needs before and after its number.

    >>> received = frozenset({"收到", "接到"})
    >>> cues = Cues([((received, frozenset({"申请"})), ()), ((received,), (frozenset({"申请"}),))])
    >>> cues.fitting("全年收到公开申请"), cues.fitting("收到", "公开申请"), cues.fitting("收到信件")
    ([0], [1], [])
    """

    def __init__(self, needs: Sequence[tuple[Needs, Needs]]) -> None:
        nothing = frozenset[str]()
        common = Counter(one for before, after in needs for one in {*before, *after})
        keys = [
            min((*before, *after), key=lambda one: (common[one], len(one)), default=nothing)
            for before, after in needs
        ]
        self._always = {number for number, key in enumerate(keys) if not key}
        self._before = _Side(
            [before for before, _ in needs],
            [key if key in one[0] else nothing for key, one in zip(keys, needs, strict=True)],
        )
        self._after = _Side(
            [after for _, after in needs],
            [key if key in one[1] else nothing for key, one in zip(keys, needs, strict=True)],
        )

    def fitting(self, left: str, right: str = "") -> list[int]:
        """Return the phrases, by number and in order, whose words stand left and right."""
        before, near = self._before.read(left)
        after, more = self._after.read(right)
        no_before, no_after = ~before, ~after
        need_before, need_after = self._before.needs, self._after.needs
        return sorted(
            one
            for one in near | more | self._always
            if not need_before[one] & no_before and not need_after[one] & no_after
        )
