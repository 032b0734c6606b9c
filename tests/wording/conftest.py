"""The specimen reports, which are all the texts that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from giox.shipped import shared_path


@pytest.fixture(scope="session")
def specimens() -> Path:
    return shared_path("data", "specimens")
