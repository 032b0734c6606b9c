"""Which phrases can fit the words around a number at all, told by the words that they need.

A phrase needs one word of each of its sets of words before the number, and of others after it.
A scan finds the words that stand there, and whether a phrase can fit is then a question of sets:
nearly all phrases are ruled out before an expression runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

__all__ = ["Cues", "Needs"]

Words = frozenset[str]
_Sets = frozenset[tuple[int, Words]]
"""Sets of words, each with the place in which one of it is needed: an index into `Needs`."""


class Needs(NamedTuple):
    """The sets of words of which a phrase needs one each: before and after its number.

    `last` are words of which one stands directly before the number, `first` directly after it.
    """

    before: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()
    last: tuple[Words, ...] = ()
    first: tuple[Words, ...] = ()


class Cues:
    """Phrases, given by the words that each needs.

    Each needs one set at least; it is looked at where a word of its rarest set stands. Characters
    of `between` may stand behind the last word before a number.

    >>> received, request = frozenset({"收到", "接到"}), frozenset({"申请"})
    >>> cues = Cues([Needs((received, request)), Needs((received,), (request,))])
    >>> cues.fitting("全年收到公开申请"), cues.fitting("收到", "公开申请")
    ([0], [1])
    >>> cues = Cues([Needs(last=(request,))], "共为")
    >>> cues.fitting("收到申请共"), cues.fitting("申请书")
    ([0], [])
    """

    def __init__(self, needs: Sequence[Needs], between: str = "") -> None:
        self._between = between
        sets = [
            frozenset((place, words) for place, each in enumerate(one) for words in each)
            for one in needs
        ]
        common = Counter(one for each in sets for one in each)
        keys = [max(each, key=lambda one: (one[0], -common[one], -len(one[1]))) for each in sets]
        words = list(dict.fromkeys(word for _, words in common for word in words))
        self._scan = AhoCorasick(words, implementation=Implementation.DFA)
        self._numbers: dict[_Sets, list[int]] = {}
        for number, each in enumerate(sets):
            self._numbers.setdefault(each, []).append(number)

        def told(word: str, *places: int) -> tuple[_Sets, frozenset[_Sets]]:
            """Return the sets with a word, and the needs that are looked at where it stands."""
            holding = frozenset(one for one in common if one[0] in places and word in one[1])
            return holding, frozenset(
                each for each, key in zip(sets, keys, strict=True) if key in holding
            )

        self._before, self._after, self._last, self._first = (
            [told(word, *places) for word in words] for places in ((0,), (1,), (0, 2), (1, 3))
        )

    def fitting(
        self, before: str, after: str = "", among: frozenset[int] | None = None
    ) -> list[int]:
        """Return the phrases, by number and in order, whose words stand before and after.

        Looked at are those `among` which are asked for, or all.
        """
        held, near = set[tuple[int, Words]](), set[_Sets]()
        last = len(before.rstrip(self._between))
        for word, _, stop in self._scan.find_matches_as_indexes(before, overlapping=True):
            sets, needs = (self._before if stop < last else self._last)[word]
            held |= sets
            near |= needs
        if after:
            for word, start, _ in self._scan.find_matches_as_indexes(after, overlapping=True):
                sets, needs = (self._first if start < 2 else self._after)[word]
                held |= sets
                near |= needs
        return sorted(
            [
                number
                for needs in filter(held.issuperset, near)
                for number in self._numbers[needs]
                if among is None or number in among
            ]
        )
