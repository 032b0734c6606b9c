"""What funnel, shrinkage and dispersion need of a measure: counts of events and their exposure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from giox.errors import SchemaError
from giox.measures.definitions import lookup
from giox.schema import need

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Events", "events"]


@dataclass(frozen=True, slots=True)
class Events:
    """The computed rows of one measure, with their counts as arrays.

    `binomial` tells cases out of cases (a share) from cases over an exposure (a rate); `per` is
    what the measure is expressed by (100 for percent).
    """

    measure: str
    rows: pl.DataFrame
    count: Floats
    total: Floats
    binomial: bool
    per: float

    @property
    def pooled(self) -> float:
        """All events over the whole exposure."""
        return float(self.count.sum() / self.total.sum())

    def chance(self, middle: float | Floats, total: Floats) -> Floats:
        """Return the variance of a rate that chance alone gives, binomial or Poisson."""
        unit = middle * (1 - middle) if self.binomial else middle
        variance: Floats = unit / total
        return variance


def events(table: pl.DataFrame, *, least: int = 2) -> Events:
    """Return the computed rows of a table of `giox.measures.compute` as counts of events.

    Raises
    ------
    SchemaError
        If the table is no such table or holds several measures or parts, if the measure counts
        no events (growth; items that bodies count in their own ways), or if fewer than `least`
        rows have a value.
    """
    needed = ("measure", "value", "numerator", "denominator", "status")
    need(table, needed, advice="give one that giox.measures.compute returned")
    for column in ("measure", "part"):
        if column in table.columns and table[column].n_unique() > 1:
            msg = f"the table should hold one {column}, not {table[column].n_unique()}: filter it"
            raise SchemaError(msg)
    if table.is_empty():
        msg = "the table has no rows"
        raise SchemaError(msg)
    definition = lookup(table["measure"][0])
    if definition.kind == "growth" or not definition.interval:
        msg = (
            f"{definition.id} counts no independent events (kind {definition.kind}): its spread "
            "cannot be set against chance"
        )
        raise SchemaError(msg)
    rows = table.filter(pl.col("status") == "computed")
    if rows.height < least:
        msg = f"{rows.height} rows of {definition.id} have a value; at least {least} are needed"
        raise SchemaError(msg)
    return Events(
        measure=definition.id,
        rows=rows,
        count=rows["numerator"].cast(pl.Float64).to_numpy(),
        total=rows["denominator"].cast(pl.Float64).to_numpy(),
        binomial=definition.kind in ("share", "composition"),
        per=definition.per,
    )
