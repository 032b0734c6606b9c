"""What happens to reports on their way to a reader, done to a draft; and what then is true.

Each damage changes a `Draft` in place. Where a figure is no longer printed, its truth becomes
`absent`; where it can only be placed by guessing, `optional`: it may be missing, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from specimens.draft import Draft
from specimens.layouts import Block
from specimens.model import Cell, Finding, Table, matrix

Damage = Callable[[Draft], None]

SPACED = ("cells", "spaces")
"""Layouts in which an empty cell leaves no place behind."""


# ---- in the cells ----------------------------------------------------------------------------


def footnotes(draft: Draft) -> None:
    """Footnote marks stand beside some figures."""
    marks = ("①", "*", "[1]", "(注)", "②", "注")

    def mark(cell: Cell) -> Cell:
        if draft.rng.random() < 0.1:
            return replace(cell, text=cell.text + draft.rng.choice(marks))
        return cell

    draft.map_cells(mark)


def thousands(draft: Draft) -> None:
    """Figures have thousands separators, some of them full-width or with a space."""

    def separate(cell: Cell) -> Cell:
        separator = draft.rng.choice([",", ",", "，"])
        text = re.sub(r"(?<=\d)(?=(?:\d{3})+(?!\d)(?:\.|\D|$))", separator, cell.text, count=3)
        return replace(cell, text=text if "." not in cell.text else cell.text)

    draft.map_cells(separate)


def fullwidth(draft: Draft) -> None:
    """Digits are full-width."""
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    draft.map_cells(lambda cell: replace(cell, text=cell.text.translate(wide)))


def dashes(draft: Draft) -> None:
    """A stroke stands for zero or for missing: nobody can tell, so it is no figure."""
    stroke = draft.rng.choice(["-", "—", "/", "--"])
    _replace_zeros(draft, stroke)


def blanks(draft: Draft) -> None:
    """Cells that should hold a zero are empty."""
    _replace_zeros(draft, "")
    if draft.layout in SPACED:
        _short_rows_are_optional(draft)


def _replace_zeros(draft: Draft, text: str) -> None:
    zeros = {
        cell.key
        for table in draft.tables()
        for row in table
        for cell in row
        if cell.key and cell.text == "0"
    }
    draft.map_cells(lambda cell: replace(cell, text=text) if cell.key in zeros else cell)
    for key in zeros:
        draft.demand(key, "absent")


def _short_rows_are_optional(draft: Draft) -> None:
    for table in draft.tables():
        for row in table:
            cells = [cell for cell in row if cell.key]
            if len(cells) > 1 and any(not cell.text for cell in cells):
                for cell in cells:
                    if cell.text and cell.key:
                        draft.demand(cell.key, "optional")


def zero_dropped(draft: Draft) -> None:
    """A zero is gone from some rows of applicants, so that they are a cell short."""

    def drop(table: Table) -> Table:
        rows = []
        for row in table:
            zeros = [x for x, cell in enumerate(row) if cell.key and cell.text == "0"]
            columns = [cell for cell in row if cell.key]
            if len(columns) == 7 and 0 < len(zeros) < 7 and draft.rng.random() < 0.3:
                gone = draft.rng.choice(zeros)
                for cell in columns:
                    assert cell.key is not None
                    draft.demand(cell.key, "optional")
                row = (*row[:gone], *row[gone + 1 :])  # noqa: PLW2901
            rows.append(row)
        return tuple(rows)

    draft.map_tables(drop)


def extra_column(draft: Draft) -> None:
    """Every table has an empty column too many."""
    draft.map_tables(lambda table: tuple((*row, Cell("")) for row in table))


def extra_figure(draft: Draft) -> None:
    """Some rows of applicants have a zero too many in the middle."""

    def add(table: Table) -> Table:
        rows = []
        for row in table:
            columns = [x for x, cell in enumerate(row) if cell.key]
            if len(columns) == 7 and draft.rng.random() < 0.2:
                for x in columns:
                    key = row[x].key
                    assert key is not None
                    draft.demand(key, "optional")
                row = (*row[: columns[2]], Cell("0"), *row[columns[2] :])  # noqa: PLW2901
            rows.append(row)
        return tuple(rows)

    draft.map_tables(add)


def header_repeated(draft: Draft) -> None:
    """Long tables go on over a page, with their head printed again and spans cut."""

    def cut(table: Table) -> list[Table]:
        if len(table) < 20:
            return [table]
        head = 1 if len(table[0]) < 5 and table[0][0].rows == 1 else 3
        if draft.form != "2014":
            head = 3 if table[0][0].rows == 3 else 0
        at = len(table) // 2
        return [_upper(table, at), (*table[:head], *_lower(table, at))]

    draft.map_tables(cut)


def _upper(table: Table, at: int) -> Table:
    return tuple(
        tuple(replace(cell, rows=min(cell.rows, at - y)) for cell in row)
        for y, row in enumerate(table[:at])
    )


def _lower(table: Table, at: int) -> Table:
    """Rows from `at` on; a cell that reaches over the cut begins again below it."""
    carried = []
    seen: set[int] = set()
    starts = {id(cell): y for y, row in enumerate(table) for cell in row}
    for place in matrix(table)[at]:
        assert place is not None
        cell = place[0]
        if id(cell) in seen:
            continue
        seen.add(id(cell))
        start = starts[id(cell)]
        carried.append(replace(cell, rows=cell.rows - (at - start)) if start < at else cell)
    return (tuple(carried), *table[at + 1 :])


def merged_repeated(draft: Draft) -> None:
    """The text of a merged cell stands in every place that it covers."""

    def unmerge(table: Table) -> Table:
        return tuple(
            tuple(
                Cell("")
                if place is None
                else replace(place[0], rows=1, columns=1)
                if place[0].key is None
                else replace(place[0], rows=1, columns=1)
                if place[1]
                else Cell(place[0].text)
                for place in row
            )
            for row in matrix(table)
        )

    draft.map_tables(unmerge)


def garbled(draft: Draft) -> None:
    """Single characters of labels are lost, masked or mistaken."""

    def garble(table: Table) -> Table:
        return tuple(tuple(one(cell) for cell in row) for row in table)

    def one(cell: Cell) -> Cell:
        if cell.key or len(cell.text) < 6 or draft.rng.random() > 0.25:
            return cell
        at = draft.rng.randrange(2, len(cell.text) - 1)
        if not re.match(r"[\u4e00-\u9fff]", cell.text[at]):
            return cell
        return replace(
            cell,
            text=cell.text[:at] + draft.rng.choice(["□", "?", "*", "", "O"]) + cell.text[at + 1 :],
        )

    draft.map_tables(garble)


def instructions(draft: Draft) -> None:
    """Instructions for filling in the form, with digits, were left in its labels."""
    notes = {
        "规章": "规章(设区的市以上人民政府填写)",
        "上一年项目数量": f"上一年项目数量(指{draft.year - 1}年12月31日事项数)",
        "本年增/减": "本年增/减(减少用负值表示,如-8)",
        "处理决定数量": f"处理决定数量(指{draft.year}年办件量)",
        "本年制发件数": f"本年制发件数(指{draft.year}年)",
        "收到申请数": "收到申请数(请根据实际情况填写,没有的填0)",
        "(一)收到申请数": "(一)收到申请数(请根据实际情况填写,没有的填0)",
    }
    draft.map_text(lambda text: notes.get(text, text))


def money_units(draft: Draft) -> None:
    """Sums of money carry units of their own."""

    def change(cell: Cell) -> Cell:
        if cell.key is None or not cell.key[0].endswith(".amount"):
            return cell
        value = draft.numbers[cell.key]
        if value == 0:
            return cell
        if draft.rng.random() < 0.5:
            return replace(cell, text=f"{value * 10000:.0f}元")
        return replace(cell, text=f"{value / 10000:.6f}".rstrip("0").rstrip(".") + "亿元")

    draft.map_cells(change)


# ---- in the characters -----------------------------------------------------------------------


@cache
def _converter(name: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert


def traditional(draft: Draft) -> None:
    """The page is in traditional script."""
    draft.map_text(_converter("s2t"))
    draft.meta = replace(draft.meta, script="traditional", title=None, agency=None)


def taiwan(draft: Draft) -> None:
    """A converter has put the page into traditional script and Taiwan vocabulary."""
    draft.map_text(_converter("s2twp"))
    draft.meta = replace(draft.meta, script="traditional", title=None, agency=None)


SOUNDS = "bào shōu dào shēn qǐng jiàn gōng kāi zhèng fǔ xìn xī nián"
PINYIN = dict(zip("报收到申请件公开政府信息年", SOUNDS.split(), strict=True))


def pinyin(draft: Draft) -> None:
    """Some characters carry their pronunciation in brackets."""

    def gloss(text: str) -> str:
        return "".join(
            f"{c}({PINYIN[c]})" if c in PINYIN and draft.rng.random() < 0.15 else c for c in text
        )

    draft.map_text(gloss)
    draft.meta = replace(draft.meta, title=None)


def zero_width(draft: Draft) -> None:
    """Characters that nobody sees stand between others, inside figures too."""
    unseen = ("\u200b", "\u00ad", "\ufeff", "\u200d", "\u2060")

    def scatter(text: str) -> str:
        return "".join(
            c + (draft.rng.choice(unseen) if draft.rng.random() < 0.05 else "") for c in text
        )

    draft.map_text(scatter)
    draft.meta = replace(draft.meta, title=None)


def radicals(draft: Draft) -> None:
    """A PDF's text uses CJK radicals for characters that look the same."""
    look = str.maketrans(
        {"人": "⼈", "工": "⼯", "用": "⽤", "行": "⾏", "力": "⼒", "长": "⻓", "民": "⺠"}
    )
    draft.map_text(lambda text: text.translate(look))
    draft.meta = replace(draft.meta, title=None)


