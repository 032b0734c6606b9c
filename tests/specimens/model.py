"""What a specimen is made of: cells, tables, and the truth that must come out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Key = tuple[str, str | None]
"""Indicator and applicant (null where the form has no applicant columns)."""

Demand = Literal["value", "optional", "absent"]
"""value: must come out and be right; optional: may be missing, never wrong; absent: no figure."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell; `key` says which figure it holds, `rows` and `columns` what it spans."""

    text: str
    rows: int = 1
    columns: int = 1
    key: Key | None = None


Table = tuple[tuple[Cell, ...], ...]
"""The rows of a table, each with the cells that begin in it (as in HTML)."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One figure that a report gives, or (demand `absent`) seems to give and does not."""

    indicator: str
    applicant: str | None
    value: float | None
    origin: Literal["table", "narrative"]
    scope: str | None = None
    demand: Demand = "value"
    part: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that the checks must make; `kind` is said in words, not as a check's name."""

    kind: str
    indicator: str | None = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """The row of the reports table that must come out; None means that it is not asked."""

    division_code: str
    region: str
    year: int | None
    form: str
    script: str = "simplified"
    status: str | None = "ok"
    scope: str | None = None
    title: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file and what must be read from it."""

    filename: str
    data: bytes
    form: str
    layout: str
    damage: str
    truths: tuple[Truth, ...]
    reports: tuple[Meta, ...]
    findings: tuple[Finding, ...] = ()


def matrix(table: Table) -> list[list[tuple[Cell, bool] | None]]:
    """Return the full grid of `table`: each place with its cell and whether the cell begins there.

    Places that no cell covers are None.
    """
    width = max(sum(cell.columns for cell in row) for row in table)
    grid: list[list[tuple[Cell, bool] | None]] = []
    taken: dict[tuple[int, int], Cell] = {}
    for y, row in enumerate(table):
        cells = iter(row)
        line: list[tuple[Cell, bool] | None] = []
        x = 0
        while x < width:
            if (y, x) in taken:
                line.append((taken[y, x], False))
                x += 1
                continue
            cell = next(cells, None)
            if cell is None:
                line.append(None)
                x += 1
                continue
            for dy in range(cell.rows):
                for dx in range(cell.columns):
                    taken[y + dy, x + dx] = cell
            line += [(cell, True)] + [(cell, False)] * (cell.columns - 1)
            x += cell.columns
        grid.append(line)
    return grid
