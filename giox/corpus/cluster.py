"""The same batches on the workers of a Dask cluster.

Dask decides where a batch is read and what becomes of it when a worker dies; giox only says
what a batch is. The workers need giox and the same view of the files: a shared folder, or
addresses (s3://…). Results travel to the session, which alone writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from distributed import Client, WorkerPlugin, get_worker

from giox.corpus.engines import Engine
from giox.corpus.options import Options
from giox.corpus.rows import Item
from giox.corpus.tables import Piece
from giox.corpus.watch import Readers, read_batch
from giox.errors import GioxError

if TYPE_CHECKING:
    from distributed import Worker

__all__ = ["connected", "on_cluster"]

_PLUGIN = "giox"
_RETRIES = 3


class _Plugin(WorkerPlugin):
    """Keeps the processes that read beside each worker of the cluster."""

    name = _PLUGIN

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 - as distributed calls it
        self.readers = Readers()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002
        self.readers.close()


def _read(items: list[Item], options: Options) -> list[Piece]:
    """Read a batch on a worker of the cluster."""
    plugin = cast("_Plugin", get_worker().plugins[_PLUGIN])
    return read_batch(items, options, plugin.readers)


@contextmanager
def on_cluster(options: Options, client: Any) -> Iterator[Engine]:  # noqa: ANN401 - not typed
    """Read on a cluster, under the same watch as on one machine."""
    client.register_plugin(_Plugin())
    executor = client.get_executor(pure=False, retries=_RETRIES)
    try:
        workers = max(1, sum(client.nthreads().values()))
        read = partial(_read, options=options)

        def submit(batch: list[Item]) -> Future[list[Piece]]:
            return cast("Future[list[Piece]]", executor.submit(read, batch))

        yield Engine(submit, workers)
    finally:
        executor.shutdown(wait=False)
        client.unregister_worker_plugin(_PLUGIN)


@contextmanager
def connected(address: str, wait: float = 20) -> Iterator[Any]:
    """Connect to the scheduler at an address (tcp://…), waiting so many seconds for an answer.

    Raises
    ------
    GioxError
        If nothing answers there.
    """
    try:
        client = Client(address, timeout=wait)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        msg = f"no Dask scheduler answers at {address} ({error}); start one with `dask scheduler`"
        raise GioxError(msg) from error
    with client:
        yield client