def dates_lost(draft: Draft) -> None:
    """年, 月 and single digits have gone from the dates of the text."""

    def lose(text: str) -> str:
        text = re.sub(r"(20\d\d)年1月1日起至(20\d\d)年12月31日", r"\g<1>11日起至\g<2>1231日", text)
        return re.sub(r"^(20\d\d)年1月20日$", r"\g<1>120日", text)

    draft.blocks = [lose(b) if isinstance(b, str) else b for b in draft.blocks]


def numerals(draft: Draft) -> None:
    """Nothing here: the figures of the prose are written in other ways (see make.VOICES)."""


# ---- around the report -----------------------------------------------------------------------


def navigation(draft: Draft) -> None:
    """The report stands inside a page with menus, counters and links."""
    name = draft.place.name
    above = [
        f"{name}人民政府门户网站",
        "今天是2026年3月2日 星期一 网站支持IPv6 无障碍阅读",
        "首页 | 走进我们 | 新闻动态 | 政务公开 | 办事服务 | 互动交流",
        "当前位置:首页 > 政务公开 > 政府信息公开年报",
        f"索引号: {draft.place.code}/{draft.year + 1}-00{draft.rng.randint(10, 99)}",
        (
            f"发布时间:{draft.year + 1}-01-21 09:{draft.rng.randint(10, 59)} "
            f"浏览次数:{draft.rng.randint(100, 9999)} 字号:[大 中 小]"
        ),
    ]
    below = [
        "上一篇:关于开展安全生产检查的通知",
        "下一篇:关于公布权责清单的公告",
        "扫一扫在手机打开当前页 打印本页 关闭窗口",
        "主办单位:" + name + "人民政府办公室 网站标识码:3700000012 备案号:0800123号-1",
        f"您是第{draft.rng.randint(100_000, 9_999_999)}位访问者",
    ]
    draft.blocks = [*above, *draft.blocks, *below]


