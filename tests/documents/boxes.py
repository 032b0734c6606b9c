"""Makes giox/documents/pdf/boxes.ttf: a font in which every character is the same box.

    python tests/documents/boxes.py

A test holds the shipped file to what is made here.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FONT = Path(__file__).resolve().parents[2] / "giox" / "documents" / "pdf" / "boxes.ttf"
RANGES = ((0x20, 0x7F), (0xA0, 0xD800), (0xF900, 0xFFFE), (0x20000, 0x32000))


def font() -> bytes:
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
    every.cmap = {code: "box" for first, last in RANGES for code in range(first, last)}
    builder.font["cmap"].tables = [every]
    builder.font.recalcTimestamp = False  # else the file holds the time it was made
    builder.font["head"].created = builder.font["head"].modified = 0
    stream = BytesIO()
    builder.save(stream)
    return stream.getvalue()


if __name__ == "__main__":
    FONT.write_bytes(font())
