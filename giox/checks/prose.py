"""What the prose of a report says, against its tables and against itself."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from giox.checks.catalogue import rules
from giox.checks.cells import (
    APPLICANT,
    FORM,
    NONE,
    TABLE,
    Cells,
    Floats,
    Integers,
    Numbers,
    comparable,
    indicator_type,
    number,
    ravel,
    shape,
    unravel,
)
from giox.checks.identities import told
from giox.checks.rows import no_rows, rows
from giox.checks.sheets import sheets_of

__all__ = [
    "agrees",
    "impossible_counts",
    "printed_changes",
    "printed_shares",
    "prose_against_table",
]


def impossible_counts(cells: Cells) -> pl.DataFrame:
    """Find counts that are not whole or, but for changes, negative."""
    odd = (cells.values < 0) | (cells.values != cells.values.round())
    if not odd.any():
        return no_rows()
    return rows(
        cells.cells[np.flatnonzero(odd)].filter(_impossible()),
        "impossible_count",
        found=pl.coalesce("raw", number(pl.col("value"))),
    )


@cache
def _impossible() -> pl.Expr:
    value = pl.col("value")
    negative = (value < 0) & ~pl.col("indicator").cast(pl.String).str.ends_with("_change")
    broken = (pl.col("unit") != "CNY 10k") & (value != value.round(0))
    counted = pl.col("indicator").is_not_null() & pl.col("unit").ne_missing("percent")
    return counted & (negative | broken)


def prose_against_table(cells: Cells) -> pl.DataFrame:
    """Find figures that the prose gives otherwise than the table, or the sum of its cells.

    Figures that the prose gives for another scope than the table are not compared.
    """
    odd = _odd(cells)
    if not len(odd.said):
        return no_rows()
    there = cells.cells[odd.printed].select("applicant", "value", "raw")
    summed = pl.DataFrame({"applicant": unravel(odd.sums)[-1], "value": odd.values}).with_columns(
        pl.col("applicant").cast(pl.UInt8).cat.to(APPLICANT), raw=pl.lit(None, dtype=pl.String)
    )
    here = cells.cells[odd.said].select("at", "indicator", prose="value", said="raw")
    return rows(
        here.hstack(pl.concat([there, summed])),
        "prose_against_table",
        expected=pl.coalesce("raw", number(pl.col("value"))),
        found=pl.coalesce("said", number(pl.col("prose"))),
    )


def agrees(numbers: Numbers) -> bool:
    """Tell whether the prose says nothing that the table does not."""
    return not len(_odd(numbers).said)


class _Odd(NamedTuple):
    """Figures of the prose at odds with tables: rows of the prose, then what these say.

    First those at odds with cells, with the rows of these; then those at odds with sums of cells,
    with the keys and the values of these.
    """

    said: Integers
    printed: Integers
    sums: Integers
    values: Floats


def _odd(numbers: Numbers) -> _Odd:
    said = numbers.exact
    if not len(said):
        return _Odd(said, said, said, np.zeros(0))
    printed = numbers.parts[1] == TABLE
    keys, rows_of = numbers.keys[printed], numbers.rows[printed]
    one, other = _otherwise(numbers, said, keys, numbers.values[rows_of])
    sums, values = _sums_told(numbers, said)
    by_sum, total = _otherwise(numbers, said, sums, values)
    return _Odd(said[np.append(one, by_sum)], rows_of[other], sums[total], values[total])


def _otherwise(
    cells: Numbers, said: Integers, keys: Integers, values: Floats
) -> tuple[Integers, Integers]:
    """Return where rows of the prose and figures of tables (places in both) are at odds."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    at, _, scope, indicator, _ = (one[:, None] for one in unravel(cells.counted[said]))
    scopes, applicants = (one.ravel() for one in np.meshgrid(range(shape()[1]), _of_all()))
    wanted = ravel(at, np.full_like(at, TABLE), scopes, indicator, applicants)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    differs = values[place] != cells.values[said][:, None]
    alike = (scope == scopes) | (scope == 0) | (scopes == 0)
    one, which = np.nonzero((keys[place] == wanted) & differs & alike)
    return one, place[one, which]


@cache
def _of_all() -> tuple[int, ...]:
    """Return the numbers of the applicants under which a row has the figure of all of them."""
    return tuple(place for place, one in enumerate(APPLICANT.categories) if one in {NONE, "total"})


@cache
def _rules_told() -> tuple[Integers, Integers, Floats]:
    """Return the sums that prose tells, one for each form: indicator, form, matrix of terms."""
    place = {code: number for number, code in enumerate(indicator_type().categories)}
    forms = FORM.categories.to_list()
    listed = [(one, forms.index(form)) for one in told() for form in one.forms]
    terms = np.zeros((len(listed), len(place)))
    for row, (one, _) in enumerate(listed):
        terms[row, [place[term] for term in one.terms]] = 1
    codes = np.array([place[one.indicator] for one, _ in listed])
    return codes, np.array([form for _, form in listed]), terms


