"""The resolver on columns: row by row as `resolve_region` does, without a loop of the user's."""

from __future__ import annotations

import polars as pl
import pytest

from giox.errors import SchemaError
from giox.regions import resolve_region
from giox.regions.expressions import division

BODIES = pl.DataFrame(
    {
        "agency": ["吴江市财政局", "鼓楼区", "鼓楼区", "吴江市财政局", "某单位", None],
        "year": [2010, 2019, 2019, None, 2019, 2019],
        "where": [None, None, "徐州市", None, None, None],
    }
)


@pytest.mark.parametrize("frame", [BODIES, BODIES.lazy()])
def test_a_column_reads_as_its_values_do(frame: pl.DataFrame | pl.LazyFrame) -> None:
    found = frame.lazy().select(division("agency", "year", "where")).unnest("agency").collect()
    expected = [
        resolve_region(agency, year, where) if agency else None
        for agency, year, where in BODIES.iter_rows()
    ]
    codes = [region.code if region else None for region in expected]
    assert found["code"].to_list() == codes
    assert codes == ["320584", None, "320302", "320509", None, None]
    assert found["level"].to_list()[0] == "department"
    assert found["path"].to_list()[2] == "江苏省徐州市鼓楼区"


def test_one_year_for_all_rows_and_fields_by_name() -> None:
    code = division(pl.col("agency"), 2010).struct.field("code").alias("code_2010")
    assert BODIES.with_columns(code)["code_2010"].to_list()[3] == "320584"


def test_a_column_of_numbers_is_no_column_of_names() -> None:
    with pytest.raises(SchemaError, match="column of names must be String"):
        pl.DataFrame({"code": [320611]}).select(division("code", 2020))


def test_an_empty_column_keeps_its_type() -> None:
    empty = BODIES.clear().select(division("agency", "year"))
    assert empty.unnest("agency").schema == {
        "code": pl.String,
        "name": pl.String,
        "path": pl.String,
        "level": pl.String,
    }
