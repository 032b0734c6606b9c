"""The page of a study: every figure with its title and files, every table, nothing else."""

from __future__ import annotations

import re

import polars as pl

import giox
from giox.gallery import write_gallery


def test_every_figure_and_table_is_there_under_its_notebook(tmp_path):
    chart = giox.charts.trend(
        pl.DataFrame({"year": [2023, 2024], "value": [3, 5]}), title="Up & away <b>"
    )
    giox.save(chart, "02_figure_1", tmp_path, ppi=72)
    giox.save_table(pl.DataFrame({"n": [1]}), "02_table_1", tmp_path, formats=("csv", "html"))
    (tmp_path / "panel.csv").write_text("a", encoding="utf-8")
    page = write_gallery(tmp_path, {"01": "First", "02": "Second"}, "en").read_text("utf-8")
    assert page.index("First") < page.index("Second") < page.index("02_figure_1.svg")
    assert "Figure 1. Up &amp; away &lt;b&gt;" in page
    links = re.findall(r"href='([^']+)'", page)
    assert sorted(links) == [
        "02_figure_1.pdf",
        "02_figure_1.png",
        "02_figure_1.svg",
        "02_table_1.csv",
        "02_table_1.html",
    ]
    assert not re.search(r"https?:|<script", page)
    assert write_gallery(tmp_path, {"01": "First", "02": "Second"}, "en").read_text("utf-8") == page
