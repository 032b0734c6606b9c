"""A formula and a panel to numbers: which rows are used, and why the others are not."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from giox.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Design", "Family", "demeaned", "design", "matrix"]

Family = Literal["poisson", "negative_binomial", "binomial", "fractional"]

_INTERCEPT = "Intercept"
_ROUNDS = 20_000
_DROPPED = pl.Schema({"reason": pl.String(), "column": pl.String(), "rows": pl.UInt32()})


@dataclass(frozen=True, slots=True)
class Design:
    """The numbers that a model is fitted to.

    Attributes
    ----------
    y : array of shape (n,)
        The response: counts, cases of the trials, or a share between 0 and 1.
    x : array of shape (n, k)
        The terms of the formula. No column is a combination of others and the effects.
    terms : tuple of str
        Their names.
    omitted : tuple of str
        Terms of the formula left out because others (or the effects) determine them.
    offset, trials : array of shape (n,)
        Logarithm of the exposure (0 without), and trials (1 without).
    clusters : array of shape (n,), or None
        The number of each row's cluster; `labels` has their names.
    effects : tuple of (str, int)
        The effects with their levels.
    codes : tuple of arrays of shape (n,)
        For each effect the number of each row's level.
    nested : tuple of bool
        For each effect whether its levels lie within clusters.
    rows : polars.DataFrame
        The rows used, all their columns, in the order of `y`.
    dropped : polars.DataFrame
        `reason`, `column`, `rows`: how many were left out, and why.
    spec : object
        What `matrix` needs to build the terms of other rows.
    """

    y: Floats
    x: Floats
    terms: tuple[str, ...]
    omitted: tuple[str, ...]
    offset: Floats
    trials: Floats
    clusters: NDArray[np.intp] | None
    labels: pl.Series | None
    effects: tuple[tuple[str, int], ...]
    codes: tuple[NDArray[np.intp], ...]
    nested: tuple[bool, ...]
    rows: pl.DataFrame
    dropped: pl.DataFrame
    spec: Any


def design(  # noqa: PLR0913 - what a specification consists of
    data: pl.DataFrame,
    formula: str,
    family: Family,
    *,
    exposure: str | None,
    trials: str | None,
    cluster: str | None,
    effects: Sequence[str],
) -> Design:
    """Return the numbers that the formula makes of the usable rows.

    Raises
    ------
    ModelError
        If the formula cannot be read or names columns that are not there, if too few rows are
        left, or the response is not of the kind that the family takes.
    """
    parsed, variables = _parse(formula)
    parts = [name for effect in effects for name in _parts(effect)]
    columns = [name for name in (exposure, trials, cluster, *parts) if name is not None]
    wanted = list(dict.fromkeys([*variables, *columns]))
    missing = [name for name in wanted if name not in data.columns]
    if missing:
        msg = f"the table lacks {', '.join(missing)}, which the model names"
        raise ModelError(msg)

    for name in (exposure, trials):
        if name is not None and not data.schema[name].is_numeric():
            msg = f"{name} should hold numbers, it holds {data.schema[name]}: cast it first"
            raise ModelError(msg)
    log: list[tuple[str, str, int]] = []
    rows = _complete(data, wanted, log)
    for name in (exposure, trials):
        if name is not None:
            kept = rows.filter(pl.col(name) > 0)
            log.append(("zero exposure", name, rows.height - kept.height))
            rows = kept
    if rows.is_empty():
        msg = f"no row has all of {', '.join(wanted)}"
        raise ModelError(msg)
    y = _response(rows, parsed, family, trials)
    rows, y = _informative(rows, y, family, trials, effects, log)

    spec, terms, exog = _terms(rows, parsed)
    codes = tuple(_codes(rows, _parts(effect)) for effect in effects)
    levels = tuple(int(each.max()) + 1 for each in codes)
    x, terms, omitted = _independent(exog, terms, codes)
    if not terms:
        msg = f"the effects leave nothing of {formula!r} to estimate"
        raise ModelError(msg)
    needed = x.shape[1] + sum(levels)
    if y.size <= needed:
        msg = f"{y.size} rows are too few for {needed} coefficients, effects among them: use fewer"
        raise ModelError(msg)
    groups = None if cluster is None else _codes(rows, [cluster])
    if groups is not None and groups.max() == 0:
        msg = f"all rows are of one {cluster}: no standard errors can be had from one cluster"
        raise ModelError(msg)
    return Design(
        y=y,
        x=x,
        terms=terms,
        omitted=omitted,
        offset=np.zeros(y.size) if exposure is None else np.log(_numbers(rows[exposure])),
        trials=np.ones(y.size) if trials is None else _numbers(rows[trials]),
        clusters=groups,
        labels=None if cluster is None else rows[cluster].unique().sort(),
        effects=tuple(zip(effects, levels, strict=True)),
        codes=codes,
        nested=tuple(_within(rows, effect, cluster) for effect in effects),
        rows=rows,
        dropped=_counted(log),
        spec=spec,
    )


def matrix(made: Design, rows: pl.DataFrame) -> Floats:
    """Return the reported terms of other rows, coded as those of the design.

    Raises
    ------
    ModelError
        If a term is undefined in one of them.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray(made.spec.get_model_matrix(_plain(rows, made.spec.required_variables)))
    names = list(made.spec.column_names)
    if found.shape[0] not in (1, rows.height) or not np.isfinite(found.astype(np.float64)).all():
        msg = f"a term of {', '.join(names)} is undefined next to a value that the rows have"
        raise ModelError(msg)
    chosen: Floats = found[:, [names.index(term) for term in made.terms]].astype(np.float64)
    return np.broadcast_to(chosen, (rows.height, len(made.terms)))


