"""Titles and agencies of published reports, whose division was read by hand."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from giox import to_simplified
from giox.regions import region_of_document, resolve_region


@pytest.fixture(scope="module")
def reports(shared):
    path = shared / "figures" / "reports.csv"
    return pl.read_csv(path, infer_schema=False).with_columns(pl.col("year").cast(pl.Int32))


def outcome(region, code):
    return "none" if region is None else "right" if region.code == code else "wrong"


def of_title(row, convert):
    return resolve_region(convert(row["title"] or ""), row["year"], row["agency"])


def of_agency(row, convert):
    return resolve_region(convert(row["agency"]), row["year"])


def of_document(row, convert):
    return region_of_document(
        title=convert(row["title"] or ""),
        agency=convert(row["agency"]),
        url=row["url"] or "",
        year=row["year"],
    ).region


@pytest.mark.parametrize("convert", [to_simplified, str], ids=["simplified", "as printed"])
@pytest.mark.parametrize("resolve", [of_title, of_agency, of_document])
def test_codes_are_right_or_left_open(reports, resolve, convert):
    found = Counter(
        outcome(resolve(row, convert), row["division_code"])
        for row in reports.iter_rows(named=True)
    )
    total = found.total()
    assert found["right"] / total >= 0.98
    assert found["wrong"] / total <= 0.003


def test_titles_alone_are_hardly_ever_wrong(reports):
    found = Counter(
        outcome(resolve_region(row["title"] or "", row["year"]), row["division_code"])
        for row in reports.iter_rows(named=True)
    )
    assert found["wrong"] / found.total() <= 0.003
    assert found["right"] / found.total() >= 0.93
