"""Names of bodies and the divisions that they belong to: `names.csv` says what guards what."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from giox.regions import Region, divisions, resolve, resolve_region

HERE = Path(__file__).parent
with (HERE / "names.csv").open(encoding="utf-8", newline="") as handle:
    NAMES = list(csv.DictReader(handle))


@pytest.mark.parametrize("row", NAMES, ids=lambda row: f"{row['text'][:24]} {row['year']}")
def test_name(row):
    region = resolve_region(row["text"], int(row["year"]), row["context"] or None)
    if not row["code"]:
        assert region is None
        return
    assert region is not None
    assert region.code == row["code"]
    levels = {row["level"]} if row["level"] != "self" else {"province", "prefecture", "county"}
    assert region.level in levels
    assert region.zone == (row["zone"] == "true")


def test_region_tells_what_it_stands_for():
    region = resolve_region("宿迁市宿城区城市管理局2021年政府信息公开年度报告", 2021)
    assert region == Region(
        code="321302",
        name="宿城区",
        path="江苏省宿迁市宿城区",
        level="department",
        zone=False,
        candidates=("321302",),
        reason="named in the text",
    )


def test_an_open_name_keeps_its_candidates():
    outcome = resolve("鼓楼区人民政府", 2019)
    assert outcome.region is None
    assert [c.path for c in outcome.candidates] == [
        "江苏省南京市鼓楼区",
        "江苏省徐州市鼓楼区",
        "福建省福州市鼓楼区",
        "河南省开封市鼓楼区",
    ]
    assert outcome.reason == "several divisions are possible"


def test_the_context_is_the_reason_where_it_decides():
    region = resolve_region("鼓楼区人民政府", 2019, "江苏省徐州市,电话:0516-83750000")
    assert region is not None
    assert len(region.candidates) == 4
    assert "area code 0516" in region.reason


def test_without_a_year_the_latest_counts():
    region = resolve_region("吴江市人民政府")
    assert region is not None
    assert (region.code, region.path) == ("320509", "江苏省苏州市吴江区")


@pytest.mark.parametrize(
    ("code", "year", "path"),
    [
        ("321302", 2019, "江苏省宿迁市宿城区"),
        ("110101", 2019, "北京市东城区"),
        ("469022", 2019, "海南省屯昌县"),
        ("420607", 2009, "湖北省襄樊市襄阳区"),
        ("420607", 2019, "湖北省襄阳市襄州区"),
    ],
)
def test_paths_are_those_of_the_year(code, year, path):
    frame = divisions(year)
    assert frame.filter(code=code)["path"].item() == path
