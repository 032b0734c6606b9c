"""Errors planted in sound tables: each is found, the cell is named, and nothing else is said."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import numbers
from specimens.make import make
from sums import SUMS, sums_through

from giox.checks import check
from giox.extraction import read_bytes
from giox.schema import OBSERVATIONS, REPORTS

Numbers = numbers.Numbers
FORMS = ("2014", "2019", "2021")


def sound(form: str, seed: int) -> Numbers:
    """Return the figures of a sound report."""
    rng = Random(seed)
    size = rng.choice([12, 60, 400, 3000])
    return numbers.legacy(rng, size) if form == "2014" else numbers.statutory(rng, form, size)


def findings_of(reports: list[tuple[str, Numbers]]) -> pl.DataFrame:
    """Return what the checks say of reports, which are called by their number."""
    figures = [
        {
            "report": str(number),
            "part": 0,
            "indicator": indicator,
            "applicant": applicant,
            "value": float(value),
            "unit": "CNY 10k" if indicator.endswith("amount") else "item",
            "scope": "government",
            "origin": "table",
            "raw": f"{value:g}",
        }
        for number, (_, cells) in enumerate(reports)
        for (indicator, applicant), value in cells.items()
    ]
    listed = [
        {"report": str(number), "part": 0, "form": form, "status": "ok"}
        for number, (form, _) in enumerate(reports)
    ]
    return check(OBSERVATIONS.build(figures), REPORTS.build(listed))


@settings(max_examples=5)
@given(cases=st.lists(st.tuples(st.sampled_from(FORMS), st.integers(0, 2**32)), max_size=20))
def test_nothing_is_said_of_sound_reports(cases: list[tuple[str, int]]) -> None:
    assert findings_of([(form, sound(form, seed)) for form, seed in cases]).is_empty()


Planted = st.tuples(
    st.sampled_from(FORMS),
    st.integers(0, 2**32),
    st.integers(0, 10_000),
    st.integers(-40, 400).filter(bool),
)


@settings(max_examples=8)
@given(cases=st.lists(Planted, min_size=1, max_size=20))
def test_one_changed_cell_is_found_and_pinned(cases: list[tuple[str, int, int, int]]) -> None:
    reports, planted = [], []
    for form, seed, choice, change in cases:
        figures = sound(form, seed)
        summed = [key for key in figures if sums_through(form, key, figures)]
        key = summed[choice % len(summed)]
        right = figures[key]
        figures[key] = right + change if right + change >= 0 else right - change
        reports.append((form, figures))
        planted.append((key, right, figures[key]))
    found = findings_of(reports)
    for number, (key, right, wrong) in enumerate(planted):
        own = found.filter(pl.col("report") == str(number))
        broken = own.filter(pl.col("check").is_in(SUMS))
        assert broken.height == sums_through(reports[number][0], key, reports[number][1])
        pinned = own.filter(pl.col("check") == "likely_value")
        told = pinned.select("indicator", "applicant", "expected", "found").rows()
        assert told == ([(*key, f"{right:.0f}", f"{wrong:.0f}")] if broken.height > 1 else [])


Several = st.tuples(
    st.sampled_from(("2019", "2021")),
    st.integers(0, 2**32),
    st.lists(st.integers(0, 10_000), min_size=2, max_size=4, unique=True),
)


@settings(max_examples=8)
@given(cases=st.lists(Several, min_size=1, max_size=20))
def test_of_several_errors_no_cell_is_named_that_is_right(
    cases: list[tuple[str, int, list[int]]],
) -> None:
    """Errors of different size tell apart; where they do not, no cell is named."""
    reports, sums = [], []
    for form, seed, choices in cases:
        figures = sound(form, seed)
        summed = [key for key in figures if sums_through(form, key, figures) > 1]
        keys = {summed[choice % len(summed)] for choice in choices}
        sums.append({key: f"{figures[key]:.0f}" for key in keys})
        for power, key in enumerate(sorted(keys, key=str), start=1):
            figures[key] += 10**power
        reports.append((form, figures))
    found = findings_of(reports)
    assert set(found["report"]) == {str(number) for number in range(len(cases))}
    pinned = found.filter(pl.col("check") == "likely_value")
    for report, indicator, applicant, expected in pinned.select(
        "report", "indicator", "applicant", "expected"
    ).iter_rows():
        assert sums[int(report)].get((indicator, applicant)) == expected


def test_where_two_errors_can_lie_in_four_cells_none_is_named() -> None:
    figures = sound("2021", 1)
    for row, applicant in (
        ("outcomes.granted", "natural_person"),
        ("outcomes.partial", "commercial_enterprise"),
    ):
        figures[row, applicant] += 7
    found = findings_of([("2021", figures)])
    assert set(found["check"]) == {"applicants_add_up", "outcomes_add_up_2021"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_said_of_a_sound_specimen(form: str, seed: int) -> None:
    specimen = make(form, "pipe", "none", seed)
    assert read_bytes(specimen.data, specimen.filename).findings.is_empty()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(2))
def test_an_error_planted_in_a_specimen_is_found(form: str, seed: int) -> None:
    specimen = make(form, "pipe", "planted_error", seed)
    found = read_bytes(specimen.data, specimen.filename).findings
    errors = found.filter(pl.col("severity") == "error")
    assert errors.height > 0
    assert set(errors["check"]) <= set(SUMS)
    if form != "2014":
        pinned = found.filter(pl.col("check") == "likely_value")
        assert pinned.select("indicator", "applicant").rows() == [
            ("outcomes.granted", "natural_person")
        ]


@pytest.mark.parametrize("form", FORMS)
def test_a_disagreement_planted_in_a_specimen_is_found(form: str) -> None:
    specimen = make(form, "pipe", "planted_disagreement", 1)
    found = read_bytes(specimen.data, specimen.filename).findings
    planted = [one.indicator for one in specimen.findings]
    said = found.filter(pl.col("check") == "prose_against_table")["indicator"].to_list()
    assert said == planted
