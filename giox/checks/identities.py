"""The catalogue of identities, read from `identities.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

__all__ = ["Identity", "identities"]


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


@cache
def identities() -> tuple[Identity, ...]:
    """Return the catalogue.

    Examples
    --------
    >>> identities()[0].id
    'flow_of_applications'
    """
    path = files("giox.checks").joinpath("identities.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Identity(**one | {"left": tuple(one["left"]), "right": tuple(one["right"])})
        for one in data["identity"]
    )
