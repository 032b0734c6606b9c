"""What reports say of themselves, read from lines that stand beside it in `metadata.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from specimens.make import make
from specimens.odd import odd_files

from giox.extraction import Report, read_bytes

CASES: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("metadata.toml").read_text(encoding="utf-8")
)["report"]
PROSE = (
    "\n一、总体情况\n按照条例要求,围绕主动公开、依申请公开推进政府信息公开和政务公开工作。"
    "没有发生行政复议和行政诉讼。\n"
)


def read(text: str) -> Report:
    return read_bytes(text.encode(), "report.txt")


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_metadata(case: dict[str, str]) -> None:
    head, _, tail = case["text"].partition("。\n")
    row = read(f"{head}。{PROSE}{tail}").row
    asked = {name: value for name, value in case.items() if name not in {"why", "text"}}
    read_ = {name: "" if row[name] is None else str(row[name]) for name in asked}
    assert read_ == asked


def test_a_field_behind_a_paragraph_makes_no_field_of_the_paragraph() -> None:
    paragraph = (
        "澄海县人民政府2019年政府信息公开工作年度报告。本报告由县政府办公室编制,统计期限为全年。"
        "2019年,全县主动公开政府信息512条,收到政府信息公开申请7件,未发生行政复议。 附件:年报.pdf"
    )
    values = read(paragraph).observations["value"].to_list()
    assert {512, 7, 0} <= set(values)


def test_title_and_figures_that_name_different_years_are_a_finding() -> None:
    report = read(
        "武强县2018年政府信息公开工作年度报告\n统计期限自2019年1月1日起至2019年12月31日止。" + PROSE
    )
    assert report.year == 2018
    (finding,) = [one for one in report.remarks if one.check == "year_at_odds"]
    assert (finding.expected, finding.found) == ("2018", "2019")


@pytest.mark.parametrize(
    "odd",
    [
        one
        for one in odd_files()
        if "no_report" in one.statuses and "unreadable" not in one.statuses
    ],
    ids=lambda odd: odd.why,
)
def test_what_is_no_report_says_so(odd: object) -> None:
    report = read_bytes(odd.data, odd.filename)  # type: ignore[attr-defined]
    assert report.status == "no_report"
    assert not report.figures
    assert {one.check for one in report.remarks} >= {"no_report"}


def test_two_megabytes_of_text_change_nothing() -> None:
    (odd,) = [one for one in odd_files() if one.filename == "long.txt"]
    report = read_bytes(odd.data, odd.filename)
    assert report.status == "ok"
    assert sum(one.origin == "table" for one in report.figures) > 150


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_lost_tables_are_lost_and_not_zero(form: str) -> None:
    specimen = make(form, "pipe", "tables_lost", seed=3)
    report = read_bytes(specimen.data, specimen.filename)
    assert report.status == "tables_lost"
    assert not [one for one in report.figures if one.origin == "table"]
    lost = {one.found for one in report.remarks if one.check == "tables_lost"}
    assert len(lost) == 3
