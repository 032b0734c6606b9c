"""Spreadsheets and delimited text: sheets into paragraphs and tables.

A sheet is a grid without structure. What stands alone in its row above a table is a
paragraph; rows with several cells, and those between them, are a table until an empty row.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from giox.documents.archive import open_archive
from giox.documents.compose import Composer
from giox.documents.formats import Formats
from giox.documents.limits import Limits
from giox.documents.model import Document
from giox.documents.worksheet import Worksheet, worksheets
from giox.errors import DocumentError

__all__ = ["read_delimited", "read_workbook"]

Value = int | float | str | bool | time | date | datetime | timedelta

_LONGEST_CELL = 100
_LARGEST_MERGE = 10_000
_DELIMITERS = (",", "\t", ";", "|", "\uff0c", "^", "~", "#", "$")
_QUOTES = ('"', "'")
# Quotation marks that are left around a cell, and signs that keep a spreadsheet from changing it.
_DRESSED = re.compile("=\"(.*)\"|'(.*)'|'([0-9].*)|[“”](.*)[“”]")
_HEAD = 200_000
_FEWEST_FIGURES = 2
_FEWEST_CELLS = 3
_EXCEL_DIGITS = 15


def read_delimited(text: str, name: str, encoding: str | None, limits: Limits) -> Document:
    r"""Turn decoded CSV or TSV into a document.

    The text of the document is written anew, with the cells of a row parted by ` | ` and
    without quotation marks.

    Raises
    ------
    DocumentError
        If it holds no text or more cells than the limit.

    Examples
    --------
    >>> print(read_delimited('规章,"1,234"\n', "a.csv", "utf-8", Limits()).text)
    规章 | 1,234
    """
    records = _limited(_records(text, _delimiter(text, name)), limits)
    composer = Composer()
    _compose(composer, _without_numbers(list(records)), set())
    return _filled(composer.document(encoding))


def read_workbook(data: bytes, limits: Limits) -> Document:
    """Turn the bytes of a workbook (xlsx, xls, xlsb, ods) into a document, sheet after sheet.

    Hidden sheets are passed over, and in xlsx files hidden rows and columns. A number of an xlsx
    file is written as it is printed, with the decimals, thousands and percent sign that its format
    asks for; without a format, and in the other kinds of workbook, with no more digits than it
    needs.

    Raises
    ------
    DocumentError
        If it is damaged, encrypted, larger than the limits, or holds no text.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    laid_out: dict[str, Worksheet] = {}
    if zipfile.is_zipfile(io.BytesIO(data)):
        with open_archive(data, limits) as archive:
            laid_out = worksheets(archive, limits)
    composer = Composer()
    not_computed = 0
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible or about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            limits.check("cells", sheet.total_height * sheet.total_width, "cells of a sheet")
            values = sheet.to_python(skip_empty_area=False)
            layout = laid_out.get(about.name, Worksheet())
            rows = _printed(values, layout.formats)
            height, width = len(values), max(map(len, values), default=0)
            covered = _covered(sheet.merged_cell_ranges or [], height, width)
            covered |= _hidden(layout, height, width)
            not_computed += layout.not_computed
            _compose(composer, rows, covered)
    except (CalamineError, OSError, ValueError) as error:
        msg = f"the workbook cannot be read ({error}); open it and save it as xlsx without password"
        raise DocumentError(msg) from error
    return _filled(composer.document(None, _unread(not_computed)))


def _unread(formulas: int) -> tuple[str, ...]:
    if not formulas:
        return ()
    remark = (
        f"{formulas} cells hold formulas whose values are not in the file, and were read as empty; "
        "open the workbook in a spreadsheet programme and save it again"
    )
    return (remark,)


def _hidden(layout: Worksheet, height: int, width: int) -> set[tuple[int, int]]:
    """Return the places of hidden rows and columns within a sheet."""
    rows = itertools.product((one for one in layout.rows if one < height), range(width))
    columns = itertools.product(range(height), (one for one in layout.columns if one < width))
    return {*rows, *columns}


def _filled(document: Document) -> Document:
    if not document.blocks:
        msg = "the table holds no text; check that the right sheet was saved"
        raise DocumentError(msg)
    return document


def _delimiter(text: str, name: str) -> str:
    """Return the delimiter: of a TSV with tabs the tab, else the one that parts most figures.

    Prose has commas and bars as well, but seldom figures (or nothing) between two of them. Commas
    that part all lines alike are the delimiter, whatever stands between them.
    """
    head = text[:_HEAD]
    if "\t" in head and PurePath(name).suffix.lower() in {".tsv", ".tab"}:
        return "\t"
    if len(text) <= _HEAD and _parts_alike(head):
        return ","

    def parted(one: str) -> int:
        sign = re.escape(one)
        figure = rf"{sign} ?(?:=?[\"'“])?[-0-9.]*[\"'”]?(?=\s?(?:{sign}|$))"
        return len(re.findall(figure, head, re.MULTILINE))

    count, _, best = max((parted(one), -at, one) for at, one in enumerate(_DELIMITERS))
    return best if count >= _FEWEST_FIGURES else ","


