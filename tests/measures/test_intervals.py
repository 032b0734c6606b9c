"""Intervals agree with published tables, and behave over whole columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giox.measures import poisson_interval, ratio_interval, wilson_interval

HERE = Path(__file__).resolve().parent
INTERVALS = {"wilson": wilson_interval, "poisson": poisson_interval, "ratio": ratio_interval}


@pytest.mark.parametrize("row", pl.read_csv(HERE / "intervals.csv").rows(named=True))
def test_against_tables(row):
    low, high = INTERVALS[row["interval"]](row["count"], row["total"])
    assert low[0] == pytest.approx(row["low"], abs=6e-5)
    assert high[0] == pytest.approx(row["high"], abs=6e-5)


@pytest.mark.parametrize("name", INTERVALS)
def test_where_there_is_no_denominator_there_is_no_interval(name):
    low, high = INTERVALS[name]([0, 3, np.nan, 1], [0, 0, 5, np.nan])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_no_share_above_one():
    low, high = wilson_interval([5], [3])
    assert np.isnan([low[0], high[0]]).all()


@settings(deadline=None)
@given(st.sampled_from(sorted(INTERVALS)), st.integers(0, 60), st.integers(60, 5000))
def test_the_interval_holds_the_value_and_narrows_with_the_level(name, count, total):
    low, high = INTERVALS[name]([count], [total])
    assert low[0] - 1e-12 <= count / total <= high[0] + 1e-12
    narrow_low, narrow_high = INTERVALS[name]([count], [total], level=0.8)
    assert low[0] - 1e-12 <= narrow_low[0]
    assert narrow_high[0] <= high[0] + 1e-12


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20))
def test_columns_give_what_single_values_give(pairs):
    counts, totals = zip(*pairs, strict=True)
    for interval in INTERVALS.values():
        low, high = interval(counts, totals)
        singly = [interval(count, total) for count, total in pairs]
        np.testing.assert_array_equal(low, [one[0][0] for one in singly])
        np.testing.assert_array_equal(high, [one[1][0] for one in singly])
