"""A fitted model: its tidy tables, each number with its n and clusters, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from giox.errors import ModelError
from giox.models.design import Design, Family
from giox.models.diagnostics import dispersion, influence
from giox.models.estimate import Estimate
from giox.models.margins import margins
from giox.schema import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Fit", "Specification"]


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

        terms, names = list(dict.fromkeys(listed(terms))), self.coefficients["term"].to_list()
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
