"""A publication: the tables of a folder with all that a reader needs to trust and reuse them."""

from __future__ import annotations

from importlib.metadata import version as installed
from pathlib import Path
from platform import python_version
from typing import Any

import polars as pl

from giox import __version__
from giox.corrections import load_corrections
from giox.errors import GioxError
from giox.files import write_files
from giox.panels import panel, panel_findings, panel_table
from giox.panels.placing import Unit
from giox.publication.codebook import codebook
from giox.publication.package import PROFILE, as_json, file_resource, sha256, table_resource
from giox.publication.pages import html, markdown
from giox.publication.texts import About, citation, readme
from giox.schema import (
    CORRECTIONS,
    DUPLICATES,
    FINDINGS,
    OBSERVATIONS,
    REPLACED,
    REPORTS,
    Table,
)
from giox.tables import Tables, read_table, read_tables, to_csv, to_parquet
from giox.validation import validate

__all__ = ["publish"]

_LIBRARIES = ("dataframely", "polars")
_LINKED = {"observations", "findings", "duplicates", "replaced"}
_SUMS = "SHA256SUMS"
_REPORT_KEY = {
    "foreignKeys": [
        {
            "fields": ["report", "part"],
            "reference": {"resource": "reports", "fields": ["report", "part"]},
        }
    ]
}


def publish(
    folder: str | Path,
    to: str | Path | None = None,
    *,
    about: About | None = None,
    unit: Unit = "body",
    boundaries: int | None = None,
) -> list[Path]:
    """Write a folder that can be handed to a journal's data editor or a repository.

    Parameters
    ----------
    folder : str or Path
        The tables of `giox extract`, or the corrected ones of `giox correct --apply`.
    to : str or Path, optional
        The folder to write; by default `publication` in `folder`.
    about : About, optional
        Title, authors and licence of the data set.
    unit, boundaries
        As for `giox.panel`.

    Returns
    -------
    list of Path
        What was written: `data/` (reports, observations, findings, panel; where there are any,
        duplicates, corrections and replaced; each as CSV and Parquet), `datapackage.json`,
        `codebook.html`, `.md` and `.csv`, `provenance.json`, `README.md`, `CITATION.cff`,
        `SHA256SUMS`. There is no date in any of them: the same tables give the same bytes.

    Raises
    ------
    GioxError
        If a table is not there, or the folder to write holds something else.
    SchemaError
        If a table is not as `giox.schema` says.

    Examples
    --------
    >>> import tempfile
    >>> import giox
    >>> tables = giox.extract("data/specimens/08_traditional_2019.txt", progress=False)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = tables.write(folder)
    ...     [path.name for path in publish(folder) if path.parent.name == "data"][:2]
    ['reports.csv', 'reports.parquet']
    """
    target = Path(folder) / "publication" if to is None else Path(to)
    known = about or About()
    tables = read_tables(folder)
    command = _command(unit, boundaries)
    wide = panel(tables.observations, tables.reports, unit=unit, boundaries=boundaries)
    conflicts = panel_findings(tables.observations, tables.reports, unit=unit)
    said = pl.concat([tables.findings, conflicts]).unique(maintain_order=True)
    tables = Tables(
        validate(tables.reports, REPORTS),
        validate(tables.observations, OBSERVATIONS),
        validate(said, FINDINGS),
        tables.files,
    )
    others = _others(Path(folder))
    files, resources = _data(tables, validate(wide, "panel"), others)
    inputs = [*tables.files, *(path for _, _, path in others)]
    book = codebook()
    texts = {
        "datapackage.json": as_json(_package(known, resources)),
        "codebook.html": html(book),
        "codebook.md": markdown(book),
        "provenance.json": as_json(_provenance(inputs, command)),
        "README.md": readme(known, tables, wide, command, __version__),
        "CITATION.cff": citation(known, __version__),
    }
    files |= {"codebook.csv": to_csv(book)}
    files |= {name: text.encode() for name, text in texts.items()}
    sums = "".join(f"{sha256(content)}  {name}\n" for name, content in sorted(files.items()))
    _clear(target, set(files))
    return write_files(target, files | {_SUMS: sums.encode()})


