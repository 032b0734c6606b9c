"""The one door to all formats: bytes in, a document out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType

from giox.documents.decode import decode
from giox.documents.docx import read_docx
from giox.documents.html import read_html
from giox.documents.limits import Limits
from giox.documents.markdown import read_markdown
from giox.documents.mhtml import page_in_mhtml
from giox.documents.model import Document
from giox.documents.plain import read_plain
from giox.documents.sheet import read_delimited, read_workbook
from giox.documents.sniff import Kind, TextKind, kind_of_bytes, kind_of_text
from giox.errors import DocumentError

__all__ = ["READABLE", "read_document"]

READABLE = frozenset(
    ".txt .text .md .html .htm .shtml .xhtml .mht .mhtml .docx .docm .xlsx .xlsm .xls .xlsb .ods "
    ".pdf .et .csv .tsv .tab".split()
)
"""Extensions of the files that giox reads; what a file holds counts for more than its name."""


def _read_pdf(data: bytes, limits: Limits) -> Document:
    from giox.documents.pdf import read_pdf

    return read_pdf(data, limits)


_BINARY_READERS: Mapping[Kind, Callable[[bytes, Limits], Document]] = MappingProxyType(
    {"docx": read_docx, "sheet": read_workbook, "pdf": _read_pdf}
)
_TEXT_READERS: Mapping[TextKind, Callable[[str, str | None], Document]] = MappingProxyType(
    {"plain": read_plain, "html": read_html, "markdown": read_markdown}
)


def read_document(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """Turn the bytes of a file into a document.

    Parameters
    ----------
    data : bytes
        The content of the file.
    name : str
        Its name. The content tells what kind of file it is; the name's ending is asked only
        where the content leaves that open: text without markup must not end in something that
        giox does not know, for it may be anything.
    limits : Limits, optional
        How much of a file is taken in.

    Returns
    -------
    Document

    Raises
    ------
    DocumentError
        If the file is empty, damaged, larger than the limits, of a kind that giox does not
        read, or holds no text; the message says what to do.

    Examples
    --------
    >>> read_document("总体情况".encode(), "report.txt").text
    '总体情况'
    """
    limits = limits or Limits()
    limits.check("size", len(data), "bytes in the file")
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        msg = "the file is empty; download or save it again"
        raise DocumentError(msg)
    kind = kind_of_bytes(data)
    if kind in _BINARY_READERS:
        return _BINARY_READERS[kind](data, limits)
    text, encoding = decode(page_in_mhtml(data) if kind == "mhtml" else data)
    text_kind = kind_of_text(text, name)
    if text_kind != "html":
        _check_ending(name)
    if text_kind == "delimited":
        return read_delimited(text, name, encoding, limits)
    return _TEXT_READERS[text_kind](text, encoding)


def _check_ending(name: str) -> None:
    """Refuse text in a file of unknown ending; one without an ending, or with digits, is text."""
    ending = PurePath(name).suffix.lower()
    if ending and ending not in READABLE and not ending[1:].isdigit():
        msg = (
            f"giox does not know files that end in {ending}; if this is a report saved as text, "
            "rename it to end in .txt"
        )
        raise DocumentError(msg)
