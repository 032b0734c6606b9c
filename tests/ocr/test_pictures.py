"""Drawn tables with known figures, read back from their pictures."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from specimens.model import Key, Table, matrix

import giox
from giox.errors import DocumentError
from giox.extraction import Report, read_all
from giox.ocr import PictureTable, read_document, read_table_image
from giox.ocr import picture as pictures_module
from giox.ocr.ruling import find_grids, ink_of
from ocr.truth import figures_of, tables

drawing = pytest.importorskip(
    "ocr.pictures", reason="needs the extra: pip install 'giox[ocr]'", exc_type=ImportError
)
DAMAGES, RESOLUTIONS = drawing.DAMAGES, drawing.RESOLUTIONS
Image, ImageDraw, ImageFont = drawing.Image, drawing.ImageDraw, drawing.ImageFont
draw, picture = drawing.draw, drawing.picture

pytestmark = pytest.mark.usefixtures("extra")

REPORT = """江山市人民政府2022年政府信息公开工作年度报告
一、总体情况
2022年,全市政府网站公开信息1900条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
公开目录还不够细。
"""


def cells(table: PictureTable) -> dict[tuple[int, int], str]:
    return {(y, cell.column): cell.text for y, row in enumerate(table.rows) for cell in row}


def page_with(pictures: Iterable[drawing.Picture]) -> bytes:
    """Return a saved page with these pictures in it."""
    shown = (b64encode(one.data).decode() for one in pictures)
    words = "".join(f"<p>{line}</p>" for line in REPORT.splitlines())
    return f"{words}{''.join(f'<img src=data:image/png;base64,{one}>' for one in shown)}".encode()


def read(pictures: Iterable[drawing.Picture]) -> Report:
    """Read a report with these pictures."""
    (report,) = read_all(page_with(pictures), "a.html", ocr=True)
    return report


def compared(report: Report, printed: dict[Key, str]) -> tuple[int, int, int]:
    """Count figures that are right, wrong and left out."""
    got = {(f.indicator, f.applicant): f for f in report.figures if f.origin == "table"}
    assert set(got) <= set(printed)
    right = sum(got[key].value == float(text) for key, text in printed.items() if key in got)
    return right, len(got) - right, len(printed) - len(got)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.slow
def test_no_figure_is_wrong_and_few_are_missing(dpi: int, damage: str) -> None:
    first, _, last = tables("2021", seed=dpi)
    pictures = [picture(table, dpi, damage) for table in (first, last)]
    printed = figures_of(first) | figures_of(last)
    report = read(pictures)
    right, wrong, _ = compared(report, printed)
    assert wrong == 0
    assert right >= 0.9 * len(printed)


@pytest.mark.parametrize("dpi", [72, 150])
@pytest.mark.slow
def test_the_table_of_applications(dpi: int) -> None:
    table = tables("2021", seed=9)[1]
    report = read([picture(table, dpi, "rotated")])
    right, wrong, missing = compared(report, figures_of(table))
    assert (right, wrong) == (175 - missing, 0)
    assert missing <= 3
    for figure in report.figures:
        assert report.text[figure.start : figure.end] == figure.raw
        assert figure.note == ("ocr" if figure.origin == "table" else None)


def repainted(image: Image.Image, table: Table, change: str) -> Image.Image:
    """Change how a drawn table looks."""
    if change == "turned":
        return image.rotate(2.2, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    if change == "margins":
        return drawing.ImageOps.expand(image, (150, 300, 250, 100), 255)
    if change == "transparent":
        clear = Image.new("RGBA", image.size, (0, 0, 0, 0))
        clear.putalpha(drawing.ImageOps.invert(image))
        return clear
    if change == "grey paper":
        return image.point(lambda shade: 60 + shade * 0.6)
    if change == "palette":
        return image.convert("RGB").quantize(8)
    width, height = image.size
    edges = image.copy()
    pen = ImageDraw.Draw(edges)
    pen.rectangle((0, 0, 9, height), 255)
    pen.rectangle((width - 10, 0, width, height), 255)
    return edges


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", ["turned", "margins", "transparent", "grey paper", "palette", "open sides"]
)
def test_looks_of_tables(change: str) -> None:
    table = tables("2019", seed=3)[2]
    stream = io.BytesIO()
    repainted(draw(table, 96), table, change).save(stream, "PNG")
    (found,) = read_table_image(stream.getvalue())
    got = cells(found)
    for y, row in enumerate(matrix(table)):
        for x, place in enumerate(row):
            if place is not None and place[1]:
                assert got[y, x] == place[0].text


def test_strokes_of_large_characters_in_narrow_rows_are_no_lines() -> None:
    font = ImageFont.truetype(str(drawing.FONT), 26)
    image = Image.new("L", (1700, 520), 255)
    pen = ImageDraw.Draw(image)
    tops, sides = range(10, 515, 32), (10, 900, 1300, 1690)
    for top in tops:
        pen.line((10, top, 1690, top), 0, 2)
    for side in sides:
        pen.line((side, 10, side, tops[-1]), 0, 2)
    for top in tops[:-1]:
        for side in sides[:-1]:
            pen.text((side + 20, top + 17), "国中申理信11", 0, font, anchor="lm")
    (grid,) = find_grids(ink_of(np.asarray(image)))
    assert len(grid.boxes) == (len(tops) - 1) * (len(sides) - 1)


def page(rows: int = 0) -> Image.Image:
    """Draw a page of prose, with a table in its middle where `rows` are given."""
    font = ImageFont.truetype(str(drawing.FONT), 17)
    table = draw(tables("2021", seed=2)[0], 96)
    image = Image.new("L", (table.width + 80, 420 + rows * table.height), 255)
    pen = ImageDraw.Draw(image)
    top = 30
    for line in REPORT.splitlines()[:3]:
        pen.text((40, top), line, 0, font)
        top += 40
    if rows:
        image.paste(table, (40, top + 10))
        top += table.height + 30
    for line in ("五、存在的主要问题及改进情况", "全市收到政府信息公开申请77件。"):
        pen.text((40, top), line, 0, font)
        top += 40
    return image


@pytest.mark.slow
def test_a_scanned_page_is_read_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    page(1).rotate(-0.7, expand=True, fillcolor=255).convert("RGB").save(path, resolution=96)
    with pytest.raises(DocumentError, match=r"scanned.*giox\[ocr\]"):
        giox.read_report(path)
    report = giox.read_report(path, ocr=True)
    assert (report.year, report.form, report.status) == (2022, "2021", "ok")
    assert report.region is not None
    assert report.region.code == "330881"
    assert compared(report, figures_of(tables("2021", seed=2)[0])) == (10, 0, 0)
    assert {figure.origin for figure in report.figures} == {"table"}, "prose of a scan is not taken"
    assert {finding.check for finding in report.remarks} >= {"picture_read", "picture_prose"}


@pytest.mark.slow
def test_a_table_cut_by_the_end_of_a_page_gives_all_its_figures(tmp_path: Path) -> None:
    table = tables("2021", seed=9)[1]
    whole = draw(table, 150)
    cells = [
        whole.crop((whole.width - 60, y, whole.width - 20, y + 1)) for y in range(whole.height)
    ]
    rules = [y for y, cell in enumerate(cells) if cell.getextrema()[1] == 0]
    cut = min(rules, key=lambda y: abs(y - whole.height / 2))
    pages = []
    for top, bottom in ((0, cut + 2), (cut, whole.height)):
        part = whole.crop((0, top, whole.width, bottom))
        edge = 0 if top else part.height - 1
        ImageDraw.Draw(part).line((12, edge, part.width - 13, edge), 0, 3)
        pages.append(drawing.ImageOps.expand(part, 60, 255))
    path = tmp_path / "scan.pdf"
    page(0).convert("L").save(path, save_all=True, append_images=pages, resolution=150)
    report = giox.read_report(path, ocr=True)
    assert compared(report, figures_of(table)) == (175, 0, 0)


def test_a_picture_is_read_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "江山市2022年政府信息公开工作年度报告.png"
    table = tables("2021", seed=2)[0]
    draw(table, 96).save(path)
    refused = giox.extract(tmp_path, processes=0)
    assert refused.reports["status"].to_list() == ["unreadable"]
    assert "giox[ocr]" in refused.findings["message"][0]
    report = giox.read_report(path, ocr=True)
    assert (report.year, report.report, report.status) == (2022, path.name, "ok")
    assert compared(report, figures_of(table)) == (10, 0, 0)
    asked = giox.extract(tmp_path, processes=0, ocr=True)
    assert asked.observations.equals(report.observations)
    assert asked.findings["check"].to_list() == ["picture_read"]


def test_without_the_extra_the_error_names_it(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures_module, "find_spec", lambda name: None)
    for reads in (read_table_image, lambda data: read_document(data, "a.png")):
        with pytest.raises(DocumentError, match=r"pip install 'giox\[ocr\]'"):
            reads(b"\x89PNG")
    with pytest.raises(giox.GioxError, match=r"pip install 'giox\[ocr\]'"):
        giox.extract(tmp_path, ocr=True)


@pytest.mark.slow
def test_a_picture_without_a_table() -> None:
    stream = io.BytesIO()
    page().save(stream, "PNG")
    assert read_table_image(stream.getvalue()) == ()
    text = read_document(stream.getvalue(), "a.png").text
    assert "江山市人民政府2022年政府信息公开工作年度报告\n" in text


def test_a_picture_that_shows_nothing_is_refused() -> None:
    stream = io.BytesIO()
    Image.new("L", (800, 600), 255).save(stream, "PNG")
    with pytest.raises(DocumentError, match="neither tables nor text"):
        read_document(stream.getvalue(), "a.png")


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (20_000, 41)])
def test_a_picture_too_small_or_narrow_is_refused_at_once(size: tuple[int, int]) -> None:
    stream = io.BytesIO()
    Image.new("L", size, 0).save(stream, "PNG")
    with pytest.raises(DocumentError, match="too small or too narrow"):
        read_document(stream.getvalue(), "a.png")


def test_a_damaged_picture_costs_the_report_nothing_else() -> None:
    sound = picture(tables("2021", seed=2)[0], 96, "clean")
    cut = drawing.Picture("", sound.data[:2_000], {}, "", 96, "")
    report = read([cut])
    assert report.year == 2022
    assert any("the picture is damaged" in finding.message for finding in report.remarks)


def test_a_document_without_pictures_is_what_it_always_is() -> None:
    data = REPORT.encode()
    assert read_document(data, "a.txt") == giox.documents.read_document(data, "a.txt")


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n0000"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="no picture"):
        read_table_image(data)


def test_a_picture_of_monstrous_size_is_refused_before_it_is_decoded() -> None:
    stream = io.BytesIO()
    Image.new("1", (30_000, 3_000)).save(stream, "PNG")
    with pytest.raises(DocumentError, match="30000 x 3000 pixels, more than giox reads"):
        read_table_image(stream.getvalue())


@pytest.mark.slow
def test_pictures_are_drawn_the_same_each_time() -> None:
    table = tables("2014", seed=1)[0]
    assert picture(table, 72, "jpeg").data == picture(table, 72, "jpeg").data
