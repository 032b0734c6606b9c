"""Empirical Bayes: a value from few cases borrows from the other bodies, before any ranking.

The bodies' true rates are taken for draws from one distribution (gamma for rates, beta for
shares), whose two parameters all of them together tell. Each body's posterior mean lies between
its own rate and the mean, the nearer to its own the more cases it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import polars as pl

from giox.errors import SchemaError
from giox.measures.events import events
from giox.measures.intervals import check_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from giox.measures.events import Events

    Floats = NDArray[np.float64]

__all__ = ["Prior", "prior", "ranking", "shrink"]

Method = Literal["ml", "moments"]
Order = Literal["shrunk", "value"]

_DRAWS = 1000
_NO_SPREAD = 1e7
"""A prior worth this many times the median body's cases is no spread at all."""


@dataclass(frozen=True, slots=True)
class Prior:
    """How the true rates of the bodies are spread.

    Attributes
    ----------
    kind : {"beta", "gamma"}
        Beta for shares (beta-binomial counts), gamma for rates (negative binomial counts).
    mean : float
        Mean of the true rates, expressed as the measure is (percent …).
    size : float
        What the prior is worth, in units of the denominator: a body with as many weighs its own
        rate and the mean alike. Infinite where the rates differ by chance only.
    variance : float
        Variance of the true rates, in squared units of the value.
    n : int
        Bodies that it was estimated from.
    method : str
        Maximum likelihood or moments.
    """

    kind: Literal["beta", "gamma"]
    mean: float
    size: float
    variance: float
    n: int
    method: Method


def prior(table: pl.DataFrame, *, method: Method = "ml") -> Prior:
    """Estimate the distribution of the true rates behind a table of values.

    Parameters
    ----------
    table : polars.DataFrame
        Of `giox.measures.compute`: one share or rate, one row for each body.
    method : {"ml", "moments"}, optional
        Maximum likelihood of the beta-binomial or negative binomial counts; or moments, weighted
        by the denominators and unbiased for the variance between bodies.

    Returns
    -------
    Prior

    Raises
    ------
    SchemaError
        As `giox.measures.funnel`; also if there is no event at all, or nothing but events.

    References
    ----------
    Robbins, H. (1956), An empirical Bayes approach to statistics; Clayton, D. and Kaldor, J.
    (1987), Biometrics 43: 671-681 (gamma); Kleinman, J. C. (1973), JASA 68: 46-54 (beta).

    Examples
    --------
    >>> from giox.measures import compute
    >>> panel = pl.DataFrame({"denied": [1.0, 30, 4, 90], "outcomes_total": [2.0, 100, 50, 100]})
    >>> found = prior(compute(panel, "denial_rate"))
    >>> found.kind, found.n, round(found.mean, 1), round(found.size, 2)
    ('beta', 4, 45.7, 1.93)
    """
    return _prior(events(table), method)


def shrink(table: pl.DataFrame, *, method: Method = "ml", level: float = 0.95) -> pl.DataFrame:
    """Draw each value towards the mean of all, by as much as its few cases call for.

    Parameters
    ----------
    table : polars.DataFrame
        Of `giox.measures.compute`: one share or rate, one row for each body.
    method : {"ml", "moments"}, optional
        See `prior`.
    level : float, optional
        Level of the posterior interval.

    Returns
    -------
    polars.DataFrame
        The computed rows, in their order, then `shrunk` (posterior mean), `shrunk_low`,
        `shrunk_high` (equal-tailed posterior interval; null where the rates differ by chance
        only, because it would have no width), `weight` (of the body's own rate, 0 to 1),
        `prior_mean` and `prior_size`. Values are expressed as the measure's are.

    Raises
    ------
    SchemaError
        As `prior`; and if the level is not between 0 and 1.

    Notes
    -----
    The interval takes the prior for known: with fewer than some twenty bodies it is too narrow.
    Bodies of another kind are no equals to borrow from: shrink within level and scope.

    Examples
    --------
    >>> from giox.measures import compute
    >>> panel = pl.DataFrame({"denied": [1.0, 30, 4, 90], "outcomes_total": [2.0, 100, 50, 100]})
    >>> found = shrink(compute(panel, "denial_rate"))
    >>> found.select(pl.col("value", "shrunk", "weight").round(2)).rows()
    [(50.0, 47.87, 0.51), (30.0, 30.3, 0.98), (8.0, 9.4, 0.96), (90.0, 89.16, 0.98)]
    """
    check_level(level)
    given = events(table)
    spread = _prior(given, method)
    low, high = _quantiles(given, spread, level)
    weight = given.total / (spread.size + given.total)
    mean = spread.mean
    own = given.count / given.total * given.per
    return given.rows.with_columns(
        shrunk=pl.lit(pl.Series(weight * own + (1 - weight) * mean)),
        shrunk_low=pl.lit(pl.Series(low, nan_to_null=True)),
        shrunk_high=pl.lit(pl.Series(high, nan_to_null=True)),
        weight=pl.lit(pl.Series(weight)),
        prior_mean=mean,
        prior_size=spread.size,
    )


