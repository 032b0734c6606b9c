"""Measures reproduce what was published, out of the counts that were published with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

import giox
from giox import measures
from giox.panels import variables

CASES = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))
BODY = {"division_code": "310000", "body": "人民政府", "scope": "government", "year": 2008}


def named(kind):
    return [pytest.param(case, id=case["place"]) for case in CASES[kind]]


def panel(*rows):
    empty = dict.fromkeys(variables()["variable"], None)
    schema = dict.fromkeys(empty, pl.Float64) | {"year": pl.Int32}
    return pl.DataFrame([empty | BODY | row for row in rows], schema_overrides=schema)


def rounded(value, like):
    """Round as far as the published number is given."""
    text = str(like)
    return round(value, len(text.split(".")[1]) if "." in text else 0)


@pytest.mark.parametrize("case", named("case"))
def test_rates(case):
    table = panel(case["variables"])
    wanted = case.get("published", {}) | case.get("computed", {})
    for measure, value in wanted.items():
        found = measures.compute(table, measure).row(0, named=True)
        assert found["status"] == "computed", measure
        assert rounded(found["value"], value) == value, measure
        if measures.lookup(measure).interval:
            assert found["low"] < found["value"] < found["high"]
    for measure, values in case.get("over", {}).items():
        for denominator, value in values.items():
            found = measures.compute(table, measure, denominator=denominator)["value"][0]
            assert rounded(found, value) == value, (measure, denominator)


@pytest.mark.parametrize("case", named("case"))
def test_published_counts_keep_the_flow(case):
    """New and carried in are what was dealt with and what was carried out."""
    counts = case["variables"]
    if "applications_carried_in" not in counts:
        return
    table = panel(counts)
    closed = measures.compute(table, "closure_rate")["value"][0]
    carried = measures.compute(table, "carried_over_ratio")["value"][0]
    assert closed + carried == pytest.approx(100)


def test_more_answered_than_received_is_no_share():
    """上海 May 2007: 441 answered of 416 received."""
    table = panel({"applications_new": 416, "outcomes_total": 441})
    found = measures.compute(table, "closure_rate", denominator="applications_new")
    assert found["status"].to_list() == ["above_whole"]


def test_refusal_in_the_broad_sense_is_the_complement_of_disclosure():
    table = panel(CASES["case"][0]["variables"])
    broad = measures.compute(table, "refusal_rate_broad")["value"][0]
    assert broad + measures.compute(table, "disclosure_rate")["value"][0] == pytest.approx(100)


@pytest.mark.parametrize("case", named("growth"))
def test_growth(case):
    variable = measures.lookup(case["measure"]).parts[0]
    rows = [{variable: count, "year": 2007 + place} for place, count in enumerate(case["counts"])]
    found = measures.compute(panel(*rows), case["measure"])["value"][1]
    value = case.get("published", case.get("computed"))
    assert rounded(found, value) == value


@pytest.mark.parametrize("case", named("concentration"))
def test_concentration(case):
    left = (case["total"] - sum(case["largest"])) / case["others"]
    counts = pl.DataFrame({"count": [*map(float, case["largest"]), *[left] * case["others"]]})
    found = measures.concentration(counts, "count", top=[1, 5, 11])
    assert found["total"][0] == pytest.approx(case["total"])
    for column, value in case["top"].items():
        assert rounded(found[column][0], value) == value


@pytest.mark.parametrize(
    ("code", "year", "before", "after"),
    [("330110", 2024, 29, 61), ("330400", 2024, 66, 201)],
)
def test_reviews_rise_in_2024_in_the_shipped_figures(code, year, before, after):
    table = giox.panel(giox.load_figures(), giox.load_figure_reports())
    place = table.filter(pl.col("division_code") == code, pl.col("scope") == "government")
    growth = measures.compute(place, "review_growth").filter(pl.col("year") == year)
    assert growth.select("denominator", "numerator").rows() == [(before, after)]
    assert growth["status"].to_list() == ["computed" if before >= 30 else "below_minimum"]
