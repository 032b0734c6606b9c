"""What an extraction returns: tables in memory, or a summary of tables that were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from giox.corpus.stores import store_at
from giox.corpus.tables import to_bytes
from giox.schema import DUPLICATES, SEVERITIES
from giox.spreadsheets import disarmed_frame

__all__ = ["Extraction", "Format", "Summary"]

Format = Literal["parquet", "csv"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """The tables of a set of reports.

    Attributes
    ----------
    reports : polars.DataFrame
        One row per report, and per file that holds none; see `giox.schema.REPORTS`.
    observations : polars.DataFrame
        One row per figure; see `giox.schema.OBSERVATIONS`.
    findings : polars.DataFrame
        One row per thing to know before trusting a figure; see `giox.schema.FINDINGS`.
    duplicates : polars.DataFrame
        One row per report whose wording is that of another: `report`, `part`, `duplicate_of`,
        `duplicate_of_part`, `similarity` (0 to 1).
    """

    reports: pl.DataFrame
    observations: pl.DataFrame
    findings: pl.DataFrame
    duplicates: pl.DataFrame = field(default_factory=DUPLICATES.empty)

    def write(self, folder: str | Path, format: Format = "parquet") -> list[Path]:  # noqa: A002
        """Write the tables to a folder, each whole or not at all, and return their paths.

        In CSV, text that a spreadsheet would take for a formula has an apostrophe before it;
        `giox.spreadsheets.restored` takes it away.

        Raises
        ------
        GioxError
            If the folder cannot be made or written to.
        """
        store = store_at(folder)
        written = []
        for name in ("reports", "observations", "findings"):
            frame: pl.DataFrame = getattr(self, name)
            if format == "csv":
                safe = disarmed_frame(frame.lazy(), frame.schema).collect()
                store.write(f"{name}.csv", safe.write_csv(include_bom=True).encode())
            else:
                store.write(f"{name}.parquet", to_bytes(frame))
            written.append(Path(folder) / f"{name}.{format}")
        return written

    def __repr__(self) -> str:
        """Say how much there is."""
        return (
            f"Extraction({self.reports.height} reports, {self.observations.height} figures, "
            f"{self.findings.height} findings)"
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What an extraction wrote.

    Attributes
    ----------
    written : tuple of str
        Paths or addresses of the tables.
    read : int
        Files and documents of dumps that this run read; the others were read before.
    figures : int
        Rows of the observations table.
    statuses : mapping of str to int
        Reports by status.
    findings : mapping of (str, str) to int
        Findings by severity and check.
    """

    written: tuple[str, ...]
    read: int
    figures: int
    statuses: Mapping[str, int]
    findings: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, tables: Mapping[str, Path], written: tuple[str, ...], read: int) -> Summary:
        """Count what the tables at some paths hold."""
        scans = {
            path.stem: pl.scan_parquet(path) if path.suffix == ".parquet" else pl.scan_csv(path)
            for path in tables.values()
        }
        statuses = scans["reports"].group_by("status").len().sort("status").collect()
        findings = (
            scans["findings"]
            .group_by("severity", "check")
            .len()
            .sort(pl.col("severity").cast(pl.Enum(SEVERITIES)), "check")
            .collect()
        )
        return cls(
            written,
            read,
            figures=int(scans["observations"].select(pl.len()).collect().item()),
            statuses=dict(statuses.iter_rows()),
            findings={(severity, check): count for severity, check, count in findings.iter_rows()},
        )

    def __str__(self) -> str:
        """Say in a few lines what was read and what the checks found."""
        reports, findings = sum(self.statuses.values()), sum(self.findings.values())
        lines = [f"  {reports} reports, {self.figures} figures, {findings} findings"]
        lines += (f"  {count} {status}" for status, count in self.statuses.items())
        lines += (
            f"  {severity}: {count} {check}" for (severity, check), count in self.findings.items()
        )
        return "\n".join(lines)
