"""The gazetteer against the official codes of every year, and against itself."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

import giox
from giox.regions import divisions, history, resolve_region, successor
from giox.regions.gazetteer import by_code, read_csv

HERE = Path(__file__).parent
REPO = HERE.parents[1]
YEARS = range(2003, 2026)


def periods(path, code, name, first, last):
    """Return (code, name, year) facts of a table of periods; `last` is the first year after."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for line in csv.DictReader(handle):
            ends = int(line[last]) if line[last] else YEARS.stop
            for year in range(max(YEARS.start, int(line[first])), min(YEARS.stop, ends)):
                yield line[code], line[name], year


@pytest.fixture(scope="module")
def facts():
    return {
        (code, name, year)
        for year in YEARS
        for code, name in divisions(year).select("code", "name").iter_rows()
    }


def test_facts_agree_with_the_oracle_but_for_the_listed_differences(shared, facts):
    """Hong Kong, Macao and Taiwan (81, 82, 71) do not report and are left out."""
    path = shared / "reference" / "areacodes.csv"
    oracle = {
        fact
        for fact in periods(path, "代码", "名称", "启用时间", "变更/弃用时间")
        if fact[0][:2] not in {"71", "81", "82"}
    }
    assert len(oracle - facts) / len(oracle) < 0.005
    listed, listed_of_oracle = set(), set()
    with (HERE / "areacodes_differences.csv").open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle):
            assert line["reason"]
            for year in range(int(line["first_year"]), int(line["last_year"]) + 1):
                listed.add((line["code"], line["name"], year))
                listed_of_oracle.add((line["oracle_code"], line["oracle_name"], year))
    assert facts - oracle == listed
    assert oracle - facts == listed_of_oracle


def test_successors_agree_with_the_oracle(shared):
    """What the oracle says became of a code, in the year of the change."""
    with (shared / "reference" / "areacodes.csv").open(encoding="utf-8-sig") as handle:
        lines = [line for line in csv.DictReader(handle) if line["变更/弃用时间"]]
    codes = {year: set(divisions(year)["code"]) for year in range(2003, 2026)}
    compared = 0
    for line in lines:
        code, end = line["代码"], int(line["变更/弃用时间"])
        if end <= 2003 or code in codes[end] or code not in codes[end - 1]:
            continue
        parts = [part.partition("[") for part in line["新代码"].split(";") if part]
        new = {other for other, dated, year in parts if not dated or year == f"{end}]"}
        if new:
            assert set(successor(code, end)) == new, line
            compared += 1
    assert compared > 200


@pytest.mark.parametrize("year", [2002, 2008, 2013, 2018, 2025, None])
def test_every_year_is_a_tree_of_unique_codes(year):
    frame = divisions(year)
    assert frame["code"].is_unique().all()
    assert frame["code"].is_sorted()
    assert set(frame["level"]) == {"province", "prefecture", "county"}
    assert frame.filter(pl.col("level") == "province").height == 31
    assert frame.filter(pl.col("parent").is_null())["level"].unique().to_list() == ["province"]
    orphans = frame.join(frame, left_on="parent", right_on="code", how="anti")
    assert set(orphans["level"]) == {"province"}
    assert 3150 < frame.height < 3250


def test_names_and_paths_are_complete():
    frame = divisions(2019)
    assert frame.filter(~pl.col("path").str.ends_with(pl.col("name"))).is_empty()
    assert frame.null_count().select("code", "name", "level", "path", "first_year").row(0) == (
        (0,) * 5
    )
    row = frame.row(by_predicate=pl.col("code") == "321302", named=True)
    assert row == {
        "code": "321302",
        "name": "宿城区",
        "level": "county",
        "parent": "321300",
        "path": "江苏省宿迁市宿城区",
        "first_year": 2002,
        "last_year": None,
        "successors": [],
    }


@pytest.mark.parametrize(
    ("code", "year", "codes"),
    [
        ("320611", 2016, ("320611",)),
        ("320611", 2020, ("320613",)),
        ("320613", 2016, ("320602", "320611")),
        ("320584", 2012, ("320509",)),
        ("320509", 2011, ("320584",)),
        ("321302", 1990, ("321302",)),
        ("110104", None, ("110102",)),
        ("130323", 2020, ("130302", "130304", "130306")),
        ("542421", 2024, ("540602",)),
    ],
)
def test_successor(code, year, codes):
    assert successor(code, year) == codes


def test_history_follows_a_place_forward_and_back():
    names = ["code", "name", "first_year", "last_year"]
    assert history("320613").select(names).rows() == [
        ("320602", "崇川区", 2002, 2019),
        ("320611", "港闸区", 2002, 2019),
        ("320613", "崇川区", 2020, None),
    ]
    assert history("420600")["path"].to_list() == ["湖北省襄樊市", "湖北省襄阳市"]


@pytest.mark.parametrize("call", [successor, history])
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("999999", "'999999' is no code of a division"),
        ("320611001", "township or village, whose county has 320611"),
        (320611, "codes are text of six digits"),
        (None, "no code is given"),
        ("000000", "bodies of the central government"),
        ("810000", "香港"),
    ],
)
def test_an_unknown_code_is_told(call, code, why):
    with pytest.raises(giox.GioxError, match=why):
        call(code)


@pytest.mark.parametrize("year", ["2020", 2020.5, 20200, -5, True])
def test_a_year_that_is_none_is_told(year):
    for call in (divisions, lambda y: successor("320611", y), lambda y: resolve_region("某县", y)):
        with pytest.raises(giox.GioxError, match="is no year"):
            call(year)


@pytest.mark.parametrize("table", ["aliases.csv", "phones.csv", "towns.csv", "zones.csv"])
def test_other_tables_name_only_codes_of_divisions(table):
    lines = list(read_csv(table))
    assert lines
    assert {line["code"] for line in lines} <= set(by_code())


def test_corrections_are_facts_with_a_source():
    """The build script stops at a line that corrects nothing; here it is their form."""
    path = REPO / "data" / "build" / "gazetteer_corrections.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert all(line["source"] for line in lines)
    assert {line["fact"] for line in lines} == {"misprint", "absent", "valid", "replaced"}
    assert all(line["year"] and line["value"] for line in lines if line["fact"] == "replaced")
    keys = [(line["code"], line["name"], line["fact"]) for line in lines]
    assert len(set(keys)) == len(keys)
