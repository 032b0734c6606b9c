"""Traces of defaced pages: found where they stand, and only there."""

from __future__ import annotations

import pytest

from giox.extraction import read_bytes
from giox.extraction.damage import find_brands

DEFACED = [
    ("国务院办公厅澳门金沙城中心关于做好工作的通知", "澳门金沙城中心"),
    ("认真落实新葡京娱乐城的部署", "新葡京娱乐城"),
    ("威尼斯人赌场官网人民政府办公室", "威尼斯人赌场官网"),
    ("365bet体育在线官网人民政府办公厅", "365bet体育在线官网"),
    ("现将bet365官网2021年情况报告如下", "bet365官网"),
    ("通过真人百家乐平台公开信息", "真人百家乐平台"),
    ("点击皇冠体育官网查看", "皇冠体育官网"),
]
SOUND = [
    "澳门特别行政区政府代表团来访,签署合作协议3项。",
    "公开文化体育领域信息365条,体育彩票公益金使用情况2条。",
    "推进永利村、银河社区政务公开。",
    "打击网络赌博专项行动公开信息12条。",
    "举办成人教育培训班2期。",
]


@pytest.mark.parametrize(("text", "words"), DEFACED, ids=[words for _, words in DEFACED])
def test_brands_are_found(text: str, words: str) -> None:
    (brand,) = find_brands(text)
    assert text[brand.start : brand.end] == brand.words == words


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_has_none(text: str) -> None:
    assert find_brands(text) == ()


def test_a_brand_is_reported_and_taken_out_of_the_clean_text() -> None:
    text = (
        "某县2021年政府信息公开工作年度报告\n落实国务院办公厅澳门金沙城中心通知,推进主动公开、"
        "依申请公开。全年收到政府信息公开申请14件,没有行政复议、行政诉讼。\n"
    )
    report = read_bytes(text.encode(), "report.txt")
    assert [one.found for one in report.remarks if one.check == "defacement"] == ["澳门金沙城中心"]
    assert "金沙" in report.text
    assert "金沙" not in report.clean
    (applications,) = [one for one in report.figures if one.indicator == "applications.new"]
    assert report.text[applications.start : applications.end] == "14"
