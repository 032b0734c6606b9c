"""Rows of a statistics table that lost its cells give no figures, and the report says so."""

from __future__ import annotations

import pytest

from giox.documents import read_document
from giox.extraction.lines import lines_of
from giox.extraction.lost import lost_rows
from giox.extraction.report import Report, read_bytes

HEAD = """平川县人民政府2016年政府信息公开工作年度报告
根据《政府信息公开条例》编制本报告,全年依申请公开工作平稳。
全年共主动公开政府信息1340条。
"""
ROWS = ["主动公开政府信息数条1340", "2.收到申请数件12", "(一)维持具体行政行为数件3"]


def read(*lines: str) -> Report:
    return read_bytes((HEAD + "\n".join(lines)).encode(), "a.txt")


@pytest.mark.parametrize(
    "lines",
    [
        ["统计指标单位统计数", *ROWS],
        ["统计指标 统计数", "1.收到申请数12", "(二)政府信息公开专项经费数3"],
        ROWS,
    ],
    ids=["with its header", "without units", "without its header"],
)
def test_rows_without_cells_are_no_prose(lines: list[str]) -> None:
    report = read(*lines)
    assert [(one.indicator, one.value) for one in report.figures] == [("disclosed.total", 1340)]
    assert report.status == "tables_lost"
    assert "tables_lost" in {finding.check for finding in report.remarks}


def test_a_report_that_only_speaks_of_indicators_is_prose() -> None:
    report = read("各单位按统计指标认真填报,统计数准确。", "收到政府信息公开申请12件。")
    assert report.status == "ok"
    assert {one.indicator for one in report.figures} == {"disclosed.total", "applications.new"}


@pytest.mark.parametrize(
    ("line", "is_row"),
    [
        ("(二)收到申请数 件 12", True),
        ("从事政府信息公开工作人员数人5", True),
        ("主动公开数条13 收到申请数件4 复议数量件1", True),
        ("全年收到申请12件", False),
        ("行政复议案件 3", False),
        ("收到申请数件12。", False),
        ("三、收到申请情况 2016", False),
    ],
)
def test_rows(line: str, is_row: bool) -> None:
    lines = lines_of(read_document(line.encode(), "a.txt")).lines
    assert lost_rows(lines).lines == (frozenset({0}) if is_row else frozenset())
