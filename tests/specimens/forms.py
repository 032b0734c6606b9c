"""The tables of the three forms as they are printed, filled with figures.

The labels are those of the forms themselves (国办发〔2014〕32号 and its provincial versions,
国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号), kept here a second time on purpose: what tests
the reading of labels must not read them from the same place.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

from specimens.model import Cell, Key, Table
from specimens.numbers import APPLICANTS, Numbers

VARIANTS = ("national", "province", "plain", "numbered")
"""Versions of the form of 2014 (columns of labels_2014.csv)."""

Print = Callable[[Key, float], str]
"""How a figure is written in its cell."""


def plain(key: Key, value: float) -> str:
    """Write a figure as most reports do."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{text}万元" if key[0] == "procurement.amount" else text


@cache
def _labels() -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "labels_2014.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def table_2014(
    numbers: Numbers, variant: str = "national", *, units: bool = True, write: Print = plain
) -> list[Table]:
    """Return the one table of the form of 2014.

    `numbered` has a column 序号 in front and two rows that the vocabulary does not know;
    `plain` has no numbering at all; `units` says whether there is a column 单位.
    """
    numbered = variant == "numbered"
    head = [Cell("统 计 指 标"), *([Cell("单位")] if units else []), Cell("统计数")]
    rows = [tuple([Cell("序号"), *head] if numbered else head)]
    for place, row in enumerate((row for row in _labels() if row[variant]), start=1):
        key = (row["indicator"], None)
        if row["indicator"] == "x":
            figure = Cell(str(place * 7))
        elif key in numbers:
            figure = Cell(write(key, numbers[key]), key=key)
        else:
            figure = Cell("")
        cells = [Cell(row[variant]), *([Cell(row["unit"])] if units else []), figure]
        rows.append(tuple([Cell(str(place)), *cells] if numbered else cells))
    return [tuple(rows)]


_ARTICLE_20: dict[str, list[tuple[str, list[str], list[tuple[str, list[str]]]]]] = {
    "2019": [
        (
            "第二十条第(一)项",
            ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
            [
                (
                    "规章",
                    [f"regulations.{x}" for x in ("made", "disclosed", "disclosed_cumulative")],
                ),
                (
                    "规范性文件",
                    [
                        f"normative_documents.{x}"
                        for x in ("made", "disclosed", "disclosed_cumulative")
                    ],
                ),
            ],
        ),
        (
            "第二十条第(五)项",
            ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
            [
                (
                    "行政许可",
                    [f"licences.{x}" for x in ("items_last_year", "items_change", "decisions")],
                ),
                (
                    "其他对外管理服务事项",
                    [
                        f"other_services.{x}"
                        for x in ("items_last_year", "items_change", "decisions")
                    ],
                ),
            ],
        ),
        (
            "第二十条第(六)项",
            ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
            [
                (
                    "行政处罚",
                    [f"penalties.{x}" for x in ("items_last_year", "items_change", "decisions")],
                ),
                (
                    "行政强制",
                    [f"coercion.{x}" for x in ("items_last_year", "items_change", "decisions")],
                ),
            ],
        ),
        (
            "第二十条第(八)项",
            ["信息内容", "上一年项目数量", "本年增/减"],
            [("行政事业性收费", ["fees.items_last_year", "fees.items_change"])],
        ),
        (
            "第二十条第(九)项",
            ["信息内容", "采购项目数量", "采购总金额"],
            [("政府集中采购", ["procurement.projects", "procurement.amount"])],
        ),
    ],
    "2021": [
        (
            "第二十条第(一)项",
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            [
                ("规章", [f"regulations.{x}" for x in ("made", "repealed", "in_force")]),
                (
                    "行政规范性文件",
                    [f"normative_documents.{x}" for x in ("made", "repealed", "in_force")],
                ),
            ],
        ),
        (
            "第二十条第(五)项",
            ["信息内容", "本年处理决定数量"],
            [("行政许可", ["licences.decisions"])],
        ),
        (
            "第二十条第(六)项",
            ["信息内容", "本年处理决定数量"],
            [("行政处罚", ["penalties.decisions"]), ("行政强制", ["coercion.decisions"])],
        ),
        (
            "第二十条第(八)项",
            ["信息内容", "本年收费金额(单位:万元)"],
            [("行政事业性收费", ["fees.amount"])],
        ),
    ],
}


