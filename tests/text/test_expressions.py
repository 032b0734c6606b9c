"""The text functions on columns: as on single texts, with nulls kept."""

from __future__ import annotations

import polars as pl

from giox.text import clean, detect_script, expressions, normalise, parse_number, to_simplified

TEXTS = [
    "北京市信訪辦２００９年度報告",
    "乾县人民政府",
    "⼈⺠政府",
    "三十五",
    "１，２３４",
    "",
    "檔案館最佳化",
]


def test_columns_agree_with_single_texts() -> None:
    frame = pl.DataFrame({"text": [*TEXTS, None]})
    result = frame.select(
        clean=expressions.clean("text"),
        simplified=expressions.to_simplified(pl.col("text")),
        normal=expressions.normalise("text"),
        script=expressions.script_of("text"),
        number=expressions.number("text"),
    )
    assert result.drop_nulls("clean").to_dicts() == [
        {
            "clean": clean(text).text,
            "simplified": to_simplified(text),
            "normal": normalise(text).text,
            "script": detect_script(text),
            "number": None if (value := parse_number(text)) is None else float(value),
        }
        for text in TEXTS
    ]
    assert result.row(-1) == (None,) * 5
    assert result.schema == {
        **dict.fromkeys(("clean", "simplified", "normal", "script"), pl.String),
        "number": pl.Float64,
    }


def test_columns_of_nulls_and_empty_frames() -> None:
    for values in ([], [None, None]):
        frame = pl.DataFrame({"text": values}, schema={"text": pl.String})
        assert frame.select(expressions.number("text")).to_series().to_list() == values
        assert frame.lazy().select(expressions.normalise("text")).collect().height == len(values)
