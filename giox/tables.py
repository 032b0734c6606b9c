"""The tables in a folder: read and written whole, as Parquet, or as CSV safe for a spreadsheet.

Text that a spreadsheet would take for a formula is written to CSV with an apostrophe before it,
and read without it (`giox.spreadsheets`). Numbers, dates and Parquet files are not touched.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from giox.errors import GioxError
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS, Table, conform
from giox.spreadsheets import disarmed, restored

__all__ = ["Tables", "from_csv", "read_table", "read_tables", "to_csv", "to_parquet"]

_FORMATS = ("parquet", "csv")


@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables of a folder, and the files that they were read from."""

    reports: pl.DataFrame
    observations: pl.DataFrame
    findings: pl.DataFrame
    files: tuple[Path, ...]


def read_tables(folder: str | Path) -> Tables:
    """Read the tables that `giox extract` wrote to a folder.

    Parameters
    ----------
    folder : str or Path
        It holds `reports`, `observations` and `findings`, each as `.parquet` or `.csv`; where
        both are there, Parquet is read.

    Raises
    ------
    GioxError
        If a table is not there or cannot be read.
    SchemaError
        If one is not as `giox.schema` says.

    Examples
    --------
    >>> read_tables("no such folder")
    Traceback (most recent call last):
    ...
    giox.errors.GioxError: no such folder has no table of reports: ...
    """
    found = [_needed(Path(folder), table) for table in (REPORTS, OBSERVATIONS, FINDINGS)]
    frames = [frame for frame, _ in found]
    return Tables(frames[0], frames[1], frames[2], tuple(path for _, path in found))


def read_table(folder: Path, table: Table) -> tuple[pl.DataFrame, Path] | None:
    """Read one table of a folder, and return it with its file; None where it is not there.

    Raises
    ------
    GioxError, SchemaError
        As `read_tables`.

    Examples
    --------
    >>> read_table(Path("no such folder"), FINDINGS) is None
    True
    """
    for format in _FORMATS:  # noqa: A001 - the word of the command line
        path = folder / f"{table.name}.{format}"
        if path.is_file():
            try:
                data = path.read_bytes()
                frame = pl.read_parquet(data) if format == "parquet" else from_csv(data, table)
            except (OSError, pl.exceptions.PolarsError) as error:
                msg = f"{path} cannot be read: {error}"
                raise GioxError(msg) from error
            return conform(frame, table), path
    return None


def _needed(folder: Path, table: Table) -> tuple[pl.DataFrame, Path]:
    found = read_table(folder, table)
    if found is not None:
        return found
    msg = f"{folder} has no table of {table.name}: name a folder that `giox extract` wrote to"
    raise GioxError(msg)


def from_csv(data: bytes, table: Table) -> pl.DataFrame:
    """Read a table from CSV as `to_csv` writes it.

    Examples
    --------
    >>> from_csv(to_csv(FINDINGS.empty()), FINDINGS).equals(FINDINGS.empty())
    True
    """
    frame = pl.read_csv(data, schema_overrides=table.schema, infer_schema=False)
    texts = [restored(pl.col(name)).alias(name) for name in _texts(frame)]
    return conform(frame.with_columns(texts), table)


def to_csv(frame: pl.DataFrame) -> bytes:
    r"""Return a frame as CSV: UTF-8 with a mark that spreadsheets need, text made safe.

    Examples
    --------
    >>> to_csv(pl.DataFrame({"raw": ["=1+1", "-", "3"], "value": [-1.0, 0.5, 3.0]})).decode()
    "\ufeffraw,value\n'=1+1,-1.0\n-,0.5\n3,3.0\n"
    """
    texts = [disarmed(pl.col(name)).alias(name) for name in _texts(frame)]
    return frame.with_columns(texts).write_csv(include_bom=True).encode()


def to_parquet(frame: pl.DataFrame) -> bytes:
    """Return a frame as Parquet.

    Examples
    --------
    >>> pl.read_parquet(to_parquet(FINDINGS.empty())).equals(FINDINGS.empty())
    True
    """
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _texts(frame: pl.DataFrame) -> list[str]:
    return [name for name, dtype in frame.schema.items() if dtype == pl.String]
