"""The columns of the panel: what a row is about, and what stands beside each value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.panels.rules import COMPARABILITY, variables
from giox.schema import LEVELS, ORIGINS, SCOPES, Column, Table

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["BOUNDARIES", "COMPANIONS", "KEY", "STATUSES", "UNIT", "about", "panel_table"]

KEY = ("division_code", "body", "scope", "year")
"""What a row of the panel is about; no two rows have the same."""

COMPANIONS = ("status", "origin", "comparability", "flags")
"""What stands beside each value."""

STATUSES = (
    "reported",
    "conflict",
    "incomplete",
    "other_scope",
    "not_reported",
    "not_read",
    "lost",
    "not_applicable",
)

BOUNDARIES = ("as_reported", "recoded", "merged", "incomplete", "split", "not_carried")

_ABOUT = (
    Column(
        "division_code",
        pl.String,
        "GB/T 2260 code of the division, valid in the year (or in the year that boundaries were "
        "carried to); part of the key",
        "该年(或所选区划年份)有效的行政区划代码;键",
        required=True,
        pattern=r"\d{6}",
    ),
    Column(
        "region", pl.String, "Path 省/市/县 as of the year of the code", "代码所属年份的省市县全称"
    ),
    Column(
        "level",
        pl.String,
        "province, prefecture, county, township or department",
        "层级",
        values=LEVELS,
    ),
    Column(
        "body",
        pl.String,
        "Who the figures are about, within the division: 人民政府, its office, a department, a "
        "township, a zone; part of the key",
        "统计主体(区划内):人民政府、办公室、部门、乡镇街道、开发区;键",
        required=True,
    ),
    Column("agency", pl.String, "The body as its report names it", "报告所署机关名称"),
    Column(
        "scope",
        pl.String,
        "government, body, department or null; part of the key",
        "统计范围;键",
        values=SCOPES,
    ),
    Column(
        "year",
        pl.Int32,
        "The year reported on; part of the key",
        "报告年度;键",
        required=True,
        minimum=1900,
        maximum=2100,
    ),
    Column("form", pl.String, "Form of the report, null where not known", "报告格式"),
    Column("reports", pl.String, "Reports that the row was made from", "所据报告", required=True),
    Column("n_reports", pl.UInt32, "How many they are", "报告份数", required=True, minimum=1),
    Column(
        "boundary",
        pl.String,
        "How the row came to its division: as_reported; recoded (the same division under another "
        "code or name); merged (the sum of all divisions that went into it); incomplete (one of "
        "these has no row); split or not_carried (left in the division of its own year)",
        "区划处理:as_reported 按原区划;recoded 更名或换码;merged 合并区划之和;"
        "incomplete 合并前区划不全;split、not_carried 无法换算,按原区划保留",
        required=True,
        values=BOUNDARIES,
    ),
)

UNIT = tuple(column.name for column in _ABOUT)
"""The columns that say what a row is about, in their order."""

_VALUE = Column("value", pl.Float64, "The value, in the unit of the variable", "变量值")
_BESIDE = (
    Column(
        "status",
        pl.String,
        "reported, or why there is no value: conflict (stated with different values), incomplete "
        "(a merged division lacks it), other_scope (the report states it for another scope only), "
        "not_reported, not_read, lost, not_applicable",
        "有值,或缺失原因:conflict 前后不一;incomplete 合并前区划缺数;other_scope 仅有其他统计范围;"
        "not_reported 未报告;not_read 未读取;lost 表格缺失;not_applicable 该格式无此项",
        required=True,
        values=STATUSES,
    ),
    Column(
        "origin", pl.String, "table, narrative, derived or correction", "来源类别", values=ORIGINS
    ),
    Column(
        "comparability",
        pl.String,
        "exact, near, bound or broken between forms",
        "跨格式可比性:exact 一致;near 近似;bound 上下限;broken 不可比",
        values=COMPARABILITY,
    ),
    Column("flags", pl.String, "What the notes of its figures warn of", "警示标记"),
)
_LONG = (
    Column("variable", pl.String, "Name of the variable", "变量", required=True),
    _VALUE,
    Column("unit", pl.String, "Unit of the variable", "单位", required=True),
    *_BESIDE,
    Column("terms", pl.String, "Indicators that the value is the sum of", "构成该值的指标"),
    Column("n_sources", pl.UInt32, "Reports that state it", "载有该值的报告份数"),
)


def panel_table(columns: Collection[str] = ()) -> Table:
    """Return the panel as a table of the schema, in the layout that has `columns`.

    Parameters
    ----------
    columns : collection of str
        Names of the columns of a panel: with `variable` it is long, without companions it has
        values only, else it is wide.

    Examples
    --------
    >>> panel_table(["variable"]).key
    ('division_code', 'body', 'scope', 'year', 'variable')
    """
    meaning = "One row per body (or region), scope and year"
    meaning_zh = "每个主体(或地区)、范围、年度一行"
    if "variable" in columns:
        return Table(
            "panel",
            (*_ABOUT, *_LONG),
            order=KEY,
            key=(*KEY, "variable"),
            meaning=f"{meaning}, and variable",
            meaning_zh=f"{meaning_zh},每个变量一行",
        )
    names = variables().rows(named=True)
    values = [
        Column(row["variable"], pl.Float64, f"{row['label_en']} ({row['unit']})", row["label_zh"])
        for row in names
    ]
    beside = [
        Column(
            f"{row['variable']}_{column.name}",
            column.dtype,
            f"{column.name} of {row['variable']}",
            f"{row['label_zh']}:{column.name}",
            required=column.required,
            values=column.values,
        )
        for row in names
        for column in _BESIDE
    ]
    wide = not columns or any(name.endswith("_status") for name in columns)
    return Table(
        "panel",
        (*_ABOUT, *values, *(beside if wide else [])),
        order=KEY,
        key=KEY,
        meaning=meaning,
        meaning_zh=meaning_zh,
    )


def about() -> tuple[Column, ...]:
    """Return the columns of both layouts, each kind once: for the codebook."""
    beside = [
        Column(
            f"<variable>_{column.name}",
            column.dtype,
            column.meaning,
            column.meaning_zh,
            required=column.required,
            values=column.values,
        )
        for column in _BESIDE
    ]
    value = Column("<variable>", _VALUE.dtype, _VALUE.meaning, _VALUE.meaning_zh)
    return (*_ABOUT, value, *beside)
