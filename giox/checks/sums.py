"""What must add up within one report.

Every sum is a set of terms with a sign: left of the relation +1, right of it -1. A sum is told
by its report, its scope, its check and its `line`: the applicant column that it runs down, or
the row that it runs across.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from giox.checks.cells import (
    APPLICANT,
    FORM,
    NONE,
    PROSE,
    SCOPE,
    TABLE,
    Booleans,
    Cells,
    Floats,
    Integers,
    Numbers,
    indicator_type,
    number,
)
from giox.checks.identities import bounds, identities
from giox.checks.rows import no_rows, rows
from giox.checks.sheets import ANY_FORM, Sheets, sheets_of
from giox.forms import APPLICANTS

__all__ = ["SLACK", "SUM", "are_whole", "broken_sums", "sum_checks", "terms_of"]

SUM = ("at", "scope", "check", "line")
"""What tells one sum from another."""

SLACK = 1e-6
"""What floating point may differ by."""

_Odd = tuple[Integers, Integers, Booleans, Floats, Floats]

_ACROSS = "applicants_add_up"
_PARTS = "parts_above_whole"
_MOST_NAMED = 6  # terms of a sum; of longer ones a message has the numbers only


@cache
def sum_checks() -> pl.DataFrame:
    """Return one row per check of a sum: its number, name, relation, terms, single total if any."""
    checks = (*identities(), *bounds())
    return pl.DataFrame(
        {
            "name": [*(one.id for one in checks), _ACROSS],
            "relation": [*(one.relation for one in checks), "="],
            "terms": [*(len(one.left) + len(one.right) for one in checks), len(APPLICANTS)],
            "total": [*(one.right[0] if len(one.right) == 1 else None for one in checks), None],
        },
        schema_overrides={"terms": pl.UInt32, "total": indicator_type()},
    ).with_row_index("check")


@cache
def _down() -> pl.DataFrame:
    """Return one row per term of each sum that runs down a column."""
    return pl.DataFrame(
        [
            (number, indicator, sign, one.form)
            for number, one in enumerate((*identities(), *bounds()))
            for terms, sign in ((one.left, 1), (one.right, -1))
            for indicator in terms
        ],
        schema=pl.Schema(
            {
                "check": pl.UInt32(),
                "indicator": indicator_type(),
                "sign": pl.Int8(),
                "on_form": FORM,
            }
        ),
        orient="row",
    )


def terms_of(cells: pl.DataFrame) -> pl.DataFrame:
    """Return one row per figure and sum that it is a term of.

    Columns: those of `SUM`, then sign, value, indicator, applicant.
    """
    columns = (*SUM, "sign", "value", "indicator", "applicant")
    down = (
        cells.lazy()
        .join(_down().lazy(), on="indicator", how="inner")
        .filter(
            pl.col("on_form").is_null() | (pl.col("on_form") == pl.col("form")),
        )
        .with_columns(line=pl.col("applicant").to_physical().cast(pl.UInt32))
        .select(columns)
    )
    across = (
        cells.lazy()
        .filter(pl.col("applicant") != NONE)
        .with_columns(
            check=pl.lit(sum_checks().height - 1, dtype=pl.UInt32),
            line=pl.col("indicator").to_physical().cast(pl.UInt32),
            sign=pl.when(pl.col("applicant") == "total").then(-1).otherwise(1).cast(pl.Int8),
        )
        .select(columns)
    )
    return pl.concat([down, across]).collect()


@dataclass(frozen=True, slots=True)
class _Rules:
    """Some checks of sums, as matrices.

    Attributes
    ----------
    left, right : numpy.ndarray
        Checks by terms: 1.0 where a term stands on that side.
    equal, single : numpy.ndarray
        Whether both sides must be equal; whether the right one is a single total.
    form : numpy.ndarray
        The number of the form that a check is for.
    """

    left: Floats
    right: Floats
    equal: Booleans
    single: Booleans
    form: Integers

    def broken(self, values: Floats, read: Floats, form: Integers, partial: Booleans) -> _Odd:
        """Return the sums that do not hold: number of check, of column, whole, left, right.

        Parameters
        ----------
        values, read : numpy.ndarray
            Terms by columns: figures, and whether there is one.
        form, partial : numpy.ndarray
            Of each column: the form, and whether its sums are looked at where terms are missing.
        """
        left, right = self.left @ values, self.right @ values
        of_form: Booleans = (self.form[:, None] == ANY_FORM) | (self.form[:, None] == form)
        off: Booleans = of_form & (np.abs(left - right) > SLACK)
        check, column = np.nonzero(off)
        terms, there = (self.left + self.right)[check], read.T[column]
        whole = np.logical_and.reduce(terms <= there, axis=1)
        less = left[off] < right[off]
        single = self.single[check] & ((self.right[check] * there).sum(axis=1) == 1)
        positive = np.logical_and.reduce(terms * values.T[column] >= 0, axis=1)
        parts = partial[column] & single & positive & ~less
        odd = np.where(whole, self.equal[check] | less, self.equal[check] & parts)
        return check[odd], column[odd], whole[odd], left[off][odd], right[off][odd]


def _matrix(sides: list[tuple[int, ...]], terms: int) -> Floats:
    matrix = np.zeros((len(sides), terms))
    for row, side in enumerate(sides):
        matrix[row, side] = 1
    return matrix


@cache
def _rules_down() -> _Rules:
    checks = (*identities(), *bounds())
    number = {code: place for place, code in enumerate(indicator_type().categories)}
    forms = FORM.categories.to_list()
    return _Rules(
        _matrix([tuple(number[code] for code in one.left) for one in checks], len(number)),
        _matrix([tuple(number[code] for code in one.right) for one in checks], len(number)),
        np.array([one.relation == "=" for one in checks]),
        np.array([len(one.right) == 1 for one in checks]),
        np.array([ANY_FORM if one.form is None else forms.index(one.form) for one in checks]),
    )


@cache
def _total() -> int:
    return APPLICANT.categories.to_list().index("total")


@cache
def _rules_across() -> _Rules:
    count, total = len(APPLICANT.categories), _total()
    kinds = tuple(set(range(1, count)) - {total})
    yes = np.array([True])
    return _Rules(
        _matrix([kinds], count), _matrix([(total,)], count), yes, yes, np.array([ANY_FORM])
    )


def broken_sums(cells: Cells) -> pl.DataFrame:
    """Find sums of tables, and of prose, that do not hold, and parts above their whole.

    Of tables also those whose parts, as far as they were read, are above the total.
    """
    found = list(_found(cells))
    if not found:
        return no_rows()
    sums = pl.concat(found)
    of_table = sums.filter(told=TABLE)
    of_prose = sums.filter(told=PROSE)
    return pl.concat(
        [
            _told(of_table, cells.table),
            _told(of_prose, cells.prose.with_columns(form=pl.lit(None, dtype=FORM))),
        ]
    )


def are_whole(numbers: Numbers) -> bool:
    """Tell whether all sums hold."""
    return next(_found(numbers), None) is None


def _found(numbers: Numbers) -> Iterator[pl.DataFrame]:
    for sheets in sheets_of(numbers, numbers.keys, numbers.rows):
        yield from _broken(sheets)


def _broken(sheets: Sheets) -> Iterator[pl.DataFrame]:
    """Find the sums of some sheets that do not hold; columns: `SUM`, told, whole, left, right."""
    indicators, count, applicants = sheets.values.shape
    in_table = sheets.told == TABLE
    odd = _rules_down().broken(
        sheets.values.reshape(indicators, -1),
        sheets.read.reshape(indicators, -1),
        np.repeat(sheets.form, applicants),
        np.repeat(in_table, applicants),
    )
    if len(odd[0]):
        sheet, line = np.divmod(odd[1], applicants)
        yield _sums(sheets, odd, sheet, line)
    odd = _rules_across().broken(
        sheets.values.reshape(-1, applicants).T,
        sheets.read.reshape(-1, applicants).T,
        np.tile(sheets.form, indicators),
        np.tile(in_table, indicators),
    )
    if len(odd[0]):
        line, sheet = np.divmod(odd[1], count)
        across = np.full_like(line, sum_checks().height - 1)
        yield _sums(sheets, (across, *odd[1:]), sheet, line)


def _sums(sheets: Sheets, odd: _Odd, sheet: Integers, line: Integers) -> pl.DataFrame:
    check, _, whole, left, right = odd
    return pl.DataFrame(
        {
            "at": sheets.at[sheet],
            "scope": sheets.scope[sheet],
            "check": check,
            "line": line,
            "told": sheets.told[sheet],
            "whole": whole,
            "left": left,
            "right": right,
        }
    ).with_columns(
        pl.col("at", "check", "line").cast(pl.UInt32), pl.col("scope").cast(pl.UInt8).cat.to(SCOPE)
    )


def _told(sums: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Write out sums that do not hold."""
    if sums.is_empty():
        return no_rows()
    terms = terms_of(figures.filter(pl.col("at").is_in(sums["at"].unique().implode())))
    named = sums.join(sum_checks(), on="check", how="left").join(
        _printed(terms, sums), on=SUM, how="left"
    )
    across = pl.col("name") == _ACROSS
    row = pl.when(across).then("line").cast(pl.UInt8)
    sign = (
        pl.when(~pl.col("whole"))
        .then(pl.lit(">"))
        .when(pl.col("relation") == "=")
        .then(pl.lit("≠"))
        .otherwise(pl.lit("<"))
    )
    return rows(
        named.with_columns(
            indicator=pl.when(across).then(row.cat.to(indicator_type())).otherwise("total"),
            applicant=pl.when(across)
            .then(_total())
            .otherwise("line")
            .cast(pl.UInt8)
            .cat.to(APPLICANT),
        ),
        pl.when("whole").then("name").otherwise(pl.lit(_PARTS)),
        expected=number(pl.when("whole").then("left").otherwise("right")),
        found=number(pl.when("whole").then("right").otherwise("left")),
        detail=pl.format("{} {} {}", "left_terms", sign, "right_terms"),
    )


def _printed(terms: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """Write out the terms of sums that are not zero: `review.upheld 3 + review.other 1 = 4`."""
    value, left = pl.col("value"), pl.col("sign") > 0
    across = pl.col("check") == sum_checks().height - 1
    name = pl.when(across).then(pl.col("applicant").cast(pl.String))
    term = pl.format("{} {}", name.otherwise(pl.col("indicator").cast(pl.String)), number(value))
    shown = value != 0

    def side(of: pl.Expr) -> pl.Expr:
        count, total = (of & shown).sum(), number(value.filter(of).sum())
        named = term.filter(of & shown).str.join(" + ")
        bare = number(value).filter(of & shown).str.join(" + ")
        return (
            pl.when(count > _MOST_NAMED)
            .then(pl.format("{} = {}", bare, total))
            .when(count > 1)
            .then(pl.format("{} = {}", named, total))
            .when(count == 1)
            .then(named)
            .otherwise(pl.lit("0"))
        )

    return (
        terms.join(sums.select(SUM), on=SUM, how="semi", maintain_order="left")
        .sort("indicator", "applicant", maintain_order=True)
        .group_by(SUM)
        .agg(left_terms=side(left), right_terms=side(~left))
    )
