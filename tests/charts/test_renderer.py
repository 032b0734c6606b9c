"""Charts in a notebook: what is stored, and what `setup` sets."""

from __future__ import annotations

import base64
import re

import altair as alt
import polars as pl
import pytest

from giox import charts
from giox.charts.drawing import specification
from giox.charts.renderer import lab
from giox.errors import SchemaError

VEGA = "application/vnd.vega.v5+json"
ROWS = pl.DataFrame({"year": [2023, 2024], "value": [3.0, 5.0]})


def test_setup_makes_altair_draw_for_jupyterlab():
    charts.setup(language="zh")
    chart = charts.trend(ROWS)
    bundle, metadata = alt.renderers.get()(chart.to_dict())
    assert set(bundle) == {VEGA, "image/png", "text/plain"}
    assert bundle[VEGA]["$schema"].endswith("/vega/v5.json")
    assert "年份" in str(bundle[VEGA])
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["width"] == 340
    assert metadata[VEGA]["embed_options"]["actions"]["editor"] is False


def test_the_language_of_setup_is_the_default_only():
    charts.setup("zh")
    titles = [
        charts.trend(ROWS, **options).to_dict()["layer"][0]["encoding"]["x"]["title"]
        for options in ({}, {"language": "en"})
    ]
    assert titles == ["年份", "Year"]


def test_setup_refuses_a_language_it_does_not_speak():
    with pytest.raises(SchemaError, match="not in 'de'"):
        charts.setup("de")


def test_no_address_is_called_for():
    bundle, _ = lab(specification(charts.trend(ROWS)))
    addresses = re.findall(r"https?://[^'\" ]+", str(bundle[VEGA]))
    assert addresses == ["https://vega.github.io/schema/vega/v5.json"]  # a name, never fetched


def test_the_same_chart_is_the_same_output():
    spec = specification(charts.trend(ROWS))
    assert lab(spec) == lab(spec)


def test_a_character_that_would_be_a_box_is_named():
    with pytest.warns(UserWarning, match="has no '😀'"):
        lab(specification(charts.trend(ROWS, title="😀 open")))


def test_importing_charts_touches_nothing_of_altair(at_import):
    assert at_import == ("default", "default", "default", False)
