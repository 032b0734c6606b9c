"""Numbers: exact values however written, and what they do in their sentence."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_tables import rows

from giox.text import Number, clean, find_numbers, parse_number

DIGITS = "零一二三四五六七八九"
FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def section(number: int) -> str:
    """Write a number below 万 in Chinese."""
    written, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + unit
        gap = bool(written) and not digit
    return written


def chinese(number: int) -> str:
    """Write a number in Chinese as the standard wants it."""
    if number == 0:
        return "零"
    written, gap = "", False
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, size)
        if part:
            written += ("零" if written and (gap or part < 1000) else "") + section(part) + unit
        gap = bool(written) and not part
    return written


def ways(number: int) -> list[str]:
    """Every way in which reports write this number."""
    ordinary = chinese(number)
    written = [str(number), f"{number:,}", f"{number:,}".translate(WIDE), ordinary]
    written += [ordinary.translate(FINANCIAL), ordinary.replace("零", "〇")]
    written += [ordinary.replace("万", "萬").replace("亿", "億")]
    if 10 <= number < 20:
        written.append(ordinary.removeprefix("一"))
    if ordinary.startswith(("二千", "二百")):
        written.append("两" + ordinary[1:])
    if number >= 100:
        written.append("".join(DIGITS[int(digit)] for digit in str(number)))
    if number and number % 10**4 == 0:
        written += [f"{number // 10**4}万", f"{number // 10**4:,}万"]
    if number and number % 100 == 0:
        written.append(f"{Decimal(number) / 10**4}万")
    return written


@given(st.integers(0, 10**12 - 1) | st.integers(0, 10**5))
def test_every_way_to_write_a_number(number: int) -> None:
    read = {text: parse_number(text) for text in ways(number)}
    assert read == dict.fromkeys(read, Decimal(number))


@given(st.integers(1, 10**8 - 1))
def test_every_way_is_found_before_a_counter(number: int) -> None:
    for text in ways(number):
        found = find_numbers(clean(f"收到申请{text}件。").text)
        assert [(one.value, one.kind, one.counter) for one in found] == [(number, "count", "件")]


@given(st.integers(1, 98), st.integers(1, 99), st.sampled_from(["", "万", "亿"]))
def test_both_ends_of_a_range(low: int, more: int, unit: str) -> None:
    high = low + more
    size = {"": 1, "万": 10**4, "亿": 10**8}[unit]
    for text in (f"{low}至{high}{unit}件", f"{low}{unit}-{high}{unit}件"):
        [found] = find_numbers(f"每年{text}")
        assert (found.low, found.high, found.counter) == (low * size, high * size, "件")


@given(st.integers(1, 10**4))
def test_shares_of_a_hundred(number: int) -> None:
    for whole, size in (("百", 1), ("千", 10), ("万", 100)):
        for written in (str(number), chinese(number)):
            [found] = find_numbers(f"占{whole}分之{written}")
            assert (found.value, found.kind) == (Decimal(number) / size, "percent")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3万5", 35000),
        ("3万余", 30000),
        ("20余万", 200000),
        ("三百多", 300),
        ("一百三", 130),
        ("三万五", 35000),
        ("廿一", 21),
        ("三点五", Decimal("3.5")),
        ("一点二万", 12000),
        ("0.1", Decimal("0.1")),
        ("-12.6", Decimal("-12.6")),
        (" 29 ", 29),
        ("9" * 60, Decimal("9" * 60)),
    ],
)
def test_values(text: str, value: int | Decimal) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "件",
        "29件",
        "第三",
        "三五",
        "十十",
        "万",
        "百千",
        "12,34",
        "1,2345",
        "1.2.3",
        "98%",
        "一二万三百亿",
        "--3",
        "无",
    ],
)
def test_no_numerals(text: str) -> None:
    assert parse_number(text) is None


def shown(number: Number) -> str:
    value = f"{number.low}-{number.high}" if number.low is not None else str(number.value)
    return f"{'~' * number.approximate}{value} {number.kind} {number.counter or '-'}"


@pytest.mark.parametrize(("text", "numbers"), rows("numbers.tsv"))
def test_numbers(text: str, numbers: str) -> None:
    assert "; ".join(map(shown, find_numbers(text))) == numbers


def test_spans() -> None:
    text = "约20余万件"
    [number] = find_numbers(text)
    assert text[number.start : number.end] == "20余万"
    assert text[number.end : number.counter_end] == "件"


def test_a_number_broken_at_the_end_of_a_line_of_prose() -> None:
    prose = "二〇一九年全县各级行政机关主动公开的政府信息共计12\n34条,比上年增加"
    assert 1234 in [number.value for number in find_numbers(prose)]
    cells = "政府网站公开\n12\n34条"
    assert [number.value for number in find_numbers(cells)] == [12, 34]


@given(st.text("0123456789,.-一二十百万亿零第年月日件条%《》〔〕()A. \n", max_size=60))
def test_numbers_stand_in_order_and_apart(text: str) -> None:
    numbers = find_numbers(text)
    assert all(number.start < number.end <= number.counter_end <= len(text) for number in numbers)
    assert all(one.end <= other.start for one, other in pairwise(numbers))
