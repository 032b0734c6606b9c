"""Observations to panel: place each figure, settle what is stated twice, add up the terms.

The steps, each a function below: `_stated` keeps what the crosswalk can use; `_place` says which
unit (body, scope, year) a figure belongs to, `_units` lists these and numbers them; `_cells`
leaves one value for each unit, term and origin, `_prefer` one for each unit and term;
`_variables` applies the crosswalk; `_long` and `_wide` add what is missing, and why.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from giox.errors import SchemaError
from giox.panels.bodies import with_body
from giox.panels.rules import FORMS, PROSE, crosswalk, flags_of, terms, variables
from giox.schema import LEVELS, OBSERVATIONS, ORIGINS, REPORTS, conform

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMPANIONS", "KEY", "STATUSES", "panel"]

KEY = ("division_code", "body", "scope", "year")
"""What a row of the panel is about; no two rows have the same."""

COMPANIONS = ("status", "origin", "comparability", "flags")
"""What stands beside each value."""

STATUSES = ("reported", "conflict", "not_reported", "not_read", "lost", "not_applicable")

Conflicts = Literal["null", "first"]
Layout = Literal["wide", "long", "values"]

_UNIT = (
    "division_code",
    "region",
    "level",
    "body",
    "agency",
    "scope",
    "year",
    "form",
    "reports",
    "n_reports",
)
_PREFER = ("correction", "table", "narrative", "derived")
_MISSING = {"ok": "not_reported", "partial": "not_read", "tables_lost": "lost"}
_JOIN = ", "


def panel(
    observations: pl.DataFrame,
    reports: pl.DataFrame,
    *,
    prefer: Sequence[str] = _PREFER,
    conflicts: Conflicts = "null",
    layout: Layout = "wide",
) -> pl.DataFrame:
    """Return one harmonised table over all forms.

    The unit is a body (the government of the division, its office, a department, a township, a
    zone) with a scope in a year: `division_code`, `body`, `scope` and `year` are the key.
    Figures of scope `government` are the whole division's, whoever signs the report. Several
    reports of one unit (copies, corrected versions) make one row.

    Parameters
    ----------
    observations, reports : polars.DataFrame
        The tables of `giox.extract`, or `giox.load_figures()` and `giox.load_figure_reports()`.
    prefer : sequence of str, optional
        Origins from the most to the least trusted; an origin that is left out is not used.
        `("table",)` keeps to the forms' tables.
    conflicts : {"null", "first"}, optional
        What becomes of a figure that is stated with different values by the same origin:
        nothing, the status telling so; or the value that comes first in the order of the
        observations. Approximate figures give way to exact ones before that. Both ways the
        flag `conflict` is set.
    layout : {"wide", "long", "values"}, optional
        A row for each unit, with a column for each variable and its companions at the end; a
        row for each unit and variable; or a row for each unit without the companions.

    Returns
    -------
    polars.DataFrame
        First what the row is about: `division_code`, `region`, `level`, `body`, `agency` (as
        printed), `scope`, `year`, `form` (of the report; null where not known), `reports` (file
        names), `n_reports`. Then, wide, the variables of `giox.panels.variables()` and for each
        `<variable>_status`, `_origin`, `_comparability`, `_flags`; or long, `variable`,
        `value`, `unit`, these four, `terms` (what the value is the sum of) and `n_sources`
        (reports that state it). Sorted by the key, in the long layout then by the order of the
        variables.

        `status` is `reported`, or says why there is no value: `conflict`; `not_reported` (the
        report was read whole and does not say); `not_read` (only a part of it could be read);
        `lost` (its tables are lost); `not_applicable` (its form does not ask). No number is
        ever put in for a missing one. `comparability` is explained by
        `giox.panels.crosswalk()`, `flags` (joined by `, `) by `giox.panels.flags()`; added here
        are `origins_disagree` (another origin states another value) and `mixed_origins` (the
        terms of the sum come from several; `origin` names the least trusted).

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
    _check_options(prefer, conflicts, layout)
    figures = conform(observations, OBSERVATIONS)
    known = conform(reports, REPORTS)
    if not known.select("report", "part").is_unique().all():
        msg = "a report stands twice in the table of reports: join them, or tell them by `part`"
        raise SchemaError(msg)

    placed = _place(_stated(figures), known)
    units = _units(placed, known)
    cells = _prefer(_cells(_number(placed, units), prefer, conflicts))
    values = _variables(cells.join(units.select("number", "form"), on="number"), prefer)
    if layout == "long":
        return _long(units, values)
    return _wide(units, values, COMPANIONS if layout == "wide" else ())


