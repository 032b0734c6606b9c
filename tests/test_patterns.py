"""No regular expression of giox takes more than polynomial time over any string."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMME = Path(__file__).with_name("patterns.py")


def run(*arguments: str) -> list[str]:
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-W", "ignore", str(PROGRAMME), *arguments]
    said = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        timeout=1_800,
        env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    )
    return said.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs an alarm of POSIX")
def test_no_pattern_backtracks_without_end() -> None:
    *slow, count = run()
    assert slow == []
    assert int(re.sub(r"\D", "", count)) > 500


@pytest.mark.skipif(sys.platform == "win32", reason="needs an alarm of POSIX")
@pytest.mark.parametrize(
    ("pattern", "is_slow"),
    [("(a+)+$", True), ("(?:共计|共|计)*$", True), ("(?:共计|共|计)*+$", False), ("a+b", False)],
)
def test_the_search_for_slow_patterns_finds_them(pattern: str, *, is_slow: bool) -> None:
    *slow, _ = run(pattern)
    assert bool(slow) is is_slow
