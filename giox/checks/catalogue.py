"""The catalogue of checks as a table, and the words that findings are told in.

The knowledge stands in `identities.toml` (what must add up) and `catalogue.toml` (all other
checks, and the numbers they work by); a check is added or reworded there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import polars as pl

from giox.checks.identities import bounds, identities
from giox.errors import SchemaError
from giox.forms import forms, indicators
from giox.schema import FINDINGS

__all__ = [
    "Language",
    "applicant_labels",
    "catalogue",
    "indicator_labels",
    "retell",
    "rules",
    "tell",
]

Language = Literal["en", "zh"]

_SCHEMA = pl.Schema(
    {
        "check": pl.String(),
        "kind": pl.String(),
        "stage": pl.String(),
        "forms": pl.List(pl.String()),
        "severity": pl.String(),
        "must_hold_en": pl.String(),
        "must_hold_zh": pl.String(),
        "source": pl.String(),
        "message_en": pl.String(),
        "message_zh": pl.String(),
    }
)


@cache
def _data() -> Mapping[str, Any]:
    path = files("giox.checks").joinpath("catalogue.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rules(name: str) -> Mapping[str, Any]:
    """Return the numbers and lists that a check works by.

    Examples
    --------
    >>> rules("magnitude")["powers"]
    [1, 2, 3, 4]
    """
    return dict(_data()[name])


@cache
def catalogue() -> pl.DataFrame:
    """Return every check that giox makes, one row each.

    Returns
    -------
    polars.DataFrame
        `check` (the name in the findings), `kind` (identity, arithmetic, prose, years, places,
        document, reading), `stage` (`tables`: by comparing tables; `texts`: by comparing wording;
        `reading`: made while a document is read), `forms` (none: all), `severity`,
        `must_hold_en`, `must_hold_zh`, `source` (the order, form or arithmetic it rests on), and
        the templates `message_en` and `message_zh`. Identities first, in the order of the data
        files.

    Examples
    --------
    >>> catalogue().filter(pl.col("check") == "carried_over")["severity"].item()
    'warning'
    """
    of_sums = [
        {
            "check": one.id,
            "kind": "identity",
            "stage": "tables",
            "forms": [] if one.form is None else [one.form],
            "severity": one.severity,
            "must_hold_en": f"{one.message_en[:1].upper()}{one.message_en[1:]}.",
            "must_hold_zh": f"{one.message_zh}。",
            "source": one.source,
            "message_en": f"{one.message_en} ({{detail}})",
            "message_zh": f"{one.message_zh}({{detail}})",
        }
        for one in (*identities(), *bounds())
    ]
    others = [
        {"forms": []} | {"check" if key == "id" else key: value for key, value in one.items()}
        for one in _data()["check"]
    ]
    return pl.DataFrame([*of_sums, *others], schema=_SCHEMA)


def tell(found: pl.DataFrame, language: Language = "en") -> pl.DataFrame:
    """Give rows of findings their severity and message.

    Parameters
    ----------
    found : polars.DataFrame
        The columns of the findings table but severity and message, and `detail`.
    language : {"en", "zh"}
        Of the messages.

    Raises
    ------
    SchemaError
        If `language` is another one.
    """
    if language not in get_args(Language):
        msg = f"findings are told in 'en' and 'zh', not in {language!r}"
        raise SchemaError(msg)
    severities = catalogue().select("check", "severity", message=f"message_{language}")
    filled = pl.col("message")
    for name in ("label", "applicant", "expected", "found", "detail"):
        place = "indicator" if name == "label" else name
        filled = filled.str.replace_all(f"{{{place}}}", pl.col(name).fill_null("?"), literal=True)
    return (
        found.join(severities, on="check", how="left", maintain_order="left")
        .join(indicator_labels(language), on="indicator", how="left", maintain_order="left")
        .with_columns(label=pl.coalesce("label", "indicator"))
        .with_columns(message=filled)
        .select(FINDINGS.names)
        .cast(FINDINGS.schema)
    )


def retell(findings: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Tell findings that were made while reading in another language than English.

    What no template has stays as it is: a check that the catalogue does not know, and words that
    only the English message has.
    """
    if language == "en":
        return findings
    bare = findings.drop("severity", "message").with_columns(detail=pl.lit(None, dtype=pl.String))
    told = tell(bare, language)
    return findings.with_columns(message=pl.coalesce(told["message"], findings["message"]))


@cache
def indicator_labels(language: Language) -> pl.DataFrame:
    """Return what each indicator is called in a sentence."""
    label = (
        pl.col("label_en")
        if language == "en"
        else pl.col("label_zh").str.replace_all("|", "·", literal=True)
    )
    return indicators().select("indicator", label=label)


@cache
def applicant_labels(language: Language) -> pl.DataFrame:
    """Return what each kind of applicant is called: `applicant`, `label`."""
    columns = {
        column.key: column.labels[0]
        for form in forms()
        for table in form.tables
        if table.layout == "applicants"
        for column in table.columns
    }
    listed = [
        (key, key.replace("_", " ") if language == "en" else zh) for key, zh in columns.items()
    ]
    return pl.DataFrame(listed, schema={"applicant": pl.String, "label": pl.String}, orient="row")
