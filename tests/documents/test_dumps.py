"""Many documents in one file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from shapes import shape

from giox.documents import Limits, is_dump, members
from giox.errors import DocumentError

TEXT = "一、总体情况\n规章 | 3\n"
PAGE = "<p>一、总体情况</p><table><tr><td>规章<td>3</table>"
BLOCKS = ["一、总体情况", ["规章", "3"]]


def lines(folder: Path, *rows: Any, name: str = "dump.jsonl") -> Path:
    path = folder / name
    text = "".join(
        (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n"
        for row in rows
    )
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def archive(*records: tuple[str, str, bytes, str], packed: bool = True) -> bytes:
    """Records of kind, content type, body and status."""
    written = []
    for number, (kind, content_type, body, status) in enumerate(records):
        http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Target-URI: http://www.songxi.gov.cn/{number}/%E6%8A%A5%E5%91%8A.html\r\n"
            "WARC-Date: 2021-01-20T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        written.append(gzip.compress(record) if packed else record)
    return b"".join(written)


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.ndjson", "dump.JSONL", "dump.jsonl.gz"])
@pytest.mark.parametrize(
    "row", [{"text": TEXT}, {"html": PAGE}, {"Content": TEXT}, {"正文": TEXT}, {"text": PAGE}]
)
def test_lines_of_json(tmp_path: Path, name: str, row: dict[str, str]) -> None:
    (member,) = members(lines(tmp_path, row | {"title": "年报", "url": "http://a.cn"}, name=name))
    assert member.name == f"{name}#1"
    assert member.about == {"title": "年报", "url": "http://a.cn"}
    assert shape(member.document()) == BLOCKS


def test_text_stays_as_it_is(tmp_path: Path) -> None:
    (member,) = members(lines(tmp_path, {"text": TEXT}))
    assert member.document().text == TEXT


def test_a_page_is_better_than_its_text(tmp_path: Path) -> None:
    (member,) = members(lines(tmp_path, {"text": "规章 3", "html": PAGE}))
    assert shape(member.document()) == BLOCKS


@pytest.mark.parametrize(
    "row",
    [
        {"page_source": PAGE * 5, "note": "saved"},
        {"报告文本": TEXT * 20},
        {"text": "", "body_of_report": TEXT * 20},
        {"doc": {"title": "年报", "text": TEXT}},
        TEXT,
    ],
)
def test_columns_of_any_name(tmp_path: Path, row: Any) -> None:
    (member,) = members(lines(tmp_path, json.dumps(row, ensure_ascii=False)))
    assert shape(member.document())[:2] == BLOCKS
    if isinstance(row, dict):
        path = tmp_path / "dump.parquet"
        pl.DataFrame([row]).write_parquet(path)
        (member,) = members(path)
        assert shape(member.document())[:2] == BLOCKS


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-8-sig"])
def test_lines_in_another_encoding(tmp_path: Path, codec: str) -> None:
    text = "一、本機關收到申請3件,年度報告中政府信息公開的情況"
    path = tmp_path / "dump.jsonl"
    path.write_bytes(json.dumps({"text": text}, ensure_ascii=False).encode(codec))
    (member,) = members(path)
    assert member.document().text == text


def test_every_line_has_a_member_or_is_empty(tmp_path: Path) -> None:
    rows = [
        {"text": TEXT},
        "",
        "{broken",
        {"title": "甲"},
        "[1, 2]",
        {"text": ""},
        "[" * 100_000,
        '{"text": "\\ud800收到申请"}',
        {"text": TEXT},
    ]
    found = list(members(lines(tmp_path, *rows)))
    assert [one.name for one in found] == [f"dump.jsonl#{n}" for n in (1, 3, 4, 5, 6, 7, 8, 9)]
    assert ["JSON" in (one.problem or "") for one in found] == [
        False, True, False, False, False, True, False, False,
    ]  # fmt: skip
    for one in found[1:6]:
        with pytest.raises(DocumentError):
            one.document()
    assert found[6].document().text == "\ufffd收到申请"
    assert shape(found[7].document()) == BLOCKS


def test_a_member_beyond_the_limit_costs_no_other(tmp_path: Path) -> None:
    path = lines(tmp_path, {"text": "x" * 5_000}, {"text": TEXT})
    large, small = members(path, limits=Limits(size=1_000))
    assert "larger than 1,000 bytes" in (large.problem or "")
    assert shape(small.document()) == BLOCKS


def test_a_table_of_documents(tmp_path: Path) -> None:
    path = tmp_path / "dump.parquet"
    pl.DataFrame(
        {
            "id": range(300),
            "text": [TEXT] * 299 + [None],
            "title": ["年报"] * 300,
            "other": [1] * 300,
        }
    ).write_parquet(path, row_group_size=50)
    found = list(members(path, name="年报/dump.parquet"))
    assert [one.name for one in found] == [f"年报/dump.parquet#{n}" for n in range(1, 301)]
    assert found[128].about == {"title": "年报", "id": "128"}
    assert shape(found[298].document()) == BLOCKS
    with pytest.raises(DocumentError, match="empty"):
        found[299].document()


def test_a_table_of_bytes(tmp_path: Path) -> None:
    path = tmp_path / "dump.parquet"
    pl.DataFrame({"HTML": [PAGE.encode("gb18030")]}).write_parquet(path)
    (member,) = members(path)
    document = member.document()
    assert (shape(document), document.encoding) == (BLOCKS, "gb18030")


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("dump.parquet", b"PAR1 no more", "write it again"),
        ("dump.jsonl.gz", b"no gzip", "cannot be read"),
        ("dump.zip", b"", "ends with"),
        ("missing.jsonl", None, "cannot be read"),
        ("missing.parquet", None, "cannot be read"),
    ],
)
def test_what_is_no_dump_is_refused(
    tmp_path: Path, name: str, data: bytes | None, advice: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError, match=advice):
        list(members(tmp_path / name))


def test_a_table_on_which_polars_panics_is_said_to_be_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "d.parquet"
    pl.DataFrame({"text": ["收到申请3件", "收到申请5件"]}).write_parquet(path)

    class Damaged:
        def __init__(self, *_: object) -> None: ...

        def collect(self) -> pl.DataFrame:
            message = "assertion failed: offset + length <= self.length"
            raise pl.exceptions.PanicException(message)

    monkeypatch.setattr(pl.LazyFrame, "slice", Damaged)
    (member,) = members(path)
    assert member.problem is not None
    assert "write the table again" in member.problem


def test_a_table_without_documents_is_refused_naming_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "dump.parquet"
    pl.DataFrame({"year": [2020]}).write_parquet(path)
    with pytest.raises(DocumentError, match="year"):
        list(members(path))


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_web_archive(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(
        archive(
            ("response", "text/html; charset=utf-8", PAGE.encode("gb18030"), "200 OK"),
            ("response", "image/png", b"\x89PNG", "200 OK"),
            ("response", "text/html", PAGE.encode(), "404 Not Found"),
            ("request", "text/html", b"", "GET / HTTP/1.1"),
            ("response", "text/plain", TEXT.encode(), "200 OK"),
            packed=name.endswith(".gz"),
        )
    )
    found = list(members(path))
    assert [one.name for one in found] == [f"{name}#1", f"{name}#5"]
    assert found[0].about == {"url": "http://www.songxi.gov.cn/0/%E6%8A%A5%E5%91%8A.html"}
    assert found[0].file_name == "报告.html"
    assert [shape(one.document()) for one in found] == [BLOCKS, BLOCKS]


def test_a_web_archive_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    whole = archive(*[("response", "text/html", PAGE.encode(), "200 OK")] * 3)
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(whole[: len(whole) * 2 // 3 + 20])
    found = list(members(path))
    assert shape(found[0].document()) == BLOCKS
    assert len(found) >= 2


def test_dumps_are_known_by_their_ending() -> None:
    assert is_dump("A.WARC.GZ")
    assert not is_dump("a.json")
    assert not is_dump("parquet")


MANY = [{"text": f"{TEXT}{n}\n"} for n in range(300)]


@pytest.mark.parametrize(
    "name", ["d.jsonl", "d.jsonl.gz", "d.parquet", "d.warc", "d.warc.gz", "damaged.warc.gz"]
)
def test_members_are_found_again_by_their_positions(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if "warc" in name:
        record = ("response", "text/html", PAGE.encode(), "200 OK")
        picture = ("response", "image/png", b"\x89PNG", "200 OK")
        data = archive(*([record, picture] * 20), packed=name.endswith(".gz"))
        path.write_bytes(data[:-40] if name.startswith("damaged") else data)
    elif name.endswith(".parquet"):
        pl.DataFrame(MANY).write_parquet(path)
    else:
        lines(tmp_path, *MANY[:7], "{broken", "", *MANY[7:], name=name)
    every = list(members(path))
    assert [member.number for member in every] == sorted(member.number for member in every)
    wanted = [*every[::3], every[5], every[4]]
    found = members(path, at=[(one.number, one.position) for one in wanted])
    assert list(found) == [one for one in wanted if one.problem is None or "line" in one.problem]
