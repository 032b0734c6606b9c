"""Checks of a fitted model: overdispersion, and whether one cluster carries the result."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from giox.errors import ModelError
from giox.models.estimate import estimate, is_logit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from giox.models.result import Fit

    Floats = NDArray[np.float64]

__all__ = ["dispersion", "influence"]

_TESTS = pl.Schema(
    {
        "test": pl.String(),
        "value": pl.Float64(),
        "statistic": pl.Float64(),
        "df": pl.Int64(),
        "p": pl.Float64(),
        "n": pl.Int64(),
        "clusters": pl.Int64(),
    }
)


def dispersion(fitted: Fit) -> pl.DataFrame:
    """Test whether the rows vary more than the family allows.

    Parameters
    ----------
    fitted : Fit
        Of `giox.models.fit`.

    Returns
    -------
    polars.DataFrame
        Columns `test`, `value`, `statistic`, `df`, `p`, `n`, `clusters`; rows:

        - `pearson`: chi-square over its degrees of freedom (`value`, 1 if the variance is the
          family's), one-sided p. Null for `fractional`, which has no variance of its own.
        - for Poisson `cameron_trivedi_nb2` and `cameron_trivedi_nb1`: the variance is
          mean + alpha · mean² or (1 + alpha) · mean; `value` is alpha, `statistic` the t value
          of a regression of ((y - mean)² - y) / mean on the mean, or on 1, one-sided p.
        - for the negative binomial `alpha`: the likelihood ratio against Poisson; p is halved,
          0 being the edge of what alpha can be.

    Notes
    -----
    A Poisson model's coefficients and robust standard errors stay right under overdispersion;
    what is wrong is the model's own variance, and the efficiency.

    References
    ----------
    Cameron, A. C. and Trivedi, P. K. (1990), Journal of Econometrics 46: 347-364.

    Examples
    --------
    >>> from giox.models import fit
    >>> counts = pl.DataFrame({"suits": [0, 0, 1, 30, 2, 0, 25, 1], "after": [0, 1] * 4})
    >>> found = fit(counts, "suits ~ after").dispersion()
    >>> found.select("test", pl.col("value").round(2)).rows()
    [('pearson', 24.54), ('cameron_trivedi_nb2', 2.37), ('cameron_trivedi_nb1', 17.41)]
    """
    from scipy.stats import chi2, norm

    made, found, family = fitted.design, fitted.estimate, fitted.specification.family
    mean, degrees = found.mean, made.y.size - made.x.shape[1] - _absorbed(fitted)
    rows: list[tuple[str, float | None, float | None, int | None, float | None]] = []
    if family == "fractional":
        rows.append(("pearson", None, None, None, None))
    else:
        own = (
            mean * (1 - mean / made.trials) if is_logit(family) else mean * (1 + found.alpha * mean)
        )
        score = float(((made.y - mean) ** 2 / own).sum())
        rows.append(("pearson", score / degrees, score, degrees, float(chi2.sf(score, degrees))))
    if family == "poisson":
        z = ((made.y - mean) ** 2 - made.y) / mean
        for name, x in (("nb2", mean), ("nb1", np.ones_like(mean))):
            alpha, t = _through_origin(z, x)
            rows.append((f"cameron_trivedi_{name}", alpha, t, None, float(norm.sf(t))))
    if family == "negative_binomial":
        plain = estimate(made, "poisson")
        ratio = max(0.0, 2 * (found.loglik - plain.loglik))
        rows.append(("alpha", found.alpha, ratio, 1, float(chi2.sf(ratio, 1)) / 2))
    return pl.DataFrame(
        [(*row, fitted.n, fitted.clusters) for row in rows], schema=_TESTS, orient="row"
    )


def influence(fitted: Fit, *, exact: bool = False) -> pl.DataFrame:
    """Tell how each coefficient changes when one cluster (or row) is left out.

    Parameters
    ----------
    fitted : Fit
        Of `giox.models.fit`.
    exact : bool, optional
        Fit anew without each cluster; by default one Newton step from the fit with all, which
        is near enough to find the clusters that matter. Null where the others alone do not
        tell it.

    Returns
    -------
    polars.DataFrame
        A row for each cluster and term: `cluster` (its value, or the number of the row where
        there are no clusters), `rows`, `term`, `without` (the estimate without it), `change`
        (from all to without), `change_in_errors` (in standard errors of the fit), sorted by the
        size of that, the largest first; then cluster and term.

    References
    ----------
    Preisser, J. S. and Qaqish, B. F. (1996), Biometrika 83: 551-562 (deletion of clusters).

    Examples
    --------
    >>> from giox.models import fit
    >>> counts = pl.DataFrame({"suits": [3, 4, 2, 90, 3, 5, 2, 4], "after": [0, 1] * 4})
    >>> found = fit(counts, "suits ~ after").influence()
    >>> found.row(0, named=True)["cluster"], found.row(0, named=True)["term"]
    ('3', 'after')
    """
    made, found = fitted.design, fitted.estimate
    k = len(made.terms)
    groups = np.arange(made.y.size) if made.clusters is None else made.clusters
    labels = range(made.y.size) if made.labels is None else made.labels.to_list()
    names = [str(label) for label in labels]
    if exact:
        without = np.array([_refitted(fitted, groups != group) for group in range(len(names))])
    else:
        without = _one_step(fitted, groups)
    change = without - found.params
    errors = np.sqrt(np.diag(fitted.covariance))
    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups[order])
    return (
        pl.DataFrame(
            {
                "cluster": np.repeat(names, k),
                "rows": np.repeat(sizes, k),
                "term": list(made.terms) * len(names),
                "without": without.ravel(),
                "change": change.ravel(),
                "change_in_errors": (change / errors).ravel(),
            }
        )
        .with_columns(pl.col(pl.Float64).fill_nan(None))
        .sort(
            pl.col("change_in_errors").abs(),
            "cluster",
            "term",
            descending=[True, False, False],
            nulls_last=True,
        )
    )


def _through_origin(z: Floats, x: Floats) -> tuple[float, float]:
    """Regress z on x without a constant; return the slope and its robust (HC1) t value."""
    n = z.size
    slope = float((x @ z) / (x @ x))
    error = np.sqrt(n / (n - 1) * ((x * (z - slope * x)) ** 2).sum()) / (x @ x)
    return slope, float(slope / error)


def _absorbed(fitted: Fit) -> int:
    """Return the coefficients that the effects take: their levels, of the second on one less."""
    levels = [count for _, count in fitted.design.effects]
    return sum(levels) - max(0, len(levels) - 1)


def _one_step(fitted: Fit, groups: NDArray[np.intp]) -> Floats:
    """Take one Newton step for the likelihood without each group."""
    found = fitted.estimate
    steps = []
    for group in range(int(groups.max()) + 1):
        own = groups == group
        x = found.inner[own]
        left = found.information - (x * found.weights[own][:, None]).T @ x
        score = -found.scores[own].sum(axis=0)
        steps.append(found.params + np.linalg.lstsq(left, score, rcond=1e-12)[0])
    return np.array(steps)


def _refitted(fitted: Fit, kept: NDArray[np.bool_]) -> Floats:
    """Fit without some rows; terms that only they tell have no estimate."""
    made = fitted.design
    there = (made.x[kept] != 0).any(axis=0)
    smaller = replace(
        made,
        y=made.y[kept],
        x=made.x[kept][:, there],
        terms=tuple(np.array(made.terms)[there]),
        offset=made.offset[kept],
        trials=made.trials[kept],
        codes=tuple(each[kept] for each in made.codes),
        clusters=None,
    )
    params = np.full(made.x.shape[1], np.nan)
    with contextlib.suppress(ModelError):
        params[there] = estimate(smaller, fitted.specification.family).params
    return params
