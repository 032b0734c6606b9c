"""Covariates join by code and year; what does not fit is told."""

from __future__ import annotations

import polars as pl
import pytest

import giox
from giox.errors import SchemaError

PANEL = pl.DataFrame(
    [
        ("320584", "江苏省苏州市吴江市", 2010),
        ("320509", "江苏省苏州市吴江区", 2020),
        ("320611", "江苏省南通市港闸区", 2016),
        ("330106", "浙江省杭州市西湖区", 2016),
    ],
    schema=["division_code", "region", "year"],
    orient="row",
).cast({"year": pl.Int32})


def frame(*rows, schema=("code", "year", "gdp")):
    return pl.DataFrame(list(rows), schema=list(schema), orient="row")


def test_by_code_for_all_years():
    joined = giox.join_covariates(
        PANEL, frame(("320509", 5), ("330106", 7), ("110101", 9), schema=("code", "gdp")), "code"
    )
    assert joined.panel["gdp"].to_list() == [None, 5, None, 7]
    assert joined.panel.columns == ["division_code", "region", "year", "gdp"]
    assert joined.unmatched.select("division_code", "rows", "reason").rows() == [
        ("320584", 1, "the frame has no row for this division"),
        ("320611", 1, "the frame has no row for this division"),
    ]
    assert joined.unused.rows() == [("110101", 9)]


def test_by_code_and_year():
    joined = giox.join_covariates(
        PANEL, frame(("320509", 2019, 5), ("330106", 2016, 7)), "code", year="year"
    )
    assert joined.panel["gdp"].to_list() == [None, None, None, 7]
    reasons = dict(joined.unmatched.select("division_code", "reason").iter_rows())
    assert reasons["320509"] == "the frame has this division, but not this year"
    assert reasons["320584"] == "the frame has no row for this division"
    assert joined.unused.rows() == [("320509", 2019, 5)]


def test_codes_of_another_vintage():
    """吴江 is found under its later code; 港闸区 was merged, so nothing stands for it."""
    rows = frame(("320509", 5), ("320613", 6), ("330106", 7), schema=("code", "gdp"))
    joined = giox.join_covariates(PANEL, rows, "code", vintage=2020)
    assert joined.panel["gdp"].to_list() == [5, 5, None, 7]
    assert joined.unmatched["reason"].to_list() == [
        "its area is another one in 2020: merged or parted"
    ]
    assert joined.unused.rows() == [("320613", 6)]


def test_a_division_that_was_parted_is_another_area():
    """宝安区 kept its code when 龙华区 was made of a part of it."""
    parted = frame(("440306", "广东省深圳市宝安区", 2015), schema=PANEL.columns).cast(PANEL.schema)
    rows = frame(("440306", 5), schema=("code", "gdp"))
    joined = giox.join_covariates(parted, rows, "code", vintage=2020)
    assert joined.panel["gdp"].to_list() == [None]
    assert joined.unmatched["reason"].to_list() == [
        "its area is another one in 2020: merged or parted"
    ]


def test_columns_of_any_name_are_joined():
    names = ("code", "found", "known", "reason")
    joined = giox.join_covariates(PANEL, frame(("330106", 1, "yes", "none"), schema=names), "code")
    assert joined.panel.select(names[1:]).row(3) == (1, "yes", "none")
    assert joined.unmatched["reason"].n_unique() == 1
    assert joined.unused.columns == list(names)


def test_the_census_that_ships_joins_every_province():
    panel = giox.panel(giox.load_figures(), giox.load_figure_reports())
    census = giox.load_population().select("division_code", "population")
    joined = giox.join_covariates(panel, census)
    provinces = joined.panel.filter(pl.col("division_code").str.ends_with("0000"))
    assert provinces["population"].null_count() == 0
    assert joined.panel.drop("population").equals(panel)
    assert joined.unmatched["rows"].sum() == joined.panel["population"].null_count()


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        (frame(("a", 1, 2)), {"on": "area"}, "the frame has no column area"),
        (frame((330106, 1, 2)), {}, "code must be String"),
        (frame(("a", 1, 2), ("a", 2, 2)), {}, "more than one row for a"),
        (frame(("a", 1, 2), ("a", 1, 2)), {"year": "year"}, "more than one row for a, 1"),
        (frame(("a", 1, 2), schema=("code", "y", "region")), {}, "the panel has region already"),
    ],
)
def test_a_frame_that_does_not_fit_is_told(rows, options, said):
    with pytest.raises(SchemaError, match=said):
        giox.join_covariates(PANEL, rows, options.pop("on", "code"), **options)
