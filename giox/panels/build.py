"""Observations to panel: place each figure, settle what is stated twice, add up the terms.

`placing` says which unit (body, scope, year) a figure belongs to. Then, each a function below:
`_cells` leaves one value for each unit, term and origin, `_prefer` one for each unit and term;
`_variables` applies the crosswalk; `boundaries.carry` brings units to the divisions of a year;
`_long` and `_wide` add what is missing, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from giox.errors import SchemaError
from giox.panels.bodies import twins
from giox.panels.boundaries import carry
from giox.panels.placing import JOIN, NullScope, Unit, number, place, stated, units
from giox.panels.rules import FORMS, PROSE, crosswalk, flags_of, terms, variables
from giox.panels.table import COMPANIONS, KEY, UNIT
from giox.schema import OBSERVATIONS, ORIGINS, REPORTS, conform, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PREFER", "Conflicts", "Layout", "cells", "panel", "placed_figures"]

Conflicts = Literal["null", "first"]
Layout = Literal["wide", "long", "values"]

PREFER = ("correction", "table", "narrative", "derived")
"""Origins from the most to the least trusted."""


def panel(  # noqa: PLR0913 - one option each for what a reader may decide otherwise
    observations: pl.DataFrame,
    reports: pl.DataFrame,
    *,
    unit: Unit = "body",
    prefer: str | Sequence[str] = PREFER,
    conflicts: Conflicts = "null",
    boundaries: int | None = None,
    null_scope: NullScope = "keep",
    layout: Layout = "wide",
) -> pl.DataFrame:
    """Return one harmonised table over all forms.

    The unit is a body (the government of the division, its office, a department, a township, a
    zone) with a scope in a year: `division_code`, `body`, `scope` and `year` are the key.
    Figures of scope `government` are the whole division's, whoever signs the report. Several
    reports of one unit (copies, corrected versions) make one row; a report whose prose tells
    the scope of some figures only, or gives figures of two scopes, makes two. Bodies that stand
    under two names in a year are made one, or flagged `twin`, by `giox.panels.twins`.

    Parameters
    ----------
    observations, reports : polars.DataFrame
        The tables of `giox.extract`, or `giox.load_figures()` and `giox.load_figure_reports()`.
    unit : {"body", "region"}, optional
        `region` keeps what is about the government of a division or its office, as one body,
        and leaves departments, townships and zones out.
    prefer : str or sequence of str, optional
        Origins from the most to the least trusted; an origin that is left out is not used.
        `"table"` keeps to the forms' tables.
    conflicts : {"null", "first"}, optional
        What becomes of a figure that is stated with different values by the same origin:
        nothing, the status telling so; or the value that comes first in the order of the
        observations. Approximate figures give way to exact ones before that. Both ways the
        flag `conflict` is set.
    boundaries : int, optional
        Carry the rows to the divisions of that year; by default they stay in those of their own
        year. Divisions that were merged are summed where each of them has the value, else the
        value is null and its status `incomplete`; re-coded and renamed ones get the code of that
        year. What was parted, lost a part to a new division, or (a prefecture) lost a county to
        another one, is not carried, nor what took these parts, nor are departments, townships
        and zones of merged divisions. The column `boundary` tells what
        was done. Single towns that went from one county to another are not followed.
    null_scope : {"keep", "merge"}, optional
        What becomes of figures whose scope is not told: a row with the scope null, or, where
        all other figures of the report have one and the same scope, a part of that row, flagged
        `scope_assumed`.
    layout : {"wide", "long", "values"}, optional
        A row for each unit, with a column for each variable and its companions at the end; a
        row for each unit and variable; or a row for each unit without the companions.

    Returns
    -------
    polars.DataFrame
        First what the row is about: `division_code`, `region`, `level`, `body`, `agency` (as
        printed), `scope`, `year`, `form` (of the report; null where not known), `reports` (file
        names), `n_reports`, `boundary`. Then, wide, the variables of
        `giox.panels.variables()` and for each `<variable>_status`, `_origin`,
        `_comparability`, `_flags`; or long, `variable`, `value`, `unit`, these four, `terms`
        (what the value is the sum of) and `n_sources`
        (reports that state it). Sorted by the key, in the long layout then by the order of the
        variables.

        `status` is `reported`, or says why there is no value: `conflict`; `incomplete` (a
        merged division lacks it); `other_scope` (the report states it, but for another scope);
        `not_reported` (the report was read whole and does not say); `not_read` (only a part of
        it could be read); `lost` (its tables are lost); `not_applicable` (its form does not
        ask). No number is ever put in for a missing one. `comparability` is explained by
        `giox.panels.crosswalk()`, `flags` (joined by `, `) by `giox.panels.flags()` and
        `giox.panels.added_flags()`; the `origin` of a sum is that of its least trusted term.

    Raises
    ------
    SchemaError
        If a table lacks columns, an option is unknown, or a report stands twice in `reports`.

    Warns
    -----
    UserWarning
        If figures have no division or no year: they cannot be placed and are left out.

    Examples
    --------
    >>> import giox
    >>> table = giox.panel(giox.load_figures(), giox.load_figure_reports())
    >>> shanghai = table.filter(
    ...     pl.col("division_code") == "310000", pl.col("scope") == "government"
    ... )
    >>> shanghai.filter(pl.col("year") == 2023)["applications_new", "outcomes_total"].rows()
    [(34290.0, 34430.0)]
    """
    prefer = listed(prefer)
    _check_options(prefer, conflicts, layout)
    placed, rows = placed_figures(observations, reports, unit, null_scope)
    settled = _prefer(cells(placed, prefer, conflicts))
    values = _variables(settled.join(rows.select("number", "form"), on="number"), prefer)
    values = pl.concat([_twinned(values, rows), _elsewhere(values, placed)])
    if boundaries is not None:
        rows, values = carry(rows, values, boundaries, prefer)
    rows = rows.with_columns(pl.col("reports").list.join(JOIN))
    if layout == "long":
        return _long(rows, values)
    return _wide(rows, values, COMPANIONS if layout == "wide" else ())


def placed_figures(
    observations: pl.DataFrame, reports: pl.DataFrame, unit: Unit, null_scope: NullScope
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures that the crosswalk uses with the number of their row, and the rows.

    Raises
    ------
    SchemaError
        As `panel`.
    """
    _check_options((), "null", "wide", unit, null_scope)
    figures = conform(observations, OBSERVATIONS)
    known = conform(reports, REPORTS)
    if not known.select("report", "part").is_unique().all():
        msg = "a report stands twice in the table of reports: join them, or tell them by `part`"
        raise SchemaError(msg)
    placed = place(stated(figures), known, unit, null_scope)
    rows = units(placed, known, unit)
    return number(placed, rows), rows