def _data(
    tables: Tables, wide: pl.DataFrame, others: list[tuple[pl.DataFrame, Table, Path]]
) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Return the files of the tables, and their descriptions."""
    frames: list[tuple[pl.DataFrame, Table]] = [
        (tables.reports, REPORTS),
        (tables.observations, OBSERVATIONS),
        (tables.findings, FINDINGS),
        (wide, panel_table(wide.columns)),
        *((frame, table) for frame, table, _ in others),
    ]
    files: dict[str, bytes] = {}
    resources = []
    for frame, table in frames:
        name = table.name
        content = {"csv": to_csv(frame), "parquet": to_parquet(frame)}
        paths = {kind: f"data/{name}.{kind}" for kind in content}
        files |= {paths[kind]: data for kind, data in content.items()}
        what = f"{table.meaning} · {table.meaning_zh}"
        linked = _REPORT_KEY if name in _LINKED else {}
        resources += [
            table_resource(
                name,
                paths["csv"],
                content["csv"],
                what,
                table.columns,
                **_keys(table),
                **linked,
            ),
            file_resource(
                f"{name}-parquet", paths["parquet"], content["parquet"], f"The same: {what}"
            ),
        ]
    return files, resources


def _keys(table: Table) -> dict[str, Any]:
    """Return the key of a table: a primary key where none of its columns may be empty."""
    required = {column.name for column in table.columns if column.required}
    if not table.key:
        return {}
    return (
        {"primaryKey": list(table.key)}
        if set(table.key) <= required
        else {"uniqueKeys": [list(table.key)]}
    )


def _others(folder: Path) -> list[tuple[pl.DataFrame, Table, Path]]:
    """Return the other tables of the folder: copies of reports, and what was corrected."""
    found = [(table, read_table(folder, table)) for table in (DUPLICATES, REPLACED)]
    others = [(read[0], table, read[1]) for table, read in found if read is not None]
    lines = [folder / f"{CORRECTIONS.name}{suffix}" for suffix in (".csv", ".toml")]
    given = [path for path in lines if path.is_file()]
    if not given or REPLACED not in {table for _, table, _ in others}:
        return others
    return [*others, (load_corrections(given[0]), CORRECTIONS, given[0])]


def _package(about: About, resources: list[dict[str, Any]]) -> dict[str, Any]:
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "giox-publication",
        "title": about.title,
        "description": "Tables made by giox from annual reports on government information "
        "disclosure; see README.md and codebook.html.",
        "keywords": ["China", "freedom of information", "government transparency", "政府信息公开"],
    }
    if about.authors:
        package["contributors"] = [
            {"title": author, "roles": ["author"]} for author in about.authors
        ]
    if about.licence:
        package["licenses"] = [{"name": about.licence}]
    return package | {"resources": resources}


def _provenance(inputs: list[Path], command: str) -> dict[str, Any]:
    return {
        "giox": __version__,
        "command": command,
        "python": python_version(),
        "libraries": {name: installed(name) for name in _LIBRARIES},
        "inputs": [
            {"name": path.name, "bytes": len(data), "sha256": sha256(data)}
            for path, data in ((path, path.read_bytes()) for path in inputs)
        ],
        "reports": "the sha256 of each report stands in data/reports",
    }


def _command(unit: str, boundaries: int | None) -> str:
    """Return the command, without paths and names: these are not what the bytes depend on."""
    parts = ["giox publish TABLES"]
    if unit != "body":
        parts.append(f"--unit {unit}")
    if boundaries is not None:
        parts.append(f"--boundaries {boundaries}")
    return " ".join(parts)


def _clear(target: Path, names: set[str]) -> None:
    """Take away what an earlier publication left that this one has not; refuse a strange folder."""
    if not target.exists() or not any(target.iterdir()):
        return
    sums = target / _SUMS
    if not sums.is_file():
        msg = f"{target} holds something that giox did not publish: choose another folder"
        raise GioxError(msg)
    old = {line[66:] for line in sums.read_text(encoding="utf-8").splitlines()}
    for name in sorted(old - names):
        path = (target / name).resolve()
        if path.is_relative_to(target.resolve()) and path.is_file():
            path.unlink()
