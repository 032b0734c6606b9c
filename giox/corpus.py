"""Folders of reports in, the three tables out.

One file never costs another its result: what cannot be read becomes a row that says why.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl

from giox.checks import check
from giox.documents import Member, is_dump, members
from giox.errors import DocumentError, GioxError
from giox.extraction import read_all
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

__all__ = ["Extraction", "Format", "extract", "find_files"]

Format = Literal["parquet", "csv"]
PathLike = str | Path


@dataclass(frozen=True, slots=True)
class Extraction:
    """The three tables of a set of reports.

    Attributes
    ----------
    reports : polars.DataFrame
        One row per report, and per file that holds none; see `giox.schema.REPORTS`.
    observations : polars.DataFrame
        One row per figure; see `giox.schema.OBSERVATIONS`.
    findings : polars.DataFrame
        One row per thing to know before trusting a figure; see `giox.schema.FINDINGS`.
    """

    reports: pl.DataFrame
    observations: pl.DataFrame
    findings: pl.DataFrame

    def write(self, folder: PathLike, format: Format = "parquet") -> list[Path]:  # noqa: A002
        """Write the tables to a folder, each whole or not at all, and return their paths.

        Raises
        ------
        GioxError
            If the folder cannot be made or written to.
        """
        folder = Path(folder)
        written = []
        for name in ("reports", "observations", "findings"):
            frame: pl.DataFrame = getattr(self, name)
            path = folder / f"{name}.{format}"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                half = path.with_name(f".{path.name}.part")
                if format == "csv":
                    frame.write_csv(half, include_bom=True)
                else:
                    frame.write_parquet(half)
                half.replace(path)
            except OSError as error:
                msg = (
                    f"{path} cannot be written: {error.strerror or error}; choose another --output"
                )
                raise GioxError(msg) from error
            written.append(path)
        return written

    def __repr__(self) -> str:
        """Say how much there is."""
        return (
            f"Extraction({self.reports.height} reports, {self.observations.height} figures, "
            f"{self.findings.height} findings)"
        )


def extract(paths: PathLike | Iterable[PathLike], *, progress: bool | None = None) -> Extraction:
    """Read saved reports and return their figures as tables.

    Parameters
    ----------
    paths : str, Path or iterable of these
        Files, and folders that are searched with all their subfolders. Hidden files are
        passed over. Each document of a dump (JSON Lines, Parquet, WARC) is a report of its
        own, called after the dump, `#` and its number.
    progress : bool, optional
        Whether to show a progress bar; by default only for more than twenty files.

    Returns
    -------
    Extraction
        `.reports`, `.observations` and `.findings`, sorted by file, so that the order of the
        paths does not matter.

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
    files = find_files(paths)
    reports: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    remarks: list[dict[str, Any]] = []
    for name, path in _progress(files, shown=len(files) > 20 if progress is None else progress):
        for one in _read(name, path):
            reports += one.reports
            figures += one.figures
            remarks += one.remarks
    table = REPORTS.build(reports)
    observations = OBSERVATIONS.build(figures)
    findings = pl.concat([FINDINGS.build(remarks), check(observations, table)])
    return Extraction(
        table,
        observations,
        findings.sort(FINDINGS.order, nulls_last=True, maintain_order=True),
    )


def find_files(paths: PathLike | Iterable[PathLike]) -> list[tuple[str, Path]]:
    """Return the files under the paths, each with its name in the tables, sorted by it.

    The name is relative to the folder that was given, its parts joined by `/`. Where two
    folders hold a file of the same name, the folders' names are put before it.

    Raises
    ------
    GioxError
        If a path does not exist.
    """
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    found: list[tuple[Path, Path]] = []
    for path in given:
        if path.is_dir():
            found += ((path, file) for file in _walk(path))
        elif path.exists():
            found.append((path.parent, path))
        else:
            msg = f"{path} does not exist; name a file or a folder of saved reports"
            raise GioxError(msg)
    unique = {file.absolute(): (root, file) for root, file in found}
    names = [file.relative_to(root).as_posix() for root, file in unique.values()]
    doubled = {name for name in names if names.count(name) > 1} if len(given) > 1 else set()
    return sorted(
        (f"{root.name}/{name}" if name in doubled else name, file)
        for name, (root, file) in zip(names, unique.values(), strict=True)
    )


def _walk(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(path, name) for name in sorted(names) if not name.startswith("."))


@dataclass(frozen=True, slots=True)
class _Rows:
    """What one file adds to the tables."""

    reports: list[dict[str, Any]]
    figures: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)


def _read(name: str, path: Path) -> Iterator[_Rows]:
    """Yield what a file adds: once, or for each document of a dump."""
    try:
        if is_dump(path.name):
            for member in members(path):
                number = member.name.rpartition("#")[2]
                yield _document(f"{name}#{number}", member)
        else:
            yield _document(name, Member(name, path.read_bytes(), name))
    except DocumentError as error:
        yield _unreadable(name, None, str(error))
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror or error}; check your rights to it"
        yield _unreadable(name, None, reason)


def _document(name: str, member: Member) -> _Rows:
    if member.problem is not None:
        return _unreadable(name, None, member.problem)
    try:
        parts = read_all(member.data, name, member.file_name)
    except DocumentError as error:
        return _unreadable(name, member.data, str(error))
    except Exception as error:  # one file must not end the run over a folder
        reason = (
            f"reading failed ({type(error).__name__}: {error}); please report the file to the "
            "developers of giox"
        )
        return _unreadable(name, member.data, reason)
    return _Rows(
        [part.row for part in parts],
        [row for part in parts for row in part.figure_rows],
        [row for part in parts for row in part.remark_rows],
    )


def _unreadable(name: str, data: bytes | None, reason: str) -> _Rows:
    where = {"report": name, "part": 0}
    sha256 = hashlib.sha256(data).hexdigest() if data is not None else None
    remark = where | {"check": "unreadable", "severity": "error", "message": reason}
    return _Rows([where | {"status": "unreadable", "sha256": sha256}], [], [remark])


def _progress(files: list[tuple[str, Path]], *, shown: bool) -> Iterable[tuple[str, Path]]:
    if not shown:
        return files
    from tqdm.auto import tqdm

    bar: Iterable[tuple[str, Path]] = tqdm(files, desc="reports", unit="file")
    return bar
