"""The estimate of a generalised linear model by statsmodels, and its robust covariance."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from giox.errors import ModelError
from giox.models.design import demeaned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from giox.models.design import Design, Family

    Floats = NDArray[np.float64]

__all__ = ["Estimate", "SeparationError", "covariance", "estimate", "is_logit", "support"]

_ALPHAS = (1e-7, 1e3)
_STEPS = 200
_NEAR = 1e-11
_ASTRAY = "the fit does not converge: use fewer terms, or put variables on a smaller scale"


class SeparationError(ModelError):
    """Some rows are fitted perfectly: `away` marks them, `terms` are infinite because of them."""

    def __init__(self, message: str, away: NDArray[np.bool_], terms: list[str]) -> None:
        super().__init__(message)
        self.away = away
        self.terms = terms


@dataclass(frozen=True, slots=True)
class Estimate:
    """A fitted model, as numbers.

    Attributes
    ----------
    params : array of shape (k,)
        The coefficients of the terms.
    mean : array of shape (n,)
        Expected counts, cases or shares.
    linear : array of shape (n,)
        Linear predictor, with the effects and the offset.
    inner : array of shape (n, k)
        The terms, the effects taken out by weighted means.
    weights : array of shape (n,)
        Of the expected information.
    scores : array of shape (n, k)
        Each row's derivative of the (quasi-)likelihood; they add up to zero.
    information : array of shape (k, k)
        Expected information about the terms, the effects estimated beside them.
    alpha : float
        Overdispersion of the negative binomial, variance = mean + alpha · mean²; 0 for others.
    loglik : float
        Log-likelihood; of a quasi-likelihood for shares.
    deviance, null_deviance : float
        Of the model, and of one with nothing but a constant (and the exposure).
    """

    params: Floats
    mean: Floats
    linear: Floats
    inner: Floats
    weights: Floats
    scores: Floats
    information: Floats
    alpha: float
    loglik: float
    deviance: float
    null_deviance: float


@dataclass(frozen=True, slots=True)
class _Fitted:
    params: Floats
    mu: Floats
    linear: Floats
    loglik: float
    deviance: float


def is_logit(family: str) -> bool:
    """Tell whether the family is one of shares (logit link) or of counts (log link)."""
    return family in ("binomial", "fractional")


def estimate(made: Design, family: Family) -> Estimate:
    """Maximise the likelihood by iteratively reweighted least squares.

    The negative binomial's alpha maximises the likelihood with the coefficients worked out
    anew for each alpha.

    Raises
    ------
    ModelError
        If it does not converge; SeparationError if a coefficient runs off to infinity.
    """
    alpha = _alpha(made) if family == "negative_binomial" else 0.0
    fitted = _fitted(made, family, alpha)
    _refuse_separation(made, family, fitted)
    mean = fitted.mu * made.trials
    shrink = 1 / (1 + alpha * mean)
    weights = shrink * (mean * (1 - fitted.mu) if is_logit(family) else mean)
    inner = demeaned(made.x, made.codes, weights)
    constant = replace(made, x=np.ones((made.y.size, 1)), codes=())
    return Estimate(
        params=fitted.params,
        mean=mean,
        linear=fitted.linear,
        inner=inner,
        weights=weights,
        scores=inner * (shrink * (made.y - mean))[:, None],
        information=(inner * weights[:, None]).T @ inner,
        alpha=alpha,
        loglik=fitted.loglik,
        deviance=fitted.deviance,
        null_deviance=_by_statsmodels(constant, family, alpha).deviance,
    )


def covariance(made: Design, found: Estimate) -> Floats:
    """Return the robust covariance of the coefficients, corrected for few rows or clusters.

    With G clusters the sandwich of summed scores times G / (G - 1) · (n - 1) / (n - k), the
    correction of fixest and pyfixest; without clusters n / (n - k) (HC1). k counts the terms and
    the levels of the effects (of the second on one less); effects that lie within clusters count
    as one, as there.
    """
    bread = np.linalg.inv(found.information)
    n, k = made.x.shape
    counted = [
        levels for (_, levels), within in zip(made.effects, made.nested, strict=True) if not within
    ]
    if made.effects:
        k += sum(counted) - max(0, len(made.effects) - 1) + (len(counted) < len(made.effects))
    if made.clusters is None:
        meat, correction = found.scores, n / (n - k)
    else:
        groups = int(made.clusters.max()) + 1
        meat = np.zeros((groups, made.x.shape[1]))
        np.add.at(meat, made.clusters, found.scores)
        correction = groups / (groups - 1) * (n - 1) / (n - k)
    sandwich: Floats = correction * bread @ (meat.T @ meat) @ bread
    return sandwich


def support(made: Design, found: Estimate) -> Floats:
    """Return how many clusters (or rows), were all alike, would tell each term as much.

    The information about a term, what other terms and effects tell left out, is added up by
    cluster; the inverse of the sum of the squared shares counts them. Near 1 one cluster tells
    all: the term is fitted to it, its scores add up to zero within it, and the clustered error
    would come out next to zero, whatever the truth.
    """
    pull = (found.inner @ np.linalg.inv(found.information)) ** 2 * found.weights[:, None]
    groups = np.arange(made.y.size) if made.clusters is None else made.clusters
    told = np.zeros((int(groups.max()) + 1, pull.shape[1]))
    np.add.at(told, groups, pull)
    number: Floats = 1 / ((told / told.sum(axis=0)) ** 2).sum(axis=0)
    return number


def _fitted(made: Design, family: str, alpha: float, start: Floats | None = None) -> _Fitted:
    if made.codes:
        return _absorbing(made, family, alpha)
    return _by_statsmodels(made, family, alpha, start)


def _kind(family: str, alpha: float) -> Any:  # noqa: ANN401 - a family of statsmodels
    from statsmodels.genmod import families

    if family == "negative_binomial":
        return families.NegativeBinomial(alpha=alpha)
    return families.Poisson() if family == "poisson" else families.Binomial()


def _by_statsmodels(
    made: Design, family: str, alpha: float, start: Floats | None = None
) -> _Fitted:
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    model = GLM(
        made.y / made.trials,
        made.x,
        family=_kind(family, alpha),
        offset=made.offset,
        var_weights=made.trials,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerfectSeparationWarning)
        warnings.filterwarnings("ignore", category=RuntimeWarning)  # of steps taken back
        try:
            fitted = model.fit(
                start_params=start, maxiter=_STEPS, atol=_NEAR, rtol=_NEAR, wls_method="qr"
            )
        except PerfectSeparationWarning as error:
            msg = "the terms predict every row perfectly: there is nothing to estimate"
            raise ModelError(msg) from error
        except (ValueError, np.linalg.LinAlgError) as error:
            msg = f"the model cannot be fitted ({error}): use fewer terms"
            raise ModelError(msg) from error
    if not fitted.converged or not np.isfinite(fitted.params).all():
        raise ModelError(_ASTRAY)
    params = np.asarray(fitted.params)
    loglik = _loglik(made, family, alpha, fitted.mu)
    return _Fitted(params, fitted.mu, made.x @ params + made.offset, loglik, float(fitted.deviance))


def _absorbing(made: Design, family: str, alpha: float) -> _Fitted:
    """Fit with the effects taken out by weighted means in each step (statsmodels has no such).

    The steps of ppmlhdfe: Correia, S., Guimarães, P. and Zylkin, T. (2020), Stata Journal 20:
    95-115. Families and links are those of statsmodels.
    """
    kind = _kind(family, alpha)
    y = made.y / made.trials
    mu = kind.starting_mu(y)
    linear = kind.link(mu)
    deviance = np.inf
    for _ in range(_STEPS):
        slope = kind.link.deriv(mu)
        weights = made.trials * kind.weights(mu)
        working = linear - made.offset + (y - mu) * slope
        inner = demeaned(np.column_stack([working, made.x]), made.codes, weights)
        root = np.sqrt(weights)
        target, terms = inner[:, 0], inner[:, 1:]
        params = np.linalg.lstsq(terms * root[:, None], target * root, rcond=None)[0]
        linear = working - (target - terms @ params) + made.offset
        mu = kind.fitted(linear)
        before, deviance = deviance, float(kind.deviance(y, mu, var_weights=made.trials))
        if abs(before - deviance) <= _NEAR * max(1.0, abs(deviance)):
            loglik = _loglik(made, family, alpha, mu)
            return _Fitted(params, mu, linear, loglik, deviance)
    raise ModelError(_ASTRAY)


def _loglik(made: Design, family: str, alpha: float, mu: Floats) -> float:
    """Return the log-likelihood with all its constants; of shares a quasi-likelihood."""
    from scipy.special import gammaln, xlogy

    y, n = made.y, made.trials
    if is_logit(family):
        choose = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1) if family == "binomial" else 0
        return float((xlogy(y, mu) + xlogy(n - y, 1 - mu) + choose).sum())
    if alpha == 0:
        return float((xlogy(y, mu) - mu - gammaln(y + 1)).sum())
    size = 1 / alpha
    terms = gammaln(y + size) - gammaln(size) - gammaln(y + 1)
    return float((terms + xlogy(y, mu / (mu + size)) - size * np.log1p(alpha * mu)).sum())


def _refuse_separation(made: Design, family: Family, fitted: _Fitted) -> None:
    """Refuse a fit in which a group of rows without (or of nothing but) cases runs off."""
    rate = fitted.mu / np.exp(made.offset)
    away = rate < 1e-8 * rate.mean()
    if is_logit(family):
        away = (fitted.mu < 1e-8) | (fitted.mu > 1 - 1e-8)
    if not away.any():
        return
    marks = [
        term
        for term, column in zip(made.terms, made.x.T, strict=True)
        if column[away].all() and not column[~away].any()
    ]
    msg = (
        f"{int(away.sum())} rows are fitted without any case (or with nothing but cases), so "
        f"that a coefficient is infinite{': ' + ', '.join(marks) if marks else ''}; merge such a "
        "level with another, or leave its rows out"
    )
    raise SeparationError(msg, away, marks)


def _alpha(made: Design) -> float:
    """Maximise the likelihood of the negative binomial over alpha."""
    from scipy.optimize import minimize_scalar

    start: Floats | None = None

    def loss(log_alpha: float) -> float:
        nonlocal start
        fitted = _fitted(made, "negative_binomial", float(np.exp(log_alpha)), start)
        start = fitted.params
        return -fitted.loglik

    low, high = np.log(_ALPHAS)
    best = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-6})
    return float(np.exp(best.x))
