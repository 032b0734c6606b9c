"""A file as a document, together with what the pictures in it show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from giox import documents
from giox.documents import Block, Cell, Document, Limits, Paragraph, Row
from giox.errors import DocumentError
from giox.ocr.picture import read_picture, read_table_image, require, size_of
from giox.ocr.sources import Picture, pictures_of
from giox.ocr.transcript import written

__all__ = ["read_document"]

_MOST = 100
_UNREAD = "of {} pictures the first {} were read; split the file"


def read_document(
    data: bytes, name: str, limits: Limits | None = None, folder: Path | None = None
) -> Document:
    """Turn the bytes of a file into a document, and its pictures into text and tables.

    Parameters
    ----------
    data : bytes
        The content of the file: of any kind that giox reads, or a picture.
    name : str
        Its name. A picture says little of itself, so its name is read as its title:
        兰山区2022年政府信息公开工作年度报告.png
    limits : Limits, optional
        How much of a file is taken in.
    folder : Path, optional
        Where the file stands: a saved page may have its pictures in a folder beside it.

    Returns
    -------
    Document
        As `giox.documents.read_document` gives it, followed by what the pictures show;
        `pictures` says where that is. Of a picture that illustrates a text only ruled
        tables are taken, of one that is a page all its lines.

    Raises
    ------
    DocumentError
        If the file cannot be read, shows nothing, or the extra `giox[ocr]` is not installed.
    """
    limits = limits or Limits()
    require()
    limits.check("size", len(data), "bytes in the file")
    is_picture = size_of(data) is not None
    if is_picture:
        pictures = [Picture(data, is_page=True)]
        stem = PurePath(name).stem
        own = Document(f"{stem}\n", (Paragraph(0, len(stem)),), None)
    else:
        pictures = pictures_of(data, limits, folder)
        own = _own(data, name, limits, scanned=bool(pictures))
    document = own
    nothing_else = not own.blocks
    for picture in pictures[:_MOST]:
        look = read_picture if picture.is_page or nothing_else else read_table_image
        try:
            document = _followed_by(document, written(look(picture.data)))
        except DocumentError as error:
            if is_picture:
                raise
            own = replace(own, remarks=(*own.remarks, f"a picture in it: {error}"))
    if len(document.blocks) == len(own.blocks):
        if nothing_else or is_picture:
            msg = "the pictures show neither tables nor text; save them larger (96 dpi or more)"
            raise DocumentError(msg)
        return own
    document = replace(document, remarks=own.remarks)
    if len(pictures) > _MOST:
        remarks = (*document.remarks, _UNREAD.format(len(pictures), _MOST))
        return replace(document, remarks=remarks)
    return document


def _own(data: bytes, name: str, limits: Limits, *, scanned: bool) -> Document:
    """Return the document without its pictures, empty where it is nothing but these."""
    try:
        return documents.read_document(data, name, limits)
    except DocumentError:
        if scanned:
            return Document("", (), None)
        raise


def _followed_by(one: Document, seen: Document) -> Document:
    """Put what a picture shows behind a document."""
    if not seen.blocks:
        return one
    text = one.text if not one.text or one.text.endswith("\n") else f"{one.text}\n"
    start = len(text)
    first = 1 + max((block.table for block in one.blocks if isinstance(block, Row)), default=-1)
    moved: list[Block] = []
    for block in seen.blocks:
        if isinstance(block, Row):
            cells = (Cell(a + start, b + start, column) for a, b, column in block.cells)
            moved.append(Row(tuple(cells), block.table + first))
        else:
            moved.append(Paragraph(block.start + start, block.end + start))
    return replace(
        one,
        text=text + seen.text,
        blocks=(*one.blocks, *moved),
        pictures=(*one.pictures, (start, start + len(seen.text))),
    )
