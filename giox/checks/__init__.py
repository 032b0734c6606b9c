"""What cannot be right in the figures: a catalogue of checks in data, applied to tables."""

from giox.checks.figures import check
from giox.checks.identities import Identity, identities

__all__ = ["Identity", "check", "identities"]
