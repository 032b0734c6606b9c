"""Measures of a panel: one row for each body and year, or for each group of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.errors import SchemaError, did_you_mean
from giox.measures.definitions import Measure, lookup, signed_terms
from giox.measures.intervals import poisson_interval, ratio_interval, wilson_interval
from giox.panels import KEY, added_flags, flags, government
from giox.panels.placing import JOIN
from giox.panels.rules import COMPARABILITY
from giox.schema import listed, need, need_numbers
from giox.shipped import load_population

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["STATUSES", "compute", "summarise", "with_population"]

STATUSES = (
    "computed",
    "excluded",
    "missing_numerator",
    "missing_denominator",
    "zero_denominator",
    "below_minimum",
    "above_whole",
)

_ABOUT = (
    "division_code",
    "region",
    "level",
    "body",
    "agency",
    "scope",
    "year",
    "form",
    "reports",
    "n_reports",
    "boundary",
)
_BOUNDED = ("share", "composition")


def compute(  # noqa: PLR0913 - one option each for what a reader may ask of a rate
    panel: pl.DataFrame,
    measure: str,
    *,
    denominator: str | None = None,
    by: str | Sequence[str] = (),
    exclude: str | Sequence[str] = (),
    minimum: float | None = None,
    level: float = 0.95,
) -> pl.DataFrame:
    """Return a measure for each row of a panel, or for groups of rows.

    Parameters
    ----------
    panel : polars.DataFrame
        Of `giox.panel`, wide. A table of your own will do if it has the variables of the
        measure (and, for growth, the key `division_code`, `body`, `scope`, `year`).
    measure : str
        A name of `giox.measures.definitions()`.
    denominator : str, optional
        Another denominator than the definition's: a sum or difference of variables, as
        `"review_corrected + review_upheld"`. Not for growth.
    by : str or sequence of str, optional
        Columns to group by: numerators and denominators are summed over the rows that have
        both. The interval then takes all cases of the group for independent events of one rate;
        bodies differ, so it is too narrow.
    exclude : str or sequence of str, optional
        Flags (`giox.panels.flags()`, `added_flags()`) whose bearers are not used, as
        `("approximate",)`.
    minimum : float, optional
        The smallest denominator that a value is given for; by default the definition's.
    level : float, optional
        Confidence level of the interval.

    Returns
    -------
    polars.DataFrame
        The columns that say what a row is about (or those of `by`), then `measure`, for a
        composition `part`, `value` (times the measure's `per`: percent, per 100 outcomes …),
        `numerator`, `denominator`, `n` (rows summed; 1 without `by`), `low`, `high`,
        `comparability` (the worst of the inputs), `flags` (of all inputs) and `status`:
        `computed`, or why `value` is null: `excluded`, `missing_numerator`,
        `missing_denominator`, `zero_denominator` (0/0 is no rate), `below_minimum`,
        `above_whole` (a part larger than its whole, also where what is left of a whole would be
        negative: see the findings). Every row of the panel is there, so that gaps can be
        counted. Order: the panel's, or by the columns of `by`; then that of the parts.

    Notes
    -----
    Intervals: Wilson for shares and compositions, exact Poisson for rates, exact for the ratio
    of two Poisson counts for growth; none where the definition says that items are no events.

    Raises
    ------
    SchemaError
        If the panel lacks a variable or has no numbers in it, the measure, denominator or a flag
        is unknown, a level is not between 0 and 1, or, for growth, two rows have the same key.

    Examples
    --------
    >>> import giox
    >>> panel = giox.panel(giox.load_figures(), giox.load_figure_reports())
    >>> rates = compute(panel, "disclosure_rate").filter(
    ...     pl.col("region") == "上海市", pl.col("scope") == "government", pl.col("year") == 2023
    ... )
    >>> rates.select(pl.col("value", "low", "high").round(2), "numerator", "denominator").rows()
    [(30.61, 30.12, 31.1, 10538.0, 34430.0)]
    """
    definition = lookup(measure)
    by, exclude = listed(by), listed(exclude)
    _check_flags(exclude)
    if definition.kind == "growth":
        if denominator is not None:
            msg = "growth is always over the same variable a year before"
            raise SchemaError(msg)
        panel, over = _beside_last_year(panel, definition.parts[0])
    else:
        over = denominator or definition.denominator or ""
    columns = panel.columns
    group = by or [name for name in _ABOUT if name in columns]
    tables = [
        _pairs(panel, part, over, exclude).with_columns(part=pl.lit(part), place=pl.lit(place))
        for place, part in enumerate(definition.parts)
    ]
    pairs = pl.concat(tables)
    pairs = _pool(pairs, by) if by else pairs.with_columns(n=1).sort("row", "place")
    return _measured(pairs, definition, minimum, level).select(
        *group,
        pl.lit(measure).alias("measure"),
        *(["part"] if len(definition.parts) > 1 else []),
        "value",
        "numerator",
        "denominator",
        pl.col("n").cast(pl.UInt32),
        "low",
        "high",
        "comparability",
        "flags",
        "status",
    )


def summarise(
    table: pl.DataFrame,
    column: str = "value",
    *,
    by: str | Sequence[str] = (),
    quantiles: Sequence[float] = (0.25, 0.5, 0.75),
) -> pl.DataFrame:
    """Describe a skewed column over bodies: quantiles, not means.

    Parameters
    ----------
    table : polars.DataFrame
        A panel or what `compute` returns.
    column : str, optional
        The column to describe; rows where it is null do not count.
    by : str or sequence of str, optional
        Columns to group by.
    quantiles : sequence of float, optional
        Which quantiles (linear interpolation).

    Returns
    -------
    polars.DataFrame
        The columns of `by`, then `n` (rows with a value), `zeros` (how many of them are 0),
        `total`, `min`, `q25`, `q50`, `q75` (or as asked), `max`, null where no row has a value;
        sorted by `by`.

    Examples
    --------
    >>> suits = pl.DataFrame({"year": [2022, 2022, 2023], "litigation_total": [0.0, 3.0, None]})
    >>> summarise(suits, "litigation_total", by=["year"]).rows()
    [(2022, 2, 1, 3.0, 0.0, 0.75, 1.5, 2.25, 3.0), (2023, 0, 0, None, None, None, None, None, None)]
    """
    by = listed(by)
    need(table, by)
    need_numbers(table, [column])
    value = pl.col(column)
    described = [
        value.count().alias("n"),
        (value == 0).sum().alias("zeros"),
        pl.when(value.count() > 0).then(value.sum()).alias("total"),
        value.min().alias("min"),
        *(value.quantile(q, "linear").alias(f"q{q * 100:g}") for q in quantiles),
        value.max().alias("max"),
    ]
    if not by:
        return table.select(described)
    return table.group_by(by).agg(described).sort(by, nulls_last=True)


def with_population(panel: pl.DataFrame, population: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add residents to the rows that are about a whole division.

    Parameters
    ----------
    panel : polars.DataFrame
        Of `giox.panel`, wide.
    population : polars.DataFrame, optional
        Columns `division_code`, `year`, `population`; by default the census of 2020 for the
        provinces (`giox.shipped.load_population`). Of several years the nearest is taken, of two
        as near the later.

    Returns
    -------
    polars.DataFrame
        The panel with `population` and `population_year`; both null where the figures are not
        of scope `government`, or the body is not the division's own government.

    Raises
    ------
    SchemaError
        If a column is missing, or a division has two populations in a year.

    Examples
    --------
    >>> import giox
    >>> panel = giox.panel(giox.load_figures(), giox.load_figure_reports())
    >>> per_head = compute(with_population(panel), "applications_per_10000")
    >>> shanghai = per_head.filter(pl.col("region") == "上海市", pl.col("year") == 2023)
    >>> shanghai.filter(pl.col("status") == "computed")["value"].round(2).to_list()
    [13.79]
    """
    residents = load_population() if population is None else population
    need(residents, ["division_code", "year", "population"])
    need(panel, KEY)
    _once(residents, ["division_code", "year"])
    whole = (pl.col("scope") == "government") & (pl.col("body") == government())
    nearest = residents.select(
        "division_code", "population", population_year=pl.col("year").cast(pl.Int32)
    ).sort("population_year")
    return (
        panel.with_row_index("place")
        .sort("year")
        .join_asof(
            nearest,
            left_on="year",
            right_on="population_year",
            by="division_code",
            strategy="nearest",
            check_sortedness=False,
        )
        .sort("place")
        .with_columns(pl.when(whole).then(pl.col("population", "population_year")))
        .drop("place")
    )


def _beside_last_year(panel: pl.DataFrame, variable: str) -> tuple[pl.DataFrame, str]:
    """Set beside each row the same body's and scope's value of the year before."""
    need(panel, [*KEY, variable])
    _once(panel, KEY)
    before = f"{variable}_last_year"
    companions = [name for name in ("comparability", "flags") if f"{variable}_{name}" in panel]
    last = panel.select(
        *KEY[:-1],
        (pl.col("year") + 1).alias("year"),
        pl.col(variable).alias(before),
        *(pl.col(f"{variable}_{name}").alias(f"{before}_{name}") for name in companions),
    )
    return panel.join(last, on=KEY, how="left", nulls_equal=True, maintain_order="left"), before


def _check_flags(exclude: Sequence[str]) -> None:
    """Refuse flags that there are not: a slip would leave nothing out, and not say so."""
    known = dict.fromkeys([*flags()["flag"], *added_flags()["flag"]])
    for name in exclude:
        if name not in known:
            hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
            msg = f"{name!r} is no flag of giox.panels.flags(){hint}"
            raise SchemaError(msg)


def _once(table: pl.DataFrame, key: Sequence[str]) -> None:
    """Refuse a table that a join by its key would multiply, or choose from by chance."""
    doubled = table.filter(table.select(key).is_duplicated())
    if doubled.height:
        first = ", ".join(map(str, doubled.select(key).row(0)))
        msg = f"{doubled.height} rows share their {', '.join(key)} with another, such as {first}"
        raise SchemaError(msg)


def _pairs(panel: pl.DataFrame, over: str, under: str, exclude: Iterable[str]) -> pl.DataFrame:
    """Return numerator and denominator of each row, and what is to be known of their inputs."""
    above, below = signed_terms(over), signed_terms(under)
    inputs = [name for _, name in (*above, *below)]
    unknown = "population" in inputs and "population" not in panel.columns
    need(panel, inputs, advice="giox.measures.with_population adds it" if unknown else "")
    need_numbers(panel, inputs)
    marks = [pl.col(f"{name}_flags").str.split(JOIN) for name in inputs if f"{name}_flags" in panel]
    ranks = [
        pl.col(f"{name}_comparability").cast(pl.Enum(COMPARABILITY)).to_physical()
        for name in inputs
        if f"{name}_comparability" in panel
    ]
    lists = [pl.coalesce(flag, pl.lit([], dtype=pl.List(pl.String))) for flag in marks]
    return (
        panel.with_row_index("row")
        .with_columns(
            numerator=pl.sum_horizontal(
                [pl.col(name) * sign for sign, name in above], ignore_nulls=False
            ),
            denominator=pl.sum_horizontal(
                [pl.col(name) * sign for sign, name in below], ignore_nulls=False
            ),
            flags=pl.concat_list(lists).list.unique().list.sort()
            if lists
            else pl.lit([], dtype=pl.List(pl.String)),
            rank=pl.max_horizontal(ranks) if ranks else pl.lit(None, dtype=pl.UInt8),
        )
        .with_columns(excluded=pl.col("flags").list.set_intersection(list(exclude)).list.len() > 0)
    )


def _pool(pairs: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sum numerators and denominators of a group over the rows that have both."""
    need(pairs, by)
    both = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    used = both & ~pl.col("excluded")
    sums = [
        pl.when(used.any()).then(pl.col(name).filter(used).sum()).alias(name)
        for name in ("numerator", "denominator")
    ]
    return (
        pairs.group_by(*by, "part", "place")
        .agg(
            *sums,
            n=used.sum(),
            flags=pl.col("flags").filter(used).explode().drop_nulls().unique().sort(),
            rank=pl.col("rank").filter(used).max(),
            excluded=pl.lit(value=False),
        )
        .sort(*by, "place", nulls_last=True)
    )


def _measured(
    pairs: pl.DataFrame, definition: Measure, minimum: float | None, level: float
) -> pl.DataFrame:
    """Divide, with the interval that the kind of measure asks for."""
    top, bottom = pl.col("numerator"), pl.col("denominator")
    floor = definition.minimum if minimum is None else minimum
    bounded = definition.kind in _BOUNDED
    shift = 1 if definition.kind == "growth" else 0
    status = (
        pl.when("excluded")
        .then(pl.lit("excluded"))
        .when(top.is_null())
        .then(pl.lit("missing_numerator"))
        .when(bottom.is_null())
        .then(pl.lit("missing_denominator"))
        .when(bottom == 0)
        .then(pl.lit("zero_denominator"))
        .when(bottom < 0)
        .then(pl.lit("above_whole"))
        .when(bottom < floor)
        .then(pl.lit("below_minimum"))
        .when((top > bottom) & bounded)
        .then(pl.lit("above_whole"))
        .otherwise(pl.lit("computed"))
    )
    table = pairs.with_columns(status=status)
    low, high = _interval(table, definition, level)
    ratios = {"value": top / bottom, "low": pl.lit(low), "high": pl.lit(high)}
    computed = pl.col("status") == "computed"
    return table.with_columns(
        *(
            pl.when(computed).then((ratio - shift) * definition.per).alias(name)
            for name, ratio in ratios.items()
        ),
        comparability=pl.col("rank").replace_strict(
            dict(enumerate(COMPARABILITY)), default=None, return_dtype=pl.String
        ),
        flags=pl.when(pl.col("flags").list.len() > 0).then(pl.col("flags").list.join(JOIN)),
    )


def _interval(
    table: pl.DataFrame, definition: Measure, level: float
) -> tuple[pl.Series, pl.Series]:
    """Return both ends of the interval of numerator over denominator, null where there is none."""
    if not definition.interval:
        return (pl.repeat(None, table.height, dtype=pl.Float64, eager=True),) * 2
    interval = {
        "share": wilson_interval,
        "composition": wilson_interval,
        "rate": poisson_interval,
        "growth": ratio_interval,
    }[definition.kind]
    count, total = (
        table[name].fill_null(float("nan")).to_numpy() for name in ("numerator", "denominator")
    )
    low, high = interval(count, total, level)
    return pl.Series(low, nan_to_null=True), pl.Series(high, nan_to_null=True)
