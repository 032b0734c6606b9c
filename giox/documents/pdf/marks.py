"""What is on the pages of a PDF: runs of characters with their boxes, and ruling lines.

PDFium does the reading. Everything above this module works on positions in points, counted
from the upper left: `top` is less than `bottom`, whatever way the page is turned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pypdfium2 import raw

from giox.documents.limits import Limits
from giox.documents.pdf.calls import Handle
from giox.documents.pdf.drawing import Drawing, Rule, snapped
from giox.documents.pdf.fonts import lend_font
from giox.documents.pdf.runs import Run, find_type, runs_of, upright_turn
from giox.documents.pdf.turning import Box, turned
from giox.errors import DocumentError

__all__ = ["Page", "read_pages"]

_ENCRYPTED = "the PDF is encrypted; open it with its password and print it to a new PDF"
_DAMAGED = "the PDF is damaged; download it again, or open it and print it to a new PDF"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its edges, what is on it in the order of drawing, and how many pictures."""

    top: float
    bottom: float
    runs: list[Run]
    horizontal: list[Rule]
    vertical: list[Rule]
    shades: list[Box]
    pictures: int


def read_pages(data: bytes, limits: Limits) -> Iterator[Page | None]:
    """Yield the pages of a PDF, None for one that cannot be read.

    Raises
    ------
    DocumentError
        If the file is encrypted, damaged or beyond the limits.
    """
    lend_font()
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    number = raw.FPDF_GetPageCount(document)
    if number < 1:
        is_encrypted = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise DocumentError(_ENCRYPTED if is_encrypted else _DAMAGED)
    try:
        limits.check("pages", number, "pages of the PDF")
        for index in range(number):
            page = raw.FPDF_LoadPage(document, index)
            try:
                yield _read(page, limits) if page else None
            finally:
                raw.FPDF_ClosePage(page)
    finally:
        raw.FPDF_CloseDocument(document)


def _read(page: Handle, limits: Limits) -> Page:
    text = raw.FPDFText_LoadPage(page)
    try:
        return _page(page, text, limits)
    finally:
        raw.FPDFText_ClosePage(text)


def _page(page: Handle, text: Handle, limits: Limits) -> Page:
    length = raw.FPDFText_CountChars(text)
    limits.check("marks", length, "characters on a page of the PDF")
    type_ = find_type(text, length)
    turn = upright_turn(type_, raw.FPDFPage_GetRotation(page))
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    _, top, _, bottom = turned(turn, box.left, box.bottom, box.right, box.top)
    drawing = Drawing(turn, limits)
    drawing.read_page(page)
    walls = snapped(drawing.vertical)
    is_level = type_.is_level or not drawing.has_slanted_type()
    runs = runs_of(type_, turn, walls, is_level=is_level)
    return Page(
        top, bottom, runs, snapped(drawing.horizontal), walls, drawing.shades, drawing.pictures
    )