def furniture(draft: Draft) -> None:
    """Page numbers and running heads stand between the lines, also within tables."""

    def strew(text: str) -> str:
        lines = []
        for number, line in enumerate(text.split("\n"), start=1):
            lines.append(line)
            if number % 34 == 0:
                page = number // 34
                lines += [draft.rng.choice([f"- {page} -", f"第 {page} 页 共 9 页", f"— {page} —"])]
        return "\n".join(lines)

    draft.after = strew


def defaced(draft: Draft) -> None:
    """A gambling brand stands inside the name of a document."""
    brand = draft.rng.choice(["新葡京娱乐城", "365bet体育在线", "威尼斯人赌场官网", "澳门金沙网址"])
    sentence = f"认真落实《国务院办公厅{brand}关于加强政府信息公开工作的意见》,细化任务分工。"
    draft.blocks.insert(3, sentence)
    draft.findings.append(Finding("site defaced"))


def wrong_year(draft: Draft) -> None:
    """The title names the year before the one that the text reports on.

    Which of them is right nobody can tell from the page, nor which sentences speak of the year.
    """
    title = draft.blocks[0]
    assert isinstance(title, str)
    draft.blocks[0] = title.replace(f"{draft.year}年", f"{draft.year - 1}年")
    draft.meta = replace(draft.meta, title=None, year=None)
    draft.truths = [
        replace(t, demand="optional") if t.origin == "narrative" else t for t in draft.truths
    ]
    draft.findings.append(Finding("title and text name different years"))


def tables_lost(draft: Draft) -> None:
    """The tables were pictures: their headings are left, or rows of empty cells."""
    empty = draft.rng.random() < 0.5
    blocks: list[Block] = []
    for block in draft.blocks:
        if isinstance(block, str):
            blocks.append(block)
        elif empty:
            rows = block[: draft.rng.randint(6, 12)]
            blocks.append(tuple(tuple(replace(c, text="", key=None) for c in row) for row in rows))
    draft.blocks = [b if isinstance(b, str) else _closed(b) for b in blocks]
    draft.truths = [t for t in draft.truths if t.origin != "table"]
    draft.meta = replace(draft.meta, status="tables_lost")
    draft.findings.append(Finding("tables lost"))


def _closed(table: Table) -> Table:
    """Cut spans that reach below the last row."""
    return _upper(table, len(table))


# ---- in what it says -------------------------------------------------------------------------


