"""Places that several tests read from."""

from __future__ import annotations

from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"
"""Material beside the checkout that is not part of it: real reports, reference tables."""
