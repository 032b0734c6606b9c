"""Measures reproduce published values, and give nothing where there is nothing to give."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import giox
from giox import measures
from giox.errors import SchemaError
from giox.measures.compute import STATUSES
from giox.measures.definitions import signed_terms
from giox.panels import variables

HERE = Path(__file__).resolve().parent
PLACE = {"division_code": "330110", "body": "人民政府", "scope": "government"}


@pytest.fixture(scope="module")
def panel():
    return giox.panel(giox.load_figures(), giox.load_figure_reports())


def table(*rows):
    """A panel in small: what a row does not name is missing."""
    names = variables()["variable"].to_list()
    empty = pl.DataFrame(schema=dict.fromkeys(names, pl.Float64))
    given = pl.DataFrame([PLACE | {"year": 2021} | row for row in rows])
    return pl.concat([given.cast({"year": pl.Int32}), empty], how="diagonal_relaxed")


def only(panel, measure, **options):
    found = measures.compute(panel, measure, **options)
    assert found.height == 1
    return found.row(0, named=True)


# ---- the definitions ------------------------------------------------------------------------


def test_definitions_name_variables_of_the_panel():
    known = {*variables()["variable"], "population"}
    for row in measures.definitions().iter_rows(named=True):
        formulas = [*row["numerator"].split("; "), *row["alternatives"].split("; ")]
        formulas += [row["denominator"]]
        for formula in filter(None, formulas):
            assert {name for _, name in signed_terms(formula)} <= known, row["measure"]
        assert row["kind"] in {"share", "rate", "composition", "growth"}
        assert (row["denominator"] is None) == (row["kind"] == "growth")
        for label in ("label_en", "label_zh", "source", "pitfalls", "pitfalls_zh"):
            assert row[label], row["measure"]


@pytest.mark.parametrize("formula", ["", "a +", "+ a", "a b", "a * b", "a - (b + c)", "2"])
def test_a_formula_is_a_sum_or_difference(formula):
    with pytest.raises(SchemaError, match="no sum or difference"):
        signed_terms(formula)


# ---- published values -----------------------------------------------------------------------


@pytest.mark.parametrize("row", pl.read_csv(HERE / "published.csv").rows(named=True))
def test_published_values(row):
    over, under = measures.lookup(row["measure"]), {}
    under[over.parts[0]] = row["numerator"]
    found = only(
        table(under | {"applications_handled": row["denominator"]}),
        row["measure"],
        denominator="applications_handled",
    )
    decimals = len(str(row["value"]).split(".")[1])
    assert round(found["value"], decimals) == row["value"]
    assert found["numerator"] == row["numerator"]
    assert found["denominator"] == row["denominator"]
    if row["low"] is not None:
        digits = 2 if row["denominator"] > 1000 else 1
        assert round(found["low"], digits) == row["low"]
        assert round(found["high"], digits) == row["high"]


def test_shanghai_2023_out_of_the_shipped_figures(panel):
    """Only the outcomes give the published 30.61 percent; the applications received do not."""
    shanghai = panel.filter(
        pl.col("region") == "上海市", pl.col("year") == 2023, pl.col("scope") == "government"
    )
    published = only(shanghai, "disclosure_rate")
    assert round(published["value"], 2) == 30.61
    assert (round(published["low"], 2), round(published["high"], 2)) == (30.12, 31.10)
    other = only(shanghai, "disclosure_rate", denominator="applications_new")
    assert round(other["value"], 2) == 30.73


def test_weinan_2024_and_its_three_denominators(panel):
    """62 of 102 reviews corrected: 60.8 of all, 64.6 of the closed, 77.5 of the decided."""
    weinan = panel.filter(
        pl.col("division_code") == "610500", pl.col("year") == 2024, pl.col("scope") == "government"
    )
    closed = only(weinan, "review_correction_rate")
    assert round(closed["value"], 1) == 64.6
    for denominator in measures.lookup("review_correction_rate").alternatives:
        value = only(weinan, "review_correction_rate", denominator=denominator)["value"]
        assert round(value, 1) in {60.8, 77.5}


def test_growth_agrees_with_the_percent_that_reports_print(panel):
    """Where both years ship, the computed change is the printed one to its last digit."""
    printed = giox.load_figures().filter(
        pl.col("indicator") == "disclosed.total.yoy_percent",
        pl.col("region").str.ends_with("安丘市"),
    )
    assert printed.filter(pl.col("year") == 2022)["value"].to_list() == [41.73]
    growth = measures.compute(
        panel.filter(pl.col("division_code") == "370784"), "disclosure_growth"
    ).filter(pl.col("status") == "computed")
    assert growth.select(pl.col("value").round(2), "numerator", "denominator").rows() == [
        (41.73, 22510, 15882)
    ]


# ---- what is no value -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "options", "status"),
    [
        ({"litigation_total": 2, "outcomes_total": 50}, {}, "computed"),
        ({"litigation_total": 0, "outcomes_total": 0}, {}, "zero_denominator"),
        ({"litigation_total": 2, "outcomes_total": 0}, {}, "zero_denominator"),
        ({"outcomes_total": 50}, {}, "missing_numerator"),
        ({"litigation_total": 2}, {}, "missing_denominator"),
        ({"litigation_total": 2, "outcomes_total": 50}, {"minimum": 51}, "below_minimum"),
        ({"litigation_total": 2, "outcomes_total": 50}, {"minimum": 50}, "computed"),
        ({"litigation_total": 198, "outcomes_total": 50}, {}, "computed"),
    ],
)
def test_nothing_is_made_of_nothing(row, options, status):
    found = only(table(row), "litigation_rate", **options)
    assert found["status"] == status
    assert (found["value"] is None) == (status != "computed")
    assert (found["low"] is None) == (status != "computed")
    assert found["numerator"] == row.get("litigation_total")
    assert found["denominator"] == row.get("outcomes_total")


def test_a_part_above_its_whole_is_no_share():
    assert only(table({"denied": 9, "outcomes_total": 5}), "denial_rate")["status"] == "above_whole"


def test_what_is_left_of_a_whole_cannot_be_negative():
    row = {"review_corrected": 0, "review_total": 1, "review_pending": 4}
    assert only(table(row), "review_correction_rate")["status"] == "above_whole"


def test_no_suit_still_has_an_upper_end():
    found = only(table({"litigation_total": 0, "outcomes_total": 100}), "litigation_rate")
    assert found["value"] == 0
    assert found["high"] == pytest.approx(3.689, abs=1e-3)


def test_closed_cases_are_the_denominator():
    row = {"review_corrected": 62, "review_total": 102, "review_pending": 6}
    assert only(table(row), "review_correction_rate")["denominator"] == 96
    del row["review_pending"]
    assert only(table(row), "review_correction_rate")["status"] == "missing_denominator"


# ---- growth, composition, heads -------------------------------------------------------------


def test_growth_is_within_one_body_and_successive_years():
    rows = [
        {"applications_new": 40, "year": 2020},
        {"applications_new": 50, "year": 2021},
        {"applications_new": 99, "year": 2021, "scope": "body"},
        {"applications_new": 60, "year": 2023},
    ]
    found = measures.compute(table(*rows), "application_growth")
    kept = found.filter(pl.col("status") == "computed")
    assert kept.select("year", "scope", "value").rows() == [(2021, "government", 25.0)]


def test_growth_on_a_small_base_gives_the_counts_only():
    rows = [{"applications_new": 12, "year": 2020}, {"applications_new": 24, "year": 2021}]
    found = measures.compute(table(*rows), "application_growth").row(1, named=True)
    assert (found["status"], found["value"]) == ("below_minimum", None)
    assert (found["numerator"], found["denominator"]) == (24, 12)
    asked = measures.compute(table(*rows), "application_growth", minimum=10).row(1, named=True)
    assert asked["value"] == 100


def test_a_composition_has_a_row_for_each_part():
    row = {"disclosed_total": 200, "disclosed_website": 150, "disclosed_social_media": 80}
    found = measures.compute(table(row), "disclosure_channels")
    assert found.select("part", "value", "status").rows() == [
        ("disclosed_gazette", None, "missing_numerator"),
        ("disclosed_website", 75.0, "computed"),
        ("disclosed_social_media", 40.0, "computed"),
        ("disclosed_other", None, "missing_numerator"),
    ]
    assert found["low"].null_count() == 4
    both = measures.compute(table(row, row | {"year": 2022}), "disclosure_channels")
    assert both["year"].to_list() == [2021] * 4 + [2022] * 4
    assert both["part"].to_list() == found["part"].to_list() * 2


def test_residents_are_joined_to_whole_divisions_only(panel):
    joined = measures.with_population(panel)
    assert joined.drop("population", "population_year").equals(panel)
    about = joined.filter(pl.col("population").is_not_null())
    assert about["scope"].unique().to_list() == ["government"]
    assert about["body"].unique().to_list() == ["人民政府"]
    assert about["level"].unique().to_list() == ["province"]


def test_of_several_years_of_residents_the_nearest_is_taken():
    people = pl.DataFrame(
        {
            "division_code": ["330110"] * 2,
            "year": [2010, 2020],
            "population": [1_000_000, 1_200_000],
        }
    )
    rows = [{"applications_new": 10, "year": year} for year in (2012, 2015, 2023)]
    zone = rows[0] | {"body": "余杭经济技术开发区管理委员会"}
    assert measures.with_population(table(zone), people)["population"].to_list() == [None]
    joined = measures.with_population(table(*rows), people)
    assert joined.select("population", "population_year").rows() == [
        (1_000_000, 2010),
        (1_200_000, 2020),
        (1_200_000, 2020),
    ]
    per_head = measures.compute(joined, "applications_per_10000")
    assert per_head["value"].round(4).to_list() == [0.1, 0.0833, 0.0833]
    twice = pl.concat([people, people.with_columns(pl.col("population") + 1)])
    with pytest.raises(SchemaError, match="share their division_code, year"):
        measures.with_population(table(*rows), twice)


# ---- groups, flags, errors ------------------------------------------------------------------


def test_groups_are_summed_over_rows_that_have_both():
    rows = [
        {"litigation_total": 2, "outcomes_total": 50},
        {"litigation_total": 3, "outcomes_total": 150, "body": "公安局"},
        {"litigation_total": 9, "body": "教育局"},
        {"outcomes_total": 900, "body": "财政局"},
        {"litigation_total": 1, "year": 2022},
    ]
    found = measures.compute(table(*rows), "litigation_rate", by=["year"])
    assert found.select("year", "value", "numerator", "denominator", "n", "status").rows() == [
        (2021, 2.5, 5.0, 200.0, 2, "computed"),
        (2022, None, None, None, 0, "missing_numerator"),
    ]


def test_flags_and_comparability_come_along_and_can_exclude():
    row = {
        "litigation_total": 2,
        "litigation_total_flags": "counting_unit",
        "litigation_total_comparability": "exact",
        "outcomes_total": 50,
        "outcomes_total_flags": "approximate, counting_unit",
        "outcomes_total_comparability": "near",
    }
    found = only(table(row), "litigation_rate")
    assert found["flags"] == "approximate, counting_unit"
    assert found["comparability"] == "near"
    assert found["status"] == "computed"
    assert only(table(row), "litigation_rate", exclude=["approximate"])["status"] == "excluded"
    assert only(table(row), "litigation_rate", exclude=["cumulative"])["status"] == "computed"
    pooled = measures.compute(table(row), "litigation_rate", by=["year"], exclude=["approximate"])
    assert pooled["n"].to_list() == [0]


def test_a_group_has_the_worst_and_the_flags_of_the_rows_that_it_sums():
    row = {
        "litigation_total": 2,
        "outcomes_total": 50,
        "outcomes_total_comparability": "near",
        "outcomes_total_flags": "twin",
    }
    better = row | {"body": "公安局", "outcomes_total_comparability": "exact"}
    lacking = better | {"body": "教育局", "outcomes_total_flags": "approximate"}
    del lacking["litigation_total"]
    found = measures.compute(table(row, better, lacking), "litigation_rate", by=["year"])
    assert found.select("n", "comparability", "flags").rows() == [(2, "near", "twin")]


def test_every_measure_can_be_computed_on_the_shipped_panel(panel):
    with_people = measures.with_population(panel)
    for measure in measures.definitions()["measure"]:
        found = measures.compute(with_people, measure)
        parts = len(measures.lookup(measure).parts)
        assert found.height == panel.height * parts
        assert set(found["status"]) <= set(STATUSES)
        computed = found.filter(pl.col("status") == "computed")
        assert computed["value"].is_finite().all()
        if measures.lookup(measure).interval:
            inside = (pl.col("low") <= pl.col("value") + 1e-9) & (
                pl.col("value") <= pl.col("high") + 1e-9
            )
            assert computed.select(inside.all()).item()


def test_errors_say_what_to_do(panel):
    with pytest.raises(SchemaError, match=r"did you mean .*litigation_rate"):
        measures.compute(panel, "litigation_rates")
    with pytest.raises(SchemaError, match="lacks nothing_such"):
        measures.compute(panel, "litigation_rate", denominator="nothing_such")
    with pytest.raises(SchemaError, match="with_population adds it"):
        measures.compute(panel, "applications_per_10000")
    with pytest.raises(SchemaError, match="a year before"):
        measures.compute(panel, "application_growth", denominator="outcomes_total")
    with pytest.raises(SchemaError, match="lacks province"):
        measures.compute(panel, "litigation_rate", by=["province"])
    with pytest.raises(SchemaError, match=r"between 0 and 1, as 0\.95, not 95"):
        measures.compute(panel, "litigation_rate", level=95)
    with pytest.raises(SchemaError, match=r"'aproximate' is no flag .*did you mean approximate"):
        measures.compute(panel, "litigation_rate", exclude="aproximate")
    words = panel.with_columns(litigation_total=pl.lit("3"))
    with pytest.raises(SchemaError, match="litigation_total should hold numbers"):
        measures.compute(words, "litigation_rate")
    for function in (measures.summarise, measures.concentration):
        with pytest.raises(SchemaError, match="region should hold numbers"):
            function(panel, "region")
    with pytest.raises(SchemaError, match="share their division_code, body, scope, year"):
        measures.compute(pl.concat([panel, panel]), "application_growth")


def test_one_name_alone_is_a_column_and_not_its_letters():
    panel = table({"litigation_total": 2, "outcomes_total": 50})
    for call in (
        lambda by: measures.compute(panel, "litigation_rate", by=by),
        lambda by: measures.summarise(panel, "outcomes_total", by=by),
        lambda by: measures.concentration(panel, "outcomes_total", by=by),
        lambda by: measures.bounds(panel, "disclosure_rate_full", by=by),
        lambda by: measures.dispersion(measures.compute(panel, "litigation_rate"), by=by),
    ):
        assert call("year").equals(call(["year"]))
    flagged = panel.with_columns(outcomes_total_flags=pl.lit("approximate"))
    assert only(flagged, "litigation_rate", exclude="approximate")["status"] == "excluded"


def test_the_total_of_nothing_is_not_zero():
    assert measures.summarise(table({}), "litigation_total").row(0)[:3] == (0, 0, None)


def test_summaries_are_quantiles():
    rows = [{"litigation_total": value} for value in (0, 0, 1, 9)] + [{}]
    found = measures.summarise(table(*rows), "litigation_total", quantiles=(0.5, 0.9))
    assert found.rows(named=True) == [
        {"n": 4, "zeros": 2, "total": 10, "min": 0, "q50": 0.5, "q90": pytest.approx(6.6), "max": 9}
    ]
