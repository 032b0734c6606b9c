"""Funnel limits: how far a body of its size may lie from the target by chance alone.

A league table ranks the small bodies first and last, because theirs are the rates that chance
moves most. A funnel sets each rate against its own denominator and draws the limits within which
chance keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl

from giox.errors import SchemaError
from giox.measures.events import events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from giox.measures.events import Events

    Floats = NDArray[np.float64]

__all__ = ["Funnel", "funnel"]

Overdispersion = Literal["additive", "multiplicative", "none"]

_GRID = 200


@dataclass(frozen=True, slots=True)
class Funnel:
    """Points and limits of a funnel plot.

    Attributes
    ----------
    points : polars.DataFrame
        The computed rows of the table, then `target`, `expected` (events at the target), `z`
        (deviation from the target in standard errors, adjusted for overdispersion), for each
        level `low_95`, `high_95`, `low_998`, `high_998` at the row's own denominator, and
        `position` (`inside`, or the widest limit passed: `above_998`, `below_95` …).
    limits : polars.DataFrame
        `denominator` (from the smallest to the largest, evenly on a log scale), `target` and
        the limits there. Values are expressed as the measure's are (percent …).
    target : float
        The line in the middle.
    n : int
        Bodies that the overdispersion is estimated from.
    phi : float
        Winsorised mean of the squared z-scores before adjustment. Under chance alone about 1
        without winsorising, 0.68 at 10 percent: slight overdispersion passes unnoticed.
    tau2 : float
        Variance between bodies, in squared units of the value; 0 unless `additive`.
    overdispersion : str
        The adjustment asked for.
    adjusted : bool
        Whether it was needed: where the z-scores vary no more than by chance, limits are exact.
    """

    points: pl.DataFrame = field(repr=False)
    limits: pl.DataFrame = field(repr=False)
    target: float
    n: int
    phi: float
    tau2: float
    overdispersion: Overdispersion
    adjusted: bool


def funnel(
    table: pl.DataFrame,
    *,
    target: float | None = None,
    overdispersion: Overdispersion = "additive",
    winsorise: float = 0.1,
    levels: Sequence[float] = (0.95, 0.998),
) -> Funnel:
    """Return each value with the limits that chance sets at its denominator.

    Parameters
    ----------
    table : polars.DataFrame
        Of `giox.measures.compute`: one share or rate, one row for each body (choose one year).
    target : float, optional
        What values are compared with, expressed as the measure is (percent …); by default all
        numerators over all denominators.
    overdispersion : {"additive", "multiplicative", "none"}, optional
        Bodies differ by more than chance, for reasons of their own. `additive` gives them a
        variance of their own, the same whatever their size; `multiplicative` stretches the
        limits by the square root of `phi`; `none` takes chance alone. Where there is no
        overdispersion all three give the same exact limits.
    winsorise : float, optional
        Share of the z-scores at each end that is drawn in to its quantile before `phi` is
        estimated, so that the bodies looked for do not widen their own limits.
    levels : sequence of float, optional
        Two-sided levels of the limits.

    Returns
    -------
    Funnel

    Raises
    ------
    SchemaError
        If the table is none of `compute`, holds several measures, or counts no events; if the
        target is not above 0 (and, of a share, below all), or an option is unknown.

    Notes
    -----
    Exact limits are binomial for shares and Poisson for rates, interpolated between the two
    counts next to each tail; where chance alone often enough gives nothing but cases, the upper
    limit is all of them. Adjusted limits are the target ± z standard errors with the
    variance phi · s² or s² + tau², where tau² is the moment estimator on winsorised scores; they
    are cut off at what is possible. At expected counts below five or so all limits are rough,
    the upper exact ones by up to one count too near.

    References
    ----------
    Spiegelhalter, D. J. (2005), Funnel plots for comparing institutional performance, Statistics
    in Medicine 24: 1185-1202, doi:10.1002/sim.1970, with its appendix.

    Examples
    --------
    >>> from giox.measures import compute
    >>> panel = pl.DataFrame(
    ...     {"year": [2023] * 5, "litigation_corrected": [1.0, 4, 9, 2, 40],
    ...      "litigation_total": [10.0, 50, 80, 30, 90], "litigation_pending": [0.0] * 5}
    ... )
    >>> found = funnel(compute(panel, "litigation_loss_rate"), overdispersion="none")
    >>> round(found.target, 2), found.points["position"].to_list()
    (21.54, ['inside', 'below_95', 'below_95', 'inside', 'above_998'])
    >>> found.limits.columns
    ['denominator', 'target', 'low_95', 'high_95', 'low_998', 'high_998']
    """
    given = events(table)
    _check(given, target, overdispersion, winsorise, levels)
    middle = given.pooled if target is None else target / given.per
    naive = np.sqrt(given.chance(middle, given.total))
    values = given.count / given.total
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(values == middle, 0.0, (values - middle) / naive)
    phi = float(np.mean(_winsorised(z, winsorise) ** 2))
    factor, between = _adjustment(overdispersion, phi, naive)
    adjusted = factor > 1 or between > 0
    if adjusted:
        z = (values - middle) / np.sqrt(factor * naive**2 + between)

    def limits(totals: Floats) -> dict[str, Floats]:
        found = {}
        for level in levels:
            name = f"{level * 100:g}".replace(".", "")
            for side, p in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
                if adjusted:
                    spread = np.sqrt(factor * given.chance(middle, totals) + between)
                    end = _normal(p) * spread + middle
                else:
                    end = _exact(given, middle, totals, p)
                most = 1.0 if given.binomial else np.inf
                found[f"{side}_{name}"] = np.clip(end, 0, most) * given.per
        return found

    grid = _grid(given.total)
    own = pl.DataFrame(
        {"target": np.full(given.total.size, middle * given.per), "expected": middle * given.total}
        | {"z": z}
        | limits(given.total)
    )
    own = own.with_columns(position=_position(given.rows["value"], levels))
    return Funnel(
        points=given.rows.hstack(own),
        limits=pl.DataFrame(
            {"denominator": grid, "target": np.full(grid.size, middle * given.per)} | limits(grid)
        ),
        target=middle * given.per,
        n=given.rows.height,
        phi=phi,
        tau2=between * given.per**2,
        overdispersion=overdispersion,
        adjusted=adjusted,
    )


def _check(
    given: Events,
    target: float | None,
    overdispersion: str,
    winsorise: float,
    levels: Sequence[float],
) -> None:
    if overdispersion not in get_args(Overdispersion):
        msg = f"overdispersion takes {', '.join(get_args(Overdispersion))}, not {overdispersion}"
        raise SchemaError(msg)
    if not 0 <= winsorise < 0.5:
        msg = f"winsorise is a share of each end, from 0 to below 0.5, not {winsorise}"
        raise SchemaError(msg)
    if not levels or not all(0 < level < 1 for level in levels):
        msg = f"levels lie between 0 and 1, as 0.95, not {', '.join(map(str, levels))}"
        raise SchemaError(msg)
    if target is not None and (target <= 0 or (given.binomial and target >= given.per)):
        room = f"between 0 and {given.per}" if given.binomial else "above 0"
        msg = (
            f"{target} cannot be the target of {given.measure}: it must lie {room}, since about "
            "nothing or all there is no chance"
        )
        raise SchemaError(msg)


def _winsorised(z: Floats, share: float) -> Floats:
    low, high = np.quantile(z, [share, 1 - share])
    return np.clip(z, low, high)


def _adjustment(overdispersion: str, phi: float, naive: Floats) -> tuple[float, float]:
    """Return what the variance is multiplied by, and what is added to it."""
    n = naive.size
    if overdispersion == "multiplicative":
        return max(1.0, phi), 0.0
    if overdispersion == "additive" and naive.all():
        weight = naive**-2.0
        spread = weight.sum() - (weight**2).sum() / weight.sum()
        return 1.0, max(0.0, float((n * phi - (n - 1)) / spread))
    return 1.0, 0.0


def _normal(p: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf(p))


def _exact(given: Events, middle: float, totals: Floats, p: float) -> Floats:
    """Return the p-quantile of the rate, interpolated between the counts beside it."""
    from scipy.stats import binom, poisson

    chance = binom(np.round(totals), middle) if given.binomial else poisson(middle * totals)
    count = chance.ppf(p)
    at, below = chance.cdf(count), chance.cdf(count - 1)
    ends: Floats = (count - (at - p) / (at - below)) / totals
    if given.binomial and p > 0.5:
        # All cases are no more than chance allows where they are in the tail's own reach.
        ends[count == np.round(totals)] = 1.0
    return ends


def _grid(totals: Floats) -> Floats:
    grid = np.geomspace(totals.min(), totals.max(), _GRID)
    if (totals == np.round(totals)).all():
        grid = np.round(grid)
    return np.unique(grid)


def _position(value: pl.Series, levels: Sequence[float]) -> pl.Expr:
    """Name the widest limit that a value has passed."""
    found = pl.lit("inside")
    for level in sorted(levels):
        name = f"{level * 100:g}".replace(".", "")
        found = (
            pl.when(pl.lit(value) > pl.col(f"high_{name}"))
            .then(pl.lit(f"above_{name}"))
            .when(pl.lit(value) < pl.col(f"low_{name}"))
            .then(pl.lit(f"below_{name}"))
            .otherwise(found)
        )
    return found
