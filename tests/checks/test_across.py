"""What comparing reports finds: across years, across a place, across documents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from giox.checks import check
from giox.schema import OBSERVATIONS, REPORTS

CASES = tomllib.loads(Path(__file__).with_name("across.toml").read_text(encoding="utf-8"))["case"]
TOLD = ("report", "check", "indicator", "applicant", "expected", "found")


def tables(case: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the observations and reports of a case."""
    reports = {
        one["report"]: {
            "part": 0,
            "division_code": one.get("code", "371424"),
            "agency": "临邑县人民政府",
            "level": "county",
            "scope": "government",
            "form": "2021",
            "status": "ok",
        }
        | {name: value for name, value in one.items() if name != "code"}
        for one in case["reports"]
    }
    figures = [
        {
            "part": 0,
            "scope": reports[one["report"]]["scope"],
            "origin": "table",
            "unit": "item",
            "raw": f"{one['value']:g}",
        }
        | {name: value or None for name, value in one.items() if name != "value"}
        | {"value": one["value"]}
        for one in case["figures"]
    ]
    return OBSERVATIONS.build(figures), REPORTS.build(list(reports.values()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_cases(case: dict[str, Any]) -> None:
    found = check(*tables(case)).select(TOLD).rows(named=True)
    assert found == [dict.fromkeys(TOLD) | one for one in case["findings"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_order_of_rows_makes_no_difference(case: dict[str, Any]) -> None:
    observations, reports = tables(case)
    turned = check(observations.reverse(), reports.reverse())
    assert turned.equals(check(observations, reports))


def test_a_finding_across_reports_names_the_other_report() -> None:
    case = next(one for one in CASES if one["why"].startswith("what was carried out is not"))
    assert check(*tables(case))["message"].item() == "carried in are 15, but a carried out 8"
