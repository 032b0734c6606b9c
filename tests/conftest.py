"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from common import REPO, SHARED

__all__ = ["REPO", "SHARED"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED.name}/ beside the checkout, which is not here")
    return SHARED
