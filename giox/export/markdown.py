"""Tables in Markdown, for the cells of a notebook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.export.printed import Printed

__all__ = ["escape", "markdown"]


def escape(text: str) -> str:
    r"""Return `text` so that Markdown shows it as it stands.

    Examples
    --------
    >>> print(escape("0.41*** | <b>"))
    0.41\*\*\* \| \<b\>
    """
    return re.sub(r"([\\`*_\[\]<>|~$])", r"\\\1", " ".join(text.split()))


def markdown(table: Printed) -> str:
    """Return a table with its caption above and its notes below, numbers to the right."""
    rule = "|".join("--:" if numeric else ":--" for numeric in table.numeric)
    parts = [f"**{escape(table.caption)}**", ""] if table.caption else []
    parts += [_row(table.heads), f"|{rule}|", *map(_row, table.rows)]
    parts += [f"\n*{escape(note)}*" for note in table.notes]
    return "\n".join(parts)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"
