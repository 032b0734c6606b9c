"""The specimens are what they say: sound, the same for the same seed, and true to their text."""

from __future__ import annotations

import csv
import io
import re
from random import Random

import polars as pl
import pytest
from common import REPO
from hypothesis import given, settings
from hypothesis import strategies as st

from specimens import forms, layouts, numbers
from specimens.make import chinese, combinations, make
from specimens.model import matrix
from specimens.odd import odd_files
from specimens.prose import TOPICS, sentences
from specimens.shipped import FOLDER, path_of, shipped

INDICATORS = set(pl.read_csv(REPO / "giox" / "forms" / "indicators.csv")["indicator"])
SEEDS = st.integers(0, 10**9).map(Random)


@given(SEEDS, st.sampled_from(["2019", "2021"]), st.integers(1, 3000))
@settings(max_examples=25, deadline=None)
def test_figures_of_the_later_forms_balance(rng: Random, form: str, size: int) -> None:
    n = numbers.statutory(rng, form, size)
    columns = (*numbers.APPLICANTS, "total")
    rows = numbers.outcome_rows(form)
    for c in columns:
        came = n["applications.new", c] + n["applications.carried_in", c]
        assert came == n["outcomes.total", c] + n["applications.carried_out", c]
        assert n["outcomes.total", c] == sum(n[row, c] for row in rows)
    for row in (*rows, "applications.new", "outcomes.total"):
        assert n[row, "total"] == sum(n[row, c] for c in numbers.APPLICANTS)
    for kind in ("review", "litigation.direct", "litigation.after_review"):
        parts = ("upheld", "corrected", "other", "pending")
        assert n[f"{kind}.total", None] == sum(n[f"{kind}.{part}", None] for part in parts)
    assert len(n) == {"2019": 198, "2021": 200}[form]


@given(SEEDS, st.integers(1, 3000))
@settings(max_examples=25, deadline=None)
def test_figures_of_the_form_of_2014_balance(rng: Random, size: int) -> None:
    n = {indicator: value for (indicator, _), value in numbers.legacy(rng, size).items()}

    def parts(total: str, *names: str) -> None:
        assert n[f"{total}.total" if f"{total}.total" in n else total] == sum(
            n[f"{total}.{name}"] for name in names
        )

    parts("disclosed", "gazette", "website", "weibo", "wechat", "other")
    parts("applications.new", "in_person", "fax", "online", "letter", "other")
    parts("applications.closed", "on_time", "extended")
    parts("review", "upheld", "corrected", "other")
    parts("litigation", "upheld", "corrected", "other")
    parts("staff", "full_time", "part_time")
    parts("replies", "already_public", "granted", "partial", "denied", "not_this_body", "not_held",
          "correction_requested", "other_channel")  # fmt: skip


@pytest.mark.parametrize(
    ("variant", "figures"), [("national", 58), ("province", 74), ("plain", 58), ("numbered", 57)]
)
def test_versions_of_the_form_of_2014(variant: str, figures: int) -> None:
    (table,) = forms.table_2014(numbers.legacy(Random(0), 50), variant)
    keys = [cell.key for row in table for cell in row if cell.key]
    assert len(keys) == len(set(keys)) == figures
    assert {indicator for indicator, _ in keys} <= INDICATORS


def test_every_combination_can_be_made_in_text() -> None:
    made = 0
    for form, layout, damage in combinations():
        if layouts.suffix(layout) in ("docx", "xlsx", "pdf"):
            continue
        specimen = make(form, layout, damage, seed=3)
        assert specimen.data
        assert {truth.indicator for truth in specimen.truths} <= INDICATORS
        made += 1
    assert made > 500


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_the_same_seed_is_the_same_file(layout: str) -> None:
    if not layouts.available(layout):
        pytest.skip(f"the library that writes {layout} is not installed")
    first, second = make("2021", layout, seed=5), make("2021", layout, seed=5)
    assert first == second
    assert first.data != make("2021", layout, seed=6).data


@pytest.mark.parametrize("form", ["2014", "2019", "2021"])
@pytest.mark.parametrize("damage", ["none", "thousands", "blanks", "planted_error"])
def test_figures_stand_in_the_text(form: str, damage: str) -> None:
    specimen = make(form, "pipe_grid", damage, seed=8)
    text = specimen.data.decode()
    cells = [cell.strip() for line in text.splitlines() for cell in line.split("|")]
    for truth in specimen.truths:
        if truth.origin == "table" and truth.demand == "value":
            printed = {re.sub("[,\uff0c]|万元", "", cell) for cell in cells}
            assert f"{truth.value:.2f}".rstrip("0").rstrip(".") in printed


def test_a_matrix_has_each_cell_where_it_reaches() -> None:
    grid = matrix(forms.table_applications(numbers.statutory(Random(0), "2021", 50), "2021"))
    assert {len(row) for row in grid} == {10}
    assert all(place is not None for row in grid for place in row)


def test_sentences_name_known_indicators_and_topics() -> None:
    for sentence in sentences():
        assert sentence.topic in (*TOPICS, "noise")
        assert set(sentence.needs()) - {"Y", "L", "G", "B"} <= INDICATORS
        assert (sentence.topic == "noise") == (not sentence.needs() and not sentence.zero)


def test_chinese_numerals() -> None:
    pairs = {0: "零", 10: "十", 35: "三十五", 106: "一百零六", 110: "一百一十", 2003: "二千零三"}
    assert {value: chinese(value) for value in pairs} == pairs


def test_data_specimens_are_what_the_writer_writes() -> None:
    files = shipped()
    reports = {name for name in files if not name.startswith("truth/")}
    assert {path.name for path in FOLDER.iterdir()} == reports
    for name, data in files.items():
        assert path_of(name).read_bytes() == data, f"{name}: run python -m specimens.shipped"


def test_data_specimens_are_marked() -> None:
    for path in FOLDER.glob("*.*"):
        if path.suffix in (".txt", ".html"):
            text = path.read_text(encoding="utf-8")
            assert re.search("本文为 giox 样本|本文為 giox", text), path.name


def test_truth_tables_join() -> None:
    files = shipped()
    reports = {
        row["report"] for row in csv.DictReader(io.StringIO(files["truth/reports.csv"].decode()))
    }
    truth = list(csv.DictReader(io.StringIO(files["truth/figures.csv"].decode())))
    assert {row["report"] for row in truth} == reports
    assert {row["indicator"] for row in truth} <= INDICATORS
    keys = [(r["report"], r["indicator"], r["applicant"], r["origin"], r["scope"]) for r in truth]
    assert len(keys) == len(set(keys))


def test_odd_files_are_the_same_and_named_once() -> None:
    files = odd_files()
    assert files == odd_files()
    assert len({file.filename for file in files}) == len(files)
    assert max(len(file.data) for file in files) > 2_000_000
