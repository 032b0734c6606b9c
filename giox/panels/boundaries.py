"""Rows of the panel in the divisions of a chosen year.

Of two years the earlier one's divisions went into the later one's: `_went_into` says which into
which, by the gazetteer (`giox.successor`) and by `boundaries.csv`, which lists the divisions that
kept their code and gave a part of their area to a new one. Read backwards it says which
divisions a later one was made from. A row is carried only where both readings are whole: its
division went into one, and no division that went into the same one went anywhere else as well.
What a new division was made from is not always known; such a one is not carried back.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from giox.panels.bodies import of_region
from giox.panels.placing import JOIN
from giox.panels.rules import COMPARABILITY
from giox.panels.table import KEY
from giox.regions import successor
from giox.regions.gazetteer import by_code, valid
from giox.regions.resolver import path_of
from giox.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["carry", "correspondence"]

_GROUP = ("division_code", "body", "scope", "year")


@cache
def correspondence(year: int, target: int) -> pl.DataFrame:
    """Say for each division of a year what stands for it in another year.

    Parameters
    ----------
    year : int
        The year whose divisions are to be carried.
    target : int
        The year they are carried to.

    Returns
    -------
    polars.DataFrame
        Columns `division_code`; `target_code` (null where it cannot be carried); `target_region`
        (path as of the target year); `boundary` (`as_reported`, `recoded`, `merged`, `split`);
        `n_parts` (how many divisions of the year make up the target's). Sorted by code.

    Examples
    --------
    >>> table = correspondence(2019, 2020)
    >>> table.filter(pl.col("division_code") == "320611").row(0)
    ('320611', '320613', '江苏省南通市崇川区', 'merged', 2)
    """
    there = (
        _went_into(year, target)
        if year <= target
        else {
            code: tuple(sorted(parts)) for code, parts in _turned(_went_into(target, year)).items()
        }
    )
    made_of = _turned(there)
    rows: list[tuple[str, str | None, str | None, str, int]] = []
    for code in _codes(year):
        parts = there.get(code, ())
        whole = len(parts) == 1 and all(len(there[other]) == 1 for other in made_of[parts[0]])
        if not whole:
            rows.append((code, None, None, "split", 1))
            continue
        n = len(made_of[parts[0]])
        kind = "merged" if n > 1 else "as_reported" if parts[0] == code else "recoded"
        rows.append((code, parts[0], path_of(parts[0], target), kind, n))
    return pl.DataFrame(
        rows,
        schema={
            "division_code": pl.String,
            "target_code": pl.String,
            "target_region": pl.String,
            "boundary": pl.String,
            "n_parts": pl.UInt32,
        },
        orient="row",
    )


@cache
def _went_into(earlier: int, later: int) -> Mapping[str, tuple[str, ...]]:
    """Return the divisions of the later year that each division of the earlier one went into.

    A prefecture a county of which went to another prefecture went into both.
    """
    gave = _gave(earlier, later)
    went = {
        code: [end for part in (code, *gave.get(code, ())) for end in successor(part, later)]
        for code in _codes(earlier)
    }
    for code, ends in list(went.items()):
        above = f"{code[:4]}00"
        if above in went and above != code:
            went[above] += [f"{end[:4]}00" for end in ends]
    return {code: tuple(dict.fromkeys(ends)) for code, ends in went.items()}


def _codes(year: int) -> list[str]:
    """Return the codes that were valid in a year, in order."""
    return sorted(code for code in by_code() if valid(code, year))


def _gave(earlier: int, later: int) -> Mapping[str, list[str]]:
    """Return to which new divisions those that kept their code gave a part between the years."""
    source = files("giox.panels").joinpath("boundaries.csv").read_bytes()
    rows = pl.read_csv(source, infer_schema=False).filter(
        pl.col("first_year").cast(pl.Int32).is_between(earlier + 1, later)
    )
    gave: dict[str, list[str]] = defaultdict(list)
    for code, part in rows.select("code", "gave_to").iter_rows():
        gave[code].append(part)
    return gave


def _turned(went: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    made_of: dict[str, list[str]] = defaultdict(list)
    for code, parts in went.items():
        for part in parts:
            made_of[part].append(code)
    return made_of


def carry(
    units: pl.DataFrame, values: pl.DataFrame, target: int, prefer: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Carry units, and the values they have, to the divisions of a year.

    Parameters
    ----------
    units, values : polars.DataFrame
        As `giox.panels.build` makes them.
    target : int
        The year.
    prefer : sequence of str
        Origins from the most to the least trusted: a sum has the origin of its worst term.
    """
    carried = _carried(units, target)
    numbers = carried.select("number", *_GROUP, "complete", "boundary", "parts")
    rows = (
        carried.sort("number")
        .group_by(_GROUP)
        .agg(
            pl.col("region", "agency").first(),
            pl.col("level").cast(pl.Enum(LEVELS)).min().cast(pl.String),
            form=pl.when(pl.col("form").n_unique() == 1).then(pl.col("form").first()),
            reports=pl.col("reports").explode().unique().sort(),
            n_reports=pl.col("n_reports").sum(),
            boundary=pl.when("complete").then("boundary").otherwise(pl.lit("incomplete")).first(),
            missing=pl.col("missing").max_by(pl.col("missing").replace_strict(_DOUBT)),
        )
        .sort(KEY, nulls_last=True)
        .with_row_index("number")
        .select(units.columns)
    )
    placed = numbers.join(rows.select(*_GROUP, new="number"), on=_GROUP, nulls_equal=True).select(
        "number", "new", "complete", "boundary", "parts"
    )
    joined = values.join(placed, on="number").drop("number").rename({"new": "number"})
    merged = pl.col("boundary") == "merged"
    split = pl.col("boundary").is_in(["split", "not_carried"])
    single = joined.filter(~merged).with_columns(
        flags=pl.when(split).then(_add("split_division")).otherwise("flags")
    )
    return rows, pl.concat(
        [single.select(values.columns), _sums(joined.filter(merged), prefer, values)]
    )


_DOUBT = {"not_reported": 0, "not_read": 1, "lost": 2}


def _carried(units: pl.DataFrame, target: int) -> pl.DataFrame:
    """Give each unit its code in the target year, and tell whether all its parts are there."""
    years = units["year"].unique().to_list()
    tables = [
        correspondence(year, target).with_columns(year=pl.lit(year, pl.Int32)) for year in years
    ]
    empty = correspondence(target, target).clear().with_columns(year=pl.lit(target, pl.Int32))
    together = pl.col("boundary") == "merged"
    stays = together & ~pl.col("body").is_in(of_region())
    found = (
        units.drop("boundary")
        .join(pl.concat([empty, *tables]), on=["division_code", "year"], how="left")
        .with_columns(boundary=pl.col("boundary").fill_null("as_reported"))
        .with_columns(boundary=pl.when(stays).then(pl.lit("not_carried")).otherwise("boundary"))
    )
    moved = pl.col("boundary").is_in(["merged", "recoded"])
    return found.with_columns(
        parts=pl.when(together).then("n_parts").otherwise(pl.lit(1)),
        old_code="division_code",
        division_code=pl.when(moved).then("target_code").otherwise("division_code"),
        region=pl.when(moved).then("target_region").otherwise("region"),
    ).with_columns(
        complete=pl.col("old_code").n_unique().over(_GROUP) == pl.col("parts"),
    )


def _sums(values: pl.DataFrame, prefer: Sequence[str], like: pl.DataFrame) -> pl.DataFrame:
    """Add up the values of merged divisions where each of them has one."""
    ranks = {origin: rank for rank, origin in enumerate(prefer)}
    compared = pl.col("comparability").cast(pl.Enum(COMPARABILITY))
    whole = pl.col("complete").first() & (pl.col("value").count() == pl.col("parts").first())
    none = pl.col("value").count() == 0
    agreed = none & pl.col("complete").first() & (pl.col("status").n_unique() == 1)
    agreed &= pl.len() == pl.col("parts").first()
    return (
        values.group_by("number", "variable")
        .agg(
            value=pl.when(whole).then(pl.col("value").sum()),
            status=pl.when(whole)
            .then(pl.lit("reported"))
            .when(agreed)
            .then(pl.col("status").first())
            .otherwise(pl.lit("incomplete")),
            origin=pl.col("origin").max_by(
                pl.col("origin").replace_strict(ranks, default=None, return_dtype=pl.UInt32)
            ),
            comparability=compared.max().cast(pl.String),
            flags=pl.col("flags").drop_nulls().str.split(JOIN).explode().drop_nulls().unique(),
            terms=pl.when(pl.col("terms").n_unique() == 1).then(pl.col("terms").first()),
            n_sources=pl.col("n_sources").min(),
        )
        .with_columns(
            flags=pl.concat_list("flags", pl.lit(["merged_division"])).list.sort().list.join(JOIN)
        )
        .select(like.columns)
        .cast(like.schema)
    )


def _add(flag: str) -> pl.Expr:
    return pl.concat_str("flags", pl.lit(flag), separator=JOIN, ignore_nulls=True)
