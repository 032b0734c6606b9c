"""Parts into the final tables: sorted, compared with one another, with memory that does not grow.

Some thousand reports at a time are taken out of the parts that hold them, sorted and appended.
What the checks find in each report by itself is in the parts; here reports are compared: those of
a body, which share a place, some places at a time, and what adds up over places, some provinces.
The tables depend on what was read only, not on how it came to be in which part.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from giox.checks import (
    SIGNATURES,
    added_up,
    body_keys,
    check_bodies,
    check_documents,
    check_places,
    duplicates,
)
from giox.corpus.dealing import Deal, grouped
from giox.corpus.parts import Parts
from giox.schema import DUPLICATES, FINDINGS, OBSERVATIONS, REPORTS, Table
from giox.spreadsheets import disarmed_frame

__all__ = ["TABLES", "merge"]

TABLES = ("reports", "observations", "findings", "duplicates")
_REPORTS_AT_ONCE = 1_000
_COMPARED_AT_ONCE = 2_000
_ROW_GROUP = 100_000
_REPORT = ["report", "part"]
_UNUSED = ("region", "section", "start", "end")


def merge(
    parts: Parts,
    live: pl.DataFrame,
    folder: Path,
    kind: str = "parquet",
    reports_at_once: int = _COMPARED_AT_ONCE,
) -> dict[str, Path]:
    """Write the final tables to a folder and return their paths by the name of the file.

    Parameters
    ----------
    parts : Parts
        What was read.
    live : polars.DataFrame
        `report` and `part`: each item that is in the corpus, and the part that has its rows,
        sorted by report.
    folder : Path
        Where to write.
    kind : {"parquet", "csv"}
        Of file.
    reports_at_once : int
        Reports are compared place by place; as many places at a time as have so many.
    """
    paths = {name: folder / f"{name}.parquet" for name in TABLES}
    chunks = _chunks(live)
    _write(partial(_sorted, parts, chunks, REPORTS), REPORTS.schema, paths["reports"])
    alike = duplicates(_gathered(parts, chunks))
    with tempfile.TemporaryDirectory(dir=folder) as waiting:
        comparison = _Comparison(pl.read_parquet(paths["reports"]), reports_at_once, Path(waiting))
        figures = partial(_taken, comparison, _sorted(parts, chunks, OBSERVATIONS))
        _write(figures, OBSERVATIONS.schema, paths["observations"])
        found = comparison.findings(alike)
    _write(partial(_findings, parts, chunks, found), FINDINGS.schema, paths["findings"])
    alike.rename({"other_report": "duplicate_of", "other_part": "duplicate_of_part"}).select(
        DUPLICATES.schema.names()
    ).cast(DUPLICATES.schema).write_parquet(paths["duplicates"])
    if kind == "csv":
        return {f"{name}.csv": _as_csv(path) for name, path in paths.items()}
    return {path.name: path for path in paths.values()}


def _chunks(live: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        live.slice(start, _REPORTS_AT_ONCE) for start in range(0, live.height, _REPORTS_AT_ONCE)
    ]


def _rows(parts: Parts, name: str, chunk: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows of some reports, from the parts that have them."""
    for (part,), reports in chunk.group_by("part", maintain_order=True):
        yield parts.table(name, str(part)).join(
            reports.select("report"), on="report", how="semi", maintain_order="left"
        )


def _sorted(parts: Parts, chunks: list[pl.DataFrame], table: Table) -> Iterator[pl.DataFrame]:
    for chunk in chunks:
        rows = pl.concat([table.empty(), *_rows(parts, table.name, chunk)])
        yield rows.sort(table.order, nulls_last=True, maintain_order=True)


def _taken(comparison: _Comparison, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for frame in frames:
        comparison.add(frame)
        yield frame


def _findings(
    parts: Parts, chunks: list[pl.DataFrame], found: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    for chunk in chunks:
        first, last = chunk["report"][0], chunk["report"][-1]
        rows = pl.concat(
            [
                *_rows(parts, FINDINGS.name, chunk),
                found.filter(pl.col("report").is_between(pl.lit(first), pl.lit(last))),
            ]
        )
        yield rows.sort(
            [*FINDINGS.order, "expected", "found"], nulls_last=True, maintain_order=True
        )


def _gathered(parts: Parts, chunks: list[pl.DataFrame]) -> pl.DataFrame:
    rows = (one for chunk in chunks for one in _rows(parts, "signatures", chunk))
    return pl.concat([pl.DataFrame(schema=SIGNATURES), *rows]).sort("report", "part")


class _Comparison:
    """What comparing reports with one another finds: bodies, places, and whole documents."""

    def __init__(self, reports: pl.DataFrame, at_once: int, folder: Path) -> None:
        places = body_keys(reports.with_row_index("at")).select(*_REPORT, key="place")
        provinces = reports.select(*_REPORT, key=pl.col("division_code").str.slice(0, 2))
        self._reports = reports
        self._of_bodies = Deal(grouped(places, at_once), folder / "bodies")
        self._of_places = Deal(grouped(provinces, at_once), folder / "places")

    def add(self, figures: pl.DataFrame) -> None:
        """Take figures, in the order of the table."""
        # What no check asks for takes no memory.
        figures = figures.with_columns(
            pl.lit(None, dtype=OBSERVATIONS.schema[name]).alias(name) for name in _UNUSED
        )
        self._of_bodies.add(figures)
        self._of_places.add(figures.filter(pl.col("indicator").is_in(added_up())))

    def findings(self, alike: pl.DataFrame) -> pl.DataFrame:
        """Compare what was taken, and name documents that are alike."""
        found = [check_documents(self._reports, alike)]
        for check, deal in ((check_bodies, self._of_bodies), (check_places, self._of_places)):
            for figures, group in deal.groups():
                of_group = self._reports.join(group, on=_REPORT, how="semi", maintain_order="left")
                found.append(check(figures, of_group))
        return pl.concat(found)


def _write(frames: Callable[[], Iterator[pl.DataFrame]], schema: pl.Schema, path: Path) -> None:
    """Write frames one after the other into one table."""

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,  # noqa: ARG001 - the whole table is written
        batch_size: int | None,  # noqa: ARG001
    ) -> Iterator[pl.DataFrame]:
        yield pl.DataFrame(schema=schema)
        for frame in frames():
            rows = frame if predicate is None else frame.filter(predicate)
            yield rows if with_columns is None else rows.select(with_columns)

    register_io_source(source, schema=schema).sink_parquet(
        path, row_group_size=_ROW_GROUP, maintain_order=True
    )


def _as_csv(path: Path) -> Path:
    """Write a table again as CSV that a spreadsheet can open, and remove the first."""
    table = pl.scan_parquet(path)
    written = path.with_suffix(".csv")
    disarmed_frame(table, table.collect_schema()).sink_csv(written, include_bom=True)
    path.unlink()
    return written
