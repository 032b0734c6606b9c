"""The overview of the checks as a few lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.checks.catalogue import Language
from giox.checks.overview import Overview
from giox.checks.page import words
from giox.schema import LEVELS, SEVERITIES

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["terminal"]

_MOST_FILES = 10
_COLOURS = {"error": "red", "warning": "yellow", "notice": "bright_black"}


def terminal(seen: Overview, language: Language = "en") -> RenderableType:
    """Return what `rich` prints of an overview: coverage, findings by kind, the worst files."""
    from rich.console import Group
    from rich.text import Text

    said = words(language)
    head = Text.assemble(
        (f"{seen.reports.height:,} {said['reports']}", "bold"),
        f", {seen.figures:,} {said['figures']}",
    )
    if seen.findings.is_empty():
        return Group(head, _coverage(seen, language), Text(said["no_findings"]))
    return Group(head, _coverage(seen, language), _kinds(seen, language), _files(seen, language))


def _table(title: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)


def _coverage(seen: Overview, language: Language) -> Table:
    said = words(language)
    cells = {(row[0], row[1]): row[2] for row in seen.coverage.iter_rows()}
    levels = [one for one in (*LEVELS, None) if any(level == one for level, _ in cells)]
    table = _table(said["coverage"])
    table.add_column()
    for level in levels:
        table.add_column(said["of_level"].get(level, said["unknown"]), justify="right")
    for year in sorted({year for _, year in cells}, key=lambda year: (year is None, year)):
        counts = (str(cells.get((level, year), "")) for level in levels)
        table.add_row(str(year or said["unknown"]), *counts)
    return table


def _kinds(seen: Overview, language: Language) -> Table:
    from rich.text import Text

    said = words(language)
    table = _table(said["findings"])
    table.add_column("", justify="right")
    table.add_column("")
    table.add_column("", overflow="fold")
    for row in seen.kinds.iter_rows(named=True):
        rule = row[f"must_hold_{language}"] or ""
        colour = _COLOURS[row["severity"]]
        table.add_row(Text(f"{row['findings']:,}", colour), Text(row["check"], colour), Text(rule))
    return table


def _files(seen: Overview, language: Language) -> Table:
    from rich.text import Text

    said = words(language)
    table = _table(said["files"])
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold")
    for severity in SEVERITIES:
        table.add_column(said[f"{severity}s"], justify="right", style=_COLOURS[severity])
    worst = seen.reports.filter(pl.sum_horizontal(SEVERITIES) > 0).head(_MOST_FILES)
    for row in worst.iter_rows(named=True):
        place = " ".join(str(one) for one in (row["region"], row["year"]) if one is not None)
        counts = (str(row[one] or "") for one in SEVERITIES)
        table.add_row(Text(row["report"]), Text(place), *counts)
    return table
