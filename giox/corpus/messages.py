"""What a process that reads is asked and answers: a line of JSON, then the bytes of tables.

Nothing is pickled: what comes back from the reading of a hostile file is data, and cannot be
made to run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import IO, Any

from giox.corpus.options import Options
from giox.corpus.rows import Item
from giox.corpus.tables import SCHEMAS, Piece

__all__ = ["answer", "ask", "receive", "receive_question"]

_COUNTS = ("items", "reports", "figures", "findings")


def ask(stream: IO[bytes], items: Sequence[Item], options: Options) -> None:
    """Send a batch to be read."""
    _send(stream, {"items": [asdict(item) for item in items], "options": asdict(options)})


def receive_question(stream: IO[bytes]) -> tuple[list[Item], Options] | None:
    """Return the next batch; None where there will be no more."""
    line = stream.readline()
    if not line:
        return None
    message = json.loads(line)
    return [Item(**item) for item in message["items"]], Options(**message["options"])


def answer(stream: IO[bytes], kind: str, what: int | Piece = 0) -> None:
    """Send what becomes of a batch: `begins` and the index of an item, or a piece."""
    if isinstance(what, Piece):
        counts = {name: getattr(what, name) for name in _COUNTS}
        lengths = [len(what.tables[name]) for name in SCHEMAS]
        _send(stream, {"kind": kind, "counts": counts, "lengths": lengths}, what.tables)
    else:
        _send(stream, {"kind": kind, "index": what})


def receive(stream: IO[bytes]) -> tuple[str, int | Piece]:
    """Return the next answer.

    Raises
    ------
    EOFError
        If the process ended before it.
    """
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    message = json.loads(line)
    if "lengths" not in message:
        return message["kind"], message["index"]
    tables = {
        name: stream.read(size) for name, size in zip(SCHEMAS, message["lengths"], strict=True)
    }
    if sum(map(len, tables.values())) < sum(message["lengths"]):
        raise EOFError
    return message["kind"], Piece(tables, **message["counts"])


def _send(
    stream: IO[bytes], message: Mapping[str, Any], tables: Mapping[str, bytes] | None = None
) -> None:
    stream.write(json.dumps(message).encode() + b"\n")
    if tables is not None:
        for name in SCHEMAS:
            stream.write(tables[name])
    stream.flush()
