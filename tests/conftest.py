"""What several tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from common import REPO, SHARED
from hypothesis import settings

# Machines are shared: no deadline. A run that decides something must not depend on luck.
settings.register_profile("giox", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("giox")

collect_ignore = ["benchmarks"]  # scripts, run by hand

__all__ = ["REPO", "SHARED"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED.name}/ beside the checkout, which is not here")
    return SHARED
