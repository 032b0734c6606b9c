"""PDFs: pages drawn here with reportlab, and damaged afterwards."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table
from shapes import assert_sound, columns, shape, tables

from giox.documents import Limits, read_document
from giox.documents.pdf.lines import words_of_cell
from giox.errors import DocumentError

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
PROSE = ParagraphStyle("prose", fontName=FONT, fontSize=10.5, leading=16, wordWrap="CJK")
INDENTED = ParagraphStyle("indented", parent=PROSE, firstLineIndent=21)
SMALL = ParagraphStyle("small", fontName=FONT, fontSize=8, leading=9, wordWrap="CJK")
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
SENTENCE = "本机关认真落实各项要求,全年主动公开政府信息1234条,收到申请35件,均已按期答复。"


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    """A PDF drawn by hand, from the lower left, in points."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=options.pop("pagesize", A4), invariant=1, **options)
    canvas.setFont(FONT, 10)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def laid_out(*story: Any, foot: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """A PDF laid out by reportlab; strings are paragraphs."""
    stream = io.BytesIO()
    template = SimpleDocTemplate(stream, pagesize=A4, invariant=1, **options)
    flowing = [Paragraph(html.escape(x), PROSE) if isinstance(x, str) else x for x in story]
    if foot is None:
        template.build(flowing)
    else:
        template.build(flowing, onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


def ruled(rows: list[list[str]], widths: list[float], *style: Any, **options: Any) -> Table:
    cells = [[Paragraph(html.escape(cell), SMALL) for cell in row] for row in rows]
    return Table(cells, colWidths=widths, style=[GRID, *style], **options)


def page_number(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(A4[0] / 2, 30, f"- {document.page} -")
    canvas.drawString(72, A4[1] - 40, "松溪县政府信息公开年度报告")


def read(data: bytes) -> Any:
    document = read_document(data, "a.pdf")
    assert_sound(document)
    return document


def test_lines_are_mended_into_paragraphs() -> None:
    data = laid_out("一、总体情况", SENTENCE * 5, "二、主动公开", SENTENCE)
    assert shape(read(data)) == ["一、总体情况", SENTENCE * 5, "二、主动公开", SENTENCE]


def test_an_indent_begins_a_paragraph_though_the_line_before_is_full() -> None:
    full = "一" * 42 + "。"  # 43 characters and the indent of two fill a line of 45
    data = laid_out(Paragraph(full, INDENTED), Paragraph(SENTENCE * 2, INDENTED), SENTENCE[:9])
    assert shape(read(data))[:2] == [full, SENTENCE * 2]


def test_a_paragraph_goes_on_over_a_page() -> None:
    long = (SENTENCE[:-1] + ",") * 97
    data = laid_out(long, "完", foot=page_number)
    assert shape(read(data)) == ["松溪县政府信息公开年度报告", long, "完"]


def test_a_full_line_that_ends_a_sentence_ends_the_paragraph_where_none_is_indented() -> None:
    first, second = "一" * 42 + "。", SENTENCE * 2
    assert shape(read(laid_out(first + "\n", second))) == [first, second]


def test_characters_that_are_not_printed_leave_no_gap_and_no_sign() -> None:
    words = "收到\u200b申\u00ad请3\ufeff5件\u00ad"
    document = read(laid_out(words, ruled([["申\u200b请", "1\u200b2"]], [80, 80])))
    assert shape(document) == ["收到申请35件", ["申请", "12"]]


@pytest.mark.parametrize(
    "number", ["3", "- 3 -", "— 3 —", "第3页", "第 3 页 共 9 页", "3/9", "第三页", "·3·"]
)
def test_page_numbers_are_dropped(number: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawCentredString(A4[0] / 2, 30, number)
        canvas.drawString(72, 700, "收到申请35件。")

    assert shape(read(drawn(draw))) == ["收到申请35件。"]


def test_a_number_in_the_middle_of_a_page_is_no_page_number() -> None:
    assert shape(read(drawn(lambda canvas: canvas.drawString(72, 400, "35")))) == ["35"]


def test_ruled_tables_stand_between_paragraphs_in_their_order() -> None:
    data = laid_out(
        "一、总体情况",
        ruled([["项目", "数"], ["规章", "3"]], [100, 50]),
        "二、依申请公开",
        ruled([["科研机构", "", "0"]], [100, 50, 50]),
    )
    assert shape(read(data)) == [
        "一、总体情况",
        ["项目", "数"],
        ["规章", "3"],
        "二、依申请公开",
        ["科研机构", "", "0"],
    ]


def test_merged_cells_stand_once_in_their_column() -> None:
    data = laid_out(
        ruled(
            [["申请人", "法人", "", "计"], ["", "企业", "机构", ""], ["甲", "1", "2", "3"]],
            [60, 60, 60, 60],
            ("SPAN", (0, 0), (0, 1)),
            ("SPAN", (1, 0), (2, 0)),
            ("SPAN", (3, 0), (3, 1)),
        )
    )
    document = read(data)
    assert shape(document) == [["申请人", "法人", "计"], ["企业", "机构"], ["甲", "1", "2", "3"]]
    assert columns(document) == [[0, 1, 3], [1, 2], [0, 1, 2, 3]]


def test_words_and_figures_broken_within_a_cell_are_whole() -> None:
    label = "2.其他法律行政法规禁止公开"
    data = laid_out(ruled([[label, "123456789", "12 34"]], [45, 33, 60]))
    assert shape(read(data)) == [[label, "123456789", "12 34"]]


def test_figures_on_lines_of_their_own_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 200, 300], [600, 660])
        canvas.drawString(110, 630, "甲")
        canvas.drawString(210, 640, "3")
        canvas.drawString(210, 620, "5")

    assert shape(read(drawn(draw))) == [["甲", "3 5"]]


def test_labels_set_downwards_and_turned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 140, 180, 300], [500, 600])
        for number, character in enumerate("办理结果"):
            canvas.drawString(115, 580 - 14 * number, character)
        for number, character in enumerate("本年度情况"):  # two columns, the right one first
            canvas.drawString(165 - 14 * (number // 3), 580 - 14 * (number % 3), character)
        canvas.saveState()
        canvas.translate(240, 520)
        canvas.rotate(90)
        canvas.drawString(0, 0, "不予公开")
        canvas.restoreState()

    assert shape(read(drawn(draw))) == [["办理结果", "本年度情况", "不予公开"]]


def test_a_table_over_pages_is_one_and_its_head_is_not_repeated() -> None:
    rows = [[f"项目{number}", str(number)] for number in range(120)]
    data = laid_out(
        "一、总体情况",
        ruled([["统计指标", "统计数"], *rows], [200, 80], repeatRows=1),
        "完",
        foot=page_number,
    )
    document = read(data)
    assert tables(document) == [[["统计指标", "统计数"], *rows]]
    assert shape(document)[-1] == "完"


def test_tables_of_other_columns_on_the_next_page_are_others() -> None:
    data = laid_out(
        ruled([["甲", "1"]], [200, 80]), PageBreak(), ruled([["乙", "2", "3"]], [100, 90, 90])
    )
    assert tables(read(data)) == [[["甲", "1"]], [["乙", "2", "3"]]]


def test_a_cell_merged_over_a_page_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        for number, bottom in enumerate((60, 700)):
            canvas.setFont(FONT, 10)
            canvas.grid([160, 300, 360], [bottom, bottom + 20, bottom + 40])
            canvas.grid([100, 160], [bottom, bottom + 40])
            canvas.drawString(105, bottom + 15, "办理结果"[2 * number : 2 * number + 2])
            for row in range(2):
                canvas.drawString(
                    165, bottom + 25 - 20 * row, f"项目{'甲乙丙丁'[2 * number + row]}"
                )
                canvas.drawString(305, bottom + 25 - 20 * row, str(2 * number + row))
            canvas.showPage()

    assert tables(read(drawn(draw))) == [
        [["办理结果", "项目甲", "0"], ["项目乙", "1"], ["项目丙", "2"], ["项目丁", "3"]]
    ]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("私密信息", [["涉及国家秘密和商业秘密的各类私密信息", "3"], ["乙", "4"]]),
        ("2.其他", [["涉及国家秘密和商业秘密的各类", "3"], ["2.其他", ""], ["乙", "4"]]),
    ],
)
def test_a_row_cut_by_a_page_is_whole_unless_another_begins(
    rest: str, expected: list[list[str]]
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 200, 300], [60, 100])
        canvas.drawString(105, 85, "涉及国家秘密和商业")
        canvas.drawString(105, 70, "秘密的各类涉及国家"[:5] + "    ")
        canvas.drawString(210, 80, "3")
        canvas.showPage()
        canvas.setFont(FONT, 10)
        canvas.grid([100, 200, 300], [740, 760, 780])
        canvas.drawString(105, 765, rest)
        canvas.drawString(105, 745, "乙")
        canvas.drawString(210, 745, "4")

    def draw_full(canvas: Canvas) -> None:
        canvas.grid([100, 175, 300], [60, 100])
        canvas.drawString(103, 85, "涉及国家秘密和")
        canvas.drawString(103, 70, "商业秘密的各类")
        canvas.drawString(210, 80, "3")
        canvas.showPage()
        canvas.setFont(FONT, 10)
        canvas.grid([100, 175, 300], [740, 760, 780])
        canvas.drawString(103, 765, rest)
        canvas.drawString(103, 745, "乙")
        canvas.drawString(210, 745, "4")

    assert tables(read(drawn(draw_full))) == [expected]
    # Where the words did not fill the cell, nothing was cut.
    assert tables(read(drawn(draw)))[0][1] == [rest, ""]


