"""All checks of figures and reports, over whole tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from giox.checks.bodies import body_keys
from giox.checks.catalogue import Language, tell
from giox.checks.cells import NONE, Cells, cells_of
from giox.checks.documents import across_documents, dates
from giox.checks.likely import likely_values
from giox.checks.places import across_places, has_wholes
from giox.checks.prose import (
    impossible_counts,
    printed_changes,
    printed_shares,
    prose_against_table,
)
from giox.checks.sums import broken_sums
from giox.checks.years import across_years, has_neighbours
from giox.schema import FINDINGS

__all__ = ["check"]


def check(
    observations: pl.DataFrame,
    reports: pl.DataFrame,
    signatures: pl.DataFrame | None = None,
    *,
    language: Language = "en",
) -> pl.DataFrame:
    """Check figures against one another: within reports, across years, places and documents.

    Parameters
    ----------
    observations, reports : polars.DataFrame
        Tables as `giox.schema` describes them.
    signatures : polars.DataFrame, optional
        `report`, `part` and `signature` (see `giox.checks.signature`), where wording is to be
        compared as well.
    language : {"en", "zh"}, optional
        Of the messages.

    Returns
    -------
    polars.DataFrame
        The table of findings, sorted by report, part, check, indicator and applicant. What each
        check says stands in `giox.checks.catalogue()`. Where sums pin an error down to one cell
        there is a row of the check `likely_value`: the cell's indicator and applicant, `found`
        as printed and `expected` as it likely should be.

    Raises
    ------
    SchemaError
        If a table lacks a column.

    Examples
    --------
    >>> from giox.schema import OBSERVATIONS, REPORTS
    >>> check(OBSERVATIONS.empty(), REPORTS.empty()).height
    0
    """
    cells = cells_of(observations, reports)
    sums = broken_sums(cells)
    at_odds = prose_against_table(cells)
    found = [
        sums,
        at_odds,
        likely_values(cells, pl.concat([sums["at"], at_odds["at"]]).unique()),
        impossible_counts(cells),
        printed_changes(cells),
        printed_shares(cells),
        dates(cells.reports),
        *_across(cells, signatures),
    ]
    told = [rows for rows in found if not rows.is_empty()]
    if not told:
        return _nothing().clone()
    together = pl.concat(told)
    named = together.with_columns(
        applicant=pl.when(pl.col("applicant") != NONE).then("applicant")
    ).join(cells.reports.select("at", "report", "part"), on="at", how="left")
    return tell(named, language).sort(
        [*FINDINGS.order, "expected", "found"], nulls_last=True, maintain_order=True
    )


def _across(cells: Cells, signatures: pl.DataFrame | None) -> Iterator[pl.DataFrame]:
    """Compare reports with one another, and the scopes of one report, where there are several."""
    years, places = has_neighbours(cells.reports), has_wholes(cells)
    documents = cells.reports.height > 1
    if not (years or places or documents):
        return
    bodies = body_keys(cells.reports)
    if years:
        yield across_years(cells, bodies)
    if places:
        yield across_places(cells, bodies)
    if documents:
        yield across_documents(cells, bodies, signatures)


@cache
def _nothing() -> pl.DataFrame:
    return FINDINGS.empty()
