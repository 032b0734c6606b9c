"""What it costs to validate, correct and harmonise a million figures, against reading them.

    python tests/benchmarks/tables.py [COPIES]

The tables of the specimen reports, COPIES times (700 make a million figures), each under names of
its own. Printed: seconds, and how often the time that reading the same figures from Parquet takes.
"""

from __future__ import annotations

import io
import sys

import polars as pl
from timing import seconds

import giox
from giox.corrections import apply, propose
from giox.shipped import shared_path
from giox.tables import to_parquet


def main(copies: int) -> None:
    """Print a line for each step."""
    read = giox.extract(shared_path("data", "specimens"), progress=False)
    reports, figures, findings = (
        _copied(frame, copies) for frame in (read.reports, read.observations, read.findings)
    )
    lines = propose(figures, findings).with_columns(
        reason=pl.lit("benchmark"),
        who=pl.lit("N. N."),
        date=pl.lit("2026-01-31"),
        new=pl.coalesce("new", pl.lit("1")),
    )
    stored = to_parquet(figures)
    print(f"{figures.height} figures of {reports.height} reports, {lines.height} corrections")
    base = None
    for name, step in (
        ("read Parquet", lambda: pl.read_parquet(io.BytesIO(stored))),
        ("validate", lambda: giox.validate(figures, "observations")),
        ("correct", lambda: apply(figures, lines)),
        ("panel", lambda: giox.panel(figures, reports)),
        ("panel, in the divisions of 2020", lambda: giox.panel(figures, reports, boundaries=2020)),
    ):
        taken = seconds(step)
        base = base or taken
        print(f"{name:35} {taken:7.2f} s {taken / base:7.1f} x")


def _copied(frame: pl.DataFrame, copies: int) -> pl.DataFrame:
    numbered = (
        frame.with_columns(report=pl.format("{}_{}", pl.lit(number), "report"))
        for number in range(copies)
    )
    return pl.concat(numbered)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 700)