def table_article_20(numbers: Numbers, form: str, *, write: Print = plain) -> Table:
    """Return the tables of part two, printed as one table under each other."""
    rows: list[tuple[Cell, ...]] = []
    for article, heads, lines in _ARTICLE_20[form]:
        rows.append((Cell(article, columns=4),))
        spare = 4 - len(heads)
        rows.append((*map(Cell, heads[:-1]), Cell(heads[-1], columns=spare + 1)))
        for label, indicators in lines:
            figures = [_figure(numbers, (name, None), write) for name in indicators]
            last = figures.pop()
            rows.append((Cell(label), *figures, Cell(last.text, 1, spare + 1, last.key)))
    return tuple(rows)


_DENIED = (
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
)
_UNABLE = (
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
)
_NOT_PROCESSED = (
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
)
_OTHER = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)


def table_applications(numbers: Numbers, form: str, *, write: Print = plain) -> Table:
    """Return the table of part three."""
    columns = (*APPLICANTS, "total")

    def figures(indicator: str) -> list[Cell]:
        return [_figure(numbers, (indicator, applicant), write) for applicant in columns]

    rows: list[tuple[Cell, ...]] = [
        (
            Cell("(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)", 3, 3),
            Cell("申请人情况", columns=7),
        ),
        (Cell("自然人", rows=2), Cell("法人或其他组织", columns=5), Cell("总计", rows=2)),
        tuple(map(Cell, ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"))),
        (Cell("一、本年新收政府信息公开申请数量", columns=3), *figures("applications.new")),
        (Cell("二、上年结转政府信息公开申请数量", columns=3), *figures("applications.carried_in")),
    ]
    outcomes = [indicator for indicator, applicant in numbers if applicant == "total"]
    groups: list[tuple[str, str, tuple[str, ...]]] = [
        ("(三)不予公开", "outcomes.denied.", _DENIED),
        ("(四)无法提供", "outcomes.unable.", _UNABLE),
        ("(五)不予处理", "outcomes.not_processed.", _NOT_PROCESSED),
    ]
    if form == "2021":
        groups.append(("(六)其他处理", "outcomes.other.", _OTHER))
    height = 3 + sum(len(labels) for _, _, labels in groups) + (form == "2019")
    partial = "(二)部分公开(区分处理的,只计这一情形,不计其他情形)"
    rows += [
        (
            Cell("三、本年度办理结果", rows=height),
            Cell("(一)予以公开", columns=2),
            *figures("outcomes.granted"),
        ),
        (Cell(partial, columns=2), *figures("outcomes.partial")),
    ]
    for heading, prefix, labels in groups:
        indicators = [name for name in outcomes if name.startswith(prefix)]
        for place, (label, indicator) in enumerate(zip(labels, indicators, strict=True)):
            first = [Cell(heading, rows=len(labels))] if place == 0 else []
            rows.append((*first, Cell(label), *figures(indicator)))
    if form == "2019":
        rows.append((Cell("(六)其他处理", columns=2), *figures("outcomes.other")))
    rows.append((Cell("(七)总计", columns=2), *figures("outcomes.total")))
    rows.append((Cell("四、结转下年度继续办理", columns=3), *figures("applications.carried_out")))
    return tuple(rows)


def table_review(numbers: Numbers, *, write: Print = plain) -> Table:
    """Return the table of part four."""
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    names = ("upheld", "corrected", "other", "pending", "total")
    kinds = ("review", "litigation.direct", "litigation.after_review")
    return (
        (Cell("行政复议", columns=5), Cell("行政诉讼", columns=10)),
        (
            *(Cell(result, rows=2) for result in results),
            Cell("未经复议直接起诉", columns=5),
            Cell("复议后起诉", columns=5),
        ),
        tuple(Cell(result) for result in results * 2),
        tuple(
            _figure(numbers, (f"{kind}.{name}", None), write) for kind in kinds for name in names
        ),
    )


def _figure(numbers: Numbers, key: Key, write: Print) -> Cell:
    return Cell(write(key, numbers[key]), key=key)
