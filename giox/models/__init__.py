"""Models of counts and shares on statsmodels, each number with its n and its specification.

`fit` takes a formula and a panel; `breaks` is the calendar of institutional breaks, which
`interrupted` and `event_study` study; `table` sets fits beside one another, and `printable`
makes of it what `giox.save_table` prints.
"""

from __future__ import annotations

from giox.models.breaks import breaks, lookup_break
from giox.models.fit import fit
from giox.models.interrupted import EventStudy, event_study, interrupted
from giox.models.result import Fit, Specification
from giox.models.tables import printable, table

__all__ = [
    "EventStudy",
    "Fit",
    "Specification",
    "breaks",
    "event_study",
    "fit",
    "interrupted",
    "lookup_break",
    "printable",
    "table",
]
