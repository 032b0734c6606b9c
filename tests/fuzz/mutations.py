"""Specimens of every format, and ways to damage their bytes."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import polars as pl
from specimens.make import make

from giox.documents import is_dump, members, read_document
from giox.errors import DocumentError

CHUNKED = "Transfer-Encoding: chunked"
GOLDEN = Path(__file__).resolve().parent.parent / "documents" / "golden"
TOKENS = (
    b"",
    b"\x00",
    b"\xff",
    b"<",
    b">",
    b"&",
    b"<table>",
    b"</td>",
    b"<td colspan=99999>",
    b"<!--",
    b"|",
    b"\t",
    b"\r",
    b"\x81",
    b"%PDF-",
    b"PK\x03\x04",
    b"endobj",
    b"WARC/1.0\r\n",
    b"\x1f\x8b\x08",
    b"stream",
    b"<<",
    b"-1",
    b"99999999999",
    b"\xed\xa0\x80",
    "件".encode(),
    "件".encode("gb18030"),
    "\u200b\u3000".encode(),
)


@cache
def specimens() -> Mapping[str, bytes]:
    """Bytes of sound files by their names: every layout, every page shape, every dump."""
    found: dict[str, bytes] = {}
    for form, layout in (
        ("2019", "pipe"),
        ("2014", "tabs"),
        ("2021", "markdown"),
        ("2019", "html"),
        ("2014", "docx"),
        ("2014", "xlsx"),
        ("2014", "pdf"),
    ):
        specimen = make(form, layout, "none", 1)
        found[specimen.filename] = specimen.data
    for path in GOLDEN.iterdir():
        if path.suffix not in {".txt", ".py", ".new"} and path.stat().st_size < 100_000:
            found[path.name] = path.read_bytes()
    page = "<p>一、总体情况</p><table><tr><td>规章<td>3</table>"
    found["dump.jsonl"] = (json.dumps({"html": page, "title": "甲"}) + "\n").encode() * 3
    found["dump.jsonl.gz"] = gzip.compress(found["dump.jsonl"], mtime=0)
    found["figures.csv"] = "项目,数\n规章,3\n".encode()
    stream = io.BytesIO()
    pl.DataFrame({"html": [page] * 3}).write_parquet(stream)
    found["dump.parquet"] = stream.getvalue()
    records = [
        _record(gzip.compress(page.encode(), mtime=0), "Content-Encoding: gzip"),
        _record(brotli.compress(page.encode()), "Content-Encoding: br"),
        _record(b"%x\r\n%b\r\n0\r\n\r\n" % (len(page.encode()), page.encode()), CHUNKED),
    ]
    found["dump.warc"] = b"".join(records)
    found["dump.warc.gz"] = b"".join(gzip.compress(one, mtime=0) for one in records)
    return dict(sorted(found.items()))


def _record(page: bytes, header: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n\r\n".encode() + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.gov.cn/a.html\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def damaged(data: bytes, steps: list[tuple[float, int, bytes, bool]]) -> bytes:
    """Replace bytes: where as a share of the length, how many, by what; or move them there."""
    changed = bytearray(data)
    for share, length, token, is_move in steps:
        at = int(share * len(changed))
        piece = bytes(changed[at : at + length])
        changed[at : at + length] = token
        if is_move:
            changed[len(changed) // 3 : len(changed) // 3] = piece * 2
    return bytes(changed)


def repacked(data: bytes, steps: list[tuple[float, int, bytes, bool]]) -> bytes:
    """Damage what is in an office file instead of the archive around it."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return damaged(data, steps)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            is_main = name.endswith(("document.xml", "sheet1.xml", "styles.xml", "workbook.xml"))
            new.writestr(zipfile.ZipInfo(name), damaged(part, steps) if is_main else part)
    return stream.getvalue()


def read_all(data: bytes, name: str) -> None:
    """Read a file, or every member of a dump; what is refused with advice is in order."""
    try:
        if not is_dump(name):
            check(read_document(data, name))
            return
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            for member in members(path):
                try:
                    check(member.document())
                except DocumentError:
                    continue
    except DocumentError:
        return


def check(document: object) -> None:
    """Everything points into the text, in order."""
    from shapes import assert_sound

    assert_sound(document)  # type: ignore[arg-type]
