"""A table as it is printed: every cell a text, and what stands around the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Printed", "starred"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A table that is ready to be written down in some format.

    Attributes
    ----------
    name : str
        What the table is referred to by.
    caption : str
        Title above the table; may be empty.
    heads : tuple of str
        Heads of the columns.
    numeric : tuple of bool
        Whether a column holds numbers, set to the right with a true minus sign.
    rows : tuple of tuple of str
        The cells.
    rules : tuple of int
        Rows that a thin line stands above, counted from 0.
    notes : tuple of str
        Sources and reading aids under the table.
    stamp : str
        Version of giox and checksum of the data.
    language : {"en", "zh"}
        The language of its words.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    rules: tuple[int, ...]
    notes: tuple[str, ...]
    stamp: str
    language: str


def starred(cell: str) -> tuple[str, str]:
    """Part the stars of significance from a number.

    Examples
    --------
    >>> starred("-0.41***"), starred("n/a*")
    (('-0.41', '***'), ('n/a*', ''))
    """
    found = re.fullmatch(r"([-−]?[\d.,]+)(\*{1,3})", cell)
    return (found[1], found[2]) if found else (cell, "")
