"""The exceptions of giox.

Single bad files never raise while a folder is read: they become a row of the reports table
with a status and a finding. What raises is a call that cannot be done at all.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "CorrectionError",
    "DocumentError",
    "ExportError",
    "GioxError",
    "ModelError",
    "SchemaError",
    "did_you_mean",
]


class GioxError(Exception):
    """Every error that giox raises on purpose; its message says what to do."""


class DocumentError(GioxError):
    """A single document cannot be read (missing, encrypted, of a kind giox does not read)."""


class SchemaError(GioxError):
    """A table lacks columns that are needed, has them in other types, or has doubled keys."""


class CorrectionError(GioxError):
    """A line of a corrections file does not fit the figures that it wants to correct."""


class ExportError(GioxError):
    """A figure or a table cannot be written as asked."""


class ModelError(GioxError):
    """A model cannot be fitted to these rows, or asked what it cannot tell."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return what a message may add of a name that is not known: the nearest ones that are.

    Examples
    --------
    >>> did_you_mean("reveiw", ["review", "litigation"])
    '; did you mean review?'
    """
    near = difflib.get_close_matches(name, list(known), n=3)
    return f"; did you mean {', '.join(near)}?" if near else ""
