"""A report alone: what is told of it without tables is what the tables tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens.make import make

from giox.checks import check, is_sound
from giox.extraction import Report, read_bytes
from giox.extraction.model import Figure
from giox.schema import REPORTS

SHAPES = (("2014", "pipe"), ("2019", "pipe"), ("2021", "pipe"))


def read(form: str, layout: str, seed: int = 0) -> Report:
    specimen = make(form, layout, "none", seed)
    return read_bytes(specimen.data, specimen.filename)


def said(report: Report) -> int:
    """Return how much the tables tell of a report."""
    return check(report.observations, REPORTS.build([report.row])).height


@pytest.mark.parametrize(("form", "layout"), SHAPES[1:])
def test_a_sound_report_needs_no_tables(form: str, layout: str) -> None:
    report = read(form, layout)
    assert is_sound(report.row, report.figures)
    assert report.findings.height == len(report.remarks)
    assert "observations" not in vars(report)
    assert said(report) == 0


def with_value(change: Callable[[float], float]) -> Callable[[Figure], Figure]:
    return lambda figure: figure._replace(value=change(figure.value))


CHANGES: dict[str, Callable[[Figure], Figure]] = {
    "more": with_value(lambda value: value + 1),
    "negative": with_value(lambda value: -value - 1),
    "broken": with_value(lambda value: value + 0.5),
    "in prose": lambda figure: figure._replace(origin="narrative", start=0, end=1),
    "said otherwise": lambda figure: figure._replace(origin="narrative", value=figure.value + 2),
    "of the body": lambda figure: figure._replace(scope="body"),
    "of nobody": lambda figure: figure._replace(scope=None),
    "of all": lambda figure: figure._replace(applicant=None),
    "a share": lambda figure: figure._replace(origin="narrative", note="share 3%"),
    "about": lambda figure: figure._replace(origin="narrative", note="approximate"),
    "of percent": lambda figure: figure._replace(origin="narrative", unit="percent", value=-0.5),
}


@given(
    shape=st.sampled_from(SHAPES),
    place=st.integers(0, 300),
    change=st.sampled_from(sorted(CHANGES)),
    is_added=st.booleans(),
)
@settings(max_examples=60)
def test_nothing_is_missed_without_tables(
    shape: tuple[str, str], place: int, change: str, is_added: bool
) -> None:
    report = read(*shape)
    place %= len(report.figures)
    changed = CHANGES[change](report.figures[place])
    figures = (*report.figures[: place + is_added], changed, *report.figures[place + 1 :])
    report = replace(report, figures=figures)
    if is_sound(report.row, report.figures):
        assert said(report) == 0


@pytest.mark.parametrize(
    "dates",
    [
        {"year": 2021, "published": date(2021, 5, 1)},
        {"period_start": date(2021, 1, 1), "period_end": date(2021, 6, 30)},
    ],
)
def test_dates_are_looked_at_without_tables(dates: dict[str, object]) -> None:
    report = read("2021", "pipe")
    assert is_sound(report.row, ())
    assert not is_sound(report.row | dates, ())
