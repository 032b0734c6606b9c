"""Every rule of the schema is broken once here, and each is told in words."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import giox
from giox.errors import SchemaError
from giox.panels import panel_table
from giox.schema import CORRECTIONS, FINDINGS, OBSERVATIONS, REPORTS

SHA = "0" * 64
SOUND = {
    REPORTS: {"report": "a.txt", "part": 0, "status": "ok", "sha256": SHA, "year": 2020},
    OBSERVATIONS: {"report": "a.txt", "part": 0, "indicator": "review.total", "value": 1.0}
    | {"unit": "case", "origin": "table", "start": 3, "end": 4},
    FINDINGS: {"report": "a.txt", "part": 0, "check": "c", "severity": "error", "message": "m"},
    CORRECTIONS: {"report": "a.txt", "part": 0, "indicator": "review.total", "old": "1"},
}
BROKEN = [
    (REPORTS, {"report": None}, "report is empty"),
    (REPORTS, {"report": ""}, "report is not of the form that it must have"),
    (REPORTS, {"part": -1}, "part is too small"),
    (REPORTS, {"status": "fine"}, "status has a value that is not allowed"),
    (REPORTS, {"scope": "city"}, "scope has a value that is not allowed"),
    (REPORTS, {"level": "town"}, "level has a value that is not allowed"),
    (REPORTS, {"script": "latin"}, "script has a value that is not allowed"),
    (REPORTS, {"form": "2020"}, "form has a value that is not allowed"),
    (REPORTS, {"division_code": "3301"}, "division_code is not of the form that it must have"),
    (REPORTS, {"year": 202}, "year is too small"),
    (REPORTS, {"year": 20200}, "year is too large"),
    (REPORTS, {"sha256": "ABC"}, "sha256 is not of the form that it must have"),
    (REPORTS, {"characters": -1}, "characters is too small"),
    (OBSERVATIONS, {"value": None}, "value is empty"),
    (OBSERVATIONS, {"value": float("nan")}, "value is no number"),
    (OBSERVATIONS, {"value": float("inf")}, "value is infinite"),
    (OBSERVATIONS, {"indicator": "reviews"}, "indicator has a value that is not allowed"),
    (OBSERVATIONS, {"applicant": "nobody"}, "applicant has a value that is not allowed"),
    (OBSERVATIONS, {"unit": "pound"}, "unit has a value that is not allowed"),
    (OBSERVATIONS, {"origin": "guess"}, "origin has a value that is not allowed"),
    (OBSERVATIONS, {"end": 3}, "broken: a figure ends after it begins"),
    (OBSERVATIONS, {"end": None}, "broken: a position has both ends or none"),
    (FINDINGS, {"severity": "fatal"}, "severity has a value that is not allowed"),
    (FINDINGS, {"message": None}, "message is empty"),
    (CORRECTIONS, {"new": "nine"}, "new is not of the form that it must have"),
    (CORRECTIONS, {"origin": "correction"}, "origin has a value that is not allowed"),
    (CORRECTIONS, {"date": "31.1.2026"}, "date is not of the form that it must have"),
]


@pytest.mark.parametrize("table", SOUND, ids=lambda table: table.name)
def test_a_sound_row_is_let_through(table):
    frame = table.build([SOUND[table]])
    assert giox.validate(frame, table.name).equals(frame)
    assert giox.validate(table.empty(), table.name).equals(table.empty())


@pytest.mark.parametrize(
    ("table", "change", "said"), BROKEN, ids=lambda cell: cell if isinstance(cell, str) else ""
)
def test_a_broken_rule_is_told(table, change, said):
    frame = table.build([SOUND[table] | change])
    with pytest.raises(SchemaError, match=f"1 rows are not as the table of {table.name}") as raised:
        giox.validate(frame, table.name)
    assert said in str(raised.value)
    parted = giox.filter(frame, table.name)
    assert parted.rows.is_empty()
    assert parted.rejected["problem"].to_list() == [said]


def test_a_period_that_ends_before_it_begins():
    days = {"period_start": pl.date(2020, 12, 31), "period_end": pl.date(2020, 1, 1)}
    frame = REPORTS.build([SOUND[REPORTS]]).with_columns(**days)
    assert giox.filter(frame, "reports").rejected["problem"].to_list() == [
        "broken: a period does not end before it begins"
    ]


@pytest.mark.parametrize("table", [REPORTS, OBSERVATIONS], ids=lambda table: table.name)
def test_rows_with_the_same_key_are_all_told(table):
    """Null equals null: two figures without an applicant are the same figure."""
    frame = table.build([SOUND[table], SOUND[table]])
    said = giox.filter(frame, table.name).rejected["problem"]
    assert said.to_list() == [f"another row has the same key ({', '.join(table.key)})"] * 2


def test_the_message_says_how_many_and_which():
    row = SOUND[OBSERVATIONS]
    frame = OBSERVATIONS.build([row, row | {"start": 5, "end": 6, "unit": "pound"}])
    with pytest.raises(SchemaError, match=r"unit has .* \(1 rows; first: row 1, 'pound'\)"):
        giox.validate(frame, "observations")


def test_rows_are_put_in_order_and_other_columns_are_kept():
    row = SOUND[OBSERVATIONS]
    rows = [row | {"report": name} for name in "ba"]
    frame = (
        OBSERVATIONS.empty()
        .vstack(pl.DataFrame(rows, schema=OBSERVATIONS.schema))
        .with_columns(mine=pl.Series(["B", "A"]))
    )
    assert giox.validate(frame, "observations").select("report", "mine").rows() == [
        ("a", "A"),
        ("b", "B"),
    ]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame({"report": ["a"]}), "lacks the columns"),
        (OBSERVATIONS.empty().with_columns(value=pl.lit("x")), None),
        (
            pl.DataFrame([SOUND[OBSERVATIONS]], schema=OBSERVATIONS.schema).with_columns(
                value=pl.lit("many")
            ),
            "a column of another type",
        ),
    ],
)
def test_columns_that_are_missing_or_of_another_type_are_told(frame, said):
    if said is None:
        assert giox.validate(frame, "observations").schema == OBSERVATIONS.schema
        return
    for judge in (giox.validate, giox.filter):
        with pytest.raises(SchemaError, match=said):
            judge(frame, "observations")


def test_an_unknown_table_is_told():
    with pytest.raises(SchemaError, match="the tables are reports, observations"):
        giox.validate(REPORTS.empty(), "report")


def test_what_ships_is_sound():
    figures, reports = giox.load_figures(), giox.load_figure_reports()
    assert giox.validate(figures, "observations").height == figures.height
    assert giox.validate(reports, "reports").height == reports.height


@pytest.mark.parametrize("layout", ["wide", "long", "values"])
def test_a_panel_is_held_to_its_layout(layout):
    panel = giox.panel(giox.load_figures(), giox.load_figure_reports(), layout=layout)
    assert tuple(panel.columns) == panel_table(panel.columns).names
    assert panel.schema == panel_table(panel.columns).schema
    assert giox.validate(panel, "panel").equals(panel)
    doubled = giox.filter(panel.vstack(panel.head(1)), "panel")
    assert doubled.rejected.height == 2
    wrong = giox.filter(panel.with_columns(boundary=pl.lit("moved")), "panel")
    assert wrong.rows.is_empty()


@settings(max_examples=25)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "report": st.sampled_from(["a", "b", "", None]),
                "value": st.sampled_from([0.0, -1.0, float("nan"), None]),
                "unit": st.sampled_from(["case", "pound"]),
                "start": st.sampled_from([0, 9, None]),
                "end": st.sampled_from([5, None]),
            }
        ),
        max_size=6,
    )
)
def test_filter_parts_all_rows_and_the_sound_ones_are_valid(rows):
    frame = OBSERVATIONS.build([SOUND[OBSERVATIONS] | row for row in rows])
    parted = giox.filter(frame, "observations")
    both = pl.concat([parted.rows, parted.rejected.drop("problem")])
    assert_frame_equal(both, frame, check_row_order=False)
    assert giox.validate(parted.rows, "observations").equals(parted.rows)
    assert parted.rejected["problem"].null_count() == 0
