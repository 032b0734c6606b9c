"""Find many words in long texts.

The automaton takes a step for each byte, and each step waits for the one before: three steps for
a Chinese character in UTF-8. Here a character has two bytes, which only the characters of the
words have to themselves: that takes half the time, and the place of a character is known from that
of its byte.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from giox.text.opencc import code_points

__all__ = ["Finder", "matcher"]


def matcher(words: Sequence[str]) -> AhoCorasick:
    """Return what finds words in short texts, the longest where several begin."""
    return AhoCorasick(
        words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )


class Finder:
    """Find words in long texts, the longest where several begin.

    Parameters
    ----------
    words : sequence of str
        Words of no more than sixteen thousand different characters.
    """

    def __init__(self, words: Sequence[str]) -> None:
        characters = sorted(set("".join(words)))
        base = math.isqrt(len(characters)) + 1  # first bytes are below it, second ones are not
        firsts, seconds = np.divmod(np.arange(len(characters) + 1), base)
        pairs = (firsts | (seconds + base) << 8).astype(np.uint16)
        self._pairs = np.full(0x110000, pairs[0])
        self._pairs[code_points("".join(characters))] = pairs[1:]
        self._automaton = BytesAhoCorasick(
            [self._encoded(word) for word in words],
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.DFA,
        )

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Find all words in a text, none of which overlap.

        Returns
        -------
        list of (number of the word, twice its start, twice its end)
            Halving is left to whoever needs the places.

        Examples
        --------
        >>> Finder(["信息", "信息公开"]).find("政府信息公开")
        [(1, 4, 12)]
        """
        return self._automaton.find_matches_as_indexes(self._encoded(text))

    def _encoded(self, text: str) -> bytes:
        return self._pairs.take(code_points(text)).tobytes()
