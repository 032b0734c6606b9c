r"""Text and Markdown files: lines are paragraphs, lines with separators are rows.

Reports saved as text carry their tables in four ways: cells parted by `|` (Markdown among
them), by tabs, by runs of spaces, or one cell on a line of its own. The first three are
rows here; of the last nothing can be known at this level, and each line stays a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from giox.documents.model import Block, Cell, Document, Paragraph, Row

__all__ = ["looks_like_figure", "read_plain", "split_row"]

# The bar, its full-width form, and the vertical strokes of box drawing; Markdown writes `\|`
# for a bar that parts nothing.
_BAR = re.compile(r"(?<!\\)[|\uff5c\u00a6\u2502\u2503\u2551]")
_NO_PLAIN_BAR = re.compile(r"\\\||[\uff5c\u00a6\u2502\u2503\u2551]")
_TAB = re.compile(r"\t")
_SPACES = re.compile(r"[ \u00a0\u2002\u2003\u3000]{2,}")
# Any of the three. (It begins with one character of a set, which is quick to search for.)
_SEPARATOR = re.compile(
    r"[|\uff5c\u00a6\u2502\u2503\u2551\t \u00a0\u2002\u2003\u3000]"
    r"(?:(?<=[|\uff5c\u00a6\u2502\u2503\u2551\t])|[ \u00a0\u2002\u2003\u3000])"
)
_FIGURE = re.compile(
    r"[-+\u2010-\u2015\u2212\uff0b\uff0d]?"  # a sign, half or full width
    r"\d(?:[\d,\uff0c.\uff0e ]*\d)?"
    r"\s*(?:[万亿]?元|[%\uff05]|[件条宗起份项篇个次人名家]{1,2})?"
    r"(?:[*\u2460-\u24ff]|[\[(\uff08](?:注?\d?)[\])\uff09])?"  # the mark of a footnote
    r"|[-/\u2010-\u2015\u2212\uff0d\uff0f]+"  # a stroke: zero or missing
    r"|[〇零一二三四五六七八九十百千万]+"
)
_RULE = re.compile(r"[-=:+|\s\uff5c\u00a6\u2500-\u257f]+")
_RULE_BEGINS = frozenset("-=:+|\uff5c\u00a6") | {chr(code) for code in range(0x2500, 0x2580)}
_LEAST_RULE = re.compile(r"[-=\u2500-\u257f]{3}|:-|-:")
_LEAST_BARE_RULE = re.compile(r"[-=\u2500-\u257f]{4}")
# `一、`, `(三)`, `1.` or a bullet: what a tab or a wide space after it parts is no cell.
_NUMBERING = re.compile(
    r"[(\uff08]?[\d一二三四五六七八九十]{1,3}[)\uff09、.\uff0e]+|第.{1,3}[部章节条]分?"
    r"|[\u2022\u00b7\u25a0-\u25ff\uf000-\uf0ff]"
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+")
_MARK = re.compile("[#*_]")
_EMPHASIS = re.compile(r"(\*\*|__)((?:(?!\1).)+)\1")
_LONGEST_CELL = 200
_new = tuple.__new__  # half the time of a named tuple's own, for most of a document are cells


def read_plain(text: str, encoding: str | None) -> Document:
    r"""Turn decoded text into a document, whose text it stays, unchanged.

    Examples
    --------
    >>> document = read_plain("总体情况\n规章 | 3 | 0 |\n", "utf-8")
    >>> [type(block).__name__ for block in document.blocks]
    ['Paragraph', 'Row']
    >>> [document.text[cell.start:cell.end] for cell in document.blocks[1].cells]
    ['规章', '3', '0', '']
    """
    return Document(text, tuple(_blocks(text)), encoding)


def split_row(text: str, start: int, end: int) -> tuple[Cell, ...] | None:
    """Return the cells of the line `text[start:end]`, or None where it is no row of a table.

    Bars and tabs make cells wherever they stand, save after the number of a heading and in
    running text; runs of spaces only where a cell after the first holds a figure or a stroke.
    """
    if _SEPARATOR.search(text, start, end) is None:
        return None
    bar = _BAR.search(text, start, end)
    is_barred = bar is not None and not _is_torn_figure(text, bar, end)
    if is_barred or _TAB.search(text, start, end):
        cells = _split(text, start, end, _BAR if is_barred else _TAB)
        return None if _is_prose(text, cells) else cells
    if _SPACES.search(text, start, end):
        cells = _split(text, start, end, _SPACES)
        if any(looks_like_figure(text, cell.start, cell.end) for cell in cells[1:]):
            return cells
    return None


def _is_torn_figure(text: str, bar: re.Match[str], end: int) -> bool:
    """Tell whether the first bar of a line is the only one and what a digit became: `|5`.

    It touches the figure behind it, and nothing stands before it, or tabs part the cells.
    """
    first, after = bar.span()
    if after == end or not text[after].isdigit() or _BAR.search(text, after, end):
        return False
    return first == bar.pos or text[first - 1] == "\t"


def looks_like_figure(text: str, start: int = 0, end: int | None = None) -> bool:
    """Tell whether `text[start:end]` is a number, a sum of money, or a stroke in its place.

    Examples
    --------
    >>> looks_like_figure("1,234"), looks_like_figure("—"), looks_like_figure("规章")
    (True, True, False)
    """
    return _FIGURE.fullmatch(text, start, len(text) if end is None else end) is not None


def _blocks(text: str) -> Iterator[Block]:
    table = -1
    in_table = is_framed = False
    width = after = separator = 0
    for line in text.splitlines(keepends=True):
        before, after = after, after + len(line)
        words = line.strip()
        if not words:
            continue
        start = before + line.find(words)
        end = start + len(words)
        if separator < start:
            separator = _next_separator(text, start)
        cells = split_row(text, start, end) if separator < end else None
        if words[0] in _RULE_BEGINS and _is_rule(text, start, end, bare=cells is None):
            continue
        if cells is None:
            in_table = False
            yield _new(Paragraph, _unmarked(text, start, end))
        else:
            if not in_table:
                table += 1
                is_framed = _BAR.match(text, start) is not None
                width = 0
            cells = _with_empty(text, (before, after), cells, width, is_framed=is_framed)
            in_table = True
            width = max(width, len(cells))
            yield _new(Row, (cells, table))


def _next_separator(text: str, start: int) -> int:
    """Return where the first separator from a place on stands."""
    found = _SEPARATOR.search(text, start)
    return found.start() if found else len(text)


def _with_empty(
    text: str, line: tuple[int, int], cells: tuple[Cell, ...], width: int, *, is_framed: bool
) -> tuple[Cell, ...]:
    """Return the cells of a row with the empty ones that it begins and ends with.

    They are the tabs around it, or the bars around it in a table that is not framed by bars.
    """
    start, end = cells[0].start, cells[-1].end
    after = text.count("\t", end, line[1])
    lacking = width - len(cells)
    before = 0
    if lacking > 0:
        before = text.count("\t", line[0], start)
        if not before and not is_framed and _BAR.search(text, line[0], start) is not None:
            before = 1
            after += lacking > 1 and _BAR.search(text, end, line[1]) is not None
    if not (after or 0 < before <= lacking):
        return cells
    before = before if before <= lacking else 0
    spans = [(start, start)] * before + [cell[:2] for cell in cells] + [(end, end)] * after
    return tuple([_new(Cell, (*span, column)) for column, span in enumerate(spans)])


def _is_rule(text: str, start: int, end: int, *, bare: bool) -> bool:
    """Tell whether a line only draws: `|---|:-:|`, `├──┼──┤`; a bare `--` stands for a figure."""
    least = _LEAST_BARE_RULE if bare else _LEAST_RULE
    return bool(_RULE.fullmatch(text, start, end) and least.search(text, start, end))


def _is_prose(text: str, cells: tuple[Cell, ...]) -> bool:
    """Tell whether separators stand in running text, or after the number of a heading."""
    start, end = cells[0].start, cells[-1].end
    if end - start > _LONGEST_CELL and text.find("。", start, end) >= 0:
        longest = max(cell.end - cell.start for cell in cells)
        if longest > _LONGEST_CELL:
            return True
    filled = [cell for cell in cells if cell.start < cell.end]
    return (
        len(filled) == 2
        and _NUMBERING.fullmatch(text, filled[0].start, filled[0].end) is not None
        and not looks_like_figure(text, filled[1].start, filled[1].end)
    )


def _split(text: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[Cell, ...]:
    line = text[start:end]
    if separator is _TAB:
        words = line.split("\t")
    elif separator is _BAR and _NO_PLAIN_BAR.search(line) is None:
        words = line.split("|")
    else:  # what parts cells becomes a line feed, of which a line has none
        words = separator.sub(lambda gap: "\n".ljust(len(gap[0])), line).split("\n")
    # A row that opens with a bar is framed by bars: outside of them there is no cell.
    is_framed = separator is _BAR and len(words) > 2 and not words[0]
    cells: list[Cell] = []
    for column, word in enumerate(words, -1 if is_framed else 0):
        bare = word.strip()
        first = start + (word.find(bare) if bare else len(word))
        cells.append(_new(Cell, (first, first + len(bare), column)))
        start += len(word) + 1
    if is_framed:
        cells = cells[1 : None if words[-1] else -1]
    if _MARK.search(line):
        cells = [_new(Cell, (*_unmarked(text, *cell[:2]), cell.column)) for cell in cells]
    return tuple(cells)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    bare = words.strip()
    if len(bare) < len(words):
        start = end - len(words.lstrip())
    return start, start + len(bare)


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the marks of a Markdown heading and of emphasis around the whole."""
    if start == end or text[start] not in "#*_":
        return start, end
    heading = _MARKDOWN_HEADING.match(text, start, end)
    if heading:
        start, end = _strip(text, heading.end(), end)
    emphasis = _EMPHASIS.fullmatch(text, start, end)
    return _strip(text, *emphasis.span(2)) if emphasis else (start, end)