def _sums_told(cells: Numbers, said: Integers) -> tuple[Integers, Floats]:
    """Return the sums of tables that some rows of the prose may tell: keys in order, values."""
    codes, forms, terms = _rules_told()
    reports, _, _, indicator, _ = unravel(cells.counted[said])
    at, told_in, *_ = cells.parts
    some = (told_in == TABLE) & np.isin(at, reports[np.isin(indicator, codes)])
    found = []
    for sheets in sheets_of(cells, cells.keys[some], cells.rows[some]) if some.any() else ():
        for applicant in _of_all():
            read = terms @ sheets.read[:, :, applicant] == terms.sum(axis=1)[:, None]
            rule, sheet = np.nonzero(read & (forms[:, None] == sheets.form))
            key = ravel(
                sheets.at[sheet],
                sheets.told[sheet],
                sheets.scope[sheet],
                codes[rule],
                np.full_like(rule, applicant),
            )
            found.append((key, (terms @ sheets.values[:, :, applicant])[rule, sheet]))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    keys, values = (np.concatenate(one) for one in zip(*found, strict=True))
    order = np.argsort(keys)
    return keys[order], values[order]


# What extraction writes into the note of a figure: `change -44; change -12.6%; share 49%`.
_PERCENT = r"change ([+-][0-9.]+)%"
_DIFFERENCE = r"change ([+-][0-9.]+)(?:;|$)"
_SHARE = r"share ([0-9.]+)%"


def with_changes(figures: pl.DataFrame) -> pl.DataFrame:
    """Add what figures are printed to have changed by.

    `percent` and `difference` (signed), and `digit`, the worth of the percentage's last digit.
    They stand in the note of a figure; a percentage may also stand in a column `yearly`.
    """
    printed = pl.col("note").str.extract(_PERCENT)
    if "yearly" in figures.columns:
        printed = pl.coalesce(printed, "yearly")
    return figures.with_columns(
        percent=printed.cast(pl.Float64, strict=False),
        digit=last_digit(printed),
        difference=pl.col("note").str.extract(_DIFFERENCE).cast(pl.Float64, strict=False),
    )


def last_digit(printed: pl.Expr) -> pl.Expr:
    """Return what the last digit of a printed number is worth: 0.1 for 12.6."""
    decimals = printed.str.extract(r"\.([0-9]+)$").str.len_chars().fill_null(0)
    return pl.when(printed.is_not_null()).then(pl.lit(10.0).pow(-decimals.cast(pl.Float64)))


def printed_changes(cells: Cells) -> pl.DataFrame:
    """Find printed differences and percentages of change that contradict each other."""
    noted = _noted(cells, "change .*change ")
    if noted.is_empty():
        return no_rows()
    before = pl.col("value") - pl.col("difference")
    rate = pl.col("difference") / before * 100
    return (
        with_changes(noted)
        .filter(
            pl.col("percent").is_not_null(),
            pl.col("difference").is_not_null(),
            before > 0,
            ~pl.col("approximate"),
            (rate - pl.col("percent")).abs() >= pl.col("digit"),
        )
        .pipe(
            rows,
            "change_at_odds",
            expected=_rounded(rate, pl.col("digit")),
            found=number(pl.col("percent")),
            detail=pl.format("{} → {}", number(before), number(pl.col("value"))),
        )
    )


def printed_shares(cells: Cells) -> pl.DataFrame:
    """Find printed shares that no total of the report gives."""
    share = pl.col("note").str.extract(_SHARE)
    noted = _noted(cells, "share ")
    if noted.is_empty():
        return no_rows()
    figures = (
        noted.with_columns(share=share.cast(pl.Float64, strict=False), digit=last_digit(share))
        .filter(pl.col("share").is_not_null(), ~pl.col("approximate"))
        .with_row_index("figure")
    )
    totals = pl.concat([cells.table, cells.prose.select(cells.table.columns)]).filter(
        pl.col("applicant").is_in([NONE, "total"]), pl.col("value") > 0
    )
    rate = pl.col("value") / pl.col("whole") * 100
    return (
        figures.join(_wholes(), how="cross")
        .filter(pl.col("indicator").cast(pl.String).str.starts_with(pl.col("begins")))
        .join(
            totals.select("at", total="indicator", whole="value", total_scope="scope"),
            on=["at", "total"],
            how="inner",
            maintain_order="left",
        )
        .filter(
            pl.col("total") != pl.col("indicator"),
            pl.col("whole") >= pl.col("value"),
            comparable(pl.col("scope"), pl.col("total_scope")),
        )
        .with_columns(fits=(rate - pl.col("share")).abs() < pl.col("digit"))
        .filter(~pl.col("fits").any().over("figure"))
        .unique("figure", keep="first", maintain_order=True)
        .pipe(
            rows,
            "share_at_odds",
            expected=_rounded(rate, pl.col("digit")),
            found=number(pl.col("share")),
            detail=pl.format(
                "{} / {} ({})",
                number(pl.col("value")),
                number(pl.col("whole")),
                pl.col("total").cast(pl.String),
            ),
        )
    )


@cache
def _wholes() -> pl.DataFrame:
    listed = [(begins, total) for begins, totals in rules("share").items() for total in totals]
    return pl.DataFrame(
        listed, schema={"begins": pl.String, "total": indicator_type()}, orient="row"
    )


def _noted(cells: Cells, words: str) -> pl.DataFrame:
    """Return the figures of the prose whose note has some words, a regular expression."""
    if not cells.cells.get_column("noted").any():
        return no_rows()
    return cells.cells.filter(
        "noted",
        pl.col("origin") == "narrative",
        pl.col("indicator").is_not_null(),
        pl.col("note").str.contains(words),
    )


def _rounded(rate: pl.Expr, digit: pl.Expr) -> pl.Expr:
    return number((rate / digit).round(0) * digit)
