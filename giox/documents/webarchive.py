"""Web archives (WARC): the pages and documents that were delivered to a crawler, as they were made.

Where an archive is damaged it is read on from the next sound record, and the gap is told.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import IO, Any

import brotli
from warcio.archiveiterator import ArchiveIterator

from giox.documents.decode import decode
from giox.documents.limits import TOO_MUCH
from giox.documents.sniff import kind_of_bytes
from giox.errors import DocumentError

__all__ = ["Page", "pages"]

_TYPES = ("html", "text/plain", "pdf", "msword", "officedocument", "ms-excel", "octet-stream")
_MOST_GAPS = 1_000
_PIECE = 2**20
_HEAD = 512
# A record begins with a line of its own; packed, with the mark of gzip.
_BEGINS = re.compile(rb"\nWARC/\d|\x1f\x8b\x08")
_WARC = b"WARC/"
_CUT_OFF = "it is cut off"
_GZIP, _ZLIB_OR_GZIP, _BARE = 16 + zlib.MAX_WBITS, 32 + zlib.MAX_WBITS, -zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a web archive, or a gap in it.

    Attributes
    ----------
    number : int
        The number of the record, from 1.
    position : int
        The byte of the archive at which it begins.
    url : str
        Where it was.
    data : bytes
        What was delivered.
    problem : str or None
        Why there are no data.
    """

    number: int = 0
    position: int = 0
    url: str = ""
    data: bytes = b""
    problem: str | None = None


class _Records(ArchiveIterator):  # type: ignore[misc]
    """The records of an archive, without warnings printed."""

    INC_RECORD = ""


def pages(
    stream: IO[bytes], size: int, at: Sequence[tuple[int, int]] | None = None
) -> Iterator[Page]:
    """Yield the pages of a web archive, packed record by record or not at all.

    Parameters
    ----------
    stream : binary stream
        The archive.
    size : int
        Of a page no more than so many bytes are unpacked.
    at : sequence of (int, int), optional
        Only these pages, each told by its number and position.
    """
    if at is None:
        yield from _in_turn(stream, size)
        return
    for number, position in at:
        page = next(_in_turn(stream, size, position), None)
        if page is not None and page.position == position:
            yield replace(page, number=number)


def _in_turn(stream: IO[bytes], size: int, start: int = 0) -> Iterator[Page]:
    number, in_gap = 0, False
    for _ in range(_MOST_GAPS):
        stream.seek(start)
        records = _Records(stream)
        try:
            for record in records:
                page = _read(record, records, size)
                begins, start = start, max(start, records.offset)
                number, in_gap = number + 1, False
                if page is not None:
                    yield replace(page, number=number, position=begins)
        except OSError:
            raise
        except Exception as error:  # those of warcio, and whatever it stumbles over
            problem = _damage(error)
        else:
            if not number:
                problem = "the archive holds no records; download it again"
                yield Page(1, problem=problem)
            return
        if not in_gap:
            number, in_gap = number + 1, True
            yield Page(number, start, problem=problem)
        found = _next_start(stream, start + 1)
        if found is None:
            return
        start = found
    problem = f"the archive is damaged in more than {_MOST_GAPS:,} places; download it again"
    yield Page(number + 1, start, problem=problem)


def _damage(error: Exception) -> str:
    if "non-chunked" in str(error):
        return (
            "the archive was packed as a whole, so that its records cannot be told apart; unpack "
            "it and name it .warc"
        )
    why = str(error) if isinstance(error, DocumentError) else "no record begins where one should"
    return (
        f"the archive is damaged here ({why}) and is read on from the next sound record; download "
        "it again"
    )


def _next_start(stream: IO[bytes], place: int) -> int | None:
    """Return where the next record seems to begin."""
    while True:
        stream.seek(place)
        piece = stream.read(_PIECE)
        for found in _BEGINS.finditer(piece):
            if piece[found.start()] == b"\n"[0]:
                return place + found.start() + 1
            if _begins_packed(piece[found.start() : found.start() + _HEAD]):
                return place + found.start()
        if len(piece) < _PIECE:
            return None
        place += len(piece) - _HEAD