def test_a_merged_cell_goes_on_over_pages_beside_rows_that_are_cut() -> None:
    def draw(canvas: Canvas) -> None:
        for begun, ended, value in (
            ("", "甲类涉及国家", 1),
            ("秘密", "乙类涉及商业", 2),
            ("秘密", "丙类", 3),
        ):
            canvas.setFont(FONT, 10)
            canvas.grid([160, 225, 300], [60, 80, 100] if begun else [60, 80])
            canvas.rect(100, 60, 60, 40 if begun else 20)
            canvas.drawString(162, 85, begun)
            canvas.drawString(162, 65, ended)
            canvas.drawString(240, 65, str(value))
            canvas.showPage()

    assert tables(read(drawn(draw))) == [
        [["", "甲类涉及国家秘密", "1"], ["乙类涉及商业秘密", "2"], ["丙类", "3"]]
    ]


def test_borders_drawn_as_filled_areas_twice_and_in_pieces() -> None:
    def draw(canvas: Canvas) -> None:
        for x in (100, 200, 300):
            canvas.rect(x, 600, 0.5, 40, stroke=0, fill=1)
            canvas.rect(x + 1, 600, 0.5, 40, stroke=0, fill=1)
        for y in (600, 620, 640):
            for x in (100, 150, 200, 250):
                canvas.rect(x, y, 50, 0.5, stroke=0, fill=1)
        for x, y, words in ((110, 625, "甲"), (210, 625, "1"), (110, 605, "乙"), (210, 605, "2")):
            canvas.drawString(x, y, words)

    assert tables(read(drawn(draw))) == [[["甲", "1"], ["乙", "2"]]]


