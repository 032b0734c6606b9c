"""Many documents in one file: JSON Lines, Parquet tables and web archives (WARC).

A dump is a stream of members, each of which is read as a file of its own would be. Nothing is
lost on the way: what cannot be taken out of the dump is a member that says why.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from giox.documents.limits import Limits
from giox.documents.model import Document
from giox.documents.read import read_document
from giox.errors import DocumentError

__all__ = ["DUMPS", "Member", "is_dump", "members"]

DUMPS = tuple(".jsonl .jsonl.gz .ndjson .ndjson.gz .parquet .warc .warc.gz".split())
"""Endings of the files that hold many documents."""

# Columns that hold a document, the best first: a page keeps its tables, its text has lost some.
_COLUMNS = (
    "html content_html raw_html html_content body_html page_html page text content raw_content "
    "fulltext full_text body article markdown 正文 内容 全文 网页 文本"
).split()
_ABOUT = "title url date published pubdate source site agency id 标题 网址 日期 来源".split()
_LONE = re.compile("[\ud800-\udfff]")
_ROWS_AT_ONCE = 128
_READ_TYPES = ("html", "text/plain", "pdf", "msword", "officedocument", "ms-excel", "octet-stream")


@dataclass(frozen=True, slots=True)
class Member:
    """One document of a dump.

    Attributes
    ----------
    name : str
        The name of the dump, `#` and the number of the line, row or record, from 1.
    data : bytes
        What a file of this document would hold.
    file_name : str
        What such a file would be called; only its ending matters.
    about : mapping of str to str
        What the dump says of it beside its text: title, url, date …
    problem : str or None
        Why there are no data.
    """

    name: str
    data: bytes = field(repr=False)
    file_name: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None

    def document(self, limits: Limits | None = None) -> Document:
        """Read the document, as `giox.documents.read_document` does.

        Raises
        ------
        DocumentError
            If it cannot be read, or could not be taken out of the dump.
        """
        if self.problem is not None:
            raise DocumentError(self.problem)
        return read_document(self.data, self.file_name, limits)


def is_dump(name: str) -> bool:
    """Tell by its ending whether a file holds many documents.

    Examples
    --------
    >>> is_dump("crawl-2021.warc.gz"), is_dump("report.html")
    (True, False)
    """
    return name.lower().endswith(DUMPS)


def members(
    path: str | Path, name: str | None = None, limits: Limits | None = None
) -> Iterator[Member]:
    r"""Yield the documents of a dump one after the other, however many it holds.

    Of a JSON Lines file or a Parquet table the column is read that holds pages (`html`) or
    text (`text`, `content`, `正文` …); of a web archive the pages and documents that were
    delivered, not pictures, scripts or failures.

    Parameters
    ----------
    path : str or Path
        The dump, a file whose name ends with one of `DUMPS`.
    name : str, optional
        What the names of its members begin with; by default the name of the file.
    limits : Limits, optional
        No member larger than its `size` is taken out.

    Raises
    ------
    DocumentError
        If the file cannot be opened, is no such dump, or has no column of documents.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dump = pathlib.Path(folder, "reports.jsonl")
    ...     _ = dump.write_text('{"title": "甲", "text": "收到申请3件"}\n', encoding="utf-8")
    ...     [(one.name, one.document().text, one.about) for one in members(dump)]
    [('reports.jsonl#1', '收到申请3件', {'title': '甲'})]
    """
    path = Path(path)
    name = path.name if name is None else name
    limits = limits or Limits()
    lower = path.name.lower()
    if not is_dump(lower):
        msg = f"{path.name} is no dump of documents; name a file that ends with {', '.join(DUMPS)}"
        raise DocumentError(msg)
    if ".warc" in PurePath(lower).suffixes:
        return _of_archive(path, name, limits)
    if lower.endswith(".parquet"):
        return _of_table(path, name, limits)
    return _of_lines(path, name, limits)


def _of_lines(path: Path, name: str, limits: Limits) -> Iterator[Member]:
    with _opened(path) as stream:
        number = 0
        while line := stream.readline(limits.size + 1):
            number += 1
            where = f"{name}#{number}"
            if len(line) > limits.size:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(limits.size)
                yield _too_large(where, limits)
                continue
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                problem = f"line {number} of the dump is no JSON ({error}); repair or remove it"
                yield Member(where, b"", problem=problem)
                continue
            yield _of_row(where, row if isinstance(row, dict) else {}, limits)


def _of_table(path: Path, name: str, limits: Limits) -> Iterator[Member]:
    import polars as pl

    try:
        table = pl.scan_parquet(path)
        schema = table.collect_schema()
        kept = [one for one in schema if one.lower() in {*_COLUMNS, *_ABOUT}]
        rows = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        msg = f"{path.name} cannot be read as a Parquet table ({error}); write it again"
        raise DocumentError(msg) from error
    if not any(one.lower() in _COLUMNS for one in kept):
        msg = (
            f"{path.name} has no column of documents among {', '.join(schema)}; call the one that "
            "holds pages `html`, or the one that holds text `text`"
        )
        raise DocumentError(msg)
    for start in range(0, rows, _ROWS_AT_ONCE):
        try:
            part = table.select(kept).slice(start, _ROWS_AT_ONCE).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            problem = f"rows from {start + 1} on cannot be read ({error}); write the table again"
            yield Member(f"{name}#{start + 1}", b"", problem=problem)
            return
        for number, row in enumerate(part.iter_rows(named=True), start=start + 1):
            yield _of_row(f"{name}#{number}", row, limits)


def _of_row(where: str, row: Mapping[str, Any], limits: Limits) -> Member:
    known = {key.lower(): value for key, value in row.items() if isinstance(key, str)}
    about = {key: str(known[key]) for key in _ABOUT if known.get(key) not in (None, "")}
    for column in _COLUMNS:
        value = known.get(column)
        if not value or not isinstance(value, str | bytes):
            continue
        # JSON can name halves of characters, which no text has.
        data = value if isinstance(value, bytes) else _LONE.sub("\ufffd", value).encode()
        if len(data) > limits.size:
            return _too_large(where, limits)
        is_page = _COLUMNS.index(column) < _COLUMNS.index("text") or column == "网页"
        return Member(where, data, "page.html" if is_page else "text.txt", about)
    problem = "the row holds no document: no `html`, `text` or `content`, or nothing in it"
    return Member(where, b"", about=about, problem=problem)


def _of_archive(path: Path, name: str, limits: Limits) -> Iterator[Member]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                number += 1
                if _is_document(record):
                    yield _of_record(f"{name}#{number}", record, limits)
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error, ValueError) as error:
        problem = f"the archive is damaged after record {number} ({error}); download it again"
        yield Member(f"{name}#{number + 1}", b"", problem=problem)


def _is_document(record: Any) -> bool:  # noqa: ANN401 - warcio has no types
    if record.rec_type not in {"response", "resource"}:
        return False
    http = record.http_headers
    if http is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
        return record.rec_type == "resource" and any(one in kind for one in _READ_TYPES)
    kind = (http.get_header("Content-Type") or "html").lower()
    return http.get_statuscode() == "200" and any(one in kind for one in _READ_TYPES)


def _of_record(where: str, record: Any, limits: Limits) -> Member:  # noqa: ANN401
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    about = {"url": url.strip("<>")} if url else {}
    try:
        data = record.content_stream().read(limits.size + 1)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        problem = f"the record is damaged ({error}); download the page again"
        return Member(where, b"", about=about, problem=problem)
    if len(data) > limits.size:
        return _too_large(where, limits)
    return Member(where, data, PurePath(unquote(urlsplit(url.strip("<>")).path)).name, about)


def _too_large(where: str, limits: Limits) -> Member:
    problem = f"the document is larger than {limits.size:,} bytes; raise Limits(size=…) to read it"
    return Member(where, b"", problem=problem)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as stream:
            yield stream  # type: ignore[misc]
    except (OSError, EOFError, zlib.error) as error:
        msg = f"{path.name} cannot be read ({error}); check it and your rights to it"
        raise DocumentError(msg) from error
