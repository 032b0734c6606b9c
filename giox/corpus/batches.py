"""What is left to read, in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator

import polars as pl

from giox.corpus.rows import Item
from giox.corpus.sources import ITEMS

__all__ = ["batches", "left_to_read"]

_MOST_ITEMS = 64
_MOST_BYTES = 16 * 2**20
# Packed lines have to be unpacked up to the first that is wanted.
_MOST_PACKED_LINES = 2_000


def left_to_read(items: pl.DataFrame, ledger: pl.DataFrame, spent: str) -> pl.DataFrame:
    """Return the items whose present state has not been read.

    Parameters
    ----------
    items : polars.DataFrame
        What there is (`ITEMS`).
    ledger : polars.DataFrame
        What was read.
    spent : str
        The limits of this run: what went beyond others is read again.

    Returns
    -------
    polars.DataFrame
        The items with, of those that were read in another state, `sha256` and `part`.
    """
    counts = ~pl.col("again") & (pl.col("spent").is_null() | (pl.col("spent") == spent))
    left = items.join(
        ledger.filter(counts), on=["report", "stamp"], how="anti", maintain_order="left"
    )
    known = ledger.filter(pl.col("sha256").is_not_null()).unique(
        "report", keep="last", maintain_order=True
    )
    return left.join(
        known.select("report", "sha256", "part"), on="report", how="left", maintain_order="left"
    )


def batches(items: pl.DataFrame, workers: int) -> Iterator[list[Item]]:
    """Yield the items in batches of neighbours, small ones last, so that workers end together."""
    left = items.height - pl.int_range(pl.len())
    packed = pl.col("location").bin.ends_with(b".gz") & pl.col("number").is_not_null()
    most = (left / (2 * workers)).clip(1, _MOST_ITEMS)
    share = 1 / pl.when(packed).then(_MOST_PACKED_LINES).otherwise(most)
    size = pl.col("size").cast(pl.Float64) / _MOST_BYTES
    place = (share.cum_sum() - share) // 1 + (size.cum_sum() - size) // 1
    numbered = items.with_columns(place.alias("batch"))
    for batch in numbered.partition_by("batch", maintain_order=True, include_key=False):
        yield [_item(row) for row in batch.sort("location", "number").iter_rows(named=True)]


def _item(row: dict[str, object]) -> Item:
    fields = {name: row[name] for name in (*ITEMS, "sha256", "part") if name != "size"}
    return Item(**fields | {"location": os.fsdecode(row["location"])})  # type: ignore[arg-type]
