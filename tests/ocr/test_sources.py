"""The pictures that belong to a saved report."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest

from giox.documents import Limits
from giox.errors import DocumentError
from giox.ocr.sources import pictures_of

drawing = pytest.importorskip(
    "PIL.Image", reason="needs the extra: pip install 'giox[ocr]'", exc_type=ImportError
)


def png(shade: int, size: tuple[int, int] = (300, 60), kind: str = "PNG") -> bytes:
    """Return a picture in one shade of grey, large enough for a table."""
    stream = io.BytesIO()
    drawing.new("L", size, shade).save(stream, kind)
    return stream.getvalue()


ICON = png(0, (32, 32))


def found(data: bytes, folder: Path | None = None) -> list[bytes]:
    return [one.data for one in pictures_of(data, Limits(), folder)]


def test_those_of_a_word_document_in_its_order() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("word/document.xml", "<document/>")
        parts.writestr("word/media/image10.jpg", png(10, kind="JPEG"))
        parts.writestr("word/media/image2.png", png(2))
        parts.writestr("word/media/image3.png", ICON)
        parts.writestr("word/media/a.emf", "no picture")
        parts.writestr("docProps/thumbnail.jpeg", png(99, kind="JPEG"))
    assert found(stream.getvalue()) == [png(2), png(10, kind="JPEG")]


def test_a_word_document_that_unpacks_to_too_much_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", "<document/>")
        parts.writestr("word/media/image1.png", bytes(100_000))
    with pytest.raises(DocumentError, match="unpacked"):
        pictures_of(stream.getvalue(), Limits(unpacked=10_000))


def test_those_of_a_page_are_in_it_or_below_its_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(png(1))
    folder = tmp_path / "saved"
    (folder / "a_files").mkdir(parents=True)
    (folder / "a_files" / "表 1.png").write_bytes(png(2))
    (folder / "a_files" / "style.css").write_bytes(b"no")
    held = b64encode(png(3)).decode()
    page = (
        '<img src="a_files/%E8%A1%A8%201.png?v=2"><img src="../outside.png">'
        f'<img src="data:image/png;base64,{held}"><img src="data:image/png;base64,abc">'
        '<img src="http://example.invalid/b.png"><img src="//example.invalid/b.png">'
        f'<img src="file://{tmp_path}/outside.png"><img src="{tmp_path}/outside.png">'
        '<img src="a_files/style.css"><img src="a_files"><img src="gone.png"><img>'
        f'<img src="{"x" * 5_000}.png"><img src="http://[::1"><img src="a%00b.png">'
    ).encode()
    assert found(page, folder) == [png(2), png(3)]
    assert found(page) == [png(3)]


def test_those_of_a_web_archive_are_in_it() -> None:
    held = b64encode(png(4)).decode()
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        "--x\nContent-Type: text/html\n\n<img src=cid:1>\n"
        f"--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{held}\n--x--\n"
    )
    assert found(archive.encode()) == [png(4)]


def test_pages_of_a_pdf_without_text_and_images_on_pages_with_text() -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    def place(kind: str) -> None:
        words = "the words of a page that is no scan"
        if kind != "scan":
            pdf.drawString(80, 500, words)
        if kind == "text over":
            pdf.drawString(80, 250, words)
        if kind != "text":
            pdf.drawImage(ImageReader(io.BytesIO(png(9, (900, 300)))), 60, 200, 400, 133)
        pdf.showPage()

    stream = io.BytesIO()
    pdf = Canvas(stream)
    for kind in ("text", "scan", "text and table", "text over"):
        place(kind)
    pdf.save()
    scan, table = pictures_of(stream.getvalue(), Limits())
    assert (scan.is_page, table.is_page) == (True, False)
    assert drawing.open(io.BytesIO(table.data)).width >= 900
    assert drawing.open(io.BytesIO(scan.data)).width > 1_600


def test_a_page_of_monstrous_size_is_drawn_small() -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    pdf = Canvas(stream, pagesize=(14_400, 7_200))
    pdf.drawImage(ImageReader(io.BytesIO(png(9))), 0, 0, 14_400, 7_200)
    pdf.save()
    (scan,) = pictures_of(stream.getvalue(), Limits())
    assert drawing.open(io.BytesIO(scan.data)).size == (4_000, 2_000)


@pytest.mark.parametrize("data", [b"text", b"<p>text</p>", b"%PDF-1.4 no pdf"])
def test_there_are_none(data: bytes) -> None:
    assert pictures_of(data, Limits()) == []


def test_what_giox_does_not_read_is_refused() -> None:
    with pytest.raises(DocumentError, match="RAR"):
        pictures_of(b"Rar!", Limits())
