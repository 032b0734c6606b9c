"""A report whose full stops are points is one, and figures point at what is printed."""

from __future__ import annotations

import pytest

from giox.extraction.mending import has_sentences
from giox.extraction.report import read_bytes

TEXT = """平川县人民政府2018年政府信息公开工作年度报告
本报告根据《政府信息公开条例》编制,可在www.pingchuan.gov.cn下载.自2018.01起实行新的目录.
全年主动公开政府信息1.2万条.全年共收到
36件
政府信息公开申请,全部予以公开.未发生行政复议.
"""


@pytest.mark.parametrize("point", [".", "\uff0e"])
def test_points_for_full_stops(point: str) -> None:
    text = TEXT.replace(".\n", f"{point}\n").replace("条.", f"条{point}")
    report = read_bytes(text.encode(), "a.txt")
    assert report.status == "ok"
    assert {one.indicator: (one.value, one.raw) for one in report.figures} == {
        "disclosed.total": (12000, "1.2万"),
        "applications.new": (36, "36"),
        "replies.granted": (36, "36"),
        "review.total": (0, "未发生行政复议"),
    }
    assert all(report.text[one.start : one.end] == one.raw for one in report.figures)


@pytest.mark.parametrize("text", ["www.x.gov.cn", "1.主动公开", "一.概述", "2018.01", "1.2万条"])
def test_points_that_end_no_sentence(text: str) -> None:
    assert not has_sentences(text)
