"""Findings beside the figures that they concern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from giox.extraction import Figure, Finding, Report
from giox.marked.notes import notes
from marked.figures import figure

TABLE = figure(10, 11, "applications.new", applicant="total", raw="37")
PERSONS = figure(20, 21, "applications.new", applicant="natural_person", raw="33")
PROSE = figure(5, 6, "applications.new", origin="narrative", raw="36")
CARRIED_OUT = figure(30, 31, "applications.carried_out", applicant="total", raw="1")
FIGURES = (TABLE, PERSONS, PROSE, CARRIED_OUT)

CASES = [
    (Finding("defacement", "warning", "…"), ()),
    (Finding("row_misaligned", "error", "…", "review.total"), ()),
    (Finding("applicants_add_up", "error", "…", "applications.new", "total"), (TABLE,)),
    (Finding("no_figure_printed", "notice", "…", "applications.new", "natural_person"), (PERSONS,)),
    (Finding("impossible_count", "error", "…", "applications.new", None), (PROSE,)),
    (
        Finding("prose_against_table", "warning", "…", "applications.new", "total", "37", "36"),
        (PROSE, TABLE),
    ),
    (
        Finding("flow_of_applications", "error", "…", None, "total", "40", "39"),
        (TABLE, CARRIED_OUT),
    ),
]


@pytest.mark.parametrize(("finding", "concerned"), CASES, ids=lambda one: getattr(one, "check", ""))
def test_a_finding_stands_beside_its_figures(
    report: Report, finding: Finding, concerned: tuple[Figure, ...]
) -> None:
    one = replace(report, figures=(), remarks=(finding,))
    found = notes(one, FIGURES)
    assert [note.starts for note in found.beside] == (
        [tuple(figure.start for figure in concerned)] if concerned else []
    )
    assert len(found.general) == (not concerned)


def test_notes_are_numbered_in_the_order_of_the_text(report: Report) -> None:
    remarks = tuple(finding for finding, _ in CASES)
    found = notes(replace(report, figures=(), remarks=remarks), FIGURES)
    assert [note.number for note in found.beside] == [1, 2, 3, 4, 5]
    firsts = [note.starts[0] for note in found.beside]
    assert firsts == sorted(firsts)
    assert {start: len(there) for start, there in found.first_at().items()} == {5: 2, 10: 2, 20: 1}
    assert sorted(found.numbers_at()) == [5, 10, 20, 30]
