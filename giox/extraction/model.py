"""What extraction finds: figures with the words they were read from, and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = ["Figure", "Finding", "Origin", "Scope", "Severity"]

Origin = Literal["table", "narrative", "derived", "correction"]
Scope = Literal["government", "body", "department"]
Severity = Literal["error", "warning", "notice"]


class Figure(NamedTuple):
    """One figure of a report (a tuple, for a report has hundreds, and a tuple is made quickly).

    Attributes
    ----------
    indicator : str
        Code of the vocabulary.
    applicant : str or None
        Kind of applicant, for part three of the forms of 2019 and 2021.
    value : float
        The figure in `unit`, the unit of the vocabulary.
    raw : str
        The words that were read, as they stand in the original text.
    start, end : int
        Where `raw` stands in the original text.
    """

    indicator: str
    applicant: str | None
    value: float
    unit: str
    scope: Scope | None
    origin: Origin
    raw: str
    section: str | None
    start: int
    end: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a user must know before trusting a report."""

    check: str
    severity: Severity
    message: str
    indicator: str | None = None
    applicant: str | None = None
    expected: str | None = None
    found: str | None = None
