"""A font for PDFs that carry none: characters that are not seen are not read.

PDFium drops a text of one character if the character has no shape, and many a PDF relies on
SimSun or STSong being installed. Where no such font is, giox lends PDFium one in which every
character is the same box: nothing is drawn here, only places are measured.
"""

from __future__ import annotations

import ctypes
from functools import cache
from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from pypdfium2 import PdfSysfontBase

__all__ = ["lend_font"]

Handle = Any
"""A pointer of PDFium's."""

_GB_2312 = 134
_CHINESE_CHARSETS = frozenset({128, 129, _GB_2312, 136})  # Shift-JIS, Hangul, GB 2312, Big5
_RANGES = ((0x20, 0x7F), (0xA0, 0xD800), (0xF900, 0xFFFE), (0x20000, 0x32000))
_OURS = 0x610C


@cache
def lend_font() -> None:
    """Tell PDFium once for this process where to find Chinese characters."""
    if PdfSysfontBase.SINGLETON is None:
        _Lender().setup()


@cache
def _font() -> bytes:
    pen = TTGlyphPen(None)
    pen.moveTo((60, -100))
    for corner in ((60, 860), (940, 860), (940, -100)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(unitsPerEm=1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": box, "box": box})
    builder.setupHorizontalMetrics({".notdef": (1000, 60), "box": (1000, 60)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Giox Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    # Format 13 gives one glyph to a whole range of characters.
    every = CmapSubtable.newSubtable(13)
    every.platformID, every.platEncID, every.language = 3, 10, 0
    every.cmap = {code: "box" for first, last in _RANGES for code in range(first, last)}
    builder.font["cmap"].tables = [every]
    stream = BytesIO()
    builder.save(stream)
    return stream.getvalue()


class _Lender(PdfSysfontBase):  # type: ignore[misc]
    """Answers PDFium's questions for fonts, by its names: the system's first, then ours."""

    def MapFont(  # noqa: N802, PLR0913, PLR0917
        self,
        _: Handle,
        weight: int,
        italic: int,
        charset: int,
        pitch: int,
        face: Handle,
        exact: Handle,
    ) -> Handle:
        found = self.default.MapFont(self.default, weight, italic, charset, pitch, face, exact)
        return found or (_OURS if charset in _CHINESE_CHARSETS else None)

    def GetFontData(  # noqa: N802
        self, _: Handle, font: Handle, table: int, buffer: Handle, size: int
    ) -> int:
        if font != _OURS:
            return int(self.default.GetFontData(self.default, font, table, buffer, size))
        if table:
            return 0  # PDFium asks for the whole file as table 0
        data = _font()
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, _: Handle, font: Handle, buffer: Handle, size: int) -> int:  # noqa: N802
        if font == _OURS:
            return 0
        return int(self.default.GetFaceName(self.default, font, buffer, size))

    def GetFontCharset(self, _: Handle, font: Handle) -> int:  # noqa: N802
        if font == _OURS:
            return _GB_2312
        return int(self.default.GetFontCharset(self.default, font))

    def DeleteFont(self, _: Handle, font: Handle) -> None:  # noqa: N802
        if font != _OURS:
            self.default.DeleteFont(self.default, font)
