"""The vocabulary is complete, consistent in itself, and reads back typed."""

from __future__ import annotations

import re

import polars as pl
import pytest

from giox.errors import SchemaError
from giox.forms.vocabulary import APPLICANTS, indicators, lookup, vocabulary

FORMS = {"2014", "2019", "2021"}
UNITS = {"item", "case", "event", "person", "person-time", "issue", "copy", "visit", "CNY 10k"}


def test_every_indicator_is_well_formed():
    assert indicators()["indicator"].is_unique().all()
    for code, indicator in vocabulary().items():
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", code), code
        assert indicator.code == code
        assert indicator.label_zh, code
        assert indicator.label_en, code
        assert indicator.unit in UNITS, code
        assert set(indicator.forms) <= FORMS, code
        assert bool(indicator.forms) == (indicator.section != "narrative"), code


@pytest.mark.parametrize(("form", "rows", "cells"), [("2019", 60, 198), ("2021", 50, 200)])
def test_the_forms_have_the_cells_that_they_print(form, rows, cells):
    """Part three has 23 rows (2019) and 25 rows (2021) of seven cells, the rest one cell each."""
    here = indicators().filter(pl.col("forms").list.contains(form))
    assert here.height == rows
    assert here.height + here["by_applicant"].sum() * (len(APPLICANTS) - 1) == cells


def test_applicants_stand_in_print_order():
    assert APPLICANTS[0] == "natural_person"
    assert APPLICANTS[-1] == "total"
    assert len(APPLICANTS) == 7


def test_lists_are_lists():
    assert lookup("review.total").aliases_zh == ("行政复议数量",)
    assert lookup("review.total").forms == ("2014", "2019", "2021")
    assert lookup("review.pending").aliases_zh == ()


def test_an_unknown_code_is_told_its_neighbours():
    with pytest.raises(SchemaError, match=r"did you mean .*applications\.new"):
        lookup("application.new")


def test_the_reference_vocabulary_is_kept(shared):
    """Rows may be added; none of the reference's may be renamed or reworded in its unit."""
    reference = pl.read_csv(shared / "reference" / "indicators.csv", infer_schema=False)
    ours = indicators().select("indicator", "unit", "label_zh")
    lost = reference.select("indicator", "unit", "label_zh").join(
        ours, on=["indicator", "unit", "label_zh"], how="anti"
    )
    assert lost.is_empty(), lost
