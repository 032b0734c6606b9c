"""The estimate of a generalised linear model by statsmodels, and its robust covariance."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from giox.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from giox.models.design import Design, Family

    Floats = NDArray[np.float64]

__all__ = ["Estimate", "covariance", "estimate", "is_logit"]

_ALPHAS = (1e-8, 1e4)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A fitted model, as numbers.

    Attributes
    ----------
    params : array of shape (k,)
        The coefficients of all columns of the design.
    mean : array of shape (n,)
        Expected counts, cases or shares.
    scores : array of shape (n, k)
        Each row's derivative of the (quasi-)likelihood; they add up to zero.
    information : array of shape (k, k)
        Expected information.
    alpha : float
        Overdispersion of the negative binomial, variance = mean + alpha · mean²; 0 for others.
    loglik : float
        Log-likelihood; of a quasi-likelihood for shares.
    deviance, null_deviance : float
        Of the model, and of one with nothing but a constant (and the exposure).
    """

    params: Floats
    mean: Floats
    scores: Floats
    information: Floats
    alpha: float
    loglik: float
    deviance: float
    null_deviance: float


def is_logit(family: Family) -> bool:
    """Tell whether the family is one of shares (logit link) or of counts (log link)."""
    return family in ("binomial", "fractional")


def estimate(made: Design, family: Family, *, start: Floats | None = None) -> Estimate:
    """Maximise the likelihood by iteratively reweighted least squares.

    The negative binomial's alpha maximises the likelihood with the coefficients worked out
    anew for each alpha.

    Raises
    ------
    ModelError
        If it does not converge, or a coefficient runs off to infinity (separation).
    """
    alpha = 0.0
    if family == "negative_binomial":
        alpha = _alpha(made)
    fitted = _glm(made, family, alpha, start)
    mean = fitted.mu * made.trials if family == "binomial" else fitted.mu
    slope = mean * (1 - fitted.mu) if is_logit(family) else mean
    shrink = 1 / (1 + alpha * mean)
    _refuse_separation(made, family, fitted)
    return Estimate(
        params=np.asarray(fitted.params),
        mean=mean,
        scores=made.x * (shrink * (made.y - mean))[:, None],
        information=(made.x * (shrink * slope)[:, None]).T @ made.x,
        alpha=alpha,
        loglik=float(fitted.llf),
        deviance=float(fitted.deviance),
        null_deviance=float(fitted.null_deviance),
    )


def covariance(made: Design, found: Estimate) -> Floats:
    """Return the robust covariance of the coefficients, corrected for few rows or clusters.

    With G clusters the sandwich of summed scores times G / (G - 1) · (n - 1) / (n - k), the
    correction of fixest and pyfixest; without clusters n / (n - k) (HC1). k counts the columns of
    the design; effects that lie within clusters count as one, as there.
    """
    bread = np.linalg.inv(found.information)
    n, k = made.x.shape
    if made.clusters is None:
        meat, correction = found.scores, n / (n - k)
    else:
        groups = int(made.clusters.max()) + 1
        meat = np.zeros((groups, k))
        np.add.at(meat, made.clusters, found.scores)
        counted = k - made.nested + (1 if made.nested else 0)
        correction = groups / (groups - 1) * (n - 1) / (n - counted)
    sandwich: Floats = correction * bread @ (meat.T @ meat) @ bread
    return sandwich


def _glm(made: Design, family: str, alpha: float, start: Floats | None) -> Any:  # noqa: ANN401
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    kinds = {
        "poisson": families.Poisson,
        "negative_binomial": lambda: families.NegativeBinomial(alpha=alpha),
        "binomial": families.Binomial,
        "fractional": families.Binomial,
    }
    y = np.column_stack([made.y, made.trials - made.y]) if family == "binomial" else made.y
    model = GLM(y, made.x, family=kinds[family](), offset=made.offset)
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerfectSeparationWarning)
        warnings.filterwarnings("ignore", category=RuntimeWarning)  # of steps taken back
        try:
            fitted = model.fit(start_params=start, maxiter=200, tol=1e-11, wls_method="qr")
        except PerfectSeparationWarning as error:
            msg = "the terms predict every row perfectly: there is nothing to estimate"
            raise ModelError(msg) from error
        except (ValueError, np.linalg.LinAlgError) as error:
            msg = f"the model cannot be fitted ({error}): use fewer terms"
            raise ModelError(msg) from error
    if not fitted.converged or not np.isfinite(fitted.params).all():
        msg = "the fit does not converge: use fewer terms, or put variables on a smaller scale"
        raise ModelError(msg)
    return fitted


def _refuse_separation(made: Design, family: Family, fitted: Any) -> None:  # noqa: ANN401
    """Refuse a fit in which a group of rows without (or of nothing but) cases runs off."""
    edge = fitted.mu / np.exp(made.offset)
    away = edge < 1e-9 * edge.mean()
    if is_logit(family):
        away = (fitted.mu < 1e-8) | (fitted.mu > 1 - 1e-8)
    if away.any():
        msg = (
            f"{int(away.sum())} rows are fitted without any case (or with nothing but cases): a "
            "level of the formula has none, and its coefficient is infinite; merge or drop it"
        )
        raise ModelError(msg)


def _alpha(made: Design) -> float:
    """Maximise the likelihood of the negative binomial over alpha; 0 where that is best."""
    from scipy.optimize import minimize_scalar

    start = np.asarray(_glm(made, "poisson", 0.0, None).params)

    def loss(log_alpha: float) -> float:
        nonlocal start
        fitted = _glm(made, "negative_binomial", float(np.exp(log_alpha)), start)
        start = np.asarray(fitted.params)
        return -float(fitted.llf)

    low, high = np.log(_ALPHAS)
    best = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-9})
    return float(np.exp(best.x))
