"""From saved files to what comparing them finds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from specimens.make import make

import giox

REPORT = """云和县人民政府{year}年政府信息公开工作年度报告
本报告根据《中华人民共和国政府信息公开条例》编制,汇总全县各级行政机关的数据,统计期限自{year}年1月1日起至{year}年12月31日止。
一、概述
全县上下坚持以公开为常态、不公开为例外,主动回应群众关切,公开渠道不断拓宽。
二、依申请公开情况
{year}年,全县共收到政府信息公开申请{figures}。申请内容主要涉及征地补偿、乡村建设和财政资金。
三、存在的问题
个别单位更新不够及时,今后将加强督促检查。
云和县人民政府
{after}年1月20日
"""


def findings_of(folder: Path, texts: dict[str, str]) -> pl.DataFrame:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return giox.extract(folder, progress=False).findings


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ("35件,同比下降12.5%", None),
        ("35件,同比下降25.6%", ("-12.5 %", "-25.6 %")),
        ("35件,同比减少5件,下降12.5%", None),
        ("35件,比上年减少15件", ("-5", "-15")),
    ],
)
def test_printed_growth_is_held_against_last_years_report(
    tmp_path: Path, figures: str, told: tuple[str, str] | None
) -> None:
    texts = {
        "2011.txt": REPORT.format(year=2011, after=2012, figures="40件"),
        "2012.txt": REPORT.format(year=2012, after=2013, figures=figures),
    }
    found = findings_of(tmp_path, texts).filter(pl.col("check") == "growth_at_odds")
    assert found.select("report", "expected", "found").rows() == (
        [] if told is None else [("2012.txt", *told)]
    )


def test_copies_are_told_by_file_and_by_wording(tmp_path: Path) -> None:
    text = make("2014", "pipe", "none", 1).data.decode()
    place = make("2014", "pipe", "none", 1).reports[0]
    assert place.agency is not None
    name = place.agency.removesuffix("办公室").removesuffix("人民政府")
    texts = {"a.txt": text, "b.txt": text, "c.txt": text.replace(name, "婺源县")}
    found = findings_of(tmp_path, texts)
    copies = found.filter(pl.col("check").is_in(["same_file", "wording_of_another_place"]))
    assert copies.select("report", "check", "found").rows() == [
        ("b.txt", "same_file", "a.txt"),
        ("c.txt", "wording_of_another_place", "a.txt"),
    ]
