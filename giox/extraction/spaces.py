"""Spaces that say nothing in prose, and would stand between its figures and their words.

Some editors set them around figures: 收到申请 12 件, 3.6 万条.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from giox.text.spans import Edit

__all__ = ["JOINT", "loose"]

JOINT = "\x1f"
"""A character that is no part of the text: what stands around it is joined."""

_COUNTED = "[万亿余多件条次篇场期个人名份起宗项部册则例家处元年月日]"
_LOOSE = re.compile(
    rf"{JOINT}|(?<=[0-9万余多]) (?={_COUNTED})|(?<=[0-9]) (?=%)"
    rf"|(?<=[\u4e00-\u9fff,;:。、()]) (?=[0-9][0-9.,]*(?:[–—~-][0-9]+)? ?{_COUNTED})"
    rf"|(?<={_COUNTED}) (?=[\u4e00-\u9fff])|(?<=[,;。]) (?=[\u4e00-\u9fff])"
)


def loose(text: str) -> Iterator[Edit]:
    """Yield the edits that take such spaces out.

    >>> [edit.start for edit in loose("收到申请 12 件 答复 了")]
    [4, 7, 9]
    """
    if " " in text or JOINT in text:
        for match in _LOOSE.finditer(text):
            yield Edit(*match.span(), "")
