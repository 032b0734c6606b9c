"""Five real reports: the tables and figures that must come out of them, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from giox.extraction import Report, read_report

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("real_reports.toml").read_text(encoding="utf-8")
)["report"]


@pytest.fixture(scope="module", params=CASES, ids=[case["file"][:3] for case in CASES])
def case(request: pytest.FixtureRequest, shared: Path) -> tuple[dict[str, Any], Report]:
    return request.param, read_report(shared / "reports" / request.param["file"])


def test_metadata(case: tuple[dict[str, Any], Report]) -> None:
    expected, report = case
    row = report.row
    columns = ("division_code", "region", "year", "script", "form", "status")
    assert {name: row[name] for name in columns} == {name: expected[name] for name in columns}


def test_table_figures(case: tuple[dict[str, Any], Report]) -> None:
    expected, report = case
    table = [figure for figure in report.figures if figure.origin == "table"]
    assert len(table) == expected["table"]
    assert len({(figure.indicator, figure.applicant) for figure in table}) == len(table)


def test_prose_figures(case: tuple[dict[str, Any], Report]) -> None:
    expected, report = case
    read = {
        (figure.indicator, figure.value, figure.scope or "")
        for figure in report.figures
        if figure.origin == "narrative"
    }
    regardless = {(indicator, value) for indicator, value, _ in read}
    for indicator, value, scope in expected["narrative"]:
        assert (indicator, value, scope) in read or (
            not scope and (indicator, value) in regardless
        ), (indicator, value, scope)


def test_what_is_no_figure_is_not_read(case: tuple[dict[str, Any], Report]) -> None:
    expected, report = case
    prose = {figure.value for figure in report.figures if figure.origin == "narrative"}
    assert not prose & set(expected["never"])


def test_findings(case: tuple[dict[str, Any], Report]) -> None:
    expected, report = case
    assert set(expected["findings"]) <= set(report.findings["check"])


def test_every_figure_stands_where_it_says(case: tuple[dict[str, Any], Report]) -> None:
    _, report = case
    for figure in report.figures:
        assert figure.raw in report.text[figure.start : figure.end]


def test_prose_and_table_of_001_disagree(shared: Path) -> None:
    findings = read_report(shared / "reports" / CASES[1]["file"]).findings
    other = findings.filter(indicator="disclosed.other", check="prose_against_table")
    assert other.select("expected", "found").rows() == [("2047", "2054")]


def test_money_of_003_is_in_ten_thousand_yuan(shared: Path) -> None:
    report = read_report(shared / "reports" / CASES[3]["file"])
    amount = next(one for one in report.figures if one.indicator == "procurement.amount")
    assert (amount.value, amount.unit) == (12189.6, "CNY 10k")
