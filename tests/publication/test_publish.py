"""A publication is valid by its standard, safe to open, and the same for the same tables."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens.make import combinations, make
from typer.testing import CliRunner

import giox
from giox.cli import app
from giox.errors import GioxError, SchemaError
from giox.publication import About, publish
from giox.publication.texts import citation
from giox.schema import DUPLICATES, FINDINGS, OBSERVATIONS, REPORTS, conform
from giox.shipped import shared_path
from giox.tables import from_csv, to_csv

EXPECTED = {
    "CITATION.cff",
    "README.md",
    "SHA256SUMS",
    "codebook.csv",
    "codebook.html",
    "codebook.md",
    "datapackage.json",
    "provenance.json",
    *(
        f"data/{name}.{kind}"
        for name in ("reports", "observations", "findings", "panel", "duplicates")
        for kind in ("csv", "parquet")
    ),
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    """The tables of some specimens, one of whose figures looks like a formula."""
    folder = tmp_path_factory.mktemp("tables")
    names = ("03_2019_pipe.txt", "09_tables_lost_2020.txt", "10_damaged_2021.txt")
    read = giox.extract([shared_path("data", "specimens", name) for name in names])
    first = pl.int_range(pl.len()) == 0
    observations = read.observations.with_columns(
        raw=pl.when(first).then(pl.lit("=HYPERLINK(1)")).otherwise("raw")
    )
    for name, frame in (
        ("reports", read.reports),
        ("observations", observations),
        ("findings", read.findings),
    ):
        frame.write_parquet(folder / f"{name}.parquet")
    alike = {"report": names[1], "part": 0, "duplicate_of": names[0], "duplicate_of_part": 0}
    DUPLICATES.build([alike | {"similarity": 0.9}]).write_parquet(folder / "duplicates.parquet")
    return folder


@pytest.fixture(scope="module")
def published(tables, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("published") / "out"
    publish(tables, target)
    return target


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_files_are_there(published):
    assert set(contents(published)) == EXPECTED


def test_the_data_package_is_valid(published):
    """By the validator of its standard: every row, type, limit and key."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(published / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert report.stats["tasks"] == 10


def test_the_data_package_would_notice(published, tmp_path):
    """The validator does look: a row that breaks a limit makes the package invalid."""
    frictionless = pytest.importorskip("frictionless")
    for name, content in contents(published).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    table = tmp_path / "data" / "reports.csv"
    table.write_text(table.read_text("utf-8").replace(",ok,", ",fine,"), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_checksums_are_true(published):
    lines = (published / "SHA256SUMS").read_text().splitlines()
    assert {line[66:] for line in lines} == EXPECTED - {"SHA256SUMS"}
    said = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=published, capture_output=True, check=False
    )
    assert said.returncode == 0, said.stdout


def test_the_same_tables_give_the_same_bytes_wherever_they_are(tables, published, tmp_path):
    moved = tmp_path / "elsewhere" / "tables"
    moved.mkdir(parents=True)
    for path in tables.glob("*.parquet"):
        (moved / path.name).write_bytes(path.read_bytes())
    publish(moved)
    assert contents(moved / "publication") == contents(published)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_shipped_figures_give_the_same_bytes_in_every_process(tmp_path, seed):
    """Whatever the order of sets is, and however many threads there are."""
    conform(giox.load_figures(), OBSERVATIONS).write_parquet(tmp_path / "observations.parquet")
    conform(giox.load_figure_reports(), REPORTS).write_parquet(tmp_path / "reports.parquet")
    FINDINGS.empty().write_parquet(tmp_path / "findings.parquet")
    options = {"unit": "region", "boundaries": 2015}
    publish(tmp_path, tmp_path / "here", **options)
    code = f"import giox; giox.publish({str(tmp_path)!r}, {str(tmp_path / 'there')!r}, **{options})"
    changed = os.environ | {"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": seed}
    subprocess.run([sys.executable, "-c", code], env=changed, check=True)
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


