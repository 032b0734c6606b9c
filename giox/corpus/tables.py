"""The tables of a part: what reading one batch gives, and what later runs must know of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from giox.checks import SIGNATURES
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

__all__ = ["LEDGER", "MEMBERS", "SCHEMAS", "Piece", "from_bytes"]

LEDGER = pl.Schema(
    {
        "report": pl.String,
        "stamp": pl.String,
        "sha256": pl.String,
        "spent": pl.String,
        "again": pl.Boolean,
        "part": pl.String,
    }
)
"""One row per file or document of a dump: the state in which it was read.

`spent` are the limits beyond which it went, if it did; `again` marks what could not be opened,
which a later run tries again; `part` is the part that has its rows,
null where it is the part in which this row stands.
"""

MEMBERS = pl.Schema(
    {
        "source": pl.String,
        "report": pl.String,
        "number": pl.Int64,
        "position": pl.Int64,
        "size": pl.Int64,
        "problem": pl.String,
    }
)
"""The documents of a dump that are to be read, and those that cannot be."""

SCHEMAS: Mapping[str, pl.Schema] = {
    "reports": REPORTS.schema,
    "observations": OBSERVATIONS.schema,
    "findings": FINDINGS.schema,
    "signatures": SIGNATURES,
    "members": MEMBERS,
    "ledger": LEDGER,
}
"""The tables of a part; the ledger is written last, and makes the part count."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What reading some files gave: tables as the bytes of Parquet files, and how much it is."""

    tables: Mapping[str, bytes] = field(repr=False)
    items: int
    reports: int
    figures: int
    findings: int

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame]) -> Piece:
        """Pack frames, one for each name of `SCHEMAS`."""
        return cls(
            {name: to_bytes(frames[name]) for name in SCHEMAS},
            items=frames["ledger"].height,
            reports=frames["reports"].height,
            figures=frames["observations"].height,
            findings=frames["findings"].height,
        )


def to_bytes(frame: pl.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file."""
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def from_bytes(data: bytes, **options: Any) -> pl.DataFrame:  # noqa: ANN401 - options of polars
    """Return the frame in the bytes of a Parquet file."""
    return pl.read_parquet(io.BytesIO(data), **options)