def _parse(formula: str) -> tuple[Any, list[str]]:
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    try:
        parsed = Formula(formula)
    except FormulaicError as error:
        msg = f"{formula!r} cannot be read as a formula: {error}"
        raise ModelError(msg) from error
    if not hasattr(parsed, "lhs"):
        msg = f"{formula!r} names no response: write response ~ terms"
        raise ModelError(msg)
    left = sorted(map(str, parsed.lhs.required_variables))
    right = sorted(map(str, parsed.rhs.required_variables))
    return parsed, [*left, *(name for name in right if name not in left)]


def _complete(
    data: pl.DataFrame, wanted: list[str], log: list[tuple[str, str, int]]
) -> pl.DataFrame:
    """Keep rows that have all that is wanted; count the others by the first thing they lack."""
    rows = data
    for name in wanted:
        known = pl.col(name).is_not_null()
        if data.schema[name].is_float():
            known &= pl.col(name).is_finite()
        kept = rows.filter(known)
        log.append(("missing", name, rows.height - kept.height))
        rows = kept
    return rows


def _response(rows: pl.DataFrame, parsed: Any, family: str, trials: str | None) -> Floats:  # noqa: ANN401
    y = _evaluated(parsed.lhs, rows)
    if y.shape[1] != 1:
        msg = "the response must be one number to a row, not a category"
        raise ModelError(msg)
    values = y[:, 0]
    if not np.isfinite(values).all() or (values < 0).any():
        msg = (
            "the response has values below zero, or that are no numbers: counts and shares are not"
        )
        raise ModelError(msg)
    if family == "fractional" and (values > 1).any():
        msg = "a share lies between 0 and 1: divide percent by 100, as I(value / 100) ~ …"
        raise ModelError(msg)
    if family == "binomial" and trials is not None and (values > rows[trials].to_numpy()).any():
        msg = f"some rows have more cases than {trials}: a part above its whole is no share"
        raise ModelError(msg)
    if family in ("poisson", "negative_binomial") and not values.any():
        msg = "the response is zero in every row"
        raise ModelError(msg)
    return values


def _informative(  # noqa: PLR0913, PLR0917 - private
    rows: pl.DataFrame,
    y: Floats,
    family: str,
    trials: str | None,
    effects: Sequence[str],
    log: list[tuple[str, str, int]],
) -> tuple[pl.DataFrame, Floats]:
    """Leave out rows that their own effect explains whole, until there are none.

    A body that has one row only, or whose every count is zero (or every trial a case), is fitted
    perfectly by its effect and tells nothing about the terms.
    """
    most = {"binomial": pl.col(trials or ""), "fractional": pl.lit(1.0)}.get(family)
    table = rows.with_columns(pl.Series("__y", y))
    height = -1
    while height != table.height:
        height = table.height
        for effect in effects:
            checks = {"singleton": pl.len() > 1, "always zero": (pl.col("__y") > 0).any()}
            if most is not None:
                checks["always all"] = (pl.col("__y") < most).any()
            for reason, check in checks.items():
                kept = table.filter(check.over(_parts(effect)))
                log.append((reason, effect, table.height - kept.height))
                table = kept
    if table.is_empty():
        msg = f"no {' and '.join(effects)} has rows that differ: nothing is left to compare within"
        raise ModelError(msg)
    return table.drop("__y"), table["__y"].to_numpy()


def _counted(log: Iterable[tuple[str, str, int]]) -> pl.DataFrame:
    return (
        pl.DataFrame(list(log), schema=_DROPPED, orient="row")
        .group_by("reason", "column", maintain_order=True)
        .agg(pl.col("rows").sum())
        .filter(pl.col("rows") > 0)
    )


