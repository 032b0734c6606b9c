"""How long something takes, for all benchmarks."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(function: Callable[[], object], times: int = 3) -> float:
    """Return the least of several rounds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        function()
        taken.append(time.perf_counter() - begun)
    return min(taken)
