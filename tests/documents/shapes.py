"""What a document says, without its positions: to compare with what a test expects."""

from __future__ import annotations

import io
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from giox.documents import Document, Paragraph, Row

FOLDER = Path(__file__).parent


def shape(document: Document) -> list[str | list[str]]:
    """A paragraph as its words, a row as the list of its cells."""
    return [
        document.text[block.start : block.end]
        if isinstance(block, Paragraph)
        else [document.text[cell.start : cell.end] for cell in block.cells]
        for block in document.blocks
    ]


def columns(document: Document) -> list[list[int]]:
    """The grid columns of each row."""
    return [
        [cell.column for cell in block.cells] for block in document.blocks if isinstance(block, Row)
    ]


def tables(document: Document) -> list[list[list[str]]]:
    """The rows of each table."""
    found: list[list[list[str]]] = []
    last = None
    for block, words in zip(document.blocks, shape(document), strict=True):
        if isinstance(block, Row):
            assert isinstance(words, list)
            if block.table != last:
                found.append([])
                assert block.table == len(found) - 1, "tables are numbered from 0 without gaps"
                last = block.table
            found[-1].append(words)
    return found


def assert_sound(document: Document) -> None:
    """Blocks and cells lie in the text, in order, none over another, and hold no line end."""
    position = 0
    for block in document.blocks:
        spans = (
            [(block.start, block.end)]
            if isinstance(block, Paragraph)
            else [(cell.start, cell.end) for cell in block.cells]
        )
        assert spans, "a row has at least one cell"
        for start, end in spans:
            assert position <= start <= end <= len(document.text)
            words = document.text[start:end]
            assert words == words.strip()
            assert not isinstance(block, Paragraph) or words
            position = end
        if isinstance(block, Row):
            places = [cell.column for cell in block.cells]
            assert places == sorted(set(places)), "columns ascend"


def cases(name: str) -> list[Any]:
    """The cases of a TOML file beside this module, each named by its `why`."""
    rows = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["case"]
    return [pytest.param(row, id=row["why"]) for row in rows]


def patched(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An Office file with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()
