"""Figures and tables out of giox: files that a journal takes and that come out the same twice."""

from __future__ import annotations

from giox.export.display import show_table
from giox.export.figures import save
from giox.export.tables import save_table

__all__ = ["save", "save_table", "show_table"]
