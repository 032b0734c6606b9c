"""The three tables that giox writes: their columns, types and what each column means.

The names and the order of the columns are relied on from outside. `describe` gives the same
knowledge as a table, which is what the codebook is made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from giox.errors import SchemaError

__all__ = ["FINDINGS", "OBSERVATIONS", "REPORTS", "Column", "Table", "conform", "describe"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, type and meaning in English and Chinese."""

    name: str
    dtype: Any
    meaning: str
    meaning_zh: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns in order, and the columns that it is sorted by."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def schema(self) -> pl.Schema:
        """The polars schema of the table."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def empty(self) -> pl.DataFrame:
        """Return a frame without rows that has all columns of the table."""
        return pl.DataFrame(schema=self.schema)

    def build(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        """Return a frame of `rows`, columns that a row does not name being null."""
        return pl.DataFrame(rows, schema=self.schema, orient="row").sort(
            self.order, nulls_last=True, maintain_order=True
        )


STATUSES = ("ok", "tables_lost", "partial", "no_report", "unreadable")
SCOPES = ("government", "body", "department")
ORIGINS = ("table", "narrative", "derived", "correction")
SEVERITIES = ("error", "warning", "notice")
LEVELS = ("national", "province", "prefecture", "county", "township", "department")

_REPORT = Column(
    "report",
    pl.String,
    "File name, relative to the folder that was read",
    "文件名(相对于所读文件夹)",
)
_PART = Column(
    "part",
    pl.Int32,
    "0 for the file's only or first report; 1… where a file holds several",
    "同一文件中第几份报告(从0起)",
)
_CODE = Column(
    "division_code",
    pl.String,
    "GB/T 2260 code of the division, valid in the year (000000: national)",
    "该年有效的行政区划代码(GB/T 2260)",
)
_REGION = Column(
    "region",
    pl.String,
    "Path 省/市/县 as of that year, joined without separators",
    "该年的省市县全称(连写)",
)
_YEAR = Column("year", pl.Int32, "The year reported on", "报告年度")
_SCOPE = Column(
    "scope",
    pl.String,
    "government (the body with its departments or subordinate governments), body (the body "
    "itself), department, or null where the text does not tell",
    "统计范围:government 为全市(县、区)各级行政机关,body 为本机关,department 为部门,空为未说明",
)
_INDICATOR = Column("indicator", pl.String, "Code of forms/indicators.csv", "指标代码")
_APPLICANT = Column(
    "applicant",
    pl.String,
    "Kind of applicant (column of part three of the forms of 2019 and 2021), else null",
    "申请人类别(2019、2021年格式第三部分的列),其余为空",
)

REPORTS = Table(
    "reports",
    (
        _REPORT,
        _PART,
        Column("title", pl.String, "Title as restored to simplified script", "标题"),
        Column("agency", pl.String, "The body that reports", "报告机关"),
        _CODE,
        _REGION,
        Column(
            "level",
            pl.String,
            "national, province, prefecture, county, township or department",
            "层级",
        ),
        _YEAR,
        Column("period_start", pl.Date, "First day that the figures cover", "统计期起"),
        Column("period_end", pl.Date, "Last day that the figures cover", "统计期止"),
        Column("published", pl.Date, "Day of publication or signature", "发布或落款日期"),
        Column("script", pl.String, "simplified or traditional, as found", "原文字体"),
        Column("form", pl.String, "2014, 2019, 2021 or narrative", "报告格式"),
        _SCOPE,
        Column(
            "status", pl.String, "ok, tables_lost, partial, no_report or unreadable", "读取状态"
        ),
        Column("encoding", pl.String, "Character encoding that the file was read in", "文件编码"),
        Column("sha256", pl.String, "SHA-256 of the file's bytes", "文件校验值"),
        Column("characters", pl.Int64, "Characters of the decoded text", "字符数"),
    ),
    order=("report", "part"),
)

OBSERVATIONS = Table(
    "observations",
    (
        _REPORT,
        _PART,
        _CODE,
        _REGION,
        _YEAR,
        _INDICATOR,
        _APPLICANT,
        Column("value", pl.Float64, "The figure, in `unit`", "数值"),
        Column("unit", pl.String, "Unit of the vocabulary (money in CNY 10k)", "单位"),
        _SCOPE,
        Column("origin", pl.String, "table, narrative, derived or correction", "来源类别"),
        Column("raw", pl.String, "The figure as printed", "原文数字"),
        Column("section", pl.String, "Heading or table that it stands under", "所在部分"),
        Column(
            "start",
            pl.Int64,
            "First character of it in the decoded original text; null for derived figures",
            "在原文中的起始位置",
        ),
        Column("end", pl.Int64, "One past its last character", "在原文中的结束位置"),
        Column("note", pl.String, "What a user must know (approximate, realigned …)", "备注"),
    ),
    order=("report", "part", "start", "indicator", "applicant"),
)

FINDINGS = Table(
    "findings",
    (
        _REPORT,
        _PART,
        Column("check", pl.String, "Name of the check that speaks", "检查项"),
        Column("severity", pl.String, "error, warning or notice", "严重程度"),
        _INDICATOR,
        _APPLICANT,
        Column("expected", pl.String, "What should stand there, where that is known", "应为"),
        Column("found", pl.String, "What stands there", "实为"),
        Column("message", pl.String, "One sentence for the reader", "说明"),
    ),
    order=("report", "part", "check", "indicator", "applicant"),
)


def conform(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the columns of `table` out of `frame`, in order and of the right types.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows that should fit `table`; further columns are dropped.
    table : Table
        One of `REPORTS`, `OBSERVATIONS`, `FINDINGS`.

    Raises
    ------
    SchemaError
        If a column is missing or cannot be read in the type of the table.

    Examples
    --------
    >>> conform(FINDINGS.empty(), FINDINGS).width
    9
    """
    missing = [name for name in table.names if name not in frame.columns]
    if missing:
        msg = f"the table of {table.name} lacks the columns {', '.join(missing)}"
        raise SchemaError(msg)
    try:
        return frame.select(table.names).cast(table.schema)
    except pl.exceptions.PolarsError as error:
        msg = f"the table of {table.name} has a column of another type: {error}"
        raise SchemaError(msg) from error


def describe(table: Table) -> pl.DataFrame:
    """Return the columns of `table` with type and meaning, one row each.

    Examples
    --------
    >>> describe(FINDINGS)["column"].to_list()[:3]
    ['report', 'part', 'check']
    """
    return pl.DataFrame(
        {
            "table": [table.name] * len(table.columns),
            "column": [column.name for column in table.columns],
            "type": [str(column.dtype) for column in table.columns],
            "meaning": [column.meaning for column in table.columns],
            "meaning_zh": [column.meaning_zh for column in table.columns],
        }
    )
