"""Before and after the breaks of the calendar: interrupted time series and event time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from giox.errors import ModelError
from giox.models.breaks import breaks, lookup_break
from giox.models.fit import fit
from giox.models.result import Fit
from giox.schema import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from giox.models.design import Family

__all__ = ["EventStudy", "event_study", "interrupted"]

_DESCRIPTIVE = (
    "descriptive: the break is national, no group was untouched; what changed in the same years "
    "for other reasons is in the numbers"
)
_COMPARED = (
    "compared: years are taken out; the numbers are differences between bodies touched more and "
    "less, an effect only if both would have moved alike without the break"
)


def interrupted(  # noqa: PLR0913 - what a specification consists of
    data: pl.DataFrame,
    response: str,
    at: str | Sequence[str],
    *,
    covariates: str = "",
    family: Family = "poisson",
    exposure: str | None = None,
    trials: str | None = None,
    cluster: str | None = "division_code",
    effects: str | Sequence[str] = (),
    level: float = 0.95,
) -> Fit:
    """Fit a level and a slope to each break (segmented regression).

    Parameters
    ----------
    data : polars.DataFrame
        A panel with `year`.
    response : str
        Left side of the formula.
    at : str or sequence of str
        Breaks of `giox.models.breaks()`, no two of which begin in the same year.
    covariates : str, optional
        More terms of the formula, as ``"x + region"``.
    family, exposure, trials, cluster, effects, level
        See `giox.models.fit`. No effect of years: the years are what is studied.

    Returns
    -------
    Fit
        With the terms `time` (per year, from the first year of the data), and for each break
        `level_<break>` (0 before, 1 after, in the year within which the break fell the share of
        that year after it) and `slope_<break>` (years since the first whole year: what is added
        to `time`). The specification's note says that the design is descriptive.

    Raises
    ------
    ModelError
        If a break is unknown, has no year of the data before or after it, or shares its first
        year with another; and as `fit`.

    Warns
    -----
    UserWarning
        If a slope is left out, a break having one year after it only; and as `fit`.

    References
    ----------
    Wagner, A. K. et al. (2002), Journal of Clinical Pharmacy and Therapeutics 27: 299-309;
    Bernal, J. L. et al. (2017), International Journal of Epidemiology 46: 348-355.

    Examples
    --------
    >>> counts = pl.DataFrame({"year": range(2014, 2024), "new": [9, 10, 10, 11, 12, 16, 20, 21,
    ...     23, 24]})
    >>> found = interrupted(counts, "new", ["regulation_2019"], cluster=None)
    >>> found.coefficients["term"].to_list()
    ['Intercept', 'time', 'level_regulation_2019', 'slope_regulation_2019']
    """
    years = _years(data)
    effects = listed(effects)
    rows = [lookup_break(name) for name in listed(at)]
    _check_breaks(rows, years)
    if "year" in effects:
        msg = "effects of years would take the breaks away with them: leave year out of effects"
        raise ModelError(msg)
    columns = {"time": pl.col("year") - min(years)}
    for row in rows:
        columns[f"level_{row['break']}"] = _level(row)
        columns[f"slope_{row['break']}"] = (pl.col("year") - row["first_year"]).clip(lower_bound=0)
    terms = " + ".join([*columns, *([covariates] if covariates else [])])
    return fit(
        data.with_columns(**columns),
        f"{response} ~ {terms}",
        family=family,
        exposure=exposure,
        trials=trials,
        cluster=cluster,
        effects=effects,
        level=level,
        note=_DESCRIPTIVE,
    )


@dataclass(frozen=True, slots=True)
class EventStudy:
    """Coefficients by the distance in years from a break.

    Attributes
    ----------
    coefficients : polars.DataFrame
        One row for each event time, the base with estimate 0 and no standard error:
        `event_time`, `year`, `estimate`, `std_error`, `p`, `low`, `high`, `ratio`, `ratio_low`,
        `ratio_high`, `rows` (of that year that were used), `n`, `clusters`.
    pre_trend : polars.DataFrame or None
        The joint test that all leads (years wholly before the break, with a standard error) are
        zero (`Fit.test`); None where there is none to test, or fewer clusters than leads.
    base : int
        Event time that the others are compared with.
    breaks : polars.DataFrame
        The breaks of the calendar with their first year in the window: what else is in the
        coefficients.
    descriptive : bool
        Whether no group was untouched.
    note : str
        The same in words, to stand beside the numbers.
    fit : Fit
        The model.
    """

    coefficients: pl.DataFrame = field(repr=False)
    pre_trend: pl.DataFrame | None = field(repr=False)
    base: int
    breaks: pl.DataFrame = field(repr=False)
    descriptive: bool
    note: str
    fit: Fit


def event_study(  # noqa: PLR0913 - what a specification consists of
    data: pl.DataFrame,
    response: str,
    at: str,
    *,
    window: tuple[int, int] = (-4, 4),
    base: int | None = None,
    touched: str | None = None,
    covariates: str = "",
    family: Family = "poisson",
    exposure: str | None = None,
    trials: str | None = None,
    cluster: str | None = "division_code",
    effects: str | Sequence[str] = ("division_code",),
    level: float = 0.95,
) -> EventStudy:
    """Compare each year around a break with the last year before it.

    Parameters
    ----------
    data : polars.DataFrame
        A panel with `year`.
    response : str
        Left side of the formula.
    at : str
        A break of `giox.models.breaks()`. Event time 0 is the first year wholly after it.
    window : (int, int), optional
        First and last event time; rows outside are not used.
    base : int, optional
        Event time compared with: by default the last that lies wholly before the break, -1, or
        -2 where the break fell within a year (which then is a year in part).
    touched : str, optional
        Column that tells bodies the break touched from others: truth values, or a dose, the same
        in all years of a body. Years then have effects of their own, and the coefficients are
        those of event time times `touched`. Without it the study is descriptive.
    covariates, family, exposure, trials, cluster, effects, level
        See `interrupted`.

    Returns
    -------
    EventStudy

    Raises
    ------
    ModelError
        If the break is unknown, the window or the base do not fit the data, or as `fit`.

    References
    ----------
    Freyaldenhoven, S., Hansen, C. and Shapiro, J. M. (2019), AER 109: 3307-3338, on what leads
    can and cannot show.

    Examples
    --------
    >>> counts = pl.DataFrame({"year": [2017, 2018, 2019, 2020, 2021] * 3,
    ...     "new": [10, 11, 13, 18, 20, 20, 20, 25, 41, 39, 5, 6, 6, 9, 13]})
    >>> found = event_study(counts, "new", "regulation_2019", window=(-3, 1), cluster=None,
    ...     effects=())
    >>> found.coefficients.select("event_time", "year", pl.col("ratio").round(2)).rows()
    [(-3, 2017, 0.95), (-2, 2018, 1.0), (-1, 2019, 1.19), (0, 2020, 1.84), (1, 2021, 1.95)]
    """
    effects, years = listed(effects), _years(data)
    row = lookup_break(at)
    zero = row["first_year"]
    reference = base if base is not None else (-1 if row["partial_year"] is None else -2)
    times = [year - zero for year in sorted(years) if window[0] <= year - zero <= window[1]]
    if reference not in times or min(times) >= 0 or max(times) < 0:
        msg = (
            f"the data have the years {min(years)} to {max(years)}: the window {window} around "
            f"{zero} needs years before and after, and {zero + reference} to compare with"
        )
        raise ModelError(msg)
    if touched is not None and touched not in data.columns:
        msg = f"the table lacks {touched}"
        raise ModelError(msg)

    names = {time: f"lead_{-time}" if time < 0 else f"lag_{time}" for time in times}
    dose = pl.lit(1) if touched is None else pl.col(touched).cast(pl.Float64)
    used = data.filter((pl.col("year") - zero).is_in(times)).with_columns(
        pl.when(pl.col("year") == zero + time).then(dose).otherwise(dose * 0).alias(name)
        for time, name in names.items()
    )
    own = [name for time, name in names.items() if time != reference]
    years_too = [] if touched is None or "year" in effects else ["year"]
    note = _DESCRIPTIVE if touched is None else _COMPARED
    fitted = fit(
        used,
        f"{response} ~ {' + '.join([*own, *([covariates] if covariates else [])])}",
        family=family,
        exposure=exposure,
        trials=trials,
        cluster=cluster,
        effects=[*effects, *years_too],
        level=level,
        note=note,
    )
    whole = -1 if row["partial_year"] is None else -2  # the last year wholly before the break
    known = fitted.coefficients.filter(pl.col("std_error").is_not_null())["term"].to_list()
    leads = [
        name
        for time, name in names.items()
        if time <= whole and time != reference and name in known
    ]
    testable = len(leads) > 0 and (fitted.clusters is None or len(leads) < fitted.clusters)
    between = pl.col("first_year").is_between(zero + min(times), zero + max(times))
    return EventStudy(
        coefficients=_by_time(fitted, names, zero, reference),
        pre_trend=fitted.test(leads) if testable else None,
        base=reference,
        breaks=breaks().filter(between),
        descriptive=touched is None,
        note=note,
        fit=fitted,
    )


def _by_time(fitted: Fit, names: Mapping[int, str], zero: int, base: int) -> pl.DataFrame:
    numbers = ("estimate", "std_error", "p", "low", "high", "ratio", "ratio_low", "ratio_high")
    at_base = {"estimate": 0.0, "ratio": 1.0}
    rows = fitted.design.rows.group_by("year").agg(rows=pl.len())
    return (
        pl.DataFrame(
            {"event_time": list(names), "term": list(names.values())},
            schema={"event_time": pl.Int32, "term": pl.String},
        )
        .with_columns(year=pl.col("event_time") + zero)
        .join(fitted.coefficients, on="term", how="left", maintain_order="left")
        .join(
            rows.with_columns(pl.col("year").cast(pl.Int32)),
            on="year",
            how="left",
            maintain_order="left",
        )
        .select(
            "event_time",
            "year",
            *(
                pl.when(pl.col("event_time") == base)
                .then(pl.lit(at_base.get(name), dtype=pl.Float64))
                .otherwise(name)
                .alias(name)
                for name in numbers
            ),
            pl.col("rows").fill_null(0),
            pl.lit(fitted.n, dtype=pl.Int64).alias("n"),
            pl.lit(fitted.clusters, dtype=pl.Int64).alias("clusters"),
        )
        .sort("event_time")
    )


def _years(data: pl.DataFrame) -> list[int]:
    if "year" not in data.columns or not data.schema["year"].is_integer():
        msg = "the table needs a column year of whole numbers"
        raise ModelError(msg)
    found: list[int] = data["year"].drop_nulls().unique().sort().to_list()
    if not found:
        msg = "no row has a year"
        raise ModelError(msg)
    return found


def _check_breaks(rows: Sequence[Mapping[str, Any]], years: Sequence[int]) -> None:
    if not rows:
        msg = "name at least one break of giox.models.breaks()"
        raise ModelError(msg)
    seen: dict[int, str] = {}
    for row in rows:
        name, first = row["break"], row["first_year"]
        before = row["partial_year"] if row["partial_year"] is not None else first
        if min(years) >= before or max(years) < first:
            msg = (
                f"{name} needs years before {before} and from {first} on; the data have "
                f"{min(years)} to {max(years)}"
            )
            raise ModelError(msg)
        if first in seen:
            msg = f"{seen[first]} and {name} begin in {first}: no data can tell them apart"
            raise ModelError(msg)
        seen[first] = name


def _level(row: Mapping[str, Any]) -> pl.Expr:
    """Return 0 before the break, 1 after it, and the share of the year in which it fell."""
    after = pl.when(pl.col("year") >= row["first_year"]).then(1.0)
    if row["partial_year"] is None:
        return after.otherwise(0.0)
    end = row["date"].replace(month=12, day=31)
    share = ((end - row["date"]).days + 1) / end.timetuple().tm_yday
    return after.when(pl.col("year") == row["partial_year"]).then(share).otherwise(0.0)
