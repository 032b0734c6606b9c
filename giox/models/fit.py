"""One formula for all models: a panel in, a fit out."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import polars as pl

from giox.errors import ModelError
from giox.models.design import Design, Family, design
from giox.models.estimate import Estimate, SeparationError, covariance, estimate, is_logit, support
from giox.models.result import Fit, Specification
from giox.schema import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["fit"]

_FEW = 30
_ALONE = 1.5
"""Of fewer clusters than this, as `support` counts them, one tells four fifths of a term."""


def fit(  # noqa: PLR0913 - what a specification consists of
    data: pl.DataFrame,
    formula: str,
    *,
    family: Family = "poisson",
    exposure: str | None = None,
    trials: str | None = None,
    cluster: str | None = None,
    effects: str | Sequence[str] = (),
    level: float = 0.95,
    note: str = "",
) -> Fit:
    """Fit a model of counts or shares to a panel.

    Parameters
    ----------
    data : polars.DataFrame
        A panel (`giox.panel`) or what `giox.measures.compute` returns; any frame will do.
    formula : str
        ``response ~ terms`` (formulaic, as in R): columns, ``C(year)`` for the levels of a
        number, ``log(x)``, ``x:z``. Columns of text are taken by their levels, the first in
        alphabetical order being the base.
    family : {"poisson", "negative_binomial", "binomial", "fractional"}, optional
        Counts, with a log link: Poisson (a quasi-likelihood: right whatever the variance) or
        negative binomial (NB2). Shares, with a logit link: `binomial`, cases out of `trials`;
        `fractional`, a share between 0 and 1 that weighs each row alike.
    exposure : str, optional
        Column whose logarithm is added with coefficient 1, as `population`. Counts only.
    trials : str, optional
        Column of the trials; for `binomial`, which needs it.
    cluster : str, optional
        Column within whose levels rows may depend on one another, as `division_code`.
    effects : str or sequence of str, optional
        Columns whose levels have a constant each (fixed effects), as
        ``("division_code", "year")``; they are not reported. ``"division_code^body^scope"`` has
        one for each combination.
    level : float, optional
        Level of the intervals.
    note : str, optional
        Words that go with the specification.

    Returns
    -------
    Fit

    Raises
    ------
    ModelError
        If the model cannot be fitted; the message says why.

    Warns
    -----
    UserWarning
        If there are fewer than 30 clusters (standard errors are too small), if terms are left
        out because others determine them, if a term is told by one cluster only, or if effects
        of bodies stand in a model other than Poisson (few rows a body bias the terms).

    Notes
    -----
    Standard errors are robust. With clusters: sandwich of the clusters' scores, times
    G / (G - 1) · (n - 1) / (n - k), effects within clusters counted as one in k (as in fixest), t
    distribution with G - 1 degrees. Without clusters: HC1, normal distribution. Alpha of the
    negative binomial is taken for known.

    References
    ----------
    Cameron, A. C. and Trivedi, P. K., Regression Analysis of Count Data (2013); Wooldridge, J. M.
    (1999), Journal of Econometrics 90: 77-97 (Poisson with effects); Papke, L. E. and Wooldridge,
    J. M. (1996), Journal of Applied Econometrics 11: 619-632 (fractional logit); Cameron, A. C.
    and Miller, D. L. (2015), Journal of Human Resources 50: 317-372 (clusters).

    Examples
    --------
    >>> counts = pl.DataFrame(
    ...     {"suits": [1, 4, 2, 9, 3, 12, 1, 8], "after": [0, 1] * 4, "outcomes": [50, 60] * 4}
    ... )
    >>> found = fit(counts, "suits ~ after", exposure="outcomes")
    >>> found.coefficients.select("term", pl.col("estimate", "ratio").round(3), "n").rows()
    [('Intercept', -3.352, 0.035, 8), ('after', 1.368, 3.929, 8)]
    """
    _check(family, exposure, trials, level)
    made, found = _estimated(
        data,
        formula,
        family,
        exposure=exposure,
        trials=trials,
        cluster=cluster,
        effects=listed(effects),
    )
    clusters = None if made.clusters is None else int(made.clusters.max()) + 1
    spread = covariance(made, found)
    told = support(made, found)
    _warn(made, family, clusters, cluster, told)
    return Fit(
        coefficients=_coefficients(made, found, spread, told, clusters, level),
        n=made.y.size,
        clusters=clusters,
        specification=Specification(
            formula=formula,
            family=family,
            link="logit" if is_logit(family) else "log",
            exposure=exposure,
            trials=trials,
            effects=made.effects,
            cluster=cluster,
            covariance="HC1" if clusters is None else "clustered, G/(G-1) · (n-1)/(n-k)",
            distribution="normal" if clusters is None else f"t({clusters - 1})",
            level=level,
            note=note,
        ),
        dropped=made.dropped,
        omitted=made.omitted,
        alpha=found.alpha,
        loglik=found.loglik,
        deviance=found.deviance,
        deviance_r2=1 - found.deviance / found.null_deviance,
        design=made,
        estimate=found,
        covariance=spread,
    )


def _estimated(
    data: pl.DataFrame,
    formula: str,
    family: Family,
    **options: Any,  # noqa: ANN401
) -> tuple[Design, Estimate]:
    """Fit; where effects fit some rows perfectly, leave those out and fit again.

    Such rows do not touch the finite coefficients (Correia, Guimarães and Zylkin 2019,
    arXiv:1903.01633).
    """
    made = design(data, formula, family, **options)
    while True:
        try:
            return made, estimate(made, family)
        except SeparationError as error:
            if not made.effects or error.terms:
                raise
            smaller = design(made.rows.filter(~error.away), formula, family, **options)
            away = pl.DataFrame(
                [("separated", "effects", int(error.away.sum()))],
                schema=made.dropped.schema,
                orient="row",
            )
            made = replace(smaller, dropped=pl.concat([made.dropped, away, smaller.dropped]))


def _check(family: str, exposure: str | None, trials: str | None, level: float) -> None:
    if family not in get_args(Family):
        msg = f"family takes {', '.join(get_args(Family))}, not {family}"
        raise ModelError(msg)
    if (family == "binomial") != (trials is not None):
        msg = "trials goes with family='binomial', which needs it: cases out of how many"
        raise ModelError(msg)
    if exposure is not None and family in ("binomial", "fractional"):
        msg = f"an exposure belongs to counts; family={family!r} has shares"
        raise ModelError(msg)
    if not 0 < level < 1:
        msg = f"level lies between 0 and 1, as 0.95, not {level}"
        raise ModelError(msg)


def _warn(
    made: Design,
    family: Family,
    clusters: int | None,
    cluster: str | None,
    told: Floats,
) -> None:
    alone = [term for term, count in zip(made.terms, told, strict=True) if count < _ALONE]
    if alone:
        what = "row" if cluster is None else cluster
        msg = f"no standard error, told by one {what} only: {', '.join(alone)}"
        warnings.warn(msg, UserWarning, stacklevel=3)
    if clusters is not None and clusters < _FEW:
        msg = f"only {clusters} clusters of {cluster}: standard errors are too small below {_FEW}"
        warnings.warn(msg, UserWarning, stacklevel=3)
    if made.omitted:
        msg = f"left out, determined by other terms or the effects: {', '.join(made.omitted)}"
        warnings.warn(msg, UserWarning, stacklevel=3)
    many = [name for name, levels in made.effects if levels > made.y.size / 20]
    if many and family != "poisson":
        msg = (
            f"effects of {', '.join(many)} have few rows each, which biases the terms of a "
            f"{family} model (incidental parameters); Poisson has no such bias"
        )
        warnings.warn(msg, UserWarning, stacklevel=3)


def _coefficients(  # noqa: PLR0913, PLR0917 - private
    made: Design,
    found: Estimate,
    spread: Floats,
    told: Floats,
    clusters: int | None,
    level: float,
) -> pl.DataFrame:
    from scipy.stats import norm, t

    estimates = found.params
    errors = np.where(told < _ALONE, np.nan, np.sqrt(np.diag(spread)))
    law = norm() if clusters is None else t(clusters - 1)
    reach = law.ppf((1 + level) / 2) * errors
    statistic = estimates / errors
    low, high = estimates - reach, estimates + reach
    with np.errstate(over="ignore"):  # a constant at year 0 may lie beyond all numbers
        ratio, ratio_low, ratio_high = np.exp(estimates), np.exp(low), np.exp(high)
    return pl.DataFrame(
        {
            "term": made.terms,
            "estimate": estimates,
            "std_error": errors,
            "statistic": statistic,
            "p": 2 * law.sf(np.abs(statistic)),
            "low": low,
            "high": high,
            "ratio": ratio,
            "ratio_low": ratio_low,
            "ratio_high": ratio_high,
            "support": told,
        }
    ).with_columns(
        pl.col(pl.Float64).fill_nan(None),
        n=pl.lit(made.y.size, dtype=pl.Int64),
        clusters=pl.lit(clusters, dtype=pl.Int64),
    )
