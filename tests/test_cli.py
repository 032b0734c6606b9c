"""The giox command, as a process: exit status, messages, files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from giox.extraction import read_report
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS
from giox.shipped import shared_path


def giox(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from giox.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    output = tmp_path_factory.mktemp("out")
    result = giox("extract", shared_path("data", "specimens"), "--output", output)
    assert result.returncode == 0, result.stderr
    return output, result.stdout


def test_extract_writes_the_three_tables(extracted: tuple[Path, str]) -> None:
    output, said = extracted
    for table in (REPORTS, OBSERVATIONS, FINDINGS):
        assert pl.read_parquet(output / f"{table.name}.parquet").schema == table.schema
        assert f"{table.name}.parquet" in said


def test_extract_says_what_it_found(extracted: tuple[Path, str]) -> None:
    _, said = extracted
    assert "figures" in said
    assert "tables_lost" in said


def test_extract_ends_well_whatever_files_are_like(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "junk.txt").write_bytes(bytes(range(128, 256)) * 20)
    result = giox("extract", tmp_path / "in", "--output", tmp_path / "out", "--format", "csv")
    assert result.returncode == 0
    assert "1 files could not be read" in result.stderr
    assert (tmp_path / "out" / "findings.csv").exists()


def test_a_folder_without_reports_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = giox("extract", tmp_path / "in", "--output", tmp_path / "out")
    assert result.returncode == 0
    assert "No file was found" in result.stderr


def test_show_writes_the_marked_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    file = shared_path("data", "specimens", "03_2019_pipe.txt")
    result = giox("show", file, "--output", page, "--language", "zh")
    assert result.returncode == 0, result.stderr
    text = page.read_text(encoding="utf-8")
    assert "<mark" in text or "<span" in text
    assert "本年新收政府信息公开申请数量" in text


def test_show_writes_the_part_that_is_asked_for(tmp_path: Path) -> None:
    file, page = tmp_path / "two.txt", tmp_path / "page.html"
    names = ("03_2019_pipe.txt", "08_traditional_2019.txt")
    texts = [shared_path("data", "specimens", name).read_text("utf-8") for name in names]
    file.write_text("\n".join(texts), encoding="utf-8")
    titles = [read_report(file, part=part).title for part in (0, 1)]
    assert None not in titles
    assert len(set(titles)) == 2
    assert giox("show", file, "--output", page, "--part", "1").returncode == 0
    assert f"<title>{titles[1]}</title>" in page.read_text(encoding="utf-8")
    result = giox("show", file, "--part", "2")
    assert result.returncode == 2
    assert "0 to 1" in result.stderr


ERRORS = {
    "missing path": (["extract", "nowhere", "--output", "out"], "does not exist"),
    "no output": (["extract", "."], "--output"),
    "unknown format": (["extract", ".", "--output", "out", "--format", "xls"], "parquet or csv"),
    "no file to show": (["show", "nowhere.txt"], "cannot be read"),
    "unknown language": (["study", "--language", "fr"], "en or zh"),
    "no such data": (["study", "--data", "nowhere"], "does not exist"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_call_that_cannot_be_done_says_why(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, message = ERRORS[name]
    result = giox(*arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_version() -> None:
    assert giox("--version").stdout.startswith("giox 0.")


def test_the_help_names_the_extra() -> None:
    assert "giox[ocr]" in giox("extract", "--help").stdout
