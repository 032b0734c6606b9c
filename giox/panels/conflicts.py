"""What the panel had to settle, as findings: one figure of one row, stated with several values."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from giox.panels.build import PREFER, cells, placed_figures
from giox.schema import FINDINGS, conform, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from giox.panels.placing import NullScope, Unit

__all__ = ["panel_findings"]

_CELL = ["number", "term"]


def panel_findings(
    observations: pl.DataFrame,
    reports: pl.DataFrame,
    *,
    unit: Unit = "body",
    prefer: str | Sequence[str] = PREFER,
    null_scope: NullScope = "keep",
) -> pl.DataFrame:
    """Return what `giox.panel`, called with the same options, had to settle.

    Parameters
    ----------
    observations, reports, unit, prefer, null_scope
        As for `giox.panel`.

    Returns
    -------
    polars.DataFrame
        The table of findings, a row for each figure that is part of a disagreement: `found` is
        what it says, `expected` what the panel took (null where nothing). `panel_conflict`
        (warning): one origin states different values, in one report or in several of the same
        body, scope and year. `panel_origins` (notice): origins disagree, and the more trusted
        one was taken.

    Raises
    ------
    SchemaError
        As `giox.panel`.

    Examples
    --------
    >>> import giox
    >>> found = panel_findings(giox.load_figures(), giox.load_figure_reports())
    >>> found["check"].unique().to_list()
    ['panel_conflict']
    """
    placed, _ = placed_figures(observations, reports, unit, null_scope)
    settled = cells(placed, listed(prefer), "null")
    conflicts = settled.filter("conflict").select(*_CELL, "origin", check=pl.lit("panel_conflict"))
    taken = (
        settled.sort("rank")
        .group_by(_CELL)
        .agg(pl.col("value").first(), origins=pl.col("value").drop_nulls().n_unique())
    )
    origins = (
        settled.join(taken.filter(pl.col("origins") > 1).select(_CELL), on=_CELL)
        .filter(~pl.col("conflict"))
        .select(*_CELL, "origin", check=pl.lit("panel_origins"))
    )
    figures = placed.join(taken.select(*_CELL, taken="value"), on=_CELL, how="left")
    told = figures.join(pl.concat([conflicts, origins]), on=[*_CELL, "origin"]).with_columns(
        said=pl.format("{} ({}, {})", _number("value"), "origin", "report")
    )
    checks = _checks()
    severity = {name: check["severity"] for name, check in checks.items()}
    message = {name: check["message_en"] for name, check in checks.items()}
    rows = (
        told.sort("place")
        .with_columns(
            all_said=pl.col("said").unique(maintain_order=True).implode().over(*_CELL, "check")
        )
        .with_columns(
            severity=pl.col("check").replace_strict(severity),
            expected=_number("taken"),
            found=_number("value"),
            message=pl.concat_str(
                pl.col("check").replace_strict(message), pl.col("all_said").list.join("; ")
            ),
        )
        .unique(FINDINGS.names, maintain_order=True)
    )
    return FINDINGS.sort(conform(rows, FINDINGS))


@cache
def _checks() -> Mapping[str, Mapping[str, str]]:
    text = files("giox.panels").joinpath("checks.toml").read_text(encoding="utf-8")
    return {check["id"]: check for check in tomllib.loads(text)["check"]}


def _number(column: str) -> pl.Expr:
    """Print a number as it would be written: without `.0`."""
    return pl.col(column).cast(pl.String).str.strip_suffix(".0")
