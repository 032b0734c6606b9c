"""What the checks say of a set of tables as a whole: coverage, findings by kind, worst files."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from giox.checks.catalogue import Language, catalogue, retell
from giox.checks.check import check
from giox.schema import FINDINGS, LEVELS, REPORTS, SEVERITIES, conform

__all__ = ["Overview", "overview"]

_FILE = ["report", "part"]
_SEVERITY = pl.Enum(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Overview:
    """What a researcher reads before trusting a corpus.

    Attributes
    ----------
    reports : polars.DataFrame
        One row per report, worst first: the columns of the reports table, then error, warning
        and notice (how many findings of each severity).
    figures : int
        How many figures were read.
    findings : polars.DataFrame
        The table of findings: those made at reading, and those of checking the tables again.
    coverage : polars.DataFrame
        level, year, reports, error (of these, reports with an error), warning (with a warning
        and no error). A level or year that no report tells is null.
    kinds : polars.DataFrame
        The catalogue's columns for each check that speaks, with findings and reports (how many
        of each), most severe and most frequent first.
    """

    reports: pl.DataFrame
    figures: int
    findings: pl.DataFrame
    coverage: pl.DataFrame
    kinds: pl.DataFrame


def overview(
    observations: pl.DataFrame,
    reports: pl.DataFrame,
    findings: pl.DataFrame,
    *,
    language: Language = "en",
) -> Overview:
    """Check tables again and sum up what is to be known of them.

    Parameters
    ----------
    observations, reports, findings : polars.DataFrame
        The three tables; of the findings those are kept that need the documents themselves.
    language : {"en", "zh"}, optional
        Of the messages.

    Raises
    ------
    SchemaError
        If a table lacks a column.

    Examples
    --------
    >>> from giox.schema import OBSERVATIONS
    >>> overview(OBSERVATIONS.empty(), REPORTS.empty(), FINDINGS.empty()).kinds.height
    0
    """
    of_tables = catalogue().filter(pl.col("stage") == "tables")["check"]
    kept = conform(findings, FINDINGS).filter(~pl.col("check").is_in(of_tables.implode()))
    together = pl.concat(
        [retell(kept, language), check(observations, reports, language=language)]
    ).sort(FINDINGS.order, nulls_last=True, maintain_order=True)
    worst = _worst(conform(reports, REPORTS), together)
    return Overview(worst, observations.height, together, _coverage(worst), _kinds(together))


def _worst(reports: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    counts = findings.group_by(_FILE).agg(
        (pl.col("severity") == severity).sum().alias(severity) for severity in SEVERITIES
    )
    return (
        reports.join(counts, on=_FILE, how="left", maintain_order="left")
        .with_columns(pl.col(SEVERITIES).fill_null(0))
        .sort(*SEVERITIES, *_FILE, descending=[True, True, True, False, False])
    )


def _coverage(reports: pl.DataFrame) -> pl.DataFrame:
    return (
        reports.group_by("level", "year")
        .agg(
            reports=pl.len(),
            error=(pl.col("error") > 0).sum(),
            warning=((pl.col("error") == 0) & (pl.col("warning") > 0)).sum(),
        )
        .sort(pl.col("level").cast(pl.Enum(LEVELS), strict=False), "year", nulls_last=True)
    )


def _kinds(findings: pl.DataFrame) -> pl.DataFrame:
    counts = findings.group_by("check").agg(
        severity_found=pl.col("severity").cast(_SEVERITY).min(),
        findings=pl.len(),
        reports=pl.struct(_FILE).n_unique(),
    )
    return (
        counts.join(catalogue(), on="check", how="left")
        .with_columns(severity=pl.coalesce("severity", pl.col("severity_found").cast(pl.String)))
        .sort(
            pl.col("severity").cast(_SEVERITY), "findings", "check", descending=[False, True, False]
        )
        .select(*catalogue().columns, "findings", "reports")
    )
