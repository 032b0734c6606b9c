"""Corrections of the tables in a folder: lines proposed from findings, and tables corrected."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from giox.checks import check
from giox.corrections.apply import Corrected, apply
from giox.corrections.propose import propose
from giox.errors import CorrectionError
from giox.files import write_files
from giox.schema import DUPLICATES, FINDINGS, REPLACED
from giox.tables import read_table, read_tables, to_csv, to_parquet

__all__ = ["correct_folder", "propose_folder"]

_FILE = "corrections.csv"


def propose_folder(folder: str | Path, to: str | Path | None = None) -> tuple[Path, int]:
    """Write a file of corrections with a line for each figure that a finding speaks of.

    Parameters
    ----------
    folder : str or Path
        It holds the tables of `giox extract`.
    to : str or Path, optional
        The file; by default `corrections.csv` in the folder.

    Returns
    -------
    tuple of Path and int
        The file, and how many lines it has.

    Raises
    ------
    CorrectionError
        If the file is there already: what somebody has filled in is never written over.
    """
    path = Path(folder) / _FILE if to is None else Path(to)
    if path.exists():
        msg = f"{path} is there already: apply it, or choose another file"
        raise CorrectionError(msg)
    tables = read_tables(folder)
    lines = propose(tables.observations, tables.findings)
    write_files(path.parent, {path.name: to_csv(lines)})
    return path, lines.height


def correct_folder(
    folder: str | Path, corrections: str | Path, to: str | Path | None = None
) -> tuple[list[Path], Corrected]:
    """Write corrected tables beside those of a folder.

    Parameters
    ----------
    folder : str or Path
        It holds the tables of `giox extract`.
    corrections : str or Path
        The file of corrections.
    to : str or Path, optional
        Where the tables go; by default `corrected` in the folder.

    Returns
    -------
    tuple of list of Path and Corrected
        The files: the tables in the format that was found, `replaced` (the rows as they were,
        with the reasons), and the file of corrections. Figures are checked anew: findings
        that no longer hold are gone, each correction is a notice.

    Raises
    ------
    CorrectionError
        If a correction does not fit (see `giox.correct`), or `to` is the folder itself.
    """
    target = Path(folder) / "corrected" if to is None else Path(to)
    if target.resolve() == Path(folder).resolve():
        msg = "the corrected tables go beside the ones that were read: choose another folder"
        raise CorrectionError(msg)
    tables = read_tables(folder)
    done = apply(tables.observations, Path(corrections))
    old = check(tables.observations, tables.reports)
    said = tables.findings.join(old, on=FINDINGS.names, how="anti", nulls_equal=True)
    again = check(done.observations, tables.reports)
    findings = FINDINGS.sort(pl.concat([said, again, done.findings]))
    alike = read_table(Path(folder), DUPLICATES)
    frames = {
        "reports": tables.reports,
        "observations": done.observations,
        "findings": findings,
        REPLACED.name: done.replaced,
        **({} if alike is None else {DUPLICATES.name: alike[0]}),
    }
    format = tables.files[1].suffix  # noqa: A001 - the word of the command line
    files = {
        f"{name}{format}": to_csv(frame) if format == ".csv" else to_parquet(frame)
        for name, frame in frames.items()
    }
    files[f"corrections{Path(corrections).suffix}"] = Path(corrections).read_bytes()
    return write_files(target, files), done
