"""The shipped figures are what was collected, and are sound where they can be checked."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import giox
from giox.forms.vocabulary import indicators
from giox.regions import divisions
from giox.schema import OBSERVATIONS, REPORTS, conform
from giox.shipped import load_population

HERE = Path(__file__).resolve().parent
KEY = ["report", "part", "indicator", "scope", "value"]
REPORT = ["report", "part"]
FLOW = "applications.new + applications.carried_in = outcomes.total + applications.carried_out"
IDENTITIES = {
    "flow": FLOW,
    "outcomes": "outcomes.granted + outcomes.partial + outcomes.denied + outcomes.unable"
    " + outcomes.not_processed + outcomes.other = outcomes.total",
    "granted": "outcomes.granted + outcomes.partial = outcomes.granted_or_partial",
    "review": "review.upheld + review.corrected + review.other + review.pending = review.total",
    "litigation": "litigation.direct.total + litigation.after_review.total = litigation.total",
    "applicants": "applications.from_natural_persons + applications.from_organisations"
    " = applications.new",
    "staff": "staff.full_time + staff.part_time = staff.total",
}


def test_typed_as_the_tables_are():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    assert conform(figures, OBSERVATIONS).height == 5620
    assert conform(reports, REPORTS).height == 1338
    assert figures.schema["approximate"] == pl.Boolean
    assert reports.schema["zone"] == pl.Boolean
    assert figures["origin"].unique().to_list() == ["narrative"]
    for column in ("division_code", "year", "indicator", "value", "unit"):
        assert figures[column].null_count() == 0


def test_pinned_sums():
    """Whatever changes the shipped values must change this test knowingly."""
    figures = giox.load_figures().filter(~pl.col("conflict"))
    sums = dict(
        figures.filter(pl.col("unit") != "percent")
        .group_by("indicator")
        .agg(pl.col("value").sum())
        .rows()
    )
    assert sums["applications.new"] == 99902
    assert sums["outcomes.total"] == 118595
    assert sums["review.total"] == 3142
    assert sums["litigation.total"] == 1649


def test_every_row_of_the_source_survived(shared, build):
    """No row is lost or changed, but for what the corrections name."""
    source = pl.read_csv(shared / "figures" / "figures.csv", infer_schema=False)
    script = build("figures")
    told = [*KEY[:1], *KEY[2:], "unit", "year", "division_code"]
    told += ["approximate", "conflict", "qualifier"]
    expected = script.correct(script.tidy(source), "figures").select(told)
    found = pl.read_csv(script.DATA / "figures" / "figures.csv", infer_schema=False).select(told)
    assert_frame_equal(found, expected)
    corrected = pl.read_csv(script.HERE / "figures_corrections.csv", infer_schema=False)
    kept = pl.col("report").is_in(corrected["report"].implode()).not_()
    raw = source.rename({"report_id": "report"}).select(told)
    assert_frame_equal(found.filter(kept), raw.filter(kept))


def test_every_report_of_the_source_survived(shared, build):
    source = pl.read_csv(shared / "figures" / "reports.csv", infer_schema=False)
    assert giox.load_figure_reports()["report"].to_list() == source["report_id"].to_list()
    assert giox.load_figure_reports()["url"].to_list() == source["url"].to_list()


def test_a_correction_must_find_what_it_corrects(build):
    """A line whose old value is not there stops the build."""
    script = build("figures")
    reports = pl.DataFrame({"report": ["r3d363cd4c3"], "zone": ["false"]})
    with pytest.raises(SystemExit, match="no row of reports has the zone 'true'"):
        script.correct(reports, "reports")


def test_no_key_is_doubled():
    assert giox.load_figures().select(KEY).is_unique().all()
    assert giox.load_figure_reports().select(REPORT).is_unique().all()


def test_without_the_value_only_conflicts_are_doubled():
    figures = giox.load_figures()
    doubled = figures.filter(~figures.select(KEY[:-1]).is_unique())
    assert doubled.height == 14
    assert doubled["conflict"].all()
    assert figures.filter("conflict").height == 14


def test_figures_and_reports_agree():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    counted = figures.group_by(REPORT).agg(counted=pl.len().cast(pl.Int64))
    joined = reports.join(counted, on=REPORT, how="full", coalesce=True)
    assert joined.filter(pl.col("counted").ne_missing(pl.col("figures"))).is_empty()
    shared = ["division_code", "region", "year"]
    assert figures.join(reports, on=[*REPORT, *shared], how="anti").is_empty()


def test_indicators_and_units_are_of_the_vocabulary():
    figures = giox.load_figures().with_columns(
        pl.col("indicator").str.strip_suffix(".yoy_percent").alias("base"),
        yearly=pl.col("indicator").str.ends_with(".yoy_percent"),
    )
    known = indicators().select(base="indicator", known="unit")
    joined = figures.join(known, on="base", how="left")
    assert joined["known"].null_count() == 0
    other = joined.filter(pl.col("unit") != pl.col("known"))
    assert other["unit"].unique().to_list() == ["percent"]
    assert joined.filter("yearly")["unit"].unique().to_list() == ["percent"]
    rates = other.filter(~pl.col("yearly"))
    assert rates["indicator"].unique().to_list() == ["applications.closed.on_time"]


def test_codes_are_valid_in_their_year():
    """Each code was in force in the year reported on, and the region is its path then."""
    reports = giox.load_figure_reports()
    years = reports["year"].unique().to_list()
    valid = pl.concat(
        [divisions(year).select("code", "path").with_columns(year=pl.lit(year)) for year in years]
    ).cast({"year": pl.Int32})
    joined = reports.join(valid, left_on=["division_code", "year"], right_on=["code", "year"])
    assert joined.height == reports.height
    assert joined.filter(pl.col("region") != pl.col("path")).select("report", "path").rows() == []


def test_identities_hold_where_a_report_states_all_terms():
    """The exceptions are listed with their reason; one that has gone must leave the list."""
    wide = (
        giox.load_figures()
        .filter(~pl.col("conflict"), pl.col("unit") != "percent")
        .pivot("indicator", index=["report", "scope"], values="value")
    )
    broken = {
        (report, name)
        for name, identity in IDENTITIES.items()
        for report in wide.filter(_difference(identity) != 0)["report"]
    }
    listed = pl.read_csv(HERE / "identity_exceptions.csv")
    assert broken == set(listed.select("report", "identity").rows())
    stated = wide.filter(_difference(FLOW).is_not_null())
    assert stated.height == 40


def _difference(identity: str) -> pl.Expr:
    left, right = identity.split(" = ")
    sums = [pl.sum_horizontal(side.split(" + "), ignore_nulls=False) for side in (left, right)]
    return sums[0] - sums[1]


def test_counts_are_whole_and_not_negative():
    figures = giox.load_figures().filter(pl.col("unit") != "percent")
    assert (figures["value"] >= 0).all()
    counts = figures.filter(pl.col("unit") != "CNY 10k")["value"]
    assert (counts == counts.round(0)).all()


def test_population_is_the_census():
    population = load_population()
    assert population.height == 31
    assert population["division_code"].is_unique().all()
    assert population["population"].sum() == 1_409_778_724
    provinces = divisions(2020).filter(pl.col("level") == "province")
    named = population.join(provinces, left_on=["division_code", "name"], right_on=["code", "name"])
    assert named.height == 31
