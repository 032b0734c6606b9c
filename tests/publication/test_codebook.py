"""The codebook explains all that there is, and only that."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from giox import measures, panels
from giox.checks import catalogue
from giox.forms import APPLICANTS, forms, indicators
from giox.panels.rules import COMPARABILITY
from giox.panels.table import BOUNDARIES, STATUSES
from giox.publication import codebook
from giox.publication.codebook import COLUMNS, values
from giox.publication.pages import TITLES, html, markdown
from giox.schema import (
    CORRECTIONS,
    FINDINGS,
    LEVELS,
    OBSERVATIONS,
    ORIGINS,
    REPORTS,
    SCOPES,
    SCRIPTS,
    SEVERITIES,
)
from giox.schema import STATUSES as READ


@pytest.fixture(scope="module")
def book():
    return codebook()


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("indicator", lambda: indicators()["indicator"]),
        ("variable", lambda: panels.variables()["variable"]),
        ("rule", lambda: panels.crosswalk()["variable"]),
        ("measure", lambda: measures.definitions()["measure"]),
        ("check", lambda: catalogue()["check"]),
        ("form", lambda: [form.id for form in forms()]),
        ("flag", lambda: [*panels.flags()["flag"], *panels.added_flags()["flag"]]),
        (
            "table",
            lambda: [
                "reports",
                "observations",
                "findings",
                "corrections",
                "replaced",
                "duplicates",
                "panel",
            ],
        ),
    ],
)
def test_everything_is_explained(book, part, names):
    assert set(names()) <= set(book.filter(part=part)["name"])


@pytest.mark.parametrize("table", [REPORTS, OBSERVATIONS, FINDINGS, CORRECTIONS])
def test_every_column_is_explained_in_its_order(book, table):
    listed = book.filter(part="column", table=table.name)["name"].to_list()
    assert listed == list(table.names)


def test_every_value_of_a_column_is_explained():
    known = {
        "reports.status": READ,
        "scope": SCOPES,
        "origin": ORIGINS,
        "severity": SEVERITIES,
        "level": LEVELS,
        "script": SCRIPTS,
        "form": ("narrative",),
        "panel.status": STATUSES,
        "boundary": BOUNDARIES,
        "comparability": COMPARABILITY,
        "applicant": APPLICANTS,
    }
    listed = values().group_by("of", maintain_order=True).agg("value")
    assert {of: tuple(given) for of, given in listed.iter_rows()} == known


def test_flags_that_the_panel_sets_are_those_listed():
    """Each flag name that the code writes stands in flags.toml, and the other way round."""
    code = "".join(path.read_text("utf-8") for path in Path(panels.__path__[0]).glob("*.py"))
    for flag in panels.added_flags()["flag"]:
        assert f'"{flag}"' in code, flag


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("applications.new", "forms", "2014, 2019, 2021"),
        ("applications.new", "years", "2014-"),
        (
            "applications.new",
            "source",
            "国办发〔2014〕32号; 国办公开办函〔2019〕60号; 国办公开办函〔2021〕30号",
        ),
        ("outcomes.other", "years", "2019-2020"),
        ("replies.granted", "comparability", "bound: granted_low, granted_high"),
        ("not_held", "comparability", "2014 near, 2019 exact, 2021 exact, prose exact, prose near"),
        ("review_total", "unit", "case"),
        ("litigation_rate", "unit", "per 100"),
        ("litigation_rate", "comparability", "2014 near, 2019 exact, 2021 exact"),
        ("applications_per_10000", "unit", "per 10000"),
    ],
)
def test_form_years_source_and_comparability_follow_from_the_data(book, name, column, expected):
    entries = book.filter(pl.col("part").is_in(["indicator", "variable", "measure"]), name=name)
    assert entries[column].to_list() == [expected]


def test_no_cell_is_missing_and_no_entry_twice(book):
    assert tuple(book.columns) == COLUMNS
    assert sum(book.null_count().row(0)) == 0
    once = book.filter(pl.col("part") != "rule")
    assert once.select("part", "table", "name").is_duplicated().sum() == 2  # counting_word, twice


def test_both_pages_hold_every_entry(book):
    pages = markdown(book), html(book)
    for title, title_zh in TITLES.values():
        assert all(f"{title} · {title_zh}" in page for page in pages)
    assert pages[0].count("\n| ") == book.height + 2 * len(TITLES)
    assert pages[1].count("<tr>") == book.height + len(TITLES)


def test_the_html_page_needs_nothing_and_runs_nothing(book):
    page = html(book.with_columns(label_en=pl.lit("<script>alert(1)</script>")))
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