def test_dotted_borders() -> None:
    def draw(canvas: Canvas) -> None:
        for x in (100, 200, 300):
            for y in range(600, 641, 2):
                canvas.rect(x, y, 1, 1, stroke=0, fill=1)
        for y in (600, 620, 640):
            for x in range(100, 301, 2):
                canvas.rect(x, y, 1, 1, stroke=0, fill=1)
        for x, y, words in ((188, 625, "甲"), (203, 625, "1"), (188, 605, "乙"), (203, 605, "2")):
            canvas.drawString(x, y, words)

    assert tables(read(drawn(draw))) == [[["甲", "1"], ["乙", "2"]]]


def test_lines_of_one_table_do_not_move_those_of_another() -> None:
    def draw(canvas: Canvas) -> None:
        for bottom in (700, 740):
            canvas.grid([100, 205.8, 300], [bottom, bottom + 20])
            canvas.drawString(110, bottom + 5, "总计")
        canvas.grid([100, 203, 300], [600, 620])
        canvas.setFont(FONT, 3)
        canvas.drawString(110, 605, "总计")
        canvas.drawString(203.2, 605, "10")

    assert tables(read(drawn(draw)))[2] == [["总计", "10"]]


def test_a_first_column_that_neither_begins_nor_ends_on_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.lines([(60, 600, 60, 640)])
        for y in (600, 620, 640):
            canvas.line(100, y, 300, y)
        for x in (100, 200, 300):
            canvas.line(x, 600, x, 640)
        canvas.drawString(65, 625, "结果")
        for x, y, words in ((110, 625, "甲"), (210, 625, "1"), (110, 605, "乙"), (210, 605, "2")):
            canvas.drawString(x, y, words)

    assert tables(read(drawn(draw))) == [[["结果", "甲", "1"], ["乙", "2"]]]


