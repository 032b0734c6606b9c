"""Large corpora of invented reports, the same for the same numbers: files, archives, bad files.

Some thousand reports of all forms, formats and kinds of damage are drawn, in shares like those
of the pages that governments publish, of counties and prefectures in turn, and written again and
again with another page counter, so that no two files are the same to the byte. Copies of a report
are near-duplicates, of which a real corpus has fewer.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import polars as pl
from specimens.damage import DAMAGES, possible
from specimens.draft import Place
from specimens.make import make

from giox import divisions

FORMS = {"2021": 35, "2014": 30, "2019": 20, "narrative": 15}
LAYOUTS = {"html": 60, "pdf": 15, "docx": 8, "pipe": 8, "cells": 4, "markdown": 3, "xlsx": 2}
SOUND = 70
"""Per cent of the bodies that have no damage; the others have one of all kinds."""


@cache
def all_places() -> tuple[Place, ...]:
    """Return the counties and prefectures that kept code and name since reports are published."""
    first, last = divisions(2008), divisions(2024)
    kept = last.join(first, on=["code", "name"], how="semi").filter(
        pl.col("level").is_in(["prefecture", "county"])
    )
    return tuple(
        Place(code, (path.removesuffix(name), name), f"全{name[-1]}")
        for code, name, path in kept.select("code", "name", "path").sort("code").iter_rows()
    )


@cache
def bodies(count: int, seed: int = 0) -> tuple[tuple[str, bytes], ...]:
    """Draw bodies: ending and bytes of each."""
    rng = Random(seed)
    places = rng.sample(all_places(), len(all_places()))
    drawn = []
    while len(drawn) < count:
        form = rng.choices(list(FORMS), list(FORMS.values()))[0]
        layout = rng.choices(list(LAYOUTS), list(LAYOUTS.values()))[0]
        damage = "none" if rng.randrange(100) < SOUND else rng.choice(list(DAMAGES))
        if possible(form, layout, damage):
            place = places[len(drawn) % len(places)]
            specimen = make(form, layout, damage, len(drawn), place=place)
            drawn.append((Path(specimen.filename).suffix, specimen.data))
    return tuple(drawn)


def variant(data: bytes, number: int) -> bytes:
    """Return a body with a page counter of its own."""
    counter = f"\n浏览次数:{number}\n"
    if data.startswith(b"%PDF"):
        return data + f"\n%{number}\n".encode()
    if data.startswith(b"PK"):
        stream = io.BytesIO(data)
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr(zipfile.ZipInfo("docProps/counter.txt"), str(number))
        return stream.getvalue()
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return data + counter.encode(encoding)
    return data


def files(count: int, distinct: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of `count` files, a hundred to a folder."""
    drawn = bodies(distinct)
    for number in range(count):
        ending, data = drawn[number % distinct]
        yield f"{number // 100:05d}/{number:07d}{ending}", variant(data, number)


def write(folder: Path, count: int, distinct: int) -> int:
    """Write files to a folder and return how many bytes they have."""
    total = 0
    for name, data in files(count, distinct):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        total += len(data)
    return total


def write_archive(path: Path, pages: int, distinct: int, share: int) -> tuple[int, int]:
    """Write a web archive in which one page of `share` is a report.

    Returns
    -------
    tuple of int
        Bytes of all pages, and how many of them are reports.
    """
    rng = Random(1)
    reports = [data for ending, data in bodies(distinct) if ending == ".html"]
    total = found = 0
    with path.open("wb") as stream:
        for number in range(pages):
            is_report = number % share == 0
            page = rng.choice(reports) if is_report else news(rng)
            found += is_report
            total += len(page)
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
                f"WARC-Target-URI: http://www.songxi.gov.cn/{number}.html\r\n"
                "WARC-Date: 2021-01-20T00:00:00Z\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 6))
    return total, found


def news(rng: Random) -> bytes:
    """Return a page of news: menus, running text, scripts, as long as such pages are."""
    words = "今日全市粮食产量同比增长会议强调要求各部门落实工作安排项目建设推进服务群众企业发展"
    text = "".join(rng.choices(words, k=rng.randrange(300, 3_000)))
    menu = "".join(f'<li><a href="/{n}/index.html">栏目{n}</a></li>' for n in range(60))
    script = "var counter = function(a, b) { return a + b; };\n" * 60
    return (
        f"<html><head><title>要闻</title><script>{script}</script></head>"
        f"<body><ul>{menu}</ul><p>{text}</p></body></html>"
    ).encode()


def bad_files(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield files that no reader should be given: cut, scrambled, packed, nested, mislabelled."""
    rng = Random(seed)
    sound = bodies(200)
    kinds = (
        lambda data: data[: rng.randrange(len(data))],
        lambda data: bytes(byte if rng.random() > 0.02 else rng.randrange(256) for byte in data),
        lambda _: b"<div>" * rng.randrange(1_000, 50_000),
        lambda _: b"<table>" + b"<tr><td colspan=9999 rowspan=9999>1" * 300,
        lambda _: rng.randbytes(rng.randrange(1, 20_000)),
        lambda data: data.replace(b"\n", b"\0"),
        lambda _: b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]/Type/Pages/Count 9>>endobj\n" * 99,
        lambda _: gzip.compress(bytes(10**6)),
        lambda _: bomb(),
        lambda _: "\ud800年".encode("utf-8", "surrogatepass") * 500,
        lambda _: ("收到" + "1" * 5_000 + "件," * 2_000).encode(),
    )
    endings = (".html", ".txt", ".docx", ".pdf", ".xlsx", ".csv", ".md", "")
    for number in range(count):
        ending, data = sound[rng.randrange(len(sound))]
        made = kinds[number % len(kinds)](data)
        kept = rng.random() < 0.5
        yield f"bad/{number:07d}{ending if kept else rng.choice(endings)}", made


@cache
def bomb() -> bytes:
    """Return a Word file that unpacks to a hundred times its size and more."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:p>" * 4_000_000)
    return stream.getvalue()
