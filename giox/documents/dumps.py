"""Many documents in one file: JSON Lines, Parquet tables and web archives (WARC).

A dump is a stream of members, each of which is read as a file of its own would be. Nothing is
lost on the way: what cannot be taken out of the dump is a member that says why.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from giox.documents.decode import decode
from giox.documents.limits import TOO_MUCH, Limits
from giox.documents.model import Document
from giox.documents.read import read_document
from giox.errors import DocumentError

if TYPE_CHECKING:
    from giox.documents.webarchive import Page

__all__ = ["DUMPS", "Member", "is_dump", "members"]

DUMPS = tuple(".jsonl .jsonl.gz .ndjson .ndjson.gz .parquet .warc .warc.gz".split())
"""Endings of the files that hold many documents."""

# Columns that hold a document, the best first: a page keeps its tables, its text has lost some.
_COLUMNS = (
    "html content_html raw_html html_content body_html page_html page text content raw_content "
    "fulltext full_text body article markdown 正文 内容 全文 网页 文本"
).split()
_LEAST_DOCUMENT = 200
"""Characters of a cell that may be a document though its column has another name."""
_ABOUT = "title url date published pubdate source site agency id 标题 网址 日期 来源".split()
_LONE = re.compile("[\ud800-\udfff]")
_ROWS_AT_ONCE = 128


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
    position : int
        Where it begins: the byte of a line or record (of the unpacked lines, where these are
        packed), the number of a row from 0.
    """

    name: str
    data: bytes = field(repr=False)
    file_name: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    position: int = 0

    @property
    def number(self) -> int:
        """The number of the line, row or record, from 1."""
        return int(self.name.rpartition("#")[2])

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
    path: str | Path,
    name: str | None = None,
    limits: Limits | None = None,
    *,
    at: Sequence[tuple[int, int]] | None = None,
    opened: Callable[[], IO[bytes]] | None = None,
) -> Iterator[Member]:
    r"""Yield the documents of a dump one after the other, however many it holds.

    Of a JSON Lines file or a Parquet table the column is read that holds pages (`html`) or
    text (`text`, `content`, `正文` …), and where a row has nothing there, its longest words; of
    a web archive the pages and documents that were delivered, not pictures, scripts or failures.

    Parameters
    ----------
    path : str or Path
        The dump, a file whose name ends with one of `DUMPS`.
    name : str, optional
        What the names of its members begin with; by default the name of the file.
    limits : Limits, optional
        No member larger than its `size` is taken out.
    at : sequence of (int, int), optional
        Take out only these members, each told by its number and position, in this order. It
        is quick to enter a file in the middle; lines that are packed (`.jsonl.gz`) have to be
        unpacked from their beginning, and should be asked for in the order of the file.
    opened : callable, optional
        How to open the file for reading, where `path` is only its name.

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
    dump = _Dump(path, name, limits, opened or (lambda: path.open("rb")))
    if ".warc" in PurePath(lower).suffixes:
        return _of_archive(dump, at)
    if lower.endswith(".parquet"):
        return _of_table(dump, at, is_path=opened is None and str(path).isprintable())
    return _of_lines(dump, at)


@dataclass(frozen=True, slots=True)
class _Dump:
    """A dump with what its members are called and how it is opened."""

    path: Path
    name: str
    limits: Limits
    opened: Callable[[], IO[bytes]]


def _of_lines(dump: _Dump, at: Sequence[tuple[int, int]] | None) -> Iterator[Member]:
    with _unpacked(dump) as stream:
        for number, position in _in_turn(stream) if at is None else at:
            where = f"{dump.name}#{number}"
            try:
                if at is not None:
                    stream.seek(position)
                line = stream.readline(dump.limits.size + 1)
                if not line:
                    return
                member = _of_line(where, line, dump.limits)
                if len(line) > dump.limits.size:
                    while line and not line.endswith(b"\n"):
                        line = stream.readline(dump.limits.size)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                if not position:
                    raise
                problem = f"the dump is damaged from line {number} on ({error}); download it again"
                yield Member(where, b"", problem=problem, position=position)
                return
            if member is not None:
                yield replace(member, position=position)


def _in_turn(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    for number in count(1):
        yield number, stream.tell()


def _of_line(where: str, line: bytes, limits: Limits) -> Member | None:
    """Return the document of a line; None where the line is blank."""
    if len(line) > limits.size:
        return _too_large(where, limits)
    if not line.strip():
        return None
    try:
        row = json.loads(_in_utf_8(line))
    except (ValueError, RecursionError, MemoryError) as error:
        number = where.rpartition("#")[2]
        why = str(error) or TOO_MUCH
        problem = f"line {number} of the dump is no JSON ({why}); repair or remove it"
        return Member(where, b"", problem=problem)
    return _of_row(where, row if isinstance(row, dict) else {"text": row}, limits)


def _in_utf_8(line: bytes) -> str | bytes:
    """Decode a line of JSON that is in one of the Chinese encodings; leave any other as it is."""
    try:
        line.decode()
    except UnicodeDecodeError:
        with suppress(DocumentError):
            return decode(line)[0]
    return line


def _of_table(
    dump: _Dump, at: Sequence[tuple[int, int]] | None, *, is_path: bool
) -> Iterator[Member]:
    """Yield the documents of a table, which polars opens if its path can be told it (in UTF-8)."""
    if is_path:
        yield from _of_rows(dump, at, dump.path)
        return
    with dump.opened() as stream:
        yield from _of_rows(dump, at, stream)


def _of_rows(
    dump: _Dump, at: Sequence[tuple[int, int]] | None, source: Path | IO[bytes]
) -> Iterator[Member]:
    import polars as pl

    path, name, limits = dump.path, dump.name, dump.limits
    words = {pl.String, pl.Binary, pl.Struct}
    # Damaged pages of a table can make polars panic, which is no Exception.
    failures = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
    try:
        # Nothing in the name of a file is a pattern, or a column of its own.
        table = pl.scan_parquet(source, glob=False, hive_partitioning=False)
        schema = table.collect_schema()
        kept = [one for one in schema if schema[one].base_type() in words or one.lower() in _ABOUT]
        rows = int(table.select(pl.len()).collect().item())
    except failures as error:
        msg = f"{path.name} cannot be read as a Parquet table ({error}); write it again"
        raise DocumentError(msg) from error
    if not any(schema[one].base_type() in words for one in kept):
        msg = (
            f"{path.name} has no column of words among {', '.join(schema)}; call the one that "
            "holds pages `html`, or the one that holds text `text`"
        )
        raise DocumentError(msg)
    for start, length in _runs(range(rows) if at is None else [position for _, position in at]):
        try:
            part = table.select(kept).slice(start, length).collect()
        except failures as error:
            problem = f"rows from {start + 1} on cannot be read ({error}); write the table again"
            yield Member(f"{name}#{start + 1}", b"", problem=problem, position=start)
            return
        for position, row in enumerate(part.iter_rows(named=True), start=start):
            yield replace(_of_row(f"{name}#{position + 1}", row, limits), position=position)


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first row and length of the stretches that rows make, none of them long."""
    begin = 0
    for place in range(1, len(rows) + 1):
        stretch = place - begin
        if place == len(rows) or rows[place] != rows[begin] + stretch or stretch == _ROWS_AT_ONCE:
            yield rows[begin], stretch
            begin = place


