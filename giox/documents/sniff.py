"""What kind of file bytes are, by what they hold: extensions are often wrong.

Pages are saved as `.txt` and `.doc`, Word files as `.wps`, spreadsheets as `.csv`. The
extension decides only where the content leaves it open: between text and CSV.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from giox.errors import DocumentError

__all__ = ["Kind", "TextKind", "kind_of_bytes", "kind_of_text"]

TextKind = Literal["plain", "html", "markdown", "delimited"]
Kind = Literal["text", "docx", "sheet", "pdf", "mhtml"]

_HEAD = 4_096

_IMAGES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
)
_PICTURE = (
    "the file is a picture; recognise its text (OCR) and save it as text, Word or PDF with text, "
    "or have giox read its tables: pip install 'giox[ocr]', then --ocr (ocr=True)"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CAJ = "the file is in CAJ format; open it in CAJViewer and print it to PDF"
_UNREAD = (
    (b"{\\rtf", "the file is rich text (RTF); open it and save it as docx"),
    (b"Rar!", "the file is a RAR archive; unpack it and read what is in it"),
    (b"7z\xbc\xaf", "the file is a 7-Zip archive; unpack it and read what is in it"),
    (b"\x1f\x8b", "the file is compressed (gzip); unpack it and read what is in it"),
    (b"CAJ\x00", _CAJ),
    (b"HN\x00\x00", _CAJ),
    (b"KDH ", _CAJ),
    (b"Founder CEB", "the file is in Founder's CEB format; open it in Apabi Reader, print to PDF"),
    (b"PAR1", "the file is a Parquet table; as a dump of documents it needs the ending .parquet"),
    (b"WARC/", "the file is a web archive; as a dump of documents it needs the ending .warc"),
)
_OLD_OFFICE = (
    ("EncryptedPackage", "the file is encrypted; open it with its password, save it without one"),
    ("WordDocument", "the file is in Word's format before 2007 (.doc, .wps); save it as docx"),
    ("PowerPoint Document", "the file holds slides; save its text as docx or PDF"),
)
_IN_ZIP: tuple[tuple[str, Kind | None, str], ...] = (
    ("word/document.xml", "docx", ""),
    ("xl/workbook.xml", "sheet", ""),
    ("xl/workbook.bin", "sheet", ""),
    ("ppt/presentation.xml", None, "the file holds slides; save its text as docx or PDF"),
    ("OFD.xml", None, "the file is in OFD format; open it in an OFD reader and save it as PDF"),
)
_OPEN_DOCUMENT: dict[bytes, Kind | None] = {
    b"application/vnd.oasis.opendocument.spreadsheet": "sheet",
    b"application/vnd.oasis.opendocument.text": None,
}

_MARKUP = (
    "html head body div table tbody tr td th p br span font h1 h2 h3 h4 ul ol li section "
    "article center meta title script style link form main strong b a img"
).split()
# Atomic, for a comment that never ends must not be tried again from each that came before it.
_BEGINS_AS_MARKUP = re.compile(
    rf"(?>(?:<\?xml[^>]*>|<!--.*?-->|\s)*)<(?:!doctype\s+html|({'|'.join(_MARKUP)})\b)",
    re.IGNORECASE | re.DOTALL,
)
_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|span|font|li|h[1-6]|td|tr|table)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_FEWEST_TAGS = 3
# The second line of a Markdown table: with it, tags such as <br> stand in cells.
_MARKDOWN_RULE = re.compile(
    r"^[ \t]*(?:\|[ \t]*)?(?::?-{3,}:?|:-+:?|-+:)[ \t]*\|[-:| \t]*$", re.MULTILINE
)
_OFFICE_XML = re.compile(r"<\?mso-application\s+progid=\"(Word|Excel)\b|<w:wordDocument\b")


def kind_of_bytes(data: bytes) -> Kind:
    """Tell which reader of bytes a file needs; `text` where it has to be decoded first.

    Raises
    ------
    DocumentError
        If the file is of a kind that giox does not read, saying how to convert it.

    Examples
    --------
    >>> kind_of_bytes(b"%PDF-1.4 ..."), kind_of_bytes("总体情况".encode())
    ('pdf', 'text')
    """
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if head.startswith(_OLE):
        return _kind_of_old_office(data)
    if head.startswith(_IMAGES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise DocumentError(_PICTURE)
    for beginning, advice in _UNREAD:
        if head.startswith(beginning):
            raise DocumentError(advice)
    lower = head.lower()
    if b"mime-version:" in lower and b"multipart/related" in lower:
        return "mhtml"
    return "text"


def kind_of_text(text: str, name: str) -> TextKind:
    r"""Tell which reader of text a file needs.

    `markdown` is text with HTML tables in it, or with Markdown tables that have tags in their
    cells, as converters of PDF write it.

    Raises
    ------
    DocumentError
        If the text is the XML of an old office programme.

    Examples
    --------
    >>> kind_of_text("<p>总体情况</p>", "report.txt"), kind_of_text("a,b", "figures.csv")
    ('html', 'delimited')
    >>> kind_of_text("# 总体情况\n<table><tr><td>规章<td>3</table>", "report.md")
    'markdown'
    """
    office = _OFFICE_XML.search(text, 0, _HEAD)
    if office:
        msg = "the file is XML of an old office programme; open it and save it as docx or xlsx"
        raise DocumentError(msg)
    begins = _BEGINS_AS_MARKUP.match(text)
    if begins and (begins[1] or "").lower() != "table":
        return "html"
    if "<" in text:
        outside = _TABLE.sub("", text)
        if _MARKDOWN_RULE.search(text) and _BLOCK_TAG.search(text):
            return "markdown"
        if len(_BLOCK_TAG.findall(outside)) >= _FEWEST_TAGS or not outside.strip():
            return "html"
        if len(outside) < len(text):
            return "markdown"
    suffix = PurePath(name).suffix.lower()
    return "delimited" if suffix in {".csv", ".tsv", ".tab"} else "plain"


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            declared = archive.open("mimetype").read(80) if "mimetype" in names else b""
    except Exception as error:  # zlib.error, struct.error and their kin have no common base
        msg = "the file is a damaged zip archive or office document; download or save it again"
        raise DocumentError(msg) from error
    for name, kind, advice in _IN_ZIP:
        if name in names:
            if kind is None:
                raise DocumentError(advice)
            return kind
    found = _OPEN_DOCUMENT.get(declared.strip())
    if found is not None:
        return found
    msg = (
        "the file is an OpenDocument text; open it and save it as docx"
        if declared.strip() in _OPEN_DOCUMENT
        else "the file is a zip archive; unpack it and read what is in it"
    )
    raise DocumentError(msg)


def _kind_of_old_office(data: bytes) -> Kind:
    """Tell the old formats of Office apart by the names in their directory, in UTF-16."""
    for stream, advice in _OLD_OFFICE:
        if stream.encode("utf-16-le") in data:
            raise DocumentError(advice)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return "sheet"
    msg = "the file is in an old office format; open it and save it as docx or xlsx"
    raise DocumentError(msg)
