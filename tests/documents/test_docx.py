"""Word documents, well-formed, odd and hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document as NewDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import assert_sound, columns, shape, tables

from giox.documents import Limits, read_document
from giox.errors import DocumentError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def word(fill: Callable[[Any], None]) -> bytes:
    document = NewDocument()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def raw(body: str, *, namespace: str = W, head: str = "") -> bytes:
    """A Word file of the least parts, for what python-docx does not write."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        xml = f'{head}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
    return stream.getvalue()


def p(*runs: str) -> str:
    return "<w:p>" + "".join(runs) + "</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_paragraphs_headings_and_tables_in_their_order() -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉"
        document.sections[0].footer.paragraphs[0].text = "第1页"
        document.add_heading("年度报告", 0)
        document.add_paragraph("一、总体情况")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["项目", "数", "规章", "3"], strict=True):
            cell.text = text
        document.add_paragraph("完")

    assert shape(read_document(word(fill), "a.docx")) == [
        "年度报告",
        "一、总体情况",
        ["项目", "数"],
        ["规章", "3"],
        "完",
    ]


def test_merged_cells_stand_once_in_their_column() -> None:
    def fill(document: Any) -> None:
        table = document.add_table(3, 4)
        for cell, text in zip(table._cells, "申法机计空企构空甲123", strict=True):
            cell.text = text
        for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3))):
            kept = table.cell(*first).text
            table.cell(*first).merge(table.cell(*last)).text = kept

    document = read_document(word(fill), "a.docx")
    assert shape(document) == [["申", "法", "计"], ["企", "构"], ["甲", "1", "2", "3"]]
    assert columns(document) == [[0, 1, 3], [1, 2], [0, 1, 2, 3]]


RAISED = "<w:vertAlign w:val='superscript'/>"


