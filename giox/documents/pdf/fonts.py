"""A font for PDFs that carry none: characters that are not seen are not read.

PDFium drops a text of one character if the character has no shape, and many a PDF relies on
SimSun or STSong being installed. giox lends PDFium a font in their place in which every character
is the same box: nothing is drawn here, only places are measured. It goes before the fonts of the
system, which lack characters and differ between machines, and a report must not.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib import resources
from typing import Any

from pypdfium2 import PdfSysfontBase

__all__ = ["lend_font"]

Handle = Any
"""A pointer of PDFium's."""

_GB_2312 = 134
_CHINESE_CHARSETS = frozenset({128, 129, _GB_2312, 136})  # Shift-JIS, Hangul, GB 2312, Big5
_OURS = 0x610C


@cache
def lend_font() -> None:
    """Tell PDFium once for this process where to find Chinese characters."""
    if PdfSysfontBase.SINGLETON is None:
        _Lender().setup()


@cache
def _font() -> bytes:
    """Return the font, which `tests/documents/boxes.py` makes."""
    return (resources.files("giox.documents.pdf") / "boxes.ttf").read_bytes()


class _Lender(PdfSysfontBase):  # type: ignore[misc]
    """Answers PDFium's questions for fonts, by its names: ours for Chinese, else the system's."""

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
        if charset in _CHINESE_CHARSETS:
            return _OURS
        return self.default.MapFont(self.default, weight, italic, charset, pitch, face, exact)

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
