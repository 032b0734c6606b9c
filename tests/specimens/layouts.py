"""Ways in which a report with tables comes to a reader: as HTML, flattened text, Word, …

A report is a list of blocks: a string is a paragraph (a heading begins with its number), a
`Table` is a table. Each layout turns the blocks into bytes.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec

from specimens.model import Cell, Table, matrix

Block = str | Table


def texts(row: list[tuple[Cell, bool] | None], *, repeat: bool = False) -> list[str]:
    """Return the texts of a full row; a merged cell's text once, or in every place of it."""
    return [place[0].text if place is not None and (place[1] or repeat) else "" for place in row]


def _pipe(table: Table) -> list[str]:
    """Flattened as text extractors do it: cells that begin in a row, then what it lacks."""
    width = len(matrix(table)[0])
    lines = []
    for row in table:
        lacking = width - len(row)
        lines.append(" | ".join(cell.text for cell in row) + " |" + "|" * lacking)
    return lines


def _pipe_grid(table: Table) -> list[str]:
    """Flattened with an empty place wherever a merged cell reaches."""
    return [" | ".join(texts(row)) + " |" for row in matrix(table)]


def _tabs(table: Table) -> list[str]:
    return ["\t".join(texts(row)) for row in matrix(table)]


def _markdown(table: Table) -> list[str]:
    lines = ["| " + " | ".join(texts(row)) + " |" for row in matrix(table)]
    lines.insert(1, "|" + " --- |" * len(matrix(table)[0]))
    return ["", *lines, ""]


def _cells(table: Table) -> list[str]:
    """One cell per line, an empty line after each."""
    lines = []
    for row in table:
        for cell in row:
            lines += [cell.text, ""]
    return lines


def _spaces(table: Table) -> list[str]:
    """One row per line, the cells held apart by runs of spaces."""
    lines = []
    for y, row in enumerate(table):
        gap = "   " if y % 3 else "     "
        lines.append(gap.join(cell.text for cell in row))
    return lines


_TEXT: dict[str, Callable[[Table], list[str]]] = {
    "pipe": _pipe,
    "pipe_grid": _pipe_grid,
    "tabs": _tabs,
    "markdown": _markdown,
    "cells": _cells,
    "spaces": _spaces,
}


def as_text(blocks: Iterable[Block], layout: str) -> str:
    """Return the report as text in one of the layouts of plain text."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += ["", block, ""] if layout in ("markdown", "cells") else [block]
        else:
            lines += _TEXT[layout](block)
    return "\n".join(lines) + "\n"


def html_table(table: Table) -> str:
    """Return a table as HTML with rowspan and colspan."""
    rows = []
    for row in table:
        cells = []
        for cell in row:
            spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            cells.append(f"<td{spans}><p>{html.escape(cell.text)}</p></td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return '<table border="1" cellspacing="0">\n' + "\n".join(rows) + "\n</table>"


def as_html(
    blocks: Sequence[Block], *, charset: str = "utf-8", title: str = "", fragment: bool = False
) -> str:
    """Return the report as an HTML page, or only the fragment that holds the article."""
    body = "\n".join(
        f"<p>{html.escape(block)}</p>" if isinstance(block, str) else html_table(block)
        for block in blocks
    )
    if fragment:
        return body
    title = title or next((block for block in blocks if isinstance(block, str)), "")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{charset}">\n'
        f"<title>{html.escape(title)}</title>\n<style>td{{border:1px solid}}</style>\n"
        f'<script>var hits = 20190, page = "/2018/3";</script>\n</head>\n<body>\n'
        f'<div class="article">\n{body}\n</div>\n</body>\n</html>\n'
    )


def as_docx(blocks: Iterable[Block]) -> bytes:
    """Return the report as a Word document with merged cells."""
    from docx import Document

    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        grid = matrix(block)
        table = document.add_table(len(grid), len(grid[0]), style="Table Grid")
        places = [row.cells for row in table.rows]
        for y, row in enumerate(grid):
            for x, place in enumerate(row):
                if place is None or not place[1]:
                    continue
                cell = place[0]
                target = places[y][x]
                target.text = cell.text
                if cell.rows > 1 or cell.columns > 1:
                    target.merge(places[y + cell.rows - 1][x + cell.columns - 1])
    stream = io.BytesIO()
    document.save(stream)
    return _dated(stream.getvalue())


def as_xlsx(blocks: Iterable[Block]) -> bytes:
    """Return the report as one sheet: paragraphs in the first column, tables with merges."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    top = 1
    for block in blocks:
        if isinstance(block, str):
            sheet.cell(top, 1, block)
            top += 1
            continue
        grid = matrix(block)
        for y, row in enumerate(grid):
            for x, place in enumerate(row):
                if place is None or not place[1]:
                    continue
                cell = place[0]
                sheet.cell(top + y, x + 1, _number(cell))
                if cell.rows > 1 or cell.columns > 1:
                    sheet.merge_cells(
                        start_row=top + y,
                        end_row=top + y + cell.rows - 1,
                        start_column=x + 1,
                        end_column=x + cell.columns,
                    )
        top += len(grid) + 1
    stream = io.BytesIO()
    book.save(stream)
    return _dated(stream.getvalue())


