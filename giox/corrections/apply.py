"""Corrections applied: each must find the figure that it wants to correct."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from giox.corrections.load import corrections_table, load_corrections
from giox.errors import CorrectionError
from giox.schema import FINDINGS, OBSERVATIONS, REPLACED, conform

__all__ = ["Corrected", "apply", "correct"]

DROP = "drop"
CHECK = "correction"
_FIGURE = ["report", "part", "indicator", "applicant"]
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Corrected:
    """Figures after corrections, and what was done.

    Attributes
    ----------
    observations : polars.DataFrame
        The figures: corrected ones with the new value and the origin `correction`, what is
        printed in `raw` as before; dropped ones left out.
    replaced : polars.DataFrame
        Each row that was corrected or dropped, as it was, with `new`, `reason`, `who`, `date`
        and `source`. With these in the place of the corrected ones the table is the old one.
    findings : polars.DataFrame
        A notice of the check `correction` for each.
    proposals : polars.DataFrame
        The lines that have no reason and were not applied.
    """

    observations: pl.DataFrame
    replaced: pl.DataFrame
    findings: pl.DataFrame
    proposals: pl.DataFrame


def correct(observations: pl.DataFrame, corrections: pl.DataFrame | str | Path) -> pl.DataFrame:
    """Return the figures as they are after corrections.

    Parameters
    ----------
    observations : polars.DataFrame
        The table of `giox.extract`, or `giox.load_figures()`.
    corrections : polars.DataFrame, str or Path
        Of `giox.load_corrections`, or the file.

    Returns
    -------
    polars.DataFrame
        The table of observations: the value of a corrected figure is the new one, its `origin`
        is `correction`, its `note` says what it was; `raw` stays what is printed. A new value
        equal to the old one confirms a figure: its warnings (approximate, conflict) go. Rows
        to drop are left out. `giox.corrections.apply` returns the old rows and the findings
        as well.

    Raises
    ------
    CorrectionError
        If a correction does not find its old value (the message says what is there), would
        correct figures of several scopes, or wants what another one wants.

    Warns
    -----
    UserWarning
        If lines have no reason: they are proposals, and are not applied.

    Examples
    --------
    >>> import giox
    >>> figures = giox.load_figures()
    >>> why = {"reason": "misread", "who": "N. N.", "date": "2026-01-31"}
    >>> one = {"report": "r1b1491de69", "indicator": "applications.new", "old": 135, "new": 136}
    >>> after = correct(figures, pl.DataFrame([one | why]))
    >>> after.filter(pl.col("origin") == "correction").select("value", "note").row(0)
    (136.0, 'corrected from 135 (narrative)')
    >>> correct(figures, pl.DataFrame([one | why | {"old": 531}]))
    Traceback (most recent call last):
    ...
    giox.errors.CorrectionError: r1b1491de69, applications.new: 531 is not there, but 135 ...
    """
    done = apply(observations, corrections)
    if done.proposals.height:
        msg = (
            f"corrections without a reason are not applied: {done.proposals.height}; fill in the "
            "column reason of those that you decide"
        )
        warnings.warn(msg, UserWarning, stacklevel=2)
    return done.observations


def apply(observations: pl.DataFrame, corrections: pl.DataFrame | str | Path) -> Corrected:
    """Apply corrections, and keep what they replace.

    Parameters and errors as for `correct`.

    Examples
    --------
    >>> import giox
    >>> none = apply(giox.load_figures(), pl.DataFrame({"report": [], "indicator": [], "old": []}))
    >>> none.observations.height, none.replaced.height, none.findings.height
    (5620, 0, 0)
    """
    table = (
        corrections_table(corrections)
        if isinstance(corrections, pl.DataFrame)
        else load_corrections(corrections)
    )
    figures = conform(observations, OBSERVATIONS).with_row_index("place")
    lines = _decided(table).with_row_index("line")
    near = figures.rename({"scope": "of_scope", "origin": "of_origin"}).join(
        lines, on=_FIGURE, nulls_equal=True
    )
    hits = near.filter(_meant())
    _check(lines, near, hits, figures)
    told = [name for name in REPLACED.names if name not in OBSERVATIONS.names]
    replaced = hits.select("place", *told).sort("place")
    rows = figures.join(replaced, on="place", maintain_order="left")
    return Corrected(
        _changed(figures, rows),
        rows.select(REPLACED.names),
        _findings(rows),
        table.filter(pl.col("reason").is_null()),
    )


def _decided(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that have a reason; these must be complete."""
    decided = lines.filter(pl.col("reason").is_not_null())
    lacking = decided.filter(pl.any_horizontal(pl.col("new", "who", "date").is_null()))
    _refuse([f"{_name(row)}: new, who and date are needed" for row in _rows(lacking)])
    return decided


