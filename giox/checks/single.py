"""Whether one report is sound: told from its figures as they were read, without any table.

Most reports are, and to lay their figures out as tables costs more than to look at them. The sums
are those of the other modules, taken from the same numbers; of all else it is only asked whether
a check could have something to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Protocol

import numpy as np

from giox.checks.catalogue import rules
from giox.checks.cells import (
    APPLICANT,
    NONE,
    PROSE,
    SCOPE,
    TABLE,
    Numbers,
    counting,
    form_numbers,
    ravel,
)
from giox.checks.places import has_whole
from giox.checks.prose import agrees
from giox.checks.sums import are_whole
from giox.forms import vocabulary

__all__ = ["Figure", "is_sound"]


class Figure(Protocol):
    """One figure of a report, as the table of observations has them."""

    @property
    def indicator(self) -> str: ...  # noqa: D102 - see `giox.schema.OBSERVATIONS`, as for all
    @property
    def applicant(self) -> str | None: ...  # noqa: D102
    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def unit(self) -> str | None: ...  # noqa: D102
    @property
    def scope(self) -> str | None: ...  # noqa: D102
    @property
    def origin(self) -> str: ...  # noqa: D102
    @property
    def note(self) -> str | None: ...  # noqa: D102


def is_sound(report: Mapping[str, Any], figures: Iterable[Figure]) -> bool:
    """Tell whether `giox.checks.check` of a report alone has nothing to say.

    Parameters
    ----------
    report : mapping
        The row of the report in the table of reports.
    figures : iterable
        Its figures as they were read, none of them a correction.

    Returns
    -------
    bool
        False also where only the tables can tell.

    Examples
    --------
    >>> is_sound({"form": "2021", "year": 2022, "published": date(2022, 3, 1)}, [])
    False
    """
    figures = list(figures)
    if _is_misdated(report) or any(map(_is_odd, figures)):
        return False
    parts = np.array([_parts(one) for one in figures], dtype=np.int64).reshape(-1, 4)
    told, scope, indicator, applicant = parts.T
    keys = ravel(np.zeros_like(told), told, scope, indicator, applicant)
    counted = np.where((told >= 0) & (indicator >= 0), keys, -1)
    values = np.array([one.value for one in figures], dtype=np.float64)
    keys, rows = counting(counted, values, np.zeros(len(values), dtype=np.bool_))
    numbers = Numbers(form_numbers([report["form"]]), values, counted, keys, rows)
    return are_whole(numbers) and agrees(numbers) and not has_whole(numbers)


def _is_misdated(report: Mapping[str, Any]) -> bool:
    year, published = report["year"], report["published"]
    if year is not None and published is not None:
        first = rules("published")
        if published < date(year, first["month"], first["day"]):
            return True
    begun, ended = report.get("period_start"), report.get("period_end")
    if begun is None or ended is None:
        return False
    rule = rules("period")
    return not rule["fewest"] <= (ended - begun).days + 1 <= rule["most"]


def _is_odd(figure: Figure) -> bool:
    """Whether checks look at a figure that most figures are not like."""
    note, value = figure.note, figure.value
    if note and ("share " in note or note.count("change ") > 1):
        return True
    if value >= 0 and value.is_integer():
        return False
    is_change = figure.indicator.endswith("_change")
    is_money = figure.unit == "CNY 10k"
    is_counted = figure.unit != "percent" and math.isfinite(value)
    return is_counted and ((value < 0 and not is_change) or not (is_money or value.is_integer()))


def _parts(figure: Figure) -> tuple[int, int, int, int]:
    """Return told, scope, indicator and applicant of a figure, -1 in one for what does not count.

    See `giox.checks.cells.Numbers`.
    """
    indicators, by_applicant, scopes, applicants = _codes()
    applicant, told = figure.applicant, TABLE
    if figure.origin != "table":
        told = PROSE
        if applicant is None and figure.indicator in by_applicant:
            applicant = "total"
        is_rough = figure.note is not None and "approximate" in figure.note
        if figure.origin != "narrative" or figure.unit == "percent" or is_rough:
            told = -1
    return (
        told if math.isfinite(figure.value) else -1,
        scopes.get(figure.scope or NONE, 0),
        indicators.get(figure.indicator, -1),
        applicants.get(applicant or NONE, 0),
    )


_Numbered = dict[str, int]


@cache
def _codes() -> tuple[_Numbered, frozenset[str], _Numbered, _Numbered]:
    """Return the numbers of indicators, scopes and applicants; and what has columns for each."""
    known = vocabulary()
    by_applicant = frozenset(code for code, one in known.items() if one.by_applicant)
    indicators, scopes, applicants = (
        {code: number for number, code in enumerate(codes)}
        for codes in (known, SCOPE.categories, APPLICANT.categories)
    )
    return indicators, by_applicant, scopes, applicants
