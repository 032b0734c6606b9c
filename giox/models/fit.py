"""One formula for all models: a panel in, tidy tables out, each number with its n and clusters."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import polars as pl

from giox.errors import ModelError
from giox.models.design import Design, Family, design
from giox.models.diagnostics import dispersion, influence
from giox.models.estimate import Estimate, SeparationError, covariance, estimate, is_logit, support
from giox.models.margins import margins
from giox.schema import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Fit", "Specification", "fit"]

_FEW = 30
_ALONE = 1.5
"""Of fewer clusters than this, as `support` counts them, one tells four fifths of a term."""


@dataclass(frozen=True, slots=True)
class Specification:
    """What was fitted, in words that go under a table.

    Attributes
    ----------
    formula, family, link : str
        The formula as given; the family; `log` or `logit`.
    exposure, trials, cluster : str or None
        Columns.
    effects : tuple of (str, int)
        Fixed effects, with the levels that were used.
    covariance : str
        How standard errors are worked out, with the small-sample correction.
    distribution : str
        What statistics are compared with.
    level : float
        Level of the intervals.
    note : str
        What must be said beside the numbers, such as that a design is descriptive.
    """

    formula: str
    family: Family
    link: str
    exposure: str | None
    trials: str | None
    effects: tuple[tuple[str, int], ...]
    cluster: str | None
    covariance: str
    distribution: str
    level: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    coefficients : polars.DataFrame
        One row for each term of the formula: `term`, `estimate`, `std_error`, `statistic`, `p`,
        `low`, `high`, then `ratio`, `ratio_low`, `ratio_high` (exponents: rate ratios of counts,
        odds ratios of shares), `support` (how many clusters, or rows, were all alike, would tell
        the term as much; below 1.5 it has no standard error), `n` and `clusters` (null without).
    n : int
        Rows used.
    clusters : int or None
        Clusters.
    specification : Specification
        What was fitted.
    dropped : polars.DataFrame
        `reason`, `column`, `rows`: the rows left out. Reasons: `missing` (the first of the
        model's columns that is null), `zero exposure`, `singleton` (alone in its effect),
        `always zero`, `always all` (no other value within the effect), `separated` (the effects
        together fit them perfectly, so that they tell nothing). A reason may stand twice.
    omitted : tuple of str
        Terms left out because others determine them.
    alpha : float
        Overdispersion of the negative binomial; 0 for the other families.
    loglik, deviance : float
        Log-likelihood (quasi for shares) and deviance.
    deviance_r2 : float
        1 - deviance / deviance of a constant (Cameron and Windmeijer 1997).
    """

    coefficients: pl.DataFrame = field(repr=False)
    n: int
    clusters: int | None
    specification: Specification
    dropped: pl.DataFrame = field(repr=False)
    omitted: tuple[str, ...]
    alpha: float
    loglik: float
    deviance: float
    deviance_r2: float
    design: Design = field(repr=False)
    estimate: Estimate = field(repr=False)
    covariance: Floats = field(repr=False)

    @property
    def degrees(self) -> float:
        """Degrees of freedom of the t distribution: clusters - 1; infinite without clusters."""
        return np.inf if self.clusters is None else self.clusters - 1

    def dispersion(self) -> pl.DataFrame:
        """Test for overdispersion; see `giox.models.diagnostics.dispersion`."""
        return dispersion(self)

    def influence(self, *, exact: bool = False) -> pl.DataFrame:
        """Leave out each cluster in turn; see `giox.models.diagnostics.influence`."""
        return influence(self, exact=exact)

    def margins(self, variables: str | Sequence[str] | None = None) -> pl.DataFrame:
        """Return average marginal effects; see `giox.models.margins.margins`."""
        return margins(self, variables)

    def test(self, terms: str | Sequence[str]) -> pl.DataFrame:
        """Test that all of these terms are zero (Wald).

        Parameters
        ----------
        terms : str or sequence of str
            Of `coefficients`.

        Returns
        -------
        polars.DataFrame
            One row: `terms`, `statistic` (F with clusters, chi-square without), `df`,
            `df_denominator` (clusters - 1; null without), `p`, `n`, `clusters`.

        Raises
        ------
        ModelError
            If a term is not there or has no standard error, or there are as many terms as
            clusters.
        """
        from scipy.stats import chi2, f

        terms, names = listed(terms), self.coefficients["term"].to_list()
        missing = [term for term in terms if term not in names]
        if missing or not terms:
            msg = f"no term {', '.join(missing)}: the model has {', '.join(names)}"
            raise ModelError(msg)
        alone = self.coefficients.filter(
            pl.col("term").is_in(terms), pl.col("std_error").is_null()
        )["term"]
        if not alone.is_empty():
            msg = f"{', '.join(alone)} has no standard error, being told by one cluster only"
            raise ModelError(msg)
        if self.clusters is not None and len(terms) >= self.clusters:
            msg = f"{len(terms)} terms cannot be tested together with {self.clusters} clusters"
            raise ModelError(msg)
        at = [names.index(term) for term in terms]
        values = self.estimate.params[at]
        wald = float(values @ np.linalg.solve(self.covariance[np.ix_(at, at)], values))
        q = len(at)
        if self.clusters is None:
            statistic, p = wald, float(chi2.sf(wald, q))
        else:
            statistic, p = wald / q, float(f.sf(wald / q, q, self.clusters - 1))
        return pl.DataFrame(
            {
                "terms": [", ".join(terms)],
                "statistic": [statistic],
                "df": [q],
                "df_denominator": [None if self.clusters is None else self.clusters - 1],
                "p": [p],
                "n": [self.n],
                "clusters": [self.clusters],
            },
            schema_overrides={"df_denominator": pl.Int64, "clusters": pl.Int64},
        )

    def describe(self) -> pl.DataFrame:
        """Return the specification and what was left out, as rows `item`, `value`."""
        said = self.specification
        items = {
            "formula": said.formula,
            "family": f"{said.family} ({said.link} link)",
            "exposure": said.exposure or "none",
            "trials": said.trials or "none",
            "fixed effects": ", ".join(f"{name} ({levels})" for name, levels in said.effects)
            or "none",
            "rows": str(self.n),
            "rows left out": "; ".join(
                f"{reason} {column}: {rows}" for reason, column, rows in self.dropped.rows()
            )
            or "none",
            "terms left out": ", ".join(self.omitted) or "none",
            "cluster": said.cluster or "none",
            "clusters": "none" if self.clusters is None else str(self.clusters),
            "standard errors": said.covariance,
            "distribution": said.distribution,
            "level": f"{said.level:g}",
            "alpha": f"{self.alpha:.6g}" if said.family == "negative_binomial" else "none",
            "log-likelihood": f"{self.loglik:.6g}",
            "deviance R²": f"{self.deviance_r2:.4f}",
            "note": said.note or "none",
        }
        return pl.DataFrame({"item": list(items), "value": list(items.values())})


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
