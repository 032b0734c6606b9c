"""Tables that ran together into one paragraph: each of their words becomes a line of its own.

`规章 3 0 12 行政规范性文件 5 0 40`: what takes the text out of a page and makes one space of each
break leaves no rows. Such a table is then read as one with one cell on each line.
"""

from __future__ import annotations

from collections.abc import Sequence

from giox.extraction.lines import Line
from giox.extraction.parting import can_be_value, words_of
from giox.forms import printed_in

__all__ = ["unrun"]

_FEWEST_WORDS = 16
_FEWEST_LABELS = 4
_KNOWN = 0.75


def unrun(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Return the lines with their numbers, the words of a table that ran together apart.

    Examples
    --------
    >>> from giox.documents import read_document
    >>> from giox.extraction.lines import lines_of
    >>> rows = ("规章 3 0 12", "行政规范性文件 5 0 40", "行政许可 9", "行政处罚 8", "行政强制 7 1")
    >>> script = lines_of(read_document(" ".join((*rows, "总计")).encode(), "a.txt"))
    >>> [line.text for _, line in unrun(script.lines)][:4]
    ['规章', '3', '0', '12']
    """
    apart: list[tuple[int, Line]] = []
    for number, line in enumerate(lines):
        if line.table is not None or not _is_run_together(line):
            apart.append((number, line))
            continue
        (piece,) = line.pieces
        apart += ((number, Line.of([word], None)) for word in words_of(piece))
    return apart


def _is_run_together(line: Line) -> bool:
    """Whether most words of a paragraph are labels of a form or can be values."""
    if line.text.count(" ") < _FEWEST_WORDS - 1 or "。" in line.text:
        return False
    (piece,) = line.pieces
    words = [word.text for word in words_of(piece)]
    values = sum(map(can_be_value, words))
    labels = sum(not can_be_value(word) and bool(printed_in(word)) for word in words)
    return labels >= _FEWEST_LABELS and values > 0 and values + labels >= _KNOWN * len(words)
