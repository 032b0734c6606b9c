"""What several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lab_smoke
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, driven by playwright."""
    if lacking := lab_smoke.missing():
        pytest.skip(lacking)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        one = driver.chromium.launch(
            executable_path=lab_smoke.chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield one
        one.close()
