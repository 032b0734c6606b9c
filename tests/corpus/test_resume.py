"""A run that is stopped, by whatever, goes on where it stopped and ends with the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import giox
from corpus.texts import HOSTILE, REPORT, tables, write_slow
from giox.corpus import stores
from giox.corpus.merge import TABLES

FILES = 24


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_slow(tmp_path / "in", FILES)


def parts(folder: Path) -> list[str]:
    found = (folder / ".parts" / "ledger").glob("*.parquet")
    return sorted(path.name for path in found)


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    code = "from giox.cli import main; main()"
    command = [sys.executable, "-c", code, "extract", str(slow), "-o", str(output)]
    path = os.pathsep.join([str(HOSTILE), *filter(None, sys.path)])
    run = subprocess.Popen(
        [*command, "--processes", "1"],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not parts(output) and run.poll() is None:
            time.sleep(0.02)
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    kept = parts(output)
    assert kept, "the run ended before a part was written"
    assert not list(output.glob("*.parquet"))
    done = sum(pl.read_parquet(output / ".parts" / "ledger" / name).height for name in kept)
    summary = giox.extract_to(slow, output, processes=0)
    assert summary.read == FILES - done
    giox.extract_to(slow, tmp_path / "undisturbed", processes=0)
    assert tables(output) == tables(tmp_path / "undisturbed")
    assert sorted(path.name for path in output.iterdir()) == [
        ".parts",
        *sorted(f"{name}.parquet" for name in TABLES),
    ]


def test_what_has_not_changed_is_not_read_again(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    assert giox.extract_to(slow, output, processes=0).read == FILES
    first = tables(output)
    assert giox.extract_to(slow, output, processes=0).read == 0
    assert tables(output) == first


def test_what_has_changed_is_read_again(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    giox.extract_to(slow, output, processes=0)
    (slow / "05.txt").write_text(REPORT.replace("512", "777"), encoding="utf-8")
    (slow / "06.txt").unlink()
    (slow / "99.txt").write_text(REPORT, encoding="utf-8")
    os.utime(slow / "07.txt", (0, 0))  # a copy: another date, the same bytes
    summary = giox.extract_to(slow, output, processes=0)
    assert summary.read == 3
    giox.extract_to(slow, tmp_path / "anew", processes=0)
    assert tables(output) == tables(tmp_path / "anew")
    assert giox.extract_to(slow, output, processes=0).read == 0


def test_what_another_giox_read_is_read_again(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    giox.extract_to(slow, output, processes=0)
    manifest = output / ".parts" / "manifest.json"
    text = manifest.read_text()
    code = json.loads(text)["code"]
    manifest.write_text(text.replace(code, "0" * len(code)))
    assert giox.extract_to(slow, output, processes=0).read == FILES


def test_what_was_read_by_other_options_is_read_again(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    giox.extract_to(slow, output, processes=0)
    assert giox.extract_to(slow, output, processes=0, timeout=5).read == 0
    assert giox.extract_to(slow, output, processes=0, max_bytes=10_000).read == FILES


def test_a_damaged_part_is_read_again(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    giox.extract_to(slow, output, processes=0)
    first = tables(output)
    ledger = min((output / ".parts" / "ledger").iterdir())
    ledger.unlink()  # as if power had been lost before it was written
    assert 0 < giox.extract_to(slow, output, processes=0).read < FILES
    assert tables(output) == first


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of POSIX")
def test_two_runs_do_not_write_to_one_folder(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with (
        stores.store_at(output).alone(),
        pytest.raises(giox.GioxError, match=r"another run writes to .* wait for its end"),
    ):
        giox.extract_to(slow, output, processes=0)
    assert giox.extract_to(slow, output, processes=0).read == FILES


def test_what_a_killed_run_had_half_written_is_removed(slow: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    halves = [
        output / ".half-merging" / "observations.parquet",
        output / ".parts" / ".manifest.json.1.half",
        output / ".parts" / "reports" / ".000001-0.parquet.1.half",
    ]
    for half in halves:
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(b"PAR1")
    giox.extract_to(slow, output, processes=0)
    assert not [path for path in output.rglob("*") if "half" in path.name]


def test_a_full_disk_is_said_and_what_was_read_is_kept(
    slow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out"
    written = 0
    fsync = os.fsync

    def full(handle: int) -> None:
        nonlocal written
        written += 1
        if written > 15:
            raise OSError(28, "No space left on device")
        fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(stores.os, "fsync", full)
        with pytest.raises(giox.GioxError, match=r"No space left .* run the same command again"):
            giox.extract_to(slow, output, processes=0)
    assert parts(output)
    assert not [path for path in output.rglob("*") if "half" in path.name]
    assert 0 < giox.extract_to(slow, output, processes=0).read < FILES
    giox.extract_to(slow, tmp_path / "undisturbed", processes=0)
    assert tables(output) == tables(tmp_path / "undisturbed")


@pytest.mark.parametrize(
    "said",
    [
        OSError("No space left on device (os error 28)"),
        pl.exceptions.ComputeError("underlying IO error: No space left on device (os error 28)"),
    ],
)
def test_a_disk_that_is_full_when_tables_are_merged_is_said(
    slow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Exception
) -> None:
    sink = pl.LazyFrame.sink_parquet

    def full(frame: pl.LazyFrame, target: object, **options: Any) -> Any:
        if isinstance(target, Path):
            raise said
        return sink(frame, target, **options)

    with monkeypatch.context() as patched:
        patched.setattr(pl.LazyFrame, "sink_parquet", full)
        with pytest.raises(giox.GioxError, match=r"No space left .* run the same command again"):
            giox.extract_to(slow, tmp_path / "out", processes=0)
    assert giox.extract_to(slow, tmp_path / "out", processes=0).read == 0


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_table_that_is_not_ours_is_not_overwritten(slow: Path, tmp_path: Path, kind: str) -> None:
    output = tmp_path / "out"
    output.mkdir()
    foreign = pl.DataFrame({"a": [1]})
    path = output / f"reports.{kind}"
    foreign.write_parquet(path) if kind == "parquet" else foreign.write_csv(path)
    before = path.read_bytes()
    with pytest.raises(giox.GioxError, match="no table of giox and would be overwritten"):
        giox.extract_to(slow, output, kind, processes=0)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_other_files_and_own_tables_are_no_hindrance(slow: Path, tmp_path: Path, kind: str) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "notes.txt").write_text("mine")
    giox.extract_to(slow, output, kind, processes=0)
    shutil.rmtree(output / ".parts")
    giox.extract_to(slow, output, kind, processes=0)
    assert (output / "notes.txt").read_text() == "mine"


def test_an_output_inside_the_folder_that_is_read_is_not_read(slow: Path) -> None:
    giox.extract_to(slow, slow, processes=0)
    summary = giox.extract_to(slow, slow, processes=0)
    assert (summary.read, sum(summary.statuses.values())) == (0, FILES)


def test_an_output_that_cannot_be_a_folder_is_said(slow: Path) -> None:
    with pytest.raises(giox.GioxError, match="cannot be written"):
        giox.extract_to(slow, slow / "00.txt", processes=0)
