"""Fits side by side, as the cells of a regression table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from giox.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from giox.models.result import Fit

__all__ = ["printable", "table"]

_STARS = ((0.01, "***"), (0.05, "**"), (0.1, "*"))

Below = Literal["std_error", "interval", "p"]


def table(  # noqa: PLR0913 - options, each independent of the others
    fits: Mapping[str, Fit],
    *,
    terms: Sequence[str] | None = None,
    ratios: bool = False,
    below: Below = "std_error",
    stars: bool = False,
    digits: int = 3,
) -> pl.DataFrame:
    """Set fits beside one another, a column for each.

    Parameters
    ----------
    fits : mapping of str to Fit
        Heads of the columns, and the fits.
    terms : sequence of str, optional
        The terms to show, in order; by default all, in the order in which they first appear,
        `Intercept` last.
    ratios : bool, optional
        Exponents (rate or odds ratios) in place of coefficients; standard errors below them are
        those of the ratio (delta method).
    below : {"std_error", "interval", "p"}, optional
        What stands in brackets below an estimate; `(.)` where it cannot be had.
    stars : bool, optional
        Mark p < 0.1, 0.05, 0.01 by `*`, `**`, `***` at the end of the estimate.
    digits : int, optional
        Decimals.

    Returns
    -------
    polars.DataFrame
        `section` (`coefficients`, `effects`, `statistics`), `term`, `cell`, then a column of text
        for each fit. `cell` is `estimate`, with a second row `below` under it, for terms; `yes`
        for fixed effects, whose cells are `yes` or `no`; `number` for statistics. These rows are,
        in order: `n`, `clusters`, `cluster` (the column), `family`, `exposure`, `rows_left_out`,
        `alpha` (where one fit is negative binomial), `log_likelihood`, `deviance_r2`. What a
        fit does not have is null.

    Raises
    ------
    ModelError
        If there is no fit, or a term is in none.

    Notes
    -----
    `printable` brings it into the shape of print.

    Examples
    --------
    >>> from giox.models import fit
    >>> counts = pl.DataFrame(
    ...     {"suits": [1, 4, 2, 9, 3, 12, 1, 8], "after": [0, 1] * 4, "outcomes": [50, 60] * 4}
    ... )
    >>> fits = {"(1)": fit(counts, "suits ~ after"),
    ...         "(2)": fit(counts, "suits ~ after", exposure="outcomes")}
    >>> for row in table(fits, terms=["after"]).head(3).rows():
    ...     print(row)
    ('coefficients', 'after', 'estimate', '1.551', '1.368')
    ('coefficients', 'after', 'below', '(0.339)', '(0.339)')
    ('statistics', 'n', 'number', '8', '8')
    """
    if not fits:
        msg = "give at least one fit, as {'(1)': fit}"
        raise ModelError(msg)
    known = list(
        dict.fromkeys(term for each in fits.values() for term in each.coefficients["term"])
    )
    shown = terms or sorted(known, key=lambda term: term == "Intercept")
    unknown = [term for term in shown if term not in known]
    if unknown:
        msg = f"no fit has {', '.join(unknown)}; there are {', '.join(known)}"
        raise ModelError(msg)
    rows: list[tuple[str, str, str, list[str | None]]] = []
    cells = {name: _cells(each, ratios, below, stars, digits) for name, each in fits.items()}
    for term in shown:
        for place, cell in enumerate(("estimate", "below")):
            found = [cells[name].get(term, (None, None))[place] for name in fits]
            rows.append(("coefficients", term, cell, found))
    effects = dict.fromkeys(
        name for each in fits.values() for name, _ in each.specification.effects
    )
    for effect in effects:
        has = [effect in dict(each.specification.effects) for each in fits.values()]
        rows.append(("effects", effect, "yes", ["yes" if one else "no" for one in has]))
    statistics = [_statistics(each, digits) for each in fits.values()]
    for name in statistics[0]:
        found = [each[name] for each in statistics]
        if any(value is not None for value in found) or name != "alpha":
            rows.append(("statistics", name, "number", found))
    return pl.DataFrame(
        [(section, term, cell, *found) for section, term, cell, found in rows],
        schema=dict.fromkeys(["section", "term", "cell", *fits], pl.String),
        orient="row",
    )


def printable(rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table of fits as it is printed, and the options that print it so.

    Parameters
    ----------
    rows : polars.DataFrame
        What `table` returns, or some of its rows.

    Returns
    -------
    tuple of polars.DataFrame and dict
        The columns `term` (empty where a row stands below an estimate) and those of the fits;
        and options of `giox.save_table` and `giox.show_table`: a thin line above each section,
        terms in words (say your own with the option `terms`), no dash for what a fit lacks.

    Examples
    --------
    >>> import giox
    >>> counts = pl.DataFrame({"suits": [1, 4, 2, 9, 3, 12, 1, 8], "after": [0, 1] * 4})
    >>> fits = {"(1)": giox.models.fit(counts, "suits ~ after")}
    >>> rows, options = printable(table(fits))
    >>> rows.head(2).rows()
    [('after', '1.551'), ('', '(0.339)')]
    >>> shown = giox.show_table(rows, **options, terms={"after": {"en": "After", "zh": "之后"}})
    """
    sections = rows["section"]
    starts = (sections != sections.shift(1)).arg_true().to_list()
    term = pl.when(pl.col("cell") == "below").then(pl.lit("")).otherwise("term")
    printed = rows.with_columns(term=term).drop("section", "cell")
    return printed, {
        "labels": {"term": ""},
        "worded": ["term"],
        "numbers": printed.columns[1:],
        "rules": starts,
        "missing": "",
    }


def _cells(
    each: Fit, ratios: bool, below: Below, stars: bool, digits: int
) -> Mapping[str, tuple[str, str]]:
    found = {}
    for row in each.coefficients.iter_rows(named=True):
        value = row["ratio"] if ratios else row["estimate"]
        ends = ("ratio_low", "ratio_high") if ratios else ("low", "high")
        known = row["std_error"] is not None
        error = row["std_error"] * (row["ratio"] if ratios else 1) if known else None
        brackets = {
            "std_error": f"({_number(error, digits)})",
            "interval": f"[{_number(row[ends[0]], digits)}, {_number(row[ends[1]], digits)}]",
            "p": f"({_number(row['p'], digits)})",
        }
        mark = (
            next((mark for limit, mark in _STARS if row["p"] < limit), "")
            if stars and known
            else ""
        )
        found[row["term"]] = (_number(value, digits) + mark, brackets[below] if known else "(.)")
    return found


def _statistics(each: Fit, digits: int) -> Mapping[str, str | None]:
    said = each.specification
    nb = said.family == "negative_binomial"
    return {
        "n": f"{each.n:,}",
        "clusters": None if each.clusters is None else f"{each.clusters:,}",
        "cluster": said.cluster,
        "family": said.family,
        "exposure": said.exposure,
        "rows_left_out": f"{int(each.dropped['rows'].sum()):,}",
        "alpha": _number(each.alpha, digits) if nb else None,
        "log_likelihood": None if said.family == "fractional" else f"{each.loglik:,.1f}",
        "deviance_r2": _number(each.deviance_r2, digits),
    }


def _number(value: float | None, digits: int) -> str:
    """Print a number; a zero that was rounded loses its sign."""
    if value is None:
        return "."
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text
