"""The door to all formats: what a file holds counts, not how it is called."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import assert_sound, shape, tables

from giox.documents import READABLE, Limits, read_document
from giox.errors import DocumentError

PAGE = "<html><body><p>一、总体情况</p><table><tr><td>规章<td>3</table></body></html>"
BLOCKS = ["一、总体情况", ["规章", "3"]]


def archive(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, text in parts.items():
            # a ZipInfo has a date of its own, not the moment's
            packed.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_", ".")), text)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.txt", "a.doc", "a.xls", "a.aspx", "a"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_page_is_a_page_whatever_its_name(name: str, codec: str) -> None:
    document = read_document(PAGE.encode(codec), name)
    assert shape(document) == BLOCKS
    assert document.encoding == {"utf-16": "utf-16-le"}.get(codec, codec)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a", "报告.txt"])
def test_text_is_text_whatever_its_name(name: str) -> None:
    text = "一、总体情况\n规章 | 3\n"
    document = read_document(text.encode("gb18030"), name)
    assert document.text == text
    assert shape(document) == BLOCKS


def test_a_fragment_that_begins_with_words() -> None:
    page = "总体情况<br/>本机关<b>重视</b>公开。<p>规章</p>"
    assert shape(read_document(page.encode(), "a.txt")) == ["总体情况", "本机关重视公开。", "规章"]


def test_a_few_angle_brackets_make_no_page() -> None:
    text = "收到<申请>35件,同比<20%。\n详见<b>通知。\n"
    assert read_document(text.encode(), "a.txt").text == text


def test_markdown_with_html_tables() -> None:
    text = (
        "# 年度报告\n\n| 甲 | 1 |\n|---|---|\n| 乙 | 2 |\n\n"
        "<table><tr><td rowspan=2>规章<td>3</tr><tr><td>4</tr></table>\n\n"
        "小结\n<table></table>\n<table><tr><td>罚款<td>5</table>"
    )
    document = read_document(text.encode(), "a.md")
    assert shape(document) == [
        "年度报告",
        ["甲", "1"],
        ["乙", "2"],
        ["规章", "3"],
        ["4"],
        "小结",
        ["罚款", "5"],
    ]
    assert len(tables(document)) == 3
    assert_sound(document)


@pytest.mark.parametrize("rule", ["---", ":-:", ":--", ":---:"])
def test_markdown_with_breaks_in_its_cells(rule: str) -> None:
    text = (
        f"# 年度报告\n\n| 项目 | 数 |\n|{rule}|{rule}|\n| 行政<br>许可 | 3<br/>5 |\n"
        "| 行政 <br> 处罚<BR>数 | 3 |\n\n收到申请<br>35件\n"
    )
    document = read_document(text.encode(), "a.md")
    assert shape(document) == [
        "年度报告",
        ["项目", "数"],
        ["行政 许可", "3 5"],
        ["行政 处罚 数", "3"],
        "收到申请",
        "35件",
    ]
    assert_sound(document)


@pytest.mark.parametrize("name", ["a.mht", "a.doc"])
def test_a_page_saved_as_one_file(name: str) -> None:
    boundary = "----=_NextPart"
    message = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="
        f'"{boundary}"\r\n\r\n--{boundary}\r\nContent-Type: image/png\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
        f"--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
        f"{PAGE}\r\n--{boundary}--\r\n"
    )
    assert shape(read_document(message.encode("gb18030"), name)) == BLOCKS


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\x00" * 100, "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "OCR"),
        (b"\x89PNG\r\n\x1a\n", "OCR"),
        (b"GIF89a", "OCR"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "OCR"),
        (b"{\\rtf1\\ansi}", "save it as docx"),
        (b"Rar!\x1a\x07", "unpack"),
        (b"7z\xbc\xaf\x27\x1c", "unpack"),
        (gzip.compress(PAGE.encode(), mtime=0), "unpack"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (archive(a_txt="甲"), "unpack"),
        (archive(OFD_xml="<x/>"), "OFD"),
        (archive(ppt__presentation_xml="<x/>"), "slides"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "save it as docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old office format"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "docx"),
        (b"Founder CEB 2.0", "print to PDF"),
        (b"PAR1 and more", ".parquet"),
        (b"WARC/1.0\r\n", ".warc"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nno parts", "save it as HTML"),
        (b"<html><body></body></html>", "no text"),
        (bytes(range(256)) * 20, "UTF-8"),
    ],
    ids=lambda value: value[:16] if isinstance(value, bytes) else None,
)
def test_what_is_not_read_is_refused_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(DocumentError, match=advice):
        read_document(data, "report.txt")


def test_files_beyond_the_limit_are_refused_naming_it() -> None:
    with pytest.raises(DocumentError, match=r"Limits\(size=30\)"):
        read_document(b"x" * 30, "a.txt", Limits(size=29))
    assert read_document(b"x" * 30, "a.txt", Limits(size=30)).text


def test_readable_names_extensions() -> None:
    assert {".txt", ".md", ".html", ".htm"} <= READABLE


@given(st.binary(max_size=200), st.sampled_from(sorted(READABLE)))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    with suppress(DocumentError):
        assert_sound(read_document(data, "a" + suffix))


@given(
    st.sampled_from(
        [b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<table>"]
    ),
    st.binary(max_size=200),
)
def test_any_bytes_after_a_known_beginning_are_read_or_refused(head: bytes, data: bytes) -> None:
    with suppress(DocumentError):
        assert_sound(read_document(head + data, "a"))
