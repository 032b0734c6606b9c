"""Reading under watch: a process that is ended when a file takes too long or too much.

What holds in C code too: nothing is asked of the process that reads. One that dies takes no
result with it but that of the file it died of; the others of its batch are read again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from queue import Empty, LifoQueue
from threading import Event, Lock, Thread
from time import monotonic
from typing import IO, cast

from giox.corpus.messages import ask, receive
from giox.corpus.options import Options, code_digest
from giox.corpus.reading import condemn
from giox.corpus.rows import Item
from giox.corpus.tables import Piece
from giox.errors import GioxError

__all__ = ["ReaderError", "Readers", "read_batch"]

_SECONDS_TO_START = 120.0
_STARTS = 3
_TICK = 0.25
_START = "from giox.corpus.worker import main; main()"
_ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ReaderError(GioxError):
    """No process for reading can be started on this machine."""


class _ClosedError(Exception):
    """The run is over; nothing more is to be read."""


@dataclass(frozen=True, slots=True)
class _End:
    """Where and why a process ended before its time."""

    index: int
    kind: str
    status: int | None = None

    def reason(self, options: Options) -> str:
        """Say what happened and what to do."""
        if self.kind == "time":
            return (
                f"reading took longer than {options.timeout:g} seconds and was ended; raise "
                "--timeout (timeout=…) to read the file"
            )
        if self.kind == "memory":
            return (
                f"reading took more than {options.memory // 2**20:,} MB of memory and was ended; "
                "raise --memory (memory=…) to read the file"
            )
        return (
            f"reading ended the process (status {self.status}), for want of memory or by a fault "
            "in a library; raise --memory (memory=…), or save the file in another format"
        )


class _Process:
    """One process that reads."""

    def __init__(self) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        environment = os.environ | dict.fromkeys(_ONE_THREAD, "1") | {"PYTHONPATH": path}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            msg = f"{sys.executable or 'Python'} cannot be started to read files ({error})"
            raise ReaderError(msg) from error
        self._due, self._late, self._over = inf, False, Event()
        Thread(target=self._watch, daemon=True).start()
        if self._answer(_SECONDS_TO_START)[0] != "ready":
            self.close()
            msg = f"{sys.executable} does not import giox when it is started to read files"
            raise ReaderError(msg)

    def read(self, items: Sequence[Item], options: Options) -> Piece | _End:
        """Return the tables of the items, or where reading came to an end."""
        index = 0
        with suppress(BrokenPipeError):
            ask(cast("IO[bytes]", self._process.stdin), items, options)
        while True:
            kind, what = self._answer(options.timeout)
            if isinstance(what, Piece):
                return what
            if kind == "begins":
                index = min(what, len(items) - 1)
            else:
                self.close()
                return _End(index, kind, self._process.returncode)

    def _answer(self, seconds: float) -> tuple[str, int | Piece]:
        """Wait for what the process says next, but not longer than `seconds`."""
        self._late = False
        self._due = monotonic() + seconds
        try:
            return receive(cast("IO[bytes]", self._process.stdout))
        except (EOFError, OSError, ValueError):
            return ("time" if self._late else "crash"), 0
        finally:
            self._due = inf

    def _watch(self) -> None:
        """End the process when an answer is overdue; one thread, for answers are many."""
        while not self._over.wait(min(_TICK, max(0.0, self._due - monotonic()))):
            if monotonic() >= self._due:
                self._late = True
                self._process.kill()
                return

    def kill(self) -> None:
        """End the process at once; whoever waits for it is told."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for its end."""
        self._over.set()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError, AttributeError):
                stream.close()  # type: ignore[union-attr]


def _started() -> _Process:
    """Start a process; the system may end one before it is ready, and not the next."""
    for _ in range(_STARTS - 1):
        with suppress(ReaderError):
            return _Process()
    return _Process()


class Readers:
    """Processes that read, started when they are needed and kept for the next batch."""

    def __init__(self) -> None:
        self._idle: LifoQueue[_Process] = LifoQueue()
        self._lent: set[_Process] = set()
        self._closed = False
        self._lock = Lock()

    def read(self, items: Sequence[Item], options: Options, *, fresh: bool) -> Piece | _End:
        """Read items in a process that nobody else uses, or in one that has read nothing yet."""
        process = self._lend(fresh=fresh)
        result = process.read(items, options)
        with self._lock:
            self._lent.discard(process)
            if self._closed:
                process.close()
                raise _ClosedError
        if isinstance(result, Piece):
            self._idle.put(process)
        return result

    def _lend(self, *, fresh: bool) -> _Process:
        process = None
        if not fresh:
            with suppress(Empty):
                process = self._idle.get_nowait()
        process = process or _started()
        with self._lock:
            if self._closed:
                process.close()
                raise _ClosedError
            self._lent.add(process)
        return process

    def close(self) -> None:
        """End all processes, whatever they do."""
        with self._lock:
            self._closed = True
            for process in self._lent:
                process.kill()
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_batch(items: Sequence[Item], options: Options, readers: Readers) -> list[Piece]:
    """Read a batch under watch.

    Parameters
    ----------
    items : sequence of Item
        What to read, the documents of one dump together and in its order.
    options : Options
        How, and what each item may take.
    readers : Readers
        The processes to do it in.

    Returns
    -------
    list of Piece
        Together, the tables of all items. An item that went beyond a limit is a row that says
        so. One that its process died of is given a second chance in a process of its own, for
        the fault may have been with those before it, or with the machine.

    Raises
    ------
    ReaderError
        If no process can be started.
    GioxError
        If this giox is not the one that the run was started with.
    """
    if options.code != code_digest():
        msg = "the workers have another version of giox than this session; install the same on all"
        raise GioxError(msg)
    pieces: list[Piece] = []
    waiting: list[tuple[Sequence[Item], bool]] = [(tuple(items), False)]
    while waiting:
        some, suspected = waiting.pop()
        if not some:
            continue
        result = readers.read(some, options, fresh=suspected)
        if isinstance(result, Piece):
            pieces.append(result)
            continue
        before, item, after = some[: result.index], some[result.index], some[result.index + 1 :]
        waiting += [(after, False), (before, False)]
        if suspected or result.kind == "time":
            pieces.append(condemn(item, result.reason(options), options))
        else:
            waiting.append(((item,), True))
    return pieces
