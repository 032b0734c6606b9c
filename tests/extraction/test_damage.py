"""Traces of defaced pages: found where they stand, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox.extraction import read_bytes
from giox.extraction.damage import _literals, _patterns, find_brands

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


PIECES = (
    "澳门 金沙 新葡京 葡京 威尼斯人 真人 百家乐 博彩 赌场 皇冠 银河 开元 365 bet BET bET hth "
    "娱乐 体育 官网 平台 国际 网上 中心 成人 视频 催情 药 购买 代孕 公司 的 - _ 政府"
).split()


@given(st.lists(st.sampled_from([*PIECES, " "]), max_size=12).map("".join))
def test_brands_are_those_that_a_search_of_the_whole_text_finds(text: str) -> None:
    found = [
        (match.start(), -match.end()) for _, one in _patterns() for match in one.finditer(text)
    ]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not apart or start >= apart[-1][1]:
            apart.append((start, -end))
    assert [(brand.start, brand.end) for brand in find_brands(text)] == apart


def test_a_brand_must_say_how_it_begins() -> None:
    assert list(_literals("(?:迷药|催情药?)购买")) == ["迷药", "催情"]
    assert list(_literals("[Bb]et")) == ["B", "b"]
    with pytest.raises(ValueError, match="must begin with"):
        list(_literals(r"\d+bet"))
