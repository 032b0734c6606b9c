"""Round ticks, numbers in words, and labels that keep apart."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox.charts.places import nice, spread, thousands, written
from giox.charts.words import say
from giox.errors import SchemaError

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)


@given(st.lists(NUMBERS | st.none(), min_size=1), st.booleans())
def test_ticks_enclose_the_values_evenly(values, zero):
    ticks = nice(values, zero=zero)
    known = [value for value in values if value is not None]
    slack = 1e-9 * max(abs(tick) for tick in ticks)
    assert 2 <= len(ticks) <= 8
    assert not known or (ticks[0] <= min(known) + slack and max(known) <= ticks[-1] + slack)
    assert not zero or ticks[0] <= 0 <= ticks[-1]
    steps = [b - a for a, b in itertools.pairwise(ticks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)


@pytest.mark.parametrize(
    ("values", "expected", "format_"),
    [
        ([0, 9.8], [0, 2, 4, 6, 8, 10], ",.0f"),
        ([0, 0.23], [0, 0.05, 0.1, 0.15, 0.2, 0.25], ",.2f"),
        ([0, 11], [0, 2.5, 5, 7.5, 10, 12.5], ",.1f"),
        ([-3, 4], [-4, -2, 0, 2, 4], ",.0f"),
        ([0], [0, 0.2, 0.4, 0.6, 0.8, 1], ",.1f"),
        ([], [0, 0.2, 0.4, 0.6, 0.8, 1], ",.1f"),
    ],
)
def test_ticks_are_round(values, expected, format_):
    assert nice(values, zero=True) == pytest.approx(expected)
    assert written(nice(values, zero=True)) == format_


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0.5, 6))
def test_labels_keep_apart_and_in_order(wanted, gap):
    places = spread(wanted, gap, 0, 100)
    pairs = sorted(zip(wanted, places, strict=True))
    found = sorted(place for _, place in pairs)
    assert all(b - a >= gap - 1e-6 for a, b in itertools.pairwise(found))
    assert found[0] >= -1e-6
    assert found[-1] <= 100 + 1e-6 or (len(wanted) - 1) * gap > 100
    assert all(a[1] <= b[1] + 1e-6 for a, b in itertools.pairwise(pairs) if a[0] < b[0])


@given(st.lists(st.floats(10, 90), min_size=1, max_size=6, unique=True))
def test_labels_with_room_stay_where_they_are(wanted):
    gap = min([1.0, *(b - a for a, b in itertools.pairwise(sorted(wanted)))])
    assert spread(wanted, gap * 0.99, 0, 100) == pytest.approx(wanted)


@given(st.lists(st.integers(-(10**15), 10**15)))
def test_thousands_are_those_of_python(numbers):
    text = pl.Series(numbers, dtype=pl.Int64).to_frame("n").select(thousands(pl.col("n")))
    assert text["n"].to_list() == [f"{number:,}" for number in numbers]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("review.total", "en", "Reviews"),
        ("review.total", "zh", "行政复议"),
        ("江苏省", "en", "Jiangsu"),
        ("no term at all", "zh", "no term at all"),
        ({"en": "a", "zh": "b"}, "zh", "b"),
    ],
)
def test_words_are_looked_up(text, language, expected):
    assert say(text, language) == expected


def test_terms_of_the_caller_go_first():
    own = {"review.total": {"en": "Appeals"}, "鼓楼区": {"en": "Gulou"}}
    assert say("review.total", "en", own) == "Appeals"
    assert say("鼓楼区", "en", own) == "Gulou"
    with pytest.raises(SchemaError, match="no text for the language 'zh'"):
        say("鼓楼区", "zh", own)
