"""Hundreds of bad files among sound ones change no figure of the sound ones."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from benchmarks.corpora import bad_files, files

import giox

pytestmark = pytest.mark.slow
COUNT = 200


def write(folder: Path, made: list[tuple[str, bytes]]) -> None:
    for name, data in made:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_bad_files_cost_nothing_but_themselves(tmp_path: Path) -> None:
    write(tmp_path / "in", list(files(COUNT, 50)))
    sound = giox.extract(tmp_path / "in", processes=2)
    write(tmp_path / "in", list(bad_files(COUNT)))
    both = giox.extract(tmp_path / "in", processes=2, timeout=60)
    bad = pl.col("report").str.starts_with("bad/")
    for name in ("reports", "observations"):
        assert getattr(both, name).filter(~bad).equals(getattr(sound, name))
    assert both.reports.filter(bad)["report"].n_unique() == COUNT
    checked = [giox.check(both.observations, both.reports) for _ in range(3)]
    assert checked[0].equals(checked[1])
    assert checked[0].equals(checked[2])
    failed = both.findings.filter(pl.col("message").str.contains("reading failed|fault"))
    assert failed.is_empty(), failed["message"].to_list()