def _meant() -> pl.Expr:
    """Whether a figure is what a line means: the value or the words as printed, scope, origin."""
    value = pl.col("old").str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    same = (pl.col("value") == value) | (pl.col("raw") == pl.col("old"))
    narrowed = [
        pl.col(name).is_null() | (pl.col(name) == pl.col(f"of_{name}"))
        for name in ("scope", "origin")
    ]
    return pl.all_horizontal(
        same.fill_null(value=False),
        pl.col("of_origin") != CHECK,
        *(one.fill_null(value=False) for one in narrowed),
    )


def _check(
    lines: pl.DataFrame, near: pl.DataFrame, hits: pl.DataFrame, figures: pl.DataFrame
) -> None:
    """Refuse lines that find nothing, too much, or what another line finds as well."""
    there = set(figures["report"].unique())
    lost = lines.join(hits, on="line", how="anti")
    where = pl.concat_str("of_origin", "of_scope", separator=", ", ignore_nulls=True)
    said = (
        near.sort("place")
        .group_by("line")
        .agg(pl.format("{} ({})", number("value"), where).unique(maintain_order=True))
    )
    instead = {line: ", ".join(values) for line, values in said.iter_rows()}
    problems = []
    for row in _rows(lost):
        if row["line"] in instead:
            problems.append(f"{_name(row)}: {row['old']} is not there, but {instead[row['line']]}")
        elif row["report"] in there:
            problems.append(f"{_name(row)}: the report has no such figure")
        else:
            problems.append(f"{_name(row)}: there are no figures of this report")
    scopes = hits.group_by("line").agg(n=pl.col("of_scope").n_unique()).filter(pl.col("n") > 1)
    problems += [
        f"{_name(row)}: {row['old']} stands there for several scopes; say which (column scope)"
        for row in _rows(lines.join(scopes, on="line", how="semi"))
    ]
    doubled = hits.filter(pl.col("place").is_duplicated()).unique("place", keep="last")
    problems += [f"{_name(row)}: corrected by two lines" for row in _rows(doubled.sort("place"))]
    _refuse(problems)


def _changed(figures: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    kept = figures.join(rows.select("place"), on="place", how="anti")
    new = pl.col("new").cast(pl.Float64, strict=False)
    corrected = (
        rows.filter(pl.col("new") != DROP)
        .with_columns(
            note=pl.when(new == pl.col("value"))
            .then(pl.format("confirmed ({})", "origin"))
            .otherwise(pl.format("corrected from {} ({})", number("value"), "origin"))
        )
        .with_columns(value=new, origin=pl.lit(CHECK))
        .select(figures.columns)
    )
    return pl.concat([kept, corrected]).sort("place").select(OBSERVATIONS.names)


def _findings(rows: pl.DataFrame) -> pl.DataFrame:
    done = (
        pl.when(pl.col("new") == DROP)
        .then(pl.lit("dropped"))
        .when(pl.col("new").cast(pl.Float64, strict=False) == pl.col("value"))
        .then(pl.lit("confirmed"))
        .otherwise(pl.format("corrected to {}", "new"))
    )
    source = pl.coalesce(pl.format(" ({})", "source"), pl.lit(""))
    told = rows.with_columns(
        check=pl.lit(CHECK),
        severity=pl.lit("notice"),
        expected=pl.when(pl.col("new") != DROP).then("new"),
        found=pl.coalesce("raw", number("value")),
        message=pl.format("{} by {} on {}: {}{}", done, "who", "date", "reason", source),
    )
    return FINDINGS.sort(conform(told, FINDINGS))


def number(column: str) -> pl.Expr:
    """Print a number as it would be written: without `.0`."""
    return pl.col(column).cast(pl.String).str.strip_suffix(".0")


def _rows(table: pl.DataFrame) -> list[dict[str, object]]:
    return table.rows(named=True)


def _name(row: dict[str, object]) -> str:
    part = f" part {row['part']}" if row["part"] else ""
    applicant = f"[{row['applicant']}]" if row["applicant"] else ""
    return f"{row['report']}{part}, {row['indicator']}{applicant}"


def _refuse(problems: list[str]) -> None:
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise CorrectionError("; ".join(problems[:_SHOWN]) + more)
