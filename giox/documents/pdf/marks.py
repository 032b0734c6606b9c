"""What is on the pages of a PDF: runs of characters with their boxes, and ruling lines.

PDFium does the reading. Everything above this module works on positions in points, counted
from the upper left: `top` is less than `bottom`, whatever way the page is turned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from giox.documents.limits import Limits
from giox.documents.pdf.calls import Handle
from giox.documents.pdf.drawing import Drawing, Rule, snapped
from giox.documents.pdf.fonts import lend_font
from giox.documents.pdf.runs import Run, find_type, runs_of, upright_turn
from giox.documents.pdf.turning import Box, turned
from giox.errors import DocumentError

__all__ = ["Page", "read_pages"]

_PASSWORD = 4


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
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            msg = "the PDF is encrypted; open it with its password and print it to a new PDF"
        else:
            msg = "the PDF is damaged; download it again, or open it and print it to a new PDF"
        raise DocumentError(msg) from error
    try:
        limits.check("pages", len(document), "pages of the PDF")
        for number in range(len(document)):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                yield None
                continue
            yield _read(page, limits)
            page.close()
    finally:
        document.close()


def _read(page: Handle, limits: Limits) -> Page:
    text = page.get_textpage()
    length = raw.FPDFText_CountChars(text.raw)
    limits.check("marks", length, "characters on a page of the PDF")
    type_ = find_type(text.raw, length)
    turn = upright_turn(type_, page.get_rotation() // 90 % 4)
    _, top, _, bottom = turned(turn, *page.get_bbox())
    drawing = Drawing(turn, limits)
    drawing.read_page(page)
    walls = snapped(drawing.vertical)
    runs = runs_of(type_, turn, walls, is_level=not drawing.has_slanted_type)
    text.close()
    return Page(
        top, bottom, runs, snapped(drawing.horizontal), walls, drawing.shades, drawing.pictures
    )
