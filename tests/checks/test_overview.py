"""What a researcher reads before trusting a corpus: the numbers, the page, the command."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from lxml import html
from typer.testing import CliRunner

import giox
from giox.checks import Overview, catalogue, overview, page
from giox.cli import app
from giox.errors import SchemaError
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS
from giox.shipped import shared_path

EVIL = '<script>alert("1")</script>&\'"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the specimens, as `giox extract` writes them."""
    folder = tmp_path_factory.mktemp("tables")
    giox.extract(shared_path("data", "specimens"), progress=False).write(folder)
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path) -> Overview:
    tables = [
        pl.read_parquet(folder / f"{name}.parquet")
        for name in ("observations", "reports", "findings")
    ]
    return overview(*tables)


def test_findings_are_those_of_extraction(seen: Overview, folder: Path) -> None:
    """Checking again gives what extraction found; what reading noticed stays."""
    written = pl.read_parquet(folder / "findings.parquet")
    order = [*FINDINGS.order, "expected", "found"]
    assert seen.findings.sort(order, nulls_last=True).equals(written.sort(order, nulls_last=True))


def test_worst_files_stand_first(seen: Overview) -> None:
    assert seen.reports["report"][0] == "10_damaged_2021.txt"
    assert seen.reports["error"].is_sorted(descending=True)
    assert seen.reports["error"].sum() == (seen.findings["severity"] == "error").sum()
    severities = seen.reports.select("error", "warning", "notice")
    assert severities.rows() == sorted(severities.rows(), reverse=True)


def test_coverage_counts_every_report_once(seen: Overview) -> None:
    assert seen.coverage["reports"].sum() == seen.reports.height
    assert seen.coverage.select("level", "year").is_unique().all()
    assert (seen.coverage["error"] + seen.coverage["warning"] <= seen.coverage["reports"]).all()


def test_kinds_count_every_finding_once(seen: Overview) -> None:
    assert seen.kinds["findings"].sum() == seen.findings.height
    assert set(seen.kinds["check"]) <= set(catalogue()["check"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_holds_all_and_needs_nothing(seen: Overview, language: str) -> None:
    text = page(seen, language)
    tree = html.document_fromstring(text.encode())
    assert tree.get("lang") == {"en": "en", "zh": "zh-CN"}[language]
    said = " ".join(tree.itertext())
    for row in seen.kinds.iter_rows(named=True):
        assert row["must_hold_en"] in said
        assert row["must_hold_zh"] in said
    assert "10_damaged_2021.txt" in said
    assert not tree.xpath("//script | //link | //img | //@style | //@onclick")
    assert not re.search(r"(?:src|href)=|url\((?!data:)", text)


def test_what_comes_from_files_is_escaped() -> None:
    row = {"report": EVIL, "part": 0, "region": EVIL, "year": 2021, "level": "county"}
    finding = {
        "report": EVIL,
        "part": 0,
        "check": EVIL,
        "severity": "warning",
        "message": EVIL,
        "expected": EVIL,
        "found": "x" + EVIL,
    }
    text = page(overview(OBSERVATIONS.empty(), REPORTS.build([row]), FINDINGS.build([finding])))
    assert "<script" not in text
    tree = html.document_fromstring(text.encode())
    assert not tree.xpath("//script")
    assert EVIL in "".join(tree.itertext())


def test_an_unknown_language_is_an_error(seen: Overview) -> None:
    with pytest.raises(SchemaError, match="'en' and 'zh'"):
        page(seen, "de")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_writes_the_page(folder: Path, tmp_path: Path, language: str) -> None:
    target = tmp_path / "page.html"
    done = CliRunner().invoke(
        app, ["check", str(folder), "--html", str(target), "--language", language]
    )
    assert done.exit_code == 0, done.output
    assert {"en": "Coverage", "zh": "覆盖情况"}[language] in done.output
    assert "10_damaged_2021.txt" in done.output.replace("\n", "")
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert done.exit_code != 0
    assert "no table of reports" in str(done.exception)


def test_findings_of_reading_are_told_in_chinese() -> None:
    row = {"report": "a", "part": 0}
    finding = row | {
        "check": "year_at_odds",
        "severity": "warning",
        "expected": "2020",
        "found": "2021",
        "message": "the title names 2020, the figures cover 2021; the title is followed",
    }
    told = overview(
        OBSERVATIONS.empty(), REPORTS.build([row]), FINDINGS.build([finding]), language="zh"
    )
    assert told.findings["message"].item() == "标题为2020年,统计期限为2021年;以标题为准"
