"""`giox.extract` and its twin that writes: from paths to tables."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import polars as pl

from giox.corpus.locations import as_location, is_address, opened
from giox.corpus.merge import TABLES
from giox.corpus.options import MAX_BYTES, MEMORY, TIMEOUT, Options
from giox.corpus.pipeline import Run
from giox.corpus.result import Extraction, Format, Summary
from giox.corpus.sources import PathLike, list_items
from giox.corpus.stores import Store, store_at
from giox.errors import GioxError
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["extract", "extract_to"]

_FORMATS = ("parquet", "csv")


def extract(  # noqa: PLR0913 - options, each independent of the others
    paths: PathLike | Iterable[PathLike],
    *,
    processes: int | None = None,
    client: Client | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    max_bytes: int = MAX_BYTES,
    first_look: bool = True,
    ocr: bool = False,
    progress: bool | None = None,
) -> Extraction:
    """Read saved reports and return their figures as tables.

    Parameters
    ----------
    paths : str, Path or iterable of these
        Files, and folders that are searched with all their subfolders, or addresses that
        fsspec knows (`s3://…`; needs `giox[dask]`). Hidden files are passed over. Each document
        of a dump (JSON Lines, Parquet, WARC) is a report of its own, called after the dump, `#`
        and its number.
    processes : int, optional
        How many processes read; as many as there are processors by default. A few small texts
        are read in this process, and so is everything with 0: without limits of time and
        memory.
    client : distributed.Client, optional
        A Dask cluster to read on instead.
    timeout : float
        Seconds that reading one file may take, 120 by default.
    memory : int
        Bytes of memory that reading one file may take, 2 GB by default; held on Linux.
    max_bytes : int
        The largest file, or document of a dump, that is read, 100 MB by default.
    first_look : bool
        Whether documents of a dump are passed over that do not hold the words that every
        report uses.
    ocr : bool
        Whether to read tables from pictures too (scanned PDFs, pictures of tables), which takes
        seconds each and needs `giox[ocr]`. Figures from them have `ocr` in their note.
    progress : bool, optional
        Whether to show a progress bar; by default only for more than twenty files.

    Returns
    -------
    Extraction
        `.reports`, `.observations` and `.findings`, sorted by file, so that the order of the
        paths does not matter. All are held in memory; use `extract_to` where that is too much.

    Raises
    ------
    GioxError
        If a path does not exist. A file that cannot be read raises nothing: it has a row
        with the status `unreadable` and a finding that says what to do.

    Examples
    --------
    >>> from giox.shipped import shared_path
    >>> extraction = extract(shared_path("data", "specimens"))
    >>> extraction.reports["status"].value_counts(sort=True)["status"].to_list()[0]
    'ok'
    """
    options = Options(timeout, memory, max_bytes, first_look, ocr)
    items = list_items(paths, frozenset())
    with tempfile.TemporaryDirectory(prefix="giox-") as folder:
        Run(options, processes, client, progress).write(items, store_at(folder, lasting=False))
        frames = [
            pl.read_parquet(io.BytesIO(Path(folder, f"{name}.parquet").read_bytes()))
            for name in TABLES
        ]
    return Extraction(*frames)


def extract_to(  # noqa: PLR0913 - as above
    paths: PathLike | Iterable[PathLike],
    output: PathLike,
    format: Format = "parquet",  # noqa: A002 - as in the command
    *,
    processes: int | None = None,
    client: Client | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    max_bytes: int = MAX_BYTES,
    first_look: bool = True,
    ocr: bool = False,
    progress: bool | None = None,
) -> Summary:
    """Read any number of saved reports and write their figures as tables.

    What was read is kept in `output/.parts`: a run that was stopped, by whatever, goes on where
    it stopped when it is called again, and a file that has not changed is not read again. The
    tables are the same as those of a run that was not stopped.

    Parameters
    ----------
    paths, processes, client, timeout, memory, max_bytes, first_look, ocr, progress
        As for `extract`.
    output : str or Path
        The folder, or address, to write to: `reports`, `observations`, `findings` and
        `duplicates`, each whole or not at all.
    format : {"parquet", "csv"}
        Of the tables. In CSV, text that a spreadsheet would take for a formula has an
        apostrophe before it.

    Returns
    -------
    Summary
        What was written, and how many of what kind there are.

    Raises
    ------
    GioxError
        If a path does not exist, the output cannot be written to, holds a file of the name of a
        table that is none, or is being written to by another run.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from giox.shipped import shared_path
    >>> specimen = shared_path("data", "specimens", "03_2019_pipe.txt")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     summary = extract_to(specimen, folder, "csv")
    ...     sorted(file.name for file in pathlib.Path(folder).glob("*.csv"))
    ['duplicates.csv', 'findings.csv', 'observations.csv', 'reports.csv']
    >>> summary.statuses
    {'ok': 1}
    """
    if format not in _FORMATS:
        msg = f"the format is parquet or csv, not {format}"
        raise GioxError(msg)
    options = Options(timeout, memory, max_bytes, first_look, ocr)
    store = store_at(output)
    items = list_items(paths, _own(output))
    _check_ours(store, format)
    with store.alone():
        return Run(options, processes, client, progress).write(items, store, format)


def _own(output: PathLike) -> frozenset[str]:
    """Return where the tables are written to, which are no reports to read."""
    location = as_location(output).rstrip("/")
    whole = location if is_address(location) else os.path.abspath(location)  # noqa: PTH100
    return frozenset(f"{whole}/{name}.{kind}" for name in TABLES for kind in _FORMATS)


def _check_ours(store: Store, kind: str) -> None:
    """Refuse to overwrite what is no table of giox."""
    for table in (REPORTS, OBSERVATIONS, FINDINGS):
        name = f"{table.name}.{kind}"
        try:
            with opened(store.where(name)) as stream:
                columns = _columns(stream, kind)
        except OSError:
            continue
        if columns != list(table.names):
            msg = (
                f"{store.where(name)} is no table of giox and would be overwritten; move it, or "
                "choose another --output"
            )
            raise GioxError(msg)


def _columns(stream: IO[bytes], kind: str) -> list[str]:
    if kind == "csv":
        return stream.readline().decode("utf-8-sig", "replace").strip().split(",")
    try:
        return list(pl.read_parquet_schema(stream))
    except pl.exceptions.PolarsError:
        return []