@pytest.mark.slow
def test_whatever_is_read_can_be_published(tmp_path):
    """All forms, layouts and damages of the generator give tables that are sound."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for number, (form, layout, damage) in enumerate(combinations()):
        made = make(form, layout, damage, seed=number)
        (reports / f"{number}_{made.filename}").write_bytes(made.data)
    read = giox.extract(reports, progress=False)
    for name in ("reports", "observations", "findings"):
        assert giox.filter(getattr(read, name), name).rejected.rows() == []
    read.write(tmp_path / "tables")
    publish(tmp_path / "tables", tmp_path / "out")
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []


def test_csv_and_parquet_say_the_same(published):
    for table in (REPORTS, OBSERVATIONS, FINDINGS, DUPLICATES):
        text = from_csv((published / "data" / f"{table.name}.csv").read_bytes(), table)
        assert text.equals(pl.read_parquet(published / "data" / f"{table.name}.parquet"))


def test_no_cell_of_a_csv_file_is_a_formula(published):
    number = re.compile(r"[+-]?[\d,.]*%?")
    seen = 0
    for path in (published / "data").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                texts = [cell for cell in row.values() if not number.fullmatch(cell)]
                seen += sum(cell == "'=HYPERLINK(1)" for cell in texts)
                assert not [cell for cell in texts if cell.startswith(tuple("=+-@\t\r"))]
    assert seen == 1


def test_provenance_names_inputs_and_versions_and_no_clock(tables, published):
    said = json.loads((published / "provenance.json").read_text("utf-8"))
    assert said["giox"] == giox.__version__
    assert said["command"] == "giox publish TABLES"
    assert set(said["libraries"]) == {"dataframely", "polars"}
    inputs = {one["name"]: one["bytes"] for one in said["inputs"]}
    assert inputs == {path.name: path.stat().st_size for path in tables.glob("*.parquet")}


def test_the_readme_counts_what_is_there(published):
    text = (published / "README.md").read_text("utf-8")
    panel = pl.read_parquet(published / "data" / "panel.parquet")
    findings = pl.read_parquet(published / "data" / "findings.parquet")
    assert f"| `data/panel` | {panel.height} |" in text
    assert f"| `data/findings` | {findings.height} |" in text
    assert "Reports: 2 ok, 1 tables_lost." in text
    assert "{" not in text


def test_corrected_tables_are_published_with_their_corrections(tables, tmp_path):
    run = CliRunner().invoke
    line = {"report": "10_damaged_2021.txt", "reason": "typing error", "who": "N. N."}
    row = (
        pl.read_parquet(tables / "observations.parquet")
        .filter(report=line["report"])
        .row(0, named=True)
    )
    line |= {name: row[name] for name in ("indicator", "applicant", "scope", "origin")}
    line |= {"old": row["raw"], "new": "3", "date": "2026-01-31"}
    pl.DataFrame([line]).write_csv(tmp_path / "c.csv")
    options = ["--apply", str(tmp_path / "c.csv"), "--to", str(tmp_path / "corrected")]
    assert run(app, ["correct", str(tables), *options]).exit_code == 0
    said = run(app, ["publish", str(tmp_path / "corrected"), "--to", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    names = {
        f"data/{name}.{kind}" for name in ("corrections", "replaced") for kind in ("csv", "parquet")
    }
    assert set(contents(tmp_path / "out")) == EXPECTED | names
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert pl.read_parquet(tmp_path / "out" / "data" / "replaced.parquet")["reason"].to_list() == [
        "typing error"
    ]


def test_options_of_the_panel_are_in_the_command(tables, tmp_path):
    options = ["--unit", "region", "--boundaries", "2020", "--author", "Li, Ming", "--title", "T"]
    said = CliRunner().invoke(app, ["publish", str(tables), "--to", str(tmp_path / "o"), *options])
    assert said.exit_code == 0, said.output
    provenance = json.loads((tmp_path / "o" / "provenance.json").read_text("utf-8"))
    assert provenance["command"] == "giox publish TABLES --unit region --boundaries 2020"
    assert 'family-names: "Li"' in (tmp_path / "o" / "CITATION.cff").read_text("utf-8")
    assert (tmp_path / "o" / "README.md").read_text("utf-8").startswith("# T\n")


def test_a_strange_folder_is_left_alone(tables, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(GioxError, match="choose another folder"):
        publish(tables, tmp_path)
    assert contents(tmp_path) == {"thesis.txt": b"mine"}


def test_an_earlier_publication_is_replaced_and_what_was_added_stays(tables, tmp_path):
    publish(tables, tmp_path / "o")
    (tmp_path / "o" / "notes.txt").write_text("mine")
    stale = tmp_path / "o" / "data" / "replaced.csv"
    stale.write_text("old")
    sums = tmp_path / "o" / "SHA256SUMS"
    sums.write_text(sums.read_text() + f"{'0' * 64}  data/replaced.csv\n")
    publish(tables, tmp_path / "o")
    assert not stale.exists()
    assert (tmp_path / "o" / "notes.txt").read_text() == "mine"


def test_tables_that_are_not_sound_are_refused(tables, tmp_path):
    for path in tables.glob("*.parquet"):
        frame = pl.read_parquet(path)
        if path.stem == "observations":
            frame = frame.with_columns(scope=pl.lit("city"))
        frame.write_parquet(tmp_path / path.name)
    with pytest.raises(SchemaError, match="scope has a value that is not allowed"):
        publish(tmp_path)
    assert not (tmp_path / "publication").exists()


def test_a_folder_without_tables_is_told():
    with pytest.raises(GioxError, match="has no table of reports"):
        publish("no such folder")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ((), '  - name: "Anonymous"'),
        (("某大学课题组",), '  - name: "某大学课题组"'),
        (('O"Neil, A.',), '  - family-names: "O\\"Neil"'),
    ],
)
def test_citation(authors, expected):
    assert expected in citation(About("T", authors), "1").splitlines()


def test_citation_is_sound_yaml_with_what_its_standard_requires():
    yaml = pytest.importorskip("yaml")
    about = About('A: title # with "marks"', ("Li, Ming", "课题组: 一"), "CC-BY-4.0")
    said = yaml.safe_load(citation(about, "1"))
    assert {"cff-version", "message", "title", "authors"} <= set(said)
    assert said["title"] == about.title
    assert said["authors"] == [
        {"family-names": "Li", "given-names": "Ming"},
        {"name": "课题组: 一"},
    ]
    assert said["license"] == "CC-BY-4.0"


@given(st.lists(st.text(alphabet="'=+-@a1 ,\"件\n", min_size=1), max_size=6))
def test_text_comes_back_from_csv_as_it_was(cells):
    rows = [{"report": cell, "part": 0, "check": "c", "severity": "error"} for cell in cells]
    frame = FINDINGS.build(rows)
    assert from_csv(to_csv(frame), FINDINGS).equals(frame)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_numbers_are_not_touched(numbers):
    frame = pl.DataFrame({"value": numbers}, schema={"value": pl.Float64})
    assert pl.read_csv(to_csv(frame), schema_overrides={"value": pl.Float64}).equals(frame)
