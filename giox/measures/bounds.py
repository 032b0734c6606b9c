"""Between forms: what a measure lies between, instead of one line spliced over a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.errors import SchemaError
from giox.measures.compute import compute
from giox.measures.definitions import definitions, lookup, signed_terms
from giox.panels.placing import JOIN
from giox.panels.rules import COMPARABILITY

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["bounds"]


def bounds(  # noqa: PLR0913 - the options of compute
    panel: pl.DataFrame,
    measure: str,
    *,
    by: str | Sequence[str] = (),
    exclude: str | Sequence[str] = (),
    minimum: float | None = None,
    level: float = 0.95,
) -> pl.DataFrame:
    """Return the bounds of a measure over all forms.

    The form of 2014 has a row for information already public, the forms since 2019 have none:
    what was granted then lies between two counts. Within one form both bounds are the same.

    Parameters
    ----------
    panel : polars.DataFrame
        Of `giox.panel`, wide.
    measure : str
        A measure that `giox.measures.definitions()` has `bounds` for.
    by, exclude, minimum, level
        See `giox.measures.compute`.

    Returns
    -------
    polars.DataFrame
        The columns that say what a row is about (or those of `by`), then `measure`,
        `bound_low`, `bound_high`, `denominator`, `n`, `low` (lower end of the interval of the
        lower bound), `high` (upper end of that of the upper), `exact` (both bounds are one
        value), `comparability` (the worst) and `flags` of the inputs of both, and `status` as
        `compute` has it: `computed` where both bounds are.

    Raises
    ------
    SchemaError
        If the measure has no bounds, or the panel lacks a variable.

    References
    ----------
    Manski, C. F. (2003), Partial identification of probability distributions: what the data do
    not tell is left as an interval. The two ends are read from the labels of the forms.

    Examples
    --------
    >>> panel = pl.DataFrame(
    ...     {"year": [2018, 2020], "granted_low": [50.0, 70], "granted_high": [80.0, 70],
    ...      "outcomes_total": [100.0, 100]}
    ... )
    >>> bounds(panel, "disclosure_rate_full").select("year", "bound_low", "bound_high").rows()
    [(2018, 50.0, 80.0), (2020, 70.0, 70.0)]
    """
    ends = lookup(measure).bounds
    if not ends:
        known = definitions().filter(pl.col("bounds") != "")["measure"]
        msg = f"{measure} has no bounds over forms; {', '.join(known)} have"
        raise SchemaError(msg)
    if by:
        panel = _both_known(panel, ends, exclude)
    lower, upper = (
        compute(panel, end, by=by, exclude=exclude, minimum=minimum, level=level) for end in ends
    )
    about = lower.columns[: lower.columns.index("measure")]
    failed = pl.when(pl.col("status") != "computed").then("status")
    both = lower.hstack(
        upper.select(
            pl.col("value", "high", "comparability", "flags", "status").name.prefix("upper_")
        )
    )
    computed = (pl.col("status") == "computed") & (pl.col("upper_status") == "computed")
    values = {"bound_low": "value", "bound_high": "upper_value", "low": "low", "high": "upper_high"}
    flags = pl.concat_list(pl.col("flags", "upper_flags").str.split(JOIN).fill_null([]))
    flags = flags.list.unique().list.sort()
    kept = {name: pl.when(computed).then(source) for name, source in values.items()}
    return both.select(
        *about,
        pl.lit(measure).alias("measure"),
        kept["bound_low"].alias("bound_low"),
        kept["bound_high"].alias("bound_high"),
        "denominator",
        "n",
        kept["low"].alias("low"),
        kept["high"].alias("high"),
        pl.when(computed).then(pl.col("value") == pl.col("upper_value")).alias("exact"),
        pl.max_horizontal(
            pl.col("comparability", "upper_comparability").cast(pl.Enum(COMPARABILITY))
        ).cast(pl.String),
        pl.when(flags.list.len() > 0).then(flags.list.join(JOIN)).alias("flags"),
        pl.coalesce(failed, "upper_status").alias("status"),
    )


def _both_known(
    panel: pl.DataFrame, ends: Sequence[str], exclude: str | Sequence[str]
) -> pl.DataFrame:
    """Blank the rows that have one bound only: both bounds of a group are over the same rows."""
    statuses = [compute(panel, end, exclude=exclude, minimum=0)["status"] for end in ends]
    usable = pl.lit((statuses[0] == "computed") & (statuses[1] == "computed"))
    formulas = [lookup(end).parts[0] for end in ends]
    inputs = {name for formula in formulas for _, name in signed_terms(formula)}
    return panel.with_columns(pl.when(usable).then(name).alias(name) for name in sorted(inputs))
