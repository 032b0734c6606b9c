"""What a sentence has given while it is read number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from giox.extraction.model import Scope
from giox.extraction.sentences import Sentence
from giox.text import Number

__all__ = ["Hit", "Reading"]


class Hit(NamedTuple):
    """A number or a statement of none, with the indicator that it is a figure of."""

    indicator: str
    value: float
    scope: Scope | None
    start: int
    end: int
    note: str | None = None


@dataclass(slots=True)
class Reading:
    """A sentence while it is read: its numbers, and what they have given so far.

    `given` are the indicators given in a row up to here, `other_time` what the last figure of
    another time was of, `passed` whether a number before gave nothing.
    """

    sentence: Sentence
    numbers: Sequence[Number]
    given: list[str]
    hits: list[Hit] = field(default_factory=list)
    other_time: list[str] = field(default_factory=list)
    passed: bool = False
