"""Rates, shares, growth and composition, each with its numerator, denominator and interval.

What a measure is stands in `measures.toml`; `definitions` shows it, `compute` applies it to a
panel, `summarise` describes skewed values over bodies, `with_population` joins residents.
"""

from __future__ import annotations

from giox.measures.compute import STATUSES, compute, summarise, with_population
from giox.measures.definitions import Measure, definitions, lookup
from giox.measures.intervals import poisson_interval, ratio_interval, wilson_interval

__all__ = [
    "STATUSES",
    "Measure",
    "compute",
    "definitions",
    "lookup",
    "poisson_interval",
    "ratio_interval",
    "summarise",
    "wilson_interval",
    "with_population",
]
