"""The explorer: its rows, its chart, and that it works in a browser without a network."""

from __future__ import annotations

import re

import polars as pl
import pytest

from giox.errors import SchemaError
from giox.explorer import explore, rows

RATE = "Granted in full or part in percent of outcomes"


def shown(panel, extracted, language="en", **options):
    observations, reports, findings = extracted
    told = {"observations": observations, "reports": reports, "findings": findings}
    return explore(panel, language=language, **told, **options)


def test_a_row_tells_what_a_reader_would_ask(panel, extracted):
    found = shown(panel, extracted, measures=["disclosure_rate"]).rows
    row = found.row(
        by_predicate=(pl.col("label").str.starts_with("Suzhou")) & (pl.col("year") == 2022),
        named=True,
    )
    assert (row["measure"], row["kind"]) == (RATE, "Prefectures · Whole government")
    assert (row["numerator"], row["denominator"], row["value"]) == (45.0, 200.0, 22.5)
    assert re.fullmatch(r"22\.5 \(\d+\.\d–\d+\.\d\)", row["shown"])
    assert row["of"] == "45 of 200"
    assert row["words"] == "outcomes.granted: 40; outcomes.partial: 5; outcomes.total: 200"
    assert row["findings"] == ""


def test_a_row_tells_the_findings_of_its_report(panel, extracted):
    found = shown(panel, extracted, measures=["applications_new"]).rows
    told = found.filter(pl.col("findings") != "")
    assert told.select("label", "year").rows() == [("Nanjing, Jiangsu", 2022)]


def test_without_words_the_title_of_the_report_is_the_source(panel, extracted):
    _, reports, _ = extracted
    found = explore(panel, reports=reports, measures=["applications_new"], language="zh").rows
    assert found["words"].to_list()[0].endswith("年报告")


def test_counts_and_rates_are_there_by_default(panel):
    found = explore(panel, language="zh").rows
    names = found["measure"].unique(maintain_order=True).to_list()
    assert names[:2] == ["新收申请", "办理结果总计"]
    assert "公开率(予以公开和部分公开/办理结果总计)" in names


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        (["outcome_mix"], "is a composition: the explorer takes"),
        (["no_such"], "is not a measure"),
        (["litigation_rate"], "nothing to explore"),
    ],
)
def test_what_cannot_be_explored_is_refused(panel, measures, message):
    with pytest.raises(SchemaError, match=message):
        explore(panel, measures=measures)


def test_too_many_rows_are_refused_with_advice(panel, monkeypatch):
    monkeypatch.setattr(rows, "MOST", 5)
    with pytest.raises(SchemaError, match="filter the panel"):
        explore(panel, measures=["applications_new"])


def test_a_notebook_gets_a_live_chart_and_a_picture(panel):
    data, _ = explore(panel, measures=["applications_new"], language="zh")._repr_mimebundle_()
    assert set(data) == {"application/vnd.vega.v5+json", "image/png", "text/plain"}


@pytest.fixture(scope="module")
def tab(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    return page


POINTS = "() => document.querySelectorAll('.mark-symbol path').length"
RANKED = """() => [...document.querySelectorAll('.role-axis-label text')]
    .filter(t => t.textContent.includes(','))
    .sort((a, b) => a.getBoundingClientRect().y - b.getBoundingClientRect().y)
    .map(t => t.textContent)"""
COLOURED = """() => [...document.querySelectorAll('.mark-symbol path')]
    .filter(p => (p.getAttribute('stroke') || p.getAttribute('fill')) === '#d35f2d'
        || p.getAttribute('fill') === '#d35f2d').length"""


@pytest.mark.slow
def test_it_works_in_a_browser_from_one_file(panel, extracted, tab, tmp_path):
    path = shown(panel, extracted).save(tmp_path / "explorer.html")
    tab.goto(path.as_uri())
    tab.wait_for_selector(".mark-symbol path")
    assert [url for url in tab.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    everything = tab.evaluate(POINTS)
    assert everything == 3 + 9  # places of the ranking, points of the trend
    assert tab.evaluate(RANKED) == ["Hangzhou, Zhejiang", "Suzhou, Jiangsu", "Nanjing, Jiangsu"]

    tab.select_option("select >> nth=0", label=RATE)
    tab.wait_for_timeout(200)
    assert tab.evaluate(RANKED)[0] == "Nanjing, Jiangsu"

    tab.fill("input[type=search]", "suzhou")
    tab.wait_for_timeout(200)
    assert tab.evaluate(RANKED) == ["Suzhou, Jiangsu"]
    tab.fill("input[type=search]", "")

    tab.wait_for_timeout(200)
    assert tab.evaluate(COLOURED) == 0
    tab.locator(".mark-symbol path").first.click()
    tab.wait_for_timeout(200)
    assert tab.evaluate(COLOURED) == 1 + 3  # the place, and its three years
    assert tab.said == []


@pytest.mark.slow
def test_brushing_years_ranks_by_them(panel, extracted, tab, tmp_path):
    path = shown(panel, extracted, measures=["applications_new"]).save(tmp_path / "e.html")
    tab.goto(path.as_uri())
    tab.wait_for_selector(".mark-symbol path")
    texts = "() => [...document.querySelectorAll('.mark-text text')].map(t => t.textContent)"
    before = tab.evaluate(texts)
    points = tab.locator(".mark-symbol path")
    last = max(
        (points.nth(at).bounding_box() for at in range(points.count())), key=lambda b: b["x"]
    )
    tab.mouse.move(last["x"] - 12, last["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(last["x"] + 14, last["y"] + 90, steps=8)
    tab.mouse.up()
    tab.wait_for_timeout(300)
    after = tab.evaluate(texts)
    assert {"303/3", "603/3", "903/3"} <= set(before)  # the sum of three years: means are drawn
    assert {"102", "202", "302"} <= set(after)
    assert not any("/" in text for text in after)


@pytest.mark.slow
def test_words_of_a_report_run_nothing(panel, extracted, tab, tmp_path):
    path = shown(panel, extracted, measures=["applications_new"]).save(tmp_path / "e.html")
    assert "<script>window.pwned" not in path.read_text(encoding="utf-8")
    tab.goto(path.as_uri())
    tab.wait_for_selector(".mark-symbol path")
    points = tab.locator(".mark-symbol path")
    for at in range(points.count()):
        points.nth(at).hover(force=True)
        tab.wait_for_timeout(50)
    assert tab.evaluate("() => window.pwned ?? null") is None
    assert tab.evaluate("() => document.images.length") == 0
