"""Spreadsheets and delimited text."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from shapes import assert_sound, columns, patched, shape, tables

from giox.documents import Limits, read_document
from giox.errors import DocumentError


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(*rows: list[Any], merge: tuple[str, ...] = ()) -> bytes:
    def fill(book: Any) -> None:
        for row in rows:
            book.active.append(row)
        for area in merge:
            book.active.merge_cells(area)

    return workbook(fill)


def test_what_stands_alone_above_a_table_is_a_paragraph() -> None:
    data = sheet(["一、总体情况"], ["本机关重视公开。"], ["项目", "数"], ["规章", 3])
    assert shape(read_document(data, "a.xlsx")) == [
        "一、总体情况",
        "本机关重视公开。",
        ["项目", "数"],
        ["规章", "3"],
    ]


def test_an_empty_row_ends_a_table_and_empty_cells_keep_their_place() -> None:
    data = sheet(["甲", None, 1], ["乙"], [], ["丙", 2], ["丁" * 200])
    document = read_document(data, "a.xlsx")
    assert shape(document) == [["甲", "", "1"], ["乙", "", ""], ["丙", "2"], "丁" * 200]
    assert len(tables(document)) == 2


def test_merged_cells_stand_once_in_their_column() -> None:
    data = sheet(
        ["申请人", "法人", None, "计"],
        [None, "企业", "机构", None],
        ["甲", 1, 2, 3],
        merge=("A1:A2", "B1:C1", "D1:D2"),
    )
    document = read_document(data, "a.xlsx")
    assert shape(document) == [["申请人", "法人", "计"], ["企业", "机构"], ["甲", "1", "2", "3"]]
    assert columns(document) == [[0, 1, 3], [1, 2], [0, 1, 2, 3]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (3.0, "3"),
        (277.3, "277.3"),
        (0.1 + 0.2, "0.3"),
        (-8, "-8"),
        (12_345_678, "12345678"),
        (1e15, "1000000000000000"),
        (True, "TRUE"),
        (date(2020, 1, 20), "2020-01-20"),
        ("1,234\n件", "1,234 件"),
        ("", ""),
    ],
)
def test_values_are_written_as_a_sheet_shows_them(value: Any, shown: str) -> None:
    document = read_document(sheet(["甲", value, "乙"]), "a.xlsx")
    assert shape(document) == [["甲", shown, "乙"]]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.306, "0.0%", "30.6%"),
        (0.306, "0%", "31%"),
        (1, "0%", "100%"),
        (-0.005, "0.00%", "-0.50%"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, "#,##0.00_);[Red](#,##0.00)", "1,234.50"),
        (12.5, '0.0"万元"', "12.5万元"),
        (12.5, '"约"0', "约13"),
        (0.3, "General", "0.3"),
        (35, "@", "35"),
        (0.5, "# ?/?", "0.5"),
        (35, "[DBNum1]0", "35"),
        (1200, "0.0E+00", "1200"),
        (1200, "0,", "1200"),
        (date(2020, 1, 20), 'yyyy"年"m"月"', "2020-01-20"),
        ("3", "0.00", "3"),
    ],
)
def test_numbers_are_written_as_their_format_prints_them(value: Any, code: str, shown: str) -> None:
    def fill(book: Any) -> None:
        book.active.append(["甲", value, "乙"])
        book.active["B1"].number_format = code

    assert shape(read_document(workbook(fill), "a.xlsx")) == [["甲", shown, "乙"]]


def test_formats_belong_to_the_sheet_that_they_are_in() -> None:
    def fill(book: Any) -> None:
        book.active.append(["甲", 0.5])
        book.create_sheet("二").append(["乙", 0.5])
        book["二"]["B1"].number_format = "0%"

    assert tables(read_document(workbook(fill), "a.xlsx")) == [[["甲", "0.5"]], [["乙", "50%"]]]


def test_sheets_follow_one_another_hidden_ones_are_passed_over() -> None:
    def fill(book: Any) -> None:
        book.active.append(["甲", 1])
        book.create_sheet("二").append(["乙", 2])
        hidden = book.create_sheet("旧")
        hidden.append(["丙", 3])
        hidden.sheet_state = "hidden"

    document = read_document(workbook(fill), "a.xlsx")
    assert tables(document) == [[["甲", "1"]], [["乙", "2"]]]


def test_hidden_rows_and_columns_are_passed_over_and_end_no_table() -> None:
    def fill(book: Any) -> None:
        for row in (["甲", 9, 1], ["旧", 8, 7], ["乙", 6, 2]):
            book.active.append(row)
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True

    document = read_document(workbook(fill), "a.xlsx")
    assert tables(document) == [[["甲", "1"], ["乙", "2"]]]


def test_formulas_have_the_value_that_was_computed_or_are_told_to_have_none() -> None:
    data = sheet(["甲", "=1+2", "=2+2"])
    computed = patched(
        data,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>").replace(
            b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"
        ),
    )
    document = read_document(computed, "a.xlsx")
    assert tables(document)[0][0][:2] == ["甲", "3"]
    (remark,) = document.remarks
    assert remark.startswith("1 cells hold formulas")


def test_a_workbook_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="holds no text"):
        read_document(sheet([]), "a.xlsx")


def test_two_far_corners_do_not_make_a_sheet_of_everything_between() -> None:
    def fill(book: Any) -> None:
        book.active["A1"] = "甲"
        book.active["XFD1048576"] = "乙"

    with pytest.raises(DocumentError, match="cells of a sheet"):
        read_document(workbook(fill), "a.xlsx")


def test_a_part_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    bomb = patched(sheet(["甲", 1]), "xl/styles.xml", lambda part: part + b" " * 50_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(DocumentError, match="unpacked"):
        read_document(bomb, "a.xlsx", Limits(unpacked=10_000_000))


@pytest.mark.parametrize(
    "change", [lambda part: part[:200], lambda part: b"", lambda part: part[:-120]]
)
def test_a_damaged_sheet_is_refused(change: Callable[[bytes], bytes]) -> None:
    data = patched(sheet(["甲", 1]), "xl/worksheets/sheet1.xml", change)
    with pytest.raises(DocumentError):
        read_document(data, "a.xlsx")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('规章,"1,234",0\n罚款,"三\n件",""\n', "a.csv"),
        ("规章;1,234;0\n罚款;三 件;\n", "a.csv"),
        ("规章\uff0c1,234\uff0c0\n罚款\uff0c三 件\uff0c\n", "a.csv"),
        ("规章\t1,234\t0\n罚款\t三 件\t\n", "a.csv"),
        ("规章\t1,234\t0\r\n罚款\t三 件\t\r\n", "a.tsv"),
        ('规章,"1,234",0\n罚款,"三\n件",""\n', "a.tsv"),
        ('规章, "1,234", 0\n罚款, "三 件", ""\n', "a.csv"),
        ("'规章','1,234','0'\n'罚款','三 件',''\n", "a.csv"),
        ("“规章”;“1,234”;“0”\n“罚款”;“三 件”;“”\n", "a.csv"),
        ("规章^1,234^0\n罚款^三 件^\n", "a.csv"),
        ('规章;="1,234";\'0\n罚款;三 件;=""\n', "a.csv"),
        ('0,规章,"1,234",0\n1,罚款,三 件,\n', "a.csv"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
def test_delimited_text(text: str, name: str, codec: str) -> None:
    document = read_document(text.encode(codec), name)
    assert tables(document) == [[["规章", "1,234", "0"], ["罚款", "三 件", ""]]]
    assert_sound(document)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "\uff0c"])
def test_prose_does_not_tell_the_delimiter(sign: str) -> None:
    prose = '"一是健全制度\uff0c明确责任;二是加强培训\uff0c共3次;三是强化监督"\n' * 40
    document = read_document(f"{prose}规章{sign}3{sign}0\n".encode(), "a.csv")
    assert tables(document) == [[["规章", "3", "0"]]]
    document = read_document(prose.encode(), "a.csv")
    assert shape(document) == [prose.splitlines()[0].strip('"')] * 40


def test_delimited_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(DocumentError, match="cells of the table"):
        read_document(b"1,2\n" * 100, "a.csv", Limits(cells=199))


cells = st.text(alphabet='规章3,"\n;0 罚', max_size=5).map(lambda text: " ".join(text.split()))
grids = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(cells, min_size=width, max_size=width).map(lambda row: ["甲", *row, "乙"]),
        min_size=1,
        max_size=5,
    )
)


@settings(max_examples=40)
@example([["甲", ";;", ";;", "乙"]])
@given(grids)
def test_a_sheet_and_its_csv_give_the_same_cells(grid: list[list[str]]) -> None:
    import csv

    stream = io.StringIO()
    csv.writer(stream).writerows(grid)
    from_csv = read_document(stream.getvalue().encode(), "a.csv")
    from_xlsx = read_document(sheet(*grid), "a.xlsx")
    assert tables(from_csv) == tables(from_xlsx) == [grid]
    assert_sound(from_csv)
    assert_sound(from_xlsx)
