"""Rows of a statistics table that lost its lines: 主动公开政府信息数 条 1340. They are no prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from giox.extraction.lines import Line

__all__ = ["LostRows", "lost_rows"]

_UNIT = "(?:万元|人次|件次|条次|[件条次个人名份项期篇])"
_NUMBER = "[0-9][0-9,.]*"
_LABEL = (
    r"(?:[(]?[一二三四五六七八九十0-9]{1,3}[)、.]+ ?)?(?:其中:? ?)?[\u4e00-\u9fff()/、\"“”]{3,40}"
)
_ROW = re.compile(rf"{_LABEL}(?:(?<=[数量]) ?{_UNIT} ?| {_UNIT} ){_NUMBER}")
_WITHOUT_UNIT = re.compile(rf"{_LABEL}(?<=[数量额费]) ?{_NUMBER}")
_IN_A_RUN = re.compile(rf"(?<=[数量]) ?{_UNIT} ?{_NUMBER}(?=\s|$|[(一二三四五六七八九十其0-9])")
_FEWEST_IN_A_RUN = 3
_INDICATOR = "统计指标"
_HEADER = re.compile(rf"(?:序号)?\s*{_INDICATOR}\s*(?:单位|计量单位)?\s*(?:统计数)?")
_HEADER_REST = re.compile("(?:计量)?单位|统计数")
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True)
class LostRows:
    """Lines that are rows of a table without its cells; whether there must have been a table."""

    lines: frozenset[int]
    table: bool


def lost_rows(lines: Sequence[Line], known: frozenset[int] = frozenset()) -> LostRows:
    r"""Find the rows of a statistics table among lines that no table was read from.

    Parameters
    ----------
    lines : sequence of Line
        The lines of a report.
    known : frozenset of int
        Numbers of the lines that were read as a table, or as fields of the page.

    Examples
    --------
    >>> from giox.documents import read_document
    >>> from giox.extraction.lines import lines_of
    >>> text = "统计指标单位统计数\n1.收到申请数件12\n全年收到申请12件。"
    >>> lost = lost_rows(lines_of(read_document(text.encode(), "a.txt")).lines)
    >>> sorted(lost.lines), lost.table
    ([0, 1], True)
    """
    headers = (at for at, line in enumerate(lines) if _INDICATOR in line.text)
    header = next((at for at in headers if _is_header(lines, at)), None)
    found = set() if header is None or header in known else {header}
    for number, line in enumerate(lines):
        if number in known or line.table is not None:
            continue
        text = line.text
        if _is_row(text) or (
            header is not None and number > header and _WITHOUT_UNIT.fullmatch(text)
        ):
            found.add(number)
    rows = len(found) - (header in found)
    return LostRows(frozenset(found), rows >= (1 if header in found else _FEWEST_ROWS))


def _is_row(text: str) -> bool:
    if not text or not text[-1].isdigit():
        return False
    if _ROW.fullmatch(text):
        return True
    return "。" not in text and len(_IN_A_RUN.findall(text)) >= _FEWEST_IN_A_RUN


def _is_header(lines: Sequence[Line], at: int) -> bool:
    """Tell the header of the statistics table, in one line or one word a line."""
    line = lines[at]
    if line.table is not None or not _HEADER.fullmatch(line.text):
        return False
    return any(_HEADER_REST.search(one.text) for one in lines[at : at + 3])
