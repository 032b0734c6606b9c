"""The text functions as polars expressions, for columns of titles, names, cells, pages.

A document's evidence (which converter changed its wording) is taken from each value by itself:
put whole texts into a column, not their lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from giox.text import characters, digits, script

if TYPE_CHECKING:
    from collections.abc import Callable

    from polars._typing import PolarsDataType

__all__ = ["clean", "normalise", "number", "script_of", "to_simplified"]


def clean(column: str | pl.Expr) -> pl.Expr:
    """Clean the characters of a String column, as `giox.text.clean` does.

    Examples
    --------
    >>> frame = pl.DataFrame({"title": ["２０１９年⼯作报告", None]})
    >>> frame.select(clean("title")).to_series().to_list()
    ['2019年工作报告', None]
    """
    return _mapped(column, _clean, pl.String)


def to_simplified(column: str | pl.Expr) -> pl.Expr:
    """Bring a String column to simplified script, as `giox.text.to_simplified` does.

    Examples
    --------
    >>> frame = pl.DataFrame({"title": ["北京市信訪辦年度報告", "乾县人民政府"]})
    >>> frame.select(to_simplified("title")).to_series().to_list()
    ['北京市信访办年度报告', '乾县人民政府']
    """
    return _mapped(column, script.to_simplified, pl.String)


def normalise(column: str | pl.Expr) -> pl.Expr:
    """Clean a String column and bring it to simplified script, as `giox.text.normalise` does."""
    return to_simplified(clean(column))


def script_of(column: str | pl.Expr) -> pl.Expr:
    """Tell the script of each value: `simplified` or `traditional`.

    Examples
    --------
    >>> frame = pl.DataFrame({"title": ["年度報告", "年度报告", None]})
    >>> frame.select(script_of("title")).to_series().to_list()
    ['traditional', 'simplified', None]
    """
    return _mapped(column, script.detect_script, pl.String)


def number(column: str | pl.Expr) -> pl.Expr:
    """Read each value of a String column as one numeral, as `giox.text.parse_number` does.

    Returns
    -------
    polars.Expr
        Float64, null where the text is no numeral; whole numbers are exact up to 2**53.

    Examples
    --------
    >>> frame = pl.DataFrame({"cell": ["１，２３４", "三十五", "1.2万", "-", None]})
    >>> frame.select(number("cell")).to_series().to_list()
    [1234.0, 35.0, 12000.0, None, None]
    """
    return _mapped(column, _number, pl.Float64)


def _mapped(
    column: str | pl.Expr, function: Callable[[str], object], dtype: PolarsDataType
) -> pl.Expr:
    expression = pl.col(column) if isinstance(column, str) else column
    return expression.map_elements(function, return_dtype=dtype)


def _clean(text: str) -> str:
    return characters.clean(text).text


def _number(text: str) -> float | None:
    value = digits.parse_number(text)
    return None if value is None else float(value)
