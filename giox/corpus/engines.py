"""Where batches are read: in this process, in others of this machine, or on a Dask cluster.

All are one thing: something that takes a batch and promises its tables. What is done with a
batch, and what happens when a file stalls, is the same everywhere (`giox.corpus.watch`).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from giox.corpus.options import Options
from giox.corpus.reading import read_items
from giox.corpus.rows import Item
from giox.corpus.tables import Piece
from giox.corpus.watch import ReaderError, Readers, read_batch

__all__ = ["Engine", "cores", "in_processes", "in_this_process", "run"]

Batch: TypeAlias = list[Item]


@dataclass(frozen=True, slots=True)
class Engine:
    """What reads batches.

    Attributes
    ----------
    submit : callable
        Takes a batch, returns the promise of its tables.
    workers : int
        How many batches are read at the same time.
    """

    submit: Callable[[Batch], Future[list[Piece]]]
    workers: int


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def in_this_process(options: Options) -> Iterator[Engine]:
    """Read batch after batch here, without limits of time and memory."""

    def submit(batch: Batch) -> Future[list[Piece]]:
        future: Future[list[Piece]] = Future()
        future.set_result([read_items(batch, options)])
        return future

    yield Engine(submit, 1)


@contextmanager
def in_processes(options: Options, processes: int) -> Iterator[Engine]:
    """Read in processes of this machine, each under watch."""
    readers = Readers()
    threads = ThreadPoolExecutor(processes, thread_name_prefix="giox")

    def read(batch: Batch) -> list[Piece]:
        try:
            return read_batch(batch, options, readers)
        except ReaderError as error:
            warnings.warn(
                f"{error}: reading goes on in this process, slowly and without limits of time and "
                "memory",
                RuntimeWarning,
                stacklevel=2,
            )
            return [read_items(batch, options)]

    try:
        yield Engine(lambda batch: threads.submit(read, batch), processes)
    finally:
        readers.close()
        threads.shutdown(cancel_futures=True)


def run(engine: Engine, work: Iterable[Batch]) -> Iterator[list[Piece]]:
    """Yield the tables of batches as they are read, in whatever order.

    Only twice as many batches as there are workers are under way, so that memory does not grow
    with the number of files.
    """
    under_way: set[Future[list[Piece]]] = set()
    for batch in work:
        under_way.add(engine.submit(batch))
        if len(under_way) >= 2 * engine.workers:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while under_way:
        done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)
