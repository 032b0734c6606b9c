"""Tables in Word, by python-docx: three lines, caption above, notes below."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from giox.export.printed import starred

if TYPE_CHECKING:
    from giox.export.printed import Printed

__all__ = ["word"]

THICK, THIN = 12, 6
"""Widths of lines in eighths of a point."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def word(table: Printed) -> bytes:
    """Return a document that holds the table."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    document.core_properties.comments = table.stamp
    document.core_properties.title = table.caption
    if table.caption:
        caption = document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        _write(caption, table.caption, Pt(10))
    grid = document.add_table(rows=0, cols=len(table.heads))
    for row in (table.heads, *table.rows):
        cells = grid.add_row().cells
        for cell, text, numeric in zip(cells, row, table.numeric, strict=True):
            (paragraph,) = cell.paragraphs
            paragraph.paragraph_format.space_after = Pt(0)
            if numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, _signed(text) if numeric else text, Pt(9), stars=numeric)
    _lines(grid.rows[0], top=THICK, bottom=THIN)
    for at in table.rules:
        _lines(grid.rows[at + 1], top=THIN)
    _lines(grid.rows[-1], bottom=THICK, **({"top": THICK} if not table.rows else {}))
    for note in table.notes:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _write(paragraph, note, Pt(8))
    whole = io.BytesIO()
    document.save(whole)
    return _same_twice(whole.getvalue())


def _signed(text: str) -> str:
    return f"−{text[1:]}" if text.startswith("-") and len(text) > 1 else text


def _write(paragraph: Any, text: str, size: Any, *, stars: bool = False) -> None:  # noqa: ANN401
    """Write text, the font for Chinese named too: Word keeps one for each kind of script."""
    from docx.oxml.ns import qn

    parts = starred(text) if stars else (text, "")
    for part, raised in zip(parts, (False, True), strict=True):
        if part:
            run = paragraph.add_run(part)
            run.font.size = size
            run.font.name = "Times New Roman"
            run.font.superscript = raised or None
            run.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")


def _lines(row: Any, **widths: int) -> None:  # noqa: ANN401 - python-docx carries no types
    """Draw lines above or below the cells of a row."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - borders have no public face
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        for side in ("top", "bottom"):
            if side in widths:
                line = OxmlElement(f"w:{side}")
                line.set(qn("w:val"), "single")
                line.set(qn("w:sz"), str(widths[side]))
                line.set(qn("w:color"), "000000")
                borders.append(line)


def _same_twice(content: bytes) -> bytes:
    """Return a zip whose members carry no time of writing."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, EPOCH)
            new.writestr(member, old.read(name), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
