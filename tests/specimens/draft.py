"""The draft of an invented report: blocks, truth and metadata, before layout and damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from specimens import forms, numbers, prose
from specimens.layouts import Block
from specimens.model import Cell, Demand, Finding, Key, Meta, Table, Truth

MARK = "本文为 giox 样本,数字均为虚构。"
"""Closes every specimen, so that nobody takes it for a real report."""


@dataclass(frozen=True, slots=True)
class Place:
    """A real division, under whose name an invented report is written."""

    code: str
    path: tuple[str, ...]
    whole: str

    @property
    def name(self) -> str:
        """The name of the division itself."""
        return self.path[-1]


PLACES = (
    Place("371424", ("山东省", "德州市", "临邑县"), "全县"),
    Place("331125", ("浙江省", "丽水市", "云和县"), "全县"),
    Place("511424", ("四川省", "眉山市", "丹棱县"), "全县"),
    Place("420922", ("湖北省", "孝感市", "大悟县"), "全县"),
    Place("350724", ("福建省", "南平市", "松溪县"), "全县"),
    Place("131123", ("河北省", "衡水市", "武强县"), "全县"),
    Place("211322", ("辽宁省", "朝阳市", "建平县"), "全县"),
    Place("341700", ("安徽省", "池州市"), "全市"),
    Place("430800", ("湖南省", "张家界市"), "全市"),
    Place("440204", ("广东省", "韶关市", "浈江区"), "全区"),
    Place("420802", ("湖北省", "荆门市", "东宝区"), "全区"),
    Place("330881", ("浙江省", "衢州市", "江山市"), "全市"),
)

YEARS = {
    "narrative": (2008, 2009, 2010, 2011, 2012, 2013),
    "2014": (2014, 2015, 2016, 2017, 2018),
    "2019": (2019, 2020),
    "2021": (2021, 2022, 2023, 2024),
}
FORMS = tuple(YEARS)


@dataclass(slots=True)
class Draft:
    """A report in the making; damages change it in place."""

    form: str
    layout: str
    rng: Random
    place: Place
    year: int
    numbers: numbers.Numbers
    blocks: list[Block]
    truths: list[Truth]
    meta: Meta
    findings: list[Finding] = field(default_factory=list)
    after: Callable[[str], str] | None = None
    """A change of the laid-out text (only for layouts of plain text and HTML)."""
    encode: Callable[[str], bytes] = lambda text: text.encode("utf-8")
    charset: str = "utf-8"

    def tables(self) -> list[Table]:
        """Return the tables among the blocks."""
        return [block for block in self.blocks if not isinstance(block, str)]

    def map_text(self, change: Callable[[str], str]) -> None:
        """Change every paragraph and every cell."""
        self.blocks = [
            change(block)
            if isinstance(block, str)
            else tuple(tuple(replace(c, text=change(c.text)) for c in row) for row in block)
            for block in self.blocks
        ]

    def map_cells(self, change: Callable[[Cell], Cell]) -> None:
        """Change every cell that holds a figure."""
        self.blocks = [
            block
            if isinstance(block, str)
            else tuple(tuple(change(c) if c.key else c for c in row) for row in block)
            for block in self.blocks
        ]

    def map_tables(self, change: Callable[[Table], Table | list[Table]]) -> None:
        """Change every table, into one or several."""
        blocks: list[Block] = []
        for block in self.blocks:
            if isinstance(block, str):
                blocks.append(block)
                continue
            changed = change(block)
            blocks += changed if isinstance(changed, list) else [changed]
        self.blocks = blocks

    def demand(self, key: Key, demand: Demand, value: float | None = None) -> None:
        """Change what is asked of the table figure at `key` (and its value, where given)."""
        self.truths = [
            replace(t, demand=demand, value=t.value if value is None else value)
            if (t.indicator, t.applicant) == key and t.origin == "table"
            else t
            for t in self.truths
        ]


def draft(
    form: str,
    layout: str,
    rng: Random,
    *,
    variant: str = "national",
    units: bool = True,
    size: int = 60,
    say: prose.Say = prose.digits,
    scope: Literal["government", "body"] = "government",
    print_cell: forms.Print = forms.plain,
    place: Place | None = None,
) -> Draft:
    """Return a sound report of `form`, with tables and prose that agree."""
    drawn = rng.choice(PLACES)
    place = place or drawn
    year = rng.choice(YEARS[form])
    legacy = form in ("narrative", "2014")
    figures = numbers.legacy(rng, size) if legacy else numbers.statutory(rng, form, size)
    told = prose.flat(figures, rng)
    paragraphs, truths = prose.write(form, year, place.whole, told, rng, say=say, scope=scope)
    body = f"{place.name}人民政府"
    agency = body if scope == "government" else f"{body}办公室"
    title = f"{agency}{year}年政府信息公开工作年度报告"
    if scope == "government":
        compiled = f"由{agency}办公室根据{place.whole}各级各部门的年度报告汇总编制"
    else:
        compiled = f"由{agency}编制,所列数据为本机关情况"
    intro = (
        f"本报告根据《中华人民共和国政府信息公开条例》{compiled}。"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    )
    if legacy:
        chapters = _legacy_chapters(paragraphs)
        tables: list[Table] = []
        if form == "2014":
            tables = forms.table_2014(figures, variant, units=units, write=print_cell)
            chapters += [f"附件:{year}年度政府信息公开情况统计表", *tables]
    else:
        article_20 = forms.table_article_20(figures, form, write=print_cell)
        third = forms.table_applications(figures, form, write=print_cell)
        fourth = forms.table_review(figures, write=print_cell)
        tables = [article_20, third, fourth]
        chapters = [
            "一、总体情况",
            *paragraphs,
            "二、主动公开政府信息情况",
            article_20,
            "三、收到和处理政府信息公开申请情况",
            third,
            "四、政府信息公开行政复议、行政诉讼情况",
            fourth,
            "五、存在的主要问题及改进情况",
            "公开的主动性还不够,解读形式较为单一。下一步将加强培训,丰富解读方式。",
            "六、其他需要报告的事项",
            "无其他需要报告的事项。",
        ]
    printed = {cell.key for table in tables for row in table for cell in row if cell.key}
    truths += [
        Truth(key[0], key[1], figures[key], "table")
        for key in sorted(printed, key=lambda key: (key[0], key[1] or ""))
    ]
    blocks: list[Block] = [title, intro, *chapters, agency, f"{year + 1}年1月20日", MARK]
    meta = Meta(
        place.code, "".join(place.path), year, form, scope=scope, title=title, agency=agency
    )
    return Draft(form, layout, rng, place, year, figures, blocks, truths, meta)


def _legacy_chapters(paragraphs: list[str]) -> list[Block]:
    """Spread the prose over the chapters that reports up to 2018 have."""
    half = len(paragraphs) // 2
    return [
        "一、概述",
        "坚持以公开为常态、不公开为例外,各项工作有序推进。",
        "二、主动公开和依申请公开情况",
        *paragraphs[:half],
        "三、答复、复议诉讼和保障情况",
        *paragraphs[half:],
        "四、主要问题和改进措施",
        "个别单位更新不够及时。今后将完善制度,强化督促检查。",
    ]