def _check_options(
    prefer: Sequence[str],
    conflicts: str,
    layout: str,
    unit: str = "body",
    null_scope: str = "keep",
) -> None:
    for given, allowed, what in (
        (prefer, ORIGINS, "prefer"),
        ([conflicts], get_args(Conflicts), "conflicts"),
        ([layout], get_args(Layout), "layout"),
        ([unit], get_args(Unit), "unit"),
        ([null_scope], get_args(NullScope), "null_scope"),
    ):
        unknown = [value for value in given if value not in allowed]
        if unknown:
            msg = f"{what} takes {', '.join(allowed)}, not {', '.join(map(str, unknown))}"
            raise SchemaError(msg)


def cells(placed: pl.DataFrame, prefer: Sequence[str], conflicts: str) -> pl.DataFrame:
    """Leave one value for each unit, term and origin; exact before approximate figures."""
    by = ["number", "term", "origin", "rank"]
    ranks = {origin: rank for rank, origin in enumerate(prefer)}
    exact = ~pl.col("flags").list.contains("approximate")
    assumed = pl.when("assumed").then(pl.lit(["scope_assumed"])).otherwise(pl.lit([], _FLAGS))
    notes = placed.select("note", "indicator").unique()
    flagged = notes.with_columns(flags=flags_of(pl.col("note"), pl.col("indicator")))
    rank = pl.col("origin").replace_strict(ranks, default=None, return_dtype=pl.UInt32)
    return (
        placed.with_columns(rank=rank)
        .join(flagged, on=notes.columns, how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col("rank").is_not_null())
        .with_columns(flags=pl.concat_list("flags", assumed), exact=exact)
        .filter(pl.col("exact") | ~pl.col("exact").any().over(by))
        .group_by(by)
        .agg(
            pl.col("value").first(),
            pl.col("flags").explode().drop_nulls().unique(),
            conflict=(pl.col("value").n_unique() > 1)
            | pl.col("flags").list.contains("conflict").any(),
            n_sources=pl.struct("report", "part").n_unique(),
        )
        .with_columns(
            value=pl.when(~pl.col("conflict") | (conflicts == "first")).then("value"),
            flags=_flagged("conflict", "conflict"),
        )
    )


