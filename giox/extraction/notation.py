"""The notation of phrases (`phrases/README.md`): the expression and the words of one side.

A phrase such as `收到~申请~{n}` has a side before its number and one after it. Each becomes a
regular expression, and the sets of words of which a text must hold one each for it to match. No
expression repeats an open repetition, so the time to match is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from giox.extraction.context import context_words, longest, needed

__all__ = [
    "AFTER",
    "BEFORE",
    "MARK",
    "between",
    "between_characters",
    "expression",
    "far_words",
    "first_words",
    "last_words",
    "words_after",
    "words_before",
]

BEFORE = r"[^0-9,;:。!?()\n]"
"""A character that `~` can stand for before a number."""
AFTER = "[^0-9,;:。!?()、\n]"
"""A character that it can stand for after one."""
MARK = re.compile("[,;:。()0-9]")
"""What parts a number from words that are not its own."""

_GAP_LENGTH = 22
_TOKEN = re.compile(
    r"\{(?P<macro>[a-z]+)\}(?P<perhaps>\??)|\[(?P<choices>[^\]]+)\](?P<maybe>\??)|(?P<gap>~)|(?P<word>[^\[\]~{}]+)"
)


def expression(side: str, gap: str, longest: int = _GAP_LENGTH) -> str:
    """Return the regular expression of one side of a phrase."""
    pieces = []
    for number, token in enumerate(_TOKEN.finditer(side)):
        if token["macro"]:
            pieces.append(f"(?:{_macro(token['macro'])}){token['perhaps']}")
        elif token["gap"]:
            pieces.append(f"(?P<gap{number}>{gap}{{0,{longest}}}?)")
        elif token["word"]:
            pieces.append(re.escape(token["word"]))
        else:
            choices = "|".join(re.escape(one) for one in token["choices"].split("|"))
            pieces.append(f"(?:{choices}){token['maybe']}")
    return "".join(pieces)


@cache
def between() -> str:
    """Return the expression of the words that connect a phrase to its number."""
    # Possessive: 共计 is also 共 and 计, and not all ways to part such words must be tried.
    words = sorted(context_words()["between"]["words"], key=len, reverse=True)
    return f"(?P<between>(?:{'|'.join(words)})*+)"


def between_characters() -> str:
    """Return the characters that these words are made of."""
    return "".join(sorted(set("".join(context_words()["between"]["words"]))))


def words_before(side: str) -> tuple[frozenset[str], ...]:
    """Return the sets of words of which one each must stand before a number.

    Only words with no mark and no figure between them and the number are asked for. A year is
    such a figure, whose last digit stands with its 年.

    >>> [sorted(words) for words in words_before("收到的,[公开|公布]~申请[总数]?~")]
    [['公布', '公开'], ['申请']]
    >>> [sorted(words)[:2] for words in words_before("收到:{year}结转")]
    [['0年', '1年'], ['结转']]
    >>> [sorted(words) for words in words_before("收到(含~)申请")]
    [['申请']]
    """
    sets: list[frozenset[str]] = []
    side = side.rstrip(")")
    for token in _TOKEN.finditer(side):
        pieces = [MARK.split(word) for word in _words(token)]
        if token["macro"] == "year":
            pieces = [["", f"{digit}年"] for digit in range(10)]
        if any(len(one) > 1 for one in pieces):
            sets = []
        sets += _set(token, [one[-1] for one in pieces])
    return tuple(sets)


def far_words(side: str) -> tuple[frozenset[str], ...]:
    """Return the sets of words of which one each must stand anywhere before a number.

    >>> [sorted(words) for words in far_words("通过[微信|微博],公开~")]
    [['通过'], ['微信', '微博'], ['公开']]
    """
    return tuple(
        one
        for token in _TOKEN.finditer(side)
        for one in _set(token, [max(MARK.split(word), key=len) for word in _words(token)])
    )


def words_after(side: str) -> tuple[frozenset[str], ...]:
    """Return the sets of words of which one each must stand after a number and its counter.

    >>> [sorted(words) for words in words_after("~{info},不予公开")]
    [['息', '法定主动公开内容', '资讯']]
    """
    sets: list[frozenset[str]] = []
    for token in _TOKEN.finditer(side):
        if token["macro"] == "year":
            break
        pieces = [MARK.split(word) for word in _words(token)]
        sets += _set(token, [one[0] for one in pieces])
        if any(len(one) > 1 for one in pieces):
            break
    return tuple(sets)


def last_words(side: str) -> tuple[frozenset[str], ...]:
    """Return the words of which one stands last before a number, but for words between, if any.

    >>> [sorted(words) for words in last_words("收到~[申请|信件]")], last_words("收到~申请~")
    ([['信件', '申请']], ())
    """
    *_, token = (None, *_TOKEN.finditer(side))
    if token is None or token["macro"] or token["gap"]:
        return ()
    return tuple(_set(token, [MARK.split(word.rstrip(")"))[-1] for word in _words(token)]))


def first_words(side: str) -> tuple[frozenset[str], ...]:
    """Return the words of which one stands first after a number and its counter, if any.

    >>> [sorted(words) for words in first_words("[申请|信件]~收到")], first_words("~收到")
    ([['信件', '申请']], ())
    """
    token = _TOKEN.match(side)
    if token is None or token["macro"] or token["gap"]:
        return ()
    return tuple(_set(token, [MARK.split(word)[0] for word in _words(token)]))


def _set(token: re.Match[str], words: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield the words of a token as a set that is asked for, unless it may be left out."""
    if all(words) and not token["maybe"] and not token["perhaps"]:
        yield frozenset(words)


def _words(token: re.Match[str]) -> Sequence[str]:
    """Return words of which one stands wherever a token does."""
    if token["macro"]:
        return _macro_words(token["macro"])
    return token["choices"].split("|") if token["choices"] else [token["word"] or ""]


def _macro(name: str) -> str:
    macro: str = context_words()["macros"][name]
    return macro


def _macro_words(name: str) -> Sequence[str]:
    """Return words of which one stands in each text that a macro fits, if it tells them."""
    return sorted(longest(needed(_macro(name))))
