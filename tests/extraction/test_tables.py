"""Tables of every form under every damage: what is printed is read, and never as another figure.

The reports are invented (`tests/specimens`); each carries the truth, and says of each cell
whether it must be read, may be left out, or is no figure at all. Every damage is met in
another layout for each form, so that all of them are met in a run of seconds;
`tests/benchmarks/accuracy.py` reads every combination.
"""

from __future__ import annotations

import pytest
from specimens.damage import DAMAGES, possible
from specimens.make import make

from giox.extraction import Report, read_all, read_bytes

LAYOUTS = ("pipe", "pipe_grid", "tabs", "markdown", "cells", "spaces", "html")
FORMS = ("2014", "2019", "2021")
CASES = [
    (form, layout, damage)
    for number, damage in enumerate(DAMAGES)
    for shift, form in enumerate(FORMS)
    for layout in [LAYOUTS[(number + 3 * shift) % len(LAYOUTS)]]
    if possible(form, layout, damage)
]


def cells(report: Report) -> dict[tuple[str, str | None], float]:
    return {
        (one.indicator, one.applicant): one.value for one in report.figures if one.origin == "table"
    }


@pytest.mark.parametrize(("form", "layout", "damage"), CASES, ids="-".join)
def test_cells(form: str, layout: str, damage: str) -> None:
    specimen = make(form, layout, damage, seed=7)
    reports = read_all(specimen.data, specimen.filename)
    assert len(reports) == len(specimen.reports)
    for number, report in enumerate(reports):
        truths = {
            (one.indicator, one.applicant): one
            for one in specimen.truths
            if one.origin == "table" and one.part == number
        }
        read = cells(report)
        due = {key: one.value for key, one in truths.items() if one.demand == "value"}
        assert {key: read.get(key) for key in due} == pytest.approx(due)
        for key, value in read.items():
            assert key in truths, f"{key} is not printed"
            assert truths[key].demand != "absent", f"{key} is blank"
            assert value == pytest.approx(truths[key].value)
        for one in report.figures:
            assert one.raw in report.text[one.start : one.end]


def read(text: str) -> Report:
    return read_bytes(text.encode(), "report.txt")


HEAD = "某县2021年政府信息公开工作年度报告\n主动公开和依申请公开情况,没有行政复议、行政诉讼。\n"
PART_THREE = (
    HEAD + "三、收到和处理政府信息公开申请情况\n"
    "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | 申请人情况 |\n"
    "自然人 | 法人或其他组织 | 总计\n商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他\n"
    "一、本年新收政府信息公开申请数量 | {new}\n"
    "二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
    "三、本年度办理结果 | (一)予以公开 | 3 | 0 | 0 | 0 | 0 | 0 | 3\n"
    "(二)部分公开 | 2 | 0 | 0 | 1 | 0 | 0 | 3\n"
    "(七)总计 | 5 | 0 | 0 | 1 | 0 | 0 | 6\n"
    "四、结转下年度继续办理 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
)


def test_a_row_without_one_of_its_zeros_is_laid_by_the_sums_of_the_form() -> None:
    report = read(PART_THREE.format(new="5 | 0 | 1 | 0 | 0 | 6"))
    row = {key[1]: value for key, value in cells(report).items() if key[0] == "applications.new"}
    assert row["natural_person"] == 5
    assert row["public_interest_organisation"] == 1
    assert row["total"] == 6
    assert row.get("research_institution", 0) == 0
    (finding,) = [one for one in report.remarks if one.check == "row_misaligned"]
    assert finding.indicator == "applications.new"
    notes = {one.note for one in report.figures if one.indicator == "applications.new"}
    assert "realigned" in notes


def test_a_row_that_no_sum_can_place_is_left_out_and_reported() -> None:
    report = read(PART_THREE.format(new="5 | 2 | 9"))
    assert not any(key[0] == "applications.new" for key in cells(report))
    (finding,) = [one for one in report.remarks if one.check == "row_misaligned"]
    assert (finding.expected, finding.found) == ("7", "5 2 9")


def test_a_full_row_stays_as_printed_though_it_does_not_add_up() -> None:
    report = read(PART_THREE.format(new="5 | 0 | 0 | 1 | 0 | 0 | 7"))
    assert cells(report)["applications.new", "total"] == 7
    assert "applicants_add_up" in set(report.findings["check"])


