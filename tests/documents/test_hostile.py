"""Files that want to stall, kill or deceive a reader: each is read or refused with advice.

All are made here and are small on disk. The limits that hold in C code as well (processor time
and memory of the process that reads) are tested with the corpus, which sets them.
"""

from __future__ import annotations

import gzip
import io
import json
import resource
import socket
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docx import Document as Word
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas
from shapes import assert_sound, patched, shape
from warcio.warcwriter import WARCWriter

from giox.documents import Limits, members, read_document
from giox.errors import DocumentError

PAGE = "<html><body><p>一、总体情况</p><table><tr><td>规章<td>3</table></body></html>"
BLOCKS = ["一、总体情况", ["规章", "3"]]
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "哈哈哈哈">' for n in range(12)
)
BILLION_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [{LAUGHS}]>'
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">'
    '<!ENTITY f SYSTEM "http://127.0.0.1:9/x">]>'
)
SECONDS = 20
"""More than any file here takes on a slow machine, and far less than one that stalls."""


@pytest.fixture(autouse=True)
def _no_connection_and_nothing_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("reading a file opens no connection and runs nothing")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.fixture(autouse=True)
def _takes_its_time_and_room() -> Iterator[None]:
    start, room = time.process_time(), _room()
    yield
    assert time.process_time() - start < SECONDS
    assert _room() - room < 1_500_000, "kilobytes"


def _room() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def word(text: str = "总体情况") -> bytes:
    stream = io.BytesIO()
    document = Word()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def book(*rows: list[Any]) -> bytes:
    stream = io.BytesIO()
    made = Workbook()
    for row in rows or [["规章", 3]]:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


def pdf(draw: Callable[[Canvas], Any] = lambda canvas: canvas.drawString(72, 700, "3")) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def raw_pdf(*objects: str, stream: bytes = b"") -> bytes:
    """A PDF written by hand, without any table of its objects."""
    body = "".join(f"{n} 0 obj\n{one}\nendobj\n" for n, one in enumerate(objects, 1)).encode()
    if stream:
        packed = zlib.compress(stream)
        head = f"{len(objects) + 1} 0 obj\n<</Length {len(packed)}/Filter/FlateDecode>>stream\n"
        body += head.encode() + packed + b"\nendstream\nendobj\n"
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


PAGES = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
)


def read_or_refused(data: bytes, name: str, limits: Limits | None = None) -> list[Any] | str:
    """What is read, or why not."""
    try:
        document = read_document(data, name, limits)
    except DocumentError as error:
        return str(error)
    assert_sound(document)
    return shape(document)


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.docx", word(), "word/document.xml"),
        ("a.xlsx", book(), "xl/styles.xml"),
        ("a.xlsx", book(), "xl/worksheets/sheet1.xml"),
    ],
)
class TestOfficeFiles:
    def test_a_zip_bomb(self, name: str, data: bytes, part: str) -> None:
        bomb = patched(data, part, lambda xml: xml + b" " * 30_000_000)
        assert len(bomb) < 200_000
        assert "unpacked" in read_or_refused(bomb, name, Limits(unpacked=20_000_000))

    def test_a_bomb_that_lies_about_its_size(self, name: str, data: bytes, part: str) -> None:
        bomb = bytearray(patched(data, part, lambda xml: xml + b" " * 5_000_000))
        with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
            true = archive.getinfo(part).file_size.to_bytes(4, "little")
        lying = bytes(bomb).replace(true, (1000).to_bytes(4, "little"))
        assert lying != bytes(bomb)
        assert isinstance(read_or_refused(lying, name), str)

    @pytest.mark.parametrize("doctype", [BILLION_LAUGHS, EXTERNAL])
    def test_entities(self, name: str, data: bytes, part: str, doctype: str) -> None:
        entities = b"&l11;" if doctype is BILLION_LAUGHS else b"&e;&f;"

        def change(xml: bytes) -> bytes:
            body = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
            return doctype.encode() + body.replace(b"</", entities + b"</", 3)

        found = read_or_refused(patched(data, part, change), name)
        assert "root:" not in str(found)
        assert "哈哈" not in str(found)

    def test_deep_nesting(self, name: str, data: bytes, part: str) -> None:
        def change(xml: bytes) -> bytes:
            at = xml.rindex(b"</")
            return xml[:at] + b"<x>" * 100_000 + b"</x>" * 100_000 + xml[at:]

        read_or_refused(patched(data, part, change), name)

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_cut_off(self, name: str, data: bytes, part: str, share: float) -> None:
        assert "damaged" in read_or_refused(data[: int(len(data) * share)], name)

    def test_a_part_of_other_bytes(self, name: str, data: bytes, part: str) -> None:
        for xml in (b"", b"\x00" * 100, b"<", bytes(range(256)), "<甲/>".encode("utf-16")):
            read_or_refused(patched(data, part, lambda _, xml=xml: xml), name)


