"""Tables of tests: tab-separated files beside the tests, with comments and a header."""

from __future__ import annotations

from pathlib import Path


def rows(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a table; `\\n` and `\\t` in a cell stand for the characters."""
    lines = (Path(__file__).with_name(name)).read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        tuple(cell.replace("\\n", "\n").replace("\\t", "\t") for cell in row) for row in cells[1:]
    ]
