"""Parts into the final tables: sorted, checked as a whole, with memory that does not grow.

Some thousand reports at a time are taken out of the parts that hold them, sorted and appended.
The tables depend on what was read only, not on how it came to be in which part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from giox.checks import SIGNATURES, check, duplicates
from giox.corpus.parts import Parts
from giox.corpus.tables import DUPLICATES
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS, Table
from giox.spreadsheets import disarmed_frame

__all__ = ["TABLES", "merge"]

TABLES = ("reports", "observations", "findings", "duplicates")
_REPORTS_AT_ONCE = 1_000
_FIGURES_AT_ONCE = 300_000
_ROW_GROUP = 100_000
_UNUSED = ("region", "section", "start", "end")
# The checks that compare whole documents, from wherever they are.
_OF_DOCUMENTS = ("same_file", "same_wording", "wording_of_another_place")


def merge(
    parts: Parts,
    live: pl.DataFrame,
    folder: Path,
    kind: str = "parquet",
    figures_at_once: int = _FIGURES_AT_ONCE,
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
    figures_at_once : int
        Figures are checked together by province; as many provinces as make so many.
    """
    paths = {name: folder / f"{name}.parquet" for name in TABLES}
    chunks = _chunks(live)
    for table in (REPORTS, OBSERVATIONS):
        _write(partial(_sorted, parts, chunks, table), table.schema, paths[table.name])
    signatures = _gathered(parts, chunks)
    checked = _checked(paths["observations"], paths["reports"], signatures, figures_at_once)
    _write(partial(_findings, parts, chunks, checked), FINDINGS.schema, paths["findings"])
    alike = duplicates(signatures).rename(
        {"other_report": "duplicate_of", "other_part": "duplicate_of_part"}
    )
    alike.select(DUPLICATES.names()).cast(DUPLICATES).write_parquet(paths["duplicates"])
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


def _findings(
    parts: Parts, chunks: list[pl.DataFrame], checked: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    for chunk in chunks:
        first, last = chunk["report"][0], chunk["report"][-1]
        rows = pl.concat(
            [
                *_rows(parts, FINDINGS.name, chunk),
                checked.filter(pl.col("report").is_between(pl.lit(first), pl.lit(last))),
            ]
        )
        yield rows.sort(
            [*FINDINGS.order, "expected", "found"], nulls_last=True, maintain_order=True
        )


def _gathered(parts: Parts, chunks: list[pl.DataFrame]) -> pl.DataFrame:
    rows = (one for chunk in chunks for one in _rows(parts, "signatures", chunk))
    return pl.concat([pl.DataFrame(schema=SIGNATURES), *rows]).sort("report", "part")


def _checked(
    observations: Path, reports: Path, signatures: pl.DataFrame, figures_at_once: int
) -> pl.DataFrame:
    """Return what the checks say: of all at once, or of some provinces after the others.

    No check compares figures of two provinces (but those of all provinces with the nation's);
    the checks that compare documents are made over all of them.
    """
    every = pl.read_parquet(reports)
    province = pl.col("division_code").str.slice(0, 2).fill_null("")
    # What no check asks for takes no memory.
    figures = pl.scan_parquet(observations).with_columns(
        pl.lit(None, dtype=OBSERVATIONS.schema[name]).alias(name) for name in _UNUSED
    )
    counts = figures.group_by(province.alias("province")).len().collect().sort("province")
    groups = counts.with_columns(
        group=(pl.col("len").cum_sum() - pl.col("len")) // figures_at_once
    ).partition_by("group", maintain_order=True)
    if len(groups) <= 1:
        return check(figures.collect(), every, signatures)
    of_documents = pl.col("check").is_in(_OF_DOCUMENTS)
    found = [check(OBSERVATIONS.empty(), every, signatures).filter(of_documents)]
    counted = pl.Series(counts["province"])
    for group in groups:
        inside = province.is_in(group["province"].implode())
        some = figures.filter(inside).collect()
        found.append(check(some, every.filter(inside)).filter(~of_documents))
    without = every.filter(~province.is_in(counted.implode()))
    found.append(check(OBSERVATIONS.empty(), without).filter(~of_documents))
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
