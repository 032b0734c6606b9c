"""Which phrases can fit the words around a number at all, told by the words that they need.

A phrase needs one word of each of its sets of words before the number, and of others after it.
A scan finds the words that stand there, and which phrases can fit is then a question of bits, a
few for each phrase: nearly all are ruled out before an expression runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

__all__ = ["Cues", "Needs", "bits"]

Words = frozenset[str]


class Needs(NamedTuple):
    """The sets of words of which a phrase needs one each: before and after its number.

    `last` are words of which one stands directly before the number, `first` directly after it.
    """

    before: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()
    last: tuple[Words, ...] = ()
    first: tuple[Words, ...] = ()


_ASKED = 3  # sets of each phrase that are asked for


class Cues:
    """Phrases, given by the words that each needs.

    The three sets that fewest others need are asked for, so that a phrase may be told that does
    not fit, but none is passed over that does. Characters of `between` may stand behind the last
    word before a number.

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
        sets = [list(_sets(one)) for one in needs]
        common = Counter(chain.from_iterable(sets))
        for each in sets:
            each.sort(key=lambda one: (common[one], len(one[1])))
        words = list(dict.fromkeys(word for _, words in common for word in words))
        self._scan = AhoCorasick(words, implementation=Implementation.DFA)
        # for each word in each place the phrases that ask for it there, as bits: as many for the
        # first set that a phrase asks for as there are phrases, then for its second, its third
        self._size = len(sets)
        told = {place: dict.fromkeys(words, 0) for place in Needs._fields}
        for number, each in enumerate(sets):
            for rank, (place, some) in enumerate(each[:_ASKED]):
                for word in some:
                    told[place][word] |= 1 << rank * self._size + number
        self._before, self._after, self._last, self._first = (
            [told[place][word] | told[nearer][word] for word in words]
            for place, nearer in (
                ("before", "before"),
                ("after", "after"),
                ("before", "last"),
                ("after", "first"),
            )
        )
        self._not_asked = bits(
            rank * self._size + number
            for number, each in enumerate(sets)
            for rank in range(len(each), _ASKED)
        )

    def fitting(self, before: str, after: str = "", among: int = -1) -> list[int]:
        """Return the phrases, by number and in order, whose words stand before and after.

        Looked at are those `among` which are asked for, as the bits of a number, or all.
        """
        found = self._not_asked
        last = len(before.rstrip(self._between))
        for word, _, stop in self._scan.find_matches_as_indexes(before, overlapping=True):
            found |= (self._before if stop < last else self._last)[word]
        if after:
            for word, start, _ in self._scan.find_matches_as_indexes(after, overlapping=True):
                found |= (self._first if start < 2 else self._after)[word]
        return _numbers(found & found >> self._size & found >> 2 * self._size & among)


def _sets(needs: Needs) -> Iterator[tuple[str, Words]]:
    """Yield the sets of words of a phrase, each with the place where one of it must stand."""
    for place in ("last", "first"):
        yield from ((place, words) for words in getattr(needs, place))
    for place, nearer in (("before", needs.last), ("after", needs.first)):
        yield from ((place, words) for words in getattr(needs, place) if words not in nearer)


def bits(numbers: Iterable[int]) -> int:
    """Return numbers as the bits of one.

    >>> bits([0, 3])
    9
    """
    return reduce(or_, (1 << number for number in numbers), 0)


def _numbers(left: int) -> list[int]:
    numbers = []
    while left:
        lowest = left & -left
        numbers.append(lowest.bit_length() - 1)
        left ^= lowest
    return numbers