def _check_options(prefer: Sequence[str], conflicts: str, layout: str) -> None:
    for given, allowed, what in (
        (prefer, ORIGINS, "prefer"),
        ([conflicts], get_args(Conflicts), "conflicts"),
        ([layout], get_args(Layout), "layout"),
    ):
        unknown = [value for value in given if value not in allowed]
        if unknown:
            msg = f"{what} knows {', '.join(allowed)}, not {', '.join(map(str, unknown))}"
            raise SchemaError(msg)


def _stated(figures: pl.DataFrame) -> pl.DataFrame:
    """Keep the figures that the crosswalk names, in the unit that the vocabulary has for them.

    Prose that gives a rate where a count is wanted is no count.
    """
    kind = pl.col("applicant")
    named = pl.when(kind.is_null() | (kind == "total")).then("indicator")
    return (
        figures.with_row_index("place")
        .filter(pl.col("value").is_not_null())
        .with_columns(term=named.otherwise(pl.format("{}[{}]", "indicator", "applicant")))
        .join(terms().select("term", "unit"), on=["term", "unit"], how="semi")
        .sort("place")
    )


def _place(figures: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Give each figure its unit; figures that lack a scope of their own take the report's."""
    about = reports.select("report", "part", "agency", "level", report_scope="scope")
    placed = figures.filter(
        pl.col("division_code").is_not_null(), pl.col("year").is_not_null()
    ).join(about, on=["report", "part"], how="left", maintain_order="left")
    lost = figures.height - placed.height
    if lost:
        msg = f"{lost} figures have no division or no year and are left out of the panel"
        warnings.warn(msg, UserWarning, stacklevel=3)
    return with_body(placed.with_columns(scope=pl.coalesce("scope", "report_scope")))


def _units(placed: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Return the units in order, one row each: of the figures, and of reports without figures."""
    details = reports.select("report", "part", "form", "status")
    of_figures = placed.select("report", "part", *KEY, "region", "agency", "level").unique()
    silent = with_body(
        reports.filter(
            pl.col("status").is_in(list(_MISSING)),
            pl.col("division_code").is_not_null(),
            pl.col("year").is_not_null(),
        ).join(of_figures, on=["report", "part"], how="anti")
    ).select(of_figures.columns)
    trust = {status: rank for rank, status in enumerate(_MISSING)}
    reason = dict(enumerate(_MISSING.values()))
    return (
        pl.concat([of_figures, silent])
        .join(details, on=["report", "part"], how="left")
        .with_columns(
            pl.col("level").cast(pl.Enum(LEVELS)),
            trust=pl.col("status").replace_strict(trust, default=0, return_dtype=pl.Int8),
        )
        .sort("report", "part", "region", nulls_last=True)
        .group_by(KEY)
        .agg(
            pl.col("region", "agency", "form").drop_nulls().first(),
            pl.col("level").min(),
            reports=pl.col("report").unique().sort().str.join(_JOIN),
            n_reports=pl.struct("report", "part").n_unique(),
            missing=pl.col("trust").min().replace_strict(reason, return_dtype=pl.String),
        )
        .with_columns(pl.col("level").cast(pl.String))
        .sort(KEY, nulls_last=True)
        .with_row_index("number")
        .select("number", *_UNIT, "missing")
    )


def _number(placed: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Give each figure the number of its unit."""
    return placed.join(
        units.select("number", *KEY), on=KEY, nulls_equal=True, maintain_order="left"
    )


def _cells(placed: pl.DataFrame, prefer: Sequence[str], conflicts: str) -> pl.DataFrame:
    """Leave one value for each unit, term and origin; exact before approximate figures."""
    by = ["number", "term", "origin", "rank"]
    ranks = {origin: rank for rank, origin in enumerate(prefer)}
    exact = ~pl.col("flags").list.contains("approximate")
    notes = placed.select("note", "indicator").unique()
    flagged = notes.with_columns(flags=flags_of(pl.col("note"), pl.col("indicator")))
    rank = pl.col("origin").replace_strict(ranks, default=None, return_dtype=pl.UInt32)
    return (
        placed.with_columns(rank=rank)
        .join(flagged, on=notes.columns, how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col("rank").is_not_null())
        .with_columns(exact=exact)
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
            flags=_flagged("mixed", "mixed_origins").list.sort().list.join(_JOIN),
        )
        .with_columns(flags=pl.when(pl.col("flags") != "").then("flags"))
        .select("number", "variable", "value", *COMPANIONS, "terms", "n_sources")
    )


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
        .select(*_UNIT, "variable", "value", "unit", *COMPANIONS, "terms", "n_sources")
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
    return wide.with_columns(status).select(*_UNIT, *names, *beside)


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
