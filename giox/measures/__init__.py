"""Rates, shares, growth and composition, each with its numerator, denominator and interval.

What a measure is stands in `measures.toml`; `definitions` shows it, `compute` applies it to a
panel, `summarise` describes skewed values over bodies, `with_population` joins residents.
What is computed from few cases is judged by `funnel` and ranked by `ranking`, which shrinks
(`shrink`) first. `bounds` gives what a measure lies between where forms change; `concentration`,
`dispersion`, `sigma_convergence` and `beta_convergence` describe bodies together;
`report_quality` judges the reports themselves.
"""

from __future__ import annotations

from giox.measures.bounds import bounds
from giox.measures.compute import STATUSES, compute, summarise, with_population
from giox.measures.concentration import concentration
from giox.measures.definitions import Measure, definitions, lookup
from giox.measures.dispersion import beta_convergence, dispersion, sigma_convergence
from giox.measures.funnels import Funnel, funnel
from giox.measures.intervals import poisson_interval, ratio_interval, wilson_interval
from giox.measures.quality import report_quality
from giox.measures.shrinkage import Prior, prior, ranking, shrink

__all__ = [
    "STATUSES",
    "Funnel",
    "Measure",
    "Prior",
    "beta_convergence",
    "bounds",
    "compute",
    "concentration",
    "definitions",
    "dispersion",
    "funnel",
    "lookup",
    "poisson_interval",
    "prior",
    "ranking",
    "ratio_interval",
    "report_quality",
    "shrink",
    "sigma_convergence",
    "summarise",
    "wilson_interval",
    "with_population",
]
