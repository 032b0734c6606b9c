"""The chart functions: what they draw (golden files) and what they refuse."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import altair as alt
import polars as pl
import pytest

from giox import charts
from giox.charts.theme import MUTED
from giox.errors import SchemaError

HERE = Path(__file__).resolve().parent
GOLDEN, CASES = HERE / "golden", HERE / "cases.toml"


def without_theme(spec: dict) -> dict:
    """Leave out what depends on the version of Altair or on the theme."""
    return {key: value for key, value in spec.items() if key not in ("$schema", "config")}


def plain(chart: alt.TopLevelMixin) -> dict:
    return without_theme(chart.to_dict())


def test_specification_is_the_golden_one(case, language):
    """A chart that changed on purpose: delete its file, run the test twice, read the diff."""
    path = GOLDEN / f"{case.name}.{language}.json"
    found = without_theme(case.specification(language))
    if not path.exists():
        written = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(written + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} was not there; it is written now: look at it and commit it")
    assert found == json.loads(path.read_text(encoding="utf-8"))


def test_every_golden_file_has_a_case():
    names = {path.name.split(".")[0] for path in GOLDEN.iterdir()}
    assert names == {case["name"] for case in tomllib.loads(CASES.read_text("utf-8"))["case"]}


def test_english_and_chinese_differ_in_words_only(case):
    """The same marks and data; only texts, and what their lengths decide, differ."""
    english, chinese = (case.specification(language) for language in ("en", "zh"))

    def marks(spec):
        if isinstance(spec, dict):
            own = [spec["mark"]["type"]] if isinstance(spec.get("mark"), dict) else []
            return own + [mark for value in spec.values() for mark in marks(value)]
        return [mark for value in spec for mark in marks(value)] if isinstance(spec, list) else []

    def rows(spec):
        return sorted(len(rows) for rows in spec["datasets"].values())

    assert marks(english) == marks(chinese)
    assert rows(english) == rows(chinese)


def test_columns_may_have_any_name(frames):
    rows = frames("places")
    renamed = rows.rename({"region": "a.b[0]", "value": "每百件: x'y", "n": "n"})
    options = {"count": "n", "x_title": "x", "language": "en"}
    drawn = charts.dots(renamed, label="a.b[0]", value="每百件: x'y", **options)
    direct = charts.dots(rows, **options)
    one, two = plain(drawn), plain(direct)
    assert list(one["datasets"].values()) == list(two["datasets"].values())


def test_a_year_without_a_row_interrupts_the_line():
    rows = pl.DataFrame({"year": [2019, 2020, 2022], "value": [1.0, 2.0, 3.0]})
    (data,) = plain(charts.trend(rows))["datasets"].values()
    assert [(row["x"], row["y"]) for row in data] == [
        (2019, 1.0),
        (2020, 2.0),
        (2021, None),
        (2022, 3.0),
    ]


def test_a_missing_value_is_written_not_drawn_as_zero():
    rows = pl.DataFrame({"region": ["a", "b"], "value": [None, 1.0]})
    spec = plain(charts.dots(rows, language="zh"))
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == ["b", "a"]
    texts = [layer["encoding"]["text"] for layer in spec["layer"] if "text" in layer["encoding"]]
    assert {"value": "未载明"} in texts


def test_an_incomplete_whole_has_no_shares():
    rows = pl.DataFrame(
        {"year": [2019, 2019, 2020, 2020], "part": ["a", "b"] * 2, "value": [1, 3, 5, None]}
    )
    spec = plain(charts.composition(rows))
    shares = {
        (row["at"], row["part"]): row["share"]
        for rows in spec["datasets"].values()
        for row in rows
        if "share" in row and "whole" in row
    }
    assert shares == {
        ("2019", "a"): 0.25,
        ("2019", "b"): 0.75,
        ("2020", "a"): None,
        ("2020", "b"): None,
    }


def test_the_order_of_series_is_the_callers(frames):
    order = ["litigation.total", "litigation.after_review.total", "review.total"]
    spec = plain(charts.trend(frames("rates"), series="indicator", order=order, language="en"))
    point = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    assert point["encoding"]["color"]["scale"]["domain"] == [
        "Lawsuits",
        "Suits after review",
        "Reviews",
    ]


def test_medians_are_those_of_polars(frames):
    rows = frames("bodies")
    spec = plain(charts.distribution(rows))
    boxes = next(data for data in spec["datasets"].values() if "left" in data[0])
    expected = rows.group_by("year").agg(pl.col("value").median()).sort("year")["value"]
    assert [box["y"] for box in boxes] == expected.to_list()


def test_a_province_without_a_value_is_an_empty_tile(frames):
    spec = plain(charts.tiles(frames("provinces").cast({"division_code": pl.String})))
    (data,) = spec["datasets"].values()
    empty = {row["name"] for row in data if row["value"] is None}
    assert len(data) == 34
    unstated = {row["code"] for row in data if row["group"] is None}
    assert len(empty) == len(unstated) == 6
    assert {"Taiwan", "Hong Kong", "Macao"} < empty


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([5, 20, 91], ["0–19", "20–39", "80–100"]),
        ([1, 2, 3], ["1", "2", "3"]),
        ([7, 7, 7], ["7"]),
        ([1, 4, 12], ["0–4", "10–15"]),
        ([1.5, 4, 12], ["0.0–2.5", "2.5–5.0", "10.0–12.5"]),
    ],
)
def test_classes_of_counts_do_not_share_a_bound(values, classes):
    rows = pl.DataFrame({"division_code": ["110000", "120000", "130000"], "value": values})
    layers = plain(charts.tiles(rows))["layer"]
    assert layers[0]["encoding"]["color"]["scale"]["domain"] == classes
    assert (layers[3]["encoding"]["text"]["format"] == ",.0f") == (min(values) % 1 == 0)


def test_bands_of_a_stage_fill_it_and_a_bare_rest_is_seen():
    rows = pl.DataFrame(
        {"source": ["in", "all", "all"], "target": ["all", "a", "b"], "value": [10, 3, 5]}
    )
    spec = plain(charts.flow(rows, language="en"))
    stages = next(d for d in spec["datasets"].values() if "stage" in d[0])
    sizes = {row["stage"]: round(row["bottom"] - row["y"], 9) for row in stages}
    assert sizes == {"in": 10, "all": 10, "a": 3, "b": 5}
    bands = next(d for d in spec["datasets"].values() if "band" in d[0])
    leaving = [(row["y"], row["bottom"]) for row in bands if row["x"] == 1.02]
    assert sum(bottom - y for y, bottom in leaving) == pytest.approx(8)


def test_similarity_is_drawn_on_both_sides_of_the_diagonal(frames):
    spec = plain(charts.similarity(frames("alike"), language="en"))
    cells = next(d for d in spec["datasets"].values() if "value" in d[0])
    pairs = {(row["one"], row["other"]): row["value"] for row in cells}
    assert len(pairs) == 20
    assert all(pairs[other, one] == value for (one, other), value in pairs.items())


ONE = {"year": [2019], "value": [1.0]}
REFUSED = {
    "no column": (charts.trend, {"jahr": [1], "value": [1]}, {}, "no column year.*has jahr, value"),
    "no rows": (charts.trend, {"year": [], "value": []}, {}, "no rows"),
    "text for number": (charts.trend, {"year": [1], "value": ["1"]}, {}, "numbers, it holds Str"),
    "broken year": (charts.trend, {"year": [1.5], "value": [1]}, {}, "whole"),
    "no year": (charts.trend, {"year": [1, None], "value": [1, 2]}, {}, "1 rows have a null"),
    "no group": (charts.distribution, {"year": [1, None], "value": [1, 2]}, {}, "null for the g"),
    "doubled": (charts.trend, {"year": [1, 1], "value": [1, 2]}, {}, "2 rows share their x"),
    "seven series": (
        charts.trend,
        {"year": [1] * 7, "value": [1] * 7, "s": list("abcdefg")},
        {"series": "s"},
        "7 series cannot be told apart",
    ),
    "one word for two": (
        charts.trend,
        {"year": [1, 1], "value": [1, 2], "s": ["disclosed.other", "outcomes.other"]},
        {"series": "s"},
        "both be labelled 'Other'",
    ),
    "order leaves out": (
        charts.trend,
        {"year": [1, 1], "value": [1, 2], "s": ["a", "b"]},
        {"series": "s", "order": ["a"]},
        "leaves out b",
    ),
    "option": (charts.trend, ONE, {"colour": "red"}, "no option colour: they take title"),
    "language": (charts.trend, ONE, {"language": "fr"}, "'en' and 'zh', not in 'fr'"),
    "no text": (charts.trend, ONE, {"title": {"zh": "标题"}}, "no text for the language 'en'"),
    "width": (charts.trend, ONE, {"width": "wide"}, "no width is called 'wide': use single"),
    "width in inches": (charts.trend, ONE, {"width": 3.5}, "3.5 mm is not"),
    "negative parts": (
        charts.composition,
        {"year": [1], "part": ["a"], "value": [-1]},
        {},
        "negative counts",
    ),
    "eight parts": (
        charts.composition,
        {"year": [1] * 8, "part": list("abcdefgh"), "value": [1] * 8},
        {},
        "8 parts cannot be told apart",
    ),
    "negative counts": (
        charts.coverage,
        {"year": [1], "region": ["a"], "count": [-1]},
        {},
        "negative counts",
    ),
    "negative on a log": (charts.distribution, {"year": [1], "value": [-1]}, {}, "below zero"),
    "nothing there": (charts.distribution, {"year": [1], "value": [None]}, {}, "hold"),
    "three points": (
        charts.slope,
        {"year": [1, 2, 3], "region": ["a"] * 3, "value": [1, 2, 3]},
        {},
        "two points in time, the column 'year' has 3",
    ),
    "no province": (
        charts.tiles,
        {"division_code": ["320100"], "value": [1]},
        {},
        "320100 are no codes of provinces",
    ),
    "no value on the map": (
        charts.tiles,
        {"division_code": ["320000"], "value": pl.Series([None], dtype=pl.Float64)},
        {},
        "holds no value",
    ),
    "alike in percent": (
        charts.similarity,
        {"one": ["a"], "other": ["b"], "similarity": [80]},
        {},
        "outside 0 to 1",
    ),
    "two similarities": (
        charts.similarity,
        {"one": ["a", "b"], "other": ["b", "a"], "similarity": [0.8, 0.7]},
        {},
        "share their one and other",
    ),
    "only the reference": (
        charts.events,
        {"period": [-1], "estimate": [0.0], "low": [0.0], "high": [0.0]},
        {},
        "nothing to draw",
    ),
    "a circle": (
        charts.flow,
        {"source": ["a", "b"], "target": ["b", "a"], "value": [1, 1]},
        {},
        "in a circle",
    ),
    "a loop": (charts.flow, {"source": ["a"], "target": ["a"], "value": [1]}, {}, "in a circle"),
    "nothing flows": (
        charts.flow,
        {"source": ["a"], "target": ["b"], "value": [0]},
        {},
        "nothing flows",
    ),
    "an empty end": (
        charts.slope,
        {"year": [1, 2], "region": ["a"] * 2, "value": [1, None]},
        {},
        "no value at 2",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_advice(name):
    function, columns, options, message = REFUSED[name]
    with pytest.raises(SchemaError, match=message):
        function(pl.DataFrame(columns), **{"language": "en", **options})


def test_places_spelt_alike_keep_their_chinese_names():
    rows = pl.DataFrame({"region": ["台州市", "泰州市", "杭州市"], "value": [1.0, 2.0, 3.0]})
    spec = plain(charts.dots(rows, language="en"))
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [
        "Hangzhou",
        "Taizhou (泰州市)",
        "Taizhou (台州市)",
    ]


def test_a_body_with_one_value_neither_rises_nor_falls():
    rows = pl.DataFrame(
        {"year": [1, 2, 1, 2, 1], "region": [*"aabbc"], "value": [1.0, 2.0, 2.0, 1.0, 3.0]}
    )
    spec = plain(charts.slope(rows, language="en"))
    drawn = {row["label"]: row["way"] for row in spec["datasets"][spec["layer"][0]["data"]["name"]]}
    assert drawn == {"a": "up", "b": "down", "c": "alone"}
    colours = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(colours["domain"], colours["range"], strict=True))["alone"] == MUTED
