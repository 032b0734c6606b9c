"""Makes the specimens beside it that are no text: python tests/documents/golden/make.py"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def cell(words: str, *, wide: int = 1, down: str = "") -> str:
    merged = {"": "", "begin": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[down]
    paragraphs = "".join(
        f"<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r><w:rPr><w:rFonts w:hint='eastAsia'/>"
        f"</w:rPr><w:t>{line}</w:t></w:r></w:p>"
        for line in words.split("\n")
    )
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{wide}"/>{merged}</w:tcPr>{paragraphs}</w:tc>'


def row(*cells: str) -> str:
    return f"<w:tr><w:trPr/>{''.join(cells)}</w:tr>"


def wps_docx() -> bytes:
    """As WPS writes it: every run with properties, merged cells, a deleted word, a text box."""
    body = (
        "<w:p><w:r><w:t>松溪区2019年</w:t></w:r><w:bookmarkStart w:id='0' w:name='_GoBack'/>"
        "<w:r><w:t>政府信息公开工作年度报告</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>一、总体情况</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>收到申请</w:t></w:r>"
        "<w:del><w:r><w:delText>34</w:delText></w:r></w:del><w:ins><w:r><w:t>35</w:t></w:r></w:ins>"
        "<w:r><w:t xml:space='preserve'>件。 </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr>"
        "<w:t>隐藏99件</w:t></w:r></w:p><w:tbl><w:tblPr/>"
        + row(cell("申请人情况", wide=2, down="begin"), cell("自然人"), cell("总\n计"))
        + row(cell("", wide=2, down="on"), cell("1"), cell("2"))
        + row(cell("办理结果", down="begin"), cell("（一）予以公开"), cell("3"), cell("3"))
        + row(cell("", down="on"), cell("（二）部分公开"), cell(""), cell("0"))
        + "</w:tbl><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r><w:r><w:t>二、存在问题</w:t></w:r></w:p><w:sectPr/>"
    )
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml", (2020, 1, 1, 0, 0, 0)), document)
    return stream.getvalue()


def merged_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    for line in (
        ["松溪区2021年政府信息公开工作年度报告统计表"],
        [],
        ["项目", "本年数", None, "占比"],
        [None, "件", "条", None],
        ["规章", 3, 1204, 0.306],
        ["收费（万元）", 12.5, None, "—"],
    ):
        sheet.append(line)
    for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
        sheet.merge_cells(area)
    sheet["C5"].number_format, sheet["D5"].number_format = "#,##0", "0.0%"
    sheet["B6"].number_format = "0.00"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def split_pdf() -> bytes:
    """As Word prints it: borders as filled areas in pieces, a table cut by the page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    xs = (90, 130, 290, 350, 410)

    def table(top: float, lines: list[list[str]], *, joined: bool) -> None:
        bottom = top - 24 * len(lines)
        for x in xs:
            canvas.rect(x, bottom, 0.5, top - bottom, stroke=0, fill=1)
        for number in range(len(lines) + 1):
            first = 1 if joined and 0 < number < len(lines) else 0
            for left, right in zip(xs[first:], xs[first + 1 :], strict=False):
                canvas.rect(left, top - 24 * number, right - left, 0.5, stroke=0, fill=1)
        for number, line in enumerate(lines):
            for x, words in zip(xs, line, strict=False):
                canvas.drawString(x + 4, top - 24 * number - 16, words)

    def page(number: int) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(A4[0] / 2, 40, f"— {number} —")

    page(1)
    canvas.drawString(180, 780, "松溪区2019年政府信息公开工作年度报告")
    canvas.drawString(
        110, 750, "本机关认真落实《中华人民共和国政府信息公开条例》，全年收到申请三十"
    )
    canvas.drawString(90, 734, "五件，均已按期答复。")
    head = ["", "申请人情况", "自然人", "总计"]
    table(
        140,
        [head, ["办理", "（一）予以公开", "3", "3"], ["结果", "（二）部分公开", "1", "1"]],
        joined=False,
    )
    canvas.showPage()
    page(2)
    table(780, [head, ["", "（三）不予公开", "0", "0"]], joined=False)
    canvas.drawString(90, 700, "二、存在的主要问题")
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def mht() -> bytes:
    page = (
        "<html><body><h1>松溪区2015年报告</h1><table><tr><td>收到申请<td>35</table></body></html>"
    )
    return (
        (
            "From: <由浏览器保存>\r\nSubject: report\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/related; type="text/html"; boundary="----=_Part"\r\n\r\n'
            '------=_Part\r\nContent-Type: text/html; charset="gb2312"\r\n'
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        ).encode()
        + b"".join(f"={byte:02X}".encode() for byte in page.encode("gb18030"))
        + (
            b"\r\n------=_Part\r\nContent-Type: image/gif\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n"
            b"R0lGODlhAQABAAAAACw=\r\n------=_Part--\r\n"
        )
    )


def main() -> None:
    """Write the specimens."""
    for name, data in {
        "wps_merged.docx": wps_docx(),
        "merged_headings.xlsx": merged_xlsx(),
        "word_split_table.pdf": split_pdf(),
        "saved_page.mht": mht(),
    }.items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
