"""Which figures from pictures (`giox.ocr`) are kept, and what is said of the others.

A misread cell breaks every sum that it is part of. So a figure is doubted where it is part of
a sum that does not hold and of none that does: of a table with one misread cell that is this
cell alone, since every other cell of its row stands in a column that adds up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from giox.checks.identities import identities
from giox.extraction.model import Figure, Finding
from giox.forms import APPLICANTS

__all__ = ["NOTE", "from_pictures"]

NOTE = "ocr"
"""What the `note` of every figure from a picture says."""
_UNREAD = "***"

Key = tuple[str, str | None]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """Figures that must add up, and whether they do."""

    terms: tuple[Key, ...]
    holds: bool


def from_pictures(
    figures: Sequence[Figure],
    findings: Sequence[Finding],
    pictures: Sequence[Span],
    form: str | None,
    *,
    shared: bool = False,
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Mark the figures of a report that come from pictures, and leave out what is doubtful.

    Parameters
    ----------
    figures, findings : sequence
        What was read of a report.
    pictures : sequence of (int, int)
        Which stretches of its text come from pictures.
    form : str or None
        Its form, which decides what must add up.
    shared : bool
        Whether several reports share the file, so that one cannot tell whose the pictures are.

    Returns
    -------
    figures, findings : tuple
        Figures outside of pictures as they were; those of tables in pictures with the note
        `ocr` where nothing speaks against them. Prose in pictures gives no figures, for
        nothing checks it. Each figure left out has a finding, those of prose one together,
        and the first finding says that pictures were read.
    """
    doubted = _doubted([one for one in figures if one.origin == "table"], form)
    kept: list[Figure] = []
    told = [replace(_READ, found=str(len(pictures))), *map(_unclear, findings)]
    prose = 0
    for figure in figures:
        if not any(start <= figure.start < end for start, end in pictures):
            kept.append(figure)
        elif figure.origin != "table":
            prose += 1
        elif reason := _reason(figure, doubted, shared=shared):
            told.append(_left_out(figure, reason))
        else:
            note = NOTE if figure.note is None else f"{figure.note}; {NOTE}"
            kept.append(figure._replace(note=note))
    if prose:
        told.append(replace(_PROSE, found=str(prose)))
    return tuple(kept), tuple(told)


def _doubted(figures: Sequence[Figure], form: str | None) -> frozenset[Key]:
    """Return the figures that are part of a sum that does not hold and of none that does."""
    values = {(one.indicator, one.applicant): one.value for one in figures}
    held: set[Key] = set()
    broken: set[Key] = set()
    for one in _sums(values, form):
        (held if one.holds else broken).update(one.terms)
    return frozenset(broken - held)


def _sums(values: Mapping[Key, float], form: str | None) -> Iterator[Sum]:
    """Yield the sums of a form whose every term was read."""
    for identity in identities():
        if identity.form not in {None, form}:
            continue
        for applicant in APPLICANTS if identity.each_applicant else (None,):
            left = [(indicator, applicant) for indicator in identity.left]
            right = [(indicator, applicant) for indicator in identity.right]
            if all(key in values for key in (*left, *right)):
                parts = sum(values[key] for key in left)
                whole = sum(values[key] for key in right)
                holds = parts == whole if identity.relation == "=" else parts >= whole
                yield Sum((*left, *right), holds)
    for indicator in {indicator for indicator, applicant in values if applicant is not None}:
        row = tuple((indicator, applicant) for applicant in APPLICANTS)
        if all(key in values for key in row):
            *parts_of_row, total = (values[key] for key in row)
            yield Sum(row, sum(parts_of_row) == total)


def _reason(figure: Figure, doubted: frozenset[Key], *, shared: bool) -> str | None:
    """Say why a figure from a picture is left out, if it is."""
    if shared:
        return "the file holds several reports, and one cannot tell whose the picture is"
    if (figure.indicator, figure.applicant) in doubted:
        return "a sum of the form speaks against it"
    if figure.unit != "CNY 10k" and figure.value != int(figure.value):
        return "a count must be a whole number"
    if figure.note is not None and "realigned" in figure.note:
        return "its row does not have the form's columns"
    return None


def _left_out(figure: Figure, reason: str) -> Finding:
    return Finding(
        "picture_doubtful",
        "warning",
        f"the picture seems to say {figure.raw!r}, but {reason}; it was left out, look there",
        figure.indicator,
        figure.applicant,
        found=figure.raw,
    )


_READ = Finding(
    "picture_read",
    "notice",
    "pictures of this report were read by OCR; look at them before citing a figure noted `ocr`",
)
_PROSE = Finding(
    "picture_prose",
    "notice",
    "figures in the prose of pictures were left out, for nothing checks their reading; look there",
)


def _unclear(finding: Finding) -> Finding:
    """Say of a cell that was not read for sure that the picture is to blame."""
    if finding.check != "no_figure_printed" or finding.found != _UNREAD:
        return finding
    return replace(
        finding,
        check="picture_unclear",
        severity="notice",
        found=None,
        message="the picture does not show the figure clearly; it was left out, look there",
    )
