"""Joining a table to the divisions of its years."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from giox.errors import GioxError, SchemaError
from giox.regions import match_divisions

BODIES = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5, 6],
        "agency": ["吴江市财政局", "鼓楼区", "鼓楼区", "苏州工业园区管委会", "某单位", None],
        "year": [2010, 2019, 2019, 2019, 2019, 2019],
        "where": [None, None, "徐州市", None, None, None],
    }
)


def test_names_match_row_by_row_and_gaps_are_told():
    matched = match_divisions(BODIES, name="agency", context="where")
    assert_frame_equal(matched.select(BODIES.columns), BODIES)
    assert matched.select("match", "matched_code", "matched_level", "zone").rows() == [
        ("matched", "320584", "department", False),
        ("ambiguous", None, None, None),
        ("matched", "320302", "county", False),
        ("matched", "320500", "department", True),
        ("unknown", None, None, None),
        ("unknown", None, None, None),
    ]
    assert matched["candidates"].to_list()[1] == ["320106", "320302", "350102", "410204"]
    assert matched["matched_region"].to_list()[0] == "江苏省苏州市吴江市"


def test_codes_of_any_vintage_match_those_of_the_year():
    table = pl.DataFrame(
        {"code": ["320611", "320611", "320613", "130323", "999999", None], "year": [2016] * 6}
    ).with_row_index()
    table = table.with_columns(year=pl.when(pl.col("index") == 1).then(2021).otherwise("year"))
    matched = match_divisions(table, code="code")
    assert matched.select("match", "matched_code", "matched_region").rows() == [
        ("matched", "320611", "江苏省南通市港闸区"),
        ("matched", "320613", "江苏省南通市崇川区"),
        ("ambiguous", None, None),
        ("ambiguous", None, None),
        ("unknown", None, None),
        ("unknown", None, None),
    ]


@pytest.mark.parametrize(("year", "code"), [(2010, "320584"), (None, "320509")])
def test_one_year_for_all_rows(year, code):
    table = pl.DataFrame({"place": ["吴江市"]})
    assert match_divisions(table, name="place", year=year)["matched_code"].item() == code


def test_rows_without_a_name_or_with_a_code_of_a_township_say_so():
    table = pl.DataFrame({"agency": [None, " "], "code": ["320611001", None], "where": "徐州市"})
    by_name = match_divisions(table, name="agency", context="where", year=2019)
    assert by_name.select("match", "reason").rows() == [("unknown", "no name is given")] * 2
    by_code = match_divisions(table, code="code", year=2019)
    assert by_code["match"].to_list() == ["unknown", "unknown"]
    assert "whose county has 320611" in by_code["reason"].item(0)
    assert by_code["reason"].item(1) == "no code is given"


def test_an_empty_table_stays_empty():
    matched = match_divisions(BODIES.clear(), name="agency")
    assert matched.is_empty()
    assert matched.schema["candidates"] == pl.List(pl.String)


@pytest.mark.parametrize(
    ("table", "arguments", "error", "message"),
    [
        (BODIES, {}, GioxError, "either `name` or `code`"),
        (BODIES, {"name": "agency", "code": "id"}, GioxError, "either `name` or `code`"),
        (BODIES, {"name": "place"}, SchemaError, "has no column place; it has id, agency"),
        (BODIES, {"name": "agency", "year": "jahr"}, SchemaError, "has no column jahr"),
        (BODIES, {"code": "id"}, SchemaError, "id must be String"),
        (BODIES.lazy(), {"name": "agency"}, SchemaError, "not a LazyFrame"),
        (BODIES, {"name": "agency", "year": 20200}, GioxError, "20200 is no year"),
        (
            BODIES.with_columns(year=pl.date(2019, 1, 1)),
            {"name": "agency"},
            SchemaError,
            "year must hold whole years.*has 2019-01-01",
        ),
        (
            BODIES.with_columns(year=pl.lit("2019年")),
            {"name": "agency"},
            SchemaError,
            "has 2019年",
        ),
        (
            BODIES.with_columns(match=pl.lit(1)),
            {"name": "agency"},
            SchemaError,
            "has match already",
        ),
    ],
)
def test_a_call_that_cannot_be_done_says_why(table, arguments, error, message):
    with pytest.raises(error, match=message):
        match_divisions(table, **arguments)