def test_a_table_without_its_outer_lines() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(100, 620, 300, 620)
        canvas.line(200, 600, 200, 640)
        for x, y, words in ((110, 625, "甲"), (210, 625, "1"), (110, 605, "乙"), (210, 605, "2")):
            canvas.drawString(x, y, words)

    assert tables(read(drawn(draw))) == [[["甲", "1"], ["乙", "2"]]]


def test_frames_underlines_and_shades_are_no_tables() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(40, 40, 500, 760)
        canvas.setFillGray(0.9)
        canvas.rect(60, 690, 300, 30, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(72, 700, "收到申请35件。")
        canvas.line(72, 697, 150, 697)

    assert shape(read(drawn(draw))) == ["收到申请35件。"]


def test_a_table_without_rules_is_read_by_its_gaps() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (label, value) in enumerate((("收到申请数", "35"), ("答复数", "30"))):
            canvas.drawString(100, 700 - 20 * number, label)
            canvas.drawString(250, 700 - 20 * number, "件")
            canvas.drawString(350, 700 - 20 * number, value)

    assert tables(read(drawn(draw))) == [[["收到申请数", "件", "35"], ["答复数", "件", "30"]]]


def test_columns_of_figures_without_rules_part_the_labels_broken_beside_them() -> None:
    rows = {  # the label, in lines; the group that stands left of it
        "一、新收申请数量": "",
        "1.属于国家秘密": "",
        "2.申请人逾期未按通知要求|缴纳费用": "不予|公开",
        "3.其他": "",
        "4.总计": "",
    }

    def draw(canvas: Canvas) -> None:
        for number, (label, group) in enumerate(rows.items()):
            top = 700 - 30 * number
            lines = label.split("|")
            left = 60 if number == 0 else 110
            for line, words in enumerate(lines):
                canvas.drawString(left, top + 6 * (len(lines) - 1) - 12 * line, words)
            for line, words in enumerate(filter(None, group.split("|"))):
                canvas.drawString(60, top + 6 - 12 * line, words)
            for column, value in enumerate(["35", "0", "128", "7", "0", "0", "170"]):
                canvas.drawString(250 + 32 * column, top, value)

    (table,) = tables(read(drawn(draw)))
    figures = ["35", "0", "128", "7", "0", "0", "170"]
    assert [row[-7:] for row in table] == [figures] * 5
    assert [row[-8] or row[-9] for row in table] == [
        "一、新收申请数量",
        "1.属于国家秘密",
        "2.申请人逾期未按通知要求缴纳费用",
        "3.其他",
        "4.总计",
    ]


def test_rows_of_a_table_without_rules_are_not_one_paragraph() -> None:
    rows = [(f"属于第{number}种情形的政府信息公开数", 10 * number) for number in range(3, 8)]

    def draw(canvas: Canvas) -> None:
        for number, (label, value) in enumerate(rows):
            canvas.drawString(72, 700 - 16 * number, label)
            canvas.drawString(400, 700 - 16 * number, "件")
            canvas.drawString(418, 700 - 16 * number, str(value))

    assert shape(read(drawn(draw))) == [f"{label}   件 {value}" for label, value in rows]


def in_two_columns(canvas: Canvas, lines: list[str], top: float = 700, shift: float = 0) -> None:
    """Set lines of twenty characters in two columns, the right one moved downwards."""
    half = (len(lines) + 1) // 2
    for number, line in enumerate(lines):
        column, row = divmod(number, half)
        canvas.drawString(72 + 230 * column, top - 16 * row - shift * column, line)


@pytest.mark.parametrize("shift", [0, 5, -5])
def test_two_columns_are_read_one_after_the_other(shift: float) -> None:
    words = "本机关认真落实各项要求并主动公开政府信息且均已按期答复" * 7
    # The last line of the left column goes on in the right one.
    lines = [words[start : start + 20] for start in range(0, 180, 20)]

    def draw(canvas: Canvas) -> None:
        canvas.drawCentredString(A4[0] / 2, 740, "松溪县政府信息公开工作年度报告")
        in_two_columns(canvas, [*lines, "完。"], shift=shift)
        canvas.drawString(72, 560, "二、主动公开情况")

    assert shape(read(drawn(draw))) == [
        "松溪县政府信息公开工作年度报告",
        words[:180] + "完。",
        "二、主动公开情况",
    ]


def test_columns_of_a_table_are_no_columns_of_prose() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(6):
            canvas.drawString(72, 700 - 16 * number, f"{number}.属于政府信息公开的其他情形")
            for column, value in enumerate("1203"):
                canvas.drawString(330 + 40 * column, 700 - 16 * number, value)

    assert tables(read(drawn(draw))) == [
        [[f"{number}.属于政府信息公开的其他情形", *"1203"] for number in range(6)]
    ]


def test_type_drawn_twice_to_look_bold_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            canvas.drawString(100 + shift, 700, "收到申请3355件")

    assert shape(read(drawn(draw))) == ["收到申请3355件"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        width, height = A4
        canvas.setPageRotation(turn)
        if turn == 90:
            canvas.translate(width, 0)
        elif turn == 180:
            canvas.translate(width, height)
        elif turn == 270:
            canvas.translate(0, height)
        canvas.rotate(turn)
        canvas.grid([100, 200, 300], [400, 420, 440])
        for x, y, words in (
            (110, 425, "项目"),
            (210, 425, "12"),
            (110, 405, "规章"),
            (210, 405, "34"),
        ):
            canvas.drawString(x, y, words)
        canvas.drawString(100, 380, "收到申请35件。")

    assert shape(read(drawn(draw))) == [["项目", "12"], ["规章", "34"], "收到申请35件。"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("shown", [0, 90])
def test_type_set_sideways_is_read_as_it_stands(turn: int, shown: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(shown)
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.grid([0, 100, 200], [0, 20, 40])
        cells = ((10, 25, "项目"), (110, 25, "12"), (10, 5, "规章"), (110, 5, "34"))
        for x, y, words in cells:
            canvas.drawString(x, y, words)
        canvas.drawString(0, -20, "收到申请35件。")

    assert shape(read(drawn(draw))) == [["项目", "12"], ["规章", "34"], "收到申请35件。"]


FIGURES = [
    ["办理结果", "自然人", "企业", "总计"],
    ["予以公开", "3", "0", "3"],
    ["不予公开", "12", "1", "13"],
    ["总计", "15", "1", "16"],
]


def lines_between_rows(canvas: Canvas) -> None:
    for row in range(5):
        canvas.line(72, 720 - 20 * row, 400, 720 - 20 * row)


def lines_between_rows_in_a_frame(canvas: Canvas) -> None:
    lines_between_rows(canvas)
    canvas.rect(72, 640, 328, 80)


def lines_above_and_below(canvas: Canvas) -> None:
    for y in (720, 700, 640):
        canvas.line(72, y, 400, y)


def shaded_cells(canvas: Canvas) -> None:
    canvas.setFillGray(0.9)
    for row in range(4):
        for column in range(4):
            canvas.rect(72 + 82 * column, 641 + 20 * row, 80, 18, stroke=0, fill=1)
    canvas.setFillGray(0)


@pytest.mark.parametrize(
    "rule",
    [lines_between_rows, lines_between_rows_in_a_frame, lines_above_and_below, shaded_cells],
)
def test_tables_of_which_not_every_line_is_drawn(rule: Callable[[Canvas], None]) -> None:
    def draw(canvas: Canvas) -> None:
        rule(canvas)
        for row, cells in enumerate(FIGURES):
            for column, words in enumerate(cells):
                canvas.drawString(76 + 82 * column, 706 - 20 * row, words)

    assert tables(read(drawn(draw))) == [FIGURES]


def test_a_merged_label_beside_lines_that_begin_after_it() -> None:
    def draw(canvas: Canvas) -> None:
        for y, left in ((720, 72), (700, 140), (680, 140), (660, 72)):
            canvas.line(left, y, 400, y)
        canvas.drawString(76, 686, "办理结果")
        for row, cells in enumerate(
            (["公开", "3", "0"], ["不公开", "12", "1"], ["总计", "15", "1"])
        ):
            for column, words in enumerate(cells):
                canvas.drawString(144 + 82 * column, 706 - 20 * row, words)

    assert tables(read(drawn(draw))) == [
        [["办理结果", "公开", "3", "0"], ["不公开", "12", "1"], ["总计", "15", "1"]]
    ]


def test_lines_under_words_and_shades_behind_them_make_no_table_of_prose() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(5):
            y = 700 - 20 * row
            canvas.line(72, y - 3, 500, y - 3)
            canvas.setFillGray(0.9)
            canvas.rect(72, y - 2, 120, 12, stroke=0, fill=1)
            canvas.setFillGray(0)
            canvas.drawString(72, y, SENTENCE)

    assert tables(read(drawn(draw))) == []


def test_slanted_watermarks_are_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 200, 300], [600, 620])
        canvas.drawString(110, 605, "规章")
        canvas.drawString(210, 605, "34")
        canvas.drawString(100, 580, SENTENCE)
        canvas.setFont(FONT, 30)
        canvas.translate(120, 560)
        canvas.rotate(40)
        canvas.drawString(0, 0, "内部资料2019")

    assert shape(read(drawn(draw))) == [["规章", "34"], SENTENCE]


def test_type_set_apart_makes_no_words_of_characters() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 200, 300], [600, 620])
        for x, y, words in ((110, 605, "规章"), (210, 605, "1204"), (100, 560, SENTENCE)):
            text = canvas.beginText(x, y)
            text.setCharSpace(4)
            text.textOut(words)
            canvas.drawText(text)

    assert shape(read(drawn(draw))) == [["规章", "1204"], SENTENCE]