def _of_row(where: str, row: Mapping[str, Any], limits: Limits) -> Member:
    known = _flat(row)
    about = {key: str(known[key]) for key in _ABOUT if known.get(key) not in (None, "")}
    for column in (*_COLUMNS, *_longest(known)):
        value = known.get(column)
        if not value or not isinstance(value, str | bytes):
            continue
        # JSON can name halves of characters, which no text has.
        data = value if isinstance(value, bytes) else _LONE.sub("\ufffd", value).encode()
        if len(data) > limits.size:
            return _too_large(where, limits)
        is_page = column in _COLUMNS[: _COLUMNS.index("text")] or column == "网页"
        return Member(where, data, "page.html" if is_page else "text.txt", about)
    held = [known[column] for column in _COLUMNS if column in known]
    if held and all(value in (None, "", b"") for value in held):
        return Member(where, b"", about=about)
    problem = "the row holds no document: no `html`, `text` or `content` with text in it"
    return Member(where, b"", about=about, problem=problem)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of a row, and of the rows within it, by their names in lower case."""
    within = [one for value in row.values() if isinstance(value, dict) for one in value.items()]
    return {key.lower(): value for key, value in (*within, *row.items()) if isinstance(key, str)}


def _longest(row: Mapping[str, Any]) -> list[str]:
    """Name the column of the longest words of a row, if they may be a document."""
    words = {
        column: len(value)
        for column, value in row.items()
        if isinstance(value, str | bytes) and column not in _ABOUT
    }
    longest = max(words, key=lambda column: words[column], default="")
    return [longest] if words.get(longest, 0) >= _LEAST_DOCUMENT else []


def _of_archive(dump: _Dump, at: Sequence[tuple[int, int]] | None) -> Iterator[Member]:
    from giox.documents.webarchive import pages

    try:
        with dump.opened() as stream:
            for page in pages(stream, dump.limits.size + 1, at):
                yield _of_page(f"{dump.name}#{page.number}", page, dump.limits)
    except OSError as error:
        raise _not_read(dump, error) from error


def _of_page(where: str, page: Page, limits: Limits) -> Member:
    about = {"url": page.url} if page.url else {}
    if len(page.data) > limits.size:
        return replace(_too_large(where, limits), position=page.position)
    return Member(
        where, page.data, _last_part(page.url), about, problem=page.problem, position=page.position
    )


def _last_part(url: str) -> str:
    """Return what a file of this address would be called; nothing where it is no address."""
    try:
        return PurePath(unquote(urlsplit(url).path)).name
    except ValueError:
        return ""


def _too_large(where: str, limits: Limits) -> Member:
    problem = f"the document is larger than {limits.size:,} bytes; raise Limits(size=…) to read it"
    return Member(where, b"", problem=problem)


@contextmanager
def _unpacked(dump: _Dump) -> Iterator[IO[bytes]]:
    try:
        with dump.opened() as stream:
            if dump.path.name.lower().endswith(".gz"):
                with gzip.open(stream) as unpacked:
                    yield unpacked  # type: ignore[misc]
            else:
                yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise _not_read(dump, error) from error


def _not_read(dump: _Dump, error: Exception) -> DocumentError:
    return DocumentError(
        f"{dump.path.name} cannot be read ({error}); check it and your rights to it"
    )