def _prefer(cells: pl.DataFrame) -> pl.DataFrame:
    """Leave one value for each unit and term: that of the most trusted origin."""
    exact = pl.col("value").filter(~pl.col("flags").list.contains("approximate"))
    return (
        cells.sort("rank")
        .group_by("number", "term")
        .agg(
            pl.col("value", "origin", "rank", "flags", "n_sources").first(),
            disagree=exact.drop_nulls().n_unique() > 1,
        )
        .with_columns(flags=_flagged("disagree", "origins_disagree"))
    )


def _flagged(condition: str, flag: str) -> pl.Expr:
    """Add a flag to the list of flags where the condition holds."""
    return pl.when(condition).then(pl.concat_list("flags", pl.lit([flag]))).otherwise("flags")


def _variables(cells: pl.DataFrame, prefer: Sequence[str]) -> pl.DataFrame:
    """Apply the crosswalk: for each unit and variable the first rule all terms of which are there.

    Of two rules that could be applied, the one whose terms are better trusted goes first, then
    the one that stands first.
    """
    rules = crosswalk().select("variable", "rule", "forms", "terms", "comparability")
    exploded = rules.with_columns(wanted=pl.col("terms").list.len()).explode("terms")
    fits = pl.col("forms").list.contains(pl.col("form")).fill_null(value=False)
    tabled = pl.col("form").is_in(FORMS).fill_null(value=False) & (pl.col("origin") == "table")
    origins = dict(enumerate(prefer))
    return (
        cells.join(exploded, left_on="term", right_on="terms")
        .filter(fits | (~tabled & pl.col("forms").list.contains(PROSE)))
        .sort("term")
        .group_by("number", "variable", "rule", "comparability", "wanted")
        .agg(
            found=pl.len(),
            value=pl.when(pl.col("value").is_not_null().all()).then(pl.col("value").sum()),
            rank=pl.col("rank").max(),
            mixed=pl.col("rank").n_unique() > 1,
            flags=pl.col("flags").explode().drop_nulls().unique(),
            terms=pl.col("term").str.join(" + "),
            n_sources=pl.col("n_sources").min(),
        )
        .filter(pl.col("found") == pl.col("wanted"))
        .sort("rank", "rule")
        .group_by("number", "variable")
        .first()
        .with_columns(
            status=pl.when(pl.col("value").is_null())
            .then(pl.lit("conflict"))
            .otherwise(pl.lit("reported")),
            origin=pl.col("rank").replace_strict(origins, return_dtype=pl.String),
            flags=_flagged("mixed", "mixed_origins").list.sort().list.join(JOIN),
        )
        .with_columns(flags=pl.when(pl.col("flags") != "").then("flags"))
        .select("number", "variable", "value", *COMPANIONS, "terms", "n_sources")
    )


