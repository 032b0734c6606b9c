"""What is drawn on the pages of a PDF: characters with their boxes, and ruling lines.

PDFium does the reading. Everything above this module works on positions in points, counted
from the upper left: `top` is less than `bottom`, whatever way the page is turned.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, count, pairwise, repeat
from operator import neg
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
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_MOVE = raw.FPDF_SEGMENT_MOVETO
_DEEPEST_FORM = 8
_PASSWORD = 4


def _address(handle: Handle) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _unchecked(function: Handle, result: Handle, *arguments: Handle) -> Callable[..., int]:
    """Return a function of PDFium's that takes addresses as numbers.

    Checks of the types of its arguments take as long as the function does, and so does letting
    other threads run meanwhile.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(function))


_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int
_box_of = _unchecked(raw.FPDFText_GetLooseCharBox, _NUMBER, _POINTER, _NUMBER, _POINTER)
_object_of_page = _unchecked(raw.FPDFPage_GetObject, _POINTER, _POINTER, _NUMBER)
_object_of_form = _unchecked(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
_type_of = _unchecked(raw.FPDFPageObj_GetType, _NUMBER, _POINTER)
_matrix_of = _unchecked(raw.FPDFPageObj_GetMatrix, _NUMBER, _POINTER, _POINTER)
_count_segments = _unchecked(raw.FPDFPath_CountSegments, _NUMBER, _POINTER)
_segment_of = _unchecked(raw.FPDFPath_GetPathSegment, _POINTER, _POINTER, _NUMBER)
_type_of_segment = _unchecked(raw.FPDFPathSegment_GetType, _NUMBER, _POINTER)
_is_closed = _unchecked(raw.FPDFPathSegment_GetClose, _NUMBER, _POINTER)
_point_of = _unchecked(raw.FPDFPathSegment_GetPoint, _NUMBER, _POINTER, _POINTER, _POINTER)
_bounds_of = _unchecked(
    raw.FPDFPageObj_GetBounds, _NUMBER, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER
)
_draw_mode = _unchecked(raw.FPDFPath_GetDrawMode, _NUMBER, _POINTER, _POINTER, _POINTER)


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
    length = raw.FPDFText_CountChars(handle)
    limits.check("marks", length, "characters on a page of the PDF")
    indices: list[int] = []
    words: list[str] = []
    space = ""
    has_unseen = False
    for index, character in enumerate(_characters(handle, length)):
        if character not in _PASSED_OVER:
            indices.append(index)
            words.append(space + character)
            space = ""
        elif character in _SPACES:
            space = " "
        elif indices:
            has_unseen = True
            indices.append(index)
            words.append("")
    is_drawn, edges = _boxes(_address(handle), indices)
    text.close()
    glyphs: Iterable[Glyph] = zip(words, *edges, strict=True)
    if not all(is_drawn):
        glyphs = compress(glyphs, is_drawn)
    if has_unseen:
        glyphs = _without_unseen(glyphs)
    if turn:
        return [
            (character, *_turned(turn, left, -bottom, right, -top))
            for character, left, top, right, bottom in glyphs
        ]
    return list(glyphs)


def _without_unseen(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Give the room of characters that are not to be seen to those before them, if any was set."""
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph[0]:
            if last is not None:
                yield last
            last = glyph
        elif last is not None and abs(glyph[4] - last[4]) < last[4] - last[2]:
            last = (*last[:3], max(last[3], glyph[3]), last[4])
    if last is not None:
        yield last


def _boxes(page: int, indices: list[int]) -> tuple[list[int], tuple[Iterable[float], ...]]:
    """Tell which characters have a box, and of all of them left, top, right and bottom."""
    found = (ctypes.c_float * (4 * len(indices)))()
    size = ctypes.sizeof(raw.FS_RECTF)
    places = count(ctypes.addressof(found), size)
    is_drawn = list(map(_box_of, repeat(page), indices, places))
    edges = found[:]
    return is_drawn, (edges[0::4], map(neg, edges[1::4]), edges[2::4], map(neg, edges[3::4]))


def _characters(handle: Handle, length: int) -> str | list[str]:
    """Return the characters of a page, by one call where each is one unit of UTF-16."""
    buffer = (ctypes.c_ushort * (length + 1))()
    written = raw.FPDFText_GetText(handle, 0, length, buffer) - 1
    text = bytes(buffer)[: 2 * length].decode("utf-16-le", errors="replace")
    if written == length == len(text):
        return _NO_CHARACTERS.sub(_UNMAPPED, _hyphenated(text))
    codes = (raw.FPDFText_GetUnicode(handle, index) for index in range(length))
    return [chr(code) if _is_character(code) else _UNMAPPED for code in codes]


_SPACES = frozenset(" \t\r\n\v\f\u00a0\u3000\u2002\u2003")
_PASSED_OVER = _SPACES | frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def _is_character(code: int) -> bool:
    return (
        chr(code) in _SPACES
        or (0x20 <= code < 0xD800)
        or (0xE000 <= code < 0xFFFE)
        or (0x10000 <= code < 0x110000)
    )


# PDFium's sign for a hyphen at the end of a line, which may be a soft one that was not printed.
_HYPHEN = "\ufffe"


def _hyphenated(text: str) -> str:
    if _HYPHEN not in text:
        return text
    return re.sub(r"(?<=[0-9A-Za-z])\ufffe", "-", text).replace(_HYPHEN, "\u00ad")


_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")


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
        self._draw_mode = (ctypes.c_int * 2)()
        self._bounds = (ctypes.c_float * 4)()

    def read_page(self, page: Handle) -> None:
        """Read the objects of a page."""
        number = raw.FPDFPage_CountObjects(page.raw)
        self._look(number)
        self._read(map(_object_of_page, repeat(_address(page.raw)), range(number)), (), 0)

    def _read(self, objects: Iterable[int], forms: tuple[_Matrix, ...], depth: int) -> None:
        for address in objects:
            kind = _type_of(address)
            if kind == _TEXT:
                continue
            if kind == _PATH:
                self._path(address, forms)
            elif kind == _IMAGE:
                self.pictures += 1
            elif kind == _FORM and depth < _DEEPEST_FORM:
                number = raw.FPDFFormObj_CountObjects(ctypes.cast(address, raw.FPDF_PAGEOBJECT))
                self._look(number)
                inner = map(_object_of_form, repeat(address), range(number))
                self._read(inner, (_matrix(address), *forms), depth + 1)

    def _look(self, number: int) -> None:
        """Look at so many more drawings, unless they are too many."""
        self._seen += number
        self._limits.check("marks", self._seen, "drawings on a page of the PDF")

    def _path(self, address: int, forms: tuple[_Matrix, ...]) -> None:
        length = _count_segments(address)
        self._look(length)
        mode = ctypes.addressof(self._draw_mode)
        _draw_mode(address, mode, mode + ctypes.sizeof(ctypes.c_int))
        fill, stroke = self._draw_mode
        if not fill and not stroke:
            return
        if not forms and (length == 2 or (length <= 5 and not stroke)):
            # One line, or one filled area: its bounds say all.
            box = self._box(address)
            is_thin = min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_RULE
            if is_thin:
                self._line(*box)
            if is_thin or not stroke:
                return
        matrices = tuple(one for one in (_matrix(address), *forms) if one != _UNMOVED)
        for outline in _outlines(address, length, matrices):
            xs = [x for x, _ in outline]
            ys = [y for _, y in outline]
            box = _turned(self._turn, min(xs), min(ys), max(xs), max(ys))
            if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_RULE:
                self._line(*box)
            elif stroke:
                for (x1, y1), (x2, y2) in pairwise(outline):
                    edge = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
                    if abs(x1 - x2) <= 1 or abs(y1 - y2) <= 1:
                        self._line(*_turned(self._turn, *edge))

    def _box(self, address: int) -> tuple[float, float, float, float]:
        """Return the bounds of a drawing: left, top, right and bottom."""
        size = ctypes.sizeof(ctypes.c_float)
        start = ctypes.addressof(self._bounds)
        _bounds_of(address, start, start + size, start + 2 * size, start + 3 * size)
        return _turned(self._turn, *self._bounds)

    def _line(self, left: float, top: float, right: float, bottom: float) -> None:
        if right - left >= bottom - top:
            self._horizontal.append(Rule((top + bottom) / 2, left, right))
        else:
            self._vertical.append(Rule((left + right) / 2, top, bottom))


def _outlines(
    address: int, length: int, matrices: tuple[_Matrix, ...]
) -> Iterator[list[tuple[float, float]]]:
    """Yield the strokes of a path as points on the page."""
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    outline: list[tuple[float, float]] = []
    for index in range(length):
        segment = _segment_of(address, index)
        _point_of(segment, at_x, at_y)
        if _type_of_segment(segment) == _MOVE:
            if len(outline) > 1:
                yield outline
            outline = []
        point = (x.value, y.value)
        for matrix in matrices:
            point = matrix.apply(*point)
        outline.append(point)
        if _is_closed(segment):
            outline.append(outline[0])
    if len(outline) > 1:
        yield outline


def _matrix(address: int) -> _Matrix:
    found = (ctypes.c_float * 6)()
    _matrix_of(address, ctypes.addressof(found))
    return _Matrix(*found)


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


_UNMOVED = _Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
