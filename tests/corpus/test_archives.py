"""Dumps and web archives give what the same files give, and pass over what is no report."""

from __future__ import annotations

import errno
import gzip
import io
import json
import random
import re
import sys
from pathlib import Path

import polars as pl
import pytest
from specimens.make import combinations, make

import giox
from corpus.texts import REPORT
from giox.corpus import batches, reading
from giox.corpus.firstlook import can_be_report
from giox.corpus.options import Options
from giox.corpus.reading import read_items
from giox.corpus.rows import Item
from giox.corpus.tables import from_bytes

NEWS = "<html><title>要闻</title><p>今日气温3度,全市粮食产量512吨,同比增长2%。</p></html>"
PLAIN_LAYOUTS = {"pipe", "pipe_grid", "tabs", "cells", "spaces", "markdown", "html"}


def texts(count: int) -> list[str]:
    return [
        REPORT.replace("512", str(500 + number)).replace("2019", str(2010 + number % 9))
        for number in range(count)
    ]


def dump(path: Path, pages: list[str]) -> Path:
    """Write pages as a dump of the kind that the name of the path says."""
    if path.name.endswith(".parquet"):
        pl.DataFrame({"html": pages}).write_parquet(path)
        return path
    if "warc" in path.name:
        records = [record(page) for page in pages]
        packed = path.name.endswith(".gz")
        path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
        return path
    lines = "".join(json.dumps({"html": page}) + "\n" for page in pages).encode()
    path.write_bytes(gzip.compress(lines) if path.name.endswith(".gz") else lines)
    return path


