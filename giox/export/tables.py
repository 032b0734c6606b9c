"""Frames into tables for papers, web pages and spreadsheets."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from giox import __version__
from giox.charts.places import thousands
from giox.charts.words import Language, Terms, Text, check_language, say
from giox.errors import ExportError
from giox.export.files import check_formats, place, write
from giox.export.html import html
from giox.export.latex import latex
from giox.export.printed import Printed
from giox.export.word import word
from giox.spreadsheets import disarmed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["save_table"]

Format: TypeAlias = Literal["csv", "tex", "html", "docx"]
FORMATS: tuple[Format, ...] = ("csv", "tex", "html", "docx")
DECIMALS = 2


def save_table(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    name: str,
    folder: str | Path = "figures",
    *,
    caption: Text | None = None,
    notes: Sequence[Text] = (),
    labels: Mapping[str, Text] | None = None,
    worded: Sequence[str] = (),
    numbers: Sequence[str] = (),
    rules: Sequence[int] = (),
    decimals: Mapping[str, int] | None = None,
    years: Sequence[str] = ("year",),
    missing: str = "—",
    language: Language = "en",
    terms: Terms | None = None,
    formats: Sequence[Format] = FORMATS,
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
    caption : str or mapping, optional
        Title of the table.
    notes : sequence of str or mapping
        Sources and reading aids, one a line.
    labels : mapping, optional
        Heads of columns, by column; the others are looked up among the terms of
        `giox.charts.terms`.
    worded : sequence of str
        Columns of text whose values are put into words like the heads: indicators, provinces.
    numbers : sequence of str
        Columns of text that hold numbers as they are to be printed, such as those of a
        regression table: set to the right, with stars raised (``0.41***``).
    rules : sequence of int
        Rows, counted from 0, that a thin line stands above.
    decimals : mapping, optional
        Decimals of columns in print; columns of whole numbers have none, others two.
    years : sequence of str
        Columns of years, which take no comma between the thousands.
    missing : str
        What stands for a null in print. A null is not a zero.
    language : {"en", "zh"}
        The language of heads, caption and notes.
    terms : mapping, optional
        Terms beside those that come with giox.
    formats : sequence of {"csv", "tex", "html", "docx"}
        What to write.

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
    check_language(language)
    if unknown := {*worded, *numbers} - set(frame.columns):
        msg = f"the frame has no column {', '.join(sorted(unknown))}: name columns that it has"
        raise ExportError(msg)
    for column, dtype in frame.schema.items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            msg = f"the column {column!r} holds {dtype}: make text or numbers of it first"
            raise ExportError(msg)
    frame = frame.with_columns(_in_words(frame[column], language, terms) for column in worded)
    heads = [say((labels or {}).get(name, name), language, terms) for name in frame.columns]
    if len(set(heads)) < len(heads):
        msg = f"two columns have the same head ({', '.join(heads)}): give them labels that differ"
        raise ExportError(msg)
    body = frame.select(_cells(frame, decimals or {}, years, missing))
    table = Printed(
        name=name,
        caption="" if caption is None else say(caption, language, terms),
        heads=tuple(heads),
        numeric=tuple(
            column in numbers or dtype.is_numeric() for column, dtype in frame.schema.items()
        ),
        rows=tuple(body.iter_rows()),
        rules=tuple(rules),
        notes=tuple(say(note, language, terms) for note in notes),
        stamp=f"giox {__version__}, data sha256:{_checksum(frame)}",
        language=language,
    )
    stem = place(name, folder)
    makers: dict[Format, Callable[[], bytes]] = {
        "csv": lambda: _csv(frame, heads),
        "tex": lambda: latex(table),
        "html": lambda: html(table),
        "docx": lambda: word(table),
    }
    return tuple(write(stem.with_name(f"{name}.{kind}"), makers[kind]()) for kind in formats)


def _in_words(column: pl.Series, language: Language, extra: Terms | None) -> pl.Series:
    values = column.cast(pl.String)
    found = values.drop_nulls().unique(maintain_order=True).to_list()
    return values.replace(found, [say(value, language, extra) for value in found])


def _csv(frame: pl.DataFrame, heads: Sequence[str]) -> bytes:
    """Return a CSV whose text no spreadsheet runs as a formula."""
    words_of = (pl.String, pl.Categorical, pl.Enum)
    safe = frame.with_columns(
        disarmed(pl.col(name).cast(pl.String)).alias(name)
        for name, dtype in frame.schema.items()
        if isinstance(dtype, words_of)
    )
    words = pl.DataFrame({"head": heads}).select(disarmed(pl.col("head"))).to_series().to_list()
    safe.columns = words
    return safe.write_csv(include_bom=True).encode()


def _cells(
    frame: pl.DataFrame, decimals: Mapping[str, int], years: Sequence[str], missing: str
) -> list[pl.Expr]:
    """Return the cells of each column as they are printed."""
    cells = []
    for column, dtype in frame.schema.items():
        cell = pl.col(column)
        if column in years:
            text = cell.cast(pl.String)
        elif dtype.is_integer() and column not in decimals:
            text = thousands(cell)
        elif dtype.is_numeric():
            text = _fixed(cell, decimals.get(column, DECIMALS))
        else:
            text = cell.cast(pl.String).str.replace_all(r"\s+", " ").str.strip_chars()
        cells.append(text.fill_null(missing).alias(column))
    return cells


def _fixed(number: pl.Expr, decimals: int) -> pl.Expr:
    """Return numbers as text with a fixed number of decimals and commas between thousands."""
    finite = pl.when(number.cast(pl.Float64).is_finite()).then(number)
    text = finite.cast(pl.Decimal(38, decimals)).cast(pl.String)
    whole = text.str.extract(r"^-?(\d+)", 1)
    sign, rest = text.str.extract(r"^(-?)", 1), text.str.extract(r"(\.\d+)?$", 1)
    return sign + thousands(whole) + rest.fill_null("")


def _checksum(frame: pl.DataFrame) -> str:
    return hashlib.sha256(frame.write_csv().encode()).hexdigest()
