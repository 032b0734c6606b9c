"""What cannot be right in the figures: a catalogue of checks in data, applied to tables."""

from giox.checks.catalogue import catalogue
from giox.checks.check import check
from giox.checks.identities import Identity, bounds, identities
from giox.checks.overview import Overview, overview
from giox.checks.page import page
from giox.checks.single import is_sound
from giox.checks.terminal import terminal
from giox.checks.wording import SIGNATURES, duplicates, signature

__all__ = [
    "SIGNATURES",
    "Identity",
    "Overview",
    "bounds",
    "catalogue",
    "check",
    "duplicates",
    "identities",
    "is_sound",
    "overview",
    "page",
    "signature",
    "terminal",
]
