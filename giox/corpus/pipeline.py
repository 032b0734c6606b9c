"""The course of a run: what is left to read is read, kept as parts, and merged into tables."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from giox.corpus.batches import batches, left_to_read
from giox.corpus.engines import Engine, cores, in_processes, in_this_process, run
from giox.corpus.locations import is_address
from giox.corpus.merge import merge
from giox.corpus.options import Options
from giox.corpus.parts import Parts
from giox.corpus.progress import Progress
from giox.corpus.result import Summary
from giox.corpus.sources import ITEMS
from giox.corpus.stores import Store, explained
from giox.documents import is_dump
from giox.errors import GioxError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Run"]

_FEW = 16
_SMALL = 2**20
_HEAD = 1_024


@dataclass(frozen=True, slots=True)
class Run:
    """How a run goes about it.

    Attributes
    ----------
    options : Options
        How files are read.
    processes : int or None
        How many processes read; 0 for none but this one, None for as many as are useful.
    client : distributed.Client or None
        A cluster to read on instead.
    progress : bool or None
        Whether to show a bar; None for where there is enough to do.
    """

    options: Options
    processes: int | None
    client: Client | None
    progress: bool | None

    def write(self, items: pl.DataFrame, store: Store, kind: str = "parquet") -> Summary:
        """Read what is left of the items and write the tables.

        Parameters
        ----------
        items : polars.DataFrame
            Files (`giox.corpus.sources.ITEMS`).
        store : Store
            Where tables and parts are.
        kind : {"parquet", "csv"}
            Of tables.
        """
        parts = Parts(store, self.options)
        count = self._read(items, parts)
        inside = _inside(items, parts)
        if not inside.is_empty():
            count += self._read(inside, parts)
        live = (
            pl.concat([items, inside])
            .select("report", "stamp")
            .join(parts.ledger(), on=["report", "stamp"], how="inner")
            .sort("report")
        )
        with explained(store.where("")), store.workshop() as workshop:
            tables = merge(parts, live, workshop, kind)
            written = tuple(store.where(name) for name in tables)
            summary = Summary.of(tables, written, count)
            for name, path in tables.items():
                store.place(name, path)
        parts.keep({*live["part"], *live["noted_in"]})
        return summary

    def _read(self, items: pl.DataFrame, parts: Parts) -> int:
        """Read what is left to read, and return how much that was."""
        left = left_to_read(items, parts.ledger(), self.options.spent)
        if left.is_empty():
            return 0
        with self._engine(left) as engine, Progress(left.height, shown=self.progress) as bar:
            for pieces in run(engine, batches(left, engine.workers)):
                for piece in pieces:
                    parts.add(piece)
                    bar.add(piece)
        return left.height

    def _engine(self, left: pl.DataFrame) -> AbstractContextManager[Engine]:
        if self.processes is not None and self.processes < 0:
            msg = f"processes must be 0 or more, not {self.processes}"
            raise GioxError(msg)
        if self.client is not None:
            from giox.corpus.cluster import on_cluster

            return on_cluster(self.options, self.client)
        only_here = left["location"].bin.starts_with(b"memory://").any()
        if self.processes == 0 or only_here or (self.processes is None and _is_little(left)):
            return in_this_process(self.options)
        return in_processes(self.options, min(self.processes or cores(), left.height))


def _is_little(left: pl.DataFrame) -> bool:
    """Tell a few small texts, which take less time to read than a process to start.

    Text is read in time linear in its length, so that it needs no watch; PDFs and office
    documents, which libraries in C read, do.
    """
    return (
        left.height <= _FEW
        and int(left["size"].sum()) <= _SMALL
        and all(_is_text(os.fsdecode(location)) for location in left["location"])
    )


def _is_text(location: str) -> bool:
    if is_address(location):
        return False
    if not os.path.isfile(location):  # noqa: PTH113
        return True  # which there is nothing to read of
    try:
        with Path(location).open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return True
    return b"\0" not in head and b"%PDF" not in head and not head.startswith((b"PK", b"\x1f\x8b"))


def _inside(items: pl.DataFrame, parts: Parts) -> pl.DataFrame:
    """Return the documents inside the dumps among the items."""
    dumps = items.filter(
        pl.Series([is_dump(os.fsdecode(one)) for one in items["location"]], dtype=pl.Boolean)
    )
    if dumps.is_empty():
        return pl.DataFrame(schema=ITEMS)
    looked_through = dumps.select("report", "location", "stamp").join(
        parts.ledger(), on=["report", "stamp"], how="inner"
    )
    found = [
        parts.table("members", part)
        .join(
            looked_through.select(source="report", location="location", stamp="stamp"), on="source"
        )
        .select(ITEMS.names())
        for part in looked_through["part"].unique().sort()
    ]
    return pl.concat([pl.DataFrame(schema=ITEMS), *found])
