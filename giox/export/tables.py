"""Frames into tables for papers, web pages, spreadsheets and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack

import polars as pl

from giox.export.files import check_formats, place, write
from giox.export.html import html
from giox.export.latex import latex
from giox.export.markdown import markdown
from giox.export.printed import Printed, TableOptions, printed
from giox.export.word import word
from giox.spreadsheets import disarmed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["save_table", "show_table"]

Format: TypeAlias = Literal["csv", "tex", "html", "docx"]
FORMATS: tuple[Format, ...] = ("csv", "tex", "html", "docx")


def save_table(
    frame: pl.DataFrame,
    name: str,
    folder: str | Path = "figures",
    *,
    formats: Sequence[Format] = FORMATS,
    **options: Unpack[TableOptions],
) -> tuple[Path, ...]:
    r"""Write a frame as a table: CSV for a spreadsheet, LaTeX, HTML and Word for a paper.

    The CSV has full precision and empty cells for nulls; it begins with a byte order mark, so
    that a spreadsheet reads Chinese right, and text that a spreadsheet would run as a formula
    is disarmed with an apostrophe before it. The others are three-line tables with the caption
    above and the notes below; LaTeX needs the packages booktabs and threeparttable, Chinese also
    XeLaTeX or LuaLaTeX with ctex.

    Parameters
    ----------
    frame : polars.DataFrame
        Text, numbers, dates or truth values; written in the order it has.
    name : str
        File name without ending; the LaTeX label is ``tab:`` and this name.
    folder : str or Path
        Where to write; made if it is not there.
    formats : sequence of {"csv", "tex", "html", "docx"}
        What to write.
    **options
        `caption`, `notes`, `labels` (heads by column), `worded`, `numbers`, `rules`, `decimals`,
        `years`, `missing`, `language`, `terms`: see `giox.export.TableOptions`.

    Returns
    -------
    tuple of Path
        The files, in the order of `formats`.

    Raises
    ------
    ExportError
        If a column cannot be printed, two get the same head, or a file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> rows = pl.DataFrame({"region": ["江苏省"], "rate": [1.234]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = save_table(rows, "rates", folder, formats=("tex",))
    ...     [line for line in paths[0].read_text(encoding="utf-8").splitlines() if "&" in line]
    ['Region & Rate \\\\', '江苏省 & 1.23 \\\\']
    """
    check_formats(formats, FORMATS)
    table = printed(frame, name, **options)
    stem = place(name, folder)
    makers: dict[Format, Callable[[Printed], bytes]] = {
        "csv": _csv,
        "tex": latex,
        "html": html,
        "docx": word,
    }
    return tuple(write(stem.with_name(f"{name}.{kind}"), makers[kind](table)) for kind in formats)


def show_table(
    frame: pl.DataFrame,
    name: str | None = None,
    folder: str | Path = "figures",
    **options: Unpack[TableOptions],
) -> Any:  # noqa: ANN401 - IPython is not there outside a notebook
    """Return a frame as a table for a notebook cell; with a name, save it in all formats too.

    Parameters
    ----------
    frame, name, folder, **options
        As `save_table` takes them.

    Returns
    -------
    IPython.display.Markdown

    Raises
    ------
    ExportError
        As `save_table`.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["江苏省"], "rate": [1234.567]})
    >>> labels = {"rate": {"en": "Rate", "zh": "比率"}}
    >>> print(show_table(rows, labels=labels, decimals={"rate": 1}, language="zh").data)
    | 地区 | 比率 |
    |:--|--:|
    | 江苏省 | 1,234.6 |
    """
    from IPython.display import Markdown

    if name is not None:
        save_table(frame, name, folder, **options)
    return Markdown(markdown(printed(frame, name or "table", **options)))  # type: ignore[no-untyped-call]


def _csv(table: Printed) -> bytes:
    """Return a CSV whose text no spreadsheet runs as a formula."""
    words_of = (pl.String, pl.Categorical, pl.Enum)
    safe = table.data.with_columns(
        disarmed(pl.col(name).cast(pl.String)).alias(name)
        for name, dtype in table.data.schema.items()
        if isinstance(dtype, words_of)
    )
    heads = pl.DataFrame({"head": table.heads}).select(disarmed(pl.col("head")))
    safe.columns = heads.to_series().to_list()
    return safe.write_csv(include_bom=True).encode()
