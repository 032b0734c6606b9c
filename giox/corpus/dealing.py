"""Figures dealt to groups of reports that are compared with one another, by way of the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

__all__ = ["Deal", "grouped"]

_REPORT = ["report", "part"]
_ROWS_AT_ONCE = 200_000


def grouped(keys: pl.DataFrame, at_once: int) -> pl.DataFrame:
    """Put reports into groups, those of one key together.

    Parameters
    ----------
    keys : polars.DataFrame
        `report`, `part` and `key`; reports without a key are in no group.
    at_once : int
        How many reports a group has, about: more where one key has more.

    Returns
    -------
    polars.DataFrame
        `report`, `part` and `group`, a number from 0.

    Examples
    --------
    >>> rows = [("a", 0, "x"), ("b", 0, "y"), ("c", 0, "x"), ("d", 0, "z"), ("e", 0, None)]
    >>> keys = pl.DataFrame(rows, ["report", "part", "key"], orient="row")
    >>> grouped(keys, 3).rows()
    [('a', 0, 0), ('b', 0, 0), ('c', 0, 0), ('d', 0, 1)]
    """
    known = keys.drop_nulls("key")
    sizes = known.group_by("key").len().sort("key")
    numbers = sizes.select("key", group=(pl.col("len").cum_sum() - pl.col("len")) // at_once)
    return known.join(numbers, on="key", how="left", maintain_order="left").drop("key")


class Deal:
    """Rows of a table that come in the order of reports, and are taken out group by group.

    Parameters
    ----------
    groups : polars.DataFrame
        `report`, `part` and `group`, as `grouped` returns them.
    folder : Path
        Where rows wait; it is made.

    Examples
    --------
    >>> import tempfile
    >>> groups = pl.DataFrame({"report": ["a", "b"], "part": [0, 0], "group": [1, 0]})
    >>> rows = pl.DataFrame({"report": ["a", "b", "b"], "part": [0, 0, 0], "value": [1, 2, 3]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     deal = Deal(groups, Path(folder) / "rows")
    ...     deal.add(rows)
    ...     [values["value"].to_list() for values, reports in deal.groups()]
    [[2, 3], [1]]
    """

    def __init__(self, groups: pl.DataFrame, folder: Path) -> None:
        self._groups = groups
        self._folder = folder
        self._waiting: list[pl.DataFrame] = []
        self._written = 0
        folder.mkdir()

    def add(self, rows: pl.DataFrame) -> None:
        """Deal out some rows."""
        self._waiting.append(
            rows.join(self._groups, on=_REPORT, how="inner", maintain_order="left")
        )
        if sum(frame.height for frame in self._waiting) >= _ROWS_AT_ONCE:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            dealt = pl.concat(self._waiting).partition_by("group", as_dict=True, include_key=False)
            for (group,), rows in dealt.items():
                rows.write_ipc(self._folder / f"{group}-{self._written:06d}.arrow")
            self._written += 1
            self._waiting = []

    def groups(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """Yield each group's rows, in the order in which they came, and its reports.

        Groups of which no row came are passed over.
        """
        self._write()
        for (group,), reports in self._groups.sort("group").group_by("group", maintain_order=True):
            if paths := sorted(self._folder.glob(f"{group}-*.arrow")):
                yield pl.concat([pl.read_ipc(path) for path in paths]), reports.drop("group")