def test_a_space_between_characters_that_touch_is_none() -> None:
    # PDFium finds such spaces between figures of some fonts; a real space takes room.
    touching = [("1", 0.0, 0.0, 5.0, 14.0, True), ("7", 5.0, 0.0, 10.0, 14.0, True)]
    apart = [("1", 0.0, 0.0, 5.0, 14.0, True), ("7", 8.0, 0.0, 13.0, 14.0, True)]
    assert words_of_cell(touching, 100)[0] == "17"
    assert words_of_cell(apart, 100)[0] == "1 7"


def test_a_landscape_page() -> None:
    data = drawn(lambda canvas: canvas.drawString(500, 300, "总体情况"), pagesize=landscape(A4))
    assert shape(read(data)) == ["总体情况"]


def test_drawings_within_drawings() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("table")
        canvas.grid([0, 100, 200], [0, 20])
        canvas.setFont(FONT, 10)
        canvas.drawString(10, 5, "甲")
        canvas.drawString(110, 5, "1")
        canvas.endForm()
        canvas.translate(100, 600)
        canvas.doForm("table")

    assert tables(read(drawn(draw))) == [[["甲", "1"]]]


@pytest.mark.parametrize("character", ["密", "開", "條", "〇"])
def test_single_characters_of_a_font_that_is_not_there_are_read(character: str) -> None:
    data = drawn(lambda canvas: canvas.drawString(100, 600, character))
    assert shape(read(data)) == [character]


