"""Corrections of figures, kept in a file beside the data with who, when and why.

A corrected figure keeps its place in the observations: `value` is the new one, `origin` is
`correction`, `raw` stays what was printed. The rows as they were stand in a table of their own,
and each correction is a finding. Nothing is corrected in silence.
"""

from __future__ import annotations

from giox.corrections.apply import Corrected, apply, correct
from giox.corrections.folder import correct_folder, propose_folder
from giox.corrections.load import load_corrections
from giox.corrections.propose import propose

__all__ = [
    "Corrected",
    "apply",
    "correct",
    "correct_folder",
    "load_corrections",
    "propose",
    "propose_folder",
]
