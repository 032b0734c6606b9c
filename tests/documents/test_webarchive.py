"""Web archives: pages as they were made, and what is left of archives that are damaged."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Callable

import brotli
import pytest

from giox.documents.webarchive import Page, pages

TEXT = "".join(f"<p>第{number}条 主动公开政府信息</p>" for number in range(300)).encode()
NOISE = random.Random(1).randbytes(2_000)
MOST = 10**6


def record(page: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]
    http = "\r\n".join(lines).encode() + page
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: http://www.songxi.gov.cn/a.html\r\nWARC-Date: 2021-01-20T00:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (len(http), http)
    )


def read(data: bytes, size: int = MOST, at: list[tuple[int, int]] | None = None) -> list[Page]:
    return list(pages(io.BytesIO(data), size, at))


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def in_pieces(data: bytes) -> bytes:
    parts = [data[start : start + 700] for start in range(0, len(data), 700)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])


SENT = [
    (TEXT, []),
    (gzip.compress(TEXT), ["Content-Encoding: gzip"]),
    (gzip.compress(TEXT), ["content-encoding:  X-GZip "]),
    (zlib.compress(TEXT), ["Content-Encoding: deflate"]),
    (bare(TEXT), ["Content-Encoding: deflate"]),
    (brotli.compress(TEXT), ["Content-Encoding: BR"]),
    (brotli.compress(gzip.compress(TEXT)), ["Content-Encoding: gzip, br"]),
    (brotli.compress(gzip.compress(TEXT)), ["Content-Encoding: gzip", "Content-Encoding: br"]),
    (in_pieces(TEXT), ["Transfer-Encoding: chunked"]),
    (in_pieces(TEXT), ["Transfer-Encoding: Chunked"]),
    (in_pieces(brotli.compress(TEXT)), ["Transfer-Encoding: chunked", "Content-Encoding: br"]),
    # Crawlers unpack pages and leave the headers.
    (TEXT, ["Content-Encoding: gzip"]),
    (TEXT, ["Content-Encoding: deflate"]),
    (TEXT, ["Content-Encoding: br"]),
    (TEXT, ["Content-Encoding: zstd"]),
    (TEXT, ["Content-Encoding: utf-8"]),
    (TEXT, ["Transfer-Encoding: chunked"]),
]


@pytest.mark.parametrize(("sent", "headers"), SENT)
def test_a_page_is_as_it_was_made(sent: bytes, headers: list[str]) -> None:
    (page,) = read(record(sent, *headers))
    assert page == Page(1, 0, "http://www.songxi.gov.cn/a.html", TEXT)


@pytest.mark.parametrize(
    ("sent", "packing", "said"),
    [
        (gzip.compress(TEXT)[:-40], "gzip", "cut off"),
        (zlib.compress(TEXT)[:-40], "deflate", "cut off"),
        (bare(TEXT)[:-40], "deflate", "cut off"),
        (brotli.compress(TEXT)[:-40], "br", "cut off"),
        (gzip.compress(TEXT)[:-8] + bytes(8), "gzip", "unpacked"),
        (gzip.compress(TEXT)[:200] + NOISE, "gzip", "unpacked"),
        (NOISE, "br", "unpacked"),
        (b"\x28\xb5\x2f\xfd" + NOISE, "zstd", "does not know (zstd)"),
        (brotli.compress(NOISE), "zstd, br", "does not know (zstd)"),
    ],
)
def test_a_page_that_cannot_be_unpacked_says_so(sent: bytes, packing: str, said: str) -> None:
    wrong, sound = read(record(sent, f"Content-Encoding: {packing}") + record(TEXT))
    assert (wrong.data, sound.data) == (b"", TEXT)
    assert said in str(wrong.problem)


@pytest.mark.parametrize(
    ("pack", "packing"), [(gzip.compress, "gzip"), (brotli.compress, "br"), (bytes, "identity")]
)
def test_a_page_is_unpacked_up_to_a_limit(pack: Callable[[bytes], bytes], packing: str) -> None:
    page = record(pack(b"<p>" * MOST), f"Content-Encoding: {packing}")
    first, second = read(page + record(TEXT), size=50_000)
    assert 50_000 <= len(first.data) < 100_000
    assert second.data == TEXT


def damaged(data: bytes, chance: random.Random) -> tuple[bytes, int, int]:
    """The data with one place changed, and from where to where it was."""
    start, length = chance.randrange(len(data)), chance.choice([1, 30, 3_000, 30_000])
    old = data[start : start + length]
    new = {
        "other": bytes(one ^ 0x55 for one in old),
        "nothing": b"",
        "zeros": bytes(length),
        "more": old + chance.randbytes(length),
    }
    return (
        data[:start] + chance.choice(list(new.values())) + data[start + length :],
        start,
        start + length,
    )


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("seed", range(20))
def test_damage_costs_the_records_it_is_in_and_is_told(seed: int, *, packed: bool) -> None:
    chance = random.Random(seed)
    texts = [chance.randbytes(chance.choice([40, 4_000, 60_000])).hex().encode() for _ in range(20)]
    records = [gzip.compress(record(one), 1) if packed else record(one) for one in texts]
    data, start, end = damaged(b"".join(records), chance)
    found = read(data)
    sound = {page.data for page in found if page.problem is None}
    place = 0
    for text, one in zip(texts, records, strict=True):
        assert text in sound or (place <= end and start <= place + len(one))
        place += len(one)
    assert len(sound) == len(texts) or any(page.problem for page in found)
    assert sound <= set(texts) or not packed  # nothing tells letters from others in a plain page
    again = read(data, at=[(page.number, page.position) for page in found])
    assert [page.data for page in again] == [page.data for page in found]


def test_an_archive_that_was_packed_as_a_whole_says_what_to_do() -> None:
    first, gap = read(gzip.compress(record(TEXT) * 3))
    assert first.data == TEXT
    assert "unpack it" in str(gap.problem)


def test_an_archive_of_beginnings_without_end_costs_little() -> None:
    sound = record(TEXT) + b"WARC/1.0\r\n\r\n" * 5_000
    found = read(sound)
    assert [page.number for page in found] == [1, 2, 3]
    assert "more than 1,000 places" in str(found[-1].problem)
