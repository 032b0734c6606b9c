"""Edited text that remembers where each character came from.

Cleaning and conversion change a text; figures are read from the changed text, and yet each
must point at the words of the original. `MappedText` keeps the edits, so that any span of
the changed text can be carried back. The map is built from the edits themselves, never from
a comparison of two texts afterwards.

Example: in `４件  of` the edits (0, 1, "4") and (2, 4, " ") give `4件 of`, and the span
(1, 3) of that, `件 `, is (1, 4) of the original.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

__all__ = ["Edit", "MappedText"]


@dataclass(frozen=True, slots=True)
class Edit:
    """`source[start:end]` is replaced with `text`."""

    start: int
    end: int
    text: str
