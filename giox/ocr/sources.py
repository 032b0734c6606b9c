"""The pictures that belong to a saved report: in it, beside it, or the pages it consists of."""

from __future__ import annotations

import binascii
import email
import email.policy
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from giox.documents import Limits
from giox.documents.archive import open_archive, read_part
from giox.documents.sniff import kind_of_bytes
from giox.ocr.picture import is_legible, size_of

__all__ = ["Picture", "pictures_of"]

_LARGEST = 30_000_000
_SCAN_DPI = 200
_LONGEST = 4_000
"""Pixels that the longer side of a page is drawn with at most."""
_FEWEST_LETTERS = 20
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture; `is_page` where it is a page of the report, with its text."""

    data: bytes
    is_page: bool = False


def pictures_of(data: bytes, limits: Limits, folder: Path | None = None) -> list[Picture]:
    """Return the pictures of a saved report that are large enough to show a table, in its order.

    Those of a Word document and of a web archive are in it; those of a page are in it or in
    files below its own folder, where a browser saves them; of a PDF, pages without text are
    pictures, and images on pages with text. Nothing is fetched, and nothing outside the folder
    is read.

    Parameters
    ----------
    data : bytes
        The content of the file.
    limits : Limits
        How much of it is taken in.
    folder : Path, optional
        Where the file stands.

    Raises
    ------
    DocumentError
        If the file is damaged or of a kind that giox does not read.
    """
    match kind_of_bytes(data):
        case "pdf":
            return list(_of_pdf(data, limits))
        case "docx":
            found = _in_word(data, limits)
        case "mhtml":
            found = _in_web_archive(data)
        case "text":
            found = _on_page(data, folder)
        case _:
            found = iter(())
    return [Picture(one) for one in found if (size := size_of(one)) and is_legible(*size)]


def _in_word(data: bytes, limits: Limits) -> Iterator[bytes]:
    with open_archive(data, limits) as archive:
        media = [
            part.filename
            for part in archive.infolist()
            if part.filename.startswith("word/media/") and part.file_size <= _LARGEST
        ]
        # Word numbers pictures as they were put in: image2 before image10.
        for name in sorted(media, key=lambda one: (len(one), one)):
            yield read_part(archive, name)


def _in_web_archive(data: bytes) -> Iterator[bytes]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_maintype() == "image":
            held = part.get_payload(decode=True)
            if isinstance(held, bytes) and len(held) <= _LARGEST:
                yield held


def _on_page(data: bytes, folder: Path | None) -> Iterator[bytes]:
    if b"<img" not in data.lower():
        return
    from selectolax.lexbor import LexborHTMLParser

    for node in LexborHTMLParser(data).css("img[src]"):
        source = node.attributes.get("src") or ""
        held = _DATA.match(source)
        if held is not None:
            with suppress(binascii.Error):
                yield b64decode(held[1][: 2 * _LARGEST])
        elif folder is not None:
            yield from _beside(folder, source)


def _beside(folder: Path, source: str) -> Iterator[bytes]:
    """Yield the file that a page refers to, if it is below the folder of the page."""
    try:
        parts = urlsplit(source)
        if parts.scheme or parts.netloc:
            return
        root = folder.resolve()
        file = (root / unquote(parts.path)).resolve()
        if file.is_relative_to(root) and file.is_file() and file.stat().st_size <= _LARGEST:
            yield file.read_bytes()
    except (OSError, ValueError):  # addresses that are none, names that no file can have
        return


def _of_pdf(data: bytes, limits: Limits) -> Iterator[Picture]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return  # the reader of PDFs says why
    try:
        limits.check("pages", len(document), "pages of the PDF")
        for number in range(len(document)):
            with suppress(pypdfium2.PdfiumError):
                yield from _of_page(document[number])
    finally:
        document.close()


def _of_page(page: Any) -> Iterator[Picture]:  # noqa: ANN401 - a library without types
    from pypdfium2 import raw

    letters = page.get_textpage()
    images = list(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))
    if images and letters.count_chars() < _FEWEST_LETTERS:
        scale = min(_SCAN_DPI / 72, _LONGEST / max(page.get_size()))
        yield Picture(_png(page.render(scale=scale, grayscale=True)), is_page=True)
        return
    for image in images:
        if not is_legible(*image.get_px_size()):
            continue
        # A scan may carry its text, invisible, over the picture: that is read already.
        if len(letters.get_text_bounded(*image.get_bounds()).strip()) < _FEWEST_LETTERS:
            yield Picture(_png(image.get_bitmap(render=True, scale_to_original=True)))


def _png(bitmap: Any) -> bytes:  # noqa: ANN401 - a library without types
    stream = io.BytesIO()
    bitmap.to_pil().save(stream, "PNG", compress_level=1)
    return stream.getvalue()