def test_a_word_table_of_many_cells_and_spans_beyond_measure() -> None:
    row = b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 3 + b"</w:tr>"
    wide = b'<w:tc><w:tcPr><w:gridSpan w:val="999999999999"/></w:tcPr><w:p/></w:tc>' * 3
    table = b"<w:tbl>" + row * 2_000 + b"<w:tr>" + wide + b"</w:tr></w:tbl>"
    data = patched(
        word(), "word/document.xml", lambda xml: xml.replace(b"<w:sectPr", table + b"<w:sectPr")
    )
    found = read_or_refused(data, "a.docx")
    assert isinstance(found, list)
    assert len(found) > 2_000


def test_a_sheet_of_more_cells_than_the_limit() -> None:
    data = book(*([n, n] for n in range(2_000)))
    assert "cells of a sheet" in read_or_refused(data, "a.xlsx", Limits(cells=3_000))


def test_merged_cells_beyond_measure() -> None:
    merge = (
        b'<mergeCells count="2"><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B1:A9"/>'
        b"</mergeCells>"
    )
    data = patched(
        book(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<pageMargins", merge + b"<pageMargins"),
    )
    assert read_or_refused(data, "a.xlsx")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 30_000 + "甲",
        "<table><tr><td>" * 10_000 + "甲",
        "<b>" * 30_000 + "甲",
        "<ul><li>" * 30_000 + "甲",
        "<svg>" * 30_000 + "甲",
        "<table>" + "<tr><td>规章<td>3</tr>" * 6_000 + "</table>",
        "<table><tr>" + "<td colspan=1000000000 rowspan=1000000000>甲" * 3_000 + "</table>",
        "<table><tr><td rowspan=99999999999999999999999>甲<td>1" + "<tr><td>1<td>2" * 5_000,
        "<p>" + "甲" * 60_000,
        "<p " + "a='1' " * 60_000 + ">甲",
        "<!DOCTYPE html [" + LAUGHS + "]><p>&l11;甲",
        "<p style='" + "display:" * 200_000 + "none'>甲",
        "<p hidden>" * 50_000 + "甲",
        "<script>" * 30_000 + "甲",
        "<p>甲" + "&#x110000;&#xD800;&#0;" * 40_000,
        "<p>甲\x00乙\ud800丙\udfff\ufffe</p>",
        "<template>" * 50_000 + "甲",
        "<math><mi>" * 50_000 + "甲",
        "<frameset>" + "<frame src=http://127.0.0.1:9/>" * 10_000 + "</frameset>甲",
        "<base href=http://127.0.0.1:9/><link rel=stylesheet href=x><img src=x><p>甲",
    ],
    ids=lambda page: page[:24],
)
def test_pages(page: str) -> None:
    read_or_refused(page.encode("utf-8", "surrogatepass"), "a.html")


def test_numbers_of_levels_cost_no_more_than_in_proportion() -> None:
    assert read_or_refused(("<div>" * 100_000 + "收到申请35件").encode(), "a.html") == [
        "收到申请35件"
    ]


