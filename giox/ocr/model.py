"""What is read from a picture: tables of cells, each with how sure the reading is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PictureCell", "PictureTable"]


@dataclass(frozen=True, slots=True)
class PictureCell:
    """One cell of a table in a picture.

    Attributes
    ----------
    text : str
        What was read; empty for a cell without ink.
    confidence : float
        From 0 to 1, of the least sure line of the cell; 1 for a cell without ink, 0 where
        the lines around the cell make no rectangle.
    column : int
        The grid column where the cell begins.
    """

    text: str
    confidence: float
    column: int


@dataclass(frozen=True, slots=True)
class PictureTable:
    """A ruled table: its rows from top to bottom, each with the cells that begin in it."""

    rows: tuple[tuple[PictureCell, ...], ...]