def _twinned(values: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Flag the values of bodies that share figures with another."""
    shared = rows.join(twins("flag"), on=KEY, how="semi", nulls_equal=True)["number"]
    flags = pl.concat_str("flags", pl.lit("twin"), separator=JOIN, ignore_nulls=True)
    twin = pl.col("number").is_in(shared.implode())
    return values.with_columns(flags=pl.when(twin).then(flags).otherwise("flags"))


def _elsewhere(values: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Return what a row lacks and another row of one of its reports has: it is told there."""
    links = placed.select("number", "report", "part").unique()
    told = values.filter(pl.col("value").is_not_null()).select("number", "variable")
    return (
        told.join(links, on="number")
        .join(links, on=["report", "part"], suffix="_here")
        .select("variable", number="number_here")
        .unique()
        .join(values, on=["number", "variable"], how="anti")
        .with_columns(
            pl.lit(None, dtype=dtype).alias(name) if name != "status" else _OTHER_SCOPE
            for name, dtype in values.schema.items()
            if name not in {"number", "variable"}
        )
        .select(values.columns)
    )


_FLAGS = pl.List(pl.String)
_OTHER_SCOPE = pl.lit("other_scope").alias("status")


def _long(units: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Return every variable of every unit, saying of those without a value why."""
    order = variables().select("variable", "unit").with_row_index("place")
    asked = _asked().with_columns(asks=pl.lit(value=True))
    return (
        units.join(order, how="cross")
        .join(values, on=["number", "variable"], how="left")
        .join(asked, on=["variable", "form"], how="left")
        .with_columns(status=pl.coalesce("status", _why_missing(pl.col("asks").is_not_null())))
        .sort("number", "place")
        .select(*UNIT, "variable", "value", "unit", *COMPANIONS, "terms", "n_sources")
    )


def _wide(units: pl.DataFrame, values: pl.DataFrame, companions: Sequence[str]) -> pl.DataFrame:
    """Return one row per unit: the values first, then what stands beside each."""
    names = variables()["variable"].to_list()
    forms = dict(_asked().group_by("variable").agg("form").rows())
    by_name = values.partition_by("variable", as_dict=True, include_key=False)
    wide = units
    for name in names:
        own = by_name.get((name,), values.drop("variable").clear())
        wide = wide.join(
            own.select(
                "number",
                pl.col("value").alias(name),
                *(pl.col(column).alias(f"{name}_{column}") for column in companions),
            ),
            on="number",
            how="left",
            maintain_order="left",
        )
    status = [
        pl.coalesce(f"{name}_status", _why_missing(pl.col("form").is_in(forms.get(name, []))))
        for name in names
        if "status" in companions
    ]
    beside = [f"{name}_{column}" for name in names for column in companions]
    return wide.with_columns(status).select(*UNIT, *names, *beside)


def _why_missing(asked: pl.Expr) -> pl.Expr:
    """Return the status of a variable without a value, `asked` telling whether its form asks."""
    of_form = pl.col("form").is_in(FORMS).fill_null(value=False)
    not_applicable = of_form & ~asked.fill_null(value=False)
    return pl.when(not_applicable).then(pl.lit("not_applicable")).otherwise("missing")


def _asked() -> pl.DataFrame:
    """Return `variable` and `form` of all variables that a form prints all terms of."""
    printed = terms().select("term", "printed")
    return (
        crosswalk()
        .explode("forms")
        .explode("terms")
        .join(printed, left_on="terms", right_on="term")
        .group_by("variable", "rule", "forms")
        .agg(asked=pl.col("printed").list.contains(pl.col("forms")).all())
        .filter("asked")
        .select("variable", form="forms")
        .unique()
        .sort("variable", "form")
    )
