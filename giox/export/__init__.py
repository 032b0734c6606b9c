"""Figures and tables out of giox: files that a journal takes and that come out the same twice."""

from __future__ import annotations

from giox.export.figures import save
from giox.export.printed import TableOptions
from giox.export.tables import save_table, show_table

__all__ = ["TableOptions", "save", "save_table", "show_table"]
