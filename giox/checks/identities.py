"""The catalogue of identities, read from `identities.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

__all__ = ["Identity", "Told", "bounds", "identities", "told"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Something that must hold between the figures of one report.

    Attributes
    ----------
    id : str
        The name under which findings cite it.
    left, right : tuple of str
        Indicators whose sums are compared.
    relation : {"=", ">="}
        What the left sum must be to the right one.
    form : str or None
        The form that it holds on; None for all.
    each_applicant : bool
        Whether it holds in every column of part three.
    source : str
        The order or form that lays it down.
    """

    id: str
    left: tuple[str, ...]
    relation: Literal["=", ">="]
    right: tuple[str, ...]
    severity: Literal["error", "warning", "notice"]
    source: str
    message_en: str
    message_zh: str
    form: str | None = None
    each_applicant: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator that prose gives and the table does not: the sum of `terms` on `forms`."""

    indicator: str
    forms: tuple[str, ...]
    terms: tuple[str, ...]


@cache
def _data() -> Mapping[str, Any]:
    path = files("giox.checks").joinpath("identities.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def identities() -> tuple[Identity, ...]:
    """Return what must add up.

    Examples
    --------
    >>> identities()[0].id
    'flow_of_applications'
    """
    return _read("identity")


@cache
def bounds() -> tuple[Identity, ...]:
    """Return the parts that must not be above their whole.

    Examples
    --------
    >>> {one.relation for one in bounds()}
    {'>='}
    """
    return _read("bound")


@cache
def told() -> tuple[Told, ...]:
    """Return what prose sums up of the cells of a table.

    Examples
    --------
    >>> told()[0].terms
    ('litigation.direct.total', 'litigation.after_review.total')
    """
    return tuple(
        Told(one["indicator"], tuple(one["forms"]), tuple(one["terms"])) for one in _data()["told"]
    )


def _read(kind: str) -> tuple[Identity, ...]:
    return tuple(
        Identity(**one | {"left": tuple(one["left"]), "right": tuple(one["right"])})
        for one in _data()[kind]
    )
