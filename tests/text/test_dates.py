"""Dates and periods, whole or damaged."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_tables import rows

from giox.text import find_dates, find_periods


@pytest.mark.parametrize(("text", "dates", "periods"), rows("dates.tsv"))
def test_dates_and_periods(text: str, dates: str, periods: str) -> None:
    found = [f"{one.value}{'!' * one.repaired}" for one in find_dates(text)]
    assert " ".join(found) == dates
    spans = [
        f"{one.first}..{one.last}{'!' * one.repaired} {one.kind}" for one in find_periods(text)
    ]
    assert " ".join(spans) == periods


def test_spans() -> None:
    text = "统计期限为2019年1月1日至12月31日,特此说明"
    [period] = find_periods(text)
    assert text[period.start : period.end] == "2019年1月1日至12月31日"


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day(day: date) -> None:
    written = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
    ]
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    written += [f"{year.replace('〇', zero)}年{day.month}月{day.day}日" for zero in "〇○零0OＯ"]
    for text in written:
        assert [one.value for one in find_dates(f"日期:{text},")] == [day]


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_that_lost_its_words_is_right_or_nothing(day: date) -> None:
    text = f"{day.year}{day.month}{day.day}日"
    assert [one.value for one in find_dates(text)] in ([day], [])
