"""The tables that giox reads and writes: columns, types, what each means and what must hold.

The names and the order of the columns are relied on from outside. This is the one place where
they stand: `giox.validation` checks by it, the codebook and the data package are made from it.
The panel's columns follow from the crosswalk; they are in `giox.panels.table`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from giox.errors import SchemaError

__all__ = [
    "CORRECTIONS",
    "DUPLICATES",
    "FINDINGS",
    "OBSERVATIONS",
    "REPLACED",
    "REPORTS",
    "TABLES",
    "Column",
    "Rule",
    "Table",
    "conform",
    "describe",
    "listed",
    "need",
    "need_numbers",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, type, meaning in English and Chinese, and its limits.

    Attributes
    ----------
    required : bool
        Whether every row must have a value.
    values : tuple of str
        The only values allowed; empty where any are.
    minimum, maximum : float or None
        The range of a number.
    pattern : str or None
        A regular expression that the whole text must match.
    """

    name: str
    dtype: Any
    meaning: str
    meaning_zh: str
    required: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Something that must hold between the columns of a row; null counts as holding."""

    name: str
    holds: pl.Expr
    meaning: str
    meaning_zh: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns in order, what it is sorted by, and what must hold.

    Attributes
    ----------
    order : tuple of str
        The columns that the rows are sorted by, null last.
    key : tuple of str
        The columns that no two rows share; null equals null.
    rules : tuple of Rule
        What must hold between columns.
    meaning, meaning_zh : str
        What a row is.
    """

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    meaning: str = ""
    meaning_zh: str = ""

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
        frame = pl.DataFrame(rows, schema=self.schema, orient="row")
        return self.sort(frame) if len(rows) > 1 else frame

    def sort(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows in the order of the table; rows that tie keep theirs."""
        return frame.sort(self.order, nulls_last=True, maintain_order=True)


STATUSES = ("ok", "tables_lost", "partial", "no_report", "unreadable")
SCOPES = ("government", "body", "department")
ORIGINS = ("table", "narrative", "derived", "correction")
SEVERITIES = ("error", "warning", "notice")
LEVELS = ("national", "province", "prefecture", "county", "township", "department")
SCRIPTS = ("simplified", "traditional")

_REPORT = Column(
    "report",
    pl.String,
    "File name, relative to the folder that was read",
    "文件名(相对于所读文件夹)",
    required=True,
    pattern=r"(?s).+",
)
_PART = Column(
    "part",
    pl.Int32,
    "0 for the file's only or first report; 1… where a file holds several",
    "同一文件中第几份报告(从0起)",
    required=True,
    minimum=0,
)
_CODE = Column(
    "division_code",
    pl.String,
    "GB/T 2260 code of the division, valid in the year (000000: national)",
    "该年有效的行政区划代码(GB/T 2260)",
    pattern=r"\d{6}",
)
_REGION = Column(
    "region",
    pl.String,
    "Path 省/市/县 as of that year, joined without separators",
    "该年的省市县全称(连写)",
)
_YEAR = Column("year", pl.Int32, "The year reported on", "报告年度", minimum=1900, maximum=2100)
_SCOPE = Column(
    "scope",
    pl.String,
    "government (the body with its departments or subordinate governments), body (the body "
    "itself), department, or null where the text does not tell",
    "统计范围:government 为全市(县、区)各级行政机关,body 为本机关,department 为部门,空为未说明",
    values=SCOPES,
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
            values=LEVELS,
        ),
        _YEAR,
        Column("period_start", pl.Date, "First day that the figures cover", "统计期起"),
        Column("period_end", pl.Date, "Last day that the figures cover", "统计期止"),
        Column("published", pl.Date, "Day of publication or signature", "发布或落款日期"),
        Column(
            "script",
            pl.String,
            "simplified or traditional, as found",
            "原文字体",
            values=SCRIPTS,
        ),
        Column("form", pl.String, "2014, 2019, 2021 or narrative", "报告格式"),
        _SCOPE,
        Column(
            "status",
            pl.String,
            "ok, tables_lost, partial, no_report or unreadable",
            "读取状态",
            required=True,
            values=STATUSES,
        ),
        Column("encoding", pl.String, "Character encoding that the file was read in", "文件编码"),
        Column(
            "sha256",
            pl.String,
            "SHA-256 of the file's bytes",
            "文件校验值",
            pattern=r"[0-9a-f]{64}",
        ),
        Column("characters", pl.Int64, "Characters of the decoded text", "字符数", minimum=0),
    ),
    order=("report", "part"),
    key=("report", "part"),
    rules=(
        Rule(
            "period_in_order",
            pl.col("period_start") <= pl.col("period_end"),
            "A period does not end before it begins",
            "统计期止不早于统计期起",
        ),
    ),
    meaning="One row per report, and per file that holds none",
    meaning_zh="每份报告一行;不含报告的文件亦占一行",
)

OBSERVATIONS = Table(
    "observations",
    (
        _REPORT,
        _PART,
        _CODE,
        _REGION,
        _YEAR,
        replace(_INDICATOR, required=True),
        _APPLICANT,
        Column("value", pl.Float64, "The figure, in `unit`", "数值", required=True),
        Column(
            "unit",
            pl.String,
            "Unit of the vocabulary (money in CNY 10k)",
            "单位",
            required=True,
        ),
        _SCOPE,
        Column(
            "origin",
            pl.String,
            "table, narrative, derived or correction",
            "来源类别",
            required=True,
            values=ORIGINS,
        ),
        Column(
            "raw",
            pl.String,
            "The figure as printed, also where it was corrected",
            "原文数字(更正后仍保留原文)",
        ),
        Column("section", pl.String, "Heading or table that it stands under", "所在部分"),
        Column(
            "start",
            pl.Int64,
            "First character of it in the decoded original text; null for derived figures",
            "在原文中的起始位置",
            minimum=0,
        ),
        Column("end", pl.Int64, "One past its last character", "在原文中的结束位置"),
        Column("note", pl.String, "What a user must know (approximate, realigned …)", "备注"),
    ),
    order=("report", "part", "start", "indicator", "applicant"),
    key=("report", "part", "indicator", "applicant", "scope", "origin", "start", "value"),
    rules=(
        Rule(
            "position_in_order",
            pl.col("start") < pl.col("end"),
            "A figure ends after it begins",
            "结束位置在起始位置之后",
        ),
        Rule(
            "position_whole",
            pl.col("start").is_null() == pl.col("end").is_null(),
            "A position has both ends or none",
            "起止位置同有同无",
        ),
    ),
    meaning="One row per figure",
    meaning_zh="每个数字一行",
)

FINDINGS = Table(
    "findings",
    (
        _REPORT,
        _PART,
        Column(
            "check",
            pl.String,
            "Name of the check that speaks",
            "检查项",
            required=True,
        ),
        Column(
            "severity",
            pl.String,
            "error, warning or notice",
            "严重程度",
            required=True,
            values=SEVERITIES,
        ),
        _INDICATOR,
        _APPLICANT,
        Column("expected", pl.String, "What should stand there, where that is known", "应为"),
        Column("found", pl.String, "What stands there", "实为"),
        Column("message", pl.String, "One sentence for the reader", "说明", required=True),
    ),
    order=("report", "part", "check", "indicator", "applicant"),
    meaning="One row per thing to know before a figure is trusted",
    meaning_zh="每条核查发现一行",
)

CORRECTIONS = Table(
    "corrections",
    (
        _REPORT,
        _PART,
        replace(_INDICATOR, required=True),
        _APPLICANT,
        replace(_SCOPE, meaning="Scope of the figure; empty where any is meant"),
        Column(
            "origin",
            pl.String,
            "table, narrative or derived; empty where any is meant",
            "来源类别;空为不限",
            values=("table", "narrative", "derived"),
        ),
        Column(
            "old",
            pl.String,
            "The value, or the words as printed, that must be found",
            "原值(数值或原文),必须与数据一致",
            required=True,
        ),
        Column(
            "new",
            pl.String,
            "The right value in the unit of the figure, or drop",
            "更正后的数值;drop 为删除",
            pattern=r"drop|-?\d+(?:\.\d+)?",
        ),
        Column(
            "reason",
            pl.String,
            "Why; a line without a reason is a proposal and is not applied",
            "理由;无理由者视为建议,不予应用",
        ),
        Column("who", pl.String, "Who decided", "更正人"),
        Column(
            "date",
            pl.String,
            "When, as 2026-01-31",
            "更正日期,如2026-01-31",
            pattern=r"\d{4}-\d{2}-\d{2}",
        ),
        Column("source", pl.String, "What shows it: address, page, document", "依据"),
        Column(
            "finding",
            pl.String,
            "What the checks said, written by `giox correct`",
            "核查发现,由 `giox correct` 写入",
        ),
    ),
    order=("report", "part", "indicator", "applicant"),
    meaning="One row per correction: what was found, what it should be, and why",
    meaning_zh="每条更正一行:原值、新值、理由",
)


_TOLD = ("new", "reason", "who", "date", "source")

REPLACED = Table(
    "replaced",
    (*OBSERVATIONS.columns, *(one for one in CORRECTIONS.columns if one.name in _TOLD)),
    order=OBSERVATIONS.order,
    meaning="One row per figure that was corrected or dropped, as it was read, and why",
    meaning_zh="经更正或删除的数字一行一个:更正前的内容及更正说明",
)

DUPLICATES = Table(
    "duplicates",
    (
        _REPORT,
        _PART,
        Column(
            "duplicate_of",
            pl.String,
            "The report whose wording it has: the first of its kind, by name",
            "文字相同的报告中按文件名排序的第一份",
            required=True,
        ),
        Column("duplicate_of_part", pl.Int32, "Its part", "同上:第几份", required=True, minimum=0),
        Column(
            "similarity",
            pl.Float64,
            "Estimated share of wording that both have, 0 to 1",
            "文字相同比例的估计值(0至1)",
            required=True,
            minimum=0,
            maximum=1,
        ),
    ),
    order=("report", "part"),
    key=("report", "part"),
    meaning="One row per report whose wording is that of another one",
    meaning_zh="与另一份报告文字雷同的报告,每份一行",
)

TABLES = (REPORTS, OBSERVATIONS, FINDINGS, CORRECTIONS, REPLACED, DUPLICATES)
"""All of them."""


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
    if frame.columns == list(table.names) and frame.dtypes == [one.dtype for one in table.columns]:
        return frame
    need(frame, table.names, f"the table of {table.name} lacks the columns")
    try:
        return frame.select(table.names).cast(table.schema)
    except pl.exceptions.PolarsError as error:
        msg = f"the table of {table.name} has a column of another type: {error}"
        raise SchemaError(msg) from error


def need(
    frame: pl.DataFrame, columns: Iterable[str], said: str = "the table lacks", advice: str = ""
) -> None:
    """Refuse a frame that lacks columns: `said` what it is, their names, and what to do.

    Raises
    ------
    SchemaError
        If one is missing.

    Examples
    --------
    >>> need(pl.DataFrame({"year": [2020]}), ["year", "value"], advice="compute it first")
    Traceback (most recent call last):
    ...
    giox.errors.SchemaError: the table lacks value; compute it first
    """
    if missing := [name for name in columns if name not in frame.columns]:
        msg = f"{said} {', '.join(missing)}{advice and '; '}{advice}"
        raise SchemaError(msg)


def need_numbers(frame: pl.DataFrame, columns: Iterable[str]) -> None:
    """Refuse a frame that lacks columns, or has no numbers in them.

    Raises
    ------
    SchemaError
        If one is missing, or of another type.

    Examples
    --------
    >>> need_numbers(pl.DataFrame({"year": ["2020"]}), ["year"])
    Traceback (most recent call last):
    ...
    giox.errors.SchemaError: year should hold numbers, it holds String: cast it first
    """
    columns = list(columns)
    need(frame, columns)
    for name in columns:
        if not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Null):
            msg = f"{name} should hold numbers, it holds {frame.schema[name]}: cast it first"
            raise SchemaError(msg)


def listed(names: str | Iterable[str]) -> list[str]:
    """Return names as a list; one name alone is a list of one, not of its letters.

    Examples
    --------
    >>> listed("year"), listed(("scope", "year"))
    (['year'], ['scope', 'year'])
    """
    return [names] if isinstance(names, str) else list(names)


def describe(table: Table) -> pl.DataFrame:
    """Return the columns of `table` with type, meaning and limits, one row each.

    Examples
    --------
    >>> describe(FINDINGS)["column"].to_list()[:3]
    ['report', 'part', 'check']
    >>> describe(FINDINGS).row(3, named=True)["limits"]
    'never empty; one of error, warning, notice'
    """
    return pl.DataFrame(
        {
            "table": [table.name] * len(table.columns),
            "column": [column.name for column in table.columns],
            "type": [str(column.dtype) for column in table.columns],
            "meaning": [column.meaning for column in table.columns],
            "meaning_zh": [column.meaning_zh for column in table.columns],
            "limits": [_limits(column) for column in table.columns],
        }
    )


def _limits(column: Column) -> str:
    parts = [
        "never empty" if column.required else "",
        f"one of {', '.join(column.values)}" if column.values else "",
        f"from {column.minimum:g}" if column.minimum is not None else "",
        f"to {column.maximum:g}" if column.maximum is not None else "",
        f"as {column.pattern}" if column.pattern and column.pattern != _REPORT.pattern else "",
    ]
    return "; ".join(part for part in parts if part)
