"""Concentration: how much of the whole falls to few bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.errors import SchemaError
from giox.schema import listed, need, need_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["concentration"]


def concentration(
    table: pl.DataFrame,
    column: str,
    *,
    by: str | Sequence[str] = (),
    top: Sequence[int] = (1, 5, 10),
) -> pl.DataFrame:
    """Describe how a count is spread over bodies.

    Parameters
    ----------
    table : polars.DataFrame
        One row for each body (and year): a panel, restricted to one scope and level, or what
        `compute` returns. Whole and part in one table (a city beside its districts) would be
        counted twice.
    column : str
        The count, as `applications_new`. Rows where it is null are not in the whole.
    by : str or sequence of str, optional
        Columns to group by, as `year`.
    top : sequence of int, optional
        How many of the largest to give the share of.

    Returns
    -------
    polars.DataFrame
        The columns of `by`, then `variable`, `n` (rows with a value), `missing` (rows without),
        `zeros`, `total`, `top_1`, `top_5`, `top_10` (percent of the total; null where there are
        no more rows than that), `herfindahl` (sum of squared shares, 1/n to 1), `effective`
        (1 / herfindahl: as concentrated as that many equal bodies) and `gini` (0 to 1 - 1/n).
        Null where the total is 0. Sorted by `by`.

    Raises
    ------
    SchemaError
        If a column is missing or holds no numbers, or a count is negative.

    References
    ----------
    Hirschman, A. O. (1964), The paternity of an index, AER 54: 761; Gini by its rank formula
    (Cowell, F., Measuring Inequality, 2011).

    Examples
    --------
    >>> counts = pl.DataFrame({"review_total": [683.0, 100, 50, 48, 0, None]})
    >>> found = concentration(counts, "review_total", top=[1, 3])
    >>> found.select(pl.exclude("variable").round(2)).row(0)
    (5, 1, 1, 881.0, 77.53, 94.55, 0.62, 1.61, 0.64)
    """
    by = listed(by)
    need(table, by)
    need_numbers(table, [column])
    if table.select((pl.col(column) < 0).any()).item():
        msg = f"{column} has negative values: shares of a whole cannot be"
        raise SchemaError(msg)
    # As floats: n times the total may pass the largest number of a small integer type.
    x = pl.col(column).cast(pl.Float64).drop_nulls().drop_nans()
    n, total = x.len(), x.sum()
    ascending = pl.int_range(1, n.cast(pl.Int64) + 1)
    some = pl.when(total > 0)
    herfindahl = ((x / total) ** 2).sum()
    gini = 2 * (x.sort() * ascending).sum() / (n * total) - (n + 1) / n
    described = [
        pl.lit(column).alias("variable"),
        n.alias("n"),
        (pl.len() - n).alias("missing"),
        (x == 0).sum().alias("zeros"),
        total.alias("total"),
        *(
            pl.when((total > 0) & (n > k)).then(x.top_k(k).sum() / total * 100).alias(f"top_{k}")
            for k in top
        ),
        some.then(herfindahl).alias("herfindahl"),
        some.then(1 / herfindahl).alias("effective"),
        some.then(gini).alias("gini"),
    ]
    if not by:
        return table.select(described)
    return table.group_by(by).agg(described).sort(by, nulls_last=True)
