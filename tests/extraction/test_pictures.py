"""Which figures from a picture are kept."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from ocr.truth import figures_of, tables
from specimens.layouts import as_text
from specimens.model import Key

from giox.checks import catalogue
from giox.extraction import Figure, Finding, Report, read_bytes
from giox.extraction.pictures import from_pictures

HEAD = (
    "江山市人民政府{}年政府信息公开工作年度报告\n"
    "一、总体情况\n全市收到政府信息公开申请5件,均已依法办理。\n"
    "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n公开还不够及时。\n"
)
YEARS = {"2014": 2016, "2019": 2019, "2021": 2022}


def report(form: str, change: dict[Key, str] | None = None) -> tuple[Report, int]:
    """Return a report whose tables follow its text, some cells changed, and where they begin."""
    changed = [
        tuple(
            tuple(
                type(cell)(
                    (change or {}).get(cell.key, cell.text), cell.rows, cell.columns, cell.key
                )
                for cell in row
            )
            for row in table
        )
        for table in tables(form, seed=5)
    ]
    head = HEAD.format(YEARS[form])
    text = head + as_text(changed, "pipe_grid")
    return read_bytes(text.encode(), "a.txt"), len(head)


def looked_at(
    one: Report, start: int, *, shared: bool = False
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return what is kept where all after `start` is a picture, and the findings."""
    spans = [(start, len(one.text))]
    return from_pictures(one.figures, one.remarks, spans, one.form, shared=shared)


def keys(figures: Iterable[Figure]) -> set[Key]:
    """Return the cells of tables that gave figures."""
    return {(one.indicator, one.applicant) for one in figures if one.origin == "table"}


@pytest.mark.parametrize("form", YEARS)
def test_sound_tables_are_kept_and_marked(form: str) -> None:
    one, start = report(form)
    kept, told = looked_at(one, start)
    printed = {key for table in tables(form, seed=5) for key in figures_of(table)}
    assert keys(kept) == printed
    for figure in kept:
        assert figure.note == ("ocr" if figure.origin == "table" else None)
    assert any(figure.origin == "narrative" for figure in kept)
    (read, *others) = told
    assert (read.check, read.found) == ("picture_read", "1")
    assert tuple(others) == one.remarks


# A cell that was misread, and what is left out because of it.
MISREAD = [
    ("2021", {("outcomes.granted", "natural_person"): "9"}, "the cell alone"),
    ("2021", {("outcomes.denied.repeated", "total"): "4"}, "nothing"),
    ("2021", {("outcomes.not_processed.repeated", "total"): "444"}, "the cell alone"),
    ("2019", {("outcomes.total", "commercial_enterprise"): "77"}, "the cell alone"),
    ("2021", {("review.upheld", None): "88"}, "review."),
    ("2014", {("litigation.other", None): "88"}, "litigation."),
    ("2021", {("licences.decisions", None): "1.5"}, "the cell alone"),
    ("2021", {("fees.amount", None): "1.5"}, "nothing"),
]


@pytest.mark.parametrize(("form", "change", "left_out"), MISREAD)
def test_what_a_sum_speaks_against_is_left_out(
    form: str, change: dict[Key, str], left_out: str
) -> None:
    one, start = report(form, change)
    before = keys(one.figures)
    after, told = looked_at(one, start)
    lost = {
        "the cell alone": set(change),
        "nothing": set(),
    }.get(left_out, {key for key in before if key[0].startswith(left_out)})
    assert before - keys(after) == lost
    doubtful = [finding for finding in told if finding.check == "picture_doubtful"]
    assert {(finding.indicator, finding.applicant) for finding in doubtful} == lost


def test_figures_outside_of_pictures_are_not_judged() -> None:
    one, _ = report("2021", {("outcomes.granted", "natural_person"): "9"})
    figures, _ = from_pictures(one.figures, one.remarks, [(len(one.text), len(one.text))], "2021")
    assert figures == one.figures


@pytest.mark.parametrize(
    "cell", [("outcomes.granted", "natural_person"), ("litigation.direct.other", None)]
)
def test_an_unread_cell_is_told_and_costs_no_other(cell: Key) -> None:
    one, start = report("2021", {cell: "***"})
    kept, told = looked_at(one, start)
    whole = keys(report("2021")[0].figures)
    assert keys(kept) == whole - {cell}
    (unclear,) = [finding for finding in told if finding.check == "picture_unclear"]
    assert (unclear.indicator, unclear.applicant) == cell


def test_prose_of_a_picture_gives_no_figures() -> None:
    one, _ = report("2021")
    prose = [figure for figure in one.figures if figure.origin == "narrative"]
    kept, told = looked_at(one, 0)
    assert {figure.origin for figure in kept} == {"table"}
    assert [f.found for f in told if f.check == "picture_prose"] == [str(len(prose))]


def test_no_figure_is_taken_where_one_cannot_tell_whose_the_picture_is() -> None:
    one, start = report("2021")
    kept, _ = looked_at(one, start, shared=True)
    assert {figure.origin for figure in kept} == {"narrative"}


def test_every_finding_is_in_the_catalogue() -> None:
    change = {("outcomes.granted", "natural_person"): "***", ("review.upheld", None): "88"}
    one, start = report("2021", change)
    told = [*looked_at(one, start)[1], *looked_at(one, 0)[1]]
    severities = dict(catalogue().select("check", "severity").iter_rows())
    said = {finding.check: finding.severity for finding in told if finding.check in severities}
    assert {check for check in said if check.startswith("picture_")} == {
        "picture_read",
        "picture_doubtful",
        "picture_unclear",
        "picture_prose",
    }
    assert said.items() <= severities.items()
