"""The specimen reports that ship: exactly the figures, metadata and findings beside them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from common import REPO

from giox.extraction import Report, read_report

FOLDER = REPO / "data" / "specimens"
TRUE = REPO / "tests" / "specimens" / "truth"
TRUTHS = REPO / "tests" / "specimens" / "truth"
REPORTS = pl.read_csv(TRUE / "reports.csv", infer_schema=False)
TRUTH = pl.read_csv(TRUE / "figures.csv", infer_schema=False).cast({"value": pl.Float64})
FINDINGS = pl.read_csv(TRUE / "findings.csv", infer_schema=False)
CHECKS = {
    "tables lost": "tables_lost",
    "parts do not add up": "outcomes_add_up_2021",
    "prose and table disagree": "prose_against_table",
    "site defaced": "defacement",
}
"""What a kind of finding is called by the check that makes it."""


@pytest.fixture(scope="module", params=REPORTS["report"].to_list())
def report(request: pytest.FixtureRequest) -> Report:
    return read_report(FOLDER / Path(request.param))


@pytest.mark.parametrize("origin", ["table", "narrative"])
def test_figures(report: Report, origin: str) -> None:
    true = TRUTH.filter(report=report.report, origin=origin)
    read = [one for one in report.figures if one.origin == origin]
    assert {(one.indicator, one.applicant, one.value) for one in read} == set(
        true.select("indicator", "applicant", "value").iter_rows()
    )


def test_scope_of_the_prose(report: Report) -> None:
    told = TRUTH.filter(pl.col("scope").is_not_null(), report=report.report, origin="narrative")
    read = {(one.indicator, one.value): one.scope for one in report.figures}
    wrong = {
        (indicator, value): read[indicator, value]
        for indicator, value, scope in told.select("indicator", "value", "scope").iter_rows()
        if read[indicator, value] != scope
    }
    assert not wrong


def test_metadata(report: Report) -> None:
    (true,) = REPORTS.filter(report=report.report).to_dicts()
    read = {name: None if (value := report.row[name]) is None else str(value) for name in true}
    asked = {name: value for name, value in true.items() if value is not None}
    assert {name: read[name] for name in asked} == asked


def test_findings(report: Report) -> None:
    true = FINDINGS.filter(report=report.report)
    made = set(report.findings.select("check", "indicator").iter_rows())
    for kind, indicator in true.select("kind", "indicator").iter_rows():
        assert (CHECKS[kind], indicator) in made or (
            indicator is None and CHECKS[kind] in {check for check, _ in made}
        )


def test_sound_reports_have_no_findings(report: Report) -> None:
    if FINDINGS.filter(report=report.report).is_empty():
        assert report.findings.filter(pl.col("severity") != "notice").is_empty()


def test_raw_words_stand_where_they_say(report: Report) -> None:
    for one in report.figures:
        assert one.raw in report.text[one.start : one.end]
