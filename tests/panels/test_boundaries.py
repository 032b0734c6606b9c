"""Rows are carried to another year's divisions only where that is known, and say how."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import giox
from giox.panels import correspondence
from giox.panels.boundaries import _gave
from giox.regions import divisions
from giox.schema import OBSERVATIONS, REPORTS

CASES = tomllib.loads((Path(__file__).parent / "boundaries.toml").read_text(encoding="utf-8"))
SHOWN = ("value", "status", "flags")
MERGED = [("320602", "人民政府", 2016, 5), ("320611", "人民政府", 2016, 7)]


@cache
def region(code: str, year: int) -> str:
    known = dict(divisions(year).select("code", "path").iter_rows())
    return known.get(code, "")


def tables(rows, name="{}.txt"):
    reports, figures = [], []
    for number, (code, body, year, value) in enumerate(rows):
        place = {"report": name.format(number), "part": 0, "division_code": code, "year": year}
        place |= {"region": region(code, year), "scope": None if body == "人民政府" else "body"}
        reports.append(
            place | {"agency": body, "form": "2019", "status": "ok", "level": "department"}
        )
        if value != "-":
            figures.append(
                place | {"indicator": "applications.new", "applicant": "total", "value": value}
            )
    more = {"unit": "item", "origin": "table"}
    return OBSERVATIONS.build([row | more for row in figures]), REPORTS.build(reports)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_what_becomes_of_a_division(case):
    panel = giox.panel(*tables(case["figures"]), boundaries=case["target"])
    names = [f"applications_new_{name}" for name in SHOWN[1:]]
    found = panel.select("division_code", "year", "boundary", "applications_new", *names)
    given = [
        (code, year, boundary, None if value == "-" else value, status, flags or None)
        for code, year, boundary, value, status, flags in case["gives"]
    ]
    assert found.rows() == given
    assert giox.validate(panel, "panel").equals(panel)


def test_the_names_of_merged_reports_stay_whole():
    panel = giox.panel(*tables(MERGED, "b, a {}.txt"), boundaries=2020)
    assert panel["reports"].to_list() == ["b, a 0.txt, b, a 1.txt"]


def test_a_merged_value_is_as_good_as_its_worst_term():
    observations, reports = tables(MERGED)
    told = observations.with_columns(
        indicator=pl.Series(["outcomes.total", "replies.total"]),
        origin=pl.Series(["table", "narrative"]),
        applicant=pl.lit(None, pl.String),
    )
    found = giox.panel(told, reports, boundaries=2020)
    shown = ["outcomes_total", "outcomes_total_origin", "outcomes_total_comparability"]
    assert found.select(shown).rows() == [(12, "narrative", "near")]


def test_what_no_merged_report_states_is_as_doubtful_as_the_least_read():
    observations, reports = tables(MERGED)
    damaged = reports.with_columns(status=pl.Series(["ok", "tables_lost"]))
    panel = giox.panel(observations, damaged, boundaries=2020)
    assert panel["review_total_status"].to_list() == ["lost"]


def test_what_one_of_the_merged_tells_elsewhere_is_incomplete():
    """崇川区 has reviews for another scope, 港闸区 none at all: they have no one reason."""
    observations, reports = tables(MERGED)
    elsewhere = observations.head(1).with_columns(
        indicator=pl.lit("review.total"), applicant=None, unit=pl.lit("case"), scope=pl.lit("body")
    )
    both = pl.concat([observations, elsewhere.cast(observations.schema)])
    panel = giox.panel(both, reports, boundaries=2020).filter(pl.col("scope").is_null())
    assert panel.select("applications_new", "review_total_status").rows() == [(12, "incomplete")]
    apart = giox.panel(both, reports).filter(pl.col("scope").is_null())
    assert apart["review_total_status"].to_list() == ["other_scope", "not_reported"]


def test_the_layouts_say_the_same_in_other_boundaries():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    wide = giox.panel(figures, reports, boundaries=2012)
    long = giox.panel(figures, reports, boundaries=2012, layout="long")
    own = long.filter(variable="applications_new")
    assert own["value"].equals(wide["applications_new"])
    assert own["status"].equals(wide["applications_new_status"].alias("status"))


def test_nothing_is_lost_or_counted_twice():
    """What was reported is there, in a sum, or said to be incomplete."""
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    names = ["division_code", "year", "boundary", "variable", "value", "status"]
    options = {"unit": "region", "layout": "long"}
    here = giox.panel(figures, reports, **options).select(names)
    there = giox.panel(figures, reports, boundaries=2020, **options).select(names)
    merged = pl.col("boundary").is_in(["merged", "incomplete"])
    kept = there.filter(~merged, status="reported")["value"]
    carried = correspondence_of(here)
    assert kept.sum() == carried.filter(pl.col("carried") != "merged")["value"].sum()


def correspondence_of(long):
    """Each reported value with what its division does on the way to 2020."""
    years = long["year"].unique().to_list()
    tables_ = [
        correspondence(year, 2020).with_columns(year=pl.lit(year, pl.Int32)) for year in years
    ]
    kinds = pl.concat(tables_).select("division_code", "year", carried="boundary")
    reported = long.filter(status="reported").join(kinds, on=["division_code", "year"], how="left")
    return reported.with_columns(pl.col("carried").fill_null("as_reported"))


@pytest.mark.parametrize(("year", "target"), [(2008, 2025), (2025, 2008), (2016, 2020)])
def test_a_correspondence_is_one_to_one_or_says_so(year, target):
    table = correspondence(year, target)
    assert table["division_code"].to_list() == divisions(year)["code"].to_list()
    known = set(divisions(target)["code"])
    carried = table.filter(pl.col("boundary") != "split")
    assert set(carried["target_code"]) <= known
    together = carried.group_by("target_code").agg(pl.len(), pl.col("n_parts").first())
    assert (together["len"] == together["n_parts"]).all()
    stays = table.filter(boundary="split")["division_code"]
    assert not set(stays) & set(carried["target_code"])


def test_a_year_corresponds_to_itself():
    assert correspondence(2019, 2019)["boundary"].unique().to_list() == ["as_reported"]


def test_what_gave_a_part_away_is_known_to_the_oracle(shared):
    """Every line of boundaries.csv is a fact of the reference list of codes."""
    oracle = pl.read_csv(shared / "reference" / "areacodes.csv", infer_schema=False)
    facts = {
        (code, part)
        for code, successors in oracle.select("代码", "新代码").drop_nulls().iter_rows()
        for part in successors.split(";")
    }
    gave = pl.read_csv(Path(giox.panels.__path__[0]) / "boundaries.csv", infer_schema=False)
    for code, year, part in gave.select("code", "first_year", "gave_to").iter_rows():
        assert (code, f"{part}[{year}]") in facts, (code, year, part)
    assert _gave(2015, 2018)["440306"] == ["440309", "440311"]
