"""What must not change the figures of a report: its surroundings, script, layout and company."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens.make import make

import giox
from giox.extraction import Report, read_bytes

FORMS = st.sampled_from(["narrative", "2014", "2019", "2021"])
TABLE_FORMS = st.sampled_from(["2014", "2019", "2021"])
SEEDS = st.integers(0, 10_000)
NAVIGATION = st.lists(
    st.sampled_from(
        [
            "首页 | 走进我们 | 新闻动态 | 政务公开 | 互动交流",
            "当前位置:首页 > 政务公开 > 政府信息公开年报",
            "网站支持IPv6 无障碍阅读 长者模式",
            "浏览次数:1286 字号:[大 中 小]",
            "上一篇:关于开展安全生产检查的通知",
            "扫一扫在手机打开当前页 打印本页 关闭窗口",
            "- 3 -",
            "您是第186532位访问者",
        ]
    ),
    max_size=6,
)


def figures(report: Report) -> set[tuple[object, ...]]:
    return {(one.indicator, one.applicant, one.value, one.origin) for one in report.figures}


@given(FORMS, SEEDS, NAVIGATION, NAVIGATION)
@settings(max_examples=8, deadline=None)
def test_navigation_around_a_report_changes_no_figure(
    form: str, seed: int, above: list[str], below: list[str]
) -> None:
    data = make(form, "pipe", seed=seed).data
    around = "\n".join(above).encode() + b"\n" + data + "\n".join(below).encode()
    assert figures(read_bytes(around, "a.txt")) == figures(read_bytes(data, "a.txt"))


@given(FORMS, SEEDS)
@settings(max_examples=4, deadline=None)
def test_traditional_twins_have_the_same_figures(form: str, seed: int) -> None:
    from opencc import OpenCC

    data = make(form, "pipe", seed=seed).data
    twin = OpenCC("s2t").convert(data.decode()).encode()
    assert figures(read_bytes(twin, "a.txt")) == figures(read_bytes(data, "a.txt"))


def plain_cells(text: str) -> str:
    """Lay lines with bars one cell on a line, as some sites save their tables."""
    return "\n".join(
        cell for line in text.split("\n") for cell in line.strip(" |").split(" | ") if cell.strip()
    )


@given(TABLE_FORMS, SEEDS)
@settings(max_examples=4, deadline=None)
def test_one_cell_a_line_has_the_same_figures_as_rows(form: str, seed: int) -> None:
    data = make(form, "pipe", seed=seed).data
    twin = plain_cells(data.decode().replace("|", " | ").replace("  ", " ")).encode()
    table = {one for one in figures(read_bytes(data, "a.txt")) if one[3] == "table"}
    assert {one for one in figures(read_bytes(twin, "a.txt")) if one[3] == "table"} == table


@given(st.permutations(range(4)))
@settings(max_examples=2, deadline=None)
def test_the_order_of_files_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("reports")
    paths: list[Path] = []
    for seed, form in enumerate(["narrative", "2014", "2019", "2021"]):
        specimen = make(form, "pipe", seed=seed)
        paths.append(folder / specimen.filename)
        paths[-1].write_bytes(specimen.data)
    one = giox.extract(paths, progress=False)
    other = giox.extract([paths[place] for place in order], progress=False)
    assert one.observations.equals(other.observations)
    assert one.reports.equals(other.reports)
    assert one.findings.equals(other.findings)


@given(st.text(alphabet="申请公开信息条件件,。;:0123456789年月日()|一二三万余 \n", max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    report = read_bytes(
        ("政府信息公开工作年度报告,主动公开、依申请公开。\n" + text).encode(), "a.txt"
    )
    for one in report.figures:
        assert one.raw in report.text[one.start : one.end]
