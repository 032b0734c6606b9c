"""Parts into tables: sorted as declared, and checked as if all were in memory."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import giox
from giox.corpus import dealing, merge
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS


@pytest.fixture(scope="module")
def whole(mixed: Path) -> giox.Extraction:
    return giox.extract(mixed, processes=0)


@pytest.mark.parametrize("at_once", [1, 3])
def test_the_tables_are_the_same_in_pieces(
    mixed: Path, whole: giox.Extraction, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "_REPORTS_AT_ONCE", at_once)
    monkeypatch.setattr(merge.merge, "__defaults__", ("parquet", 1))
    monkeypatch.setattr(dealing, "_ROWS_AT_ONCE", 500)
    pieces = giox.extract(mixed, processes=0)
    for name in ("reports", "observations", "findings", "duplicates"):
        assert getattr(pieces, name).equals(getattr(whole, name))


def test_the_checks_see_the_corpus_as_a_whole(whole: giox.Extraction) -> None:
    checked = giox.check(whole.observations, whole.reports)
    of_wording = ("same_wording", "wording_of_another_place")
    own = checked.filter(~pl.col("check").is_in(of_wording))
    assert own.join(whole.findings, on=own.columns, how="anti", nulls_equal=True).is_empty()


def test_the_tables_are_in_order(whole: giox.Extraction) -> None:
    for table in (REPORTS, OBSERVATIONS, FINDINGS):
        frame: pl.DataFrame = getattr(whole, table.name)
        assert frame.equals(frame.sort(table.order, nulls_last=True, maintain_order=True))


def test_a_summary_counts_what_was_written(
    mixed: Path, whole: giox.Extraction, tmp_path: Path
) -> None:
    for kind in ("parquet", "csv"):
        summary = giox.extract_to(mixed, tmp_path, kind, processes=0)
        assert summary.figures == whole.observations.height
        assert sum(summary.statuses.values()) == whole.reports.height
        assert sum(summary.findings.values()) == whole.findings.height
        assert len(summary.written) == 4
