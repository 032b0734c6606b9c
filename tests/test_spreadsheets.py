"""Text that a spreadsheet opens as text, and that comes back as it was."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import giox
from giox.spreadsheets import disarmed, restored

START = st.sampled_from(
    ["", "=", "+", "-", "@", "\t", "\r", "\n", "'", "''=", "＝", "'+", "-1", "12"]
)
DANGEROUS = ("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(st.lists(st.builds(str.__add__, START, st.text(max_size=8)), min_size=1))
def test_no_cell_is_a_formula_and_every_cell_comes_back(cells: list[str]) -> None:
    column = pl.Series("cell", cells, dtype=pl.String)
    safe = column.to_frame().select(disarmed(pl.col("cell"))).to_series()
    assert not any(cell.startswith(DANGEROUS) for cell in safe)
    assert safe.to_frame().select(restored(pl.col("cell"))).to_series().equals(column)


@pytest.mark.parametrize("streamed", [True, False])
def test_csv_of_an_extraction_runs_nothing(tmp_path: Path, *, streamed: bool) -> None:
    (tmp_path / "in").mkdir()
    title = "=HYPERLINK(1)市2019年政府信息公开工作年度报告"
    text = f"{title}\n2019年,收到政府信息公开申请7件,行政复议、行政诉讼均为0件。\n" * 2
    (tmp_path / "in" / "@a.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    extraction = giox.extract(tmp_path / "in")
    if streamed:
        giox.extract_to(tmp_path / "in", out, "csv")
    else:
        extraction.write(out, "csv")
    for name in ("reports", "observations", "findings"):
        frame: pl.DataFrame = getattr(extraction, name)
        read = pl.read_csv(out / f"{name}.csv", schema=frame.schema)
        words = [column for column in read.columns if read.schema[column] == pl.String]
        for column in words:
            assert not any((cell or "").startswith(DANGEROUS) for cell in read[column])
        assert read.with_columns(restored(pl.col(words))).equals(frame)