def record(page: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    return (
        (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            "WARC-Target-URI: http://www.songxi.gov.cn/a.html\r\n"
            "WARC-Date: 2021-01-20T00:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        ).encode()
        + http
        + b"\r\n\r\n"
    )


@pytest.mark.parametrize("name", ["d.jsonl", "d.jsonl.gz", "d.parquet", "d.warc", "d.warc.gz"])
def test_a_dump_gives_what_its_pages_give_as_files(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_MOST_ITEMS", 5)
    pages = [f"<p>{text}</p>" for text in texts(23)]
    (tmp_path / "files").mkdir()
    (tmp_path / "dump").mkdir()
    for number, page in enumerate(pages, start=1):
        (tmp_path / "files" / f"{name}#{2 * number}.html").write_text(page, encoding="utf-8")
    dump(tmp_path / "dump" / name, [one for page in pages for one in (NEWS, page)])
    files = giox.extract(tmp_path / "files", processes=0)
    found = giox.extract(tmp_path / "dump", processes=0)
    bare = pl.col("report").str.strip_suffix(".html")
    for table in ("reports", "observations"):
        expected = getattr(files, table).with_columns(bare)
        assert getattr(found, table).equals(expected.sort("report", maintain_order=True))
    (passed,) = found.findings.filter(check="first_look").rows(named=True)
    assert (passed["report"], passed["found"], passed["severity"]) == (name, "23", "notice")
    assert giox.extract(tmp_path / "dump", processes=0, first_look=False).reports.height == 46


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not know")
@pytest.mark.parametrize(
    "name", ["d*.parquet", "d[12].parquet", "d?.parquet", "html=x/d.parquet", "\udcff.parquet"]
)
def test_the_name_of_a_table_is_no_pattern_and_no_column(tmp_path: Path, name: str) -> None:
    dump(tmp_path / "d1.parquet", ["<p>not this one</p>"])
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(dump(tmp_path / "e.parquet", texts(1)).read_bytes())
    (tmp_path / "e.parquet").unlink()
    reports = giox.extract(tmp_path, processes=0).reports
    assert reports.filter(pl.col("report").str.ends_with("#1"))["status"].to_list() == ["ok"]
    assert reports.filter(report="d1.parquet")["status"].to_list() == ["no_report"]


def test_a_file_is_told_from_the_document_of_a_dump_that_has_its_name(tmp_path: Path) -> None:
    first, second = texts(2)
    dump(tmp_path / "d.jsonl", [first])
    (tmp_path / "d.jsonl#1").write_text(second, encoding="utf-8")
    (tmp_path / "other#1").write_text(second, encoding="utf-8")
    names = ["d.jsonl#1", "d.jsonl#1~2", "other#1"]
    assert giox.extract(tmp_path, processes=0).reports["report"].to_list() == names


def test_a_dump_that_grows_is_read_from_where_it_grew(tmp_path: Path) -> None:
    path, output = tmp_path / "d.jsonl", tmp_path / "out"
    dump(path, texts(10))
    giox.extract_to(path, output, processes=0)
    dump(path, texts(13))
    giox.extract_to(path, output, processes=0)
    ledgers = [pl.read_parquet(one) for one in (output / ".parts" / "ledger").iterdir()]
    read = pl.concat(ledgers).filter(pl.col("part").is_null(), pl.col("sha256").is_not_null())
    assert read["report"].n_unique() == read.height == 13
    giox.extract_to(path, tmp_path / "anew", processes=0)
    for name in ("reports", "observations", "findings"):
        one, other = (folder / f"{name}.parquet" for folder in (output, tmp_path / "anew"))
        assert one.read_bytes() == other.read_bytes()


def test_a_dump_without_reports_is_a_row(tmp_path: Path) -> None:
    extraction = giox.extract(dump(tmp_path / "d.warc.gz", [NEWS] * 3), processes=0)
    assert extraction.reports.select("report", "status").rows() == [("d.warc.gz", "no_report")]


def test_rows_with_nothing_in_them_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "d.parquet"
    pl.DataFrame({"html": [REPORT, *[None] * 9, ""], "text": None}).write_parquet(path)
    found = giox.extract(path, processes=0)
    assert found.reports.select("report", "status").rows() == [("d.parquet#1", "ok")]
    assert found.findings.filter(check="first_look")["found"].to_list() == ["10"]
    everything = giox.extract(path, processes=0, first_look=False)
    assert everything.reports["status"].to_list().count("unreadable") == 10


def test_a_dump_that_is_none_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "d.parquet").write_bytes(b"PAR1nothing")
    extraction = giox.extract(tmp_path, processes=0)
    assert extraction.reports["status"].to_list() == ["unreadable"]


def test_copies_are_marked(tmp_path: Path) -> None:
    specimen = make("2019", "html", "none", 1)
    copy = specimen.data.replace(b"</html>", "<p>打印本页 关闭窗口</p></html>".encode())
    for name, data in (("a", specimen.data), ("b", copy), ("c", make("2021", "html").data)):
        (tmp_path / f"{name}.html").write_bytes(data)
    extraction = giox.extract(tmp_path, processes=0)
    found = extraction.duplicates.select("report", "duplicate_of").rows()
    assert found == [("b.html", "a.html")]


@pytest.mark.parametrize(
    ("layouts", "seeds"),
    [({"html"}, range(1)), pytest.param(PLAIN_LAYOUTS, range(3), marks=pytest.mark.slow)],
    ids=["html", "all"],
)
def test_no_report_is_lost_by_the_first_look(layouts: set[str], seeds: range) -> None:
    kinds = [kind for kind in combinations() if kind[1] in layouts]
    pages = [make(*kind, seed) for kind in kinds for seed in seeds]
    assert len(pages) > 90
    assert [page.filename for page in pages if not can_be_report(page.data)] == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (NEWS, False),
        ("<p>Annual report of the company</p>", False),
        ("", False),
        ("政府資訊公開年度報告", True),
        ("政 府 信 息 公 开 年 度 报 告", True),
        ("<b>政</b><b>府</b>信(xìn)息公开<i>年度</i>报<i>告</i>", True),
        ("&#25919;&#24220;&#20449;&#24687;&#20844;&#24320;&#65292;&#x884C;&#x653F;诉讼", True),
        ("⾏政复议,⾏政诉讼", True),
    ],
)
def test_what_the_first_look_sees(page: str, *, expected: bool) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert can_be_report(page.encode(encoding)) is expected or page == ""


