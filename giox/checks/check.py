"""All checks of figures and reports, over whole tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

import polars as pl

from giox.checks.catalogue import Language, tell
from giox.checks.cells import NONE, Cells, cells_of
from giox.checks.documents import dates, reports_twice, same_files, same_wording
from giox.checks.likely import likely_values
from giox.checks.places import across_places, has_wholes
from giox.checks.prose import (
    impossible_counts,
    printed_changes,
    printed_shares,
    prose_against_table,
)
from giox.checks.sums import broken_sums
from giox.checks.wording import duplicates
from giox.checks.years import across_years, has_neighbours
from giox.schema import FINDINGS, OBSERVATIONS

__all__ = ["check", "check_bodies", "check_documents", "check_places", "check_within"]


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
        If a table lacks a column, or the language is another one.

    Examples
    --------
    >>> from giox.schema import OBSERVATIONS, REPORTS
    >>> check(OBSERVATIONS.empty(), REPORTS.empty()).height
    0
    """
    cells = cells_of(observations, reports)
    alike = None if signatures is None else duplicates(signatures)
    found = [
        _within(cells),
        _of_bodies(cells),
        _of_places(cells),
        _of_documents(cells, alike),
    ]
    return _told(chain.from_iterable(found), cells, language)


def check_within(observations: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Check the figures and dates of each report: the first part of `check`.

    Examples
    --------
    >>> from giox.schema import OBSERVATIONS, REPORTS
    >>> check_within(OBSERVATIONS.empty(), REPORTS.empty()).height
    0
    """
    cells = cells_of(observations, reports)
    return _told(_within(cells), cells)


def check_bodies(observations: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Compare the reports of each body with one another: the second part of `check`.

    The reports of a body have its place in common, as `giox.checks.body_keys` tells it.

    Examples
    --------
    >>> from giox.schema import OBSERVATIONS, REPORTS
    >>> check_bodies(OBSERVATIONS.empty(), REPORTS.empty()).height
    0
    """
    cells = cells_of(observations, reports)
    return _told(_of_bodies(cells), cells)


def check_places(observations: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Compare the bodies of each place, and places with those above: the third part of `check`.

    Of the figures only those that `giox.checks.added_up` names are looked at, and none of
    another province.

    Examples
    --------
    >>> from giox.schema import OBSERVATIONS, REPORTS
    >>> check_places(OBSERVATIONS.empty(), REPORTS.empty()).height
    0
    """
    cells = cells_of(observations, reports)
    return _told(_of_places(cells), cells)


def check_documents(reports: pl.DataFrame, alike: pl.DataFrame | None) -> pl.DataFrame:
    """Find files and wording that stand in a corpus twice: the last part of `check`.

    Parameters
    ----------
    reports : polars.DataFrame
        The reports table.
    alike : polars.DataFrame or None
        Reports of nearly the same wording, as `giox.checks.duplicates` finds them.

    Examples
    --------
    >>> from giox.schema import REPORTS
    >>> check_documents(REPORTS.empty(), None).height
    0
    """
    cells = cells_of(OBSERVATIONS.empty(), reports)
    return _told(_of_documents(cells, alike), cells)


def _told(found: Iterable[pl.DataFrame], cells: Cells, language: Language = "en") -> pl.DataFrame:
    """Say what was found, as rows of the table of findings."""
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


def _within(cells: Cells) -> Iterator[pl.DataFrame]:
    sums = broken_sums(cells)
    at_odds = prose_against_table(cells)
    yield sums
    yield at_odds
    yield likely_values(cells, pl.concat([sums["at"], at_odds["at"]]).unique())
    yield impossible_counts(cells)
    yield printed_changes(cells)
    yield printed_shares(cells)
    yield dates(cells.reports)


def _of_bodies(cells: Cells) -> Iterator[pl.DataFrame]:
    if has_neighbours(cells.reports):
        yield across_years(cells)
    if cells.reports.height > 1:
        yield reports_twice(cells)


def _of_places(cells: Cells) -> Iterator[pl.DataFrame]:
    if has_wholes(cells):
        yield across_places(cells)


def _of_documents(cells: Cells, alike: pl.DataFrame | None) -> Iterator[pl.DataFrame]:
    if cells.reports.height > 1:
        copies = same_files(cells.reports)
        yield copies
        if alike is not None:
            yield same_wording(cells.reports, alike, copies)


@cache
def _nothing() -> pl.DataFrame:
    return FINDINGS.empty()
