"""Confidence intervals for whole columns at once, on statsmodels.

A report is a census of its own cases. The interval stands for the process behind them: how far
the count would move if the same body had the same year again, its cases independent of one
another. Where a few applicants make most applications it is too narrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from giox.errors import SchemaError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Interval = tuple[NDArray[np.float64], NDArray[np.float64]]

__all__ = ["check_level", "poisson_interval", "ratio_interval", "wilson_interval"]


def wilson_interval(count: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of `count` out of `total`, as proportions.

    Where `total` is 0, or `count` is not between 0 and `total`, both ends are NaN.

    References
    ----------
    Wilson, E. B. (1927), JASA 22: 209-212; by `statsmodels.stats.proportion`.

    Examples
    --------
    >>> low, high = wilson_interval([10538, 59], [34430, 336])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.3012, 0.1386], [0.311, 0.2199])
    """
    from statsmodels.stats.proportion import proportion_confint

    k, n, fit = _fitting(count, total, level)
    fit &= k <= n
    low, high = _blank(k), _blank(k)
    low[fit], high[fit] = proportion_confint(k[fit], n[fit], 1 - level, method="wilson")
    return low, high


def poisson_interval(count: ArrayLike, exposure: ArrayLike, level: float = 0.95) -> Interval:
    """Return the exact interval of the rate `count` / `exposure` of a Poisson count.

    Where `exposure` is 0 both ends are NaN; no case at all leaves an upper end above zero.

    References
    ----------
    Garwood, F. (1936), Biometrika 28: 437-442; by `statsmodels.stats.rates`.

    Examples
    --------
    >>> low, high = poisson_interval([0, 10], [100, 100])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.048], [0.0369, 0.1839])
    """
    from statsmodels.stats.rates import confint_poisson

    k, n, fit = _fitting(count, exposure, level)
    low, high = _blank(k), _blank(k)
    low[fit], high[fit] = confint_poisson(k[fit], n[fit], method="exact-c", alpha=1 - level)
    return low, high


def ratio_interval(count: ArrayLike, base: ArrayLike, level: float = 0.95) -> Interval:
    """Return the exact interval of the ratio `count` / `base` of two Poisson counts.

    Given the sum of both, `count` is binomial; the exact (Clopper-Pearson) interval of that
    proportion p becomes the interval of the ratio p / (1 - p). Where `base` is 0 both ends are
    NaN.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940), Biometrika 31: 313-323.

    Examples
    --------
    >>> low, high = ratio_interval([110], [100])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.831], [1.457])
    """
    from statsmodels.stats.proportion import proportion_confint

    k, n, fit = _fitting(count, base, level)
    low, high = _blank(k), _blank(k)
    least, most = proportion_confint(k[fit], k[fit] + n[fit], 1 - level, method="beta")
    low[fit], high[fit] = least / (1 - least), most / (1 - most)
    return low, high


def check_level(level: float) -> None:
    """Refuse a confidence level that is none.

    Raises
    ------
    SchemaError
        If it does not lie between 0 and 1.

    Examples
    --------
    >>> check_level(95)
    Traceback (most recent call last):
    ...
    giox.errors.SchemaError: level lies between 0 and 1, as 0.95, not 95
    """
    if not 0 < level < 1:
        msg = f"level lies between 0 and 1, as 0.95, not {level}"
        raise SchemaError(msg)


def _fitting(
    count: ArrayLike, total: ArrayLike, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    check_level(level)
    k = np.atleast_1d(np.asarray(count, dtype=np.float64))
    n = np.atleast_1d(np.asarray(total, dtype=np.float64))
    return k, n, (n > 0) & (k >= 0)


def _blank(like: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.full(like.shape, np.nan)
