"""What the reader of workbooks does not tell of the sheets of an xlsx file.

How far a sheet reaches, which of its rows and columns are hidden, the number formats of its
cells, and formulas whose values nobody has computed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath

from giox.documents.archive import parse_xml, read_part
from giox.documents.formats import (
    Format,
    Formats,
    column_number,
    formats_of_cells,
    styles_of,
)
from giox.documents.limits import Limits

__all__ = ["Worksheet", "worksheets"]

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
# However it is written, and however far off: who lays out the sheet is given no other warning.
_REFERENCE = re.compile(
    rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,9})([0-9]{1,12})[\"']", re.IGNORECASE
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*\bhidden=\"(?:1|true)\"[^<>]*)>")
_ROW = re.compile(rb'\br="([0-9]{1,7})"')
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\s([^<>]*\bhidden=\"(?:1|true)\"[^<>]*)>")
_FIRST = re.compile(rb'\bmin="([0-9]{1,5})"')
_LAST = re.compile(rb'\bmax="([0-9]{1,5})"')
_NOT_COMPUTED = re.compile(
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*+(?:<(?:\w+:)?v\s*/>|"
    rb"<(?:\w+:)?v></(?:\w+:)?v>)?+\s*+</(?:\w+:)?c>"
)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet: what of it is hidden, by rows and columns from 0, and what its cells are like.

    `formats` are the formats of cells that have one, `not_computed` counts formulas without value.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    formats: Formats = field(default_factory=dict)
    not_computed: int = 0


def worksheets(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Worksheet]:
    """Return the sheets of a workbook by their names.

    Raises
    ------
    DocumentError
        If the two far corners of a sheet would make a reader lay out more cells than the limit.
    """
    styles = styles_of(archive)
    return {
        sheet: _worksheet(read_part(archive, part), styles, limits)
        for sheet, part in _parts(archive).items()
    }


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each sheet."""
    names = set(archive.namelist())
    if not {_RELATIONS, _WORKBOOK} <= names:
        return {}
    targets = {
        one.get("Id"): normpath(join("/xl", one.get("Target", ""))).lstrip("/")
        for one in parse_xml(read_part(archive, _RELATIONS))
        if isinstance(one.tag, str)
    }
    parts: dict[str, str] = {}
    for sheet in parse_xml(read_part(archive, _WORKBOOK)).iterfind("{*}sheets/{*}sheet"):
        identity = next((v for k, v in sheet.items() if k.endswith("}id")), None)
        if targets.get(identity) in names:
            parts[sheet.get("name", "")] = targets[identity]
    return parts


def _worksheet(data: bytes, styles: Mapping[int, Format], limits: Limits) -> Worksheet:
    _check_extent(data, limits)
    rows = (_ROW.search(row) for row in _HIDDEN_ROW.findall(data))
    columns: set[int] = set()
    for about in _HIDDEN_COLUMNS.findall(data):
        first, last = _FIRST.search(about), _LAST.search(about)
        if first and last:
            columns.update(range(int(first[1]) - 1, min(int(last[1]), 16_384)))
    return Worksheet(
        frozenset(int(row[1]) - 1 for row in rows if row),
        frozenset(columns),
        formats_of_cells(data, styles),
        sum(1 for _ in _NOT_COMPUTED.finditer(data)) if b"f>" in data or b"<f " in data else 0,
    )


def _check_extent(data: bytes, limits: Limits) -> None:
    lowest = rightmost = 0
    for letters, row in _REFERENCE.findall(data):
        lowest = max(lowest, int(row))
        rightmost = max(rightmost, column_number(letters.upper()))
    limits.check("cells", lowest * rightmost, "cells of a sheet")