def ranking(  # noqa: PLR0913 - options, each independent of the others
    table: pl.DataFrame,
    *,
    by: Order = "shrunk",
    minimum: float = 0,
    descending: bool = True,
    method: Method = "ml",
    level: float = 0.95,
) -> pl.DataFrame:
    """Rank bodies by their shrunken values, and tell how sure each place is.

    Parameters
    ----------
    table : polars.DataFrame
        Of `giox.measures.compute`: one share or rate, one row for each body.
    by : {"shrunk", "value"}, optional
        What decides the order. Raw values need a `minimum`: without one, chance ranks the small
        bodies first and last.
    minimum : float, optional
        The smallest denominator that is ranked. Values below it are shrunk with the others but
        have no rank.
    descending : bool, optional
        Whether rank 1 is the highest value.
    method, level
        See `shrink`.

    Returns
    -------
    polars.DataFrame
        What `shrink` returns, with `rank` in front (1 is first; equal values share the lower
        number; null below the minimum) and `rank_low`, `rank_high` behind: the places between
        which the body's rank lies with probability `level`, by 1,000 draws from the posterior
        distributions (fixed seed; null where those have no width). Sorted by rank.

    Raises
    ------
    SchemaError
        As `shrink`; and if raw values are to be ranked without a minimum.

    References
    ----------
    Goldstein, H. and Spiegelhalter, D. J. (1996), League tables and their limitations, JRSS A
    159: 385-443.

    Examples
    --------
    >>> from giox.measures import compute
    >>> panel = pl.DataFrame({"denied": [2.0, 30, 4, 90], "outcomes_total": [2.0, 100, 50, 100]})
    >>> found = ranking(compute(panel, "denial_rate"))
    >>> found.select("rank", "value", "rank_low", "rank_high").rows()
    [(1, 90.0, 1, 2), (2, 100.0, 1, 2), (3, 30.0, 3, 3), (4, 8.0, 4, 4)]
    """
    if by not in get_args(Order):
        msg = f"by takes {', '.join(get_args(Order))}, not {by}"
        raise SchemaError(msg)
    if by == "value" and not minimum:
        msg = (
            "values from few cases must not be ranked as they stand: rank by 'shrunk', or give "
            "the minimum of the denominator that a value is ranked from"
        )
        raise SchemaError(msg)
    shrunken = shrink(table, method=method, level=level)
    given = events(table)
    ranked = given.total >= minimum
    low, high = _places(given, _prior(given, method), ranked, descending, level)
    places = pl.DataFrame({"rank_low": low, "rank_high": high}, nan_to_null=True)
    order = pl.when(pl.lit(pl.Series(ranked))).then(by)
    return (
        shrunken.hstack(places.cast(pl.UInt32))
        .select(order.rank("min", descending=descending).alias("rank"), pl.all())
        .sort("rank", nulls_last=True, maintain_order=True)
    )


def _prior(given: Events, method: str) -> Prior:
    if method not in get_args(Method):
        msg = f"method takes {', '.join(get_args(Method))}, not {method}"
        raise SchemaError(msg)
    if given.pooled == 0 or (given.binomial and given.pooled == 1):
        what = "no event" if given.pooled == 0 else "nothing but events"
        msg = f"there is {what} in {given.measure}: the spread of rates cannot be told"
        raise SchemaError(msg)
    mean, size = _moments(given) if method == "moments" else _likelihood(given)
    if size > _NO_SPREAD * np.median(given.total):
        mean, size = given.pooled, np.inf
    variance = mean * (1 - mean) / (size + 1) if given.binomial else mean / size
    return Prior(
        kind="beta" if given.binomial else "gamma",
        mean=mean * given.per,
        size=float(size),
        variance=float(variance * given.per**2),
        n=given.rows.height,
        method="moments" if method == "moments" else "ml",
    )