def with_header(line: bytes) -> bytes:
    """A record whose page is delivered with one header more."""
    head, page = record(REPORT).split(b"text/html\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]) + len(line) + 2
    changed = head.replace(b"Content-Length: ", b"Content-Length: %d\r\nX-Was: " % length)
    return changed + b"text/html\r\n" + line + b"\r\n\r\n" + page


HOSTILE = {
    "not_packed": (with_header(b"Content-Encoding: gzip"), "ok"),
    "not_packed_otherwise": (with_header(b"Content-Encoding: br"), "ok"),
    "of_no_pieces": (with_header(b"Transfer-Encoding: chunked"), "ok"),
    "address_of_none": (
        record(REPORT).replace(b"http://www.songxi.gov.cn/a.html", b"http://[::1/%00.html"),
        "ok",
    ),
    "without_address": (
        record(REPORT).replace(b"WARC-Target-URI", b"WARC-Target-UFO"),
        "unreadable",
    ),
    "without_headers": (b"WARC/1.0\r\n\r\n", "unreadable"),
    "without_length": (record(REPORT).replace(b"Content-Length", b"Length"), "unreadable"),
    "too_long": (record(REPORT).replace(b"Content-Length: ", b"Content-Length: 9"), "unreadable"),
    "too_short": (
        re.sub(rb"(Content-Length: \d+)\d", rb"\1", record(REPORT)),
        "unreadable",
    ),
    "negative": (
        record(REPORT).replace(b"Content-Length: ", b"Content-Length: -"),
        "unreadable",
    ),
    "junk": (b"junk\r\n\r\n", "unreadable"),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("case", HOSTILE)
def test_a_record_that_is_wrong_costs_only_itself(
    tmp_path: Path, case: str, *, packed: bool
) -> None:
    wrong, status = HOSTILE[case]
    assert wrong != record(REPORT)
    records = [record(REPORT), wrong, record(REPORT), record(REPORT)]
    (tmp_path / "d.warc").write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    reports = giox.extract(tmp_path, processes=0).reports
    assert reports["report"].to_list() == [f"d.warc#{number}" for number in range(1, 5)]
    assert reports["status"].to_list() == ["ok", status, "ok", "ok"]


def test_pages_found_before_an_archive_cannot_be_read_any_more_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dump(tmp_path / "d.warc", texts(60))
    good = path.stat().st_size // 2

    class Fails(io.BufferedReader):
        """A disk with a bad place, at first."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > good:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size)

    output = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(reading, "followed", lambda place, _: Fails(io.FileIO(place)))
        giox.corpus.extract_to(path, output, processes=0)
    reports = pl.read_parquet(output / "reports.parquet")
    assert dict(reports.group_by("status").len().iter_rows()).keys() == {"ok", "unreadable"}
    assert reports.filter(status="unreadable")["report"].to_list() == ["d.warc"]
    giox.corpus.extract_to(path, output, processes=0)
    assert pl.read_parquet(output / "reports.parquet")["status"].to_list() == ["ok"] * 60


def test_lines_that_are_cut_off_give_what_they_have(tmp_path: Path) -> None:
    pages = [f"{page}{random.Random(page).randbytes(9_000).hex()}" for page in texts(8)]
    path = dump(tmp_path / "d.jsonl.gz", pages)
    whole = path.read_bytes()
    for damaged in (whole[:-2_000], whole + b"garbage"):
        path.write_bytes(damaged)
        reports = giox.extract(path, processes=0)
        statuses = reports.reports["status"].to_list()
        assert statuses == ["ok"] * (len(statuses) - 1) + ["unreadable"]
        assert len(statuses) in (8, 9)
        (message,) = reports.findings.filter(check="unreadable")["message"]
        assert "damaged from line" in message


@pytest.mark.parametrize("name", ["d.jsonl", "d.jsonl.gz", "d.warc", "d.warc.gz"])
def test_what_is_no_document_counts_as_progress(tmp_path: Path, name: str) -> None:
    lone = record(NEWS).replace(b"response", b"request ") if "warc" in name else b"\n" * 100
    end = record(REPORT) if "warc" in name else json.dumps({"text": REPORT}).encode()
    parts = [*[lone] * 5_000, end]
    path = tmp_path / name
    path.write_bytes(b"".join(map(gzip.compress, parts) if name.endswith("gz") else parts))
    told: list[int] = []
    piece = read_items([Item(name, str(path), "x")], Options(), told.append)
    assert len(told) > path.stat().st_size / 2**16
    (found,) = from_bytes(piece.tables["members"])["report"]
    assert found.startswith(f"{name}#")
