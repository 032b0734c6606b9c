"""Names in Latin letters: the readings of place names, and that none is left in Chinese."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import polars as pl
import pytest

import giox
from giox.charts.words import terms
from giox.regions import romanise

NAMES = tomllib.loads((Path(__file__).parent / "romanised.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_name_is_spelt_as_maps_do(name):
    assert romanise(name) == NAMES[name]


def test_every_division_of_every_year_has_a_name_in_latin_letters():
    paths = pl.concat([giox.divisions(year) for year in range(2003, 2026)])["path"].unique()
    spelt = [romanise(path) for path in paths]
    assert [one for one in spelt if not re.fullmatch(r"[A-Za-zÜüêé' ,]+", one)] == []


def test_figures_name_the_provinces_alike():
    provinces = giox.divisions(2020).filter(pl.col("level") == "province")["name"]
    assert {name: romanise(name) for name in provinces} == {
        name: terms()[name]["en"] for name in provinces
    }
