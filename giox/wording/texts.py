"""Reports as paragraphs of prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from giox.corpus import find_files
from giox.errors import DocumentError, GioxError
from giox.extraction import Report, read_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["TEXTS", "texts"]

TEXTS = pl.Schema(
    {
        "report": pl.String,
        "part": pl.Int32,
        "division_code": pl.String,
        "region": pl.String,
        "year": pl.Int32,
        "section": pl.String,
        "paragraph": pl.Int32,
        "text": pl.String,
    }
)
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,2})[、.,\s]\s*(.{2,30})"
)
_SENTENCE = re.compile("[。;；!?！？]")
_SHORTEST = 8


def texts(source: str | Path | Iterable[str | Path | Report]) -> pl.DataFrame:
    """Return the prose of reports, a row for each paragraph.

    Rows of tables, headings and lines without a sentence are left out. Text is in simplified
    script and clean characters, and without what defacers added.

    Parameters
    ----------
    source : str, Path, or several of these or of `Report`
        A folder, files, or reports that were read already. Files that hold no report are passed
        over: `giox.extract` tells why.

    Returns
    -------
    polars.DataFrame
        `report`, `part`, `division_code`, `region`, `year`, `section` (the heading above,
        without its number; null before the first), `paragraph` (from 0 in each report), `text`.

    Raises
    ------
    GioxError
        If a path does not exist, or no report is found.

    Examples
    --------
    >>> from giox.shipped import shared_path
    >>> found = texts(shared_path("data", "specimens", "05_2021_pipe.txt"))
    >>> found.filter(pl.col("section").str.contains("问题"))["text"].to_list()
    ['政策解读仍以文字为主。今后将增加图解和视频,力争达到解读总量的一半。']
    """
    rows = [row for report in _reports(source) for row in _rows(report)]
    if not rows:
        msg = "no report with prose was found: give a folder of saved reports, or reports read"
        raise GioxError(msg)
    return pl.DataFrame(rows, schema=TEXTS, orient="row").sort(
        "report", "part", "paragraph", maintain_order=True
    )


def _reports(source: str | Path | Iterable[str | Path | Report]) -> Iterator[Report]:
    given = [source] if isinstance(source, str) or not hasattr(source, "__iter__") else source
    for one in given:
        if isinstance(one, Report):
            yield one
            continue
        for file in find_files(one):
            try:
                report = read_report(file.location)
            except DocumentError:
                continue
            if report.status != "no_report":
                yield report


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    row = report.row
    about = [row[name] for name in TEXTS.names()[:5]]
    section, number = None, 0
    for line in report.clean.splitlines():
        line = line.strip()  # noqa: PLW2901 - the same line, without what is around it
        if "|" in line or len(line) < _SHORTEST or not _SENTENCE.search(line):
            if heading := _HEADING.fullmatch(line):
                section = heading[1].strip()
            continue
        yield (*about, section, number, line)
        number += 1