def _parts_alike(text: str) -> bool:
    """Tell a text whose lines have the same number of cells between commas, three or more."""
    try:
        widths = {len(record) for record in csv.reader(io.StringIO(text, newline="")) if record}
    except csv.Error:  # a quotation mark that is not closed
        return False
    return len(widths) == 1 and widths.pop() >= _FEWEST_CELLS


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    size = csv.field_size_limit(len(text) + 1)
    try:
        lines = io.StringIO(text.replace("\0", ""), newline="")
        quote = max(_QUOTES, key=lambda one: text.count(f"{one}{delimiter}{one}", 0, _HEAD))
        for record in csv.reader(
            lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True
        ):
            yield [_undressed(" ".join(cell.split())) for cell in record]
    except csv.Error as error:
        msg = f"the delimited text cannot be read ({error}); save it again as CSV or xlsx"
        raise DocumentError(msg) from error
    finally:
        csv.field_size_limit(size)


def _undressed(cell: str) -> str:
    dressed = _DRESSED.fullmatch(cell)
    return next(filter(None, dressed.groups()), "") if dressed else cell


def _without_numbers(records: list[list[str]]) -> list[list[str]]:
    """Take away the first column, if it only numbers the rows (from 0 or 1, below a header)."""
    for header in (0, 1):
        numbers = [record[0] if record else "" for record in records[header:]]
        for first in (0, 1):
            if len(numbers) > 1 and numbers == [str(first + n) for n in range(len(numbers))]:
                return [record[1:] for record in records]
    return records


def _limited(rows: Iterable[list[str]], limits: Limits) -> Iterator[list[str]]:
    cells = 0
    for row in rows:
        cells += len(row)
        limits.check("cells", cells, "cells of the table")
        yield row


def _covered(
    ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], height: int, width: int
) -> set[tuple[int, int]]:
    """Return the places within a sheet that merged cells cover, save their upper left corners.

    A range of more cells than any table merges is somebody's whole sheet: it is left out. So are
    those after as many as the sheet has cells, for ranges of a sound sheet do not overlap.
    """
    covered: set[tuple[int, int]] = set()
    left_over = height * width
    for (top, left), (bottom, right) in ranges:
        if (bottom - top + 1) * (right - left + 1) <= _LARGEST_MERGE:
            rows, columns = range(top, min(bottom + 1, height)), range(left, min(right + 1, width))
            left_over -= len(rows) * len(columns)
            if left_over < 0:
                break
            covered.update(itertools.islice(itertools.product(rows, columns), 1, None))
    return covered


def _compose(
    composer: Composer, rows: Iterable[Sequence[str]], covered: set[tuple[int, int]]
) -> None:
    """Write the rows of a sheet, each stretch between empty rows for itself."""
    stretch: list[list[tuple[int, str]]] = []
    for number, row in enumerate(rows):
        cells = [
            (column, words) for column, words in enumerate(row) if (number, column) not in covered
        ]
        reach = any((number, column) in covered for column in range(len(row)))
        if any(words for _, words in cells):
            stretch.append(cells)
        elif not reach:
            _write(composer, stretch)
            stretch = []
    _write(composer, stretch)


def _write(composer: Composer, rows: list[list[tuple[int, str]]]) -> None:
    filled = [[(column, words) for column, words in row if words] for row in rows]
    width = max((row[-1][0] for row in filled), default=0)
    table: list[list[tuple[int, str]]] = []
    for row, words in zip(rows, filled, strict=True):
        if len(words) == 1 and (not table or len(words[0][1]) > _LONGEST_CELL):
            composer.table(table)
            table = []
            composer.paragraph(words[0][1])
        else:
            table.append([(column, text) for column, text in row if column <= width])
    composer.table(table)


def _printed(values: Iterable[Iterable[Value]], formats: Formats) -> Iterator[list[str]]:
    for number, row in enumerate(values):
        words = [_shown(value) for value in row]
        for column, value in enumerate(row) if formats else ():
            asked = formats.get((number, column))
            if asked is not None and isinstance(value, float) and abs(value) < 1e15:
                words[column] = asked.shown(value)
        yield words


def _shown(value: Value) -> str:
    """Write a value as a spreadsheet does where nobody asked for another format."""
    match value:
        case bool():
            return str(value).upper()
        case float():
            return format(value, f".{_EXCEL_DIGITS}g") if abs(value) < 1e15 else f"{value:.0f}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case _:
            return " ".join(str(value).split())
