"""Figures as matrices, so that all sums of many reports are a few products.

The figures of one report and scope, in its tables or in its prose, are a sheet of indicators by
applicants. A sum is a row of numbers over the indicators, one for each of its terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from giox.checks.cells import Floats, Integers, Numbers, shape, unravel

__all__ = ["ANY_FORM", "Sheets", "sheets_of"]

ANY_FORM = -1
# Small enough to stay in the cache, and for BLAS not to divide a product among threads.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Sheets:
    """Some sheets.

    Attributes
    ----------
    at, told, scope : numpy.ndarray
        What each sheet is of; see `giox.checks.cells.Cells`.
    form : numpy.ndarray
        The number of its form in `FORM`; `ANY_FORM` where there is none, as for prose.
    values, read : numpy.ndarray
        Indicators by sheets by applicants: the figures, zero where there is none, and whether
        there is one, as 0.0 and 1.0.
    """

    at: Integers
    told: Integers
    scope: Integers
    form: Integers
    values: Floats
    read: Floats


def sheets_of(numbers: Numbers, keys: Integers, rows: Integers) -> Iterator[Sheets]:
    """Lay figures out in sheets, some at a time.

    Parameters
    ----------
    numbers : Numbers
        The figures.
    keys, rows : numpy.ndarray
        Those of `numbers`, or some of them.
    """
    *_, indicators, applicants = shape()
    sheet, cell = np.divmod(keys, indicators * applicants)
    indicator, applicant = np.divmod(cell, applicants)
    starts = np.flatnonzero(np.diff(sheet, prepend=-1))
    number = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(sheet)))
    for first in range(0, len(starts), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        begin, end = np.searchsorted(number, (first, first + _AT_ONCE))
        at, told, scope, _, _ = unravel(keys[starts[some]])
        values = np.zeros((indicators, len(at), applicants))
        read = np.zeros_like(values)
        place = indicator[begin:end], number[begin:end] - first, applicant[begin:end]
        values[place] = numbers.values[rows[begin:end]]
        read[place] = 1
        yield Sheets(at, told, scope, np.where(told > 0, ANY_FORM, numbers.forms[at]), values, read)
