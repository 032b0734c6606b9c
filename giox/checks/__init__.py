"""What cannot be right in the figures: a catalogue of checks in data, applied to tables."""

from giox.checks.bodies import body_keys
from giox.checks.catalogue import catalogue
from giox.checks.check import (
    check,
    check_bodies,
    check_documents,
    check_places,
    check_within,
)
from giox.checks.identities import Identity, bounds, identities
from giox.checks.overview import Overview, overview
from giox.checks.page import page
from giox.checks.places import added_up
from giox.checks.single import is_sound
from giox.checks.terminal import terminal
from giox.checks.wording import SIGNATURES, duplicates, signature

__all__ = [
    "SIGNATURES",
    "Identity",
    "Overview",
    "added_up",
    "body_keys",
    "bounds",
    "catalogue",
    "check",
    "check_bodies",
    "check_documents",
    "check_places",
    "check_within",
    "duplicates",
    "identities",
    "is_sound",
    "overview",
    "page",
    "signature",
    "terminal",
]
