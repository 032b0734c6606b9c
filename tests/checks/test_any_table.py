"""Whatever tables hold, the checks answer, and rows in another order make no other answer."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from giox.checks import catalogue, check, overview
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

WITHIN = (
    catalogue()
    .filter(
        pl.col("kind").is_in(["identity", "arithmetic", "prose"]),
        pl.col("check") != "growth_at_odds",
    )["check"]
    .to_list()
)
NAMES = ["a", "b", "c", "d"]
INDICATORS = [
    "applications.new",
    "applications.carried_in",
    "applications.carried_out",
    "outcomes.total",
    "review.total",
    "review.upheld",
    "licences.items_last_year",
    "licences.items_change",
    "fees.amount",
    "applications.new.yoy_percent",
    "no.such.indicator",
]
NOTES = [None, "approximate", "change +4", "change -1.5%", "share 12%", "change +1.2.3%", "x"]

figures = st.fixed_dictionaries(
    {
        "report": st.sampled_from([*NAMES, "unlisted"]),
        "part": st.integers(0, 1),
        "indicator": st.sampled_from(INDICATORS),
        "applicant": st.sampled_from([None, "total", "natural_person", "nobody"]),
        "value": st.one_of(st.none(), st.integers(-5, 3000).map(float), st.floats(allow_nan=True)),
        "unit": st.sampled_from([None, "item", "percent", "CNY 10k"]),
        "scope": st.sampled_from([None, "government", "body", "elsewhere"]),
        "origin": st.sampled_from(["table", "narrative", "derived", "correction", None]),
        "raw": st.sampled_from([None, "3", "三"]),
        "note": st.sampled_from(NOTES),
    }
)
reports = st.fixed_dictionaries(
    {
        "report": st.sampled_from(NAMES),
        "part": st.integers(0, 1),
        "year": st.sampled_from([None, 1990, 2019, 2020, 2021]),
        "division_code": st.sampled_from([None, "371424", "371400", "320584", "999999", ""]),
        "level": st.sampled_from([None, "county", "prefecture", "department", "moon"]),
        "agency": st.sampled_from([None, "", "临邑县人民政府", "财政局"]),
        "form": st.sampled_from([None, "2014", "2019", "2021", "narrative", "2027"]),
        "status": st.sampled_from([None, "ok", "unreadable"]),
        "scope": st.sampled_from([None, "government", "body"]),
        "sha256": st.sampled_from([None, "00", "11"]),
    }
)


def key(row: dict[str, Any]) -> tuple[object, ...]:
    return row["report"], row["part"]


def figure(row: dict[str, Any]) -> tuple[object, ...]:
    """What two rows of the same figure have in common: its first row counts."""
    named = row["applicant"] if row["applicant"] in {"total", "natural_person"} else None
    return *key(row), row["indicator"], named, row["scope"], row["origin"]


@settings(max_examples=20)
@given(
    st.lists(figures, max_size=30, unique_by=figure),
    st.lists(reports, max_size=6, unique_by=key),
)
def test_any_table_is_checked(rows: list[dict[str, Any]], listed: list[dict[str, Any]]) -> None:
    observations, table = OBSERVATIONS.build(rows), REPORTS.build(listed)
    found = check(observations, table)
    assert found.schema == FINDINGS.schema
    assert found["severity"].is_in(["error", "warning", "notice"]).all()
    assert found["message"].is_not_null().all()
    assert not found["message"].str.contains("{", literal=True).any()
    seen = overview(observations, table, found)
    assert seen.findings.height == found.height


def figure_with_value(row: dict[str, Any]) -> tuple[object, ...]:
    """What two rows may not have in common; of one figure there may be two values."""
    return *figure(row), row["value"]


@settings(max_examples=10)
@given(
    st.lists(figures, max_size=40, unique_by=figure_with_value),
    st.lists(reports, min_size=1, max_size=5, unique_by=key),
)
def test_a_report_alone_is_told_what_it_is_told_among_others(
    rows: list[dict[str, Any]], listed: list[dict[str, Any]]
) -> None:
    """What is found within a report does not depend on the reports beside it."""
    known = {key(row) for row in listed}
    observations = OBSERVATIONS.build([row for row in rows if key(row) in known])
    table = REPORTS.build([row | {"division_code": None} for row in listed])
    alone = [
        check(
            observations.filter(report=one["report"].item(), part=one["part"].item()),
            one,
        )
        for one in table.iter_slices(1)
    ]
    together = check(observations, table).filter(pl.col("check").is_in(WITHIN))
    apart = pl.concat(alone).filter(pl.col("check").is_in(WITHIN))
    order = list(FINDINGS.names)
    assert apart.sort(order, nulls_last=True).equals(together.sort(order, nulls_last=True))
