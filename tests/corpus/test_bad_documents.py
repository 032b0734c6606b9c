"""Documents made to deceive a reader: each is a row that says what is wrong, or what it holds.

Those that were found to do harm when somebody set out to; each is made here, small on disk.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import giox
from corpus.texts import REPORT
from giox.documents import Limits, dumps, members, read_document
from giox.errors import DocumentError
from giox.extraction import read_all

SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 2**20


def book(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose sheet is changed."""
    made, stream, changed = Workbook(), io.BytesIO(), io.BytesIO()
    for line in REPORT.splitlines():
        made.active.append([line])
    made.active.append(["规章", 3])
    made.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name == SHEET else part, zipfile.ZIP_DEFLATED)
    return changed.getvalue()


def open_document(size: int) -> bytes:
    """An archive whose first part, which says what the archive is, is so long."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b" " * size)
    return stream.getvalue()


def damaged(data: bytes) -> bytes:
    """The same with its first part damaged."""
    at = data.index(b"mimetype") + len("mimetype")
    return data[:at] + b"\xff" * 12 + data[at + 12 :]


def far_off(cell: bytes) -> Callable[[bytes], bytes]:
    """Add a cell at the far corner of a sheet."""
    return lambda xml: xml.replace(
        b"</sheetData>", b"<row>" + cell + b"<v>1</v></c></row></sheetData>"
    )


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(DocumentError) as refused:
        read_document(data, name)
    return str(refused.value)


@pytest.mark.parametrize(
    "cell",
    [
        b"<c r='XFD1048576'>",
        b'<c r = "XFD1048576">',
        b'<c\ts="1"\nr="xfd1048576">',
        b'<c r="ZZZZZZ4294967295">',
    ],
)
def test_a_far_cell_lays_out_no_sheet(cell: bytes) -> None:
    assert "cells of a sheet" in refusal(book(far_off(cell)), "a.xlsx")


def test_merged_cells_without_end_cost_no_time() -> None:
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:CV100"/>' * 20_000 + b"</mergeCells>"
    data = book(lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merges))
    start = time.process_time()
    assert "年度报告" in read_document(data, "a.xlsx").text
    assert time.process_time() - start < 10  # of some hundred seconds for all their cells


@pytest.mark.parametrize("tag", ["DIV", "Section", "main", "fieldset", "search"])
def test_tags_within_one_another_without_end_cost_no_time(tag: str) -> None:
    start = time.process_time()
    page = f"<html>{f'<{tag}>' * 100_000}<p>{REPORT}"
    assert "申请7件" in read_document(page.encode(), "a.html").text
    assert time.process_time() - start < 10  # of some forty for the parser


def test_what_an_archive_says_of_itself_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    read = zipfile.ZipExtFile.read

    def noted(part: zipfile.ZipExtFile, most: int = -1) -> bytes:
        asked.append(most)
        return read(part, most)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", noted)
    assert "zip archive" in refusal(open_document(MEGABYTE), "a.odt")
    assert asked
    assert all(0 <= most < MEGABYTE for most in asked)


def test_pages_within_one_another_without_end() -> None:
    parts = "".join(
        f"--b{n}\nContent-Type: multipart/related; boundary=b{n + 1}\n\n" for n in range(3_000)
    )
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n"
    assert "no page in the web archive" in refusal((head + parts).encode(), "a.mht")


def test_a_link_to_a_file_of_a_very_long_name_costs_no_time() -> None:
    start = time.process_time()
    name = "年" * 300_000
    page = f"<p>{REPORT}</p><a href='{name}'>附件</a><a href='{name}.pdf'>附件</a>"
    (remark,) = read_document(page.encode(), "a.html").remarks
    assert f"{name}.pdf (附件)" in remark
    assert time.process_time() - start < 10  # of many hundreds


def test_titles_without_end_cost_no_time() -> None:
    start = time.process_time()
    titles = "2019年政府信息公开工作年度报告\n" * 20_000
    assert len(read_all(titles.encode(), "a.txt")) == 1
    assert time.process_time() - start < 20  # of two hundred, each looking at all before it


@pytest.mark.parametrize("digits", [20, 400, 5_000])
def test_digits_that_run_on_are_no_figure(tmp_path: Path, digits: int) -> None:
    (tmp_path / "a.txt").write_text(f"{REPORT}本机关收到申请{'7' * digits}件。\n", encoding="utf-8")
    extraction = giox.extract(tmp_path, processes=0)
    applications = extraction.observations.filter(indicator="applications.new")
    assert applications["value"].to_list() == [7]
    (message,) = extraction.findings.filter(check="impossible_count")["message"]
    assert "digits run on" in message


def test_an_archive_that_is_damaged_where_it_says_what_it_is() -> None:
    assert "damaged zip archive" in refusal(damaged(open_document(500)), "a.odt")


def test_a_line_that_takes_too_much_memory_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = json.dumps({"text": REPORT})
    path = tmp_path / "a.jsonl"
    path.write_text(f"{sound}\nLARGE\n{sound}\n", encoding="utf-8")
    loads = json.loads

    def short(line: bytes) -> Any:
        if line.startswith(b"LARGE"):
            raise MemoryError
        return loads(line)

    monkeypatch.setattr(dumps.json, "loads", short)
    assert [member.problem is None for member in members(path, limits=Limits())] == [
        True,
        False,
        True,
    ]
    reports = giox.extract(path, processes=0).reports
    assert dict(reports.select("report", "status").iter_rows()) == {
        "a.jsonl#1": "ok",
        "a.jsonl#2": "unreadable",
        "a.jsonl#3": "ok",
    }
