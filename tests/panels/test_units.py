"""Which row a figure is in: the unit chosen, scopes that are not told, bodies with two names."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import giox
from giox.panels import KEY, STATUSES, twins
from giox.panels.bodies import with_body
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

PLACE = {"division_code": "330110", "region": "浙江省杭州市余杭区", "year": 2021}


def report(**given):
    row = {"report": "a.txt", "part": 0, "agency": "余杭区人民政府", "level": "county"}
    return row | PLACE | {"form": "2021", "scope": None, "status": "ok"} | given


def figure(indicator, value, **given):
    row = {"report": "a.txt", "part": 0, "indicator": indicator, "value": value, "unit": "item"}
    return row | PLACE | {"scope": None, "origin": "table"} | given


def panel(figures, reports=None, **options):
    return giox.panel(OBSERVATIONS.build(figures), REPORTS.build(reports or [report()]), **options)


# ---- region ---------------------------------------------------------------------------------


def test_a_region_is_its_government_and_office_without_departments():
    reports = [
        report(scope="government"),
        report(report="b.txt", agency="余杭区人民政府办公室", scope="body"),
        report(report="c.txt", agency="余杭区财政局", level="department", scope="department"),
        report(report="d.txt", agency="余杭区仓前街道办事处", level="township", scope="body"),
    ]
    figures = [
        figure("applications.new", value, report=f"{name}.txt", scope=scope)
        for name, value, scope in (
            ("a", 900, "government"),
            ("b", 30, "body"),
            ("c", 4, "department"),
            ("d", 5, "body"),
        )
    ]
    found = panel(figures, reports, unit="region")
    expected = [("人民政府", "body", 30), ("人民政府", "government", 900)]
    assert found.select("body", "scope", "applications_new").sort("scope").rows() == expected
    assert panel(figures, reports).height == 4


def test_reports_without_figures_are_regions_too():
    reports = [report(status="tables_lost"), report(report="b.txt", agency="余杭区财政局")]
    found = panel([], reports, unit="region")
    assert found.select("body", "reports", "applications_new_status").rows() == [
        ("人民政府", "a.txt", "lost")
    ]


# ---- scopes ---------------------------------------------------------------------------------

TOLD = [
    figure("applications.new", 9, scope="government", origin="narrative"),
    figure("review.total", 2, unit="case", origin="narrative"),
]


def test_a_report_that_tells_the_scope_of_some_figures_makes_two_rows():
    found = panel(TOLD)
    names = ["applications_new", "applications_new_status", "review_total", "review_total_status"]
    assert found.select("scope", *names).rows() == [
        ("government", 9, "reported", None, "other_scope"),
        (None, None, "other_scope", 2, "reported"),
    ]


def test_the_scope_that_is_not_told_can_be_taken_for_the_only_one_that_is():
    found = panel(TOLD, null_scope="merge")
    names = ["applications_new", "applications_new_flags", "review_total", "review_total_flags"]
    assert found.select("scope", *names).rows() == [("government", 9, None, 2, "scope_assumed")]


def test_where_two_scopes_are_told_none_is_assumed():
    rows = [*TOLD, figure("applications.new", 3, scope="body", origin="narrative")]
    assert panel(rows, null_scope="merge")["scope"].to_list() == ["body", "government", None]


def test_an_assumed_scope_that_contradicts_is_a_conflict():
    rows = [*TOLD, figure("applications.new", 3, origin="narrative")]
    found = panel(rows, null_scope="merge")
    assert found.select("applications_new", "applications_new_status").rows() == [
        (None, "conflict")
    ]


def test_what_no_row_of_the_report_has_is_not_of_another_scope():
    assert "other_scope" not in panel(TOLD)["outcomes_total_status"].to_list()


# ---- twins ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "year", "scopes", "flagged"),
    [
        ("350102", 2025, [("人民政府", "body")], False),
        ("510107", 2019, [("人民政府", "government")], False),
        ("140600", 2023, [("人民政府", "body"), ("人民政府办公室", "body")], True),
    ],
)
def test_bodies_with_two_names_are_one_or_are_flagged(code, year, scopes, flagged):
    table = giox.panel(giox.load_figures(), giox.load_figure_reports(), layout="long")
    rows = table.filter(division_code=code, year=year)
    assert rows.select("body", "scope").unique(maintain_order=True).rows() == scopes
    flags = rows.filter(status="reported")["flags"].fill_null("")
    assert flags.str.contains("twin").all() == flagged


def test_no_line_of_twins_is_idle():
    """Each names a body, scope and year that the shipped figures have."""
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    about = reports.select("report", "part", "agency", "level", report_scope="scope")
    named = with_body(
        figures.join(about, on=["report", "part"]).with_columns(
            scope=pl.coalesce("scope", "report_scope")
        )
    )
    for action in ("unify", "flag"):
        idle = twins(action).join(named, on=KEY, how="anti", nulls_equal=True)
        assert idle.select(KEY).rows() == []


def test_the_zone_of_wuchang_is_one_body():
    table = giox.panel(giox.load_figures(), giox.load_figure_reports())
    zone = table.filter(pl.col("body").str.contains("^武昌经"), year=2025)
    assert zone.select("body", "n_reports", "applications_new").rows() == [
        ("武昌经济开发区管理委员会", 2, 31)
    ]


# ---- what had to be settled -----------------------------------------------------------------


def test_conflicts_are_findings_with_all_that_is_said():
    reports = [report(), report(report="b.txt")]
    rows = [
        figure("applications.new", 9),
        figure("applications.new", 8, report="b.txt"),
        figure("review.total", 2, unit="case"),
        figure("review.total", 3, unit="case", origin="narrative"),
    ]
    found = giox.panel_findings(OBSERVATIONS.build(rows), REPORTS.build(reports))
    told = found.select("report", "check", "severity", "indicator", "expected", "found").rows()
    assert told == [
        ("a.txt", "panel_conflict", "warning", "applications.new", None, "9"),
        ("a.txt", "panel_origins", "notice", "review.total", "2", "2"),
        ("a.txt", "panel_origins", "notice", "review.total", "2", "3"),
        ("b.txt", "panel_conflict", "warning", "applications.new", None, "8"),
    ]
    assert found["message"][0].endswith("9 (table, a.txt); 8 (table, b.txt)")
    assert giox.validate(found, "findings").equals(found)


def test_each_figure_is_told_once():
    """One that contradicts its own origin is no witness against the others."""
    rows = [
        figure("applications.new", value, origin=origin)
        for value, origin in ((9, "table"), (8, "table"), (7, "narrative"), (6, "derived"))
    ]
    found = giox.panel_findings(OBSERVATIONS.build(rows), REPORTS.build([report()]))
    assert found.select("check", "found").rows() == [
        ("panel_conflict", "9"),
        ("panel_conflict", "8"),
        ("panel_origins", "7"),
        ("panel_origins", "6"),
    ]


def test_copies_that_agree_are_no_finding():
    rows = [figure("applications.new", 9), figure("applications.new", 9, report="b.txt")]
    reports = REPORTS.build([report(), report(report="b.txt")])
    found = giox.panel_findings(OBSERVATIONS.build(rows), reports)
    assert found.equals(FINDINGS.empty())


def test_every_conflict_of_the_panel_is_a_finding():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    long = giox.panel(figures, reports, layout="long").filter(status="conflict")
    found = giox.panel_findings(figures, reports).filter(check="panel_conflict")
    named = set(long["reports"].str.split(", ").explode())
    assert long.height > 0
    assert named & set(found["report"])
    assert set(long["terms"].str.split(" + ").explode()) >= set(found["indicator"]) & set(
        long["terms"]
    )


# ---- properties -----------------------------------------------------------------------------

figures_of_any_kind = st.lists(
    st.fixed_dictionaries(
        {
            "report": st.sampled_from(["a.txt", "b.txt", "c.txt"]),
            "indicator": st.sampled_from(["applications.new", "review.total", "replies.total"]),
            "value": st.integers(0, 3) | st.none(),
            "unit": st.sampled_from(["item", "case", "percent"]),
            "scope": st.sampled_from([None, "government", "body", "department"]),
            "origin": st.sampled_from(["table", "narrative", "correction", "derived"]),
            "note": st.sampled_from([None, "approximate", "conflict"]),
        }
    ),
    max_size=10,
)
reports_of_any_kind = st.fixed_dictionaries(
    {
        "agency": st.sampled_from([None, "港闸区人民政府", "港闸区人民政府办公室", "财政局"]),
        "level": st.sampled_from([None, "county", "department"]),
        "scope": st.sampled_from([None, "government", "body"]),
        "form": st.sampled_from([None, "2014", "2021", "narrative"]),
        "status": st.sampled_from(["ok", "partial", "tables_lost", "no_report"]),
        "division_code": st.sampled_from(["320611", "320602", "330110", "999999"]),
        "year": st.sampled_from([2016, 2021]),
    }
)


@settings(max_examples=12)
@given(
    figures_of_any_kind,
    st.tuples(reports_of_any_kind, reports_of_any_kind, reports_of_any_kind),
    st.sampled_from(["body", "region"]),
    st.sampled_from([None, 2010, 2020]),
    st.sampled_from(["keep", "merge"]),
)
def test_any_observations_make_a_sound_panel(figures, about, unit, boundaries, null_scope):
    """Keys are unique, the table is valid and sorted, and no value lacks its reason."""
    names = ["a.txt", "b.txt", "c.txt"]
    reports = [{"report": name, "part": 0} | of for name, of in zip(names, about, strict=True)]
    places = {
        row["report"]: {name: row[name] for name in ("division_code", "year")} for row in reports
    }
    rows = [{"part": 0} | row | places[row["report"]] for row in figures]
    options = {"unit": unit, "boundaries": boundaries, "null_scope": null_scope}
    tables = OBSERVATIONS.build(rows), REPORTS.build(reports)
    long = giox.panel(*tables, layout="long", **options)
    values = giox.panel(*tables, layout="values", **options)
    assert values.select(KEY).is_unique().all()
    for found in (long, values):
        assert giox.validate(found, "panel").equals(found)
    assert (long["value"].is_not_null() == (long["status"] == "reported")).all()
    assert set(long["status"]) <= set(STATUSES)
    giox.validate(giox.panel_findings(*tables, unit=unit, null_scope=null_scope), "findings")
