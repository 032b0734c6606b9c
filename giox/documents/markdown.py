"""Markdown with HTML tables in it, as converters of PDF and Word files write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giox.documents.html import read_html
from giox.documents.model import Block, Cell, Document, Paragraph, Row
from giox.documents.plain import read_plain
from giox.errors import DocumentError

__all__ = ["read_markdown"]

_TABLES = re.compile(r"(<table\b.*?(?:</table\s*>|\Z))", re.IGNORECASE | re.DOTALL)
_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE)


def read_markdown(text: str, encoding: str | None) -> Document:
    r"""Turn decoded text with HTML tables into a document.

    Lines between the tables stay as they are, save that `<br>` is a space in a row and the end of
    a line elsewhere; a table's text is what `read_html` makes of it.

    Examples
    --------
    >>> page = "# 总体情况\n<table><tr><td>规章<td>3</table>\n规范性文件 | 5\n"
    >>> print(read_markdown(page, "utf-8").text)
    # 总体情况
    规章 | 3
    <BLANKLINE>
    规范性文件 | 5
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    length = tables = 0
    for piece in filter(None, _TABLES.split(text)):
        part = _read(piece)
        pieces.append(part.text)
        blocks += _moved(part.blocks, length, tables)
        length += len(part.text)
        tables += 1 + max((one.table for one in part.blocks if isinstance(one, Row)), default=-1)
    return Document("".join(pieces), tuple(blocks), encoding)


def _read(piece: str) -> Document:
    if not _TABLES.match(piece):
        return read_plain(_LINE.sub(_unbroken, piece) if "<" in piece else piece, None)
    try:
        return read_html(piece, None)
    except DocumentError:  # a table without any text
        return Document("\n", (), None)


def _unbroken(line: re.Match[str]) -> str:
    return _BREAK.sub(" " if "|" in line[0] else "\n", line[0])


def _moved(blocks: tuple[Block, ...], by: int, tables: int) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Paragraph(start, end):
                yield Paragraph(start + by, end + by)
            case Row(cells, table):
                moved = (Cell(start + by, end + by, column) for start, end, column in cells)
                yield Row(tuple(moved), table + tables)
