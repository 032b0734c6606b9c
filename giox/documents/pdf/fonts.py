"""A Chinese font for PDFs that carry none.

PDFium drops a text of one character whose font it cannot find, and many a PDF relies on SimSun
or STSong being installed. Where no Chinese font is, giox lends PDFium its own.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["lend_font"]

_CHINESE_CHARSETS = frozenset({128, 129, 134, 136})  # Shift-JIS, Hangul, GB 2312, Big5
_OURS = 0x610C


@cache
def lend_font() -> None:
    """Tell PDFium once for this process where to find Chinese characters."""
    from pypdfium2 import PdfSysfontBase

    if PdfSysfontBase.SINGLETON is None:
        _lender(PdfSysfontBase)().setup()


@cache
def _font() -> bytes:
    return files("giox").joinpath("fonts", "GioxSansSC-Regular.otf").read_bytes()


def _lender(base: Any) -> Any:  # noqa: ANN401 - the class comes from an untyped library
    class Lender(base):  # type: ignore[misc]
        """Asks the system first; the names are those of PDFium's callbacks."""

        def MapFont(  # noqa: N802, PLR0913, PLR0917
            self,
            _: Any,  # noqa: ANN401
            weight: int,
            italic: int,
            charset: int,
            pitch: int,
            face: Any,  # noqa: ANN401
            exact: Any,  # noqa: ANN401
        ) -> Any:  # noqa: ANN401
            found = self.default.MapFont(self.default, weight, italic, charset, pitch, face, exact)
            return found or (_OURS if charset in _CHINESE_CHARSETS else None)

        def GetFontData(  # noqa: N802
            self,
            _: Any,  # noqa: ANN401
            font: Any,  # noqa: ANN401
            table: int,
            buffer: Any,  # noqa: ANN401
            size: int,
        ) -> int:
            if font != _OURS:
                return int(self.default.GetFontData(self.default, font, table, buffer, size))
            if table:
                return 0  # PDFium asks for the whole file by the table 0
            data = _font()
            if buffer and size >= len(data):
                ctypes.memmove(buffer, data, len(data))
            return len(data)

        def GetFaceName(self, _: Any, font: Any, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
            if font != _OURS:
                return int(self.default.GetFaceName(self.default, font, buffer, size))
            return 0

        def GetFontCharset(self, _: Any, font: Any) -> int:  # noqa: ANN401, N802
            if font != _OURS:
                return int(self.default.GetFontCharset(self.default, font))
            return 134

        def DeleteFont(self, _: Any, font: Any) -> None:  # noqa: ANN401, N802
            if font != _OURS:
                self.default.DeleteFont(self.default, font)

    return Lender
