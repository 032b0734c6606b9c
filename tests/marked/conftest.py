"""Reports to be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from giox.extraction import Report, read_report

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def report() -> Report:
    """A small report with a table, prose, and things that are wrong."""
    return read_report(HERE / "specimen.txt")
