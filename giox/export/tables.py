r"""Frames into tables for papers and spreadsheets.

LaTeX is written by hand, not by a library: great-tables (1.1) prints nulls as "None", cannot
number or label a table and brings a web stack along; a three-line table is forty lines.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from giox import __version__
from giox.charts.places import thousands
from giox.charts.words import Language, Terms, Text, check_language, say
from giox.errors import ExportError
from giox.export.files import check_formats, place, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["escape", "save_table"]

Format: TypeAlias = Literal["csv", "tex"]
FORMATS: tuple[Format, ...] = ("csv", "tex")
DECIMALS = 2
FORMULA = r"^[=+\-@\t\r＝＋－＠]"
NUMBER = r"^[+-]?[\d,]*\.?\d+%?$|^[+-]$"
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


def save_table(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    name: str,
    folder: str | Path = "figures",
    *,
    caption: Text | None = None,
    notes: Sequence[Text] = (),
    labels: Mapping[str, Text] | None = None,
    worded: Sequence[str] = (),
    decimals: Mapping[str, int] | None = None,
    years: Sequence[str] = ("year",),
    missing: str = "—",
    language: Language = "en",
    terms: Terms | None = None,
    formats: Sequence[Format] = FORMATS,
) -> tuple[Path, ...]:
    r"""Write a frame as a table: CSV for a spreadsheet, LaTeX for a paper.

    The CSV has full precision and empty cells for nulls; it begins with a byte order mark, so
    that a spreadsheet reads Chinese right, and text that a spreadsheet would run as a formula
    is disarmed with an apostrophe before it. The LaTeX is a three-line table (packages booktabs
    and threeparttable; Chinese needs XeLaTeX or LuaLaTeX with ctex), caption above, notes below.

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
    decimals : mapping, optional
        Decimals of columns in LaTeX; columns of whole numbers have none, others two.
    years : sequence of str
        Columns of years, which take no comma between the thousands.
    missing : str
        What stands for a null in LaTeX. A null is not a zero.
    language : {"en", "zh"}
        The language of heads, caption and notes.
    terms : mapping, optional
        Terms beside those that come with giox.
    formats : sequence of {"csv", "tex"}
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
    if unknown := set(worded) - set(frame.columns):
        msg = f"the frame has no column {', '.join(sorted(unknown))} to put into words"
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
    stem = place(name, folder)
    contents = {}
    if "csv" in formats:
        contents["csv"] = _csv(frame, heads)
    if "tex" in formats:
        head = " & ".join(escape(word) for word in heads)
        body = frame.select(_cells(frame, decimals or {}, years, missing))
        frame_of = _Frame(
            caption="" if caption is None else escape(say(caption, language, terms)),
            label=f"tab:{name}",
            columns="".join("r" if dtype.is_numeric() else "l" for dtype in frame.dtypes),
            notes=[escape(say(note, language, terms)) for note in notes],
            stamp=f"giox {__version__}, data sha256:{_checksum(frame)}",
        )
        lines = [" & ".join(row) + r" \\" for row in body.iter_rows()]
        contents["tex"] = frame_of.around(head + r" \\", lines).encode()
    return tuple(write(stem.with_name(f"{name}.{kind}"), contents[kind]) for kind in formats)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the rows of a LaTeX table."""

    caption: str
    label: str
    columns: str
    notes: Sequence[str]
    stamp: str

    def around(self, head: str, lines: Sequence[str]) -> str:
        """Return the whole table."""
        notes = [r"\begin{tablenotes}[flushleft]\footnotesize"] if self.notes else []
        notes += [rf"\item {note}" for note in self.notes]
        notes += [r"\end{tablenotes}"] if self.notes else []
        parts = [
            f"% {self.stamp}",
            r"% \usepackage{booktabs,threeparttable}; Chinese: XeLaTeX or LuaLaTeX with ctex",
            r"\begin{table}[htbp]",
            r"\centering",
            r"\begin{threeparttable}",
            rf"\caption{{{self.caption}}}\label{{{self.label}}}",
            rf"\begin{{tabular}}{{{self.columns}}}",
            r"\toprule",
            head,
            r"\midrule",
            *lines,
            r"\bottomrule",
            r"\end{tabular}",
            *notes,
            r"\end{threeparttable}",
            r"\end{table}",
        ]
        return "\n".join(parts) + "\n"


def escape(text: str) -> str:
    r"""Return `text` so that LaTeX prints it as it stands; line breaks become spaces.

    Examples
    --------
    >>> escape("50 % of A_1 & 乙{x}")
    '50 \\% of A\\_1 \\& 乙\\{x\\}'
    """
    return "".join(SPECIAL.get(character, character) for character in " ".join(text.split()))


def _in_words(column: pl.Series, language: Language, extra: Terms | None) -> pl.Series:
    values = column.cast(pl.String)
    found = values.drop_nulls().unique(maintain_order=True).to_list()
    return values.replace(found, [say(value, language, extra) for value in found])


def _csv(frame: pl.DataFrame, heads: Sequence[str]) -> bytes:
    """Return a CSV whose text no spreadsheet runs as a formula."""
    words_of = (pl.String, pl.Categorical, pl.Enum)
    disarmed = frame.with_columns(
        _disarmed(pl.col(name).cast(pl.String)).alias(name)
        for name, dtype in frame.schema.items()
        if isinstance(dtype, words_of)
    )
    words = pl.DataFrame({"head": heads}).select(_disarmed(pl.col("head"))).to_series().to_list()
    disarmed.columns = words
    return disarmed.write_csv(include_bom=True).encode()


def _disarmed(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before text that begins like a formula and is not just a number."""
    armed = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
    return pl.when(armed).then("'" + text).otherwise(text)


def _cells(
    frame: pl.DataFrame, decimals: Mapping[str, int], years: Sequence[str], missing: str
) -> list[pl.Expr]:
    """Return the cells of each column as they are printed in LaTeX."""
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
            text = _escaped(cell.cast(pl.String))
        if dtype.is_numeric():
            text = text.str.replace("^-", "$-$")
        cells.append(text.fill_null(escape(missing)).alias(column))
    return cells


def _fixed(number: pl.Expr, decimals: int) -> pl.Expr:
    """Return numbers as text with a fixed number of decimals and commas between thousands."""
    finite = pl.when(number.cast(pl.Float64).is_finite()).then(number)
    text = finite.cast(pl.Decimal(38, decimals)).cast(pl.String)
    whole = text.str.extract(r"^-?(\d+)", 1)
    sign, rest = text.str.extract(r"^(-?)", 1), text.str.extract(r"(\.\d+)?$", 1)
    return sign + thousands(whole) + rest.fill_null("")


def _escaped(text: pl.Expr) -> pl.Expr:
    spaced = text.str.replace_all(r"\s+", " ").str.strip_chars()
    return spaced.str.replace_many(list(SPECIAL), list(SPECIAL.values()))


def _checksum(frame: pl.DataFrame) -> str:
    return hashlib.sha256(frame.write_csv().encode()).hexdigest()
