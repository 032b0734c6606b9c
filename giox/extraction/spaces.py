"""Prose without what says nothing of its figures, and would stand between them and their words.

These are the spaces that some editors set around figures (收到申请 12 件, 3.6 万条), and the 了
that a verb may carry or not (公开了信息12条).
"""

from __future__ import annotations

import re
from functools import cache

from giox.extraction.context import context_words

__all__ = ["JOINT", "Tight"]

JOINT = "\x1f"
"""A character that is no part of the text: what stands around it is joined."""

_COUNTED = "[万亿余多件条次篇场期个人名份起宗项部册则例家处元年月日]"
_LOOSE = (
    rf"{JOINT}|(?<=[0-9万余多]) (?={_COUNTED})|(?<=[0-9]) (?=%)"
    rf"|(?<=[\u4e00-\u9fff,;:。、()]) (?=[0-9][0-9.,]*(?:[–—~-][0-9]+)? ?{_COUNTED})"
    rf"|(?<={_COUNTED}) (?=[\u4e00-\u9fff])|(?<=[,;。]) (?=[\u4e00-\u9fff])"
)


@cache
def _loose() -> re.Pattern[str]:
    """Return the expression of a character that is taken out."""
    return re.compile(f"{_LOOSE}|(?<={'|'.join(context_words()['particle']['verbs'])})了")


class Tight:
    """A text without loose spaces and particles, and where each character was.

    >>> tight = Tight("全年收到了申请 12 件")
    >>> tight.text, tight.original(6, 8)
    ('全年收到申请12件', (8, 10))
    """

    def __init__(self, text: str) -> None:
        is_loose = " " in text or JOINT in text or "了" in text
        self._cuts = [match.start() for match in _loose().finditer(text)] if is_loose else []
        pieces = (
            text[start:end]
            for start, end in zip(
                [0, *(cut + 1 for cut in self._cuts)], [*self._cuts, len(text)], strict=True
            )
        )
        self.text = "".join(pieces) if self._cuts else text

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the text stands in the original."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, position: int) -> int:
        for cut in self._cuts:
            if cut > position:
                break
            position += 1
        return position
