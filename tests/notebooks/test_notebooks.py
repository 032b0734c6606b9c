"""The study notebooks: run from a clean kernel on the shipped figures and on a folder of reports.

The default run executes three of them, by turns in both languages and on both sources; the slow
run does all combinations, and everything twice.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest
from common import REPO

import giox
from giox.notebooks import run_notebooks
from giox.study import study_tables

NOTEBOOKS = sorted((REPO / "notebooks").glob("[0-9]*.ipynb"))
SPECIMENS = REPO / "data" / "specimens"
VEGA, PNG = "application/vnd.vega.v5+json", "image/png"

SHIPPED = {"01": (3, 2), "02": (5, 3), "03": (2, 3), "04": (5, 4), "05": (4, 1), "06": (2, 1)}
"""Figures and tables of each notebook on the shipped figures."""

FIRST = {"01": ("zh", None), "04": ("en", SPECIMENS), "06": ("en", None)}
"""The runs that are not slow."""


@dataclass(frozen=True)
class Run:
    """An executed notebook and the files that it wrote, by name."""

    number: str
    language: str
    data: Path | None
    cells: list[Any]
    files: dict[str, bytes]

    @property
    def outputs(self) -> list[Any]:
        return [one for cell in self.cells if cell.cell_type == "code" for one in cell.outputs]

    @property
    def bundles(self) -> list[dict[str, Any]]:
        return [one["data"] for one in self.outputs if "data" in one]

    @property
    def charts(self) -> list[dict[str, Any]]:
        return [bundle for bundle in self.bundles if VEGA in bundle]

    @property
    def text(self) -> str:
        return "\n".join(bundle.get("text/markdown", "") for bundle in self.bundles)

    def stems(self, kind: str) -> list[str]:
        return sorted({name.split(".")[0] for name in self.files if f"_{kind}_" in name})


def execute(path: Path, output: Path, language: str, data: Path | None) -> Run:
    [done] = run_notebooks([path], output, language=language, data=data)
    assert done.executed
    executed = nbformat.read(output / "notebooks" / path.name, as_version=4)
    nbformat.validate(executed)
    written = {one.name: one.read_bytes() for one in done.written if one.suffix != ".ipynb"}
    return Run(path.name[:2], language, data, executed.cells, written)


def combinations() -> Iterator[Any]:
    for path, language, data in itertools.product(NOTEBOOKS, ("en", "zh"), (None, SPECIMENS)):
        first = FIRST.get(path.name[:2]) == (language, data)
        yield pytest.param(
            (path, language, data),
            id=f"{path.stem}-{language}-{'shipped' if data is None else 'specimens'}",
            marks=() if first else pytest.mark.slow,
        )


@pytest.fixture(scope="module", params=combinations())
def run(request, tmp_path_factory) -> Run:
    path, language, data = request.param
    return execute(path, tmp_path_factory.mktemp("study"), language, data)


def test_runs_in_silence(run):
    assert {one.output_type for one in run.outputs} <= {"display_data", "execute_result"}


def test_charts_are_drawn_by_lab_and_by_every_other_viewer(run):
    assert run.charts
    for bundle in run.charts:
        assert bundle[VEGA]["$schema"].endswith("/vega/v5.json")
        assert bundle[VEGA]["marks"]
        assert len(bundle[PNG]) > 5000


def test_files_are_written_for_all_that_is_shown(run):
    figures, tables = run.stems("figure"), run.stems("table")
    assert len(figures) == len(run.charts) == len(re.findall(r"\*\*Figure \d · 图\d", run.text))
    assert len(tables) == len(re.findall(r"\*\*(?:Table |表)\d", run.text))
    wanted = {f"{stem}.{kind}" for stem in figures for kind in ("pdf", "svg", "png")}
    wanted |= {f"{stem}.{kind}" for stem in tables for kind in ("csv", "tex", "html", "docx")}
    assert set(run.files) == wanted
    assert all(run.files.values())
    if run.data is None:
        assert (len(figures), len(tables)) == SHIPPED[run.number]


def test_what_is_not_drawn_is_said(run):
    figures, tables = SHIPPED[run.number]
    for number in range(1, figures + 1):
        assert (f"{run.number}_figure_{number}.png" in run.files) != bool(
            re.search(rf"Figure {number} is not drawn|too few for Figure {number}\b", run.text)
        )
    for number in range(1, tables + 1):
        told = re.search(rf"no Table {number}\b", run.text)
        assert (f"{run.number}_table_{number}.csv" in run.files) != bool(told)


def test_labels_follow_the_language(run):
    chinese = re.compile(r"[一-鿿]")
    for name, content in run.files.items():
        if name.endswith(".csv"):
            head = content.decode("utf-8-sig").splitlines()[0]
            assert bool(chinese.search(head)) == (run.language == "zh")
    titles = [json.dumps(bundle[VEGA]["title"], ensure_ascii=False) for bundle in run.charts]
    assert all(bool(chinese.search(title)) == (run.language == "zh") for title in titles)


def test_findings_come_in_both_languages(run):
    english, chinese = (
        len(re.findall(pattern, run.text, flags=re.MULTILINE))
        for pattern in (r"^\d\. \*\*[A-Z]", r"^\d\. \*\*[一-鿿]")
    )
    assert english == chinese > 0


def test_totals_are_those_of_the_data(run):
    if run.number == "06":  # the shipped figures come without texts
        count = giox.wording.texts(run.data or SPECIMENS).select("report", "part").n_unique()
    else:
        count = study_tables(run.data)[1].height
    assert f"{count:,} reports" in run.text


def test_counts_in_the_first_figure_are_those_of_the_panel(run):
    """The coverage of notebook 05, counted again from the observations."""
    if run.number != "05":
        pytest.skip("one notebook is enough")
    observations, _ = study_tables(run.data)
    gazettes = observations.filter(
        pl.col("indicator") == "disclosed.gazette", pl.col("scope").is_not_null()
    )
    rows = next(
        table["values"]
        for table in run.charts[0][VEGA]["data"]
        if "values" in table and "group" in table["values"][0]
    )
    drawn = sum(row["count"] for row in rows if row["row"] in {"Gazette", "政府公报"})
    assert drawn == gazettes.select("division_code", "year").n_unique()


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_executing_twice_gives_the_same(path, tmp_path):
    one, two = (execute(path, tmp_path / name, "en", None) for name in ("one", "two"))
    assert one.files == two.files
    assert one.outputs == two.outputs


NUMBERS_ALLOWED = re.compile(
    r"""
      〔\d{4}〕\d+号                      # document numbers
    | (?:Order|Communiqué)\ No\.\ \d+
    | \(Article\ \d+\)
    | \*[A-Z][A-Za-z ]+\*\ \d+            # volumes of journals
    | \b\d{1,2}\ (?:January|May|September)\ \d{4}
    | \d{4}年(?:\d+月\d+日)?
    | \b(?:19|20)\d\d\b                   # years, and the forms named by them
    | \b95\ %
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestText:
    """What stands in a notebook as it is kept."""

    @staticmethod
    def cells(path: Path, kind: str) -> list[Any]:
        kept = nbformat.read(path, as_version=4)
        nbformat.validate(kept)
        return [cell for cell in kept.cells if cell.cell_type == kind]

    def test_no_number_is_typed_by_hand(self, path):
        for cell in self.cells(path, "markdown"):
            assert not re.findall(r".{0,20}\d.{0,20}", NUMBERS_ALLOWED.sub("", cell.source))

    def test_there_is_an_abstract_in_both_languages(self, path):
        first = self.cells(path, "markdown")[0].source
        assert "**Abstract.**" in first
        assert "**摘要**" in first

    def test_the_last_cell_says_what_would_change_the_answer(self, path):
        assert self.cells(path, "markdown")[-1].source.startswith("## What would change the answer")

    def test_switches_stand_alone_in_one_cell(self, path):
        tagged = [
            cell
            for cell in self.cells(path, "code")
            if "parameters" in cell.metadata.get("tags", ())
        ]
        names = re.findall(r"^(\w+) = ", tagged[0].source, flags=re.MULTILINE)
        assert len(tagged) == 1
        assert names == ["DATA", "LANGUAGE", "OUTPUT"]
