"""The vocabulary of indicators: what each figure of a report is called, typed.

The words stand in `indicators.csv` beside this module, in the order of the printed forms: the
Chinese label as printed, the English label, the unit, the forms that have the indicator, and
whether the forms of 2019 and 2021 print it once for each kind of applicant. This module only
reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from giox.errors import SchemaError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["APPLICANTS", "Indicator", "indicators", "lookup", "vocabulary"]

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_organisation",
    "legal_service_organisation",
    "other_organisation",
    "total",
)
"""The applicant columns of part three of the forms of 2019 and 2021, in print order."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One kind of figure: its code, labels, unit and where the forms print it.

    `label_zh` joins the headings that stand over one another in the form by `|`; `forms` names
    the forms that print it; `by_applicant` tells whether those since 2019 have a column of it
    for each of `APPLICANTS`.
    """

    code: str
    label_zh: str
    label_en: str
    unit: str
    section: str
    forms: tuple[str, ...]
    by_applicant: bool
    aliases_zh: tuple[str, ...]
    note: str


@cache
def indicators() -> pl.DataFrame:
    """Return the vocabulary as a table, one row per indicator, in the order of the forms.

    Returns
    -------
    polars.DataFrame
        Columns `indicator`, `label_zh`, `label_en`, `unit`, `section`, `forms` (list),
        `by_applicant`, `aliases_zh` (list), `note`. Text that is absent is an empty string.

    Examples
    --------
    >>> indicators().filter(pl.col("indicator") == "applications.new")["forms"].to_list()
    [['2014', '2019', '2021']]
    """
    source = files("giox.forms").joinpath("indicators.csv").read_bytes()
    return (
        pl.read_csv(source, infer_schema=False)
        .fill_null("")
        .with_columns(
            forms=_split("template"),
            by_applicant=pl.col("by_applicant") == "yes",
            aliases_zh=_split("aliases_zh"),
        )
        .select(
            "indicator",
            "label_zh",
            "label_en",
            "unit",
            "section",
            "forms",
            "by_applicant",
            "aliases_zh",
            "note",
        )
    )


@cache
def vocabulary() -> Mapping[str, Indicator]:
    """Return every indicator by its code, in the order of the forms.

    Examples
    --------
    >>> vocabulary()["procurement.amount"].unit
    'CNY 10k'
    """
    return MappingProxyType(
        {
            row["indicator"]: Indicator(
                code=row["indicator"],
                label_zh=row["label_zh"],
                label_en=row["label_en"],
                unit=row["unit"],
                section=row["section"],
                forms=tuple(row["forms"]),
                by_applicant=row["by_applicant"],
                aliases_zh=tuple(row["aliases_zh"]),
                note=row["note"],
            )
            for row in indicators().iter_rows(named=True)
        }
    )


def lookup(code: str) -> Indicator:
    """Return the indicator of that code.

    Raises
    ------
    SchemaError
        If the vocabulary has no such code; the message names the nearest ones.

    Examples
    --------
    >>> lookup("review.total").label_en
    'Administrative review: total'
    """
    found = vocabulary().get(code)
    if found is None:
        hint = did_you_mean(code, vocabulary())
        msg = f"{code!r} is not an indicator of forms/indicators.csv{hint}"
        raise SchemaError(msg)
    return found


def _split(column: str) -> pl.Expr:
    """Read `a;b` as a list, an empty cell as the empty list."""
    return (
        pl.when(pl.col(column) == "")
        .then(pl.lit([], dtype=pl.List(pl.String)))
        .otherwise(pl.col(column).str.split(";"))
    )
