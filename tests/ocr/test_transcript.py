"""What is written of a table that was read from a picture."""

from __future__ import annotations

import pytest

from giox.documents import Row
from giox.ocr.model import PictureCell, PictureTable
from giox.ocr.transcript import written

# What was read, how sure, and what is written.
CELLS = [
    ("12", 0.99, "12"),
    ("3,442", 0.9, "3,442"),
    ("12189.60万元", 0.9, "12189.60万元"),
    ("-5", 0.9, "-5"),
    ("—", 0.9, "—"),
    ("", 1.0, ""),
    ("", 0.3, "***"),
    ("12", 0.7, "***"),
    ("—", 0.7, "***"),
    ("a", 0.99, "***"),
    ("I1", 0.99, "***"),
    ("12", 0.0, "***"),
    ("规章", 0.6, "规章"),
    ("1. 重复申请", 0.4, "1. 重复申请"),
    ("万元", 0.9, "万元"),
    ("规|章", 0.9, "规 章"),
]


@pytest.mark.parametrize(("read", "confidence", "text"), CELLS)
def test_a_cell_is_written_only_when_it_is_sure(read: str, confidence: float, text: str) -> None:
    row = (PictureCell("其他", 0.9, 0), PictureCell(read, confidence, 1))
    assert written([PictureTable((row,))]).text == f"其他 | {text}\n"


def test_lines_and_cells_keep_their_places() -> None:
    rows = (
        (PictureCell("行政复议", 0.9, 0), PictureCell("行政诉讼", 0.9, 2)),
        (PictureCell("3", 0.9, 1), PictureCell("", 1.0, 2), PictureCell("4", 0.9, 3)),
        (PictureCell("", 1.0, 0),),
        (),
    )
    document = written(["四、行政复议、行政诉讼情况", PictureTable(rows)])
    assert document.text == "四、行政复议、行政诉讼情况\n行政复议 | 行政诉讼\n3 |  | 4\n"
    placed = [
        [(document.text[cell.start : cell.end], cell.column) for cell in row.cells]
        for row in document.blocks
        if isinstance(row, Row)
    ]
    assert placed == [[("行政复议", 0), ("行政诉讼", 2)], [("3", 1), ("", 2), ("4", 3)]]