def test_words_in_a_cell_hold_its_place() -> None:
    report = read(PART_THREE.format(new="5 | 0 | 详见附件 | 1 | 0 | 0 | 6"))
    row = {key[1]: value for key, value in cells(report).items() if key[0] == "applications.new"}
    assert "research_institution" not in row
    assert row["public_interest_organisation"] == 1


def test_cells_with_bars_on_lines_of_their_own() -> None:
    lines = PART_THREE.format(new="5 | 0 | 0 | 1 | 0 | 0 | 6").replace(" | ", " |\n")
    assert cells(read(lines))["outcomes.partial", "public_interest_organisation"] == 1


DOUBLE = HEAD.replace("2021", "2016") + (
    "政府信息公开情况统计表\n统计指标 | 单位 | {first} | {second}\n"
    "主动公开政府信息数 | 条 | 120 | 30\n收到申请数 | 件 | 15 | 3\n"
    "当面申请数 | 件 | 1 | 0\n网络申请数 | 件 | 14 | 3\n传真申请数 | 件 |  | 0\n"
)


def test_two_columns_are_the_whole_place_and_the_body() -> None:
    report = read(DOUBLE.format(first="全县", second="县本级"))
    read_figures = {
        (one.indicator, one.scope): one.value for one in report.figures if one.origin == "table"
    }
    assert read_figures["applications.new", "government"] == 15
    assert read_figures["applications.new", "body"] == 3
    assert ("applications.new.fax", "government") not in read_figures
    assert read_figures["applications.new.fax", "body"] == 0


def test_a_column_of_other_years_is_not_read() -> None:
    report = read(DOUBLE.format(first="本年度", second="历年累计"))
    assert cells(report)["applications.new", None] == 15
    assert {one.scope for one in report.figures if one.origin == "table"} == {None}


def test_label_and_figure_in_one_line() -> None:
    text = HEAD.replace("2021", "2016") + (
        "政府信息公开情况统计表\n主动公开政府信息数 1200 条\n(一)收到申请数 226 件\n"
        "1.当面申请数:12件\n网络申请数   200\n信函申请数14\n"
    )
    assert cells(read(text)) == {
        ("disclosed.total", None): 1200,
        ("applications.new", None): 226,
        ("applications.new.in_person", None): 12,
        ("applications.new.online", None): 200,
        ("applications.new.letter", None): 14,
    }


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12,189.6万元", 12189.6),
        ("1.2亿元", 12000),
        ("35000元", 3.5),
        ("218.5", 218.5),
        ("218.5万元①", 218.5),
    ],
)
def test_money_is_in_ten_thousand_yuan(printed: str, value: float) -> None:
    text = HEAD.replace("2021", "2019") + (
        "二、主动公开政府信息情况\n信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量\n"
        "规章 | 0 | 0 | 0\n规范性文件 | 1 | 1 | 4\n第二十条第(九)项\n"
        f"信息内容 | 采购项目数量 | 采购总金额\n政府集中采购 | 3 | {printed}\n"
    )
    assert cells(read(text))["procurement.amount", None] == pytest.approx(value)


@pytest.mark.parametrize("sign", ["-", "—", "/", "无"])
def test_a_stroke_is_no_zero(sign: str) -> None:
    report = read(PART_THREE.format(new=f"5 | {sign} | {sign} | 1 | 0 | 0 | 6"))
    assert ("applications.new", "commercial_enterprise") not in cells(report)
    assert cells(report)["applications.new", "total"] == 6
    (first, _) = [one for one in report.remarks if one.check == "no_figure_printed"]
    assert first.found == sign


def test_two_reports_in_a_csv_file_are_two() -> None:
    prose = (
        "本年坚持以公开为常态,不断完善制度。各项工作平稳有序,公开的范围逐步扩大。"
        "对内容多次核对,对程序反复检查。培训和考核也已完成,渠道更加畅通。" * 4
    )
    report = (
        "某县{year}年政府信息公开工作年度报告,,\n一、总体情况,,\n"
        + prose.replace(",", "、")
        + ",,\n二、主动公开政府信息情况,,\n信息内容,本年处理决定数量,\n行政许可,{count},\n"
        "行政处罚,7,\n行政强制,2,\n行政事业性收费,1,\n三、收到和处理政府信息公开申请情况,,\n"
        "五、存在的主要问题及改进情况,,\n问题不多。,,\n"
    )
    text = report.format(year=2021, count=11) + report.format(year=2022, count=23)
    first, second = read_all(text.encode(), "two.csv")
    assert cells(first)["licences.decisions", None] == 11
    assert cells(second)["licences.decisions", None] == 23