def planted_error(draft: Draft) -> None:
    """One figure of a sum is wrong, so that an identity of the form does not hold."""
    key, total = (
        (("replies.granted", None), "replies.total")
        if draft.form == "2014"
        else (("outcomes.granted", "natural_person"), "outcomes.total")
    )
    value = draft.numbers[key] + draft.rng.choice([1, 2, 10])
    draft.map_cells(lambda cell: replace(cell, text=f"{value:g}") if cell.key == key else cell)
    draft.demand(key, "value", value)
    draft.findings.append(Finding("parts do not add up", total))


def planted_disagreement(draft: Draft) -> None:
    """The table says another number than the prose."""
    told = [
        t
        for t in draft.truths
        if t.origin == "narrative"
        and any(u.origin == "table" and u.indicator == t.indicator for u in draft.truths)
        and not t.indicator.startswith(("outcomes.", "replies.", "litigation.", "review."))
        and t.value is not None
        and t.value >= 10
    ]
    if not told:
        return
    truth = draft.rng.choice(told)
    applicant = next(
        u.applicant
        for u in draft.truths
        if u.origin == "table" and u.indicator == truth.indicator and u.applicant in (None, "total")
    )
    key = (truth.indicator, applicant)
    value = draft.numbers[key] + 1
    draft.map_cells(lambda cell: replace(cell, text=f"{value:g}") if cell.key == key else cell)
    draft.demand(key, "value", value)
    draft.findings.append(Finding("prose and table disagree", truth.indicator))


# ---- in the bytes ----------------------------------------------------------------------------


def gb18030(draft: Draft) -> None:
    """The file is in GB18030; an HTML page claims to be UTF-8."""
    draft.encode = lambda text: text.encode("gb18030")


def utf16(draft: Draft) -> None:
    """The file is in UTF-16 with a byte order mark."""
    draft.encode = lambda text: text.encode("utf-16")
    draft.charset = "utf-16"


def bom(draft: Draft) -> None:
    """The file is in UTF-8 with a byte order mark and Windows line ends."""
    draft.encode = lambda text: text.replace("\n", "\r\n").encode("utf-8-sig")


def big5(draft: Draft) -> None:
    """The page is in traditional script and in Big5."""
    traditional(draft)
    draft.encode = lambda text: text.encode("big5hkscs", errors="replace")
    draft.charset = "big5"


WITH_TABLES = ("2014", "2019", "2021")
APPLICANTS = ("2019", "2021")
TEXTUAL = ("pipe", "pipe_grid", "tabs", "markdown", "cells", "spaces", "html")

DAMAGES: dict[str, tuple[Damage | None, tuple[str, ...] | None, tuple[str, ...] | None]] = {
    # name: what is done, forms and layouts that it can happen to (None: all)
    "none": (None, None, None),
    "footnotes": (footnotes, WITH_TABLES, None),
    "thousands": (thousands, WITH_TABLES, None),
    "fullwidth": (fullwidth, WITH_TABLES, None),
    "dashes": (dashes, WITH_TABLES, None),
    "blanks": (blanks, WITH_TABLES, None),
    "zero_dropped": (zero_dropped, APPLICANTS, None),
    "extra_column": (extra_column, WITH_TABLES, None),
    "extra_figure": (extra_figure, APPLICANTS, None),
    "header_repeated": (header_repeated, WITH_TABLES, None),
    "merged_repeated": (merged_repeated, APPLICANTS, None),
    "garbled": (garbled, WITH_TABLES, None),
    "instructions": (instructions, WITH_TABLES, None),
    "money_units": (money_units, APPLICANTS, None),
    "traditional": (traditional, None, None),
    "taiwan": (taiwan, None, None),
    "pinyin": (pinyin, None, None),
    "zero_width": (zero_width, None, None),
    "radicals": (radicals, None, TEXTUAL),
    "dates_lost": (dates_lost, None, None),
    "numerals": (numerals, None, None),
    "navigation": (navigation, None, None),
    "furniture": (furniture, None, ("pipe", "pipe_grid", "tabs", "cells", "spaces")),
    "defaced": (defaced, None, None),
    "wrong_year": (wrong_year, None, None),
    "tables_lost": (tables_lost, APPLICANTS, None),
    "planted_error": (planted_error, WITH_TABLES, None),
    "planted_disagreement": (planted_disagreement, WITH_TABLES, None),
    "gb18030": (gb18030, None, TEXTUAL),
    "utf16": (utf16, None, TEXTUAL),
    "bom": (bom, None, TEXTUAL),
    "big5": (big5, None, TEXTUAL),
    "two_reports": (None, None, TEXTUAL),
}


def possible(form: str, layout: str, damage: str) -> bool:
    """Whether `damage` can happen to a report of `form` in `layout`."""
    _, in_forms, in_layouts = DAMAGES[damage]
    if form == "narrative" and layout not in ("pipe", "html", "docx", "pdf"):
        return False
    return (in_forms is None or form in in_forms) and (in_layouts is None or layout in in_layouts)