def _dated(office: bytes) -> bytes:
    """Give an office file fixed dates, so that the same report is the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2020-01-01T00:00:00", data)
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            new.writestr(info, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _number(cell: Cell) -> str | int | float:
    """A cell with a plain figure is a number in a spreadsheet, as an office would type it."""
    if cell.key is None:
        return cell.text
    try:
        value = float(cell.text)
    except ValueError:
        return cell.text
    return int(value) if value.is_integer() else value


def as_pdf(blocks: Iterable[Block]) -> bytes:
    """Return the report as a ruled PDF with page numbers, its tables split over pages."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Ruled

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("zh", fontName="STSong-Light", fontSize=10.5, leading=16, wordWrap="CJK")
    small = ParagraphStyle("cell", fontName="STSong-Light", fontSize=7, leading=8.2, wordWrap="CJK")
    story: list[object] = []
    for block in blocks:
        if isinstance(block, str):
            story.append(Paragraph(html.escape(block), style))
            continue
        grid = matrix(block)
        spans = [
            ("SPAN", (x, y), (x + place[0].columns - 1, y + place[0].rows - 1))
            for y, row in enumerate(grid)
            for x, place in enumerate(row)
            if place is not None and place[1] and (place[0].rows > 1 or place[0].columns > 1)
        ]
        cells = [[Paragraph(html.escape(text), small) for text in texts(row)] for row in grid]
        ruled = Ruled(cells, colWidths=_widths(grid))
        rules = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            *spans,
        ]
        story += [Spacer(1, 6), ruled, Spacer(1, 6)]
        ruled.setStyle(rules)

    def page_number(canvas: object, document: object) -> None:
        canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, 24, f"- {document.page} -")  # type: ignore[attr-defined]

    stream = io.BytesIO()
    template = SimpleDocTemplate(stream, pagesize=A4, invariant=1, title="")
    template.build(story, onFirstPage=page_number, onLaterPages=page_number)
    return stream.getvalue()


def _widths(grid: list[list[tuple[Cell, bool] | None]]) -> list[float]:
    """Column widths: places that hold figures narrow, labels share the rest of the page."""
    width = len(grid[0])
    figures = {
        x
        for row in grid
        for x, place in enumerate(row)
        if place is not None and place[0].key is not None
    }
    empty = {x for x in range(width) if not any(row[x] and row[x][0].text for row in grid)}  # type: ignore[index]
    narrow = 450 / width if len(figures) == width else min(40.0, 450 / width)
    labels = max(1, width - len(figures) - len(empty))
    wide = (450 - narrow * len(figures) - 16 * len(empty)) / labels
    return [16 if x in empty else narrow if x in figures else wide for x in range(width)]


TEXT_LAYOUTS = tuple(_TEXT)
LAYOUTS = (*TEXT_LAYOUTS, "html", "docx", "xlsx", "pdf")
SUFFIXES = {"markdown": "md", "html": "html", "docx": "docx", "xlsx": "xlsx", "pdf": "pdf"}


def suffix(layout: str) -> str:
    """Return the file name's ending for a layout."""
    return SUFFIXES.get(layout, "txt")


def available(layout: str) -> bool:
    """Whether the library that writes `layout` is installed."""
    library = {"docx": "docx", "xlsx": "openpyxl", "pdf": "reportlab"}.get(layout)
    return library is None or find_spec(library) is not None