def _terms(rows: pl.DataFrame, parsed: Any) -> tuple[Any, tuple[str, ...], Floats]:  # noqa: ANN401
    found = _materialised(parsed.rhs, rows)
    # A formula of the constant alone knows no length.
    exog = np.broadcast_to(
        np.asarray(found, dtype=np.float64), (rows.height, len(found.model_spec.column_names))
    )
    if not np.isfinite(exog).all():
        msg = "a term of the formula is infinite or undefined in some rows, as log(0) is"
        raise ModelError(msg)
    return found.model_spec, tuple(found.model_spec.column_names), exog


def _evaluated(side: Any, rows: pl.DataFrame) -> Floats:  # noqa: ANN401
    # The response is a number: its intercept is no part of it.
    return np.asarray(_materialised(side, rows), dtype=np.float64)


def _materialised(side: Any, rows: pl.DataFrame) -> Any:  # noqa: ANN401
    from formulaic.errors import FormulaicError

    data = _plain(rows, side.required_variables)
    try:
        # An empty context: a formula sees the columns, and no variable of the program.
        return side.get_model_matrix(data, context={}, output="numpy", materializer="pandas")
    except FormulaicError as error:
        msg = f"{side} cannot be worked out: {error}"
        raise ModelError(msg) from error


def _plain(rows: pl.DataFrame, names: Iterable[Any]) -> Mapping[str, Any]:
    """Return columns as formulaic takes them: arrays of numbers, lists of words."""
    found: dict[str, Any] = {}
    for name in map(str, names):
        column = rows[name]
        numeric = column.dtype.is_numeric() or column.dtype == pl.Boolean
        found[name] = column.to_numpy() if numeric else column.cast(pl.String).to_list()
    return found


def _numbers(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).to_numpy()


def _parts(effect: str) -> list[str]:
    """Return the columns of an effect: `a^b` has a level for each pair of them."""
    return [name.strip() for name in effect.split("^")]


def _codes(rows: pl.DataFrame, names: Sequence[str]) -> NDArray[np.intp]:
    """Return the number of each row's level, the levels in their order."""
    levels = rows.select(names).unique().sort(names).with_row_index("__code")
    codes: NDArray[np.intp] = (
        rows.select(names)
        .join(levels, on=names, how="left", maintain_order="left")["__code"]
        .to_numpy()
        .astype(np.intp)
    )
    return codes


def _within(rows: pl.DataFrame, effect: str, cluster: str | None) -> bool:
    """Tell whether each level of the effect lies within one cluster."""
    if cluster is None:
        return False
    clusters = rows.group_by(_parts(effect)).agg(number=pl.col(cluster).n_unique())
    return bool((clusters["number"] == 1).all())


def demeaned(x: Floats, codes: Sequence[NDArray[np.intp]], weights: Floats | None = None) -> Floats:
    """Take weighted means by each effect out of the columns, in turn until nothing is left.

    The method of alternating projections (Guimarães and Portugal 2010, Stata Journal 10:
    628-649): the residuals of a regression on the dummies of all effects.
    """
    found = x.astype(np.float64, copy=True)
    if not codes:
        return found
    w = np.ones(x.shape[0]) if weights is None else weights
    totals = [np.maximum(np.bincount(each, w), np.finfo(float).tiny) for each in codes]
    scale = np.maximum(np.abs(found).max(axis=0), np.finfo(float).tiny)
    for _ in range(_ROUNDS):
        moved = 0.0
        for each, total in zip(codes, totals, strict=True):
            for column in range(found.shape[1]):
                means = np.bincount(each, w * found[:, column]) / total
                found[:, column] -= means[each]
                moved = max(moved, float(np.abs(means).max() / scale[column]))
        if len(codes) == 1 or moved < 1e-12:
            return found
    msg = "the effects are too nearly the same to be told apart: leave one out"
    raise ModelError(msg)


def _independent(
    exog: Floats, terms: tuple[str, ...], codes: Sequence[NDArray[np.intp]]
) -> tuple[Floats, tuple[str, ...], tuple[str, ...]]:
    """Keep terms that the effects and the terms before them do not determine."""
    own = [place for place, term in enumerate(terms) if not (codes and term == _INTERCEPT)]
    inner = demeaned(exog[:, own], codes)
    basis: list[Floats] = []
    kept, omitted = [], []
    for place, column in zip(own, inner.T, strict=True):
        rest = column
        for _ in range(2):  # twice is enough (Kahan and Parlett)
            for known in basis:
                rest = rest - (known @ rest) * known
        size = float(np.linalg.norm(rest))
        if size <= 1e-8 * float(np.linalg.norm(exog[:, place])):
            omitted.append(terms[place])
        else:
            basis.append(rest / size)
            kept.append(place)
    return exog[:, kept], tuple(terms[place] for place in kept), tuple(omitted)
