"""Charts for papers: polars frames in, Altair charts out.

Each kind of chart has a module of its own and takes the same options (`Options`). Charts are
labelled in English or Chinese; `setup` makes a notebook ready for them, `giox.export.save`
writes them to files.
"""

from __future__ import annotations

from giox.charts.composition import composition
from giox.charts.coverage import coverage
from giox.charts.distribution import distribution
from giox.charts.dots import dots
from giox.charts.events import events
from giox.charts.flow import flow
from giox.charts.funnel import funnel
from giox.charts.options import Options
from giox.charts.renderer import setup
from giox.charts.similarity import similarity
from giox.charts.slope import slope
from giox.charts.theme import theme
from giox.charts.tiles import tiles
from giox.charts.trend import trend
from giox.charts.words import say, terms

__all__ = [
    "Options",
    "composition",
    "coverage",
    "distribution",
    "dots",
    "events",
    "flow",
    "funnel",
    "say",
    "setup",
    "similarity",
    "slope",
    "terms",
    "theme",
    "tiles",
    "trend",
]