@pytest.mark.parametrize(
    ("why", "body", "blocks"),
    [
        ("words in many runs", p(r("收到"), r("申请"), r("35"), r("件")), ["收到申请35件"]),
        ("lines broken by hand", p(r("甲"), "<w:r><w:br/></w:r>", r("乙")), ["甲", "乙"]),
        ("a tab after a number", p(r("一、"), "<w:r><w:tab/></w:r>", r("概述")), ["一、\t概述"]),
        ("links", p(r("见"), f"<w:hyperlink>{r('网站')}</w:hyperlink>"), ["见网站"]),
        ("inserted words", p(f"<w:ins>{r('35')}</w:ins>", r("件")), ["35件"]),
        ("deleted words", p(f"<w:del>{r('36')}</w:del>", r("35件")), ["35件"]),
        ("hidden words", p(r("9", "<w:vanish/>"), r("35件", "<w:vanish w:val='0'/>")), ["35件"]),
        (
            "codes of fields",
            p("<w:r><w:instrText>PAGE 7</w:instrText></w:r>", r("35件")),
            ["35件"],
        ),
        (
            "a line of the table of contents",
            p(r("一、概述"), "<w:r><w:tab/><w:instrText>PAGEREF _1</w:instrText></w:r>", r("3"))
            + p(r("甲")),
            ["甲"],
        ),
        (
            "text boxes",
            p(f"<w:r><w:pict><w:txbxContent>{p(r('框'))}</w:txbxContent></w:pict></w:r>", r("甲")),
            ["甲"],
        ),
        (
            "a text box with sentences",
            p(
                "<w:r><w:pict><w:txbxContent>"
                f"{p(r('某某县人民政府二〇二〇年度政府信息公开工作年度报告'))}{p(r('概述'))}"
                "</w:txbxContent></w:pict></w:r>"
            ),
            ["某某县人民政府二〇二〇年度政府信息公开工作年度报告", "概述"],
        ),
        (
            "small raised digits",
            tbl(tc("规章") + f"<w:tc>{p(r('12'), r('1', RAISED))}</w:tc>"),
            [["规章", "12¹"]],
        ),
        (
            "a text box with a table, which Word writes twice",
            p(
                f"<w:r><w:Choice><w:drawing><w:txbxContent>{p(r('框'))}{tbl(tc('甲') + tc('1'))}"
                "</w:txbxContent></w:drawing></w:Choice><w:Fallback><w:pict><w:txbxContent>"
                f"{tbl(tc('甲') + tc('1'))}</w:txbxContent></w:pict></w:Fallback></w:r>",
                r("乙"),
            ),
            ["乙", "框", ["甲", "1"]],
        ),
        (
            "words struck out",
            p(
                r("9", "<w:strike/>"),
                r("8", "<w:dstrike w:val='true'/>"),
                r("35件", "<w:strike w:val='false'/>"),
            ),
            ["35件"],
        ),
        (
            "words moved",
            p(f"<w:moveFrom>{r('36')}</w:moveFrom>", f"<w:moveTo>{r('35件')}</w:moveTo>"),
            ["35件"],
        ),
        (
            "rows and cells deleted or hidden",
            tbl(
                "<w:trPr><w:del/></w:trPr>" + tc("甲") + tc("9"),
                "<w:trPr><w:hidden/></w:trPr>" + tc("甲") + tc("8"),
                "<w:trPr><w:hidden w:val='0'/></w:trPr>"
                + tc("甲")
                + tc("7", "<w:cellDel/>")
                + tc("1"),
            ),
            [["甲", "1"]],
        ),
        (
            "controls around paragraphs",
            f"<w:sdt><w:sdtContent>{p(r('甲'))}</w:sdtContent></w:sdt>",
            ["甲"],
        ),
        ("a table of one column", tbl(tc("甲"), tc("乙")), ["甲", "乙"]),
        (
            "a table in a table",
            tbl(
                tc("栏目") + f"<w:tc>{p(r('概述'))}{tbl(tc('规章') + tc('3'))}{p(r('说明'))}</w:tc>"
            ),
            ["栏目", "概述", ["规章", "3"], "说明"],
        ),
        (
            "cells merged the old way",
            tbl(
                tc("甲", "<w:hMerge w:val='restart'/>") + tc("", "<w:hMerge/>") + tc("1"),
                tc("乙") + tc("丙") + tc("2"),
            ),
            [["甲", "1"], ["乙", "丙", "2"]],
        ),
        (
            "two tables without anything between",
            tbl(tc("甲") + tc("1")) + tbl(tc("乙") + tc("2")),
            [["甲", "1"], ["乙", "2"]],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "<" not in value else "",
)
@pytest.mark.parametrize("namespace", [W, STRICT])
def test_what_word_writes(why: str, body: str, blocks: list[Any], namespace: str) -> None:
    document = read_document(raw(body, namespace=namespace), "a.docx")
    assert shape(document) == blocks, why
    assert_sound(document)


def test_tables_beside_one_another_are_two() -> None:
    data = raw(tbl(tc("甲") + tc("1")) + tbl(tc("乙") + tc("2")))
    assert len(tables(read_document(data, "a.docx"))) == 2


def test_a_row_that_begins_further_right() -> None:
    row = "<w:trPr><w:gridBefore w:val='2'/></w:trPr>" + tc("甲", "<w:gridSpan w:val='3'/>")
    assert columns(read_document(raw(tbl(row + tc("1"))), "a.docx")) == [[2, 5]]


def test_a_document_of_pictures_is_refused_with_advice() -> None:
    with pytest.raises(DocumentError, match="OCR"):
        read_document(raw(p("<w:r><w:drawing/></w:r>")), "a.docx")


BOMB = "<!DOCTYPE d [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        raw(p(r("&i;")), head=BOMB),
        raw(p(r("&x;")), head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        raw(p(r("甲")), head='<!DOCTYPE d SYSTEM "http://localhost:9/d.dtd">'),
        raw("<w:sdt>" * 100_000 + p(r("甲")) + "</w:sdt>" * 100_000),
        raw(p("<w:r>")),
        raw("")[:100],
    ],
    ids=["entities", "a file", "the network", "depth", "no XML", "cut off"],
)
def test_hostile_and_damaged_documents_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="damaged"):
        read_document(data, "a.docx")


def test_a_zip_bomb_is_refused() -> None:
    bomb = raw(" " * 30_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(DocumentError, match=r"Limits\(unpacked="):
        read_document(bomb, "a.docx", Limits(unpacked=10_000_000))


cells = st.text(alphabet="规章罚款0123456789", min_size=1, max_size=6)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=4))
def test_any_table_comes_out_as_it_went_in(grid: list[tuple[str, str, str]]) -> None:
    data = raw(p(r("甲")) + tbl(*("".join(tc(cell) for cell in row) for row in grid)))
    document = read_document(data, "a.docx")
    assert tables(document) == [[list(row) for row in grid]]
    assert_sound(document)
