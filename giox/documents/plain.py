r"""Text and Markdown files: lines are paragraphs, lines with separators are rows.

Reports saved as text carry their tables in four ways: cells parted by `|` (Markdown among
them), by tabs, by runs of spaces, or one cell on a line of its own. The first three are
rows here; of the last nothing can be known at this level, and each line stays a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from giox.documents.model import Block, Cell, Document, Paragraph, Row

__all__ = ["read_plain"]

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BAR = re.compile(r"[|│┃|]")
_TAB = re.compile(r"\t")
_SPACES = re.compile(r"[ \u00a0\u3000]{2,}")
_FIGURE = re.compile(
    r"[-+—–/-]?[\d0-9][\d0-9,,. ]*(?:[万亿]?元|%)?|[-—–/-]+|[〇零一二三四五六七八九十百千万]+"
)
_RULE = re.compile(r"[|│┃|+\s]*(?::?[-=─━┼├┤┌┐└┘┬┴]{2,}:?[|│┃|+\s]*)+")


def read_plain(text: str, encoding: str | None) -> Document:
    r"""Turn decoded text into a document.

    Examples
    --------
    >>> document = read_plain("总体情况\n规章 | 3 | 0 |\n", "utf-8")
    >>> [type(block).__name__ for block in document.blocks]
    ['Paragraph', 'Row']
    >>> [document.text[cell.start:cell.end] for cell in document.blocks[1].cells]
    ['规章', '3', '0', '']
    """
    return Document(text, tuple(_blocks(text)), encoding)


def _blocks(text: str) -> Iterator[Block]:
    table = -1
    in_table = False
    for line in _LINE.finditer(text):
        start, end = _strip(text, line.start(), line.end())
        if start == end:
            continue
        cells = _cells(text, start, end)
        if cells is None:
            in_table = False
            yield Paragraph(start, end)
        elif not _RULE.fullmatch(text, start, end):
            table += not in_table
            in_table = True
            yield Row(cells, table)


def _cells(text: str, start: int, end: int) -> tuple[Cell, ...] | None:
    for separator in (_BAR, _TAB):
        if separator.search(text, start, end):
            return _split(text, start, end, separator)
    if _SPACES.search(text, start, end):
        cells = _split(text, start, end, _SPACES)
        if any(_FIGURE.fullmatch(text, cell.start, cell.end) for cell in cells[1:]):
            return cells
    return None


def _split(text: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[Cell, ...]:
    bounds = [match.span() for match in separator.finditer(text, start, end)]
    if bounds and bounds[0][0] == start and separator is _BAR and len(bounds) > 1:
        # A Markdown row opens with a bar; what stands before it is no cell.
        start = bounds.pop(0)[1]
    starts = [start, *(after for _, after in bounds)]
    ends = [*(before for before, _ in bounds), end]
    return tuple(
        Cell(*_strip(text, cell_start, cell_end), column)
        for column, (cell_start, cell_end) in enumerate(zip(starts, ends, strict=True))
    )


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