def _moments(given: Events) -> tuple[float, float]:
    """Return mean and size that make the weighted variance of the rates what it is.

    With weights w = n / N around the pooled rate m, chance alone gives the expectation
    v (I - 1) / N, where v is m (1 - m) for shares and m for rates. What is above comes from the
    bodies: rho m (1 - m) times the first `excess` below for a beta of size 1 / rho - 1, m / size
    times the second for a gamma.
    """
    n, total, mean = given.total, given.total.sum(), given.pooled
    weight = n / total
    observed = float((weight * (given.count / n - mean) ** 2).sum())
    unit = mean * (1 - mean) if given.binomial else mean
    beyond = observed - unit * (n.size - 1) / total
    if beyond <= 0:
        return mean, np.inf
    if given.binomial:
        excess = 1 - n.size / total - float((n * (n - 1)).sum()) / total**2
        rho = min(beyond / (unit * excess), 1.0) if excess > 0 else 1.0
        return mean, max(1 / rho - 1, 1e-6)
    return mean, unit * (1 - float((weight**2).sum())) / beyond


def _likelihood(given: Events) -> tuple[float, float]:
    """Maximise the likelihood of the counts over the mean and size of the prior."""
    from scipy.optimize import minimize
    from scipy.special import betaln, expit, gammaln, logit

    y, n = given.count, given.total

    def loss(point: Floats) -> float:
        size = np.exp(point[1])
        if given.binomial:
            a = expit(point[0]) * size
            terms = betaln(a + y, size - a + n - y) - betaln(a, size - a)
        else:
            a = np.exp(point[0]) * size
            terms = gammaln(a + y) - gammaln(a) + a * np.log(size) - (a + y) * np.log(size + n)
        return -float(terms.sum())

    inverse = expit if given.binomial else np.exp
    mean, size = _moments(given)
    scale = float(np.log(np.median(n)))
    widest = scale + float(np.log(_NO_SPREAD)) + 1
    starts = {min(float(np.log(size)), widest), scale, scale - 3, widest}
    centre = float(logit(mean) if given.binomial else np.log(mean))
    bounds = [(centre - 12, centre + 12), (min(scale, 0.0) - 16, widest)]
    tries = [
        minimize(loss, np.array([centre, start]), method="L-BFGS-B", bounds=bounds)
        for start in sorted(starts)
    ]
    best = min(tries, key=lambda each: float(each.fun))
    return float(inverse(best.x[0])), float(np.exp(best.x[1]))


def _quantiles(given: Events, spread: Prior, level: float) -> tuple[Floats, Floats]:
    """Return both ends of the posterior interval, NaN where the prior has no spread."""
    if np.isinf(spread.size):
        blank = np.full(given.count.size, np.nan)
        return blank, blank
    posterior = _posterior(given, spread)
    tail = (1 - level) / 2
    return posterior.ppf(tail) * given.per, posterior.ppf(1 - tail) * given.per


def _posterior(given: Events, spread: Prior) -> Any:  # noqa: ANN401 - scipy's frozen distribution
    from scipy.stats import beta, gamma

    a = spread.mean / given.per * spread.size
    if given.binomial:
        return beta(a + given.count, spread.size - a + given.total - given.count)
    return gamma(a + given.count, scale=1 / (spread.size + given.total))


def _places(
    given: Events,
    spread: Prior,
    ranked: NDArray[np.bool_],
    descending: bool,
    level: float,
) -> tuple[Floats, Floats]:
    """Return the interval of each rank over draws from the posterior distributions."""
    low, high = np.full(ranked.size, np.nan), np.full(ranked.size, np.nan)
    if np.isinf(spread.size) or not ranked.any():
        return low, high
    shape = (_DRAWS, ranked.size)
    drawn = _posterior(given, spread).rvs(size=shape, random_state=np.random.default_rng(0))
    drawn = drawn[:, ranked] * (-1 if descending else 1)
    ranks = drawn.argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - level) / 2
    low[ranked] = np.quantile(ranks, tail, axis=0, method="closest_observation")
    high[ranked] = np.quantile(ranks, 1 - tail, axis=0, method="closest_observation")
    return low, high
