"""The rows that reading collects, and the tables they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from giox.checks import SIGNATURES, check_within, signature
from giox.corpus.tables import LEDGER, MEMBERS, Piece
from giox.extraction import Report
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

__all__ = ["Item", "Rows"]


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a document of a dump, that is to be read.

    Attributes
    ----------
    report : str
        Its name in the tables.
    location : str
        Path or address of the file.
    stamp : str
        What tells, without reading it, that the file has changed.
    number, position : int or None
        Which document of a dump; None for a file, or a dump that is to be looked through.
    problem : str or None
        Why the document cannot be taken out of its dump.
    sha256, part : str or None
        What the file held when it was read before, and the part with its rows.
    """

    report: str
    location: str
    stamp: str
    number: int | None = None
    position: int | None = None
    problem: str | None = None
    sha256: str | None = None
    part: str | None = None


@dataclass(slots=True)
class Rows:
    """What items add to the tables of a part."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    signatures: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)

    def read(self, report: Report) -> None:
        """Add a report."""
        self.reports.append(report.row)
        self.figures += report.figure_rows
        self.findings += report.remark_rows
        if report.status != "no_report":
            where = {"report": report.report, "part": report.part}
            self.signatures.append(where | {"signature": signature(report.clean)})

    def unreadable(
        self, item: Item, reason: str, *, check: str = "unreadable", sha256: str | None = None
    ) -> None:
        """Add the row of an item that could not be read, and the finding that says why."""
        self.reports.append(
            {"report": item.report, "part": 0, "status": "unreadable", "sha256": sha256}
        )
        self.found(item, check, "error", reason)

    def found(
        self, item: Item, check: str, severity: str, message: str, found: str | None = None
    ) -> None:
        """Add a finding on an item as a whole."""
        self.findings.append(
            {
                "report": item.report,
                "part": 0,
                "check": check,
                "severity": severity,
                "found": found,
                "message": message,
            }
        )

    def done(
        self,
        item: Item,
        *,
        sha256: str | None = None,
        spent: str | None = None,
        again: bool = False,
        part: str | None = None,
    ) -> None:
        """Note in which state an item was read."""
        self.ledger.append(
            {
                "report": item.report,
                "stamp": item.stamp,
                "sha256": sha256,
                "spent": spent,
                "again": again,
                "part": part,
            }
        )

    def piece(self) -> Piece:
        """Return the tables, sorted, with what the checks find in each report by itself."""
        reports = REPORTS.build(self.reports)
        figures = OBSERVATIONS.build(self.figures)
        found = pl.concat([FINDINGS.build(self.findings), check_within(figures, reports)])
        return Piece.of(
            {
                "reports": reports,
                "observations": figures,
                "findings": FINDINGS.sort(found),
                "signatures": pl.DataFrame(self.signatures, schema=SIGNATURES, orient="row"),
                "members": pl.DataFrame(self.members, schema=MEMBERS, orient="row"),
                "ledger": pl.DataFrame(self.ledger, schema=LEDGER, orient="row"),
            }
        )
