"""Folders in, tables out: `giox.extract` and what it does with files that are no reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import giox
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

REPORT = """澄海县人民政府2019年政府信息公开工作年度报告
本报告由县政府办公室编制,统计期限自2019年1月1日起至2019年12月31日止。
2019年,全县主动公开政府信息512条,收到政府信息公开申请7件,未发生行政复议和行政诉讼。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two reports, one of them in a subfolder."""
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text(REPORT.replace("512", "600"), encoding="gb18030")
    return tmp_path


def test_tables_have_exactly_the_columns_of_the_contract(folder: Path) -> None:
    extraction = giox.extract(folder)
    assert extraction.reports.schema == REPORTS.schema
    assert extraction.observations.schema == OBSERVATIONS.schema
    assert extraction.findings.schema == FINDINGS.schema
    assert extraction.reports["report"].to_list() == ["a.txt", "sub/b.txt"]
    assert extraction.reports["encoding"].to_list() == ["utf-8", "gb18030"]


def test_every_figure_stands_where_it_says(folder: Path) -> None:
    observations = giox.extract(folder).observations
    assert observations.height >= 8
    for report, start, end, raw in observations.select("report", "start", "end", "raw").iter_rows():
        text = giox.read_report(folder / report).text
        assert raw in text[start:end]


BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": b"\xef\xbb\xbf \r\n\t",
    "junk.txt": bytes(range(128, 256)) * 40,
    "noise.html": os.urandom(0) + bytes((7 * n) % 256 for n in range(4096)),
    "report.xyz": f"{REPORT}\n".encode(),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_a_row_that_says_what_to_do(folder: Path, name: str) -> None:
    sound = giox.extract(folder)
    (folder / name).write_bytes(BAD_FILES[name])
    extraction = giox.extract(folder)
    row = extraction.reports.row(by_predicate=pl.col("report") == name, named=True)
    assert row["status"] == "unreadable"
    finding = extraction.findings.row(by_predicate=pl.col("report") == name, named=True)
    assert finding["severity"] == "error"
    assert len(finding["message"]) > 30
    # … and costs no other file its result.
    others = extraction.observations.filter(pl.col("report") != name)
    assert others.equals(sound.observations)
    assert extraction.observations.height == sound.observations.height


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_rights_is_a_row(folder: Path) -> None:
    path = folder / "locked.txt"
    path.write_text(REPORT)
    path.chmod(0)
    reports = giox.extract(folder).reports
    assert reports.row(by_predicate=pl.col("report") == "locked.txt", named=True)["status"] == (
        "unreadable"
    )


def test_a_broken_link_is_a_row(folder: Path) -> None:
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    extraction = giox.extract(folder)
    status = dict(extraction.reports.select("report", "status").iter_rows())
    assert status == {"a.txt": "ok", "gone.txt": "unreadable", "sub/b.txt": "ok"}


def test_a_page_that_is_no_report_says_so(folder: Path) -> None:
    (folder / "index.txt").write_text("网站地图\n联系我们\n", encoding="utf-8")
    extraction = giox.extract(folder)
    status = dict(extraction.reports.select("report", "status").iter_rows())
    assert status["index.txt"] == "no_report"
    assert "no_report" in extraction.findings["check"].to_list()


def test_a_folder_without_files_gives_empty_tables(tmp_path: Path) -> None:
    extraction = giox.extract(tmp_path)
    assert extraction.reports.schema == REPORTS.schema
    assert (extraction.reports.height, extraction.observations.height) == (0, 0)


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(giox.GioxError, match="does not exist"):
        giox.extract(tmp_path / "nowhere")


def test_hidden_files_are_passed_over(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"\x00\x01")
    assert giox.extract(folder).reports.height == 2


def test_the_order_of_paths_does_not_matter(folder: Path) -> None:
    files = [folder / "a.txt", folder / "sub" / "b.txt"]
    one, other = giox.extract(files), giox.extract(reversed(files))
    assert one.observations.equals(other.observations)
    assert one.reports.equals(other.reports)


def test_files_of_one_name_in_two_folders_are_told_apart(folder: Path, tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.txt").write_text(REPORT, encoding="utf-8")
    extraction = giox.extract([tmp_path / "north", tmp_path / "south"])
    assert extraction.reports["report"].to_list() == ["north/report.txt", "south/report.txt"]


def test_each_document_of_a_dump_is_a_report(folder: Path) -> None:
    lines = [{"url": "https://example.gov.cn/1", "text": REPORT}, {"text": ""}, {"text": REPORT}]
    dump = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n{broken\n"
    (folder / "dump.jsonl").write_text(dump, encoding="utf-8")
    extraction = giox.extract(folder)
    status = dict(extraction.reports.select("report", "status").iter_rows())
    assert status["dump.jsonl#1"] == status["dump.jsonl#3"] == "ok"
    assert status["dump.jsonl#4"] == "unreadable"
    assert "dump.jsonl#2" not in status  # nothing is in it: it is counted
    assert extraction.findings.filter(check="first_look")["found"].to_list() == ["1"]
    figures = extraction.observations.drop("report")
    alone, again = (
        figures.filter(extraction.observations["report"] == name)
        for name in ("a.txt", "dump.jsonl#3")
    )
    assert alone["value"].equals(again["value"])


@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from(["x.txt", "x.html", "x.md", "x.bin"]))
def test_no_bytes_end_a_run(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / name).write_bytes(data)
    extraction = giox.extract(folder)
    assert extraction.reports["status"].to_list()[0] in {"unreadable", "no_report"}
    assert not extraction.findings.filter(pl.col("message").str.contains("reading failed")).height


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_written_tables_come_back(folder: Path, tmp_path: Path, kind: str) -> None:
    extraction = giox.extract(folder)
    paths = extraction.write(tmp_path / "out" / "deep", kind)
    assert [path.name for path in paths] == [
        f"{name}.{kind}" for name in ("reports", "observations", "findings")
    ]
    if kind == "parquet":
        assert pl.read_parquet(paths[1]).equals(extraction.observations)
    else:
        codes = pl.read_csv(paths[1], schema_overrides=dict(OBSERVATIONS.schema))
        assert codes["value"].equals(extraction.observations["value"])


def test_an_output_that_cannot_be_a_folder_is_an_error(folder: Path) -> None:
    with pytest.raises(giox.GioxError, match="cannot be written"):
        giox.extract(folder).write(folder / "a.txt")
