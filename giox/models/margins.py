"""Average marginal effects: what a coefficient means in cases or in points of a share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from giox.errors import ModelError
from giox.models.design import matrix
from giox.models.estimate import is_logit
from giox.schema import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from giox.models.result import Fit

    Floats = NDArray[np.float64]

__all__ = ["margins"]

_STEP = 1e-5
"""Of a value: how far it is moved to tell the slope of the terms made of it."""


def margins(fitted: Fit, variables: str | Sequence[str] | None = None) -> pl.DataFrame:
    """Average over all rows what a variable changes in the expected count or share.

    Parameters
    ----------
    fitted : Fit
        Of `giox.models.fit`.
    variables : str or sequence of str, optional
        Columns of the formula; by default all.

    Returns
    -------
    polars.DataFrame
        `variable`, `contrast` (for a number `dy/dx`: the slope; for text and truth values
        `b - a`: the row in level b, everything else as it is, against level a), `estimate`,
        `std_error` (delta method on the robust covariance), `statistic`, `p`, `low`, `high`,
        `mean` (of the expected response, to compare with), `n`, `clusters`. Counts are those at
        each row's own exposure; of a binomial the share, not the cases, is meant.

    Raises
    ------
    ModelError
        If a variable is not in the formula, the formula has none, or a term is undefined next to
        some of its values.

    Notes
    -----
    A column wrapped as ``C(year)`` is taken by its levels. A variable that stands in two terms
    (an interaction) is changed in both. With fixed effects the errors are given the effects.

    References
    ----------
    Williams, R. (2012), Stata Journal 12: 308-331.

    Examples
    --------
    >>> from giox.models import fit
    >>> counts = pl.DataFrame({"suits": [1, 4, 2, 9, 3, 12, 1, 8], "after": [False, True] * 4})
    >>> found = fit(counts, "suits ~ after").margins()
    >>> found.select("variable", "contrast", pl.col("estimate").round(3), "n").rows()
    [('after', 'True - False', 6.5, 8)]
    """
    from scipy.stats import norm, t

    made = fitted.design
    known = [str(name) for name in made.spec.required_variables]
    wanted = listed(variables) if variables is not None else sorted(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        msg = f"{', '.join(unknown)} is not in the formula, which has {', '.join(sorted(known))}"
        raise ModelError(msg)
    if not wanted:
        msg = "the formula has no variable whose margins could be taken"
        raise ModelError(msg)
    rows = [effect for name in wanted for effect in _effects(fitted, name)]
    estimates = np.array([value for _, _, value, _ in rows])
    gradients = np.array([gradient for *_, gradient in rows])
    errors = np.sqrt(np.einsum("ij,jk,ik->i", gradients, fitted.covariance, gradients))
    law = norm() if fitted.clusters is None else t(fitted.clusters - 1)
    reach = law.ppf((1 + fitted.specification.level) / 2) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimates / errors
    return pl.DataFrame(
        {
            "variable": [name for name, *_ in rows],
            "contrast": [contrast for _, contrast, *_ in rows],
            "estimate": estimates,
            "std_error": errors,
            "statistic": statistic,
            "p": 2 * law.sf(np.abs(statistic)),
            "low": estimates - reach,
            "high": estimates + reach,
        }
    ).with_columns(
        mean=pl.lit(float((fitted.estimate.mean / made.trials).mean())),
        n=pl.lit(fitted.n, dtype=pl.Int64),
        clusters=pl.lit(fitted.clusters, dtype=pl.Int64),
    )


def _effects(fitted: Fit, name: str) -> list[tuple[str, str, float, Floats]]:
    """Return the contrasts of a variable: name, contrast, effect and its gradient."""
    rows = fitted.design.rows
    column = rows[name]
    wrapped = re.search(rf"\bC\(\s*{re.escape(name)}\s*[,)]", fitted.specification.formula)
    if wrapped or not column.dtype.is_numeric():
        levels = column.unique().sort().to_list()
        base = levels[0]
        low = rows.with_columns(pl.lit(base, dtype=column.dtype).alias(name))
        found = []
        for other in levels[1:]:
            high = rows.with_columns(pl.lit(other, dtype=column.dtype).alias(name))
            found.append((name, f"{other} - {base}", *_difference(fitted, low, high)))
        return found
    return [(name, "dy/dx", *_slope(fitted, column))]


def _difference(fitted: Fit, low: pl.DataFrame, high: pl.DataFrame) -> tuple[float, Floats]:
    """Return the mean difference of the expected response, and its derivative."""
    made, found = fitted.design, fitted.estimate
    means, derivatives = [], []
    for rows in (low, high):
        moved = matrix(made, rows) - made.x
        mean, slope, _ = _response(fitted, found.linear + moved @ found.params)
        means.append(mean.mean())
        derivatives.append(((moved + found.inner) * slope[:, None]).mean(axis=0))
    return float(means[1] - means[0]), derivatives[1] - derivatives[0]


def _slope(fitted: Fit, column: pl.Series) -> tuple[float, Floats]:
    """Return the mean slope of the expected response along a column, and its derivative.

    Only the terms are differentiated by steps, each row's in proportion to its own value, so
    that a logarithm of values large and small is; the rest is the chain rule.
    """
    made, found = fitted.design, fitted.estimate
    values = column.cast(pl.Float64)
    size = np.abs(values.to_numpy())
    step = _STEP * np.maximum(size, 1e-3 * (float(np.median(size)) or 1.0))
    low, high = (matrix(made, made.rows.with_columns(values + way * step)) for way in (-1, 1))
    terms = (high - low) / (2 * step)[:, None]
    along = terms @ found.params
    _, slope, bend = _response(fitted, found.linear)
    gradient = (slope[:, None] * terms + (bend * along)[:, None] * found.inner).mean(axis=0)
    return float((slope * along).mean()), gradient


def _response(fitted: Fit, linear: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the expected response and its first two derivatives by the linear predictor.

    Where there are effects they follow the coefficients: by these the linear predictor has the
    derivative of the terms with the effects taken out, `inner`.
    """
    if is_logit(fitted.specification.family):
        mean = 1 / (1 + np.exp(-linear))
        slope = mean * (1 - mean)
        return mean, slope, slope * (1 - 2 * mean)
    mean = np.exp(linear)
    return mean, mean, mean
