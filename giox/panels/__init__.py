"""One harmonised table over all forms: a row for each body, scope and year."""

from __future__ import annotations

from giox.panels.bodies import body_name, government
from giox.panels.build import COMPANIONS, KEY, STATUSES, panel
from giox.panels.rules import crosswalk, flags, variables

__all__ = [
    "COMPANIONS",
    "KEY",
    "STATUSES",
    "body_name",
    "crosswalk",
    "flags",
    "government",
    "panel",
    "variables",
]
