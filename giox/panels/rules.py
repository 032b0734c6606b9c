"""The rules that the panel is made by: variables, crosswalk, flags; read from the data files.

`variables.csv` names the columns of the panel, `crosswalk.csv` says which figures of which form
make them up and how far the forms compare, `flags.toml` turns notes into flags.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from giox.forms.vocabulary import APPLICANTS, vocabulary

__all__ = [
    "COMPARABILITY",
    "FORMS",
    "PROSE",
    "added_flags",
    "crosswalk",
    "flags",
    "flags_of",
    "terms",
    "variables",
]

FORMS = ("2014", "2019", "2021")
PROSE = "prose"
COMPARABILITY = ("exact", "near", "bound", "broken")


@cache
def variables() -> pl.DataFrame:
    """Return the variables of the panel, in its order.

    Returns
    -------
    polars.DataFrame
        Columns `variable`, `unit`, `label_en`, `label_zh`.

    Examples
    --------
    >>> variables()["variable"][0]
    'applications_new'
    """
    return _csv("variables.csv")


@cache
def crosswalk() -> pl.DataFrame:
    """Return how figures become variables: one row per rule, the rules of a variable in order.

    Returns
    -------
    polars.DataFrame
        Columns `variable`; `rule`, its place; `forms` (list of `2014`, `2019`, `2021`, and
        `prose` for figures that are stated outside a form's table); `terms` (list of
        indicators, `indicator[applicant]` for one kind of applicant) whose sum is the variable,
        none of which may be absent; `comparability` with the other forms: `exact`, `near` (the
        same thing, asked for in other words), `bound` (one end of what it may be) or `broken`
        (not to be set beside other forms, or other bodies); `note`, `note_zh`.

    Examples
    --------
    >>> crosswalk().filter(pl.col("variable") == "not_held")["comparability"].to_list()
    ['exact', 'near']
    """
    return (
        _csv("crosswalk.csv")
        .with_row_index("rule")
        .with_columns(
            pl.col("rule").cast(pl.Int32),
            pl.col("forms").str.split(";"),
            pl.col("terms").str.split(" + "),
        )
        .select("variable", "rule", "forms", "terms", "comparability", "note", "note_zh")
    )


@cache
def terms() -> pl.DataFrame:
    """Return every term of the crosswalk with its unit and the forms that print it.

    Returns
    -------
    polars.DataFrame
        Columns `term`, `unit`, `printed` (list of forms; empty for what only prose gives).
    """
    found = sorted(set(crosswalk()["terms"].explode().to_list()))
    known = [vocabulary()[term.split("[")[0]] for term in found]
    kinds = [_applicant(term) for term in found]
    return pl.DataFrame(
        {
            "term": found,
            "unit": [indicator.unit for indicator in known],
            "printed": [
                [form for form in indicator.forms if kind is None or form != "2014"]
                for indicator, kind in zip(known, kinds, strict=True)
            ],
        },
        schema={"term": pl.String, "unit": pl.String, "printed": pl.List(pl.String)},
    )


@cache
def flags() -> pl.DataFrame:
    """Return the flags that notes can set.

    Returns
    -------
    polars.DataFrame
        Columns `flag`, `pattern`, `unless` (null where none), `indicators` (list, null for
        all), `label_en`, `label_zh`.

    Examples
    --------
    >>> flags().filter(pl.col("flag") == "approximate")["label_zh"].to_list()
    ['约数']
    """
    return _flags("flag")


@cache
def added_flags() -> pl.DataFrame:
    """Return the flags that the panel sets itself: columns as `flags`, without patterns.

    Examples
    --------
    >>> added_flags()["flag"][0]
    'origins_disagree'
    """
    return _flags("added")


def _flags(kind: str) -> pl.DataFrame:
    source = files("giox.panels").joinpath("flags.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(source)[kind]
    return pl.DataFrame(
        [[row.get(key) for key in ("id", *_FLAG[1:])] for row in rows],
        schema=dict.fromkeys(_FLAG, pl.String) | {"indicators": pl.List(pl.String)},
        orient="row",
    )


_FLAG = ("flag", "pattern", "unless", "indicators", "label_en", "label_zh")


def flags_of(note: pl.Expr, indicator: pl.Expr) -> pl.Expr:
    """Return an expression: the flags that a note sets, as a sorted list without repetition.

    Examples
    --------
    >>> table = pl.DataFrame({"note": ["approximate; 累计", None], "indicator": ["a", "b"]})
    >>> table.select(flags=flags_of(pl.col("note"), pl.col("indicator")))["flags"].to_list()
    [['approximate', 'cumulative'], []]
    """
    text = note.fill_null("")
    found = []
    for row in flags().iter_rows(named=True):
        hit = text.str.contains(row["pattern"])
        if row["unless"] is not None:
            hit &= ~text.str.contains(row["unless"])
        if row["indicators"] is not None:
            hit &= indicator.is_in(row["indicators"])
        found.append(pl.when(hit).then(pl.lit(row["flag"])))
    return pl.concat_list(found).list.drop_nulls().list.unique().list.sort()


def _applicant(term: str) -> str | None:
    """Return the kind of applicant of `indicator[applicant]`, None where the term has none."""
    found = re.fullmatch(r".+\[(\w+)\]", term)
    return found[1] if found and found[1] in APPLICANTS else None


def _csv(name: str) -> pl.DataFrame:
    source = files("giox.panels").joinpath(name).read_bytes()
    return pl.read_csv(source, infer_schema=False).fill_null("")
