"""One harmonised table over all forms: a row for each body, scope and year."""

from __future__ import annotations

from giox.panels.bodies import body_name, government, twins
from giox.panels.boundaries import correspondence
from giox.panels.build import panel
from giox.panels.conflicts import panel_findings
from giox.panels.covariates import Covariates, join_covariates
from giox.panels.rules import added_flags, crosswalk, flags, variables
from giox.panels.table import BOUNDARIES, COMPANIONS, KEY, STATUSES, UNIT, panel_table

__all__ = [
    "BOUNDARIES",
    "COMPANIONS",
    "KEY",
    "STATUSES",
    "UNIT",
    "Covariates",
    "added_flags",
    "body_name",
    "correspondence",
    "crosswalk",
    "flags",
    "government",
    "join_covariates",
    "panel",
    "panel_findings",
    "panel_table",
    "twins",
    "variables",
]
