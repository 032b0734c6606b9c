"""Tables in a notebook, with the heads and the language of the tables that are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from giox.charts.words import Language, Terms, Text, check_language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["as_markdown", "show_table"]


def show_table(  # noqa: PLR0913 - as save_table takes them
    frame: pl.DataFrame,
    *,
    caption: Text | None = None,
    labels: Mapping[str, Text] | None = None,
    decimals: int = 1,
    language: Language = "en",
    terms: Terms | None = None,
) -> Any:  # noqa: ANN401 - IPython is not there outside a notebook
    """Return a frame for display in a notebook cell.

    Parameters
    ----------
    frame, caption, labels, language, terms
        As `giox.save_table` takes them.
    decimals : int
        Decimals of columns that are not whole numbers.

    Returns
    -------
    IPython.display.Markdown
        See `as_markdown`.
    """
    from IPython.display import Markdown

    text = as_markdown(
        frame, caption=caption, labels=labels, decimals=decimals, language=language, terms=terms
    )
    return Markdown(text)  # type: ignore[no-untyped-call]


def as_markdown(  # noqa: PLR0913 - as save_table takes them
    frame: pl.DataFrame,
    *,
    caption: Text | None = None,
    labels: Mapping[str, Text] | None = None,
    decimals: int = 1,
    language: Language = "en",
    terms: Terms | None = None,
) -> str:
    """Return a frame as a Markdown table, numbers to the right, a dash for a missing value.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["江苏省"], "rate": [1234.56]})
    >>> print(as_markdown(rows, labels={"rate": {"en": "Rate", "zh": "比率"}}, language="zh"))
    | 地区   | 比率    |
    |:--|--:|
    | 江苏省 | 1,234.6 |
    """
    check_language(language)
    heads = {
        column: say((labels or {}).get(column, column), language, terms) for column in frame.columns
    }
    with pl.Config(
        tbl_formatting="MARKDOWN",
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=-1,
        fmt_str_lengths=200,
        float_precision=decimals,
        thousands_separator=True,
    ):
        shown = str(frame.rename(heads))
    head, _, *rows = shown.replace("null", "—").split("\n")
    rule = "|".join("--:" if dtype.is_numeric() else ":--" for dtype in frame.dtypes)
    title = [f"**{say(caption, language, terms)}**", ""] if caption is not None else []
    return "\n".join([*title, head, f"|{rule}|", *rows])
