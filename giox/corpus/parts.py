"""Parts: what was read so far, kept beside the tables so that a run can go on where it stopped.

    .parts/manifest.json            what read them
    .parts/reports/<part>.parquet   … and the other tables of `giox.corpus.tables.SCHEMAS`
    .parts/ledger/<part>.parquet    written last: a part without it does not count

A part is named by the number of the run that read it and by its content.
"""

from __future__ import annotations

import hashlib
import json

import polars as pl

from giox import __version__
from giox.corpus.options import Options
from giox.corpus.stores import Store
from giox.corpus.tables import LEDGER, SCHEMAS, Piece, from_bytes

__all__ = ["PARTS", "Parts"]

PARTS = ".parts"
_MANIFEST = f"{PARTS}/manifest.json"


class Parts:
    """The parts in an output folder; those that another giox or other options made are dropped."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        manifest = {"giox": __version__, **options.identity, "tables": list(SCHEMAS)}
        wanted = json.dumps(manifest, indent=2).encode()
        try:
            found = store.read(_MANIFEST)
        except OSError:
            found = None
        if found != wanted:
            if found is not None:
                store.remove(PARTS)
            store.write(_MANIFEST, wanted)
        earlier = [int(part.partition("-")[0]) for part in self._names()]
        self._run = max(earlier, default=0) + 1

    def add(self, piece: Piece) -> None:
        """Keep the tables of a piece."""
        content = hashlib.sha256(piece.tables["ledger"]).hexdigest()[:16]
        part = f"{self._run:06d}-{content}"
        for name in SCHEMAS:
            self._store.write(_name(name, part), piece.tables[name])

    def table(self, name: str, part: str) -> pl.DataFrame:
        """Return a table of a part."""
        return from_bytes(self._store.read(_name(name, part)))

    def ledger(self) -> pl.DataFrame:
        """Return what was read, each item once for each of its states.

        Returns
        -------
        polars.DataFrame
            `LEDGER`, `part` being the part with the rows of the item, and `noted_in` the part
            that this was noted in. Where an item was read twice, the later run counts.
        """
        schema = pl.Schema(LEDGER | {"noted_in": pl.String})
        rows = [
            self.table("ledger", part).with_columns(
                pl.col("part").fill_null(part), noted_in=pl.lit(part)
            )
            for part in self._names()
        ]
        return pl.concat([pl.DataFrame(schema=schema), *rows]).unique(
            ["report", "stamp"], keep="last", maintain_order=True
        )

    def keep(self, used: set[str]) -> None:
        """Drop the parts that hold nothing that is used any more."""
        for part in self._names():
            if part not in used:
                for name in reversed(list(SCHEMAS)):
                    self._store.remove(_name(name, part))

    def _names(self) -> list[str]:
        folder = f"{PARTS}/ledger"
        return [
            name.removeprefix(f"{folder}/").removesuffix(".parquet")
            for name in self._store.names(folder)
        ]


def _name(table: str, part: str) -> str:
    return f"{PARTS}/{table}/{part}.parquet"
