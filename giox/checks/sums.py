"""What must add up within one report.

Every sum is a set of terms with a sign: left of the relation +1, right of it -1. A sum is told
by its report, its scope, its check and its `line`: the applicant column that it runs down, or
the row that it runs across.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from giox.checks.cells import FORM, NONE, Cells, indicator_type, number
from giox.checks.identities import bounds, identities
from giox.checks.rows import no_rows, rows
from giox.forms import APPLICANTS

__all__ = ["SLACK", "SUM", "broken_sums", "sum_checks", "terms_of"]

SUM = ("at", "scope", "check", "line")
"""What tells one sum from another."""

SLACK = 1e-6
"""What floating point may differ by."""

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


def broken_sums(cells: Cells) -> pl.DataFrame:
    """Find sums of tables, and of prose, that do not hold, and parts above their whole."""
    found = [_broken(terms_of(cells.table), partial=True)]
    if not cells.prose.is_empty():
        of_no_form = cells.prose.with_columns(form=pl.lit(None, dtype=FORM))
        found.append(_broken(terms_of(of_no_form), partial=False))
    return pl.concat(found)


def _broken(terms: pl.DataFrame, *, partial: bool) -> pl.DataFrame:
    """Find the sums that do not hold; `partial` ones too, whose read parts are above the total."""
    value, left = pl.col("value"), pl.col("sign") > 0
    more = pl.col("left") > pl.col("right") + SLACK
    less = pl.col("left") < pl.col("right") - SLACK
    whole = pl.col("read") == pl.col("terms")
    single = pl.col("total").is_not_null() | (pl.col("name") == _ACROSS)
    parts = single & (pl.col("wholes") == 1) & (pl.col("least") >= 0) & more
    sums = (
        terms.lazy()
        .group_by(SUM)
        .agg(
            read=pl.len(),
            left=value.filter(left).sum(),
            right=value.filter(~left).sum(),
            wholes=(~left).sum(),
            least=value.min(),
            row=pl.col("indicator").first(),
            column=pl.col("applicant").first(),
        )
        .filter((pl.col("left") - pl.col("right")).abs() > SLACK)
        .join(sum_checks().lazy(), on="check", how="left")
        .filter(
            pl.when(whole)
            .then((pl.col("relation") == "=") | less)
            .otherwise((pl.col("relation") == "=") & parts & partial)
        )
        .collect()
    )
    if sums.is_empty():
        return no_rows()
    across = pl.col("name") == _ACROSS
    sign = pl.when(~whole).then(pl.lit(">")).when(pl.col("relation") == "=").then(pl.lit("≠"))
    named = sums.join(_printed(terms, sums), on=SUM, how="left").with_columns(
        indicator=pl.when(across).then("row").otherwise("total"),
        applicant=pl.when(across).then(pl.lit("total")).otherwise(pl.col("column").cast(pl.String)),
    )
    return rows(
        named,
        pl.when(whole).then("name").otherwise(pl.lit(_PARTS)),
        expected=number(pl.when(whole).then("left").otherwise("right")),
        found=number(pl.when(whole).then("right").otherwise("left")),
        detail=pl.format("{} {} {}", "left_terms", sign.otherwise(pl.lit("<")), "right_terms"),
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
