"""Text that a spreadsheet opens as text: a cell of a source must never run as a formula.

References
----------
OWASP, CSV Injection: cells that begin with `=`, `+`, `-`, `@`, a tab or the end of a line are
formulas to Excel, LibreOffice and Google Sheets; so are their full-width forms to some.
"""

from __future__ import annotations

import polars as pl

__all__ = ["disarmed", "disarmed_frame", "restored"]

_FORMULA = r"^'*[=+\-@\t\r\n＝＋－＠]"
_NUMBER = r"^[+-]?[\d,]*\.?\d+%?$|^[+-]$"


def disarmed(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before text that begins like a formula and is not just a number.

    Examples
    --------
    >>> cells = pl.Series(["=1+1", "-3.5%", "-", "@a", "报告"])
    >>> pl.select(disarmed(pl.lit(cells))).to_series().to_list()
    ["'=1+1", '-3.5%', '-', "'@a", '报告']
    """
    armed = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(armed).then(text.str.replace("^", "'")).otherwise(text)


def restored(text: pl.Expr) -> pl.Expr:
    """Take away what `disarmed` put there: every text comes back as it was.

    Examples
    --------
    >>> cells = pl.Series(["'=1+1", "'wording'"])
    >>> pl.select(restored(pl.lit(cells))).to_series().to_list()
    ['=1+1', "'wording'"]
    """
    return (
        pl.when(text.str.contains(_FORMULA) & text.str.starts_with("'"))
        .then(text.str.strip_prefix("'"))
        .otherwise(text)
    )


def disarmed_frame(frame: pl.LazyFrame, schema: pl.Schema) -> pl.LazyFrame:
    """Disarm all columns of text."""
    words = [name for name, dtype in schema.items() if dtype == pl.String]
    return frame.with_columns(disarmed(pl.col(name)).alias(name) for name in words)
