"""Paragraphs that are printed rows: taken apart into cells by their spaces and figures."""

from __future__ import annotations

import re
from functools import lru_cache

from giox.extraction.lines import Piece
from giox.extraction.values import is_unit, read_value

__all__ = [
    "LONGEST_LABEL",
    "can_be_label",
    "can_be_value",
    "has_columns",
    "is_prose",
    "possible_labels",
    "taken_apart",
    "words_of",
]

LONGEST_LABEL = 120
_LONGEST_LINE = 300
_SHORTEST_ROW = 4


def possible_labels(text: str) -> set[str]:
    """Return what of a line can be the label of a row or a column: all of it, or a part."""
    parts = {words for way in _ways(text) for words, _ in way}
    return parts | {text} if can_be_label(text) else parts


def can_be_label(text: str) -> bool:
    """Whether a text is short enough for a label, and no sentence."""
    return 1 < len(text) <= LONGEST_LABEL and "。" not in text


def is_prose(text: str) -> bool:
    """Whether a paragraph is too long for a printed row, or a sentence."""
    return len(text) > _LONGEST_LINE or "。" in text


_FIGURE = re.compile(r"[0-9]|\s{2}|\t")
_APART = re.compile(r"[0-9]|\s")
_SPACE = re.compile(r"\s")
_COLUMNS = re.compile(r"\S+(?:\s\S+)*?(?=\s{2,}|\t|$)")
_WORDS = re.compile(r"\S+")
_LABEL_AND_VALUE = re.compile(
    r"(?P<label>[^;]*?[^\d\s:.,;])\s?[::]?\s?(?P<value>-?\d[\d,]*(?:\.\d+)?\s?[^\W\d_]{0,3})"
)


def taken_apart(piece: Piece) -> list[list[Piece]]:
    """Return the ways in which a paragraph can be a printed row, likelier ones first."""
    return [
        [Piece(words, piece.start + column, column) for words, column in way]
        for way in _ways(piece.text)
    ]


_Way = tuple[tuple[str, int], ...]
"""The cells that a line is parted into, each with where it begins."""


@lru_cache(maxsize=4096)
def _ways(text: str) -> tuple[_Way, ...]:
    """Return the ways in which the words of a line can be parted (many reports have the same)."""
    if len(text) < _SHORTEST_ROW or _APART.search(text) is None:
        return ()
    ways = (((text, 0),),) if _SPACE.search(text) is None else _by_spaces(text)
    match = _LABEL_AND_VALUE.fullmatch(text)
    # In a bracket that is still open a figure belongs to the label: ...舆情计1 | 次).
    if match is None or match["label"].count("(") > match["label"].count(")"):
        return ways
    return *ways, tuple((match[part], match.start(part)) for part in ("label", "value"))


def _by_spaces(text: str) -> tuple[_Way, ...]:
    """Return a line parted by wide spaces, then as a label with words behind it."""
    columns, words = (
        tuple((match[0], match.start()) for match in pattern.finditer(text))
        for pattern in (_COLUMNS, _WORDS)
    )
    columns = tuple(one for cell in columns for one in _figures_apart(cell))
    behind = len(words)
    while behind and can_be_value(words[behind - 1][0]):
        behind -= 1
    # A figure in front is the number of the row.
    apart = (words,) if not can_be_value(words[0][0]) else (words[1:],) if behind > 1 else ()
    if not 0 < behind < len(words):
        return columns, *apart
    last, start = words[behind - 1]
    return columns, ((text[: start + len(last)], 0), *words[behind:]), *apart


def _figures_apart(cell: tuple[str, int]) -> list[tuple[str, int]]:
    """Return the words of a cell that holds a unit and a figure, or several figures: `条 1340`."""
    text, start = cell
    if " " not in text or can_be_value(text):
        return [cell]
    words = [(match[0], start + match.start()) for match in _WORDS.finditer(text)]
    return words if all(can_be_value(word) for word, _ in words) else [cell]


def words_of(piece: Piece) -> list[Piece]:
    """Return the words of a paragraph, each as a cell; a figure and its counter are one."""
    words: list[Piece] = []
    for word in _WORDS.finditer(piece.text):
        before = words[-1] if words else None
        if before is not None and before.text[-1].isdigit() and is_unit(word[0]):
            text = piece.text[before.column : word.end()]
            words[-1] = Piece(text, before.start, before.column)
        else:
            words.append(Piece(word[0], piece.start + word.start(), word.start()))
    return words


def has_columns(text: str) -> bool:
    """Whether a line holds figures or wide spaces, as printed rows do."""
    return _FIGURE.search(text) is not None


def can_be_value(text: str) -> bool:
    """Whether a word can stand in a cell behind a label."""
    return read_value(Piece(text, 0)) is not None or is_unit(text)
