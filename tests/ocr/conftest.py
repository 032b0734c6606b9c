"""What the tests of pictures share."""

from __future__ import annotations

import pytest

from giox.ocr import is_available


@pytest.fixture(scope="session")
def extra() -> None:
    """Skip where the extra is not installed."""
    if not is_available():
        pytest.skip("needs the extra: pip install 'giox[ocr]'")
