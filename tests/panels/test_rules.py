"""The rules of the panel are consistent with the vocabulary, and do what their tables say."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from giox.forms.vocabulary import APPLICANTS, vocabulary
from giox.panels import body_name, crosswalk, flags, variables
from giox.panels.rules import COMPARABILITY, FORMS, PROSE, flags_of, terms

HERE = Path(__file__).resolve().parent


def _table(name):
    return pl.read_csv(HERE / name, infer_schema=False).fill_null("")


def test_every_variable_has_rules_and_every_rule_a_variable():
    assert variables()["variable"].is_unique().all()
    assert set(crosswalk()["variable"]) == set(variables()["variable"])
    assert set(crosswalk()["comparability"]) <= set(COMPARABILITY)
    assert set(crosswalk()["forms"].explode()) <= {*FORMS, PROSE}


def test_terms_are_indicators_in_the_unit_of_the_variable():
    units = dict(variables().select("variable", "unit").rows())
    for variable, formula in crosswalk().select("variable", "terms").rows():
        for term in formula:
            indicator, _, applicant = term.rstrip("]").partition("[")
            assert indicator in vocabulary(), term
            assert vocabulary()[indicator].unit == units[variable], term
            assert not applicant or applicant in APPLICANTS, term


def test_a_rule_for_a_form_alone_asks_for_what_the_form_prints():
    """Rules that also serve prose may name what only prose gives."""
    printed = dict(terms().select("term", "printed").rows())
    for row in crosswalk().iter_rows(named=True):
        if PROSE not in row["forms"]:
            for term in row["terms"]:
                assert set(row["forms"]) <= set(printed[term]), (row["variable"], term)


def test_bounds_come_in_pairs():
    """Both ends of what is bounded are there, with the same forms."""
    bound = crosswalk().filter(pl.col("comparability") == "bound")
    ends = bound.select(
        pl.col("variable").str.strip_suffix("_low").str.strip_suffix("_high"), "forms"
    )
    assert ends.group_by("variable", "forms").len()["len"].unique().to_list() == [2]


@pytest.mark.parametrize(("note", "indicator", "expected"), _table("flags.csv").rows())
def test_notes_set_flags(note, indicator, expected):
    table = pl.DataFrame({"note": [note or None], "indicator": [indicator]})
    found = table.select(flags=flags_of(pl.col("note"), pl.col("indicator")))["flags"].to_list()
    assert found == [[flag for flag in expected.split(", ") if flag]]


def test_every_flag_is_tried():
    tried = {flag for row in _table("flags.csv")["flags"] for flag in row.split(", ")}
    assert set(flags()["flag"]) <= tried


@pytest.mark.parametrize(("agency", "region", "expected"), _table("bodies.csv").rows())
def test_bodies_have_one_name(agency, region, expected):
    assert body_name(agency, region) == expected
