"""Average marginal effects: what a coefficient means in cases or in points of a share."""

from __future__ import annotations

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

    from giox.models.fit import Fit

    Floats = NDArray[np.float64]

__all__ = ["margins"]


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
        If a variable is not in the formula.

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
    by_levels = not column.dtype.is_numeric() or f"C({name}" in fitted.specification.formula
    if by_levels:
        levels = column.unique().sort().to_list()
        base = levels[0]
        low = rows.with_columns(pl.lit(base, dtype=column.dtype).alias(name))
        found = []
        for other in levels[1:]:
            high = rows.with_columns(pl.lit(other, dtype=column.dtype).alias(name))
            found.append((name, f"{other} - {base}", *_difference(fitted, low, high, 1.0)))
        return found
    step = 1e-4 * max(1.0, float(np.ptp(column.to_numpy())))
    values = column.cast(pl.Float64)
    low, high = rows.with_columns(values - step), rows.with_columns(values + step)
    return [(name, "dy/dx", *_difference(fitted, low, high, 2 * step))]


def _difference(
    fitted: Fit, low: pl.DataFrame, high: pl.DataFrame, width: float
) -> tuple[float, Floats]:
    """Return the mean difference of the expected response, and its derivative."""
    upper, upper_slope = _expected(fitted, high)
    lower, lower_slope = _expected(fitted, low)
    effect = float((upper - lower).mean() / width)
    gradient: Floats = (upper_slope - lower_slope) / width
    return effect, gradient


def _expected(fitted: Fit, rows: pl.DataFrame) -> tuple[Floats, Floats]:
    """Return the expected response of changed rows, and the mean of its derivative.

    Where there are effects they follow the coefficients: the derivative is that of the terms
    with the effects taken out.
    """
    made, found = fitted.design, fitted.estimate
    moved = matrix(made, rows) - made.x
    linear = found.linear + moved @ found.params
    if is_logit(fitted.specification.family):
        mean = 1 / (1 + np.exp(-linear))
        slope = mean * (1 - mean)
    else:
        mean = slope = np.exp(linear)
    derivative: Floats = ((moved + found.inner) * slope[:, None]).mean(axis=0)
    return mean, derivative
