"""A table as it is printed: every cell a text, and what stands around the cells."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import polars as pl

from giox import __version__
from giox.charts.places import thousands
from giox.charts.renderer import language_in_use
from giox.charts.words import Language, Terms, Text, check_language, say
from giox.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Printed", "TableOptions", "printed", "starred"]

DECIMALS = 2


class TableOptions(TypedDict, total=False):
    """Options of every table, shown or saved.

    Attributes
    ----------
    caption : str or mapping
        Title of the table.
    notes : sequence of str or mapping
        Sources and reading aids, one a line.
    labels : mapping
        Heads of columns, by column; the others are looked up among the terms of
        `giox.charts.terms`.
    worded : sequence of str
        Columns of text whose values are put into words like the heads: indicators, provinces.
    numbers : sequence of str
        Columns of text that hold numbers as they are to be printed, such as those of a
        regression table: set to the right, with stars raised (``0.41***``).
    rules : sequence of int
        Rows, counted from 0, that a thin line stands above.
    decimals : mapping
        Decimals of columns in print; columns of whole numbers have none, others two.
    years : sequence of str
        Columns of years, which take no comma between the thousands; by default `year`.
    missing : str
        What stands for a null in print, by default a dash. A null is not a zero.
    language : {"en", "zh"}
        The language of heads, caption and notes; by default the one that `giox.setup` was
        called with.
    terms : mapping
        Terms beside those that come with giox.
    """

    caption: Text | None
    notes: Sequence[Text]
    labels: Mapping[str, Text] | None
    worded: Sequence[str]
    numbers: Sequence[str]
    rules: Sequence[int]
    decimals: Mapping[str, int] | None
    years: Sequence[str]
    missing: str
    language: Language | None
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class Printed:
    """A table that is ready to be written down in some format.

    Attributes
    ----------
    name : str
        What the table is referred to by.
    caption : str
        Title above the table; may be empty.
    heads : tuple of str
        Heads of the columns.
    numeric : tuple of bool
        Whether a column holds numbers, set to the right with a true minus sign.
    rows : tuple of tuple of str
        The cells.
    rules : tuple of int
        Rows that a thin line stands above, counted from 0.
    notes : tuple of str
        Sources and reading aids under the table.
    stamp : str
        Version of giox and checksum of the data.
    language : {"en", "zh"}
        The language of its words.
    data : polars.DataFrame
        What the cells are printed from, under the heads.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    rules: tuple[int, ...]
    notes: tuple[str, ...]
    stamp: str
    language: str
    data: pl.DataFrame


def printed(  # noqa: PLR0913 - the options of a table
    frame: pl.DataFrame,
    name: str,
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
    language: Language | None = None,
    terms: Terms | None = None,
) -> Printed:
    """Print the cells of a frame; the options are those of `TableOptions`.

    Raises
    ------
    ExportError
        If a column cannot be printed, or two get the same head.

    Examples
    --------
    >>> rates = pl.DataFrame({"region": ["江苏省"], "rate": [1234.567]})
    >>> printed(rates, "rates", language="zh", decimals={"rate": 1}).rows
    (('江苏省', '1,234.6'),)
    """
    language = check_language(language or language_in_use())
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
    return Printed(
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
        data=frame.rename(dict(zip(frame.columns, heads, strict=True))),
    )


def starred(cell: str) -> tuple[str, str]:
    """Part the stars of significance from a number.

    Examples
    --------
    >>> starred("-0.41***"), starred("n/a*")
    (('-0.41', '***'), ('n/a*', ''))
    """
    found = re.fullmatch(r"([-−]?[\d.,]+)(\*{1,3})", cell)
    return (found[1], found[2]) if found else (cell, "")


def _in_words(column: pl.Series, language: Language, extra: Terms | None) -> pl.Series:
    values = column.cast(pl.String)
    found = values.drop_nulls().unique(maintain_order=True).to_list()
    return values.replace(found, [say(value, language, extra) for value in found])


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
