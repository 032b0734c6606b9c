"""What the reader of workbooks does not tell of the sheets of an xlsx file.

Rows and columns that are hidden, and formulas whose values nobody has computed.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass

from giox.documents.archive import read_part
from giox.documents.formats import parts_of_sheets

__all__ = ["Worksheet", "worksheets"]

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
    """A sheet: its hidden rows and columns, from 0, and how many formulas have no value."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    not_computed: int = 0


def worksheets(archive: zipfile.ZipFile) -> dict[str, Worksheet]:
    """Return the sheets of a workbook by their names."""
    names = set(archive.namelist())
    return {
        sheet: _worksheet(read_part(archive, part))
        for sheet, part in parts_of_sheets(archive).items()
        if part in names
    }


def _worksheet(data: bytes) -> Worksheet:
    rows = (_ROW.search(row) for row in _HIDDEN_ROW.findall(data))
    columns: set[int] = set()
    for about in _HIDDEN_COLUMNS.findall(data):
        first, last = _FIRST.search(about), _LAST.search(about)
        if first and last:
            columns.update(range(int(first[1]) - 1, min(int(last[1]), 16_384)))
    return Worksheet(
        frozenset(int(row[1]) - 1 for row in rows if row),
        frozenset(columns),
        sum(1 for _ in _NOT_COMPUTED.finditer(data)) if b"f>" in data or b"<f " in data else 0,
    )
