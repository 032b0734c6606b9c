"""What is drawn on the pages of a PDF: characters with their boxes, and ruling lines.

PDFium does the reading. Everything above this module works on positions in points, counted
from the upper left: `top` is less than `bottom`, whatever way the page is turned.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from giox.documents.limits import Limits
from giox.documents.pdf.fonts import lend_font
from giox.errors import DocumentError

__all__ = ["Glyph", "Page", "Rule", "read_pages"]

Handle = Any
"""A pointer of PDFium's."""

_UNMAPPED = "\ufffd"
# A filled area this thin is a line; Word draws the borders of cells so.
_THICKEST_RULE = 3.0
_PATH, _IMAGE, _FORM = 2, 3, 5
_DEEPEST_FORM = 8
_PASSWORD = 4


Glyph = tuple[str, float, float, float, float]
"""One character, after a space if one was set before it, and the left, top, right and bottom of
its box. (A plain tuple: a page has thousands, and making them is a tenth of the work.)"""


class Rule(NamedTuple):
    """A horizontal or vertical line: where it is, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its edges, what is drawn on it in the order of drawing, and its pictures."""

    top: float
    bottom: float
    glyphs: list[Glyph]
    horizontal: list[Rule]
    vertical: list[Rule]
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
    turn = page.get_rotation() // 90 % 4
    left, bottom, right, top = page.get_bbox()
    edges = _turned(turn, left, bottom, right, top)
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    glyphs = _glyphs(page, turn, limits)
    drawing = _Drawing(turn, limits, horizontal, vertical)
    drawing.read_page(page)
    return Page(edges[1], edges[3], glyphs, horizontal, vertical, drawing.pictures)


def _turned(
    turn: int, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """Turn a box as the page is shown, with `top` less than `bottom`."""
    match turn:
        case 0:
            return left, -top, right, -bottom
        case 1:
            return bottom, left, top, right
        case 2:
            return -right, bottom, -left, top
        case _:
            return -top, -right, -bottom, -left


def _glyphs(page: Handle, turn: int, limits: Limits) -> list[Glyph]:
    text = page.get_textpage()
    handle = text.raw
    count = raw.FPDFText_CountChars(handle)
    limits.check("marks", count, "characters on a page of the PDF")
    box = raw.FS_RECTF()
    page_address = ctypes.cast(handle, ctypes.c_void_p).value
    box_address = ctypes.addressof(box)
    glyphs: list[Glyph] = []
    space = ""
    for index, character in enumerate(_characters(handle, count)):
        if character in _SPACES:
            space = " "
        elif _box_of(page_address, index, box_address):
            glyphs.append((space + character, box.left, -box.top, box.right, -box.bottom))
            space = ""
    text.close()
    if turn:
        return [
            (character, *_turned(turn, left, -bottom, right, -top))
            for character, left, top, right, bottom in glyphs
        ]
    return glyphs


# The same function without the checks of its arguments' types, which take as long as it does.
_box_of = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


def _characters(handle: Handle, count: int) -> str | list[str]:
    """Return the characters of a page, by one call where each is one unit of UTF-16."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(handle, 0, count, buffer) - 1
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
    if written == count == len(text):
        return text.translate(_NO_CHARACTERS)
    codes = (raw.FPDFText_GetUnicode(handle, index) for index in range(count))
    return [chr(code) if _is_character(code) else _UNMAPPED for code in codes]


_SPACES = frozenset(" \t\r\n\v\f\u00a0\u3000\u2002\u2003\u200b\ufeff")


def _is_character(code: int) -> bool:
    return (
        chr(code) in _SPACES
        or (0x20 <= code < 0xD800)
        or (0xE000 <= code < 0xFFFE)
        or (0x10000 <= code < 0x110000)
    )


_NO_CHARACTERS = {
    code: _UNMAPPED for code in (*range(0x20), 0xFFFE, 0xFFFF) if chr(code) not in _SPACES
}


class _Drawing:
    """Collects the ruling lines of a page; forms are drawings within the drawing."""

    def __init__(
        self, turn: int, limits: Limits, horizontal: list[Rule], vertical: list[Rule]
    ) -> None:
        self._turn = turn
        self._limits = limits
        self._horizontal = horizontal
        self._vertical = vertical
        self._seen = 0
        self.pictures = 0

    def read_page(self, page: Handle) -> None:
        """Read the objects of a page."""
        handle = page.raw
        for index in range(raw.FPDFPage_CountObjects(handle)):
            self._object(raw.FPDFPage_GetObject(handle, index), (), 0)

    def _object(self, handle: Handle, forms: tuple[_Matrix, ...], depth: int) -> None:
        self._seen += 1
        self._limits.check("marks", self._seen, "drawings on a page of the PDF")
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == _PATH:
            self._path(handle, forms)
        elif kind == _IMAGE:
            self.pictures += 1
        elif kind == _FORM and depth < _DEEPEST_FORM:
            inner = (self._matrix(handle), *forms)
            for index in range(raw.FPDFFormObj_CountObjects(handle)):
                self._object(raw.FPDFFormObj_GetObject(handle, index), inner, depth + 1)

    def _path(self, handle: Handle, forms: tuple[_Matrix, ...]) -> None:
        count = raw.FPDFPath_CountSegments(handle)
        self._seen += count
        self._limits.check("marks", self._seen, "drawings on a page of the PDF")
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        for outline in self._outlines(handle, count, (self._matrix(handle), *forms)):
            xs = [x for x, _ in outline]
            ys = [y for _, y in outline]
            box = _turned(self._turn, min(xs), min(ys), max(xs), max(ys))
            if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_RULE:
                self._line(*box)
            elif stroke.value:
                for (x1, y1), (x2, y2) in pairwise(outline):
                    edge = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
                    if abs(x1 - x2) <= 1 or abs(y1 - y2) <= 1:
                        self._line(*_turned(self._turn, *edge))

    def _line(self, left: float, top: float, right: float, bottom: float) -> None:
        if right - left >= bottom - top:
            self._horizontal.append(Rule((top + bottom) / 2, left, right))
        else:
            self._vertical.append(Rule((left + right) / 2, top, bottom))

    def _outlines(
        self, handle: Handle, count: int, matrices: tuple[_Matrix, ...]
    ) -> Iterator[list[tuple[float, float]]]:
        """Yield the strokes of a path as points on the page."""
        x, y = ctypes.c_float(), ctypes.c_float()
        x_pointer, y_pointer = ctypes.byref(x), ctypes.byref(y)
        outline: list[tuple[float, float]] = []
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(handle, index)
            raw.FPDFPathSegment_GetPoint(segment, x_pointer, y_pointer)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                if len(outline) > 1:
                    yield outline
                outline = []
            point = (x.value, y.value)
            for matrix in matrices:
                point = matrix.apply(*point)
            outline.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                outline.append(outline[0])
        if len(outline) > 1:
            yield outline

    def _matrix(self, handle: Handle) -> _Matrix:
        found = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(handle, ctypes.byref(found))
        return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


class _Matrix(NamedTuple):
    """How a drawing is placed in what it is part of."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f
