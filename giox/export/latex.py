r"""Tables in LaTeX.

They are written by hand, not by great-tables (1.1): it cannot label a table, nor put notes
under it at its width; a three-line table is forty lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from giox.export.printed import starred

if TYPE_CHECKING:
    from giox.export.printed import Printed

__all__ = ["escape", "latex"]

_NUMBERED = re.compile(r"^(?:Table \d{1,2}[.:] *|表 ?\d{1,2}(?:[.:．：] *| +))")

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": "{[}",  # at the beginning of a row it would be read as an option of the line before
    "]": "{]}",
}


def escape(text: str) -> str:
    r"""Return `text` so that LaTeX prints it as it stands; line breaks become spaces.

    Examples
    --------
    >>> escape("50 % of A_1 & 乙{x}")
    '50 \\% of A\\_1 \\& 乙\\{x\\}'
    """
    return "".join(SPECIAL.get(character, character) for character in " ".join(text.split()))


def latex(table: Printed) -> bytes:
    """Return a three-line table for the packages booktabs and threeparttable.

    LaTeX numbers tables itself: a number that the caption begins with is left out.
    """
    notes = [r"\begin{tablenotes}[flushleft]\footnotesize"] if table.notes else []
    notes += [rf"\item {escape(note)}" for note in table.notes]
    notes += [r"\end{tablenotes}"] if table.notes else []
    lines: list[str] = []
    for at, row in enumerate(table.rows):
        lines += [r"\midrule"] if at in table.rules else []
        cells = (_cell(cell, numeric) for cell, numeric in zip(row, table.numeric, strict=True))
        lines.append(" & ".join(cells) + r" \\")
    parts = [
        f"% {table.stamp}",
        r"% \usepackage{booktabs,threeparttable}; Chinese: XeLaTeX or LuaLaTeX with ctex",
        r"\begin{table}[htbp]",
        r"\centering",
        r"\begin{threeparttable}",
        rf"\caption{{{escape(_NUMBERED.sub('', table.caption))}}}\label{{tab:{table.name}}}",
        rf"\begin{{tabular}}{{{''.join('r' if numeric else 'l' for numeric in table.numeric)}}}",
        r"\toprule",
        " & ".join(escape(head) for head in table.heads) + r" \\",
        r"\midrule",
        *lines,
        r"\bottomrule",
        r"\end{tabular}",
        *notes,
        r"\end{threeparttable}",
        r"\end{table}",
    ]
    return ("\n".join(parts) + "\n").encode()


def _cell(cell: str, numeric: bool) -> str:
    if not numeric:
        return escape(cell)
    number, stars = starred(cell)
    text = re.sub("^-(?=.)", "$-$", escape(number))
    return text + (rf"\rlap{{$^{{{stars}}}$}}" if stars else "")