def _begins_packed(head: bytes) -> bool:
    try:
        return zlib.decompressobj(_GZIP).decompress(head, len(_WARC)) == _WARC
    except zlib.error:
        return False


def _read(record: Any, records: _Records, size: int) -> Page | None:  # noqa: ANN401 - no types
    """Read a record to its end and return what it delivers; None where that is no document.

    Raises
    ------
    DocumentError
        If it does not end where it says.
    """
    if record.length is None:
        raise DocumentError("a record does not say how long it is, so that it has no end")
    page = _page(record, size) if _is_document(record) else None
    records.read_to_end()
    if record.raw_stream.limit > 0:  # so many bytes that were said to be there
        raise DocumentError("a record is cut off")
    if records.err_count:
        raise DocumentError("a record is longer or shorter than it says")
    return page


def _is_document(record: Any) -> bool:  # noqa: ANN401
    if record.rec_type not in {"response", "resource"}:
        return False
    http = record.http_headers
    if http is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
        return record.rec_type == "resource" and any(one in kind for one in _TYPES)
    kind = (http.get_header("Content-Type") or "html").lower()
    return http.get_statuscode() == "200" and any(one in kind for one in _TYPES)


def _page(record: Any, size: int) -> Page:  # noqa: ANN401
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    try:
        return Page(url=url, data=_as_made(record, size))
    except DocumentError as error:
        problem = str(error)
    except Exception as error:  # those of any library that unpacks pages
        problem = f"the page is damaged ({str(error) or TOO_MUCH}); download it again"
    return Page(url=url, problem=problem)


def _as_made(record: Any, size: int) -> bytes:  # noqa: ANN401
    """Return a page as it was before it was packed for the way."""
    http, packings = record.http_headers, list[str]()
    if http is not None:
        # warcio undoes one packing only, and takes a page that is cut off for whole.
        packings, ways = (_said(http.headers, f"{one}-encoding") for one in ("content", "transfer"))
        http.remove_header("Content-Encoding")
        if "chunked" in ways:
            http.replace_header("Transfer-Encoding", "chunked")
    data = bytes(record.content_stream().read(size))
    for packing in reversed(packings):
        if data and len(data) < size:
            data = _unpacked(data, packing, size)
    return data


def _said(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return what headers of this name list."""
    values = ",".join(value for key, value in headers if key.lower() == name).lower().split(",")
    return [value.strip() for value in values if value.strip() not in {"", "identity"}]


def _unpacked(data: bytes, packing: str, size: int) -> bytes:
    unpack = _PACKINGS.get(packing)
    try:
        if unpack is not None:
            return unpack(data, size)
        problem = f"the page is packed in a way that giox does not know ({packing})"
    except (brotli.error, zlib.error, EOFError) as error:
        problem = f"the page cannot be unpacked ({packing}: {error})"
    if _is_readable(data):
        return data  # crawlers unpack pages and leave the header
    raise DocumentError(f"{problem}; download it again")


def _inflated(data: bytes, size: int) -> bytes:
    try:
        return _inflated_by(_ZLIB_OR_GZIP, data, size)
    except zlib.error:
        return _inflated_by(_BARE, data, size)


def _inflated_by(window: int, data: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj(window)
    made = unpacker.decompress(data, size)
    if len(made) < size and not unpacker.eof:
        raise EOFError(_CUT_OFF)
    return made


def _of_brotli(data: bytes, size: int) -> bytes:
    unpacker = brotli.Decompressor()
    made = bytes(unpacker.process(data, output_buffer_limit=size))
    if len(made) < size and not unpacker.is_finished():
        raise EOFError(_CUT_OFF)
    return made


_PACKINGS: Mapping[str, Callable[[bytes, int], bytes]] = MappingProxyType(
    {"br": _of_brotli, "gzip": _inflated, "x-gzip": _inflated, "deflate": _inflated}
)


def _is_readable(data: bytes) -> bool:
    try:
        return kind_of_bytes(data) != "text" or bool(decode(data))
    except DocumentError:
        return False
