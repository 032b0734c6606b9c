"""Which phrases can fit the words around a number at all, told by the words that they need.

A phrase needs one word of each of its sets of words before the number, and of others after it.
One scan finds the words that stand there, and whether a phrase can fit is then a question of
bits: nearly all phrases are ruled out before an expression runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import or_

from ahocorasick_rs import AhoCorasick, Implementation

__all__ = ["Cues"]

Needs = tuple[frozenset[str], ...]


class Cues:
    """Phrases, given by the sets of words that each needs before and after its number.

    Each needs one set at least; it is looked at where a word of its rarest set stands.

    >>> received = frozenset({"收到", "接到"})
    >>> cues = Cues([((received, frozenset({"申请"})), ()), ((received,), (frozenset({"申请"}),))])
    >>> cues.fitting("全年收到公开申请"), cues.fitting("收到", "公开申请"), cues.fitting("收到信件")
    ([0], [1], [])
    """

    def __init__(self, needs: Sequence[tuple[Needs, Needs]]) -> None:
        sides = [
            [*((False, one) for one in before), *((True, one) for one in after)]
            for before, after in needs
        ]
        common = Counter(chain.from_iterable(sides))
        bits = {one: 1 << number for number, one in enumerate(common)}
        self._needs = [_all(bits[one] for one in each) for each in sides]
        keys = [min(each, key=lambda one: (common[one], len(one[1]))) for each in sides]
        looked_for = {
            one: frozenset(number for number, key in enumerate(keys) if key == one) for one in bits
        }
        words = list(dict.fromkeys(word for _, one in bits for word in one))
        self._scan = AhoCorasick(words, implementation=Implementation.DFA)
        # for each word the bits of its sets, and the phrases that are looked for by it
        self._before, self._after = (
            [
                (
                    _all(bits[side, one] for one in holding),
                    frozenset[int]().union(*(looked_for[side, one] for one in holding)),
                )
                for word in words
                for holding in (
                    [one for is_after, one in bits if is_after is side and word in one],
                )
            ]
            for side in (False, True)
        )
        self._every = frozenset(range(len(needs)))

    def fitting(
        self, before: str, after: str = "", among: frozenset[int] | None = None
    ) -> list[int]:
        """Return the phrases, by number and in order, whose words stand before and after.

        Looked at are those `among` which are asked for, or all.
        """
        held, near = 0, set[int]()
        end = len(before)
        found = self._scan.find_matches_as_indexes(f"{before}\n{after}", overlapping=True)
        for word, start, _ in found:
            bits, phrases = (self._before if start < end else self._after)[word]
            held |= bits
            near |= phrases
        near &= self._every if among is None else among
        return sorted([one for one in near if self._needs[one] & held == self._needs[one]])


def _all(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
