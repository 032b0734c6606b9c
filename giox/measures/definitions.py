"""The definitions of `measures.toml`, typed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from giox.errors import SchemaError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Measure", "definitions", "lookup", "signed_terms"]

_TERM = re.compile(r"([+-]?)\s*([a-z]\w*)\s*")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what is divided by what, how it is expressed, and what to beware of.

    `parts` are the numerators, one but for a composition; `denominator` is null for growth,
    where it is the same variable a year before. Both are sums and differences of variables of
    the panel. `bounds` names the measures between which this one lies over all forms: none, or
    the lower and the upper.
    """

    id: str
    label_en: str
    label_zh: str
    kind: str
    parts: tuple[str, ...]
    denominator: str | None
    per: float
    minimum: float
    interval: bool
    alternatives: tuple[str, ...]
    bounds: tuple[str, ...]
    source: str
    pitfalls: str
    pitfalls_zh: str


@cache
def _measures() -> Mapping[str, Measure]:
    source = files("giox.measures").joinpath("measures.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["id"]: Measure(
                id=row["id"],
                label_en=row["label_en"],
                label_zh=row["label_zh"],
                kind=row["kind"],
                parts=tuple(row.get("parts", [row.get("numerator")])),
                denominator=row.get("denominator"),
                per=row["per"],
                minimum=row.get("minimum", 0),
                interval=row.get("interval", True),
                alternatives=tuple(row.get("alternatives", [])),
                bounds=tuple(row.get("bounds", [])),
                source=row["source"],
                pitfalls=row["pitfalls"],
                pitfalls_zh=row["pitfalls_zh"],
            )
            for row in tomllib.loads(source)["measure"]
        }
    )


@cache
def definitions() -> pl.DataFrame:
    """Return all measures, one row each.

    Returns
    -------
    polars.DataFrame
        Columns `measure`, `label_en`, `label_zh`, `kind` (share, rate, composition, growth),
        `numerator` (for a composition its parts, joined by `; `), `denominator`, `per`,
        `minimum`, `interval`, `alternatives` (other denominators in use), `bounds` (measures of
        the lower and the upper bound over forms), `source`, `pitfalls`, `pitfalls_zh`.

    Examples
    --------
    >>> definitions().filter(pl.col("measure") == "litigation_rate")["denominator"].to_list()
    ['outcomes_total']
    """
    return pl.DataFrame(
        [
            {
                "measure": measure.id,
                "label_en": measure.label_en,
                "label_zh": measure.label_zh,
                "kind": measure.kind,
                "numerator": "; ".join(measure.parts),
                "denominator": measure.denominator,
                "per": float(measure.per),
                "minimum": float(measure.minimum),
                "interval": measure.interval,
                "alternatives": "; ".join(measure.alternatives),
                "bounds": "; ".join(measure.bounds),
                "source": measure.source,
                "pitfalls": measure.pitfalls,
                "pitfalls_zh": measure.pitfalls_zh,
            }
            for measure in _measures().values()
        ]
    )


def lookup(measure: str) -> Measure:
    """Return the measure of that name.

    Raises
    ------
    SchemaError
        If there is none; the message names the nearest ones.

    Examples
    --------
    >>> lookup("review_rate").label_zh
    '复议率(每百件办理结果)'
    """
    found = _measures().get(measure)
    if found is None:
        hint = did_you_mean(measure, _measures())
        msg = f"{measure!r} is not a measure of giox.measures.definitions(){hint}"
        raise SchemaError(msg)
    return found


def signed_terms(formula: str) -> list[tuple[int, str]]:
    """Return the variables of a sum or difference, each with its sign.

    Raises
    ------
    SchemaError
        If the formula is anything else.

    Examples
    --------
    >>> signed_terms("review_total - review_pending")
    [(1, 'review_total'), (-1, 'review_pending')]
    """
    found = _TERM.findall(formula)
    signs = [sign for sign, _ in found]
    if _TERM.sub("", formula) or not found or signs[0] or not all(signs[1:]):
        msg = f"{formula!r} is no sum or difference of variables, as a + b - c"
        raise SchemaError(msg)
    return [(-1 if sign == "-" else 1, name) for sign, name in found]