def picture() -> ImageReader:
    return ImageReader(Image.new("L", (60, 80), 200))


def test_a_scan_is_refused_with_advice() -> None:
    data = drawn(lambda canvas: canvas.drawImage(picture(), 0, 0, *A4))
    with pytest.raises(DocumentError, match=r"scanned.*OCR"):
        read_document(data, "a.pdf")


def test_pages_that_are_pictures_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.showPage()
        canvas.drawImage(picture(), 0, 0, *A4)

    document = read(drawn(draw))
    assert shape(document) == [SENTENCE]
    assert document.remarks == ("pages that are pictures without text: 2",)


def test_an_empty_pdf_is_refused() -> None:
    with pytest.raises(DocumentError, match="no text"):
        read_document(drawn(lambda canvas: canvas.showPage()), "a.pdf")


def test_an_encrypted_pdf_is_refused_with_advice_unless_it_opens_for_all() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "总体情况")

    locked = drawn(draw, encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(DocumentError, match=r"encrypted.*password"):
        read_document(locked, "a.pdf")
    restricted = drawn(draw, encrypt=StandardEncryption("", "owner", canCopy=0, strength=128))
    assert shape(read(restricted)) == ["总体情况"]


def test_limits() -> None:
    data = laid_out("甲", PageBreak(), "乙", PageBreak(), "丙")
    with pytest.raises(DocumentError, match=r"Limits\(pages=3\)"):
        read_document(data, "a.pdf", Limits(pages=2))
    many = drawn(lambda canvas: [canvas.line(0, y % 800, 9, y % 800) for y in range(500)])
    with pytest.raises(DocumentError, match=r"Limits\(marks="):
        read_document(many, "a.pdf", Limits(marks=400))


SOUND = laid_out("一、总体情况", ruled([["规章", "3"], ["罚款", "12"]], [100, 50]), SENTENCE)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_pdfs_are_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    try:
        document = read_document(bytes(damaged), "a.pdf")
    except DocumentError:
        return
    assert_sound(document)


def test_a_pdf_cut_off_or_with_broken_references_is_read_or_refused() -> None:
    with pytest.raises(DocumentError, match=r"damaged|no text"):
        read_document(SOUND[:300], "a.pdf")
    broken = SOUND.replace(b"startxref", b"startxrex")
    assert shape(read(broken)) == shape(read(SOUND))


cells = st.text(alphabet="规章罚款本年新收1234567890", min_size=1, max_size=5)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=6))
def test_any_table_comes_out_as_it_went_in(grid: list[tuple[str, str, str]]) -> None:
    data = laid_out("甲", ruled([list(row) for row in grid], [80, 80, 80]), "乙")
    assert tables(read(data)) == [[list(row) for row in grid]]


def test_the_font_lent_to_pdfium_is_the_one_that_is_made() -> None:
    import boxes

    assert boxes.FONT.read_bytes() == boxes.font()