class TestPdf:
    def test_broken_references(self) -> None:
        sound = pdf()
        at = sound.rindex(b"startxref")
        for end in (
            b"startxref\n9999999999\n%%EOF",
            b"startxref\n-1\n%%EOF",
            b"",
            b"xref\n0 99999\n",
        ):
            read_or_refused(sound[:at] + end, "a.pdf")
        read_or_refused(sound.replace(b"/Prev", b"/Nope"), "a.pdf")

    def test_references_in_a_circle(self) -> None:
        read_or_refused(
            raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 9>>"), "a.pdf"
        )
        read_or_refused(raw_pdf("2 0 R", "1 0 R"), "a.pdf")

    def test_pages_that_are_only_said_to_be_there(self) -> None:
        said = raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 2000000000>>")
        assert isinstance(read_or_refused(said, "a.pdf"), str)

    def test_very_many_objects(self) -> None:
        drawings = raw_pdf(*PAGES, stream=b"0 0 m 9 9 l S\n" * 110_000)
        assert len(drawings) < 100_000
        assert "drawings" in read_or_refused(drawings, "a.pdf")

    def test_a_stream_that_unpacks_to_very_much(self) -> None:
        assert isinstance(read_or_refused(raw_pdf(*PAGES, stream=b" " * 20_000_000), "a.pdf"), str)

    def test_forms_within_themselves(self) -> None:
        form = (
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
            "/Length 5>>stream\n/F Do\nendstream"
        )
        page = PAGES[2].replace(">>", "/Resources<</XObject<</F 5 0 R>>>>>>")
        read_or_refused(
            raw_pdf(*PAGES[:2], page, "<</Length 5>>stream\n/F Do\nendstream", form), "a.pdf"
        )

    def test_places_beyond_measure(self) -> None:
        lines = b"0 0 m 1e30 0 l S -1e38 5 m 1e38 5 l S 5 -9e99 m 5 9e99 l S 0 0 1e9 1e9 re S\n"
        read_or_refused(raw_pdf(*PAGES, stream=lines * 100), "a.pdf")

    def test_a_grid_of_very_many_places(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.grid([n * 4 for n in range(150)], [n * 4 for n in range(200)])
            canvas.drawString(72, 700, "3")

        read_or_refused(pdf(draw), "a.pdf")

    def test_it_does_not_run_what_it_holds(self) -> None:
        acting = raw_pdf(
            "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(calc)>>"
            "/AA<</WC<</S/JavaScript/JS(app.alert\\(1\\))>>>>>>",
            *PAGES[1:],
            stream=b"BT ET",
        )
        read_or_refused(acting, "a.pdf")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PAGE.encode(), "a.docx"),
        (PAGE.encode(), "a.xls"),
        (PAGE.encode("gb18030"), "a.pdf"),
        (book(["一、总体情况"], ["规章", 3]), "a.doc"),
        (book(["一、总体情况"], ["规章", 3]), "a.html"),
    ],
)
def test_what_a_file_holds_counts_and_not_its_ending(data: bytes, name: str) -> None:
    assert shape(read_document(data, name)) in (BLOCKS, ["一、总体情况", ["规章", "3"]])


