"""Tables beside what must be read of them: `table_pairs.toml`, one pair for each kind of table.

The lines around a table are the least that makes a report of it; its own words are in the file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from giox.extraction import Report, read_bytes

PAIRS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("table_pairs.toml").read_text(encoding="utf-8")
)["pair"]

AROUND = {
    "2014": (
        "某县2016年政府信息公开工作年度报告\n本年工作平稳开展。\n政府信息公开情况统计表\n{text}\n"
    ),
    "2019": (
        "某县2019年政府信息公开工作年度报告\n一、总体情况\n本年工作平稳开展。\n"
        "二、主动公开政府信息情况\n{text}\n五、存在的主要问题及改进情况\n无。\n"
    ),
    "2021": (
        "某县2021年政府信息公开工作年度报告\n一、总体情况\n本年工作平稳开展。\n"
        "三、收到和处理政府信息公开申请情况\n{text}\n五、存在的主要问题及改进情况\n无。\n"
    ),
}


def named(report: Report) -> dict[str, float]:
    """The figures of the tables, by indicator or indicator@applicant."""
    return {
        f"{one.indicator}@{one.applicant}" if one.applicant else one.indicator: one.value
        for one in report.figures
        if one.origin == "table"
    }


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_pair(pair: dict[str, Any]) -> None:
    text = AROUND[pair["form"]].format(text=pair["text"].strip())
    report = read_bytes(text.encode(), "report.txt")
    figures = named(report)
    assert {key: figures.get(key) for key in pair["figures"]} == pytest.approx(pair["figures"])
    assert not figures.keys() & set(pair.get("absent", []))
    said = {(one.check, one.indicator or "") for one in report.remarks}
    assert said >= set(pair.get("findings", {}).items())
    for one in report.figures:
        assert one.raw in report.text[one.start : one.end]
