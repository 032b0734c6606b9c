"""Which findings concern which marks: those become notes beside the text, the others do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from giox.checks import identities
from giox.extraction import Figure, Report

__all__ = ["Note", "Notes", "notes"]

Row = Mapping[str, Any]
"""A row of the findings table."""


@dataclass(frozen=True, slots=True)
class Note:
    """A finding that concerns figures in the text: its number, and where they begin."""

    number: int
    finding: Row
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """The findings of a report.

    Attributes
    ----------
    general : tuple of mapping
        Findings that concern no figure with a place in the text.
    beside : tuple of Note
        The others, numbered from 1 in the order of the text.
    """

    general: tuple[Row, ...]
    beside: tuple[Note, ...]

    def first_at(self) -> dict[int, list[Note]]:
        """Return the notes by the place of the first figure that each concerns."""
        found: defaultdict[int, list[Note]] = defaultdict(list)
        for note in self.beside:
            found[note.starts[0]].append(note)
        return dict(found)

    def numbers_at(self) -> dict[int, list[int]]:
        """Return the numbers of the notes that concern the figures beginning at a place."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for note in self.beside:
            for start in note.starts:
                found[start].append(note.number)
        return dict(found)


def notes(report: Report, placed: Iterable[Figure]) -> Notes:
    """Sort the findings of a report by the figures that they concern.

    Parameters
    ----------
    report : Report
        The report.
    placed : iterable of Figure
        Those of its figures that have a place in the text.
    """
    figures: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in placed:
        figures[figure.indicator].append(figure)
    general: list[Row] = []
    beside: list[tuple[tuple[int, ...], Row]] = []
    for finding in report.findings.iter_rows(named=True):
        starts = {
            figure.start
            for indicator in _indicators(finding)
            for figure in figures.get(indicator, ())
            if _concerns(finding, figure)
        }
        if starts:
            beside.append((tuple(sorted(starts)), finding))
        else:
            general.append(finding)
    beside.sort(key=lambda one: one[0][0])
    numbered = (Note(n, finding, starts) for n, (starts, finding) in enumerate(beside, start=1))
    return Notes(tuple(general), tuple(numbered))


def _indicators(finding: Row) -> tuple[str, ...]:
    """Return what a finding is about: its indicator, else all that its identity compares."""
    if finding["indicator"] is not None:
        return (finding["indicator"],)
    terms = ((*one.left, *one.right) for one in identities() if one.id == finding["check"])
    return next(terms, ())


def _concerns(finding: Row, figure: Figure) -> bool:
    """Tell whether a finding on an indicator is about this figure of it.

    Prose gives figures of all applicants without saying so; it is meant where it is quoted.
    """
    if finding["applicant"] == figure.applicant:
        return True
    of_all = finding["applicant"] == "total" and figure.applicant is None
    return of_all and finding["found"] == figure.raw
