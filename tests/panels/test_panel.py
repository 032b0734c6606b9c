"""The panel settles each figure openly, and keeps the kinds of missing apart."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import giox
from giox.errors import SchemaError
from giox.panels import COMPANIONS, KEY, STATUSES, crosswalk, twins, variables
from giox.schema import OBSERVATIONS, REPORTS

PLACE = {"division_code": "330110", "region": "浙江省杭州市余杭区", "year": 2021}
VALUES = ("value", *COMPANIONS)


def report(**given):
    row = {"report": "a.txt", "part": 0, "agency": "余杭区人民政府", "level": "county"}
    return row | PLACE | {"form": "2021", "scope": "government", "status": "ok"} | given


def figure(indicator, value, **given):
    row = {"report": "a.txt", "part": 0, "indicator": indicator, "value": value, "unit": "item"}
    if indicator.startswith(("review", "litigation")):
        row["unit"] = "case"
    return row | PLACE | {"scope": "government", "origin": "table"} | given


def panel(figures, reports=None, **options):
    return giox.panel(OBSERVATIONS.build(figures), REPORTS.build(reports or [report()]), **options)


def cell(figures, variable, reports=None, **options):
    """One variable of the only unit: value, status, origin, comparability, flags."""
    long = panel(figures, reports, layout="long", **options)
    rows = long.filter(pl.col("variable") == variable).select(VALUES).rows()
    assert len(rows) == 1
    return rows[0]


# ---- what a value is made from --------------------------------------------------------------


def test_the_total_column_of_part_three_is_the_value():
    rows = [
        figure("applications.new", 7, applicant="natural_person"),
        figure("applications.new", 9, applicant="total"),
    ]
    assert cell(rows, "applications_new")[:3] == (9, "reported", "table")
    assert cell(rows, "applications_new_natural_person")[0] == 7


def test_a_sum_needs_all_its_terms():
    direct = figure("litigation.direct.total", 2)
    after = figure("litigation.after_review.total", 3)
    assert cell([direct], "litigation_total")[:2] == (None, "not_reported")
    assert cell([direct, after], "litigation_total")[:2] == (5, "reported")


def test_replies_stand_in_for_outcomes_as_near():
    rows = [figure("replies.total", 226)]
    reports = [report(form="2014")]
    expected = (226, "reported", "table", "near", None)
    assert cell(rows, "outcomes_total", reports) == expected


def test_granted_before_2019_is_bounded_never_spliced():
    rows = [figure("replies.granted", 28), figure("replies.already_public", 14)]
    reports = [report(form="2014")]
    assert cell(rows, "granted_low", reports)[0] == 28
    assert cell(rows, "granted_high", reports)[0] == 42
    assert cell(rows, "granted_high", reports)[3] == "bound"
    assert cell(rows, "granted", reports)[:2] == (None, "not_applicable")


def test_accepted_and_handled_never_fill_in_for_received():
    rows = [
        figure("applications.accepted", 5, origin="narrative"),
        figure("applications.handled", 6, origin="narrative"),
    ]
    assert cell(rows, "applications_new")[:2] == (None, "not_reported")
    assert cell(rows, "applications_accepted")[0] == 5
    assert cell(rows, "applications_handled")[0] == 6


def test_a_rate_in_place_of_a_count_is_no_count():
    rows = [figure("applications.closed.on_time", 100, unit="percent", origin="narrative")]
    assert cell(rows, "applications_closed_on_time")[0] is None


def test_disclosure_is_comparable_within_the_form_of_2014_only():
    row = figure("disclosed.total", 19475)
    assert cell([row], "disclosed_total", [report(form="2014")])[3] == "exact"
    prose = row | {"origin": "narrative"}
    assert cell([prose], "disclosed_total", [report(form="2021")])[3] == "broken"


# ---- what is stated more than once ----------------------------------------------------------


def test_table_before_prose_and_the_disagreement_is_flagged():
    rows = [figure("applications.new", 9), figure("applications.new", 8, origin="narrative")]
    assert cell(rows, "applications_new") == (9, "reported", "table", "exact", "origins_disagree")
    prose_first = cell(rows, "applications_new", prefer=("narrative", "table"))
    assert prose_first[:3] == (8, "reported", "narrative")


def test_an_origin_that_is_left_out_is_not_used():
    rows = [figure("applications.new", 8, origin="narrative")]
    assert cell(rows, "applications_new", prefer=("table",))[:2] == (None, "not_reported")


def test_a_correction_goes_before_all():
    rows = [figure("applications.new", 90), figure("applications.new", 9, origin="correction")]
    assert cell(rows, "applications_new")[:3] == (9, "reported", "correction")


def test_a_corrected_term_makes_a_mixed_sum():
    rows = [
        figure("litigation.direct.total", 2),
        figure("litigation.after_review.total", 30),
        figure("litigation.after_review.total", 3, origin="correction"),
    ]
    found = cell(rows, "litigation_total")
    assert found[:3] == (5, "reported", "table")
    assert found[4] == "mixed_origins, origins_disagree"


def test_of_two_rules_the_better_trusted_goes_first_then_the_first():
    rows = [figure("outcomes.total", 8, origin="narrative"), figure("replies.total", 9)]
    reports = [report(form="narrative")]
    assert cell(rows, "outcomes_total", reports)[:4] == (9, "reported", "table", "near")
    rows[0] |= {"origin": "table"}
    assert cell(rows, "outcomes_total", reports)[:4] == (8, "reported", "table", "exact")


def test_a_form_s_table_gives_what_its_form_asks_only():
    row = figure("replies.total", 9)
    assert cell([row], "outcomes_total")[:2] == (None, "not_reported")
    assert cell([row | {"origin": "narrative"}], "outcomes_total")[:2] == (9, "reported")


def test_a_sum_is_stated_by_the_reports_that_state_its_rarest_term():
    reports = [report(), report(report="b.txt")]
    rows = [
        figure("litigation.direct.total", 2),
        figure("litigation.direct.total", 2, report="b.txt"),
        figure("litigation.after_review.total", 3),
    ]
    long = panel(rows, reports, layout="long").filter(variable="litigation_total")
    assert long.select("value", "n_reports", "n_sources").rows() == [(5, 2, 1)]


def test_different_values_of_one_origin_are_a_conflict_not_a_choice():
    rows = [
        figure("applications.new", 8, origin="narrative", start=10),
        figure("applications.new", 9, origin="narrative", start=20),
    ]
    assert cell(rows, "applications_new") == (None, "conflict", "narrative", "exact", "conflict")
    first = cell(rows, "applications_new", conflicts="first")
    assert first == (8, "reported", "narrative", "exact", "conflict")


def test_a_figure_whose_note_tells_of_another_value_is_a_conflict():
    row = figure("applications.new", 8, origin="narrative", note="conflict")
    assert cell([row], "applications_new") == (None, "conflict", "narrative", "exact", "conflict")


def test_an_exact_figure_goes_before_a_rounded_one():
    rows = [
        figure("disclosed.total", 2000, origin="narrative", note="approximate"),
        figure("disclosed.total", 2017, origin="narrative"),
    ]
    assert cell(rows, "disclosed_total")[:2] == (2017, "reported")


def test_a_rounded_figure_alone_is_kept_and_flagged():
    rows = [figure("disclosed.total", 2000, origin="narrative", note="approximate")]
    assert cell(rows, "disclosed_total")[::4] == (2000, "approximate")


# ---- why a value is missing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "status", "variable", "expected"),
    [
        ("2021", "ok", "review_total", "not_reported"),
        ("2021", "tables_lost", "review_total", "lost"),
        ("2021", "partial", "review_total", "not_read"),
        ("2021", "tables_lost", "disclosed_total", "not_applicable"),
        ("2014", "ok", "applications_carried_in", "not_applicable"),
        ("2014", "ok", "disclosed_total", "not_reported"),
        ("narrative", "ok", "disclosed_total", "not_reported"),
        (None, "partial", "disclosed_total", "not_read"),
    ],
)
def test_the_kinds_of_missing_stay_apart(form, status, variable, expected):
    rows = [figure("applications.new", 9, origin="narrative")]
    assert cell(rows, variable, [report(form=form, status=status)])[:2] == (None, expected)


def test_zero_is_a_value():
    rows = [figure("litigation.direct.total", 0), figure("litigation.after_review.total", 0)]
    assert cell(rows, "litigation_total")[:2] == (0, "reported")


def test_of_two_copies_the_one_read_whole_says_why_a_value_is_missing():
    reports = [report(), report(report="b.txt", status="tables_lost")]
    assert cell([], "review_total", reports)[:2] == (None, "not_reported")


def test_a_report_without_figures_has_its_row():
    found = panel([], [report(status="tables_lost")])
    assert found.height == 1
    assert found["applications_new_status"].to_list() == ["lost"]


@pytest.mark.parametrize("status", ["no_report", "unreadable"])
def test_a_file_without_a_report_has_none(status):
    assert panel([], [report(status=status)]).is_empty()


# ---- what a row is about --------------------------------------------------------------------


def test_the_office_and_the_district_are_two_rows():
    reports = [report(), report(report="b.txt", agency="余杭区人民政府办公室", scope="body")]
    rows = [
        figure("applications.new", 900),
        figure("applications.new", 30, report="b.txt", scope="body"),
    ]
    found = panel(rows, reports)
    expected = [("人民政府办公室", "body", 30), ("人民政府", "government", 900)]
    assert found.select("body", "scope", "applications_new").sort("scope").rows() == expected


def test_figures_of_the_whole_district_are_the_districts_whoever_signs():
    reports = [report(agency="余杭区政务公开办公室")]
    assert panel([figure("applications.new", 9)], reports)["body"].to_list() == ["人民政府"]


def test_a_zone_is_a_body_of_its_own():
    reports = [report(agency="余杭经济技术开发区管委会")]
    assert panel([figure("applications.new", 9)], reports)["body"].to_list() == [
        "余杭经济技术开发区管理委员会"
    ]


def test_copies_of_one_report_make_one_row():
    reports = [report(), report(report="b.txt", agency="杭州市余杭区人民政府")]
    rows = [figure("applications.new", 9), figure("applications.new", 9, report="b.txt")]
    found = panel(rows, reports)
    assert found.select("reports", "n_reports").rows() == [("a.txt, b.txt", 2)]
    assert cell(rows, "applications_new", reports)[:2] == (9, "reported")


def test_departments_without_a_name_are_not_pooled():
    one = report(level="department", agency=None, scope="department")
    found = panel([], [one, one | {"report": "b.txt"}])
    assert found["body"].to_list() == ["a.txt", "b.txt"]


def test_a_figure_without_a_scope_takes_the_reports():
    rows = [figure("applications.new", 9, scope=None)]
    assert panel(rows)["scope"].to_list() == ["government"]
    assert panel(rows, [report(scope=None)])["scope"].to_list() == [None]


def test_figures_that_cannot_be_placed_are_told():
    rows = [figure("applications.new", 9, year=None)]
    with pytest.warns(UserWarning, match="1 figures have no division or no year"):
        assert panel(rows, [report(year=None)]).is_empty()


# ---- the table as such ----------------------------------------------------------------------


def test_wrong_options_are_told_what_there_is():
    with pytest.raises(SchemaError, match="prefer takes table, narrative"):
        panel([], prefer=("prose",))
    with pytest.raises(SchemaError, match="layout takes wide, long, values"):
        panel([], layout="broad")
    with pytest.raises(SchemaError, match="conflicts takes null, first, not mean"):
        panel([], conflicts="mean")
    with pytest.raises(SchemaError, match="stands twice"):
        panel([], [report(), report()])
    with pytest.raises(SchemaError, match="lacks the columns"):
        giox.panel(pl.DataFrame({"report": ["a"]}), REPORTS.empty())


def test_empty_tables_make_an_empty_panel_with_all_columns():
    found = giox.panel(OBSERVATIONS.empty(), REPORTS.empty())
    assert found.is_empty()
    assert set(variables()["variable"]) <= set(found.columns)
    assert found.schema["applications_new"] == pl.Float64
    assert found.schema["applications_new_status"] == pl.String


def test_the_shipped_figures_make_a_sound_panel():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    wide = giox.panel(figures, reports)
    assert wide.select(KEY).is_unique().all()
    assert wide.equals(wide.sort(KEY, nulls_last=True))
    used = wide["reports"].str.split(", ").explode()
    assert set(used) == set(reports["report"])
    long = giox.panel(figures, reports, layout="long")
    assert set(long["status"]) <= set(STATUSES)
    assert (long["value"].is_not_null() == (long["status"] == "reported")).all()
    assert long.height == wide.height * variables().height
    values = giox.panel(figures, reports, layout="values")
    assert values.equals(wide.select(values.columns))


def test_no_usable_figure_is_left_behind():
    """Each shipped figure of an indicator that the crosswalk adds up is in its unit's value."""
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    single = crosswalk().filter(pl.col("terms").list.len() == 1).explode("terms")
    used = figures.filter(
        pl.col("indicator").is_in(single["terms"].implode()), pl.col("unit") != "percent"
    ).join(twins("unify"), on=["division_code", "scope", "year"], how="anti")
    long = giox.panel(figures, reports, layout="long")
    found = long.filter(pl.col("status").is_in(["reported", "conflict"]))
    stated = found.select(
        pl.col("reports").str.split(", "), pl.col("terms").str.split(" + "), "year", "scope"
    )
    pairs = stated.explode("reports").explode("terms")
    lost = used.join(
        pairs,
        left_on=["report", "indicator", "scope"],
        right_on=["reports", "terms", "scope"],
        how="anti",
        nulls_equal=True,
    )
    assert lost.select("report", "indicator").rows() == []


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["applications.new", "outcomes.total", "replies.total"]),
            st.sampled_from(["table", "narrative", "correction", "derived"]),
            st.integers(0, 3),
            st.sampled_from([None, "approximate"]),
        ),
        max_size=8,
    )
)
def test_a_value_is_always_one_that_was_stated(stated):
    rows = [
        figure(indicator, value, origin=origin, note=note)
        for indicator, origin, value, note in stated
    ]
    for conflicts in ("null", "first"):
        long = panel(rows, [report(form="narrative")], layout="long", conflicts=conflicts)
        for variable, indicators in {
            "applications_new": {"applications.new"},
            "outcomes_total": {"outcomes.total", "replies.total"},
        }.items():
            value, status = (
                long.filter(pl.col("variable") == variable).select("value", "status").row(0)
            )
            given_values = {row[2] for row in stated if row[0] in indicators}
            assert (value is None) == (status != "reported")
            assert value is None or value in given_values
            if conflicts == "first":
                assert (value is None) == (not given_values)


def test_the_layouts_say_the_same():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    long = giox.panel(figures, reports, layout="long")
    wide = giox.panel(figures, reports)
    for variable in ("applications_new", "litigation_total", "disclosed_social_media", "granted"):
        own = long.filter(pl.col("variable") == variable).select(*KEY, *VALUES)
        names = {variable: "value"} | {f"{variable}_{name}": name for name in COMPANIONS}
        assert wide.select(*KEY, *names).rename(names).equals(own)