def test_a_pdf_that_is_called_a_word_file() -> None:
    assert read_or_refused(pdf(), "a.doc") == ["3"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "advice"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "save it as docx"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.wps", "save it as docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
        (OLE + "Workbook".encode("utf-16-le") + b"\x00" * 600, "a.et", "save it as xlsx"),
        (b"{\\rtf1\\ansi ...}", "a.rtf", "save it as docx"),
        (b"{\\rtf1\\ansi ...}", "a.doc", "save it as docx"),
        (b"HN\x00\x00" + b"\x01\x00" * 100, "a.caj", "PDF"),
        (b"CAJ\x00" + b"\x01\x00" * 100, "a.caj", "PDF"),
        (b"KDH 2.00\x00" + b"\x01\x00" * 100, "a.kdh", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.png", "OCR"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "a.jpg", "OCR"),
        (b"II*\x00" + bytes(range(256)), "a.tif", "OCR"),
        (gzip.compress(PAGE.encode(), mtime=0), "a.html", "unpack"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(data: bytes, name: str, advice: str) -> None:
    found = read_or_refused(data, name)
    assert isinstance(found, str)
    assert advice in found


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_nulls_surrogates_and_signs_for_nothing(codec: str) -> None:
    text = "收到申请\x0035件\ud800。\ufeff\x01\x02\u202e\n" + "本机关重视政府信息公开工作。\n" * 9
    found = read_or_refused(
        text.encode(codec, "surrogatepass" if codec == "utf-8" else "replace"), "a.txt"
    )
    assert isinstance(found, list)


@pytest.mark.parametrize(
    "text",
    [
        "|" * 60_000,
        "甲|" * 40_000,
        " " * 60_000 + "甲",
        "甲 " * 40_000,
        "\t" * 60_000 + "甲",
        "-" * 60_000,
        "*" * 60_000,
        "# " * 40_000,
        "1" * 60_000,
        "1," * 40_000,
        "\n" * 60_000 + "甲",
        "<table>" * 6_000 + "甲",
        "a" * 100 + "<table" * 30_000,
        '"' * 40_000,
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_lines_of_one_sign(text: str, name: str) -> None:
    read_or_refused(text.encode(), name)


class TestDumps:
    """A damaged member is told, those before and after it are read where that can be."""

    def found(self, path: Path, limits: Limits | None = None) -> list[list[Any] | str]:
        taken: list[list[Any] | str] = []
        try:
            for one in members(path, limits=limits):
                try:
                    taken.append(shape(one.document()))
                except DocumentError as error:
                    taken.append(str(error))
        except DocumentError as error:
            taken.append(str(error))
        return taken

    def test_lines(self, tmp_path: Path) -> None:
        sound = json.dumps({"html": PAGE})
        path = tmp_path / "a.jsonl"
        deep = '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}"
        lines = [sound, "{", deep, "[1]", "null", '{"text": "\\ud800甲"}', '{"text": 9}', sound]
        path.write_text("\n".join(lines), encoding="utf-8")
        found = self.found(path)
        assert len(found) == len(lines)
        assert found[0] == found[-1] == BLOCKS
        assert found[5] == ["\ufffd甲"]
        assert all(isinstance(found[n], str) for n in (1, 2, 3, 4, 6))

    def test_packed_lines_cut_off_or_bombs(self, tmp_path: Path) -> None:
        packed = gzip.compress("\n".join([json.dumps({"html": PAGE})] * 2_000).encode())
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(packed[:-20])
        found = self.found(path)
        assert found[0] == BLOCKS
        assert isinstance(found[-1], str)
        path.write_bytes(gzip.compress(b'{"text": "' + b"a" * 9_000_000 + b'"}\n{"text": "a"}'))
        found = self.found(path, Limits(size=1_000_000))
        assert "larger than" in found[0]
        assert found[1] == ["a"]

    def test_tables(self, tmp_path: Path) -> None:
        path = tmp_path / "a.parquet"
        pl.DataFrame({"html": [PAGE, None, ""]}).write_parquet(path)
        found = self.found(path)
        assert found[0] == BLOCKS
        assert all(isinstance(one, str) for one in found[1:])
        data = path.read_bytes()
        for broken in (
            data[:-9],
            data[:20],
            b"PAR1" + b"\x00" * 50 + b"PAR1",
            data.replace(PAGE.encode()[:8], b"\xff" * 8),
        ):
            path.write_bytes(broken)
            assert self.found(path)

    def test_archives(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        writer = WARCWriter(stream, gzip=True)
        for number in range(3):
            record = writer.create_warc_record(
                f"http://a.gov.cn/{number}.html",
                "resource",
                payload=io.BytesIO(PAGE.encode()),
                warc_content_type="text/html",
            )
            writer.write_record(record)
            record.raw_stream.close()
        data = stream.getvalue()
        path = tmp_path / "a.warc.gz"
        for broken in (
            data[:-30],
            data[: len(data) // 2],
            data[:5],
            b"WARC/1.0\r\n",
            data + b"\x00" * 99,
        ):
            path.write_bytes(broken)
            found = self.found(path)
            assert found or broken.startswith(b"WARC")
            assert all(one == BLOCKS or isinstance(one, str) for one in found)
        path.write_bytes(data[:-30])
        found = self.found(path)
        assert found[:2] == [BLOCKS, BLOCKS]
        assert isinstance(found[-1], str)
