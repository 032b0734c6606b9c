"""Dispersion over bodies and convergence over years, set against chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from giox.errors import SchemaError
from giox.measures.events import events
from giox.measures.intervals import check_level
from giox.schema import listed, need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from giox.measures.events import Events

    Floats = NDArray[np.float64]

__all__ = ["beta_convergence", "dispersion", "sigma_convergence"]

_UNIT = ("division_code", "body", "scope")
_DISPERSION = {
    "n": pl.UInt32,
    "pooled": pl.Float64,
    "variance_to_mean": pl.Float64,
    "chi2": pl.Float64,
    "df": pl.UInt32,
    "p": pl.Float64,
    "phi": pl.Float64,
    "i2": pl.Float64,
    "tau2": pl.Float64,
    "few_expected": pl.UInt32,
}


def dispersion(table: pl.DataFrame, *, by: str | Sequence[str] = ()) -> pl.DataFrame:
    """Test whether bodies differ by more than chance, and say by how much.

    Parameters
    ----------
    table : polars.DataFrame
        Of `giox.measures.compute`: one share or rate, a row for each body.
    by : str or sequence of str, optional
        Columns to group by, as `year`.

    Returns
    -------
    polars.DataFrame
        The columns of `by`, then `measure`, `n` (bodies with a value), `pooled` (all numerators
        over all denominators, expressed as the measure is), `variance_to_mean` (of the
        numerators: 1 for Poisson counts of one mean, whatever the denominators), `chi2` with
        `df` and `p` (Pearson's test that all bodies have the pooled rate), `phi` (chi2 / df), `i2`
        (percent of the variation that is beyond chance, not below 0), `tau2` (variance between
        bodies by moments, in squared units of the value) and `few_expected` (bodies with an
        expected count below 5, on which `p` is not to be trusted). Null where fewer than two
        bodies have a value, or no event or nothing but events occurred.

    Raises
    ------
    SchemaError
        As `giox.measures.funnel`.

    References
    ----------
    Cochran, W. G. (1954), Biometrics 10: 417-451; Higgins, J. P. T. and Thompson, S. G. (2002),
    Statistics in Medicine 21: 1539-1558 (I²); DerSimonian, R. and Laird, N. (1986), Controlled
    Clinical Trials 7: 177-188 (tau²).

    Examples
    --------
    >>> from giox.measures import compute
    >>> panel = pl.DataFrame({"denied": [5.0, 30, 4, 90], "outcomes_total": [20.0, 100, 50, 100]})
    >>> dispersion(compute(panel, "denial_rate")).select("n", "df", "phi", "i2").row(0)
    (4, 3, 39.99..., 97.49...)
    """
    by = listed(by)
    if not by:
        return _dispersion(events(table, least=0))
    events(table, least=0)
    groups = table.partition_by(by, as_dict=True, maintain_order=True)
    about = pl.DataFrame(
        list(groups), schema={name: table.schema[name] for name in by}, orient="row"
    )
    found = [_dispersion(events(group, least=0)) for group in groups.values()]
    return about.hstack(pl.concat(found)).sort(by, nulls_last=True)


def sigma_convergence(
    table: pl.DataFrame, *, unit: str | Sequence[str] = _UNIT, column: str = "value"
) -> pl.DataFrame:
    """Describe, year by year, how far the same bodies lie apart.

    Parameters
    ----------
    table : polars.DataFrame
        With `year`, the columns of `unit` and `column`: of `giox.measures.compute`, restricted
        to the years to compare.
    unit : str or sequence of str, optional
        What makes a body. Only bodies with a value in every year of the table are compared.
    column : str, optional
        The value.

    Returns
    -------
    polars.DataFrame
        `year`, `n` (bodies, the same in all years), `left_out` (bodies without a value in some
        year), `mean`, `sd`, `cv` (sd / mean), `sd_chance` (what chance alone would give at the
        denominators of that year) and `sd_between` (the root of the difference of the squares,
        not below 0); the last two null unless `column` is the value of a table of `compute` that
        counts events.

    Raises
    ------
    SchemaError
        If a column is missing, or a body has two rows in a year.

    Notes
    -----
    `sd` falls when denominators grow, without any body changing: look at `sd_between`.

    References
    ----------
    Barro, R. J. and Sala-i-Martin, X. (1992), JPE 100: 223-251.

    Examples
    --------
    >>> values = pl.DataFrame(
    ...     {"body": list("abab"), "year": [2020, 2020, 2021, 2021], "value": [1.0, 5, 2, 4]}
    ... )
    >>> sigma_convergence(values, unit=["body"]).select("year", "n", "mean", "cv").rows()
    [(2020, 2, 3.0, 0.942...), (2021, 2, 3.0, 0.471...)]
    """
    unit = listed(unit)
    balanced, left_out = _balanced(table, unit, column)
    sd = pl.col(column).std()
    return (
        balanced.with_columns(_chance(balanced, column))
        .group_by("year")
        .agg(
            n=pl.len(),
            left_out=pl.lit(left_out, dtype=pl.UInt32),
            mean=pl.col(column).mean(),
            sd=sd,
            cv=pl.when(pl.col(column).mean() != 0).then(sd / pl.col(column).mean()),
            sd_chance=pl.col("chance").mean().sqrt(),
            sd_between=(pl.col(column).var() - pl.col("chance").mean()).clip(lower_bound=0).sqrt(),
        )
        .sort("year")
    )


def beta_convergence(  # noqa: PLR0913 - options, each independent of the others
    table: pl.DataFrame,
    *,
    start: int,
    end: int,
    unit: str | Sequence[str] = _UNIT,
    column: str = "value",
    level: float = 0.95,
) -> pl.DataFrame:
    """Tell whether bodies that began low grew faster.

    The average yearly growth of the logarithm between two years is regressed on the logarithm
    at the start (OLS, HC3 standard errors, t distribution).

    Parameters
    ----------
    table : polars.DataFrame
        With `year`, the columns of `unit` and `column`.
    start, end : int
        The first and the last year.
    unit, column
        See `sigma_convergence`.
    level : float, optional
        Level of the interval of `beta`.

    Returns
    -------
    polars.DataFrame
        One row: `start`, `end`, `n`, `left_out_missing` (bodies with a value in one of the years
        only), `left_out_zero` (no logarithm), `beta` (below 0: convergence), `std_error`, `low`,
        `high`, `p`, and `speed`, the rate per year at which the distance closes,
        -ln(1 + beta · years) / years, null where beta is not above -1/years.

    Raises
    ------
    SchemaError
        If a column is missing, a body has two rows in a year, the years are out of order, the
        level is not between 0 and 1, or fewer than 4 bodies are left.

    Notes
    -----
    Descriptive, and biased towards convergence: chance in the first year's value alone makes
    beta negative (regression to the mean). With small counts that is most of it: compare
    `sigma_convergence`, which the same chance does not move.

    References
    ----------
    Barro, R. J. and Sala-i-Martin, X. (1992), JPE 100: 223-251; Quah, D. (1993), Galton's
    fallacy and tests of the convergence hypothesis, Scandinavian Journal of Economics 95.

    Examples
    --------
    >>> values = pl.DataFrame(
    ...     {"body": list("abcd") * 2, "year": [2020] * 4 + [2021] * 4,
    ...      "value": [10.0, 20, 40, 80, 15, 24, 42, 70]}
    ... )
    >>> found = beta_convergence(values, start=2020, end=2021, unit=["body"])
    >>> found.select("n", pl.col("beta").round(3)).row(0)
    (4, -0.253)
    """
    check_level(level)
    if start >= end:
        msg = f"the first year ({start}) must be before the last ({end})"
        raise SchemaError(msg)
    unit = listed(unit)
    need(table, [*unit, "year", column])
    ends = table.filter(pl.col("year").is_in([start, end]), pl.col(column).is_not_null())
    balanced, missing = _balanced(ends, unit, column, years=2)
    first, last = (
        balanced.filter(pl.col("year") == year).sort(unit, nulls_last=True)[column]
        for year in (start, end)
    )
    usable = (first > 0) & (last > 0)
    x, y = first.filter(usable).log().to_numpy(), last.filter(usable).log().to_numpy()
    if x.size < 4:
        msg = f"{x.size} bodies have a value above zero in {start} and {end}; at least 4 are needed"
        raise SchemaError(msg)
    from statsmodels.regression.linear_model import OLS

    years = end - start
    fit = OLS((y - x) / years, np.column_stack([np.ones(x.size), x])).fit(
        cov_type="HC3", use_t=True
    )
    beta = float(fit.params[1])
    low, high = fit.conf_int(1 - level)[1]
    closing = 1 + beta * years
    return pl.DataFrame(
        {
            "start": [start],
            "end": [end],
            "n": [x.size],
            "left_out_missing": [missing],
            "left_out_zero": [usable.len() - x.size],
            "beta": [beta],
            "std_error": [float(fit.bse[1])],
            "low": [float(low)],
            "high": [float(high)],
            "p": [float(fit.pvalues[1])],
            "speed": [float(-np.log(closing) / years) if closing > 0 else None],
        },
        schema_overrides={"speed": pl.Float64},
    )


def _dispersion(given: Events) -> pl.DataFrame:
    row = dict.fromkeys(_DISPERSION) | _spread(given)
    measure = pl.lit(given.measure).alias("measure")
    return pl.DataFrame([row], schema=_DISPERSION).select(measure, pl.all())


def _spread(given: Events) -> dict[str, float]:
    n = given.count.size
    if not n:
        return {"n": 0, "few_expected": 0}
    mean = given.pooled
    expected = mean * given.total
    least = np.minimum(expected, given.total - expected) if given.binomial else expected
    plain = {"n": n, "pooled": mean * given.per, "few_expected": int((least < 5).sum())}
    if n < 2 or mean == 0 or (given.binomial and mean == 1):
        return plain
    from scipy.stats import chi2

    variance = given.chance(mean, given.total)
    weight = 1 / variance
    score = float(((given.count / given.total - mean) ** 2 * weight).sum())
    spread = float(weight.sum() - (weight**2).sum() / weight.sum())
    return plain | {
        "variance_to_mean": float(given.count.var(ddof=1) / given.count.mean()),
        "chi2": score,
        "df": n - 1,
        "p": float(chi2.sf(score, n - 1)),
        "phi": score / (n - 1),
        "i2": max(0.0, (score - (n - 1)) / score) * 100 if score else 0.0,
        "tau2": max(0.0, (score - (n - 1)) / spread) * given.per**2,
    }


def _balanced(
    table: pl.DataFrame, unit: Sequence[str], column: str, years: int | None = None
) -> tuple[pl.DataFrame, int]:
    """Keep the bodies that have a value in every year (all years there are, or so many).

    Returns them and the number of the others.
    """
    need(table, [*unit, "year", column])
    known = table.filter(pl.col(column).is_not_null())
    if known.select(pl.struct(*unit, "year").is_duplicated().any()).item():
        msg = f"a body has two rows in a year: tell them apart by unit, now {', '.join(unit)}"
        raise SchemaError(msg)
    every = known["year"].n_unique() if years is None else years
    kept = known.filter(pl.len().over(unit) == every)
    return kept, known.select(unit).unique().height - kept.select(unit).unique().height


def _chance(balanced: pl.DataFrame, column: str) -> pl.Series:
    """Return the variance of each value by chance, null where the column counts no events."""
    none = pl.Series("chance", [None] * balanced.height, dtype=pl.Float64)
    if column != "value":
        return none
    try:
        given = events(balanced, least=1)
    except SchemaError:
        return none
    middle = given.rows.select(
        (pl.col("numerator").sum() / pl.col("denominator").sum()).over("year")
    )
    variance = given.chance(middle.to_series().to_numpy(), given.total) * given.per**2
    return pl.Series("chance", variance)
